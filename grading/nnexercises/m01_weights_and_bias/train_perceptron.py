"""The exercise `train_perceptron`: train the perceptron."""

import numpy as np

from nnbasics import perceptron
from nnexercises.m01_weights_and_bias.gates import CORNERS, TRUTH
from nnexercises.m01_weights_and_bias.train_perceptron_mistakes import MISTAKES
from nnexercises.m01_weights_and_bias.train_perceptron_parts import trainer
from nngrader.declare import Aspect, Case, Comparison, Exercise, Text, unchanged

_GATE_ROWS = CORNERS.astype(float)


def _inputs(rng: np.random.Generator) -> list[Case]:
    def separable(n: int, d: int) -> tuple[np.ndarray, np.ndarray]:
        X = rng.normal(size=(n, d))
        w = rng.normal(size=d)
        sums = X @ w + 0.3
        X += np.sign(sums)[:, None] * w / (w @ w) * 0.4  # room on both sides of the boundary
        return X, (sums > 0).astype(int)

    either = _GATE_ROWS, np.array(TRUTH["or"])
    both = _GATE_ROWS, np.array(TRUTH["and"])
    neither = _GATE_ROWS, np.array(TRUTH["xor"])
    return [
        Case(*either, 1.0, 10, label="OR"),
        Case(*both, 1.0, 10, label="AND"),
        Case(_GATE_ROWS, np.array(TRUTH["nand"]), 0.5, 20, label="NAND"),
        Case(*separable(12, 3), 0.1, 50, label="12 samples with 3 features"),
        Case(*both, 1.0, 2, aspect="stopping", label="AND, only 2 epochs"),
        Case(*neither, 1.0, 7, aspect="stopping", label="XOR, which never ends by itself"),
        Case(_GATE_ROWS, np.zeros(4, dtype=int), 1.0, 5, aspect="stopping",
             label="all labels 0: no error at all"),
        Case(np.array([[2.0, -1.0]]), np.array([1]), 0.5, 5, aspect="edge cases",
             label="a single sample"),
        Case(CORNERS, np.array(TRUTH["nand"]), 0.25, 20, aspect="edge cases",
             label="whole numbers, lr 0.25"),
        Case(
            *either, 0.5, 10,
            aspect="inputs unchanged", label="read-only arrays", read_only=True,
        ),
    ]  # fmt: skip


def _train_with_constant_column(X, y, lr, epochs):
    X1 = np.hstack([X, np.ones((len(X), 1))])
    v, errors = np.zeros(X1.shape[1]), []
    while len(errors) < epochs and (not errors or errors[-1] > 0):
        wrong = 0
        for row, label in zip(X1, y, strict=True):
            error = label - float(row @ v > 0)
            v = v + lr * error * row
            wrong += error != 0
        errors.append(wrong)
    return v[:-1], v[-1], np.array(errors)


EXERCISE = Exercise(
    id="train_perceptron",
    signature="(X, y, lr, epochs)",
    text=Text(
        title="Train the perceptron",
        minutes=20,
        difficulty="hard",
        lesson="The whole training",
    ),
    rests_on=("perceptron_update",),
    aspects=(
        Aspect("values", 2.0, "the weights, the bias and the errors of every epoch"),
        Aspect("stopping", 1.0, "ends after an epoch without error, or after all", ("values",)),
        Aspect("edge cases", 0.5, "one sample; integer features", ("values",)),
        unchanged(0.5),
    ),
    inputs=_inputs,
    reference=perceptron.train_perceptron,
    mistakes=MISTAKES,
    accepted={
        "loop": trainer(),
        "bias as a weight": _train_with_constant_column,
        "step by step with the reference": lambda X, y, lr, epochs: [
            *perceptron.train_perceptron(X, y, lr, epochs)
        ],
    },
    compare=Comparison(results=("w", "b", "errors")),
)
