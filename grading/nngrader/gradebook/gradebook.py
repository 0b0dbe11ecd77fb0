"""Write graded notebooks into nbgrader's gradebook: each of them whole, or not at all."""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from nbformat import NotebookNode
from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    InvalidEntry,
    MissingEntry,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task
from sqlalchemy.exc import DBAPIError, OperationalError
from tornado.log import app_log

from nngrader.checking.verdict import MIME_TYPE
from nngrader.gradebook.penalties import penalize
from nngrader.gradebook.students import removed_students
from nngrader.submissions.check_cells import check_call
from nngrader.submissions.reading import NOTEBOOK_KEY
from nngrader.submissions.sanitize import as_markdown

T = TypeVar("T")

PATIENCE = 60.0  # seconds to wait for a gradebook that another program has locked


class GradebookError(Exception):
    """The gradebook can't be read or written; nothing of this submission is in it."""


class GradebookBusyError(GradebookError):
    """Another program has kept the gradebook locked, or its server was away, for too long."""


@dataclass(frozen=True)
class Names:
    """What a submitted notebook is called in the gradebook."""

    student: str
    assignment: str
    notebook: str


@contextmanager
def open_gradebook(database: str, course: str) -> Iterator[Gradebook]:
    """nbgrader's gradebook. GradebookError where there is none."""
    try:
        gradebook = patiently(lambda: Gradebook(database, course))
    except ModuleNotFoundError as error:
        raise GradebookError(
            f"This gradebook needs the package {error.name}: pip install -e '.[postgres]'"
        ) from None
    with gradebook:
        yield gradebook


def save(
    gradebook: Gradebook,
    names: Names,
    graded: NotebookNode,
    penalties: AssignLatePenalties,
    timestamp: datetime | None = None,
    new_students: bool = True,
) -> float | None:
    """Write the scores of one graded notebook: `save_all`. Those of others stay as they are."""
    student, assignment = names.student, names.assignment
    by_name = {names.notebook: graded}
    return save_all(gradebook, student, assignment, by_name, penalties, timestamp, new_students)


def save_all(
    gradebook: Gradebook,
    student: str,
    assignment: str,
    graded: Mapping[str, NotebookNode],
    penalties: AssignLatePenalties,
    timestamp: datetime | None = None,
    new_students: bool = True,
) -> float | None:
    """Write the scores of graded notebooks, as `nbgrader autograde` does, in one transaction.

    graded: the notebooks of a submission, by name. Manual scores stay, and are flagged for a
    person again, as nbgrader does it. A notebook that could not be graded has no score and needs a
    person. Returns the score of all these, with what a person gave and without the penalty; None
    where a cell that should have one has none. GradebookError if it fails: then nothing was
    written.
    """

    def write() -> float | None:
        with _one_transaction(gradebook):
            _enter(gradebook, student, assignment, new_students)
            if timestamp is not None:
                gradebook.find_submission(assignment, student).timestamp = timestamp
            total, complete = 0.0, True
            for name, notebook in graded.items():
                row = gradebook.find_submission_notebook(name, assignment, student)
                complete &= _score(gradebook, row, notebook)
                penalize(row, penalties)
                total += row.score or 0.0
            return total if complete else None

    try:
        return patiently(write)
    except MissingEntry as error:
        raise GradebookError(f"{error}. Run nbgrader generate_assignment again.") from None


@contextmanager
def _one_transaction(gradebook: Gradebook) -> Iterator[None]:
    """Keep all that the body writes, or nothing.

    nbgrader's methods commit at every step, so that a killed program leaves half of it, and
    each time the disk is waited for. In here that only flushes.
    """
    session = gradebook.db
    commit = session.commit
    session.commit = session.flush
    try:
        yield
        commit()
    finally:
        session.commit = commit
        session.remove()  # undoes what is not committed, and keeps memory flat


def patiently(work: Callable[[], T], patience: float | None = None) -> T:
    """Do it, and again while the database is locked or away. GradebookError."""
    patience = PATIENCE if patience is None else patience
    deadline = time.monotonic() + patience
    while True:
        try:
            return work()
        except (DBAPIError, InvalidEntry) as raised:
            # nbgrader raises InvalidEntry also where the database was only not to be had.
            error = raised if isinstance(raised, DBAPIError) else raised.__context__
            text = " ".join(str(getattr(error, "orig", raised)).split())
            if not _may_pass(error):
                raise GradebookError(f"The gradebook can't be used: {text}.") from raised
            if time.monotonic() >= deadline:
                raise GradebookBusyError(
                    f"The gradebook can't be used: {text}. It was tried for {patience:g} seconds. "
                    "What is graded so far is kept: grade again when it is free."
                ) from raised
        time.sleep(0.1)


def _may_pass(error: BaseException | None) -> bool:
    """Whether it is worth to try again: a lock that another program has, a server that is away."""
    if not isinstance(error, DBAPIError):
        return False
    if type(error.orig).__module__ == "sqlite3":
        return "locked" in str(error.orig)
    never_connected = isinstance(error, OperationalError) and error.statement is None
    return never_connected or error.connection_invalidated


