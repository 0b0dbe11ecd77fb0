"""What travels between the judge and a kernel: frames of JSON and raw bytes.

A frame is the length of its header (4 bytes, big-endian), the header (JSON), then the
blobs whose lengths the header lists. Arrays travel as blobs with their dtype and shape.
There is no pickle and no `eval`: a frame can only become plain data (see `plain.py`).

The judge reads frames that were written next to a student's code, so reading is strict:
every length, type, dtype and shape is checked before it is used, and whatever does not fit
raises `WireError`. A reader never holds more than the sizes it was made with.
"""

import json
import math
import struct
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from .observe import MAX_OUTPUT, MAX_WARNINGS, Call, Error, Outcome
from .plain import MAX_DEPTH, MAX_INT_BITS, Opaque, Plain

LENGTH = struct.Struct("!I")
MAX_HEADER = 4 * 2**20
MAX_BLOBS = 64 * 2**20
MAX_BLOB_COUNT = 100_000
MAX_NODES = 200_000  # values in one frame, all levels together
MAX_DIMENSION = 2**40

# Little-endian numbers and booleans: all that an array may hold.
_NAMES = "|b1 |i1 |u1 <i2 <u2 <i4 <u4 <i8 <u8 <f2 <f4 <f8 <c8 <c16"
DTYPES = {name: np.dtype(name) for name in _NAMES.split()}
KINDS = {
    "raised",
    "signature",
    "not started",
    "time",
    "not run",
    "interrupted",
    "missing",
    "not callable",
}

RAISED = {"raised", "signature", "not started"}  # by an exception, which has a type

Blob = bytes | bytearray | memoryview
Message = dict[str, Any]  # what a header says, as JSON


class WireError(ValueError):
    """What came over the wire is not what the protocol allows."""


# ---------------------------------------------------------------- frames


def frame(message: Message, blobs: Sequence[Blob] = ()) -> bytes:
    """One frame. WireError if it would be too large for the reader."""
    header = json.dumps(message | {"blobs": [len(blob) for blob in blobs]}).encode()
    if len(header) > MAX_HEADER or sum(map(len, blobs)) > MAX_BLOBS:
        raise WireError("too much for one frame")
    return b"".join((LENGTH.pack(len(header)), header, *blobs))


class Reader:
    """Cuts a stream of bytes into frames: `feed` what was received, then take from `frames`."""

    def __init__(self, max_header: int = MAX_HEADER, max_blobs: int = MAX_BLOBS) -> None:
        self._max_header = max_header
        self._max_blobs = max_blobs
        self._buffer = bytearray()
        self._message: Message | None = None  # a header whose blobs are not all here yet
        self._sizes: list[int] = []

    def feed(self, data: Blob) -> None:
        """Add received bytes. Take the frames before feeding more: that bounds the buffer."""
        self._buffer += data

    def frames(self) -> Iterator[tuple[Message, list[bytes]]]:
        """The frames that are complete, as (message, blobs)."""
        while (message := self._header()) is not None:
            total = sum(self._sizes)
            if len(self._buffer) < total:
                return
            blobs, start = [], 0
            for size in self._sizes:
                blobs.append(bytes(self._buffer[start : start + size]))
                start += size
            del self._buffer[:total]
            self._message = None
            yield message, blobs

    def _header(self) -> Message | None:
        """The header of the next frame, if it is here."""
        if self._message is not None:
            return self._message
        if len(self._buffer) < LENGTH.size:
            return None
        (length,) = LENGTH.unpack_from(self._buffer)
        if length > self._max_header:
            raise WireError(f"a header of {length} bytes")
        end = LENGTH.size + length
        if len(self._buffer) < end:
            return None
        message = _parse(bytes(self._buffer[LENGTH.size : end]))
        sizes = message.pop("blobs", None)
        if type(sizes) is not list or len(sizes) > MAX_BLOB_COUNT:
            raise WireError("no list of blobs")
        if not all(type(size) is int and size >= 0 for size in sizes):
            raise WireError("a blob's size is not a size")
        if sum(sizes) > self._max_blobs:
            raise WireError(f"{sum(sizes)} bytes of blobs")
        del self._buffer[:end]
        self._message, self._sizes = message, sizes
        return message


