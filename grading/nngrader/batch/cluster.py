"""Judge on a Dask cluster: the same tasks, where one machine is not enough.

Submissions travel as bytes and graded notebooks come back the same way: workers need this
package in the same version and a sandbox, but no file of the course and no gradebook.

    dask scheduler                                  # on one machine
    dask worker tcp://SCHEDULER:8786                # on each machine that is to work
    nngrader grade ASSIGNMENT --scheduler tcp://SCHEDULER:8786
"""

from collections.abc import Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass

from distributed import Client

from nngrader.batch.worker import Servers, broken_walls_on_worker, judge_on_worker
from nngrader.declare import Allowed
from nngrader.declare.registry import RegistryError
from nngrader.gradebook.course import CourseError
from nngrader.judging.digest import grader_digest
from nngrader.judging.judge import Judged, Task
from nngrader.limits import Limits

CONNECT_SECONDS = 10.0


@dataclass
class Cluster:
    """Takes tasks for the cluster's workers."""

    jobs: int
    client: Client
    executor: Executor
    servers: str

    def submit(self, task: Task) -> "Future[Judged]":
        """Begin to judge a task. Where a worker dies, another one gets it."""
        return self.executor.submit(judge_on_worker, task, self.servers)

    def begin(self, allowed: Allowed) -> list[str]:
        """Test the sandbox of every worker."""
        found = {
            address: self.client.submit(
                broken_walls_on_worker, self.servers, allowed, workers=[address], pure=False
            )
            for address in self.client.nthreads()
        }
        walls = self.client.gather(found)
        return [f"{wall} (on {address})" for address in walls for wall in walls[address]]

    def trouble(self) -> str:
        """Why nothing comes back."""
        return "" if self.client.nthreads() else "The cluster has no workers any more."


@contextmanager
def cluster(
    scheduler: str, limits: Limits, sandbox: bool, courses: tuple[str, ...]
) -> Iterator[Cluster]:
    """Judge on the cluster of this scheduler. CourseError if it can't be used.

    courses: those whose exercises are to be judged.
    """
    try:
        client = Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise CourseError(f"No Dask scheduler answers at {scheduler}: {error}") from None
    with client:
        threads = client.nthreads()
        if not threads:
            raise CourseError(
                f"The scheduler {scheduler} has no workers. Start: dask worker ADDRESS"
            )
        _refuse_other_versions(client, courses)
        servers = Servers(limits, sandbox)
        client.register_plugin(servers)
        try:
            executor = client.get_executor(pure=False)
            yield Cluster(sum(threads.values()), client, executor, servers.name)
        finally:
            client.unregister_worker_plugin(servers.name)


def digest_here(courses: tuple[str, ...]) -> str:
    """The grader that this process has; nothing where it has not all of the courses."""
    try:
        return grader_digest(courses)
    except RegistryError:
        return ""


def _refuse_other_versions(client: Client, courses: tuple[str, ...]) -> None:
    """Two versions of the grader in one batch would give two kinds of grades."""
    ours, found = grader_digest(courses), client.run(digest_here, courses)
    others = [address for address, theirs in found.items() if theirs != ours]
    if others:
        raise CourseError(
            f"Workers with another version of the grader or the course: {', '.join(others)}."
        )
