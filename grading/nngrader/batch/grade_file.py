"""Grade one notebook: the same judge as for a class, and no gradebook."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_grade

from nngrader.checking.verdict import Verdict
from nngrader.gradebook.course import Course, CourseError
from nngrader.gradebook.gradebook import score_of
from nngrader.gradebook.handed_in import HandedIn
from nngrader.gradebook.settings import grading_of, limits_of
from nngrader.gradebook.which_notebook import answer_ids, closest
from nngrader.judging.judge import Judged, judge
from nngrader.kernels.pool import ServerPool
from nngrader.submissions.reading import Unreadable, read_notebook, read_submission
from nngrader.values.describe import points


@dataclass(frozen=True)
class GradedFile:
    """A notebook's file, and what was found. notebook: None where it could not be graded.

    name: what the assignment calls the notebook.
    """

    path: Path
    assignment: str
    name: str
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
            "notebook": self.name,
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
        names = dict.fromkeys((self.assignment or "unknown assignment", self.name))
        others = [name for name in names if name]
        title = f"{self.path.name} ({', '.join(others)})"
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

    assignment: if not given, it is found by the file's name, or by the cells that are in it. So
    is, of an assignment with several notebooks, which one it is.
    CourseError if it can't be found; SandboxUnavailable on a machine without a sandbox.
    """
    found = _which(path, course, assignment)
    if isinstance(found, Unreadable):
        judged = Judged(None, unreadable=found.reason, seed=seed or 0, sandboxed=sandbox)
        return GradedFile(path, assignment, "", judged, None)
    assignment, name = found
    grading = grading_of(course, assignment).but(seed=seed, sandbox=sandbox)
    task = grading.task("", HandedIn({name: read_notebook(path, grading.limits)}), name)
    with ServerPool(grading.limits, grading.sandbox) as servers:
        judged = judge(task, servers)
    if judged.notebook is None:
        return GradedFile(path, assignment, name, judged, None)
    notebook = nbformat.reads(judged.notebook.decode(), as_version=4)
    return GradedFile(path, assignment, name, judged, notebook)


def _which(path: Path, course: Course, assignment: str) -> tuple[str, str] | Unreadable:
    """The assignment and its notebook that a file is: by its name, else by its cells.

    assignment: the one that it is of, if that is known.
    """
    assignments = [assignment] if assignment else course.assignments()
    sources = {each: course.instructor_notebooks(each) for each in assignments}
    known = [(each, name) for each in assignments for name in sources[each]]
    named = [each for each in known if each[1] == path.stem]
    if (path.stem, path.stem) in named:
        return path.stem, path.stem
    candidates = named or known
    if len(candidates) == 1 and (named or assignment):
        return candidates[0]
    found = read_submission(path, limits_of(course))
    if isinstance(found, Unreadable):
        return found
    ids = {
        (each, name): answer_ids(nbformat.reads(sources[each][name].decode(), as_version=4))
        for each, name in candidates
    }
    best = closest(answer_ids(found.content), ids)
    if len(best) == 1:
        return best[0]
    if not best:
        wanted = f"of {assignment}" if assignment else "of an assignment that is known"
        way = (
            f"Call it as the assignment does: {_listed(candidates)}."
            if assignment
            else "Say which one it is with --assignment."
        )
        raise CourseError(f"{path.name} has no cell {wanted}. {way}")
    way = "Call it as the assignment does" + ("." if assignment else ", or add --assignment.")
    raise CourseError(f"By its cells, {path.name} could be any of these: {_listed(best)}. {way}")


def _listed(notebooks: list[tuple[str, str]]) -> str:
    return ", ".join(f"{assignment}/{name}.ipynb" for assignment, name in notebooks)
