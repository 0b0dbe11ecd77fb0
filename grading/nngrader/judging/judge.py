"""Judge one submission: run its notebook in a sandboxed kernel, ask its functions, score.

Nothing is taken from the student's process but outputs to show and plain data to compare.
This module knows no folders and no gradebook: bytes go in, a graded notebook and its
verdicts come out, so that it runs as well on another machine.
"""

import functools
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

import nbformat
import nbformat.v4
from nbformat import NotebookNode

from nngrader.declare import Allowed
from nngrader.declare.registry import allowed_for
from nngrader.judging.notebook_run import run_notebook
from nngrader.kernels.kernel import ServerDied
from nngrader.kernels.pool import ServerPool
from nngrader.limits import Limits
from nngrader.submissions.check_cells import check_call
from nngrader.submissions.instructor import InstructorVersion
from nngrader.submissions.reading import NOTEBOOK_KEY, Unreadable, read_submission
from nngrader.submissions.repair import repair
from nngrader.submissions.sanitize import as_markdown


@dataclass(frozen=True)
class Task:
    """All that is needed to judge one submission, as plain data that can travel.

    notebook: the submitted file's bytes, or the reason why it could not be read.
    files: other files of the submission, by relative name. events: what was noticed when they
    were read, for the feedback. instructor: the bytes of the
    source notebook. seed: of the inputs; None draws a fresh secret one.
    """

    assignment: str
    student: str
    notebook: bytes | Unreadable
    instructor: bytes
    files: dict[str, bytes] = field(default_factory=dict)
    seed: int | None = None
    limits: Limits = field(default_factory=Limits)
    sandbox: bool = True
    events: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judged:
    """What came of a task. notebook: the graded notebook, or None where none could be read."""

    notebook: bytes | None
    verdicts: dict[str, dict[str, Any]] = field(default_factory=dict)
    events: tuple[str, ...] = ()
    unreadable: str = ""
    seed: int = 0
    sandboxed: bool = True
    seconds: float = 0.0

    @property
    def score(self) -> float | None:
        """Points of all checks together; None where a person has to look."""
        return None if self.notebook is None else sum(v["score"] for v in self.verdicts.values())


def judge(task: Task, servers: ServerPool) -> Judged:
    """Judge a submission. A server that dies on the way is started again and tried once more."""
    start = time.monotonic()
    seed = secrets.randbits(63) if task.seed is None else task.seed
    instructor, version = _prepared(task.instructor)
    submitted = (
        read_submission(task.notebook, task.limits)
        if isinstance(task.notebook, bytes)
        else task.notebook
    )
    if isinstance(submitted, Unreadable):
        return Judged(None, unreadable=submitted.reason, seed=seed)
    notebook, repairs = repair(submitted.content, version)
    server = servers.server(allowed_in(task.assignment, instructor))
    texts = [cell.source for cell in instructor.cells if cell.cell_type == "markdown"]
    for attempt in (1, 2):
        try:
            run = run_notebook(notebook, server, task.files, task.limits, seed, texts)
            break
        except ServerDied:
            if attempt == 2:
                reason = "the grader's own server ended twice while this submission ran"
                return Judged(None, unreadable=reason, seed=seed)
    repaired = [each.text for each in (*submitted.repairs, *repairs)]
    events = [*task.events, *repaired, *run.events]
    graded = run.notebook
    graded.metadata[NOTEBOOK_KEY] = {
        "events": events,
        "seed": seed,
        "sandboxed": task.sandbox,
    }
    if notes := _notes(events, task.sandbox):
        graded.cells.insert(0, notes)
    return Judged(
        json.dumps(graded).encode(),  # it is validated when it is written
        {name: verdict.to_json() for name, verdict in run.verdicts.items()},
        tuple(events),
        seed=seed,
        sandboxed=task.sandbox,
        seconds=time.monotonic() - start,
    )


def _notes(events: list[str], sandboxed: bool) -> NotebookNode | None:
    """A cell at the top of the feedback that says what was out of the ordinary."""
    if not sandboxed:
        events = [*events, "This notebook was graded without a sandbox, next to other files."]
    if not events:
        return None
    lines = "\n".join(f"- {as_markdown(event)}" for event in events)
    return nbformat.v4.new_markdown_cell(f"**Notes on how this was graded**\n\n{lines}")


@functools.lru_cache(maxsize=8)
def _prepared(source: bytes) -> tuple[NotebookNode, InstructorVersion]:
    """The instructor's notebook, and what repairing goes by: once for a whole class."""
    notebook = nbformat.reads(source.decode(), as_version=4)
    return notebook, InstructorVersion.of(notebook)


def allowed_in(assignment: str, instructor: NotebookNode) -> Allowed:
    """What the answers of an assignment may import: by its name, and by what it checks."""
    checked = {asked.exercise.id for asked in map(check_call, instructor.cells) if asked}
    return allowed_for(assignment, checked)
