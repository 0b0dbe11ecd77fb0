"""The exercise `leaky_relu`: keep a small slope below zero."""

import numpy as np

from nnbasics import activations
from nnexercises.m02_activations.arrays import any_array, draw, read_only, shapes
from nnexercises.m02_activations.leaky_relu_mistakes import MISTAKES, leaky_of_one
from nngrader.declare import Aspect, Case, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case(np.array([-3.0, 0.0, 2.0]), 0.1),
        Case(np.array([-3.0, 0.0, 2.0]), label="slope not given, so 0.01"),
        Case(draw(rng, 6), 0.25),
        Case(draw(rng, 4), round(rng.uniform(0.02, 0.9), 2)),
        Case(np.array([-0.3, -0.1, 0.1, 0.3]), 0.5, label="entries smaller than the slope"),
        Case(np.array([-1000.0, -0.5, 0.5, 1000.0]), 0.0, label="slope 0"),
        *shapes(rng, 0.2),
        read_only(rng, 0.3),
    ]


def _leaky_with_copy(z, slope=0.01):
    result = np.array(z, dtype=float)
    result[result < 0] *= slope
    return result


def _leaky_entry_by_entry(z, slope=0.01):
    result = [v if v > 0 else slope * v for v in z.ravel()]
    return np.array(result, dtype=float).reshape(z.shape)


EXERCISE = Exercise(
    id="leaky_relu",
    signature="(z, slope=0.01)",
    text=Text(
        title="Keep a small slope below zero",
        minutes=5,
        difficulty="easy",
        lesson="5. ReLU and its family",
    ),
    rests_on=("relu",),
    aspects=(
        Aspect("values", 0.5, "z where it is positive, else slope · z"),
        any_array(0.25),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=activations.leaky_relu,
    mistakes=MISTAKES,
    accepted={
        "maximum": lambda z, slope=0.01: np.maximum(z, slope * z),
        "two parts": lambda z, slope=0.01: np.maximum(z, 0) + slope * np.minimum(z, 0),
        "two ReLUs": lambda z, slope=0.01: activations.relu(z) - slope * activations.relu(-z),
        "a factor": lambda z, slope=0.01: z * np.where(z > 0, 1.0, slope),
        "masks": lambda z, slope=0.01: (z > 0) * z + (z <= 0) * slope * z,
        "copy, then a mask": _leaky_with_copy,
        "entry by entry": _leaky_entry_by_entry,
        "vectorize": np.vectorize(leaky_of_one, otypes=[float]),
        "float32": lambda z, slope=0.01: np.where(z > 0, z, slope * z).astype(np.float32),
    },
)
