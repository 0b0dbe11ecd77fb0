"""Drivers of module 6: programs that use an optimizer, and an optimizer to walk with."""

import contextlib
import copy
import functools
import linecache
from collections.abc import Callable, Iterator, Sequence

import numpy as np

PROGRAM = "<program>"  # as if it were the file of the program: so errors can name its lines
NAMES = ("SGD", "Momentum", "RMSProp", "Adam", "AdamW")


def run_optimizer(
    candidates: Sequence[Callable],
    program: str,
    params: list[np.ndarray],
    gradients: list[list[np.ndarray]],
) -> list[list[np.ndarray]]:
    """Run Python code in which the candidate has the name of its class.

    The code finds ``params``, a list of copies of these arrays, and ``gradients``, a list for
    each step. Each time that it calls ``look()``, the arrays are written down: the very ones
    that the optimizer was given, whatever it has put into a list since.
    """
    linecache.cache[PROGRAM] = (len(program), None, program.splitlines(True), PROGRAM)
    arrays = [np.array(w) for w in params]
    seen: list[list[np.ndarray]] = []
    names = dict.fromkeys(NAMES, candidates[0]) | {
        "np": np,
        "params": list(arrays),
        "gradients": gradients,
        "look": lambda: seen.append([np.array(w) for w in arrays]),
    }
    with _remembers_nothing(candidates[0]):
        exec(_compiled(program, PROGRAM, "exec"), names)
    return seen


def walk(
    candidates: Sequence[Callable], gradient: str, params: list[np.ndarray], steps: int
) -> object:
    """Call the candidate with an optimizer and a function, and give back what it returns.

    gradient: the formula of the function's result, such as ``[2 * params[0]]``.
    """
    arrays = [np.array(w) for w in params]
    function = eval(_compiled(f"lambda params: {gradient}", __file__, "eval"), {"np": np})
    return candidates[0](_TwoGradients(arrays), arrays, function, steps)


class _TwoGradients:
    """A quarter of the gradient and of the one before it: an optimizer that nobody asks for."""

    def __init__(self, params: list[np.ndarray]) -> None:
        self.params = params
        self.before = [np.zeros(w.shape) for w in params]

    def step(self, grads: Sequence[np.ndarray]) -> None:
        for w, g, last in zip(self.params, grads, self.before, strict=True):
            w -= (g + last) / 4
            last[...] = g


@contextlib.contextmanager
def _remembers_nothing(candidate: object) -> Iterator[None]:
    """Afterwards a class has the attributes of before: no call changes what another one finds."""
    classes = candidate.__mro__[:-1] if isinstance(candidate, type) else ()
    before = [_state(each) for each in classes]
    try:
        yield
    finally:
        for each, state in zip(classes, before, strict=True):
            for name in _state(each).keys() - state.keys():
                delattr(each, name)
            for name, value in state.items():
                setattr(each, name, value)


def _state(of: type) -> dict[str, object]:
    """Copies of what a class may remember something in."""
    kinds = (bool, int, float, list, dict, np.ndarray, type(None))
    return {
        name: copy.deepcopy(value)
        for name, value in vars(of).items()
        if isinstance(value, kinds) and not name.startswith("__")
    }


_compiled = functools.lru_cache(256)(compile)
