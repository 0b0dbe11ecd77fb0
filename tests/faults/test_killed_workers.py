"""The server that makes kernels, or a worker of a cluster, ends in the middle of a batch."""

import threading
import time
from pathlib import Path

import pytest
from daskcluster import dask_cluster
from lazy_modules import LazyModule
from needs import need
from processes import Victim
from smallclass import ASSIGNMENT, POINTS, SOLUTIONS, SmallClass, make_template

from nngrader.batch.executors import Threads, threads
from nngrader.batch.grade_class import Report, grade_class
from nngrader.declare.registry import allowed_for
from nngrader.gradebook.grading import Grading

cluster = LazyModule("nngrader.batch.cluster")

SLOW = {**SOLUTIONS, "step": "import time\ntime.sleep(1.5)\n" + SOLUTIONS["step"]}


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    need("user namespaces")
    return make_template(tmp_path_factory.mktemp("template") / "class")


@pytest.fixture
def small(template, tmp_path) -> SmallClass:
    return SmallClass(template, tmp_path / "course")


def states(report: Report) -> dict[str, str]:
    return {result.student: result.state for result in report.results}


class KilledServer(threading.Thread):
    """Kills the fork server some times, each time so many seconds after it is there."""

    def __init__(self, executor: Threads, times: int, after: float = 0.8) -> None:
        super().__init__(daemon=True)
        self.server = executor.servers.server(allowed_for(ASSIGNMENT))
        self.times = times
        self.after = after
        self.killed: list[int] = []

    def run(self) -> None:
        while len(self.killed) < self.times:
            pid = self.server.pid
            if pid and pid not in self.killed and self.server.alive:
                victim = Victim(pid)
                time.sleep(self.after)
                victim.kill()
                victim.close()
                self.killed.append(pid)
            time.sleep(0.02)

    def stop(self) -> None:
        """No more of them."""
        self.times = 0
        if self.is_alive():
            self.join()


def grade_while_killing(small: SmallClass, times: int) -> tuple[Report, KilledServer]:
    grading = Grading.of(small.course, ASSIGNMENT)
    with threads(1, grading.limits, True) as executor:
        killer, begin = KilledServer(executor, times), executor.begin

        def begin_and_kill(imports: tuple[str, ...]) -> list[str]:
            found = begin(imports)
            killer.start()  # not before: the test of the sandbox has servers of its own to lose
            return found

        executor.begin = begin_and_kill
        try:
            report = grade_class(grading, executor)
        finally:
            killer.stop()
    return report, killer


def test_a_server_that_is_killed_while_the_sandbox_is_tested_says_nothing_of_it(small):
    grading = Grading.of(small.course, ASSIGNMENT)
    with threads(1, grading.limits, True) as executor:
        killer = KilledServer(executor, 1, after=0.1)
        killer.start()
        try:
            assert executor.begin(grading.allowed(ASSIGNMENT)) == []
            killer.join(60)
        finally:
            killer.stop()
    assert len(killer.killed) == 1


def test_a_killed_server_is_started_again_and_nobody_notices(small):
    small.hand_in("ada", SLOW)
    small.hand_in("ben")
    report, killer = grade_while_killing(small, 1)
    assert len(killer.killed) == 1
    assert states(report) == {"ada": "graded", "ben": "graded"}
    assert small.scores() == {"ada": POINTS, "ben": POINTS}


def test_a_submission_that_ends_the_server_twice_is_reported(small):
    small.hand_in("ada", SLOW)
    small.hand_in("ben")
    report, killer = grade_while_killing(small, 2)
    assert len(killer.killed) == 2
    assert states(report) == {"ada": "needs a person", "ben": "graded"}
    assert "twice" in report.results[0].reason
    assert small.scores() == {"ada": None, "ben": POINTS}


def test_a_killed_worker_of_a_cluster_costs_nothing(small, tmp_path):
    students = [f"s{number}" for number in range(8)]
    for student in students:
        small.hand_in(student)
    grading = Grading.of(small.course, ASSIGNMENT)
    with dask_cluster(small.root, tmp_path) as (address, workers):

        def kill(result):
            workers[0].kill()

        courses = grading.courses
        with cluster.cluster(address, grading.limits, True, courses) as executor:
            assert executor.jobs == 2
            report = grade_class(grading, executor, observe=kill)
    assert workers[0].poll() is not None
    assert states(report) == dict.fromkeys(students, "graded")
    assert small.scores() == dict.fromkeys(students, POINTS)
