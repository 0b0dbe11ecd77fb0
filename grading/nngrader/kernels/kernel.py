"""The judge's side of a kernel: runs cells, asks calls, and holds the clock.

Nothing that comes from a kernel is believed. Every read has a deadline and a size limit;
what does not fit the protocol ends the kernel.
"""

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from nngrader.inside import wire
from nngrader.inside.drivers import is_driver
from nngrader.inside.observe import Call, Error, Outcome
from nngrader.kernels import cgroups
from nngrader.kernels.outputs import Output, Outputs, execution_count
from nngrader.kernels.sandbox import SandboxUnavailable, explain
from nngrader.limits import Limits

GRACE = 2.0  # seconds to react to an interrupt before the kernel is killed
START_SECONDS = 20.0
FORK_GRACE = 2.5  # the kernel itself stops a fork 1 s after its limit
WATCH_SECONDS = 0.01  # how often memory is looked at where there are no control groups
CHUNK = 2**18
PART = 16 * 2**20


class ServerDied(RuntimeError):  # noqa: N818
    """The fork server has ended, and this kernel with it. The submission is not to blame."""


@dataclass
class CellResult:
    """What running one cell gave.

    outputs: as in the notebook format, plain dicts. status: ``ok``; ``error`` (the cell
    raised); ``timeout`` (it was stopped at its time limit; see `Kernel.alive` for whether
    the kernel lives on); ``died`` (the kernel ended). reason: for the last two, a sentence,
    also where processes that the cell had started were killed. cut: whether outputs were
    left out.
    """

    outputs: list[Output]
    status: str
    execution_count: int | None = None
    cut: bool = False
    reason: str = ""
    seconds: float = 0.0


