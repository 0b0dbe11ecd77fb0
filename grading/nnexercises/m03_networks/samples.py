"""Inputs and networks that several exercises of module 3 are tried with."""

from collections.abc import Sequence

import numpy as np

from nnbasics.networks import Params

# The small network of the assignment: 2 inputs, 3 hidden neurons, 2 classes.
X_SMALL = np.array([[1.0, 2.0], [-1.0, 1.0], [0.0, -1.0]])
SMALL_NET = [
    (np.array([[1.0, -1.0, 0.5], [0.5, 0.0, 1.0]]), np.array([0.0, 0.5, -1.0])),
    (np.array([[1.0, -1.0], [-2.0, 0.5], [-1.0, -2.0]]), np.array([0.25, 0.0])),
]

# Two hidden layers, and in each of them some neurons are silent for some rows.
X_DEEP = np.array([[1.0, 1.0], [0.0, -1.0], [2.0, 0.0], [-1.0, 1.0]])
DEEP_NET = [
    (np.array([[1.0, -1.0], [2.0, 1.0]]), np.array([0.0, 1.0])),
    (np.array([[1.0, -2.0, 0.5], [-1.0, 1.0, 1.0]]), np.array([0.5, 0.0, -1.0])),
    (np.array([[1.0, 2.0], [-1.0, 1.0], [2.0, -1.0]]), np.array([-0.5, -1.0])),
]

# One layer, no hidden one: logits of both signs.
X_FLAT = np.array([[1.0, -1.0, 2.0], [0.5, 0.0, -1.0], [-2.0, 1.0, 0.0], [0.0, 3.0, 1.0]])
FLAT_NET = [(np.array([[1.0, -2.0], [0.5, 1.0], [-1.0, 0.5]]), np.array([0.25, -0.5]))]


def matrix(rng: np.random.Generator, rows: int, columns: int) -> np.ndarray:
    """Numbers with two decimals, so that a learner can read them."""
    return np.round(rng.normal(size=(rows, columns)), 2)


def network(rng: np.random.Generator, sizes: Sequence[int]) -> Params:
    """A network with these layer widths.

    The weights shrink with the width, so that no number in it grows with the depth.
    """
    return [
        (np.round(rng.normal(size=(d, h)) / np.sqrt(d), 2), np.round(rng.normal(size=h) / 2, 2))
        for d, h in zip(sizes[:-1], sizes[1:], strict=True)
    ]


def in_float32(params: Params) -> Params:
    """The same network in float32."""
    return [(W.astype(np.float32), b.astype(np.float32)) for W, b in params]
