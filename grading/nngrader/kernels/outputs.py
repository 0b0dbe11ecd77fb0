"""The outputs of one cell, as a notebook holds them, made of what a kernel says of them.

Texts are cleaned, what is too long is cut, and a verdict among the outputs is thrown away:
only the judge makes verdicts.
"""

import json
import math
import re
from typing import Any

from nngrader.checking.verdict import MIME_TYPE
from nngrader.inside import wire
from nngrader.limits import Limits

OVERHEAD = 150  # bytes that an output costs besides its content
MAX_ERROR = 60_000  # characters of a traceback
MAX_ERRORS = 5  # in one cell
MAX_DISPLAYS = 500  # display ids, and outputs of one of them
MAX_COUNT = 10**6
MIME = re.compile(r"[a-z]+/[a-zA-Z0-9.+_-]{1,100}(;[ a-zA-Z0-9=._-]{1,50})?\Z")

Output = dict[str, Any]  # as in the notebook format


class Outputs:
    """Collects the outputs of one cell, within a number of bytes."""

    def __init__(self, room: int, displays: dict[str, list[Output]]) -> None:
        self.items: list[Output] = []
        self.size = 0
        self._room = room
        self._displays = displays  # by display id, of all cells
        self._cut = False
        self._clear_next = False
        self._errors = 0

    def add(self, message: wire.Message) -> None:
        """Take a message of the kernel. WireError for one that is no output."""
        kind = message.get("is")
        if kind == "stream":
            name = message.get("name")
            if name not in ("stdout", "stderr"):
                raise wire.WireError("a stream of no name")
            self._stream(name, wire.text(message.get("text"), wire.MAX_HEADER))
        elif kind in ("display", "result"):
            self._bundle(kind, message)
        elif kind == "error":
            self._error(message)
        elif kind == "clear":
            self._clear_next = True
            if not message.get("wait"):
                self._clear()
        elif kind == "cut":
            self._cut = True
        else:
            raise wire.WireError("an unknown message")

    @property
    def has_error(self) -> bool:
        """Whether there is an error among them."""
        return any(output["output_type"] == "error" for output in self.items)

    def add_raw(self, name: str, data: bytes) -> None:
        """Take what was written past Python's streams."""
        self._stream(name, wire.text(data.decode(errors="replace"), wire.MAX_HEADER))

    def finish(self, limits: Limits) -> bool:
        """Say in the outputs if something was left out, and return it."""
        if self._cut:
            self._append(
                {
                    "output_type": "stream",
                    "name": "stdout",
                    "text": "\n[The rest of this output was cut: the limits are "
                    f"{limits.cell_output / 1e6:g} MB a cell and "
                    f"{limits.notebook_output / 1e6:g} MB a notebook.]\n",
                }
            )
        return self._cut

    def _clear(self) -> None:
        self.items.clear()
        self.size = 0
        self._cut = self._clear_next = False

    def _append(self, output: Output) -> None:
        if self._clear_next:
            self._clear()
        self.items.append(output)

    def _take(self, size: int) -> bool:
        """Whether so many bytes more may be kept."""
        if self._clear_next:
            self._clear()
        if self._cut or self.size + size > self._room:
            self._cut = True
            return False
        self.size += size
        return True

    def _stream(self, name: str, text: str) -> None:
        if self._clear_next:
            self._clear()
        data = text.encode()
        left = self._room - self.size - OVERHEAD
        if self._cut or left <= 0:
            self._cut = True
            return
        if len(data) > left:
            text = data[:left].decode(errors="ignore")
            data = data[:left]
            self._cut = True
        last = self.items[-1] if self.items else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["text"] += text
            self.size += len(data)
        else:
            self._append({"output_type": "stream", "name": name, "text": text})
            self.size += len(data) + OVERHEAD

    def _bundle(self, kind: str, message: wire.Message) -> None:
        data, metadata = _bundle(message.get("data")), _tree(message.get("metadata"))
        if not isinstance(metadata, dict):
            raise wire.WireError("metadata that are none")
        output: Output = {"output_type": "display_data", "data": data, "metadata": metadata}
        if kind == "result":
            count = execution_count(message)
            output |= {"output_type": "execute_result", "execution_count": count}
        size = len(json.dumps([data, metadata])) + OVERHEAD
        if not self._take(size):
            return
        display_id = message.get("display_id")
        update = bool(message.get("update"))
        if display_id is not None:
            display_id = wire.text(display_id, 200)
            if not self._update(display_id, output, size, update):
                return
        if not update:
            self._append(output)

    def _update(self, display_id: str, output: Output, size: int, only: bool) -> bool:
        """Show this in the outputs with the same display id, of earlier cells too."""
        shown = self._displays.get(display_id, [])
        if len(shown) > 1 and not self._take(size * (len(shown) - 1)):
            return False
        for earlier in shown:
            earlier |= {"data": output["data"], "metadata": output["metadata"]}
        if not only and len(self._displays) < MAX_DISPLAYS and len(shown) < MAX_DISPLAYS:
            self._displays.setdefault(display_id, []).append(output)
        return True

    def _error(self, message: wire.Message) -> None:
        # An error is shown also where there is no room for it any more, but not a thousand.
        self._errors += 1
        if self._errors > MAX_ERRORS:
            self._cut = True
            return
        lines = wire.texts(message.get("traceback"), 1000, MAX_ERROR)
        traceback, left = [], MAX_ERROR
        for line in lines:
            traceback.append(line[:left])
            left = max(0, left - len(line))
        self._append(
            {
                "output_type": "error",
                "ename": wire.text(message.get("ename"), 200),
                "evalue": wire.text(message.get("evalue"), 10_000),
                "traceback": traceback,
            }
        )


def _bundle(data: object) -> dict[str, object]:
    """The representations of an output that a notebook can hold."""
    if type(data) is not dict:
        raise wire.WireError("an output without data")
    kept: dict[str, object] = {}
    for mime, value in data.items():
        is_json = mime == "application/json" or mime.endswith("+json")
        if not MIME.match(mime) or mime == MIME_TYPE:
            continue
        if type(value) is str:
            kept[mime] = wire.text(value, wire.MAX_HEADER)
        elif is_json:
            kept[mime] = _tree(value)
    return kept


def _tree(value: object, depth: int = 0) -> object:
    """JSON of the other side, with clean texts."""
    if depth > 50:
        raise wire.WireError("nested too deep")
    if type(value) is str:
        return wire.text(value, wire.MAX_HEADER)
    if type(value) is list:
        return [_tree(item, depth + 1) for item in value]
    if type(value) is dict:
        return {wire.text(k, 1000): _tree(v, depth + 1) for k, v in value.items()}
    if type(value) is float and not math.isfinite(value):
        return None  # JSON has no word for it
    return value


def execution_count(message: wire.Message) -> int:
    """The number of the cell that a message is about."""
    count = message.get("execution_count")
    if type(count) is not int or not 0 <= count < MAX_COUNT:
        raise wire.WireError("a cell without a number")
    return count
