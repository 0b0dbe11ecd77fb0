"""Judge on a Dask cluster: the same tasks, where one machine is not enough.

Submissions travel as bytes and graded notebooks come back the same way: workers need this
package in the same version and a sandbox, but no file of the course and no gradebook.

    dask scheduler                                  # on one machine
    dask worker tcp://SCHEDULER:8786                # on each machine that is to work
    nngrader grade ASSIGNMENT --scheduler tcp://SCHEDULER:8786
"""

import uuid
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass

from distributed import Client, Worker, WorkerPlugin, get_worker

from nngrader.course import CourseError
from nngrader.engines import broken_walls
from nngrader.fingerprint import grader_digest
from nngrader.judging import Judged, ServerPool, Task, judge_submission
from nngrader.limits import Limits


class Servers(WorkerPlugin):
    """The fork servers of one worker. They end with it."""

    def __init__(self, limits: Limits, sandbox: bool) -> None:
        self.name = f"nngrader-{uuid.uuid4().hex}"  # other batches have theirs
        self._limits = limits
        self._sandbox = sandbox

    def setup(self, worker: Worker) -> None:
        """On the worker, before its first task."""
        self.pool = ServerPool(self._limits, self._sandbox)

    def teardown(self, worker: Worker) -> None:
        """On the worker, when it or the batch ends."""
        self.pool.close()


def judge_here(task: Task, servers: str) -> Judged:
    """Judge a task on the worker that it came to, with the plugin of this name."""
    return judge_submission(task, get_worker().plugins[servers].pool)


def _broken_walls_here(servers: str, imports: tuple[str, ...]) -> list[str]:
    return broken_walls(get_worker().plugins[servers].pool, imports)


@dataclass
class Cluster:
    """Takes tasks for the cluster's workers."""

    jobs: int
    client: Client
    executor: Executor
    servers: str

    def submit(self, task: Task) -> "Future[Judged]":
        """Begin to judge a task. Where a worker dies, another one gets it."""
        return self.executor.submit(judge_here, task, self.servers)

    def begin(self, imports: tuple[str, ...]) -> list[str]:
        """Test the sandbox of every worker."""
        found = self.client.run(_broken_walls_here, self.servers, imports)
        return [f"{wall} (on {address})" for address, walls in found.items() for wall in walls]

    def trouble(self) -> str:
        """Why nothing comes back."""
        return "" if self.client.nthreads() else "The cluster has no workers any more."


@contextmanager
def cluster(scheduler: str, limits: Limits, sandbox: bool) -> Iterator[Cluster]:
    """Judge on the cluster of this scheduler. CourseError if it can't be used."""
    try:
        client = Client(scheduler, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise CourseError(f"No Dask scheduler answers at {scheduler}: {error}") from None
    with client:
        threads = client.nthreads()
        if not threads:
            raise CourseError(
                f"The scheduler {scheduler} has no workers. Start: dask worker ADDRESS"
            )
        _refuse_other_versions(client)
        servers = Servers(limits, sandbox)
        client.register_plugin(servers)
        try:
            executor = client.get_executor(pure=False)
            yield Cluster(sum(threads.values()), client, executor, servers.name)
        finally:
            client.unregister_worker_plugin(servers.name)


def _refuse_other_versions(client: Client) -> None:
    """Two versions of the grader in one batch would give two kinds of grades."""
    others = [at for at, digest in client.run(grader_digest).items() if digest != grader_digest()]
    if others:
        raise CourseError(f"Workers with another version of the grader: {', '.join(others)}.")
