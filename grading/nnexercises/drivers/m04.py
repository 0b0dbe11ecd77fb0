"""Drivers of module 4: a function to differentiate, and small programs that use `Value`."""

import functools
import linecache
from collections.abc import Callable, Sequence

import numpy as np

PROGRAM = "<program>"  # as if it were the file of the program: so errors can name its lines


def differentiate(
    candidates: Sequence[Callable], f: str, x: np.ndarray, *eps: float
) -> object:  # fmt: skip
    """Call the candidate with the function that f is the formula of: ``np.sum(x ** 2)``."""
    formula = _compiled(f"lambda x: float({f})", __file__, "eval")
    return candidates[0](eval(formula, {"np": np}), x, *eps)


def run_program(candidates: Sequence[Callable], program: str) -> list[tuple]:
    """Run Python code in which the candidate is called ``Value``.

    Returns ``("x.data", 2.0, "x.grad", 1.0)`` for every variable x, in the order of the
    program; names that begin with ``_`` are left out.
    """
    linecache.cache[PROGRAM] = (len(program), None, program.splitlines(True), PROGRAM)
    names = {"Value": candidates[0]}
    exec(_compiled(program, PROGRAM, "exec"), names)
    return [
        (f"{name}.data", _number(value.data), f"{name}.grad", _number(value.grad))
        for name, value in names.items()
        if name != "Value" and not name.startswith("_")
    ]


_compiled = functools.lru_cache(256)(compile)


def _number(value: object) -> object:
    """A single number of any type as a float; anything else as it is."""
    one = isinstance(value, (int, float, np.integer, np.floating)) or (
        isinstance(value, np.ndarray) and value.shape == () and value.dtype.kind in "iuf"
    )
    return float(value) if one else value
