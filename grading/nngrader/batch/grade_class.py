"""Grade a whole class: many submissions at a time, one writer, and nothing is ever lost.

What is done is known from the course itself: a graded folder says what it was graded from.
So a batch that was killed goes on where it was, and grades nothing twice.
"""

import fcntl
import os
import secrets
import shlex
import socket
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace

from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.utils import is_grade

from nngrader.batch.executors import Executor
from nngrader.gradebook.course import Course, CourseError
from nngrader.gradebook.gradebook import (
    GradebookBusyError,
    GradebookError,
    Names,
    graded_cells,
    open_gradebook,
    patiently,
    save_all,
    standings,
)
from nngrader.gradebook.graded_folder import clean_up, how_graded, written_aside
from nngrader.gradebook.grading import Grading
from nngrader.gradebook.handed_in import HandedIn
from nngrader.gradebook.penalties import derive_penalties
from nngrader.gradebook.steps import SaveGrades, steps_after_judging
from nngrader.gradebook.students import removed_students
from nngrader.judging.judge import Judged
from nngrader.kernels.kernel import ServerDied
from nngrader.kernels.sandbox import SandboxUnavailable
from nngrader.submissions.reading import Unreadable, read_submission

GRADED, UNCHANGED = "graded", "unchanged"
NEEDS_PERSON, FAILED = "needs a person", "failed"
LOCK = ".lock"
WHY_SKIPPED = "The name of the folder begins with a dot, so it is not graded. Rename it."
QUIET_SECONDS = 30.0  # without an answer: then it is time to look if one can come


class BatchError(Exception):
    """The batch can't go on; the message says why. What is graded so far is kept."""


@dataclass(frozen=True)
class Result:
    """What became of one submission.

    state: graded, unchanged, needs a person (it can't be graded), or failed (it could be,
    another time). score: None where there is none. reason: for the last two states. renamed: the
    names of notebooks that were found by their cells.
    """

    student: str
    state: str
    score: float | None = None
    max_score: float = 0.0
    reason: str = ""
    seconds: float = 0.0
    details: str = ""  # of an error of the grader's own
    renamed: tuple[str, ...] = ()

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
    removed: list[str] = field(default_factory=list)  # left out: not in the gradebook any more
    skipped: list[str] = field(default_factory=list)  # folders whose name begins with a dot
    by_hand: list[str] = field(default_factory=list)  # who is graded but for points by hand
    penalties: list[str] = field(
        default_factory=list
    )  # who has another one, though not graded again

    def count(self, state: str) -> int:
        """How many submissions ended in this state."""
        return sum(result.state == state for result in self.results)

    @property
    def in_order(self) -> bool:
        """Whether everything was graded."""
        return not (self.stopped or self.skipped) and all(
            result.in_order for result in self.results
        )


Observer = Callable[[Result], None]


def grade_class(
    grading: Grading,
    executor: Executor,
    students: Sequence[str] | None = None,
    force: bool = False,
    observe: Observer = lambda result: None,
    begin: Callable[[int], None] = lambda count: None,
) -> Report:
    """Grade the submissions of an assignment: those of ``students``, or all.

    observe: called for each submission when it is done. begin: called with their number.
    BatchError, CourseError or GradebookError where nothing can be graded.
    """
    seed = secrets.randbits(63) if grading.seed is None else grading.seed
    grading = grading.but(seed=seed)
    report = Report(grading.assignment, seed, grading.sandbox)
    start = time.monotonic()
    with (
        locked(grading.course),
        open_gradebook(grading.course.database, grading.course.name) as gradebook,
    ):
        batch = _Batch(grading, gradebook, force)
        wanted, report.removed = _wanted(grading, gradebook, students)
        if not students:
            report.skipped = grading.course.skipped_folders(grading.assignment)
        begin(len(wanted))
        clean_up(grading.course)
        try:
            for result in batch.run(wanted, executor):
                report.results.append(result)
                observe(result)
            report.penalties = batch.derive_penalties()
            report.by_hand = batch.waiting_for_points(report.results)
        except BatchError as error:
            report.stopped = str(error)
        except KeyboardInterrupt:
            report.stopped = "It was interrupted."
    report.results.sort(key=lambda result: result.student)
    report.seconds = time.monotonic() - start
    return report


def _wanted(
    grading: Grading, gradebook: Gradebook, students: Sequence[str] | None
) -> tuple[list[str], list[str]]:
    """Whose submissions are to be graded, and who is left out: removed from the gradebook."""
    there = grading.course.students_with(grading.assignment)
    removed = patiently(lambda: removed_students(gradebook))
    gradebook.db.remove()
    if not students:
        return [s for s in there if s not in removed], [s for s in there if s in removed]
    unknown = [student for student in students if student not in there]
    if hidden := sorted(set(unknown) & set(grading.course.skipped_folders(grading.assignment))):
        raise CourseError(f"{', '.join(hidden)}: {WHY_SKIPPED}")
    if unknown:
        raise CourseError(f"No submission of {grading.assignment} by: {', '.join(unknown)}.")
    return [student for student in there if student in students], []


