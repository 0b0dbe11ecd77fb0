"""What the functions of module 2 that work entry by entry are tried with.

Drawn numbers have two decimals, so that a failing input can be read and typed in.
"""

from collections.abc import Callable

import numpy as np

from nngrader.declare import Aspect, Case

# Integers, a positive one first: np.vectorize takes the type of all results from the first.
WHOLE_NUMBERS = np.array([[3, 0, -2], [-1, 1, -4]])


def draw(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Numbers on both sides of 0, as weighted sums are."""
    return rng.normal(scale=2, size=shape).round(2)


def shapes(rng: np.random.Generator, *more: object) -> list[Case]:
    """The cases of the aspect *any array*. more: arguments after z."""
    aspect = "any array"
    return [
        Case(draw(rng, 1), *more, aspect=aspect, label="a single entry"),
        Case(draw(rng, 1, 4), *more, aspect=aspect, label="a batch of one row"),
        Case(draw(rng, 3, 2), *more, aspect=aspect, label="rows and columns"),
        Case(draw(rng, 2, 3, 4), *more, aspect=aspect, label="three axes"),
        Case(WHOLE_NUMBERS, *more, aspect=aspect, label="whole numbers"),
    ]


def read_only(rng: np.random.Generator, *more: object) -> Case:
    """The case of the aspect *inputs unchanged*."""
    return Case(
        draw(rng, 2, 3), *more, aspect="inputs unchanged", label="a read-only array", read_only=True
    )


def huge(rng: np.random.Generator) -> list[Case]:
    """The cases of the aspect *stability*: a float holds no exponential of more than about 709."""
    return [
        Case(np.array([-1000.0, 0.0, 1000.0]), aspect="stability", label="huge values"),
        Case(np.array([-1000.0]), aspect="stability", label="one huge negative value"),
        Case(np.array([1000.0]), aspect="stability", label="one huge positive value"),
        Case(
            (rng.uniform(720, 1000, size=4) * [-1, 1, -1, 1]).round(1),
            aspect="stability",
            label="huge values",
        ),
    ]


def any_array(points: float) -> Aspect:
    """The aspect *any array*."""
    return Aspect("any array", points, "any shape, which stays; integers too", ("values",))


def overwriting(function: Callable) -> Callable:
    """The mistake of writing the results into the input."""

    def overwrites(z, *more):
        z[...] = function(z, *more)
        return z

    return overwrites


def into_same_type(function: Callable) -> Callable:
    """The mistake of writing the results into an array like the input, of integers perhaps."""

    def truncates(z, *more):
        result = np.zeros_like(z)
        result[...] = function(z, *more)
        return result

    return truncates
