"""Fork servers that stay ready between submissions, and end when nobody has come for a while.

nbgrader grades one submission at a time and tells nobody when the last one is done; to start
a server for each would take seconds every time.
"""

import atexit
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from nngrader.declare.module import Allowed
from nngrader.kernels.pool import ServerPool, broken_walls
from nngrader.kernels.sandbox import SandboxUnavailable
from nngrader.limits import Limits

IDLE_SECONDS = 60.0  # formgrader's process lives for days: it need not keep kernels ready

_lock = threading.Lock()
_pools: dict[tuple[Limits, bool], ServerPool] = {}
_tested: set[tuple[ServerPool, Allowed]] = set()
_borrowers = 0
_closing: threading.Timer | None = None


@contextmanager
def shared_servers(limits: Limits, sandbox: bool, allowed: Allowed) -> Iterator[ServerPool]:
    """The servers of this process for these settings, their sandbox tested.

    `SandboxUnavailable` where there is none that holds.
    """
    global _borrowers, _closing
    with _lock:
        _borrowers += 1
        if _closing:
            _closing.cancel()
            _closing = None
        if (limits, sandbox) not in _pools:
            _pools[limits, sandbox] = ServerPool(limits, sandbox)
        pool = _pools[limits, sandbox]
    try:
        if (pool, allowed) not in _tested:
            if broken := broken_walls(pool, allowed):
                raise SandboxUnavailable(f"it does not hold: {'; '.join(broken)}")
            _tested.add((pool, allowed))
        yield pool
    finally:
        with _lock:
            _borrowers -= 1
            if not _borrowers:
                _closing = threading.Timer(IDLE_SECONDS, close_idle)
                _closing.daemon = True
                _closing.start()


def close_idle() -> None:
    """End all servers that nobody uses."""
    with _lock:
        if not _borrowers:
            for pool in _pools.values():
                pool.close()
            _pools.clear()
            _tested.clear()


atexit.register(close_idle)