def _parse(header: bytes) -> Message:
    try:
        message = json.loads(header)
    except (ValueError, RecursionError) as error:  # not UTF-8, not JSON, nested without end
        raise WireError("a header that is not JSON") from error
    if type(message) is not dict:
        raise WireError("a header that is not an object")
    return message


def text(value: object, limit: int) -> str:
    """A text of the other side: at most ``limit`` characters, and fit to be stored anywhere."""
    if type(value) is not str:
        raise WireError("a text is missing")
    value = value[:limit]
    if "\x00" in value:
        value = value.replace("\x00", "\ufffd")
    try:
        value.encode()
    except UnicodeEncodeError:  # half of a surrogate pair can be written nowhere
        value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


def texts(values: object, count: int, limit: int) -> tuple[str, ...]:
    """At most ``count`` texts."""
    if type(values) is not list or len(values) > count:
        raise WireError("a list of texts is missing")
    return tuple(text(value, limit) for value in values)


# ---------------------------------------------------------------- plain values


def encode(value: Plain, blobs: list[Blob]) -> object:
    """A plain value as JSON; the bytes of its arrays are appended to ``blobs``.

    WireError for what is too large to travel.
    """
    return _encode(value, blobs, _Budget())


def decode(code: object, blobs: Iterator[bytes]) -> Plain:
    """The plain value of `encode`. Takes its arrays from ``blobs``, each one once."""
    return _decode(code, blobs, _Budget(), 0)