# ---------------------------------------------------------------- one batch at a time


@contextmanager
def locked(course: Course) -> Iterator[None]:
    """Keep other batches from this course. The lock ends with the process, however it ends."""
    folder = course.root / course.directory.autograded_directory
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / LOCK).open("a+")
    except OSError as error:
        raise CourseError(f"The folder {folder} can't be written: {error.strerror}.") from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read() or "unknown"
            raise BatchError(f"Another batch is at work in this course: {holder}.") from None
        file.truncate(0)
        since = time.strftime("%Y-%m-%d %H:%M:%S")
        file.write(f"process {os.getpid()} on {socket.gethostname()}, since {since}")
        file.flush()
        yield


# ---------------------------------------------------------------- the work


@dataclass(frozen=True, eq=False)
class _Work:
    """A submission that is being judged, notebook by notebook."""

    student: str
    handed_in: HandedIn
    futures: dict[str, "Future[Judged]"] = field(default_factory=dict)


class _Batch:
    def __init__(self, grading: Grading, gradebook: Gradebook, force: bool) -> None:
        self._grading = grading
        self._gradebook = gradebook
        self._force = force
        self._max_score = _max_score(grading, gradebook)
        self._standings = standings(gradebook, grading.assignment)
        self._steps = steps_after_judging(grading.course)
        self._penalties = SaveGrades(config=grading.course.config)
        gradebook.db.remove()

    def run(self, students: Iterable[str], executor: Executor) -> Iterator[Result]:
        """Judge all; yield what became of each as it is done.

        Only a few are held in memory at a time, however many there are.
        """
        coming = iter(students)
        running: dict[Future[Judged], _Work] = {}
        begun = False
        while True:
            while len(running) < 2 * executor.jobs and (student := next(coming, None)) is not None:
                work = self._look(student)
                if isinstance(work, Result):
                    yield work
                else:
                    if not begun:
                        self._begin(executor)
                        begun = True
                    for notebook in work.handed_in.notebooks:
                        task = self._grading.task(student, work.handed_in, notebook)
                        work.futures[notebook] = future = executor.submit(task)
                        running[future] = work
            if not running:
                return
            done = wait(running, timeout=QUIET_SECONDS, return_when=FIRST_COMPLETED).done
            if not done and (trouble := executor.trouble()):
                raise BatchError(trouble)
            for future in done:
                work = running.pop(future)
                if work not in running.values():
                    yield self._finish(work)

    def derive_penalties(self) -> list[str]:
        """Penalties for being late, of all submissions: they may rest on what is new.

        Returns the students for whom something has changed.
        """
        gradebook, policy = self._gradebook, self._penalties
        changed = patiently(lambda: derive_penalties(gradebook, policy, self._grading.assignment))
        gradebook.db.remove()
        return changed

    def waiting_for_points(self, results: Iterable[Result]) -> list[str]:
        """Of these, the students in whose work a person still has to give points."""
        found = standings(self._gradebook, self._grading.assignment)
        self._gradebook.db.remove()
        graded = {result.student for result in results if result.in_order}
        return sorted(s for s, standing in found.items() if standing.open and s in graded)

    def _begin(self, executor: Executor) -> None:
        try:
            kinds = dict.fromkeys(map(self._grading.allowed, self._grading.sources))
            broken = [wall for allowed in kinds for wall in executor.begin(allowed)]
        except SandboxUnavailable as error:
            raise BatchError(no_sandbox(error)) from None
        except ServerDied as error:
            raise BatchError(f"The server for kernels does not start: {error}") from None
        if broken:
            raise BatchError(
                "The sandbox of this machine does not hold, so nothing is graded in it: "
                f"{'; '.join(broken)}. See: nngrader doctor"
            )

    def _look(self, student: str) -> _Work | Result:
        """Read what was handed in. A Result if nothing has to be done."""
        grading = self._grading
        handed_in = grading.read(student)
        how = {
            name: how_graded(grading.course, student, grading.assignment, name)
            for name in handed_in.notebooks
        }
        standing = self._standings.get(student)
        known = grading.fingerprint(handed_in)
        same = all(each.get("fingerprint") == known for each in how.values())
        if self._force or not same or standing is None:
            return _Work(student, handed_in)
        reasons = {name: each["unreadable"] for name, each in how.items() if "unreadable" in each}
        # Somebody has given points for what could not be graded: that is done.
        if (reasons and not standing.needs_person) or (not reasons and standing.score is not None):
            return self._result(student, handed_in, UNCHANGED, standing.score)
        if reasons and all(self._unreadable(handed_in.notebooks[name]) for name in reasons):
            return self._result(student, handed_in, NEEDS_PERSON, reason=self._together(reasons))
        return _Work(student, handed_in)

    def _unreadable(self, notebook: bytes | Unreadable) -> bool:
        """Whether that is why it could not be graded, and not something that may pass."""
        if isinstance(notebook, Unreadable):
            return True
        return isinstance(read_submission(notebook, self._grading.limits), Unreadable)

    def _finish(self, work: _Work) -> Result:
        try:
            judged = {name: future.result() for name, future in work.futures.items()}
        except SandboxUnavailable as error:
            raise BatchError(no_sandbox(error)) from None
        except Exception as error:  # of the grader's own: the others are graded nevertheless
            return self._failed(work, error, "The grader had an error")
        seconds = sum(each.seconds for each in judged.values())
        try:
            return replace(self._keep(work, judged), seconds=seconds)
        except GradebookBusyError as error:
            raise BatchError(str(error)) from None
        except GradebookError as error:
            return self._result(work.student, work.handed_in, FAILED, reason=str(error))
        except OSError as error:
            reason = f"The graded notebook can't be written: {error.strerror or error}."
            return self._result(work.student, work.handed_in, FAILED, reason=reason)
        except Exception as error:
            return self._failed(work, error, "The graded notebook could not be kept")

    def _keep(self, work: _Work, judged: Mapping[str, Judged]) -> Result:
        """Write the graded notebooks and the scores."""
        grading, student, handed_in = self._grading, work.student, work.handed_in
        graded = {
            name: self._after_judging(student, name, grading.graded(each, handed_in, name))
            for name, each in judged.items()
        }
        files = grading.files(handed_in)
        with written_aside(grading.course, student, grading.assignment, graded, files):
            score = save_all(
                self._gradebook,
                student,
                grading.assignment,
                graded,
                self._penalties,
                handed_in.timestamp,
                grading.course.autograde.create_student,
            )
        reasons = {name: each.unreadable for name, each in judged.items() if each.notebook is None}
        if reasons:
            return self._result(student, handed_in, NEEDS_PERSON, reason=self._together(reasons))
        if score is None:
            reason = "A grade cell of the instructor's own gave no score."
            return self._result(student, handed_in, NEEDS_PERSON, reason=reason)
        return self._result(student, handed_in, GRADED, score)

    def _after_judging(self, student: str, notebook: str, graded: NotebookNode) -> NotebookNode:
        """The course's own steps."""
        names = Names(student, self._grading.assignment, notebook)
        resources = {"nbgrader": {**asdict(names), "db_url": self._grading.course.database}}
        for step in self._steps:
            graded, resources = step(graded, resources)
        return graded

    def _together(self, reasons: Mapping[str, str]) -> str:
        """Why notebooks can't be graded. Of several in an assignment, each is named."""
        if len(self._grading.sources) == 1:
            return " ".join(reasons.values())
        return " ".join(
            reason if f"{name}.ipynb" in reason else f"{name}.ipynb: {reason}"
            for name, reason in reasons.items()
        )

    def _result(
        self,
        student: str,
        handed_in: HandedIn,
        state: str,
        score: float | None = None,
        reason: str = "",
    ) -> Result:
        return Result(
            student, state, score, self._max_score, reason, renamed=tuple(handed_in.renamed)
        )

    def _failed(self, work: _Work, error: Exception, what: str) -> Result:
        reason = f"{what}: {type(error).__name__}: {error}"
        details = "".join(traceback.format_exception(error))
        return Result(work.student, FAILED, None, self._max_score, reason, details=details)


