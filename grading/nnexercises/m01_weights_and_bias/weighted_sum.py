"""The exercise `weighted_sum`: weigh the inputs."""

import numpy as np

from nnbasics import neurons
from nnexercises.m01_weights_and_bias.weighted_sum_mistakes import MISTAKES
from nngrader.declare import Aspect, Case, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case(np.array([2.0, 3.0]), np.array([0.5, -1.0]), 4.0),
        Case(np.array([1.5, -2.0, 4.0]), np.array([0.8, -0.3, -0.5]), 1.0),
        Case(rng.normal(size=3), rng.normal(size=3), rng.normal()),
        Case(np.array([2, -3, 1]), np.array([4, 1, 5]), 7, label="whole numbers"),
        Case(np.array([1.7]), np.array([-0.6]), 0.4, label="a single feature"),
        Case(rng.normal(size=50), rng.normal(size=50), rng.normal(), label="50 features"),
        Case(
            rng.normal(size=4), rng.normal(size=4), 1.5,
            aspect="inputs unchanged", label="read-only arrays", read_only=True,
        ),
    ]  # fmt: skip


def _sum_with_loop(x, w, b):
    total = b
    for x_i, w_i in zip(x, w, strict=True):
        total = total + w_i * x_i
    return total


EXERCISE = Exercise(
    id="weighted_sum",
    signature="(x, w, b)",
    text=Text(
        title="Weigh the inputs",
        minutes=5,
        difficulty="easy",
        lesson="3. A neuron",
    ),
    aspects=(
        Aspect("values", 0.75, "one number, w · x + b"),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=neurons.weighted_sum,
    mistakes=MISTAKES,
    accepted={
        "loop": _sum_with_loop,
        "elementwise, then sum": lambda x, w, b: (x * w).sum() + b,
        "matrix product": lambda x, w, b: x @ w + b,
        "Python float": lambda x, w, b: float(np.dot(x, w)) + float(b),
        "einsum": lambda x, w, b: np.einsum("i,i->", x, w) + b,
        "float32": lambda x, w, b: (
            np.dot(x.astype(np.float32), w.astype(np.float32)) + np.float32(b)
        ),
    },
)
