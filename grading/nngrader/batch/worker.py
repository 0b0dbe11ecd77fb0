"""What runs on the workers of a Dask cluster. They need nothing of nbgrader's."""

import uuid

from distributed import Worker, WorkerPlugin, get_worker

from nngrader.declare import Allowed
from nngrader.judging.judge import Judged, Task, judge
from nngrader.kernels.pool import ServerPool, broken_walls
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


def judge_on_worker(task: Task, servers: str) -> Judged:
    """Judge a task on the worker that it came to, with the plugin of this name."""
    return judge(task, _pool(servers))


def broken_walls_on_worker(servers: str, allowed: Allowed) -> list[str]:
    """Where the sandbox of this worker does not hold."""
    return broken_walls(_pool(servers), allowed)


def _pool(servers: str) -> ServerPool:
    plugin = get_worker().plugins[servers]
    assert isinstance(plugin, Servers)
    return plugin.pool