def without_sandbox() -> str:
    """What somebody should know who has asked for grading without a sandbox."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return (
            "WARNING: no sandbox, and you are root: a submission can read, change and delete all "
            "files of this machine and end all its programs. Grade as another user, or in the "
            "sandbox."
        )
    return (
        "Warning: no sandbox. A submission can read and change all that you can, grades included."
    )


def no_sandbox(error: Exception) -> str:
    """Why nothing is graded on a machine without a sandbox, and what can be done."""
    return (
        f"This machine gives no sandbox: {error}\nStudents' code would run with all your rights. "
        "To grade nevertheless, add --no-sandbox; the feedback will say so."
    )


def _max_score(grading: Grading, gradebook: Gradebook) -> float:
    """The points of the assignment. CourseError where the gradebook knows it otherwise."""
    try:
        known = graded_cells(gradebook, grading.assignment)
    except MissingEntry:
        raise CourseError(
            f"{grading.assignment} is not in the gradebook yet. Run: "
            f"nbgrader generate_assignment {shlex.quote(grading.assignment)}"
        ) from None
    wanted = {name: _points(notebook) for name, notebook in grading.instructor.items()}
    if known != wanted:
        raise CourseError(
            f"The gradebook knows an older version of {grading.assignment}. Run: "
            f"nbgrader generate_assignment {shlex.quote(grading.assignment)} --force"
        )
    return sum(sum(points.values()) for points in wanted.values())


def _points(notebook: NotebookNode) -> dict[str, float]:
    """The points of the grade cells, by grade id."""
    marks = (cell.metadata.nbgrader for cell in notebook.cells if is_grade(cell))
    return {mark.grade_id: float(mark.points) for mark in marks}
