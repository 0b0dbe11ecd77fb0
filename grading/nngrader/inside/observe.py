"""Run a candidate on a batch of inputs, beside the student's code, and note what happens.

This is the one part of the checker that touches the candidate itself: calls go in,
outcomes come out, both made of plain data. In a notebook it runs in the learner's kernel.
"""

import contextlib
import ctypes
import io
import linecache
import os
import random
import signal
import threading
import time
import traceback
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import FrameType

import numpy as np

from .drivers import Candidate, Driver, call_once
from .plain import Plain, freeze, same_plain, to_plain

MAX_OUTPUT = 10_000  # characters kept of what the candidate prints
MAX_WARNINGS = 10
MAX_FRAMES = 3


@dataclass(frozen=True)
class Call:
    """One question to a candidate: plain arguments, given as read-only arrays if asked."""

    args: tuple[Plain, ...]
    read_only: bool = False


@dataclass(frozen=True)
class Error:
    """What went wrong in a call.

    kind: ``raised``; ``signature`` (the call itself was refused); ``not started``;
    ``time`` (stopped at the time limit); ``not run`` (an earlier call used up the time);
    ``interrupted`` (the learner stopped it). In another process also: ``died`` (the process
    ended), ``missing`` and ``not callable`` (there is no such function; message: its name).
    types: names of the exception's class and its bases, nearest first.
    trace: the lines of the student's own code that led there.
    """

    kind: str
    types: tuple[str, ...] = ()
    message: str = ""
    trace: str = ""


@dataclass(frozen=True)
class Outcome:
    """What one call gave: a plain value or an error, and what else was seen."""

    value: Plain = None
    error: Error | None = None
    changed: tuple[int, ...] = ()  # positions of the arguments that the call changed
    output: str = ""
    warnings: tuple[str, ...] = field(default=())


def run_calls(
    candidates: Sequence[Candidate],
    calls: Sequence[Call],
    driver: Driver = call_once,
    *,
    limit: float,
) -> list[Outcome]:
    """Ask every call in turn, within ``limit`` seconds for all of them together."""
    return list(each_outcome(candidates, calls, driver, limit))


def each_outcome(
    candidates: Sequence[Candidate], calls: Sequence[Call], driver: Driver, limit: float
) -> Iterator[Outcome]:
    """As `run_calls`, one by one."""
    deadline = time.monotonic() + limit
    ended = False
    for call in calls:
        if ended:
            yield Outcome(error=Error("not run"))
            continue
        outcome = _run_one(candidates, call, driver, max(deadline - time.monotonic(), 0.01))
        yield outcome
        ended = outcome.error is not None and outcome.error.kind in ("time", "interrupted")


def _run_one(candidates: Sequence[Candidate], call: Call, driver: Driver, limit: float) -> Outcome:
    # A fresh copy: what the candidate does to it reaches nobody else.
    args = tuple(to_plain(arg, depth=1) for arg in call.args)
    if call.read_only:
        freeze(args)
    value: Plain = None
    error = None
    output = _Capped()
    with (
        _recorded_warnings() as caught,
        _redirected(output),
        np.errstate(all="warn", under="ignore"),  # NumPy's own default
    ):
        try:
            with time_limit(limit):
                value = to_plain(driver(candidates, *args))
        except TimeLimitReached:
            error = Error("time")
        except KeyboardInterrupt:
            error = Error("interrupted")
        except BaseException as raised:  # SystemExit too: the learner's kernel must live on
            error = _describe(raised, driver)
    changed = tuple(
        i
        for i, (given, now) in enumerate(zip(call.args, args, strict=True))
        if not same_plain(to_plain(given), to_plain(now))
    )
    texts = dict.fromkeys(f"{w.category.__name__}: {w.message}" for w in caught)
    return Outcome(value, error, changed, output.text(), tuple(texts)[:MAX_WARNINGS])


# ---------------------------------------------------------------- output and warnings


