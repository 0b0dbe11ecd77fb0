"""The exercise `relu_grad`: the slope of the ReLU."""

import numpy as np

from nnbasics import activations
from nnexercises.m02_activations.arrays import any_array, draw, read_only, shapes
from nnexercises.m02_activations.relu_grad_mistakes import MISTAKES
from nngrader.declare import Aspect, Case, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case(np.array([-2.0, 0.0, 3.0])),
        Case(draw(rng, 6)),
        Case(np.array([-1000.0, -1e-9, 0.0, 1e-9, 1000.0]), label="tiny and huge values"),
        *shapes(rng),
        read_only(rng),
    ]


def _relu_slope_of_copy(z):
    slope = z.copy()
    slope[z > 0] = 1
    slope[z <= 0] = 0
    return slope


def _relu_slope_masked(z):
    slope = np.zeros(z.shape)
    slope[z > 0] = 1.0
    return slope


EXERCISE = Exercise(
    id="relu_grad",
    signature="(z)",
    text=Text(
        title="Find the slope of ReLU",
        minutes=5,
        difficulty="easy",
        lesson="2. A slope says what a nudge does",
    ),
    rests_on=("relu",),
    aspects=(
        Aspect("values", 0.5, "1.0 where z > 0, else 0.0, also at 0"),
        any_array(0.25),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=activations.relu_grad,
    mistakes=MISTAKES,
    accepted={
        "where": lambda z: np.where(z > 0, 1.0, 0.0),
        "cast": lambda z: (z > 0).astype(float),
        "whole numbers": lambda z: (z > 0).astype(int),
        "times one": lambda z: 1.0 * (z > 0),
        "heaviside": lambda z: np.heaviside(z, 0),
        "sign of the ReLU": lambda z: np.sign(np.maximum(z, 0)),
        "mask": _relu_slope_masked,
        "written over a copy": _relu_slope_of_copy,
        "vectorize": np.vectorize(lambda v: 1.0 if v > 0 else 0.0),
        "list of entries": lambda z: np.array([int(v > 0) for v in z.ravel()]).reshape(z.shape),
        "float32": lambda z: (z > 0).astype(np.float32),
    },
)
