"""Where submissions are judged: in threads of this process, or on a Dask cluster.

Each is made by a context manager; what is submitted is a `Task`, what comes back is a `Judged`.
Threads do for one machine: the work is in the kernels.
"""

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from nngrader.declare import Allowed
from nngrader.judging.judge import Judged, Task, judge
from nngrader.kernels.pool import ServerPool, broken_walls
from nngrader.limits import Limits


class Executor(Protocol):
    """Takes tasks. jobs: how many it works on at a time."""

    jobs: int

    def submit(self, task: Task) -> "Future[Judged]":
        """Begin to judge a task."""

    def begin(self, allowed: Allowed) -> list[str]:
        """Get ready for what is allowed, and test the sandbox. Returns what does not hold."""

    def trouble(self) -> str:
        """Why nothing will come back any more, if that is so."""


@dataclass
class Threads:
    """Judges in threads; each drives a kernel of the one pool of fork servers."""

    jobs: int
    threads: ThreadPoolExecutor
    servers: ServerPool

    def submit(self, task: Task) -> "Future[Judged]":
        """Begin to judge a task."""
        return self.threads.submit(judge, task, self.servers)

    def begin(self, allowed: Allowed) -> list[str]:
        """Start the server, and let a kernel of it try to get out."""
        return broken_walls(self.servers, allowed)

    def trouble(self) -> str:
        """Nothing: a thread always gives an answer."""
        return ""


@contextmanager
def threads(
    jobs: int | None, limits: Limits, sandbox: bool, servers: ServerPool | None = None
) -> Iterator[Threads]:
    """Judge on this machine. jobs: how many at a time; one for each core if not given.

    servers: of which one is starting already, perhaps; they are closed at the end.
    """
    jobs = jobs or cores()
    executor = ThreadPoolExecutor(jobs, thread_name_prefix="judge")
    if servers is not None and servers.sandbox != sandbox:
        servers.close()
        servers = None
    servers = servers or ServerPool(limits, sandbox)
    servers.use(limits)
    try:
        yield Threads(jobs, executor, servers)
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        servers.close()  # ends the kernels that are still at work, after an error
        executor.shutdown(wait=True)


def cores() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