class _Capped(io.TextIOBase):
    """A text stream that keeps the first characters and forgets the rest."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._room = MAX_OUTPUT
        self._cut = False

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        kept = text[: self._room]
        self._room -= len(kept)
        self._cut = self._cut or len(kept) < len(text)
        if kept:
            self._parts.append(kept)
        return len(text)

    def text(self) -> str:
        return "".join(self._parts) + ("\n… (the rest was cut)" if self._cut else "")


@contextlib.contextmanager
def _redirected(stream: _Capped) -> Iterator[None]:
    with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
        yield


@contextlib.contextmanager
def _recorded_warnings() -> Iterator[list[warnings.WarningMessage]]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield caught


# ---------------------------------------------------------------- the time limit


class TimeLimitReached(BaseException):
    """Raised inside a candidate that runs too long.

    A BaseException, so that a learner's ``except Exception`` does not swallow it.
    """


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TimeLimitReached` in the body when it runs longer than ``seconds``."""
    in_main = threading.current_thread() is threading.main_thread()
    limiter = _alarm if in_main and hasattr(signal, "setitimer") else _watchdog
    with limiter(seconds):
        yield


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    rings, over = 0, False

    def ring(signum: int, frame: FrameType | None) -> None:
        nonlocal rings
        if over:  # it was on its way: nobody would be there to hear the next one
            return
        rings += 1
        # A bare `except:` in a loop swallows a ring, so it rings again, and after some time
        # at odd moments, one of which will be outside of the `try`.
        again = 0.05 if rings < 5 else _moments.uniform(2e-6, 2e-4)
        signal.setitimer(signal.ITIMER_REAL, again)
        if frame is None or frame.f_code.co_filename not in _HARNESS:
            raise TimeLimitReached

    theirs, _ = signal.setitimer(signal.ITIMER_REAL, 0)
    begin = time.monotonic()
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        # Where no handler is left, a ring ends the process: first no more may be ordered.
        over = True
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if theirs:  # somebody else's alarm, such as that of a test: it rings when it is due
            left = theirs - (time.monotonic() - begin)
            signal.setitimer(signal.ITIMER_REAL, max(left, 1e-3))


_moments = random.Random()  # not the global one, which may be the learner's, seeded

# Code that a ring must not interrupt: this file, and what leaves its `with` blocks.
_HARNESS = (run_calls.__code__.co_filename, contextlib.__file__)


@contextlib.contextmanager
def _watchdog(seconds: float) -> Iterator[None]:
    """Where there are no alarms (Windows, other threads): a thread that interrupts this one."""
    me = ctypes.c_ulong(threading.get_ident())
    done = threading.Event()

    def watch() -> None:
        wait = seconds
        while not done.wait(wait):
            ctypes.pythonapi.PyThreadState_SetAsyncExc(me, ctypes.py_object(TimeLimitReached))
            wait = 0.05

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
        ctypes.pythonapi.PyThreadState_SetAsyncExc(me, None)  # one that is still on its way


# ---------------------------------------------------------------- errors, in the student's lines


def _describe(raised: BaseException, driver: Driver) -> Error:
    ours = {run_calls.__code__.co_filename, driver.__code__.co_filename, contextlib.__file__}
    frames = [f for f in traceback.walk_tb(raised.__traceback__) if _file(f[0]) not in ours]
    types = tuple(c.__name__ for c in type(raised).__mro__ if c is not object)
    if isinstance(raised, NotImplementedError):
        kind = "not started"
    elif isinstance(raised, TypeError) and not frames:
        kind = "signature"  # nothing of the student's ran: the call itself did not fit
    else:
        kind = "raised"
    return Error(kind, types, _message(raised), _trace(frames))


def _message(raised: BaseException) -> str:
    try:
        return str(raised)[:1000]
    except Exception:
        return ""


def _trace(frames: Sequence[tuple[FrameType, int]]) -> str:
    """The last few lines of the student's code; a library's frames say nothing to a beginner."""
    own = [f for f in frames if not _in_library(_file(f[0]))] or frames
    lines = []
    for frame, number in own[-MAX_FRAMES:]:
        source = linecache.getline(_file(frame), number, frame.f_globals).strip()
        lines.append(f"line {number} of {frame.f_code.co_name}: {source}".rstrip(": "))
    if len(own) > MAX_FRAMES:
        lines.insert(0, f"… ({len(own) - MAX_FRAMES} more calls before)")
    return "\n".join(lines)


def _file(frame: FrameType) -> str:
    return frame.f_code.co_filename


def _in_library(filename: str) -> bool:
    return "site-packages" in filename or filename.startswith(
        (os.path.dirname(os.__file__), "<frozen", "<__array_function__")
    )
