"""What the optimizers are tried with: programs that use them, and what these test."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from nngrader.declare import Aspect, Case, unchanged

ASKED = ("program", "params", "gradients")  # what a case passes to the driver
STEPS = tuple(f"step {i}: params" for i in range(1, 21))  # names of the results

_ONE = """\
optimizer = {0}
for grads in gradients:
    optimizer.step(grads)
    look()"""
_IN_TURNS = """\
first = {0}
second = {1}
for grads in gradients:
    first.step(grads[:1])
    second.step(grads[1:])
    look()"""
_SAME_ARRAYS = """\
optimizer = {0}
grads = [np.zeros(w.shape) for w in params]
for new in gradients:
    for g, numbers in zip(grads, new):
        g[:] = numbers
    optimizer.step(grads)
    look()"""

# ---------------------------------------------------------------- cases


def weights(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Numbers of two decimals, far enough from 0 to stay there."""
    return _signed(rng, 2.0, 4.0, shape)


def slopes(rng: np.random.Generator, *shape: int, size: float = 1.0) -> np.ndarray:
    """A gradient, none of whose entries is small beside ``size``."""
    return _signed(rng, 1.0, 4.0, shape) * size


def _signed(
    rng: np.random.Generator, low: float, high: float, shape: tuple[int, ...]
) -> np.ndarray:
    return rng.uniform(low, high, shape).round(2) * rng.choice([-1.0, 1.0], shape)


def steps(
    rng: np.random.Generator,
    call: str,
    rounds: int,
    *shapes: tuple[int, ...],
    still: Sequence[int] = (),
    sizes: Sequence[float] = (1.0,),
    **about: object,
) -> Case:
    """One optimizer, made by the call, and its steps with random gradients.

    still: rounds in which all gradients are 0. sizes: of the gradients, one round after the other.
    """
    gradients = [
        [slopes(rng, *s, size=0.0 if i in still else sizes[i % len(sizes)]) for s in shapes]
        for i in range(rounds)
    ]
    params = [weights(rng, *shape) for shape in shapes]
    return Case(_ONE.format(call), params, gradients, **about)


def example(call: str, w: list[float], *gradients: list[float], **about: object) -> Case:
    """One array, with numbers that can be checked by hand."""
    return Case(_ONE.format(call), [np.array(w)], [[np.array(g)] for g in gradients], **about)


def whole_numbers(rng: np.random.Generator, call: str, **about: object) -> Case:
    """Gradients of integers, which some gradients are."""
    gradients = [[np.array([3, -2]) * int(rng.integers(1, 4))] for _ in range(3)]
    label = "gradients of whole numbers"
    return Case(_ONE.format(call), [weights(rng, 2)], gradients, label=label, **about)


def in_turns(
    rng: np.random.Generator, first: str, second: str, rounds: int, *shapes: tuple[int, ...],
    **about: object,
) -> Case:  # fmt: skip
    """Two optimizers, one for the first array, one for the others."""
    case = steps(rng, "", rounds, *shapes, **about)
    return _with_program(case, _IN_TURNS.format(first, second))


def same_arrays(
    rng: np.random.Generator, call: str, rounds: int, *shapes: tuple[int, ...], **about: object
) -> Case:
    """The caller fills the same arrays with the gradients of each step."""
    return _with_program(steps(rng, "", rounds, *shapes, **about), _SAME_ARRAYS.format(call))


def _with_program(case: Case, program: str) -> Case:
    args = (program, *case.args[1:])
    return Case(*args, aspect=case.aspect, label=case.label, read_only=case.read_only)


# ---------------------------------------------------------------- aspects


def gradients_unchanged(points: float, needs: str) -> Aspect:
    return replace(
        unchanged(points, (needs,)),
        name="gradients unchanged",
        text="step leaves the arrays in grads as they were",
    )


def several_arrays(points: float, needs: str) -> Aspect:
    return Aspect(
        "several arrays", points, "arrays of any shapes, and gradients of whole numbers", (needs,)
    )


def nothing_shared(points: float) -> Aspect:
    return Aspect(
        "nothing shared",
        points,
        "two optimizers don't disturb each other; the arrays in grads may be filled anew",
        ("several arrays",),
    )
