"""The exercise `layer`: build a layer of neurons."""

import numpy as np

from nnbasics import neurons
from nnexercises.m01_weights_and_bias.layer_mistakes import MISTAKES
from nngrader.declare import Aspect, Case, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(n: int, d: int, h: int, **about: object) -> Case:
        return Case(rng.normal(size=(n, d)), rng.normal(size=(d, h)), rng.normal(size=h), **about)

    return [
        Case(
            np.array([[1.0, 2.0]]),
            np.array([[0.5, -1.0, 2.0], [1.0, 0.0, -0.5]]),
            np.array([0.1, 0.2, 0.3]),
        ),
        case(2, 3, 4),
        Case(
            np.array([[1, 2], [3, 4], [5, 6]]), np.array([[1, 0], [2, -1]]), np.array([10, 20]),
            label="whole numbers",
        ),
        case(3, 3, 3, label="as many rows as features as neurons"),
        case(3, 2, 3, label="as many rows as neurons"),
        case(1, 4, 2, aspect="any batch", label="a batch of one row"),
        case(5, 3, 1, aspect="any batch", label="a layer of one neuron"),
        case(30, 8, 6, aspect="any batch", label="30 rows"),
        case(2, 3, 4, aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]  # fmt: skip


def _layer_by_columns(X, W, b):
    Z = np.zeros((len(X), len(b)))
    for n in range(len(X)):
        for h in range(len(b)):
            Z[n, h] = np.dot(X[n], W[:, h]) + b[h]
    return Z


EXERCISE = Exercise(
    id="layer",
    signature="(X, W, b)",
    text=Text(
        title="Build a layer of neurons",
        minutes=10,
        difficulty="medium",
        lesson="5. Several neurons are a matrix",
    ),
    rests_on=("neuron",),
    aspects=(
        Aspect("values", 1.25, "row n, column h: neuron h's weighted sum of sample n"),
        Aspect("any batch", 0.5, "one row, one neuron, or many of them", ("values",)),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=neurons.layer,
    mistakes=MISTAKES,
    accepted={
        "dot": lambda X, W, b: np.dot(X, W) + b,
        "loops": _layer_by_columns,
        "a column a neuron": lambda X, W, b: np.column_stack(
            [X @ W[:, h] + b[h] for h in range(W.shape[1])]
        ),
        "a row a sample": lambda X, W, b: np.array([x @ W + b for x in X]),
        "einsum": lambda X, W, b: np.einsum("nd,dh->nh", X, W) + b,
        "bias as a row": lambda X, W, b: X @ W + b.reshape(1, -1),
        "float32": lambda X, W, b: (
            X.astype(np.float32) @ W.astype(np.float32) + b.astype(np.float32)
        ),
    },
)
