"""A kernel: runs a student's cells and answers calls, over one socket.

The process holds one end of a socket pair, the judge the other. Requests come one at a
time, and each is answered by any number of messages and a last one, ``done``:

- ``files``: writes the blobs into the working directory, under the names given;
- ``run``: runs a cell; its outputs are messages (see `shell.py`);
- ``ask``: puts calls to a candidate in a fork of this process. The outcomes go into a
  pipe that comes with the request, so that a fork that dies takes only its own with it.

Everything here is in the student's reach once a cell has run. The judge believes nothing
of it: it only compares the values, and has the time limits and the end of this process in
its own hands.
"""

import contextlib
import faulthandler
import gc
import os
import random
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from types import FrameType

import numpy as np

from . import drivers, observe, plain, shell, wire

GRACE = 1.0  # seconds that a fork has after its limit to notice it by itself


class Link:
    """This end of the socket: whole frames in and out, also when an interrupt comes between."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._reader = wire.Reader()
        self._lock = threading.RLock()
        self._sending = 0
        self._interrupted = False
        self.listening = False  # whether an interrupt means anything now

    def requests(self) -> Iterator[tuple[wire.Message, list[bytes], list[int]]]:
        """What the judge asks, with the file descriptors that came along."""
        descriptors: list[int] = []
        while True:
            data, received, _, _ = socket.recv_fds(self._channel, 2**18, 4)
            if not data:
                return
            descriptors += received
            self._reader.feed(data)
            for message, blobs in self._reader.frames():
                count = message.get("descriptors", 0)
                taken, descriptors = descriptors[:count], descriptors[count:]
                yield message, blobs, taken

    def send(self, message: wire.Message) -> None:
        """Send one message; one that is too large for a frame is left out."""
        try:
            data = wire.frame(message)
        except wire.WireError:
            data = wire.frame({"is": "cut"})
        with self._lock:
            self._sending += 1
            try:
                self._channel.sendall(data)
            finally:
                self._sending -= 1
        if self._interrupted and not self._sending:
            self._interrupted = False
            if self.listening:  # else its cell has ended meanwhile
                raise KeyboardInterrupt

    def interrupt(self, signum: int, frame: FrameType | None) -> None:
        """The handler of SIGINT: never cuts a frame in two."""
        if self._sending:
            self._interrupted = self.listening
        elif self.listening:
            raise KeyboardInterrupt

    def close(self) -> None:
        """Close this process's copy of the socket."""
        self._channel.close()


def serve(channel: socket.socket, kernel_shell: shell.KernelShell) -> None:
    """Answer requests until the judge closes the channel."""
    _be_new(kernel_shell)
    link = Link(channel)
    shell.connect(kernel_shell, link.send)
    link.send({"is": "ready"})
    for message, blobs, descriptors in link.requests():
        if message["do"] == "files":
            problems = _write_files(message["names"], blobs)
            link.send({"is": "done", "problems": problems})
        elif message["do"] == "run":
            kernel_shell.room.reset(message["room"])
            _run(link, kernel_shell, message["source"])
        elif message["do"] == "ask":
            _ask(link, kernel_shell, wire.read_calls(message, blobs), message, descriptors[0])


def _be_new(kernel_shell: shell.KernelShell) -> None:
    """What a fork shares with the other forks of its server and a new process would not."""
    random.seed()
    np.random.seed()  # noqa: NPY002
    torch = sys.modules.get("torch")
    if torch:
        torch.default_generator.seed()  # torch.seed() sees to graphics cards, for longer
    kernel_shell.user_ns["_dh"][:] = [os.getcwd()]
    # Helper modules that came with the submission, after all that has a name already.
    sys.path.append(os.getcwd())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    faulthandler.enable(2)
    gc.enable()


def _write_files(names: list[str], blobs: list[bytes]) -> list[str]:
    problems = []
    for name, content in zip(names, blobs, strict=True):
        try:
            folder = os.path.dirname(name)
            if folder:
                os.makedirs(folder, exist_ok=True)
            with open(name, "ab") as file:  # a large file comes in parts
                file.write(content)
        except OSError as error:
            problems.append(f"{name}: {error.strerror}")
    return problems


