"""Fork servers by what their kernels can import, and the test that their sandbox holds."""

import contextlib
import threading

from nngrader.declare.module import Allowed
from nngrader.kernels.doctor import probe_isolation
from nngrader.kernels.fork_server import ForkServer
from nngrader.kernels.kernel import ServerDied
from nngrader.kernels.sandbox import SandboxUnavailable
from nngrader.limits import Limits


class ServerPool:
    """One fork server for each set of what is allowed, started when it is first needed."""

    def __init__(self, limits: Limits | None = None, sandbox: bool = True) -> None:
        self.limits = limits or Limits()
        self.sandbox = sandbox
        self._servers: dict[Allowed, ForkServer] = {}
        self._lock = threading.Lock()

    def server(self, allowed: Allowed) -> ForkServer:
        """The server whose kernels can import what is allowed, and no more."""
        with self._lock:
            if allowed not in self._servers:
                self._servers[allowed] = ForkServer(allowed, self.limits, self.sandbox)
            return self._servers[allowed]

    def warm_up(self, allowed: Allowed) -> None:
        """Start this server in the background, while there is something else to do.

        What is wrong with it is said by whoever needs it.
        """

        def start() -> None:
            with contextlib.suppress(SandboxUnavailable, ServerDied, ValueError, OSError):
                self.server(allowed).start()

        threading.Thread(target=start, name="start of a fork server", daemon=True).start()

    def use(self, limits: Limits) -> None:
        """Set the limits of the kernels to come."""
        with self._lock:
            self.limits = limits
            for server in self._servers.values():
                server.limits = limits

    def close(self) -> None:
        """End all servers and their kernels."""
        with self._lock:
            for server in self._servers.values():
                server.close()
            self._servers.clear()

    def __enter__(self) -> "ServerPool":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def broken_walls(servers: ServerPool, allowed: Allowed) -> list[str]:
    """Where a sandbox that is there does not hold: nothing may be graded in it."""
    if not servers.sandbox:
        return []
    findings = probe_isolation(servers.server(allowed))
    return [f"{finding.name}: {finding.detail}" for finding in findings if not finding.ok]
