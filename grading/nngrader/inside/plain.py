"""Plain data: what goes into a student's function and what is taken from it.

Only these cross the border between the judge and a candidate: ``None``, ``bool``,
``int``, ``float``, ``str``, NumPy arrays of booleans or numbers, and lists and tuples
of them. Anything else a candidate returns is described by an `Opaque`. So the judge
never holds an object of the student's, and the candidate may live in another process.
"""

import re
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import numpy as np

MAX_ARRAY_BYTES = 64 * 2**20
MAX_ITEMS = 100_000
MAX_DEPTH = 8
MAX_INT_BITS = 1023  # what is longer is no float, and can be written only slowly


@dataclass(frozen=True)
class Opaque:
    """Stands for a value that is not plain: its type's name and a short text."""

    type_name: str
    text: str = ""


Plain: TypeAlias = (
    "bool | int | float | str | np.ndarray | list[Plain] | tuple[Plain, ...] | Opaque | None"
)
T = TypeVar("T")


def to_plain(value: object, depth: int = 0) -> Plain:
    """A copy of ``value`` as plain data; what is not plain becomes an `Opaque`."""
    kind = type(value)  # exactly: a class of the student's may derive from any of these
    if type(value) is int and value.bit_length() > MAX_INT_BITS:
        return Opaque("int", f"of {value.bit_length():,} bits")
    if value is None:
        return None
    if kind in (bool, int, float, str) and isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (np.ndarray, np.generic)):
        return _plain_array(value)
    if kind in (list, tuple) and isinstance(value, (list, tuple)):
        if len(value) > MAX_ITEMS:
            return Opaque(kind.__name__, f"with {len(value):,} items")
        if depth >= MAX_DEPTH:
            return Opaque(kind.__name__, "nested too deep")
        items = [to_plain(item, depth + 1) for item in value]
        return items if kind is list else tuple(items)
    return Opaque(_type_name(kind), _short(value))


def same_plain(a: Plain, b: Plain) -> bool:
    """Exactly equal: same types, dtypes, shapes and values (nan equals nan)."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(map(same_plain, a, b))
    return a == b or (a != a and b != b)


def freeze(value: T) -> T:
    """Make every array inside ``value`` read-only, and return ``value``."""
    if isinstance(value, np.ndarray):
        value.setflags(write=False)
    elif isinstance(value, (list, tuple)):
        for item in value:
            freeze(item)
    return value


def size(value: Plain) -> int:
    """How much there is to read: the number of entries in ``value``."""
    if isinstance(value, np.ndarray):
        return max(value.size, 1)
    if isinstance(value, (list, tuple)):
        return sum(map(size, value)) + 1
    return 1


def _plain_array(value: np.ndarray | np.generic) -> np.ndarray | Opaque:
    array = np.asarray(value)
    if array.dtype.kind not in "biufc":
        return Opaque(f"array of {array.dtype}", f"of shape {array.shape}")
    if array.nbytes > MAX_ARRAY_BYTES:
        return Opaque("array", f"of shape {array.shape}, which is too large to check")
    return np.array(array, copy=True, subok=False, order="C")


def _type_name(kind: type) -> str:
    module = kind.__module__
    return (
        kind.__qualname__ if module in ("builtins", "__main__") else f"{module}.{kind.__qualname__}"
    )


def _short(value: object) -> str:
    try:
        return re.sub(r" at 0x[0-9a-f]+", "", repr(value))[:200]
    except Exception:  # a broken __repr__ of the student's must not stop the check
        return ""
