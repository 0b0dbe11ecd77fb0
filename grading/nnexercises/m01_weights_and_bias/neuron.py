"""The exercise `neuron`: run one neuron on many samples."""

import numpy as np

from nnbasics import neurons
from nnexercises.m01_weights_and_bias.neuron_mistakes import MISTAKES
from nngrader.declare import Aspect, Case, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case(np.array([[1.0, 2.0], [3.0, 4.0], [0.0, 0.0]]), np.array([0.5, -1.0]), 0.25),
        Case(rng.normal(size=(2, 3)), rng.normal(size=3), rng.normal()),
        Case(np.array([[1, 2, 3], [4, 5, 6]]), np.array([1, 0, -2]), 3, label="whole numbers"),
        Case(rng.normal(size=(3, 3)), rng.normal(size=3), 0.5, label="as many rows as features"),
        Case(rng.normal(size=(1, 4)), rng.normal(size=4), 0.5, aspect="any batch",
             label="a batch of one row"),
        Case(rng.normal(size=(5, 1)), rng.normal(size=1), 0.5, aspect="any batch",
             label="a single feature"),
        Case(rng.normal(size=(40, 7)), rng.normal(size=7), -2.0, aspect="any batch",
             label="40 rows"),
        Case(
            rng.normal(size=(2, 3)), rng.normal(size=3), 1.0,
            aspect="inputs unchanged", label="read-only arrays", read_only=True,
        ),
    ]  # fmt: skip


EXERCISE = Exercise(
    id="neuron",
    signature="(X, w, b)",
    text=Text(
        title="Run one neuron on many samples",
        minutes=5,
        difficulty="easy",
        lesson="4. Many samples at once",
    ),
    rests_on=("weighted_sum",),
    aspects=(
        Aspect("values", 1.25, "one weighted sum for each row, shape (N,)"),
        Aspect("any batch", 0.5, "one row, one feature, or many of them", ("values",)),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=neurons.neuron,
    mistakes=MISTAKES,
    accepted={
        "loop": lambda X, w, b: np.array([np.dot(x, w) + b for x in X]),
        "sum over the last axis": lambda X, w, b: (X * w).sum(axis=-1) + b,
        "w @ X.T": lambda X, w, b: w @ X.T + b,
        "column, then flat": lambda X, w, b: (X @ w[:, None] + b).ravel(),
        "einsum": lambda X, w, b: np.einsum("nd,d->n", X, w) + b,
        "float32": lambda X, w, b: X.astype(np.float32) @ w.astype(np.float32) + np.float32(b),
    },
)
