"""The exercise `relu`: cut off everything below zero."""

import numpy as np

from nnbasics import activations
from nnexercises.m02_activations.arrays import any_array, draw, read_only, shapes
from nnexercises.m02_activations.relu_mistakes import MISTAKES, relu_of_one
from nngrader.declare import Aspect, Case, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case(np.array([-1.5, 0.0, 2.5])),
        Case(draw(rng, 6)),
        Case(np.array([-1000.0, -1e-3, 1e-3, 1000.0]), label="tiny and huge values"),
        *shapes(rng),
        read_only(rng),
    ]


def _relu_with_copy(z):
    result = z.copy()
    result[result < 0] = 0
    return result


def _relu_entry_by_entry(z):
    result = np.zeros(z.shape)
    for place, v in np.ndenumerate(z):
        if v > 0:
            result[place] = v
    return result


EXERCISE = Exercise(
    id="relu",
    signature="(z)",
    text=Text(
        title="Cut off everything below zero",
        minutes=5,
        difficulty="easy",
        lesson="Something that bends",
    ),
    aspects=(
        Aspect("values", 0.5, "z where it is positive, else 0"),
        any_array(0.25),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=activations.relu,
    mistakes=MISTAKES,
    accepted={
        "where": lambda z: np.where(z > 0, z, 0.0),
        "other way round": lambda z: np.maximum(0, z),
        "times a mask": lambda z: z * (z > 0),
        "half of a sum": lambda z: (z + np.abs(z)) / 2,
        "copy, then a mask": _relu_with_copy,
        "clip": lambda z: np.clip(z, 0, None),
        "entry by entry": _relu_entry_by_entry,
        "list of entries": lambda z: np.array([max(0.0, v) for v in z.ravel()]).reshape(z.shape),
        "vectorize": np.vectorize(relu_of_one, otypes=[float]),
        "float32": lambda z: np.maximum(z.astype(np.float32), 0),
    },
)
