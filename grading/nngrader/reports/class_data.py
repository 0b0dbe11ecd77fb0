"""What is known of a graded class: from the gradebook, and from the verdicts in its notebooks."""

import json
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from nbformat.v4 import new_code_cell
from nbgrader.api import Assignment, Grade, Gradebook, Student, SubmittedAssignment

from nngrader.checking.verdict import MIME_TYPE
from nngrader.declare.registry import find
from nngrader.gradebook.course import Course
from nngrader.gradebook.gradebook import standings
from nngrader.gradebook.penalties import seconds_late
from nngrader.submissions.check_cells import check_call
from nngrader.submissions.reading import NOTEBOOK_KEY


@dataclass(frozen=True)
class Submission:
    """One student's submission. score: None where a person has to look, before any penalty."""

    student: str
    score: float | None
    needs_person: bool
    timestamp: datetime | None
    late: bool
    verdicts: dict[str, dict[str, Any]] = field(default_factory=dict)  # by exercise
    events: tuple[str, ...] = ()
    unreadable: str = ""
    # Cells that the student wrote: the answer's id, or "" for cells of their own; and the text.
    code: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ExerciseFigures:
    """How a class did in one exercise. Shares are of those who have a verdict on it.

    discrimination: the correlation of its score with the score of all other exercises; None
    where one of the two is the same for everybody, or fewer than three have a verdict.
    """

    exercise: str
    max_score: float
    count: int
    passed: float
    not_started: float
    mean: float
    discrimination: float | None


@dataclass(frozen=True)
class QuestionFigures:
    """How a class did in a question of the instructor's own: a test, or one graded by hand.

    mean: of the points given so far; None where there are none. open: how many are still to be
    graded by a person.
    """

    question: str
    by_hand: bool
    max_score: float
    graded: int
    open: int
    mean: float | None
    full: float | None  # the share of those graded that have all points


@dataclass(frozen=True)
class MistakeFigures:
    """A named mistake, and who made it."""

    exercise: str
    mistake: str
    text: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class ClassData:
    """One assignment of one class."""

    course: str
    assignment: str
    max_score: float
    duedate: datetime | None
    submissions: tuple[Submission, ...]
    missing: tuple[str, ...]  # students of the gradebook who have handed in nothing
    own_tests: tuple[str, ...] = ()  # grade cells that run beside the student's code
    questions: tuple[QuestionFigures, ...] = ()  # what is no check
    names: Mapping[str, str] = field(default_factory=dict)  # of students, by id

    def who(self, student: str) -> str:
        """How a student is called in a report: the name, where there is one, and the id."""
        name = self.names.get(student)
        return f"{name} ({student})" if name else student

    @property
    def scores(self) -> list[float]:
        """The scores that are there, lowest first."""
        return sorted(s.score for s in self.submissions if s.score is not None)

    @property
    def not_final(self) -> int:
        """How many of the scores are without the points that a person still has to give."""
        return sum(s.needs_person and s.score is not None for s in self.submissions)

    @property
    def needing_a_person(self) -> list[Submission]:
        """Submissions that somebody has to look at."""
        return [s for s in self.submissions if s.needs_person or s.score is None]

    def exercises(self) -> list[ExerciseFigures]:
        """Every exercise that somebody has a verdict on, in the order of the assignment."""
        names = dict.fromkeys(name for s in self.submissions for name in s.verdicts)
        return [_exercise_figures(name, self.submissions) for name in names]

    def mistakes(self) -> list[MistakeFigures]:
        """Named mistakes, the most common first. Of each verdict the most specific one counts."""
        made: dict[tuple[str, str], list[str]] = {}
        texts = {}
        for submission in self.submissions:
            for exercise, verdict in submission.verdicts.items():
                for named in verdict.get("named", [])[:1]:
                    made.setdefault((exercise, named["id"]), []).append(submission.student)
                    texts[exercise, named["id"]] = named["text"]
        found = [
            MistakeFigures(exercise, mistake, texts[exercise, mistake], tuple(sorted(students)))
            for (exercise, mistake), students in made.items()
        ]
        return sorted(found, key=lambda m: (-len(m.students), m.exercise, m.mistake))


def collect(course: Course, gradebook: Gradebook, assignment: str) -> ClassData:
    """Read one assignment. MissingEntry where the gradebook does not know it."""
    row: Assignment = gradebook.find_assignment(assignment)
    found = standings(gradebook, assignment)
    submitted = (
        gradebook.db.query(SubmittedAssignment)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .filter(Assignment.name == assignment)
        .order_by(SubmittedAssignment.student_id)
        .all()
    )
    submissions = []
    for handed_in in submitted:
        student, timestamp = handed_in.student_id, handed_in.timestamp
        standing = found.get(student)
        graded = _graded(course, student, assignment)
        hows = [each.get("metadata", {}).get(NOTEBOOK_KEY, {}) for each in graded]
        submissions.append(
            Submission(
                student,
                standing.score if standing else None,
                bool(standing and standing.needs_person),
                timestamp,
                seconds_late(handed_in) > 0,
                {name: verdict for each in graded for name, verdict in _verdicts(each)},
                tuple(dict.fromkeys(event for how in hows for event in how.get("events", ()))),
                " ".join(filter(None, (how.get("unreadable", "") for how in hows))),
                tuple(code for each in graded for code in _code(each)),
            )
        )
    there = {submission.student for submission in submissions}
    return ClassData(
        course.name,
        assignment,
        row.max_score,
        row.duedate,
        tuple(submissions),
        tuple(sorted(s.id for s in gradebook.students if s.id not in there)),
        tuple(_own_tests(row)),
        tuple(_questions(gradebook, row)),
        {s.id: name for s in gradebook.students if (name := _name(s))},
    )


