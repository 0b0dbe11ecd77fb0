"""A batch that is killed, crowded out, or has no room to write: nothing is lost."""

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import commands
import pytest
from commands import Command
from fakejudge import FakeExecutor
from needs import need
from smallclass import ASSIGNMENT, POINTS, SOLUTIONS, SmallClass, make_template

from nngrader.batch.grade_class import BatchError, Report, grade_class, locked
from nngrader.gradebook import gradebook, graded_folder
from nngrader.gradebook.course import CourseError
from nngrader.gradebook.grading import Grading

KILLS = 10


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    return make_template(tmp_path_factory.mktemp("template") / "class")


@pytest.fixture
def small(template, tmp_path) -> SmallClass:
    return SmallClass(template, tmp_path / "course")


def grade(small: SmallClass, executor: FakeExecutor | None = None, **options) -> Report:
    return grade_class(Grading.of(small.course, ASSIGNMENT), executor or FakeExecutor(), **options)


def states(report: Report) -> dict[str, str]:
    return {result.student: result.state for result in report.results}


def half() -> dict[str, str]:
    return dict(list(SOLUTIONS.items())[:4])


# ---------------------------------------------------------------- killed


def start(small: SmallClass) -> Command:
    """The command, in a process of its own."""
    root = str(small.root)
    return commands.start(small.root, "grade", ASSIGNMENT, "--jobs=2", "--course-root", root)


def wait_for_progress(small: SmallClass, command: Command) -> None:
    """Wait until the batch has graded one more."""
    before = len(small.finished())
    wait_until(lambda: not command.process.is_alive() or len(small.finished()) > before)
    assert command.process.is_alive(), command.output


def wait_until(true, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.002)


def is_whole(small: SmallClass, student: str) -> bool:
    """Whether the graded notebook is there; half of one is an error."""
    return bool(small.graded(student).exists() and small.how(student)["fingerprint"])


def test_a_batch_killed_ten_times_loses_nothing_and_grades_nothing_twice(small):
    """With the real judge. Each run has a seed of its own, so a second grade would show."""
    need("user namespaces")
    students = [f"s{number:02}" for number in range(KILLS * 3)]
    for student in students:
        small.hand_in(student, half() if student.endswith("7") else None)
    chance = random.Random(3)
    seeds: dict[str, int] = {}
    for _ in range(KILLS):
        command = start(small)
        try:
            wait_for_progress(small, command)
            time.sleep(chance.uniform(0, 0.3))
        finally:
            command.kill()
        for student in small.finished():
            assert is_whole(small, student)
            seed = small.how(student)["seed"]
            assert seeds.setdefault(student, seed) == seed, f"{student} was graded twice"
    command = start(small)
    assert command.wait() == 0, command.output
    assert small.finished() == set(students)
    assert all(small.how(student)["seed"] == seed for student, seed in seeds.items())
    assert len(set(seeds.values())) == KILLS
    less = small.scores()["s07"]
    assert 0 < less < POINTS
    assert small.scores() == {s: less if s.endswith("7") else POINTS for s in students}
    assert not list(small.grading.glob("autograded/.being-graded/*/*"))


def test_nothing_stays_behind_a_killed_batch(small):
    """No server and no kernel lives on."""
    need("user namespaces")
    for number in range(6):
        small.hand_in(f"s{number}")
    command = start(small)
    wait_for_progress(small, command)
    children = descendants(command.process.pid)
    assert children
    command.kill()
    wait_until(lambda: not any(is_alive(pid) for pid in children), 10)


