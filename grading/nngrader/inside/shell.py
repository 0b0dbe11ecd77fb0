"""The IPython shell of a kernel: like a Jupyter kernel's, but every output is one message.

`KernelShell.send` takes each output as a dict: ``is`` says what it is (stream, display,
result, error, clear), the rest is as in the notebook format.
"""

import base64
import builtins
import getpass
import io
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.text import SList
from traitlets import Any, CBool, Type
from traitlets.config import Config

from .wire import Message

FLUSH_BYTES = 8192
FLUSH_SECONDS = 0.05
MAX_ERROR, MAX_LINES = 10_000, 100  # characters of one line of a traceback, and lines
INLINE = "module://matplotlib_inline.backend_inline"

Bundle = Mapping[str, object]  # representations by mime type, or what is said about them


class Room:
    """How many characters the judge still keeps of this cell: more need not be sent."""

    def __init__(self) -> None:
        self.all = self.left = 0
        self.cut = False

    def reset(self, characters: int | None = None) -> None:
        """Begin again, with as much as before or with ``characters``."""
        if characters is not None:
            self.all = characters
        self.left = self.all
        self.cut = False


class Stream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr`` of a kernel.

    Text is sent in pieces, as a message a line would make a loop of prints slow.
    """

    encoding = "utf-8"
    errors = "replace"

    def __init__(
        self, name: str, descriptor: int, room: Room, send: Callable[[Message], None]
    ) -> None:
        self.name = name
        self._descriptor = descriptor
        self._room = room
        self._send = send
        self._owner = os.getpid()
        self._lock = threading.RLock()
        self._parts: list[str] = []
        self._waiting = 0
        self._sent_at = 0.0

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    def fileno(self) -> int:
        return self._descriptor

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self._room.left <= 0:
            self._say_cut()
            return len(text)
        if os.getpid() != self._owner:  # a process that the student's code started
            os.write(self._descriptor, text.encode(errors="replace"))
            return len(text)
        with self._lock:
            self._room.left -= len(text)
            self._parts.append(text)
            self._waiting += len(text)
            # `print` writes the end of a line by itself: wait for it.
            late = text[-1:] in "\r\n" and time.monotonic() - self._sent_at > FLUSH_SECONDS
            if late or self._waiting >= FLUSH_BYTES:
                self.flush()
        return len(text)

    def _say_cut(self) -> None:
        if not self._room.cut and os.getpid() == self._owner:
            self._room.cut = True
            self._send({"is": "cut"})

    def flush(self) -> None:
        if os.getpid() != self._owner:
            return
        with self._lock:
            text, self._parts, self._waiting = "".join(self._parts), [], 0
            self._sent_at = time.monotonic()
            if text:
                self._send({"is": "stream", "name": self.name, "text": text})


class ResultHook(DisplayHook):
    """Sends the value of a cell's last line."""

    _message: Message | None = None

    def start_displayhook(self) -> None:
        self._message = {"is": "result"}

    def write_output_prompt(self) -> None:
        assert self._message is not None
        self._message["execution_count"] = self.prompt_count

    def write_format_data(self, format_dict: Bundle, md_dict: Bundle | None = None) -> None:
        assert self._message is not None
        self._message |= {"data": jsonable(format_dict), "metadata": jsonable(md_dict or {})}

    def finish_displayhook(self) -> None:
        message, self._message = self._message, None
        if message and message.get("data"):
            _shell_of(self).emit(message)


class Publisher(DisplayPublisher):
    """Sends what `display` shows."""

    def publish(
        self,
        data: Bundle,
        metadata: Bundle | None = None,
        source: object = None,  # as in IPython, which ignores it too
        *,
        transient: Bundle | None = None,
        update: bool = False,
        **ignored: object,
    ) -> None:
        self._validate_data(data, metadata)
        message: Message = {"is": "display", "data": jsonable(data)}
        message["metadata"] = jsonable(metadata or {})
        display_id = (transient or {}).get("display_id")
        if display_id is not None:
            message |= {"display_id": str(display_id), "update": bool(update)}
        _shell_of(self).emit(message)

    def clear_output(self, wait: bool = False) -> None:
        shell = _shell_of(self)
        shell.emit({"is": "clear", "wait": bool(wait)})
        shell.room.reset()


