"""Fork servers by what their kernels may import, and the test that their sandbox holds."""

import contextlib
import threading

from nngrader.kernels.doctor import probe_isolation
from nngrader.kernels.fork_server import ForkServer
from nngrader.kernels.kernel import ServerDied
from nngrader.kernels.sandbox import SandboxUnavailable
from nngrader.limits import Limits


class ServerPool:
    """One fork server for each set of imports, started when it is first needed."""

    def __init__(self, limits: Limits | None = None, sandbox: bool = True) -> None:
        self.limits = limits or Limits()
        self.sandbox = sandbox
        self._servers: dict[tuple[str, ...], ForkServer] = {}
        self._lock = threading.Lock()

    def server(self, imports: tuple[str, ...]) -> ForkServer:
        """The server whose kernels may import these besides NumPy and matplotlib."""
        with self._lock:
            if imports not in self._servers:
                self._servers[imports] = ForkServer(imports, self.limits, self.sandbox)
            return self._servers[imports]

    def warm_up(self, imports: tuple[str, ...]) -> None:
        """Start this server in the background, while there is something else to do.

        What is wrong with it is said by whoever needs it.
        """

        def start() -> None:
            with contextlib.suppress(SandboxUnavailable, ServerDied, ValueError, OSError):
                self.server(imports).start()

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


def broken_walls(servers: ServerPool, imports: tuple[str, ...]) -> list[str]:
    """Where a sandbox that is there does not hold: nothing may be graded in it."""
    if not servers.sandbox:
        return []
    findings = probe_isolation(servers.server(imports))
    return [f"{finding.name}: {finding.detail}" for finding in findings if not finding.ok]