class Kernel:
    """One kernel. Made by `ForkServer.kernel`; used by one thread; closed by ``with``."""

    def __init__(
        self,
        limits: Limits,
        memory: int,
        group: cgroups.Group | None,
        folder: Path | None,
        retire: Callable[["Kernel"], None],
        sandbox: bool,
        drivers: Collection[str],
    ) -> None:
        self.alive = False
        self.reason = ""  # why it is not alive any more
        self.problems: list[str] = []  # files that could not be written
        self.group = group
        self._limits = limits
        self._memory = memory
        self._folder = folder
        self._retire = retire
        self._sandbox = sandbox
        self._drivers = drivers
        self._pid = 0
        self._killed = 0
        self._baseline = 0
        self._handle: int | None = None
        self._output_left = limits.notebook_output
        self._displays: dict[str, list[Output]] = {}
        self._reader = wire.Reader(max_blobs=0)
        self._closed = False
        self._channel, self._their_channel = socket.socketpair()
        self._line, self._their_line = socket.socketpair()
        self._out, self._their_out = os.pipe()
        self._err, self._their_err = os.pipe()
        for descriptor in (self._channel.fileno(), self._out, self._err):
            os.set_blocking(descriptor, False)
        self._poll = select.poll()
        for descriptor in (self._channel.fileno(), self._line.fileno(), self._out, self._err):
            self._poll.register(descriptor, select.POLLIN)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *ignored: object) -> None:
        self.close()

    # ------------------------------------------------------------ beginning and end

    def give_ends(self) -> list[int]:
        """The descriptors for the fork server. The caller closes them."""
        return [
            self._their_channel.detach(),
            self._their_line.detach(),
            self._their_out,
            self._their_err,
        ]

    def begin(self, files: Sequence[tuple[str, bytes]]) -> None:
        """Wait until the kernel is there, put it under its limits, give it its files."""
        self._line.settimeout(START_SECONDS)
        try:
            data, handles, _, _ = socket.recv_fds(self._line, 2**16, 4)
        except OSError as error:
            raise ServerDied("the fork server does not answer") from error
        if not data:
            raise ServerDied("the fork server has ended")
        answer = json.loads(data.splitlines()[0])
        if "failed" in answer:
            self._refuse(answer["failed"])
        self._line.setblocking(False)
        self._handle = handles[0] if handles else None
        self._pid = _pid_of(handles[0]) if handles else answer["started"]
        if not self._pid:
            self._refuse("the kernel's process can't be seen from here, so it can't be limited")
        if self.group is not None:
            with contextlib.suppress(OSError):  # it has ended; that shows soon
                self.group.add(self._pid)
        self.alive = True
        deadline = time.monotonic() + START_SECONDS
        for message in self._messages(deadline):
            if message.get("is") == "failed":
                self._refuse(str(message.get("why")))
            break
        else:
            raise ServerDied(self.reason or "the kernel did not start")
        self._baseline = cgroups.resident(self._pid)
        for names, parts in _parcels(files):
            self._send(wire.frame({"do": "files", "names": names}, parts), deadline)
            for message in self._messages(time.monotonic() + START_SECONDS):
                if message.get("is") == "done":
                    self.problems += wire.texts(message.get("problems"), 1000, 500)
                    break

    def _refuse(self, why: str) -> None:
        if self._sandbox:
            raise SandboxUnavailable(explain(why))
        raise ServerDied(why)

    def kill(self, reason: str) -> None:
        """End the kernel and everything it has started."""
        if not self.alive:
            return
        self.alive = False
        self.reason = reason
        self._order(b"k")

    def close(self) -> None:
        """End the kernel and forget it. Does not wait for its end."""
        if self._closed:
            return
        self._closed = True
        self.kill("it was closed")
        if self._folder is not None:
            self._wait_for_end(2.0)
        self._channel.close()
        self._line.close()  # its supervisor takes that as an order too
        self._their_channel.close()
        self._their_line.close()
        for descriptor in (self._out, self._err, self._handle):
            if descriptor is not None:
                os.close(descriptor)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._retire(self)

    def _wait_for_end(self, seconds: float) -> None:
        self._line.settimeout(seconds)
        with contextlib.suppress(OSError):
            while self._line.recv(CHUNK):
                pass

    def _order(self, order: bytes) -> None:
        with contextlib.suppress(OSError):  # it has ended
            self._line.send(order)

    # ------------------------------------------------------------ cells

    def run(self, source: str, limit: float | None = None) -> CellResult:
        """Run a cell, for at most ``limit`` seconds (default: the limit for a cell).

        ServerDied when the server has taken the kernel with it.
        """
        begin = time.monotonic()
        if not self.alive:
            return CellResult([], "died", reason=self.reason)
        if not source.strip():
            return CellResult([], "ok")
        room = min(self._limits.cell_output, self._output_left)
        outputs = Outputs(room, self._displays)
        result = CellResult(outputs.items, "died")
        stopped = False
        deadline = begin + (self._limits.cell if limit is None else limit)
        try:
            self._send(wire.frame({"do": "run", "source": source, "room": room}), deadline)
            while self.alive:
                for message in self._messages(deadline, outputs.add_raw):
                    if message.get("is") == "done":
                        result.status, result.execution_count = _end_of_cell(message)
                        break
                    outputs.add(message)
                if result.status != "died":
                    break
                if not self.alive:
                    result.reason = self.reason
                elif stopped:
                    self.kill("it went on after its time limit")
                else:
                    self._order(b"i")
                    stopped = True
                    deadline = time.monotonic() + GRACE
        except wire.WireError as error:
            self.kill(f"it wrote into the grader's own channel ({error})")
            result.reason = self.reason
        lost = self._lost_processes()
        if stopped:
            result.status = "timeout"
            result.reason = "it was stopped at its time limit"
        elif self.alive and lost:
            result.reason = self._out_of_memory()
        if result.status == "ok" and outputs.has_error:
            result.status = "error"  # raised while the cell's value was shown
        result.cut = outputs.finish(self._limits)
        self._output_left = max(0, self._output_left - outputs.size)
        result.seconds = time.monotonic() - begin
        return result

    # ------------------------------------------------------------ calls

    def ask(
        self,
        names: Sequence[str],
        groups: Sequence[Sequence[Call]],
        driver: str = "call_once",
        limit: float | None = None,
    ) -> list[list[Outcome]]:
        """Put calls to the candidates with these names, each group in a fork of its own.

        limit: seconds for all groups together (default: the limit for a check). driver: the
        name of a driver that this kernel has; ValueError for another. There is one outcome for
        every call, whatever happens.
        """
        if not is_driver(driver, self._drivers):
            there = ", ".join(self._drivers) or "none"
            raise ValueError(f"there is no driver called {driver} in this kernel's own: {there}")
        limit = self._limits.check if limit is None else limit
        deadline = time.monotonic() + limit
        return [
            self._ask_group(names, calls, driver, deadline - time.monotonic()) for calls in groups
        ]

    def _ask_group(
        self, names: Sequence[str], calls: Sequence[Call], driver: str, limit: float
    ) -> list[Outcome]:
        if limit <= 0:
            return [Outcome(error=Error("not run")) for _ in calls]
        if not self.alive:
            return [Outcome(error=Error("died", message=self.reason)) for _ in calls]
        begin = time.monotonic()
        outcomes: list[Outcome] = []
        message: wire.Message = {
            "do": "ask",
            "names": list(names),
            "driver": driver,
            "limit": limit,
        }
        message["descriptors"] = 1
        status = None
        pipe, theirs = os.pipe()
        try:
            try:
                data = wire.calls_frame(message, calls)
                self._send(data, begin + limit + FORK_GRACE, theirs)
            finally:
                os.close(theirs)
            answers = _Answers(pipe, calls, outcomes)
            for message in self._messages(begin + limit + FORK_GRACE, also=answers):
                if message.get("is") == "done":
                    status = message.get("status")
                    break
            answers.read_rest()
            if self.alive and status is None:
                self.kill("a check went on after its time limit")
        except wire.WireError as error:
            self.kill(f"it wrote into the grader's own channel ({error})")
        finally:
            os.close(pipe)
        missing = len(calls) - len(outcomes)
        if not missing:
            return outcomes
        lost = self._lost_processes()
        if time.monotonic() - begin >= limit:
            rest = [Outcome(error=Error("not run"))] * (missing - 1)
            return [*outcomes, Outcome(error=Error("time")), *rest]
        why = self._out_of_memory() if lost else self.reason or _end(status)
        return [*outcomes, *(Outcome(error=Error("died", message=why)) for _ in range(missing))]

    # ------------------------------------------------------------ the wire

    def _send(self, data: bytes, deadline: float, descriptor: int | None = None) -> None:
        view = memoryview(data)
        writable = select.poll()
        writable.register(self._channel, select.POLLOUT)
        while view and self.alive:
            left = deadline - time.monotonic()
            if left <= 0:
                self.kill("it takes no more requests")
                return
            if not writable.poll(left * 1000):
                continue
            try:
                if descriptor is not None:
                    sent = socket.send_fds(self._channel, [view], [descriptor])
                    descriptor = None
                else:
                    sent = self._channel.send(view)
            except BlockingIOError:
                continue
            except OSError:  # it has ended: reading will tell how
                return
            view = view[sent:]

    def _messages(
        self,
        deadline: float,
        raw: Callable[[str, bytes], None] | None = None,
        also: "_Answers | None" = None,
    ) -> Iterator[wire.Message]:
        """The kernel's messages until the deadline, or until it has ended.

        raw: takes what was written to the descriptors 1 and 2. also: more to read from.
        """
        if also is not None:
            self._poll.register(also.pipe, select.POLLIN)
        try:
            yield from (message for message, _ in self._reader.frames())
            while self.alive and (left := deadline - time.monotonic()) > 0:
                if self.group is None:
                    left = min(left, WATCH_SECONDS)
                ready = {descriptor for descriptor, _ in self._poll.poll(left * 1000)}
                if self._line.fileno() in ready:
                    yield from self._last_messages(raw)
                    return
                if also is not None and also.pipe in ready and not also.read():
                    self._forget(also.pipe)
                self._drain(raw, ready)
                if self._channel.fileno() in ready:
                    yield from self._received()
                if self.group is None:
                    self._watch()
        finally:
            if also is not None:
                self._forget(also.pipe)

    def _forget(self, descriptor: int) -> None:
        """Poll this descriptor no more."""
        with contextlib.suppress(KeyError):
            self._poll.unregister(descriptor)

    def _received(self) -> Iterator[wire.Message]:
        try:
            data = self._channel.recv(CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:  # closed by the student's code, or ended: the line will tell
            self._forget(self._channel.fileno())
            return
        self._reader.feed(data)
        yield from (message for message, _ in self._reader.frames())

    def _last_messages(self, raw: Callable[[str, bytes], None] | None) -> Iterator[wire.Message]:
        """The supervisor has spoken, so the kernel has ended: what is left, then why."""
        with contextlib.suppress(OSError):
            for _ in range(64):  # more does not fit into a socket's buffer
                data = self._channel.recv(CHUNK)
                if not data:
                    break
                self._reader.feed(data)
                yield from (message for message, _ in self._reader.frames())
        self._drain(raw, {self._out, self._err})
        self.alive = False
        try:
            answer = self._line.recv(CHUNK)
        except OSError:
            answer = b""
        if not answer:
            self.reason = "the fork server has ended"
            raise ServerDied(self.reason)
        if self.group and self.group.out_of_memory:
            self.reason = self._out_of_memory()
        else:
            self.reason = _end(json.loads(answer.splitlines()[0]).get("ended"))

    def _drain(self, raw: Callable[[str, bytes], None] | None, ready: set[int]) -> None:
        for descriptor, name in ((self._out, "stdout"), (self._err, "stderr")):
            if descriptor in ready:
                with contextlib.suppress(BlockingIOError):
                    data = os.read(descriptor, CHUNK)
                    if not data:
                        self._forget(descriptor)
                    elif raw:
                        raw(name, data)

    def _watch(self) -> None:
        """Without control groups: add up the memory and the processes of the kernel."""
        if cgroups.memory_growth(self._pid, self._baseline) > self._memory:
            self.kill(self._out_of_memory())
        elif cgroups.processes(self._pid) > self._limits.processes:
            self.kill(f"it started more than {self._limits.processes} processes")

    def _lost_processes(self) -> bool:
        """Whether the system has killed some for want of memory since this was last asked."""
        before, self._killed = self._killed, self.group.out_of_memory if self.group else 0
        return self._killed > before

    def _out_of_memory(self) -> str:
        return f"it used more than its {self._memory / 1e9:g} GB of memory"


class _Answers:
    """Reads the outcomes of one group from the pipe of its fork."""

    def __init__(self, pipe: int, calls: Sequence[Call], outcomes: list[Outcome]) -> None:
        self.pipe = pipe
        self._calls = calls
        self._outcomes = outcomes
        self._reader = wire.Reader()
        self._left = 2 * wire.MAX_BLOBS  # a kernel that means well sends half of it at most
        os.set_blocking(pipe, False)

    def read(self) -> bool:
        """Read what is there; False at the end of the pipe. WireError for what is no outcome."""
        try:
            data = os.read(self.pipe, CHUNK)
        except BlockingIOError:
            return True
        self._left -= len(data)
        if self._left < 0:
            raise wire.WireError("too much for one check")
        self._reader.feed(data)
        for message, blobs in self._reader.frames():
            if len(self._outcomes) == len(self._calls):
                raise wire.WireError("more outcomes than calls")
            args = len(self._calls[len(self._outcomes)].args)
            self._outcomes.append(wire.read_outcome(message, blobs, args))
        return bool(data)

    def read_rest(self) -> None:
        """Read what came before the fork ended."""
        before = None
        while before != self._left and self.read():
            before = self._left


# ---------------------------------------------------------------- small things


def _end_of_cell(message: wire.Message) -> tuple[str, int]:
    status = message.get("status")
    if status not in ("ok", "error"):
        raise wire.WireError("an end that is none")
    return status, execution_count(message)


def _end(status: object) -> str:
    """How a process ended, as a sentence."""
    if type(status) is not int:
        return "it ended"
    if status >= 0:
        return f"it ended itself (exit code {status})"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = str(-status)
    return f"it was killed (signal {name})"


def _pid_of(handle: int) -> int:
    """The process id behind a pidfd, as this process sees it.

    0 if it can't see that process (it is in another namespace); -1 if the process has ended.
    """
    for line in Path(f"/proc/self/fdinfo/{handle}").read_text().splitlines():
        if line.startswith("Pid:"):
            return int(line.split()[1])
    return 0


def _parcels(files: Sequence[tuple[str, bytes]]) -> Iterator[tuple[list[str], list[bytes]]]:
    """Files in portions for one frame each; a large file comes in parts."""
    names: list[str] = []
    parts: list[bytes] = []
    for name, content in files:
        for start in range(0, max(len(content), 1), PART):
            part = content[start : start + PART]
            if names and sum(map(len, parts)) + len(part) > PART:
                yield names, parts
                names, parts = [], []
            names.append(name)
            parts.append(part)
    if names:
        yield names, parts
