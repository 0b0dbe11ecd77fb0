"""Grade a whole class: many submissions at a time, one writer, and nothing is ever lost.

What is done is known from the course itself: a graded folder says what it was graded from.
So a batch that was killed goes on where it was, and grades nothing twice.
"""

import secrets
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.exc import DBAPIError

from nngrader.assignment import Grading
from nngrader.autograded import clean_up, how_graded, written_aside
from nngrader.course import Course, CourseError
from nngrader.engines import Engine
from nngrader.gradebook import (
    GradebookError,
    Names,
    Standing,
    graded_cells,
    open_gradebook,
    save,
    standings,
)
from nngrader.handedin import HandedIn
from nngrader.judging import Judged
from nngrader.preprocessors import steps_after_judging
from nngrader.reading import Unreadable

GRADED, UNCHANGED = "graded", "unchanged"
NEEDS_PERSON, FAILED = "needs a person", "failed"
LOCK = "grading.lock"


class BatchError(Exception):
    """The batch can't go on; the message says why. What is graded so far is kept."""


@dataclass(frozen=True)
class Result:
    """What became of one submission.

    state: graded, unchanged, needs a person (it can't be graded), or failed (it could be,
    another time). score: None where there is none. reason: for the last two states.
    """

    student: str
    state: str
    score: float | None = None
    max_score: float = 0.0
    reason: str = ""
    seconds: float = 0.0
    details: str = ""  # of an error of the grader's own

    @property
    def in_order(self) -> bool:
        """Whether it has a grade."""
        return self.state in (GRADED, UNCHANGED)


@dataclass
class Report:
    """What a batch did."""

    assignment: str
    seed: int
    sandbox: bool
    results: list[Result] = field(default_factory=list)
    seconds: float = 0.0
    stopped: str = ""  # why it ended early

    def count(self, state: str) -> int:
        """How many submissions ended in this state."""
        return sum(result.state == state for result in self.results)

    @property
    def in_order(self) -> bool:
        """Whether everything was graded."""
        return not self.stopped and all(result.in_order for result in self.results)


Observer = Callable[[Result], None]


def grade_class(
    grading: Grading,
    engine: Engine,
    students: Sequence[str] | None = None,
    force: bool = False,
    observe: Observer = lambda result: None,
    begin: Callable[[int], None] = lambda count: None,
) -> Report:
    """Grade the submissions of an assignment: those of ``students``, or all.

    observe: called for each submission when it is done. begin: called with their number.
    BatchError, CourseError or GradebookError where nothing can be graded.
    """
    if grading.seed is None:
        grading.seed = secrets.randbits(63)
    report = Report(grading.assignment, grading.seed, grading.sandbox)
    start = time.monotonic()
    with (
        locked(grading.course),
        open_gradebook(grading.course.database, grading.course.name) as gradebook,
    ):
        batch = _Batch(grading, gradebook, force)
        wanted = _wanted(grading, students)
        begin(len(wanted))
        clean_up(grading.course)
        try:
            for result in batch.run(wanted, engine):
                report.results.append(result)
                observe(result)
        except BatchError as error:
            report.stopped = str(error)
        except KeyboardInterrupt:
            report.stopped = "It was interrupted."
    report.results.sort(key=lambda result: result.student)
    report.seconds = time.monotonic() - start
    return report


def _wanted(grading: Grading, students: Sequence[str] | None) -> list[str]:
    there = grading.course.students_with(grading.assignment)
    if not students:
        return there
    unknown = [student for student in students if student not in there]
    if unknown:
        raise CourseError(f"No submission of {grading.assignment} by: {', '.join(unknown)}.")
    return [student for student in there if student in students]


@contextmanager
def locked(course: Course) -> Iterator[None]:
    """Keep other batches from this course. The lock ends with the process, however it ends."""
    path = course.root / course.directory.autograded_directory
    try:
        path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path.parent / LOCK, timeout=0)
        with lock:
            Path(lock.lock_file).with_suffix(".pid").write_text(_whoami())
            yield
    except Timeout:
        raise BatchError(f"Another batch is grading this course: {_holder(lock)}") from None
    except OSError as error:
        raise CourseError(f"Can't write in {path}: {error.strerror}.") from None
