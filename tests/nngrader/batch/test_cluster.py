"""A Dask cluster that is not as it should be. That it grades is in test_same_scores.py."""

import pytest
from daskcluster import dask_cluster
from lazy_modules import LazyModule
from needs import need
from smallclass import ASSIGNMENT, SmallClass, make_template

from nngrader.batch import grade_class as grading_a_class
from nngrader.batch.grade_class import grade_class
from nngrader.gradebook.course import CourseError
from nngrader.gradebook.grading import Grading
from nngrader.limits import Limits

COURSES = ("nnexercises",)
distributed = LazyModule("distributed")
cluster = LazyModule("nngrader.batch.cluster")


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> SmallClass:
    need("user namespaces")
    made = make_template(tmp_path_factory.mktemp("template") / "class")
    small = SmallClass(made, tmp_path_factory.mktemp("class") / "course")
    for number in range(3):
        small.hand_in(f"s{number}")
    return small


@pytest.fixture(scope="module")
def running(small, tmp_path_factory):
    """An address and the one worker there."""
    with dask_cluster(small.root, tmp_path_factory.mktemp("workers"), 1) as (address, workers):
        yield address, workers[0]


def test_no_scheduler(monkeypatch):
    monkeypatch.setattr("nngrader.batch.cluster.CONNECT_SECONDS", 0.5)
    with (
        pytest.raises(CourseError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"),
        cluster.cluster("tcp://127.0.0.1:9", Limits(), True, COURSES),
    ):
        pass


def test_no_workers():
    with (
        distributed.LocalCluster(n_workers=0, processes=False, dashboard_address=":0") as scheduler,
        pytest.raises(CourseError, match="has no workers"),
        cluster.cluster(scheduler.scheduler_address, Limits(), True, COURSES),
    ):
        pass


def test_workers_with_another_grader_are_refused(running, monkeypatch):
    monkeypatch.setattr("nngrader.batch.cluster.grader_digest", lambda courses: "another")
    with (
        pytest.raises(CourseError, match="another version of the grader or the course: tcp://"),
        cluster.cluster(running[0], Limits(), True, COURSES),
    ):
        pass


def test_a_cluster_that_loses_its_last_worker_ends_the_batch(small, running, monkeypatch):
    """What is graded is kept, and nobody waits for ever."""
    address, worker = running
    monkeypatch.setattr(grading_a_class, "QUIET_SECONDS", 1.0)
    grading = Grading.of(small.course, ASSIGNMENT)
    with cluster.cluster(address, grading.limits, True, COURSES) as executor:
        report = grade_class(grading, executor, observe=lambda result: worker.kill())
    assert report.stopped == "The cluster has no workers any more."
    assert len(report.results) == 1
    assert small.finished() == {result.student for result in report.results}
