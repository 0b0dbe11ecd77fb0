"""Optimizers that run down a surface: where they go, and when they reach the finish line."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from nnbasics.neurons import Array
from nnbasics.optimizers import Optimizer, minimize


def run(
    optimizer: Callable[[list[Array], ArrayLike], Optimizer],
    lr: ArrayLike,
    gradient: Callable[[Array], Array],
    starts: ArrayLike,
    steps: int,
) -> Array:
    """All places on the way down, ``(steps + 1, ..., 2)``, the starts first.

    optimizer: a class of `nnbasics.optimizers`. gradient: places ``(..., 2)`` → gradients.
    starts: ``(..., 2)``. An optimizer treats each number on its own, so all starts can be
    in one array and run at once, and each may have a learning rate of its own: lr is a
    number, or an array that fits beside the starts.
    """
    w = np.array(starts, dtype=float)
    with np.errstate(all="ignore"):  # some leave for infinity
        path = minimize(optimizer([w], lr), [w], lambda params: [gradient(params[0])], steps)
    return np.array([places[0] for places in path])


def arrivals(
    loss: Callable[[Array, Array], Array],
    path: Array,
    *,
    finish: float = 0.01,
    track: float = 3.0,
) -> Array:
    """The step at which each run is first below the finish line; infinite if it never is.

    loss: two arrays of one shape → losses. path: ``(steps + 1, ..., 2)``. track: a run with
    a weight beyond ±track is out, wherever it goes afterwards.
    """
    with np.errstate(all="ignore"):
        below = loss(path[..., 0], path[..., 1]) < finish
        stays = (np.abs(path) < track).all(axis=(0, -1))
    return np.where(below.any(axis=0) & stays, below.argmax(axis=0), np.inf)