class Compiler(CachingCompiler):
    """Names the file of a cell for its readers: a warning comes from ``cell_3.py``, line 2."""

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        return f"cell_{number}.py"


class KernelShell(InteractiveShell):
    """An IPython shell whose outputs are messages and whose reach ends at this process."""

    compiler_class = Type(Compiler)
    displayhook_class = Type(ResultHook)
    display_pub_class = Type(Publisher)
    autoindent = CBool(False)
    send = Any()
    room = Any()

    def emit(self, message: Message) -> None:
        """Send an output, after all that was printed before it."""
        sys.stdout.flush()
        sys.stderr.flush()
        self.send(message)

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        try:
            value = str(evalue)[:MAX_ERROR]
        except Exception:
            value = ""
        lines = [line[:MAX_ERROR] for line in stb[:MAX_LINES]]
        self.emit({"is": "error", "ename": etype.__name__, "evalue": value, "traceback": lines})

    def init_hooks(self) -> None:
        super().init_hooks()
        # `name?` opens a pager in Jupyter: it is no output of the cell.
        self.set_hook("show_in_pager", lambda *ignored, **also: None, 99)

    def init_virtualenv(self) -> None:
        """There is none."""

    def ask_exit(self) -> None:
        """``exit()`` in a cell: the cells after it are run as before."""

    def enable_gui(self, gui: str | None = None) -> None:
        """There are no windows."""

    def enable_matplotlib(self, gui: str | None = None) -> tuple[str | None, str | None]:
        """Figures are shown in the notebook, whatever ``%matplotlib`` asks for."""
        return super().enable_matplotlib("inline")

    def system(self, cmd: str) -> None:
        """``!command``: says that there is no command line, and goes on."""
        print("There is no command line while grading: !" + cmd, file=sys.stderr)
        self.user_ns["_exit_code"] = 127

    system_piped = system_raw = system

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> object:
        """``name = !command``: nothing."""
        self.system(cmd)
        return SList() if split else ""


def _shell_of(part: DisplayHook | DisplayPublisher) -> KernelShell:
    assert isinstance(part.shell, KernelShell)
    return part.shell


def make_shell() -> KernelShell:
    """The shell of this process, ready for figures. It sends nothing until `connect`."""
    no_database = Config(HistoryManager={"enabled": False})
    shell = KernelShell.instance(config=no_database, send=lambda message: None, room=Room())
    os.environ["MPLBACKEND"] = INLINE
    shell.enable_matplotlib()
    builtins.input = getpass.getpass = _no_input
    return shell


def warm_up(shell: KernelShell) -> None:
    """Run a cell, show an error, draw a figure: no kernel has to load what that takes."""
    from matplotlib import font_manager, pyplot

    shell.run_cell("1 + 1;", store_history=False)
    shell.run_cell("import json\njson.loads('')", store_history=False)
    for name in ("last_type", "last_value", "last_traceback", "last_exc"):
        vars(sys).pop(name, None)
    shell.user_ns.pop("json")
    figure, axes = pyplot.subplots()
    axes.plot([0, 1])
    assert shell.display_formatter is not None
    shell.display_formatter.format(figure)
    pyplot.close(figure)
    # Each fork closes the font files that are open, as they can't be shared: so none are.
    fonts = getattr(font_manager, "_get_font", None)  # not public: another version may have none
    if fonts is not None:
        fonts.cache_clear()


def connect(shell: KernelShell, send: Callable[[Message], None]) -> None:
    """From now on outputs go to ``send``, also what is printed."""
    shell.send = send
    sys.stdout = Stream("stdout", 1, shell.room, send)
    sys.stderr = Stream("stderr", 2, shell.room, send)


def _no_input(*ignored: object, **also: object) -> str:
    __tracebackhide__ = True  # for IPython: this frame says nothing to a student
    raise StdinNotImplementedError("input() is not available while grading: nobody is there")


def jsonable(bundle: Bundle) -> Message:
    """A bundle of representations by mime type, as JSON: images in base64, as Jupyter does."""
    return {str(key): _jsonable(value) for key, value in bundle.items()}


def _jsonable(value: object) -> object:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, str):
        return value
    try:
        return json.loads(json.dumps(value, default=repr))
    except (ValueError, TypeError, RecursionError):
        return repr(value)
