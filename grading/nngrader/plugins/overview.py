"""What a feedback page begins with: each question by its title, its points, what went wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution, is_task

from nngrader.checking.verdict import MIME_TYPE
from nngrader.submissions.check_cells import check_call

Verdict = Mapping[str, Any]  # in its machine-readable form

LONGEST = 80  # characters of a line that stands for a cell
MARKS = {"right": "✓", "in part": "◐", "wrong": "✗", "not started": "○", "open": "…"}
_HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)
_MARKUP = re.compile(r"^[#>\s]+|[*`]+|\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True)
class Row:
    """One question. score: None while a person has yet to grade it. sentences: what went wrong."""

    id: str
    title: str
    state: str
    score: float | None
    points: float
    sentences: tuple[str, ...] = ()
    comment: bool = False

    @property
    def mark(self) -> str:
        """A sign for the state, beside its word."""
        return MARKS[self.state]


class Overview(NbGraderPreprocessor):
    """For ``GenerateFeedback.preprocessors``, after nbgrader's `GetGrades`."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Put the rows into ``resources["nbgrader"]["overview"]``."""
        given = resources["nbgrader"]
        with Gradebook(given["db_url"]) as gradebook:
            submission = gradebook.find_submission_notebook(
                given["notebook"], given["assignment"], given["student"]
            )
            scores = {
                grade.name: None
                if grade.auto_score is None and grade.manual_score is None
                else grade.score
                for grade in submission.grades
            }
        given["overview"] = rows(nb, scores)
        return nb, resources


def rows(notebook: NotebookNode, scores: Mapping[str, float | None]) -> list[Row]:
    """A row for each cell that has points, in the notebook's order. scores: by grade id."""
    found = []
    heading = ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            heading = next(iter(_HEADING.findall(cell.source)), heading)
        if is_grade(cell) or is_task(cell):
            found.append(_row(cell, scores.get(cell.metadata.nbgrader.grade_id), heading))
    return found


def first_line(cell: NotebookNode) -> str:
    """What a folded text cell is about: its heading, else its first words."""
    lines = [line for line in cell.source.splitlines() if line.strip()]
    line = next(iter(_HEADING.findall(cell.source)), lines[0] if lines else "")
    text = _MARKUP.sub(lambda found: found[1] or "", line).strip()
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def _row(cell: NotebookNode, score: float | None, heading: str) -> Row:
    marks = cell.metadata.nbgrader
    verdict = _verdict(cell)
    most = float(marks.points)
    return Row(
        marks.grade_id,
        _title(cell, heading),
        _state(score, most, verdict),
        score,
        most,
        _what_went_wrong(verdict),
        bool(marks.get("comment")),
    )


def _what_went_wrong(verdict: Verdict) -> tuple[str, ...]:
    """The named mistake in its sentence; where there is none, what the first part says."""
    if named := verdict.get("named"):
        return (named[0]["text"],)
    failed = [a for a in verdict.get("aspects", ()) if not a["passed"] and not a["skipped"]]
    return tuple(f"{aspect['name']}: {aspect['message']}" for aspect in failed[:1])


def _title(cell: NotebookNode, heading: str) -> str:
    """The exercise's own title, else the heading above; of several below it, each with its id."""
    asked = check_call(cell)
    if asked:
        return asked.exercise.text.title
    grade_id = cell.metadata.nbgrader.grade_id
    plain = _MARKUP.sub(lambda found: found[1] or "", heading).strip()
    own = _HEADING.search(cell.source) if cell.cell_type == "markdown" else None
    if own or not plain:
        return plain or grade_id
    kind = "your answer" if is_solution(cell) or is_task(cell) else "test"
    return f"{plain}: {kind} ({grade_id})"


def _state(score: float | None, most: float, verdict: Verdict) -> str:
    if score is None:
        return "open"
    if verdict and not verdict.get("started", True):
        return "not started"
    if score >= most:
        return "right"
    return "in part" if score > 0 else "wrong"


def _verdict(cell: NotebookNode) -> Verdict:
    outputs = cell.get("outputs", ())
    return next(filter(None, (o.get("data", {}).get(MIME_TYPE) for o in outputs)), {})
