"""Kernels for submissions, forked from a server that has imported what they need.

    from nngrader.kernels.fork_server import ForkServer
    from nngrader.inside.observe import Call

    with ForkServer() as server:  # Allowed(("torch",)) for answers that may import it
        with server.kernel(files={"data.csv": b"1,2"}) as kernel:
            result = kernel.run("def double(x):\\n    return 2 * x\\ndouble(4)")
            result.status  # "ok"
            result.outputs  # [{"output_type": "execute_result", …}]
            kernel.ask(["double"], [[Call((1.5,))], [Call((2,)), Call((3,))]])
            # [[Outcome(3.0)], [Outcome(4), Outcome(6)]]

A server is for what one assignment allows, and starts with its first kernel. Threads may use one
server together; a kernel belongs to one thread. A server that has died is started again by
the next `kernel`.
"""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Self

from nngrader.declare.module import Allowed
from nngrader.kernels import cgroups, sandbox
from nngrader.kernels.kernel import Kernel, ServerDied
from nngrader.kernels.sandbox import SandboxUnavailable
from nngrader.limits import Limits

__all__ = ["ForkServer", "SandboxUnavailable", "ServerDied"]

NOTHING_MORE = Allowed()
START_SECONDS = 120.0  # PyTorch from a cold disk takes its time
BOOT = (
    "import sys; sys.path.insert(0, '{root}/lib'); sys.path.append('{root}/site-packages'); "
    "from nninside.forker import main; main()"
)