def descendants(pid: int) -> list[int]:
    found = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, path.read_text().split()):
            found += [child, *descendants(child)]
    return found


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def test_killed_between_the_gradebook_and_the_folder(small, monkeypatch):
    """The scores are written, the notebook is not in its place: it is graded once more."""
    small.hand_in("ada")
    small.hand_in("ben")
    rename = os.rename

    def killed(source, target):
        if "ada" in str(target) and ".being-graded" not in str(target):
            raise KeyboardInterrupt
        rename(source, target)

    monkeypatch.setattr(graded_folder.os, "rename", killed)
    assert "interrupted" in grade(small, FakeExecutor(jobs=1)).stopped
    monkeypatch.undo()
    assert small.scores()["ada"] == POINTS
    assert not small.graded("ada").exists()
    executor = FakeExecutor()
    grade(small, executor)
    assert "ada" in executor.asked
    assert small.scores() == {"ada": POINTS, "ben": POINTS}


def test_what_a_killed_batch_left_aside_is_removed(small):
    small.hand_in("ada")
    aside = small.grading / "autograded" / graded_folder.ASIDE / "new" / "zoe"
    aside.mkdir(parents=True)
    (aside / "half.ipynb").write_text("{")
    grade(small)
    assert not aside.exists()


@pytest.mark.parametrize("content", ["", "{", '{"metadata": {"nngrader": 7}}', "[" * 100_000])
def test_a_half_written_notebook_counts_as_nothing(small, content):
    """As nbgrader itself leaves one behind."""
    small.hand_in("ada")
    grade(small)
    small.graded("ada").unlink()
    small.graded("ada").write_text(content)
    assert states(grade(small)) == {"ada": "graded"}
    assert is_whole(small, "ada")


# ---------------------------------------------------------------- two at once


def test_a_second_batch_is_refused_and_says_who_is_at_work(small):
    small.hand_in("ada")
    with locked(small.course), pytest.raises(BatchError, match=f"process {os.getpid()}"):
        grade(small)
    assert states(grade(small)) == {"ada": "graded"}


def test_the_lock_of_a_dead_process_is_no_lock(small):
    small.hand_in("ada")
    code = (
        "import os, sys; from pathlib import Path\n"
        "from nngrader.gradebook.course import Course\n"
        "from nngrader.batch.grade_class import locked\n"
        "with locked(Course.load(Path(sys.argv[1]))): os.kill(os.getpid(), 9)\n"
    )
    dead = subprocess.run([sys.executable, "-c", code, str(small.root)])
    assert dead.returncode == -signal.SIGKILL
    assert "process" in (small.grading / "autograded" / ".lock").read_text()
    assert states(grade(small)) == {"ada": "graded"}


def test_two_commands_at_once_grade_everything_once(small):
    need("user namespaces")
    for number in range(4):
        small.hand_in(f"s{number}")
    both = [start(small), start(small)]
    codes = [command.wait() for command in both]
    # Unless one was so late that the other was through.
    assert sorted(codes) in ([0, 1], [0, 0]), [command.output for command in both]
    if 1 in codes:
        assert "Another batch is at work" in both[codes.index(1)].output
    assert len({small.how(student)["seed"] for student in small.finished()}) == 1
    assert small.scores() == {f"s{number}": POINTS for number in range(4)}


# ---------------------------------------------------------------- the gradebook