def _enter(gradebook: Gradebook, student: str, assignment: str, new_students: bool) -> None:
    """Make sure that the student and the submission are in the gradebook."""
    try:
        gradebook.find_submission(assignment, student)
        return
    except MissingEntry:
        pass
    with _quiet(app_log):  # of what it raises again, nbgrader logs the whole traceback
        if new_students:
            gradebook.update_or_create_student(student)
        # nbgrader fills in the new submission before it adds it, and asks the database
        # meanwhile: that must not be taken for a reason to write.
        with gradebook.db.no_autoflush:
            gradebook.add_submission(assignment, student)
    removed_students(gradebook)  # they are remembered


@contextmanager
def _quiet(logger: logging.Logger) -> Iterator[None]:
    before = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = before


def _score(gradebook: Gradebook, row: SubmittedNotebook, graded: NotebookNode) -> bool:
    """Scores and comments, by nbgrader's rules (its `SaveAutoGrades`).

    Returns whether every cell that is scored without a person has a score.
    """
    reason = graded.metadata.get(NOTEBOOK_KEY, {}).get("unreadable", "")
    cells = {
        cell.metadata.nbgrader.grade_id: cell
        for cell in graded.cells
        if is_grade(cell) or is_solution(cell) or is_task(cell)
    }
    grades = _by_name(gradebook, Grade, row)
    comments = _by_name(gradebook, Comment, row)
    complete = True
    for name, cell in cells.items():
        if is_grade(cell):
            if name not in grades:
                raise MissingEntry(f"The gradebook does not know the cell {name}")
            grade = grades[name]
            grade.auto_score = None if reason else score_of(cell)
            grade.needs_manual_grade = grade.auto_score is None or grade.manual_score is not None
            if cell.cell_type == "code" and not is_solution(cell):
                complete &= grade.auto_score is not None or grade.manual_score is not None
        if (is_solution(cell) or is_task(cell)) and name in comments:
            untouched = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
            no_response = "No response." if untouched and not is_task(cell) else None
            comments[name].auto_comment = (
                f"Could not be graded, needs a person. {as_markdown(reason)}"
                if reason
                else no_response
            )
    return complete


def score_of(cell: NotebookNode) -> float | None:
    """The score of a grade cell after the run; None if a person has to give it.

    A check is worth what its verdict says, and nothing else in its outputs counts. An instructor's
    own test is worth what nbgrader says, but that what went to stderr costs nothing.
    """
    if check_call(cell):
        verdicts = (out.get("data", {}).get(MIME_TYPE) for out in cell.get("outputs", []))
        verdict = next((v for v in verdicts if v), None)
        return None if verdict is None else float(verdict["score"])
    try:
        return determine_grade(_without_stderr(cell))[0]
    except (ValueError, KeyError):  # more points than there are, or a result that has no text
        return None


def _without_stderr(cell: NotebookNode) -> NotebookNode:
    """To nbgrader, a warning is an error: it takes all points from an answer that is right."""
    if cell.cell_type != "code":
        return cell
    kept = [o for o in cell.outputs if o.output_type != "stream" or o.name != "stderr"]
    return NotebookNode({**cell, "outputs": kept})


def _by_name(
    gradebook: Gradebook, kind: type[Grade | Comment], row: SubmittedNotebook
) -> dict[str, Grade | Comment]:
    rows = (
        gradebook.db.query(kind, BaseCell.name)
        .join(BaseCell, BaseCell.id == kind.cell_id)
        .filter(kind.notebook_id == row.id)
    )
    return {name: found for found, name in rows}


# ---------------------------------------------------------------- what is in it


def graded_cells(gradebook: Gradebook, assignment: str) -> dict[str, dict[str, float]]:
    """Of each notebook of an assignment, the grade cells' points. MissingEntry if unknown."""
    found = gradebook.find_assignment(assignment).notebooks
    return {each.name: {cell.name: cell.max_score for cell in each.grade_cells} for each in found}


@dataclass(frozen=True)
class Standing:
    """Where a submission stands in the gradebook.

    score: without penalties and with what a person gave; None while a cell that is scored
    without a person has no score. open: the cells to which a person still has to give points.
    """

    score: float | None
    open: tuple[str, ...] = ()

    @property
    def needs_person(self) -> bool:
        """Whether the score is not final yet."""
        return bool(self.open)


def standings(gradebook: Gradebook, assignment: str) -> dict[str, Standing]:
    """Of every student with a submission, where it stands."""
    rows = (
        gradebook.db.query(SubmittedAssignment.student_id, BaseCell, Grade)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .filter(Assignment.name == assignment)
    )
    automatic = _automatic_cells(gradebook, assignment)
    found: dict[str, Standing] = {}
    for student, cell, grade in rows:
        before = found.get(student, Standing(0.0))
        nothing = grade.auto_score is None and grade.manual_score is None
        known = before.score is not None and not (nothing and cell.id in automatic)
        score = before.score + grade.score if known else None
        waits = (cell.name,) if nothing or grade.needs_manual_grade else ()
        found[student] = Standing(score, before.open + waits)
    return found


def _automatic_cells(gradebook: Gradebook, assignment: str) -> set[str]:
    """The ids of the cells that are scored without a person: code that is no answer itself."""
    ids = set()
    for notebook in gradebook.find_assignment(assignment).notebooks:
        answers = {cell.name for cell in notebook.solution_cells}
        ids |= {
            cell.id
            for cell in notebook.grade_cells
            if cell.cell_type == "code" and cell.name not in answers
        }
    return ids
