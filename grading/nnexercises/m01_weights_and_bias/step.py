"""The exercise `step`: fire or stay silent."""

import numpy as np

from nnbasics import neurons
from nnexercises.m01_weights_and_bias.step_mistakes import MISTAKES
from nngrader.declare import Aspect, Case, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case(np.array([-2.0, 0.0, 3.0])),
        Case(rng.normal(size=6)),
        Case(np.array([-1000.0, -1e-12, 0.0, 1e-12, 1000.0]), label="tiny and huge values"),
        Case(np.array([-3, 0, 4]), label="whole numbers"),
        Case(2.5, aspect="any shape", label="a single number"),
        Case(np.array([0.7]), aspect="any shape", label="a single entry"),
        Case(rng.normal(size=(3, 2)), aspect="any shape", label="two axes"),
        Case(
            rng.normal(size=(2, 3)),
            aspect="inputs unchanged", label="a read-only array", read_only=True,
        ),
    ]  # fmt: skip


def _step_with_copy(z):
    result = np.zeros(np.shape(z))
    result[np.asarray(z) > 0] = 1.0
    return result


EXERCISE = Exercise(
    id="step",
    signature="(z)",
    text=Text(
        title="Fire or stay silent",
        minutes=5,
        difficulty="easy",
        lesson="3. A neuron",
    ),
    aspects=(
        Aspect("values", 0.5, "1.0 above zero, else 0.0"),
        Aspect("any shape", 0.25, "a number, a vector or a matrix: the shape stays", ("values",)),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=neurons.step,
    mistakes=MISTAKES,
    accepted={
        "cast": lambda z: (np.asarray(z) > 0).astype(float),
        "whole numbers": lambda z: np.where(np.asarray(z) > 0, 1, 0),
        "heaviside": lambda z: np.heaviside(z, 0.0),
        "times one": lambda z: (np.asarray(z) > 0) * 1.0,
        "mask": _step_with_copy,
        "vectorize": np.vectorize(lambda v: 1.0 if v > 0 else 0.0),
        "float32": lambda z: (np.asarray(z) > 0).astype(np.float32),
    },
)
