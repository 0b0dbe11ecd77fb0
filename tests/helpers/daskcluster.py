"""A Dask scheduler and workers, each in a process of its own, that see no file of the course."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from lazy_modules import LazyModule

from nngrader.judging.digest import grader_digest

distributed = LazyModule("distributed")

WORKER = [sys.executable, "-m", "distributed.cli.dask_worker", "--nthreads=1", "--no-dashboard"]


@contextlib.contextmanager
def dask_cluster(hidden: Path, folder: Path, workers: int = 2) -> Iterator[tuple[str, list]]:
    """The scheduler's address and the processes of its workers.

    To the workers the folder ``hidden`` is empty: what they need has to travel. folder: where
    they may write.
    """
    grader_digest.cache_clear()  # somebody may have edited the grader since it was made
    shut = ["bwrap", "--dev-bind", "/", "/", "--tmpfs", str(hidden), "--die-with-parent"]
    with (
        distributed.LocalCluster(
            n_workers=0, processes=False, dashboard_address=":0", host="127.0.0.1", protocol="tcp"
        ) as scheduler,
        contextlib.ExitStack() as stack,
    ):
        address = scheduler.scheduler_address
        processes = []
        for number in range(workers):
            log = stack.enter_context((folder / f"worker{number}.log").open("w"))
            command = [*shut, "--", *WORKER, "--no-nanny", address]
            command += ["--name", str(number), "--local-directory", str(folder)]
            process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
            stack.callback(process.wait)
            stack.callback(process.kill)
            processes.append(process)
        with distributed.Client(address, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=60)
        yield address, processes