# ---------------------------------------------------------------- cells


def _run(link: Link, kernel_shell: shell.KernelShell, source: str) -> None:
    status = "error"
    try:
        signal.signal(signal.SIGINT, link.interrupt)
        link.listening = True
        if kernel_shell.run_cell(source, store_history=True).success:
            status = "ok"
    except BaseException:  # an interrupt that came late, or a hook of the student's
        status = "error"
    finally:
        link.listening = False
    sys.stdout.flush()
    sys.stderr.flush()
    count = kernel_shell.execution_count - 1
    link.send({"is": "done", "status": status, "execution_count": count})


# ---------------------------------------------------------------- calls


def _ask(
    link: Link,
    kernel_shell: shell.KernelShell,
    calls: Sequence[observe.Call],
    request: wire.Message,
    pipe: int,
) -> None:
    child = os.fork()
    if child == 0:
        try:
            link.close()
            kernel_shell.send = lambda message: None  # what an answer displays goes nowhere
            _answer(kernel_shell.user_ns, calls, request, pipe)
            os._exit(0)
        finally:
            os._exit(1)
    os.close(pipe)
    status = _wait(child, request["limit"] + GRACE)
    if os.getpid() == 1:
        # In a process namespace of its own, -1 means all that is left here besides this one.
        with contextlib.suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while True:
                os.wait()
    link.send({"is": "done", "status": status})


def _answer(
    namespace: Mapping[str, object],
    calls: Sequence[observe.Call],
    request: wire.Message,
    pipe: int,
) -> None:
    """Run the calls, in a fork: one frame for each outcome."""
    os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (1, 2):  # what does not go through sys.stdout belongs to no cell
        os.dup2(null, descriptor)
    budget = wire.MAX_BLOBS
    owner = os.getpid()
    for outcome in _outcomes(namespace, calls, request):
        if os.getpid() != owner:  # the candidate forked, and came back twice
            return
        try:
            data = wire.outcome_frame(outcome)
            if len(data) > budget:
                raise wire.WireError("too much for one check")
        except Exception:
            data = wire.outcome_frame(_too_large(outcome))
        budget -= len(data)
        _write_all(pipe, data)


def _outcomes(
    namespace: Mapping[str, object], calls: Sequence[observe.Call], request: wire.Message
) -> Iterator[observe.Outcome]:
    candidates: list[drivers.Candidate] = []
    for name in request["names"]:
        found = namespace.get(name)
        if name not in namespace:
            error = observe.Error("missing", message=name)
        elif not callable(found):
            error = observe.Error("not callable", message=name)
        else:
            candidates.append(found)
            continue
        yield from (observe.Outcome(error=error) for _ in calls)
        return
    driver = drivers.find(request["driver"])
    yield from observe.each_outcome(candidates, calls, driver, request["limit"])


def _too_large(outcome: observe.Outcome) -> observe.Outcome:
    """The same outcome without the value, which can't travel."""
    value = plain.Opaque(type(outcome.value).__name__, "which is too large to check")
    return observe.Outcome(value, outcome.error, outcome.changed)


def _write_all(pipe: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(pipe, view) :]


def _wait(child: int, seconds: float) -> int:
    """Wait for a child, and kill it when the time is up. Its exit code, negative for a signal."""
    deadline = time.monotonic() + seconds
    descriptor = os.pidfd_open(child) if hasattr(os, "pidfd_open") else None
    pause = 0.0005
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            break
        left = deadline - time.monotonic()
        if left <= 0:
            os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            break
        if descriptor is not None:
            select.select([descriptor], [], [], left)
        else:
            time.sleep(min(pause, left))
            pause = min(2 * pause, 0.02)
    if descriptor is not None:
        os.close(descriptor)
    return os.waitstatus_to_exitcode(status)
