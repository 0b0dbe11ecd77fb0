"""What the exercises on slopes share: inputs, and slopes that are measured."""

import numpy as np

from nnexercises.m02_activations.arrays import draw, read_only, shapes
from nngrader.declare import Case


def slope_inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case(np.array([0.0, 2.0, -2.0])),
        Case(draw(rng, 6)),
        Case(np.array([-30.0, -8.0, 8.0, 30.0]), label="far from 0"),
        *shapes(rng),
        read_only(rng),
    ]


def measured(function, h):
    """The slope by central differences."""
    return lambda z: (function(z + h) - function(z - h)) / (2 * h)


def measured_to_one_side(function, h):
    return lambda z: (function(z + h) - function(z)) / h


def of_one(function, slope):
    """An answer that goes through the entries one by one."""
    return lambda z: np.array([slope(function(v)) for v in z.ravel()]).reshape(z.shape)
