"""The exercise `perceptron_update`: learn from one sample."""

import numpy as np

from nnbasics import perceptron
from nnexercises.m01_weights_and_bias.perceptron_update_mistakes import MISTAKES, error_of
from nngrader.declare import Aspect, Case, Comparison, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    w, x = np.array([0.5, -1.0]), np.array([1.0, 2.0])
    u, v = rng.normal(size=4), rng.normal(size=4)
    over = float(-np.dot(u, v))  # with this bias the weighted sum would be exactly 0
    return [
        Case(w, 0.0, x, 1, 0.1, label="should fire and did not"),
        Case(-w, 0.25, x, 0, 0.5, label="should be silent and fired"),
        Case(u, over - 0.5, v, 1, 0.3, label="should fire and did not"),
        Case(u, over + 0.5, v, 0, 0.7, label="should be silent and fired"),
        Case(np.zeros(3), 0.0, np.array([1.0, 0.0, 2.0]), 1, 1.0, label="a sum of exactly 0"),
        Case(-w, 0.25, x, 1, 0.5, aspect="right already", label="fires, as it should"),
        Case(w, 0.0, x, 0, 0.1, aspect="right already", label="silent, as it should be"),
        Case(np.zeros(2), 0.0, x, 0, 0.1, aspect="right already", label="a sum of exactly 0"),
        Case(np.array([1, -2]), 0, np.array([1, 1]), 1, 0.25, aspect="whole numbers",
             label="integer weights and inputs"),
        Case(np.array([3, 1, 2]), 1, np.array([1, 0, 2]), 0, 0.5, aspect="whole numbers",
             label="integer weights and inputs"),
        Case(
            w, 0.0, x, 1, 0.1,
            aspect="inputs unchanged", label="read-only arrays", read_only=True,
        ),
    ]  # fmt: skip


def _update_by_cases(w, b, x, y, lr):
    fires = sum(w_i * x_i for w_i, x_i in zip(w, x, strict=True)) + b > 0
    if y == 1 and not fires:
        return w + lr * x, b + lr
    if y == 0 and fires:
        return w - lr * x, b - lr
    return w, b


EXERCISE = Exercise(
    id="perceptron_update",
    signature="(w, b, x, y, lr)",
    text=Text(
        title="Learn from one sample",
        minutes=10,
        difficulty="medium",
        lesson="8. A neuron that learns",
    ),
    rests_on=("weighted_sum", "step"),
    aspects=(
        Aspect("values", 1.0, "new weights and bias after an error"),
        Aspect("right already", 0.5, "a sample that is right changes nothing", ("values",)),
        Aspect("whole numbers", 0.25, "integer arrays give fractions all the same", ("values",)),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=perceptron.perceptron_update,
    mistakes=MISTAKES,
    accepted={
        "by cases": _update_by_cases,
        "copy, then add": lambda w, b, x, y, lr: (
            np.add(np.array(w, dtype=float), lr * error_of(w, b, x, y) * x),
            b + lr * error_of(w, b, x, y),
        ),
        "list of two": lambda w, b, x, y, lr: [
            w + lr * error_of(w, b, x, y) * x,
            b + lr * error_of(w, b, x, y),
        ],
        "float32": lambda w, b, x, y, lr: (
            (w + lr * error_of(w, b, x, y) * x).astype(np.float32),
            np.float32(b + lr * error_of(w, b, x, y)),
        ),
    },
    compare=Comparison(results=("new w", "new b")),
)