def _name(student: Student) -> str:
    return " ".join(filter(None, (student.first_name, student.last_name)))


def _questions(gradebook: Gradebook, assignment: Assignment) -> Iterator[QuestionFigures]:
    """Every grade cell that is no check, in the order of the notebook."""
    checks = _checks(assignment)
    for notebook in assignment.notebooks:
        answers = {cell.name for cell in notebook.solution_cells}
        for cell in notebook.grade_cells:
            if cell.name in checks:
                continue
            by_hand = cell.cell_type != "code" or cell.name in answers
            grades = gradebook.db.query(Grade).filter(Grade.cell_id == cell.id).all()
            given = [
                grade.score
                for grade in grades
                if grade.auto_score is not None or grade.manual_score is not None
            ]
            yield QuestionFigures(
                cell.name,
                by_hand,
                cell.max_score,
                len(given),
                len(grades) - len(given),
                statistics.fmean(given) if given else None,
                statistics.fmean(s >= cell.max_score for s in given) if given else None,
            )


def _graded(course: Course, student: str, assignment: str) -> list[dict[str, Any]]:
    """The graded notebooks of a submission that can be read."""
    paths = sorted(course.autograded(student, assignment).glob("*.ipynb"))
    return [notebook for notebook in map(_read, paths) if isinstance(notebook, dict)]


def _read(path: Path) -> object:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


def _verdicts(notebook: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The verdicts of the check cells, in their order."""
    for cell in notebook.get("cells", ()):
        marks = cell.get("metadata", {}).get("nbgrader", {})
        if not marks.get("grade") or marks.get("solution"):
            continue
        for output in cell.get("outputs", ()):
            verdict = output.get("data", {}).get(MIME_TYPE)
            if isinstance(verdict, dict) and find(verdict.get("exercise")):
                yield verdict["exercise"], verdict


def _own_tests(assignment: Assignment) -> Iterator[str]:
    """The grade ids of cells that test by themselves, as in plain nbgrader, and are no checks."""
    checks = _checks(assignment)
    for notebook in assignment.notebooks:
        answers = {cell.name for cell in notebook.solution_cells}
        for cell in notebook.grade_cells:
            if cell.cell_type == "code" and cell.name not in answers and cell.name not in checks:
                yield cell.name


def _checks(assignment: Assignment) -> set[str]:
    """The grade ids of the checks."""
    found = set()
    for notebook in assignment.notebooks:
        answers = {cell.name for cell in notebook.solution_cells}
        texts = {cell.name: cell.source for cell in notebook.source_cells}
        for cell in notebook.grade_cells:
            source = texts.get(cell.name) or ""
            test = new_code_cell(source, metadata={"nbgrader": {"grade": True}})
            if cell.cell_type == "code" and cell.name not in answers and check_call(test):
                found.add(cell.name)
    return found


def _code(notebook: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The code cells that a student may write in: answers, and cells of their own."""
    for cell in notebook.get("cells", ()):
        marks = cell.get("metadata", {}).get("nbgrader", {})
        if cell.get("cell_type") == "code" and (marks.get("solution") or not marks.get("locked")):
            yield (
                marks.get("grade_id", "") if marks.get("solution") else "",
                "".join(cell["source"]),
            )


def _exercise_figures(name: str, submissions: Sequence[Submission]) -> ExerciseFigures:
    with_it = [s for s in submissions if name in s.verdicts]
    verdicts = [s.verdicts[name] for s in with_it]
    scores = [float(v["score"]) for v in verdicts]
    others = [
        sum(float(v["score"]) for other, v in s.verdicts.items() if other != name) for s in with_it
    ]
    return ExerciseFigures(
        name,
        max(float(v["max_score"]) for v in verdicts),
        len(verdicts),
        statistics.fmean(bool(v["passed"]) for v in verdicts),
        statistics.fmean(not v.get("started", True) for v in verdicts),
        statistics.fmean(scores),
        correlation(scores, others),
    )


def correlation(a: Sequence[float], b: Sequence[float]) -> float | None:
    """Pearson's correlation; None where it is not defined, or says nothing."""
    if len(a) < 3 or len(set(a)) == 1 or len(set(b)) == 1:
        return None
    return statistics.correlation(a, b)