class ForkServer:
    """Makes kernels that can import the standard library, NumPy, matplotlib and what is allowed.

    sandbox: False runs kernels without isolation, under the rights of this user. data: the folder
    that the course's helpers read (default: where the environment variable points that they
    declare, if anywhere).

    `SandboxUnavailable` where this machine gives no sandbox; ValueError for imports that
    are not installed.
    """

    def __init__(
        self,
        allowed: Allowed = NOTHING_MORE,
        limits: Limits | None = None,
        sandbox: bool = True,
        data: Path | None = None,
    ) -> None:
        self.allowed = allowed
        self.limits = limits or Limits()
        self.sandbox = sandbox
        self._data = data
        self._lock = threading.RLock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._errors: IO[bytes] | None = None
        self._folder: Path | None = None
        self._owner = 0
        self._groups: list[cgroups.Group] = []  # of kernels that have ended

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *ignored: object) -> None:
        self.close()

    @property
    def alive(self) -> bool:
        """Whether the server runs now."""
        return self._process is not None and self._process.poll() is None

    @property
    def variables(self) -> list[str]:
        """The names of the environment variables that a kernel sees."""
        return [*_environment("/tmp"), *self._data_variables()]

    @property
    def pid(self) -> int | None:
        """The process that this one has started: bubblewrap, or the server itself."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the server, unless it runs. `kernel` does it too."""
        with self._lock:
            if self._owner not in (0, os.getpid()):
                raise RuntimeError("a fork server can't be used by a fork of its process")
            if self.alive:
                return
            self._stop()
            if self.sandbox and (reason := sandbox.why_not()):
                raise SandboxUnavailable(reason)
            self._owner = os.getpid()
            self._spawn()
            try:
                self._wait_until_ready()
            except BaseException:
                self._stop()
                raise

    def kernel(
        self, files: Mapping[str, bytes] | None = None, limits: Limits | None = None
    ) -> Kernel:
        """A new kernel whose working directory holds ``files`` (relative path -> content).

        ServerDied if the server ends meanwhile; ValueError for files that are too large
        together or whose names lead out of the folder.
        """
        limits = limits or self.limits
        contents = _checked(files or {}, limits)
        self.start()
        memory = limits.memory_for(self.allowed.imports)
        request: dict[str, int | str] = {
            "memory": memory,
            "cpu": int(limits.submission) + 10,
            "files": limits.files,
            "processes": limits.processes,
        }
        folder = None
        if not self.sandbox:
            folder = Path(tempfile.mkdtemp(prefix="kernel-", dir=self._folder))
            request["folder"] = str(folder)
        group = cgroups.make(memory, limits.processes)
        drivers = list(sandbox.driver_modules(self.allowed))
        kernel = Kernel(limits, memory, group, folder, self._retire, self.sandbox, drivers)
        try:
            ends = kernel.give_ends()
            with self._lock:
                line = json.dumps(request).encode() + b"\n"
                try:
                    if self._control is None:
                        raise ServerDied("the fork server has been closed")
                    socket.send_fds(self._control, [line], ends)
                except OSError as error:
                    raise ServerDied("the fork server has ended") from error
                finally:
                    for descriptor in ends:
                        os.close(descriptor)
            kernel.begin(contents)
        except BaseException:
            kernel.close()
            raise
        return kernel

    def close(self) -> None:
        """End the server and all its kernels."""
        with self._lock:
            self._stop()

    # ------------------------------------------------------------ the process

    def _data_variables(self) -> list[str]:
        return [helper.data for helper in sandbox.helpers(self.allowed) if helper.data]

    def _folders(self) -> dict[str, Path]:
        """The folders that the course's helpers read, by the variable that names each."""
        found = {name: self._data or os.environ.get(name) for name in self._data_variables()}
        return {name: Path(folder) for name, folder in found.items() if folder}

    def _spawn(self) -> None:
        ours, theirs = socket.socketpair()
        settings = {
            "control": theirs.fileno(),
            "become": sandbox.stranger() if self.sandbox and os.getuid() == 0 else 0,
            "sandbox": self.sandbox,
            "preload": sandbox.preload(self.allowed),
            "drivers": list(sandbox.driver_modules(self.allowed)),
            "partial": sandbox.partial_packages(self.allowed),
        }
        if self.sandbox:
            root, temporary = sandbox.ROOT, "/tmp"
        else:
            self._folder = Path(tempfile.mkdtemp(prefix="nngrader-"))
            root = temporary = str(self._folder)
            sandbox.link_packages(self.allowed, self._folder)
        folders = self._folders()
        environment = _environment(temporary)
        for number, (variable, folder) in enumerate(folders.items()):
            environment[variable] = _data_place(number) if self.sandbox else str(folder)
        inner = [sandbox.interpreter(), "-I", "-S", "-c", BOOT.format(root=root)]
        inner.append(json.dumps(settings))
        command = inner
        if self.sandbox:
            places = {_data_place(number): path for number, path in enumerate(folders.values())}
            command = sandbox.command(self.allowed, places, inner, environment)
            environment = {"PATH": os.environ.get("PATH", os.defpath)}
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115
        started = threading.Event()
        failed: list[BaseException] = []

        def keep() -> None:
            # bubblewrap dies with the *thread* that started it, so that one has to last as
            # long as the server does.
            try:
                process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=self._errors,
                    env=environment,
                    pass_fds=[theirs.fileno()],
                    start_new_session=True,
                )
            except BaseException as error:
                failed.append(error)
                started.set()
                return
            self._process = process
            started.set()
            process.wait()

        threading.Thread(target=keep, name="fork server", daemon=True).start()
        started.wait()
        theirs.close()
        self._control = ours
        if failed:
            raise failed[0]

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        assert self._control is not None
        self._control.settimeout(START_SECONDS)
        answer = b""
        try:
            while len(answer) < 5 and time.monotonic() < deadline:
                data = self._control.recv(5 - len(answer))
                if not data:
                    break
                answer += data
        except OSError:
            pass
        self._control.settimeout(10.0)
        if answer != b"ready":
            self._raise_why()

    def _raise_why(self) -> None:
        assert self._errors is not None
        self._errors.seek(0)
        message = self._errors.read()[-3000:].decode(errors="replace").strip()
        if self.sandbox and (message.startswith("bwrap:") or "OSError" in message):
            raise SandboxUnavailable(sandbox.explain(message.splitlines()[-1]))
        raise ServerDied(f"the fork server did not start: {message or 'no reason was given'}")

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()  # its end tells the server to end
            self._control = None
        if self._process is not None:
            try:
                self._process.wait(2)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        if self._errors is not None:
            self._errors.close()
            self._errors = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
        for _ in range(20):
            if self._sweep():
                break
            time.sleep(0.05)

    # ------------------------------------------------------------ what kernels leave

    def _retire(self, kernel: Kernel) -> None:
        """A kernel has been closed. Its group can go once its processes have."""
        with self._lock:
            if kernel.group is not None:
                self._groups.append(kernel.group)
            self._sweep()

    def _sweep(self) -> bool:
        self._groups = [group for group in self._groups if not group.remove()]
        return not self._groups


def _data_place(number: int) -> str:
    """Where a kernel in the sandbox sees a folder with data."""
    return f"{sandbox.ROOT}/data{number or ''}"


def _environment(temporary: str) -> dict[str, str]:
    threads = ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM", "NUMEXPR")
    return {
        "PATH": os.path.dirname(sandbox.interpreter()),
        "HOME": temporary,
        "TMPDIR": temporary,
        "USER": "student",
        "LOGNAME": "student",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": f"{temporary}/matplotlib",
        "IPYTHONDIR": f"{temporary}/ipython",
        # One thread before the fork: a forked process has no others, and would wait for them.
        **{f"{name}_NUM_THREADS": "1" for name in threads},
        "OMP_THREAD_LIMIT": "1",  # also for a student's torch.set_num_threads
    }


def _checked(files: Mapping[str, bytes], limits: Limits) -> list[tuple[str, bytes]]:
    total = sum(map(len, files.values()))
    if total > limits.files:
        raise ValueError(
            f"the submission's files take {total / 1e6:.0f} MB, {limits.files / 1e6:.0f} MB is "
            "the limit"
        )
    for name in files:
        parts = name.split("/")
        if "\x00" in name or any(part in ("", ".", "..") for part in parts):
            raise ValueError(f"{name!r} is not the name of a file in a folder")
    return list(files.items())
