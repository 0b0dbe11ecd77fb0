"""Compare what came back with what was expected, and say the difference in plain words.

Numbers are compared in float64. A result that was computed in float32 gets the
tolerance of float32.
"""

from dataclasses import dataclass
from typing import SupportsFloat

import numpy as np

from nngrader.inside.plain import Opaque, Plain

RTOL, ATOL = 1e-6, 1e-9
RTOL_32, ATOL_32 = 1e-4, 1e-6


@dataclass
class Compared:
    """What a comparison found: a sentence on the first difference, or None if there is none."""

    difference: str | None = None
    in_float32: bool = False


def compare(
    expected: Plain, got: Plain, *, results: tuple[str, ...] = (), integer: bool = False
) -> Compared:
    """Compare two plain values; shapes come before types, and types before numbers.

    results: names of the parts of a tuple. integer: whole numbers must have an integer type.
    """
    comparison = Compared()
    comparison.difference = _difference(expected, got, "", results, integer, comparison)
    return comparison


def _difference(
    expected: Plain,
    got: Plain,
    where: str,
    results: tuple[str, ...],
    integer: bool,
    found: Compared,
) -> str | None:
    it = where or "the result"
    if isinstance(got, Opaque):
        return f"{it} is of type {got.type_name}: {kind_of(expected)} is asked"
    if expected is None or isinstance(expected, str):
        same = type(got) is type(expected) and got == expected
        return None if same else f"{it} is {kind_of(got)}: {kind_of(expected)} is asked"
    if got is None:
        return f"{it} is None: {kind_of(expected)} is asked. Is a `return` missing?"
    if isinstance(expected, (list, tuple)):
        return _sequence_difference(expected, got, where, results, integer, found)
    if isinstance(got, (list, tuple)):
        hint = ": np.array(…) makes an array of a list" if isinstance(expected, np.ndarray) else ""
        return f"{it} is a {type(got).__name__}, {kind_of(expected)} is asked{hint}"
    if isinstance(got, str):
        return f"{it} is a text, {kind_of(expected)} is asked"
    return _number_difference(np.asarray(expected), np.asarray(got), it, integer, found)


def _sequence_difference(
    expected: list[Plain] | tuple[Plain, ...],
    got: Plain,
    where: str,
    results: tuple[str, ...],
    integer: bool,
    found: Compared,
) -> str | None:
    it = where or "the result"
    if isinstance(expected, list) and isinstance(got, np.ndarray) and got.ndim > 0:
        got = list(got)  # an array of the right numbers is as good as a list of them
    if not isinstance(got, (list, tuple)):
        names = f" ({', '.join(results)})" if results else ""
        return f"{it} is {kind_of(got)}: {kind_of(expected)}{names} is asked"
    if len(got) != len(expected):
        return f"{it} has {_count(len(got), 'item')}, {len(expected)} are asked"
    for i, (one, other) in enumerate(zip(expected, got, strict=True)):
        named = results and not where
        name = results[i] if named else f"{where or 'the result'}[{i}]"
        difference = _difference(one, other, name, results, integer, found)
        if difference:
            return difference
    return None


def _number_difference(
    expected: np.ndarray, got: np.ndarray, it: str, integer: bool, found: Compared
) -> str | None:
    if got.shape != expected.shape:
        return f"{it} has shape {got.shape}, {expected.shape} is asked"
    if (got.dtype.kind == "b") != (expected.dtype.kind == "b"):
        asked = "True and False are asked" if expected.dtype.kind == "b" else "numbers are asked"
        return f"{it} has dtype {got.dtype}: {asked}"
    if got.dtype.kind == "c":
        return f"{it} is complex: real numbers are asked"
    if integer and got.dtype.kind == "f":
        return f"{it} has dtype {got.dtype}: whole numbers (int) are asked"
    want, have = expected.astype(np.float64), got.astype(np.float64)
    close = np.isclose(have, want, rtol=RTOL, atol=ATOL, equal_nan=True)
    if close.all():
        found.in_float32 |= got.dtype == np.float32
        return None
    if _is_float32(got):
        close = np.isclose(have, want, rtol=RTOL_32, atol=ATOL_32, equal_nan=True)
        if close.all():
            found.in_float32 = True
            return None
    return _first_wrong(want, have, close, it)


def _first_wrong(want: np.ndarray, have: np.ndarray, close: np.ndarray, it: str) -> str:
    if want.ndim == 0:
        return f"{it} is {number(have)}, {number(want)} is expected"
    first = tuple(int(i) for i in np.argwhere(~close)[0])
    place = first[0] if len(first) == 1 else first
    name = "nan" if np.isnan(have[first]) else number(have[first])
    wrong = int((~close).sum())
    return (
        f"{it} differs in {wrong} of {want.size} {'entry' if want.size == 1 else 'entries'}; "
        f"at [{str(place).strip('()')}] it is {name}, {number(want[first])} is expected"
    )


def _is_float32(array: np.ndarray) -> bool:
    """Was this computed in float32? By its dtype, or because every entry fits into one."""
    if array.dtype == np.float32:
        return True
    if array.dtype != np.float64:
        return False
    with np.errstate(over="ignore"):
        return bool((array.astype(np.float32) == array).all())


def number(value: SupportsFloat) -> str:
    """A number as a learner wants to read it."""
    return f"{float(value):.7g}"


def kind_of(value: Plain) -> str:
    """What a plain value is, shape first: ``an array of shape (3,)``, ``a number``."""
    if value is None:
        return "None"
    if isinstance(value, Opaque):
        return f"a value of type {value.type_name}"
    if isinstance(value, (np.ndarray, np.generic)):
        return f"an array of shape {value.shape}" if value.ndim else "a number"
    if isinstance(value, bool):
        return "True or False"
    if isinstance(value, (int, float)):
        return "a whole number" if isinstance(value, int) else "a number"
    if isinstance(value, str):
        return f"the text {value[:200]!r}"
    return f"a {type(value).__name__} of {_count(len(value), 'item')}"


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
