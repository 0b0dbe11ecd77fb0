"""Where submissions are judged: in threads of this process, or on a Dask cluster.

An engine is a context manager that gives an executor; what is submitted to it is a `Task`,
what comes back is a `Judged`. Threads do for one machine: the work is in the kernels.
"""

import os
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from nngrader.judging import Judged, ServerPool, Task, judge_submission
from nngrader.limits import Limits


class Engine(Protocol):
    """Takes tasks. jobs: how many it works on at a time."""

    jobs: int

    def submit(self, task: Task) -> "Future[Judged]":
        """Begin to judge a task."""


@dataclass
class Threads:
    """Judges in threads; each drives a kernel of the one pool of fork servers."""

    jobs: int
    executor: Executor
    servers: ServerPool

    def submit(self, task: Task) -> "Future[Judged]":
        """Begin to judge a task."""
        return self.executor.submit(judge_submission, task, self.servers)


@contextmanager
def threads(jobs: int | None, limits: Limits, sandbox: bool) -> Iterator[Threads]:
    """Judge on this machine. jobs: how many at a time; one for each core if not given."""
    jobs = jobs or cores()
    executor = ThreadPoolExecutor(jobs, thread_name_prefix="judge")
    servers = ServerPool(limits, sandbox)
    try:
        yield Threads(jobs, executor, servers)
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        servers.close()  # ends the kernels that are still at work, after an error
        executor.shutdown(wait=True)


def cores() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
