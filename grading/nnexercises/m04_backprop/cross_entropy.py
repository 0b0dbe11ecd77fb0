"""The exercise `cross_entropy`: score logits against labels."""

import math

import numpy as np

from nnbasics import losses
from nnexercises.m04_backprop.cross_entropy_mistakes import MISTAKES, mean_loss, of_labels
from nnexercises.m04_backprop.logits import (
    EXAMPLE,
    THOUSANDS,
    log_probabilities,
    logits_and_labels,
    one_hot,
)
from nngrader.declare import Aspect, Case, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(n: int, c: int, **about: object) -> Case:
        return Case(*logits_and_labels(rng, n, c), **about)

    batch, huge, hopeless = "any batch", "huge logits", "hopeless labels"
    return [
        Case(*EXAMPLE),
        case(2, 4),
        case(5, 3, label="more rows than classes"),
        case(3, 3, label="as many rows as classes"),
        case(1, 4, aspect=batch, label="a batch of one row"),
        case(4, 2, aspect=batch, label="two classes"),
        case(30, 10, aspect=batch, label="30 rows, 10 classes"),
        Case(np.array([[3, 1, 0, -2], [0, 2, 5, 1]]), np.array([1, 3]), aspect=batch,
             label="whole numbers"),
        Case(np.array([[1000.0, 0.0, -1000.0]]), np.array([0]), aspect=huge,
             label="certain and right"),
        Case(THOUSANDS, np.array([1, 2]), aspect=huge, label="rows far from each other"),
        Case(np.array([[1000, 999], [0, 1], [-1000, -998]]), np.array([1, 0, 0]), aspect=huge,
             label="whole numbers"),
        Case(np.array([[1000.0, -1000.0, 0.0]]), np.array([1]), aspect=hopeless,
             label="certain and wrong"),
        Case(np.array([[-1000.0, 1000.0], [0.0, 0.5], [800.0, 0.0]]), np.array([0, 1, 1]),
             aspect=hopeless, label="certain and wrong"),
        case(2, 3, aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]  # fmt: skip


def _cross_entropy_with_loop(logits, labels):
    total = 0.0
    for z, label in zip(logits, labels, strict=True):
        top = max(z)
        total += top + math.log(sum(math.exp(v - top) for v in z)) - z[label]
    return total / len(logits)


EXERCISE = Exercise(
    id="cross_entropy",
    signature="(logits, labels)",
    text=Text(
        title="Score logits against labels",
        minutes=20,
        difficulty="medium",
        lesson="Many classes: cross-entropy from logits",
    ),
    rests_on=("softmax",),
    aspects=(
        Aspect("values", 1.25, "one number, the mean of −log of each right class's probability"),
        Aspect("any batch", 0.25, "any number of rows and classes; whole numbers", ("values",)),
        Aspect("huge logits", 0.75, "right for logits of ±1000", ("values",)),
        Aspect(
            "hopeless labels",
            0.5,
            "right where the right class's probability rounds to 0",
            ("values",),
        ),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=losses.cross_entropy,
    mistakes=MISTAKES,
    accepted={
        "log-sum-exp": lambda logits, labels: mean_loss(log_probabilities(logits), labels),
        "logaddexp": lambda logits, labels: np.mean(
            np.logaddexp.reduce(logits, axis=1) - of_labels(logits, labels)
        ),
        "one-hot": lambda logits, labels: (
            -(log_probabilities(logits) * one_hot(labels, logits.shape[1])).sum() / len(logits)
        ),
        "loop": _cross_entropy_with_loop,
        "differences": lambda logits, labels: np.mean(
            np.logaddexp.reduce(logits - of_labels(logits, labels)[:, None], axis=1)
        ),
        "take along": lambda logits, labels: (
            -np.mean(np.take_along_axis(log_probabilities(logits), labels[:, None], axis=1))
        ),
        "float32": lambda logits, labels: mean_loss(
            log_probabilities(logits.astype(np.float32)), labels
        ),
    },
)