@contextlib.contextmanager
def locked_database(small: SmallClass) -> Iterator[sqlite3.Connection]:
    """Another program is writing into the gradebook."""
    other = sqlite3.connect(small.grading / "gradebook.db", check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield other
    finally:
        with contextlib.suppress(sqlite3.ProgrammingError):
            other.rollback()
            other.close()


def test_a_gradebook_that_is_locked_for_a_while_is_waited_for(small):
    small.hand_in("ada")
    locks = []

    def lock(task):
        stack = contextlib.ExitStack()
        other = stack.enter_context(locked_database(small))
        locks.append(threading.Timer(6.5, stack.close))  # longer than SQLite waits by itself
        locks[-1].start()
        assert other

    report = grade(small, FakeExecutor(lock))
    locks[0].join()
    assert states(report) == {"ada": "graded"}
    assert small.scores() == {"ada": POINTS}
    assert report.seconds > 6


def test_a_gradebook_that_stays_locked_ends_the_batch_and_loses_nothing(small, monkeypatch):
    monkeypatch.setattr(gradebook, "PATIENCE", 0.0)
    for student in ("ada", "ben", "cleo"):
        small.hand_in(student)
    with contextlib.ExitStack() as stack:

        def lock(task):
            if task.student == "ben":
                wait_until(lambda: small.finished() == {"ada"})
                stack.enter_context(locked_database(small))

        report = grade(small, FakeExecutor(lock, jobs=1))
    assert "locked" in report.stopped
    assert states(report) == {"ada": "graded"}
    assert small.finished() == {"ada"}
    executor = FakeExecutor()
    grade(small, executor)
    assert sorted(executor.asked) == ["ben", "cleo"]
    assert small.scores() == {"ada": POINTS, "ben": POINTS, "cleo": POINTS}


def test_a_gradebook_that_is_broken(small):
    small.hand_in("ada")
    (small.grading / "gradebook.db").write_bytes(b"this is no database" * 100)
    with pytest.raises(gradebook.GradebookError, match="not a database"):
        grade(small)


# ---------------------------------------------------------------- no room, no permission


@pytest.fixture
def tiny_disk(small) -> Iterator[Path]:
    """The folder for graded notebooks on a disk of its own, of one megabyte."""
    folder = small.grading / "autograded"
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True).returncode != 0:
        pytest.skip("needs the right to mount a disk: run as root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_reported_and_leaves_nothing_half_written(small, tiny_disk):
    small.hand_in("ada")
    small.hand_in("ben", big__csv="x" * 2_000_000)
    small.hand_in("cleo")
    report = grade(small)
    assert states(report) == {"ada": "graded", "ben": "failed", "cleo": "graded"}
    assert "No space left" in report.results[1].reason
    assert small.finished() == {"ada", "cleo"}
    assert set(small.scores()) == {"ada", "cleo"}  # no score without its notebook
    assert not list((tiny_disk / graded_folder.ASIDE).rglob("*.*"))
    (small.folder("ben") / "big.csv").unlink()
    assert states(grade(small)) == {"ada": "unchanged", "ben": "graded", "cleo": "unchanged"}


def test_what_was_graded_before_survives_a_full_disk(small, tiny_disk):
    small.hand_in("ben")
    grade(small)
    before = small.graded("ben").read_bytes()
    small.hand_in("ben", half(), big__csv="x" * 2_000_000)
    assert states(grade(small)) == {"ben": "failed"}
    assert small.graded("ben").read_bytes() == before
    assert small.scores() == {"ben": POINTS}


@pytest.fixture
def read_only_disk(tiny_disk) -> Path:
    subprocess.run(["mount", "-o", "remount,ro", str(tiny_disk)], check=True)
    return tiny_disk


def test_an_output_folder_that_cannot_be_written(small, read_only_disk):
    small.hand_in("ada")
    with pytest.raises(CourseError, match=r"can't be written: Read-only"):
        grade(small)
    assert small.scores() == {}


# ---------------------------------------------------------------- replaced meanwhile


def test_a_submission_replaced_while_it_is_graded(small):
    """What was read is what is graded; the next run sees the new one."""
    small.hand_in("ada", half())

    def replace(task):
        small.hand_in("ada")

    assert states(grade(small, FakeExecutor(replace))) == {"ada": "graded"}
    assert 0 < small.scores()["ada"] < POINTS
    assert states(grade(small)) == {"ada": "graded"}
    assert small.scores() == {"ada": POINTS}
    assert states(grade(small)) == {"ada": "unchanged"}


def test_a_submission_removed_while_it_is_graded(small):
    small.hand_in("ada")
    grading = small.folder("ada").parent
    assert states(grade(small, FakeExecutor(lambda task: shutil.rmtree(grading)))) == {
        "ada": "graded"
    }
    assert grade(small).results == []
    assert small.scores() == {"ada": POINTS}  # a grade is not lost with the submission
