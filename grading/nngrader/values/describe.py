"""Plain values in words, for a reader: shapes first, numbers short."""

import numpy as np

from nngrader.inside.plain import Opaque, Plain

MAX_TEXT = 1_500


def describe_value(value: Plain, names: tuple[str, ...] = ()) -> str:
    """A plain value as text, its shape first. names: of the parts, if it is a tuple."""
    if names and isinstance(value, (list, tuple)) and len(value) == len(names):
        return "\n".join(f"{n}: {describe_value(v)}" for n, v in zip(names, value, strict=True))
    if isinstance(value, np.ndarray):
        if value.ndim == 0:
            return _number(value.item())
        return f"shape {value.shape}, {value.dtype}\n{_array(value)}"
    if isinstance(value, Opaque):
        return f"{value.type_name} {value.text}".strip()
    if isinstance(value, (list, tuple)):
        if all(isinstance(item, (bool, int, float, str, tuple)) for item in value):
            # Every item takes two characters at least: more are not needed.
            return _cut(repr(value[:MAX_TEXT]))
        left, right = "()" if isinstance(value, tuple) else "[]"
        texts, room = [], MAX_TEXT
        for item in value:
            texts.append(describe_value(item) if room > 0 else "…")
            if room <= 0:
                break
            room -= len(texts[-1])
        return left + ",\n ".join(texts) + right
    if isinstance(value, float):
        return _number(value)
    return _cut(repr(value))


def describe_inputs(names: tuple[str, ...], args: tuple[Plain, ...]) -> tuple[tuple[str, str], ...]:
    """The arguments of a call, each with its parameter's name; a program line by line."""
    return tuple(
        (name, _cut(arg) if isinstance(arg, str) and "\n" in arg else describe_value(arg))
        for name, arg in zip(names, args, strict=False)
    )


def _array(value: np.ndarray) -> str:
    return _cut(np.array2string(value, precision=6, threshold=60, edgeitems=3, max_line_width=76))


def _number(value: complex | np.generic) -> str:
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value))
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    if isinstance(value, (float, np.floating)):
        return f"{float(value):.8g}"
    return str(value)


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + " …"


def points(value: float) -> str:
    """Points without a needless ``.0``."""
    return f"{value:g}"
