"""Grade one notebook: the same judge as for a class, and no gradebook."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_grade

from nngrader.checking.verdict import Verdict
from nngrader.declare.registry import modules
from nngrader.gradebook.course import Course, CourseError
from nngrader.gradebook.gradebook import score_of
from nngrader.gradebook.handed_in import HandedIn
from nngrader.gradebook.settings import grading_of, limits_of
from nngrader.judging.judge import Judged, judge
from nngrader.kernels.pool import ServerPool
from nngrader.submissions.reading import Unreadable, read_notebook, read_submission
from nngrader.values.describe import points


@dataclass(frozen=True)
class GradedFile:
    """A notebook's file, and what was found. notebook: None where it could not be graded."""

    path: Path
    assignment: str
    judged: Judged
    notebook: NotebookNode | None

    @property
    def score(self) -> float | None:
        """Points of all grade cells; None where one has none."""
        if self.notebook is None:
            return None
        scores = [score_of(cell) for cell in filter(is_grade, self.notebook.cells)]
        known = [score for score in scores if score is not None]
        return sum(known) if len(known) == len(scores) else None

    @property
    def max_score(self) -> float | None:
        """The points that can be had."""
        if self.notebook is None:
            return None
        return sum(float(c.metadata.nbgrader.points) for c in filter(is_grade, self.notebook.cells))

    @property
    def verdicts(self) -> list[Verdict]:
        """The verdicts, in the order of the notebook."""
        return [Verdict.from_json(found) for found in self.judged.verdicts.values()]

    def to_json(self) -> dict[str, Any]:
        """What was found, for other programs. score is null where nothing could be graded."""
        judged = self.judged
        return {
            "file": str(self.path),
            "assignment": self.assignment,
            "score": self.score,
            "max_score": self.max_score,
            "problem": judged.unreadable,
            "events": list(judged.events),
            "seed": judged.seed,
            "sandboxed": judged.sandboxed,
            "seconds": round(judged.seconds, 3),
            "verdicts": judged.verdicts,
        }

    def __str__(self) -> str:
        title = f"{self.path.name} ({self.assignment or 'unknown assignment'})"
        if (most := self.max_score) is None:
            return f"{title}: can't be graded. {self.judged.unreadable}"
        score = "no score" if self.score is None else points(self.score)
        lines = [f"{title}: {score} of {points(most)} points", ""]
        lines += [f"Note: {event}" for event in self.judged.events]
        if not self.judged.sandboxed:
            lines.append("Note: It was graded without a sandbox.")
        lines += map(str, self.verdicts)
        return "\n".join(lines)


def grade_file(
    path: Path,
    course: Course,
    assignment: str = "",
    seed: int | None = None,
    sandbox: bool = True,
) -> GradedFile:
    """Grade the notebook in a file.

    assignment: if not given, it is found by the file's name, or by the cells that are in it.
    CourseError if it can't be found; SandboxUnavailable on a machine without a sandbox.
    """
    found = assignment or _assignment_of(path, course)
    if isinstance(found, Unreadable):
        judged = Judged(None, unreadable=found.reason, seed=seed or 0, sandboxed=sandbox)
        return GradedFile(path, "", judged, None)
    grading = grading_of(course, found).but(seed=seed, sandbox=sandbox)
    task = grading.task("", HandedIn(read_notebook(path, grading.limits)))
    with ServerPool(grading.limits, grading.sandbox) as servers:
        judged = judge(task, servers)
    if judged.notebook is None:
        return GradedFile(path, found, judged, None)
    notebook = nbformat.reads(judged.notebook.decode(), as_version=4)
    return GradedFile(path, found, judged, notebook)


def _assignment_of(path: Path, course: Course) -> str | Unreadable:
    if (course.source(path.stem) / f"{path.stem}.ipynb").is_file():
        return path.stem
    found = read_submission(path, limits_of(course))
    if isinstance(found, Unreadable):
        return found
    marks = (cell.metadata.get("nbgrader", {}) for cell in found.content.cells)
    ids = {mark.get("grade_id") for mark in marks}
    shared = {m.assignment: len(ids & {e.id for e in m.exercises}) for m in modules()}
    if not any(shared.values()):
        raise CourseError(
            f"{path.name} has no cell of an assignment that is known. Say which one it is with "
            "--assignment."
        )
    return max(shared, key=lambda name: shared[name])