class _Budget:
    """Counts the values of one frame."""

    def __init__(self) -> None:
        self.left = MAX_NODES

    def take(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise WireError("too many values")


def _encode(value: Plain, blobs: list[Blob], budget: _Budget) -> object:
    budget.take()
    if value is None or type(value) in (bool, float, str):
        return value
    if type(value) is int:
        return _encode_int(value)
    if isinstance(value, np.ndarray):
        return _encode_array(value, blobs)
    if type(value) is list:
        return [_encode(item, blobs, budget) for item in value]
    if type(value) is tuple:
        return {"tuple": [_encode(item, blobs, budget) for item in value]}
    if type(value) is Opaque:
        return {"opaque": [value.type_name[:200], value.text[:1000]]}
    raise WireError(f"a {type(value).__name__} is not plain")


def _encode_int(value: int) -> object:
    if value.bit_length() < 64:
        return value
    if value.bit_length() > MAX_INT_BITS:
        raise WireError("a number of too many digits")
    return {"int": hex(value)}


def _encode_array(array: np.ndarray, blobs: list[Blob]) -> Message:
    # Long doubles differ between machines; the judge compares in float64 anyway.
    dtype = {"g": np.dtype("f8"), "G": np.dtype("c16")}.get(array.dtype.char, array.dtype)
    dtype = dtype.newbyteorder("<")
    if dtype.str not in DTYPES:
        raise WireError(f"an array of {array.dtype} is not plain")
    with np.errstate(all="ignore"):
        blobs.append(array.astype(dtype).tobytes())
    return {"array": dtype.str, "shape": list(array.shape)}


def _decode(code: object, blobs: Iterator[bytes], budget: _Budget, depth: int) -> Plain:
    budget.take()
    if depth > MAX_DEPTH + 2:
        raise WireError("nested too deep")
    if code is None or isinstance(code, (bool, float)):
        return code
    if type(code) is str:
        return text(code, MAX_HEADER)
    if type(code) is int:
        if code.bit_length() >= 64:
            raise WireError("a number that is too long")
        return code
    if type(code) is list:
        return [_decode(item, blobs, budget, depth + 1) for item in code]
    if type(code) is not dict:
        raise WireError("an unknown value")
    if code.keys() == {"tuple"} and type(code["tuple"]) is list:
        return tuple(_decode(item, blobs, budget, depth + 1) for item in code["tuple"])
    if code.keys() == {"array", "shape"}:
        return _decode_array(code["array"], code["shape"], blobs)
    if code.keys() == {"int"}:
        return _decode_int(code["int"])
    if code.keys() == {"opaque"}:
        type_name, description = _pair(texts(code["opaque"], 2, 1000))
        return Opaque(type_name, description)
    raise WireError("an unknown value")


def _pair(items: tuple[str, ...]) -> tuple[str, ...]:
    if len(items) != 2:
        raise WireError("two texts are asked")
    return items


def _decode_int(code: object) -> int:
    if type(code) is not str or len(code) > MAX_INT_BITS // 4 + 4:
        raise WireError("a number that is too long")
    try:
        number = int(code, 16)
    except ValueError as error:
        raise WireError("a number that is none") from error
    if number.bit_length() > MAX_INT_BITS:
        raise WireError("a number that is too long")
    return number


def _decode_array(name: object, shape: object, blobs: Iterator[bytes]) -> np.ndarray:
    dtype = DTYPES.get(name) if type(name) is str else None
    if dtype is None:
        raise WireError("an array that is not of numbers")
    if type(shape) is not list or len(shape) > 32:
        raise WireError("an array without a shape")
    if not all(type(n) is int and 0 <= n <= MAX_DIMENSION for n in shape):
        raise WireError("a shape that is none")
    blob = next(blobs, None)
    # In Python's integers, which cannot overflow.
    if blob is None or math.prod(shape) * dtype.itemsize != len(blob):
        raise WireError("an array whose bytes do not fit its shape")
    if dtype.kind == "b" and blob.translate(None, b"\x00\x01"):
        raise WireError("a boolean that is neither true nor false")
    try:
        return np.frombuffer(blob, dtype).reshape(shape).copy()
    except ValueError as error:  # an empty array of an impossible shape
        raise WireError("a shape that is none") from error


# ---------------------------------------------------------------- calls and outcomes


def calls_frame(message: Message, calls: Sequence[Call]) -> bytes:
    """A frame that asks ``calls``."""
    blobs: list[Blob] = []
    codes = [{"args": encode(call.args, blobs), "read_only": call.read_only} for call in calls]
    return frame(message | {"calls": codes}, blobs)


def read_calls(message: Message, blobs: Sequence[bytes]) -> list[Call]:
    """The calls of a frame. The judge wrote it: it is not checked again."""
    source = iter(blobs)
    calls = []
    for code in message["calls"]:
        args = decode(code["args"], source)
        assert isinstance(args, tuple)
        calls.append(Call(args, code["read_only"]))
    return calls


def outcome_frame(outcome: Outcome) -> bytes:
    """A frame with one outcome. WireError for a value that cannot travel."""
    blobs: list[Blob] = []
    error = outcome.error
    message = {
        "value": encode(outcome.value, blobs),
        "error": error and [error.kind, list(error.types), error.message, error.trace],
        "changed": list(outcome.changed),
        "output": outcome.output,
        "warnings": list(outcome.warnings),
    }
    return frame(message, blobs)


def read_outcome(message: Message, blobs: Sequence[bytes], args: int) -> Outcome:
    """The outcome of a frame, for a call with ``args`` arguments."""
    keys = {"value", "error", "changed", "output", "warnings"}
    if message.keys() != keys:
        raise WireError("not an outcome")
    source = iter(blobs)
    value = decode(message["value"], source)
    if next(source, None) is not None:
        raise WireError("bytes that belong to nothing")
    changed = message["changed"]
    if type(changed) is not list or not all(type(i) is int and 0 <= i < args for i in changed):
        raise WireError("an argument that there is not")
    return Outcome(
        value,
        _read_error(message["error"]),
        tuple(sorted(set(changed))),
        text(message["output"], MAX_OUTPUT + 100),
        texts(message["warnings"], MAX_WARNINGS, 2000),
    )


def _read_error(code: object) -> Error | None:
    if code is None:
        return None
    if type(code) is not list or len(code) != 4 or type(code[0]) is not str:
        raise WireError("not an error")
    kind, types, message, trace = code
    names = texts(types, 100, 200)
    if kind not in KINDS or (kind in RAISED and not names):
        raise WireError("an error of no kind")
    return Error(kind, names, text(message, 1000), text(trace, 5000))
