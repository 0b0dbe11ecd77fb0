"""An executor without kernels: for tests of what is around the judge, which is quick and fails
on demand.

An answer counts as right if it does not raise NotImplementedError. A task is answered when
it is asked for.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import nbformat
from nbformat.v4 import new_output

from nngrader.checking.verdict import Verdict
from nngrader.declare import Allowed
from nngrader.judging.judge import Judged, Task
from nngrader.submissions.check_cells import check_call
from nngrader.submissions.reading import Unreadable, read_submission
from nngrader.submissions.repair import repair


class FakeExecutor:
    """Answers tasks in threads. before: called with each task; what it raises is the answer."""

    def __init__(self, before: Callable[[Task], object] = lambda task: None, jobs: int = 2):
        self.jobs = jobs
        self.before = before
        self.asked: list[str] = []
        self._executor = ThreadPoolExecutor(jobs)
        self._lock = threading.Lock()

    def submit(self, task: Task) -> Future[Judged]:
        with self._lock:
            self.asked.append(task.student)
        return self._executor.submit(self._judge, task)

    def begin(self, allowed: Allowed) -> list[str]:
        return []

    def trouble(self) -> str:
        return ""

    def _judge(self, task: Task) -> Judged:
        self.before(task)
        return fake_judgment(task)


def fake_judgment(task: Task) -> Judged:
    """What the judge could have found."""
    found = (
        task.notebook if isinstance(task.notebook, Unreadable) else read_submission(task.notebook)
    )
    if isinstance(found, Unreadable):
        return Judged(None, unreadable=found.reason, seed=task.seed or 0)
    instructor = nbformat.reads(task.instructor.decode(), as_version=4)
    notebook, repairs = repair(found.content, instructor)
    answers = {
        cell.metadata.nbgrader.grade_id: "NotImplementedError" not in cell.source
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    verdicts = {}
    for cell in notebook.cells:
        if asked := check_call(cell):
            exercise = asked.exercise
            score = exercise.points if answers[exercise.id] else 0.0
            verdict = Verdict(exercise.id, score, exercise.points, seed=task.seed)
            verdicts[exercise.id] = verdict.to_json()
            cell.outputs = [new_output("execute_result", verdict._repr_mimebundle_())]
    events = [*task.events, *(each.text for each in repairs)]
    notebook.metadata["nngrader"] = {"events": events, "seed": task.seed, "sandboxed": True}
    return Judged(nbformat.writes(notebook).encode(), verdicts, tuple(events), seed=task.seed or 0)
