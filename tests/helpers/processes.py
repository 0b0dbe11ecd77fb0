"""Kill a process that was started earlier, and never another one that has got its number since.

The numbers of processes come round again: on a small machine that runs tests, within minutes.
"""

import contextlib
import os
import signal


class Victim:
    """A process that runs now, and may be killed later. Linux.

    pid: of a process that this one has started, and that has not been waited for.
    """

    def __init__(self, pid: int) -> None:
        assert pid > 1
        self.pid = pid
        self._handle = os.pidfd_open(pid)

    def kill(self) -> None:
        """SIGKILL, for which no program can prepare. Nothing happens if it has ended."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def close(self) -> None:
        """Forget it."""
        os.close(self._handle)
