"""The exercise `sigmoid`: squash values between 0 and 1."""

import numpy as np

from nnbasics import activations
from nnexercises.m02_activations.arrays import any_array, draw, huge, read_only, shapes
from nnexercises.m02_activations.sigmoid_mistakes import MISTAKES, sigmoid_of_one_by_sign
from nnexercises.m02_activations.squashing import OVERFLOWED, sigmoid_as_written
from nngrader.declare import Aspect, Case, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case(np.array([0.0, 5.0, -5.0])),
        Case(draw(rng, 6)),
        Case(np.array([-15.0, -8.0, 8.0, 15.0]), label="far from 0"),
        *shapes(rng),
        *huge(rng),
        read_only(rng),
    ]


def _sigmoid_by_halves(z):
    result = np.zeros(z.shape)
    right = z >= 0
    result[right] = 1 / (1 + np.exp(-z[right]))
    e = np.exp(z[~right])
    result[~right] = e / (1 + e)
    return result


def _sigmoid_entry_by_entry(z):
    result = np.empty(z.shape)
    for place in np.ndindex(z.shape):
        result[place] = sigmoid_of_one_by_sign(z[place])
    return result


EXERCISE = Exercise(
    id="sigmoid",
    signature="(z)",
    text=Text(
        title="Squash values between 0 and 1",
        minutes=10,
        difficulty="medium",
        lesson="Sigmoid, too",
        warned=OVERFLOWED,
    ),
    aspects=(
        Aspect("values", 1.0, "σ(z) of every entry, between 0 and 1"),
        any_array(0.25),
        Aspect("stability", 0.5, "right also for values such as ±1000", ("values",)),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=activations.sigmoid,
    mistakes=MISTAKES,
    accepted={
        "as written, with a warning": sigmoid_as_written,
        "by sign, with a warning": lambda z: np.where(
            z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z))
        ),
        "by halves": _sigmoid_by_halves,
        "by absolute value": lambda z: (
            np.where(z >= 0, 1, np.exp(-np.abs(z))) / (1 + np.exp(-np.abs(z)))
        ),
        "entry by entry": _sigmoid_entry_by_entry,
        "vectorize": np.vectorize(sigmoid_of_one_by_sign),
        "clip": lambda z: sigmoid_as_written(np.clip(z, -500, 500)),
        "clip sooner": lambda z: sigmoid_as_written(np.clip(z, -30, 30)),
        "from tanh": lambda z: 0.5 * (1 + np.tanh(z / 2)),
        "logaddexp": lambda z: np.exp(-np.logaddexp(0, -z)),
        "the other side": lambda z: 1 - 1 / (1 + np.exp(z)),
        "halves of the exponent": lambda z: np.exp(z / 2) / (np.exp(z / 2) + np.exp(-z / 2)),
        "power of e": lambda z: 1 / (1 + np.e ** (-z)),
        "piecewise": lambda z: np.piecewise(
            z.astype(float),
            [z >= 0],
            [sigmoid_as_written, lambda v: np.exp(v) / (1 + np.exp(v))],
        ),
        "float32": lambda z: sigmoid_as_written(z.astype(np.float32)),
    },
)
