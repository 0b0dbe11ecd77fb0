"""Losses over two weights to race on: a ravine, also turned, a saddle, and a curved valley.

A loss takes two arrays of one shape and returns one of that shape. A gradient takes places
``(..., 2)`` and returns as many gradients.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from nnbasics.neurons import Array

TURN = np.array([[1, -1], [1, 1]]) / np.sqrt(2)  # turns a column (w1, w2) by 45 degrees


def ravine(w1: Array, w2: Array) -> Array:
    """``(w1² + 49 w2²) / 2``: flat along one weight, steep along the other."""
    return (w1**2 + 49 * w2**2) / 2


def ravine_gradient(w: Array) -> Array:
    return w * np.array([1.0, 49.0])


def turned_ravine(w1: Array, w2: Array) -> Array:
    """The ravine, turned by 45 degrees: its floor runs along neither weight."""
    return ravine((w1 + w2) / np.sqrt(2), (w2 - w1) / np.sqrt(2))


def turned_ravine_gradient(w: Array) -> Array:
    return ravine_gradient(w @ TURN) @ TURN.T


def saddle(w1: Array, w2: Array) -> Array:
    """``50 w1² + (w2² - 1)²``: a saddle at (0, 0), lowest at (0, 1) and (0, -1)."""
    return 50 * w1**2 + (w2**2 - 1) ** 2


def saddle_gradient(w: Array) -> Array:
    w1, w2 = w[..., 0], w[..., 1]
    return np.stack([100 * w1, 4 * w2 * (w2**2 - 1)], axis=-1)


def curved_valley(w1: Array, w2: Array) -> Array:
    """``(1 - w1)² + 10 (w2 - w1²)²``: lowest at (1, 1).

    Source: Rosenbrock (1960), who has 100 in place of 10.
    """
    return (1 - w1) ** 2 + 10 * (w2 - w1**2) ** 2


def curved_valley_gradient(w: Array) -> Array:
    w1, away = w[..., 0], w[..., 1] - w[..., 0] ** 2
    return np.stack([-2 * (1 - w1) - 40 * w1 * away, 20 * away], axis=-1)


class Surface(NamedTuple):
    """A loss, its gradient, and a box for the places to start from."""

    loss: Callable[[Array, Array], Array]
    gradient: Callable[[Array], Array]
    low: tuple[float, float]
    high: tuple[float, float]
    turned: bool = False  # the box too

    def starts(self, count: int, rng: np.random.Generator) -> Array:
        """Random places to start from, ``(count, 2)``."""
        places = rng.uniform(self.low, self.high, (count, 2))
        return places @ TURN.T if self.turned else places


SURFACES = {
    "ravine": Surface(ravine, ravine_gradient, (-1.5, -1.0), (1.5, 1.0)),
    "turned ravine": Surface(
        turned_ravine, turned_ravine_gradient, (-1.5, -1.0), (1.5, 1.0), turned=True
    ),
    "saddle": Surface(saddle, saddle_gradient, (-1.0, -0.05), (1.0, 0.05)),
    "curved valley": Surface(curved_valley, curved_valley_gradient, (-1.5, 0.0), (-0.5, 2.0)),
}
