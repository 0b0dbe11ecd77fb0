"""The exercise `accuracy`: count the right answers."""

import numpy as np

from nnbasics import metrics
from nnexercises.m05_training_loop.accuracy_mistakes import MISTAKES, right
from nnexercises.shared import draw
from nngrader.declare import Aspect, Case, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(n: int, classes: int, right: int, **about: object) -> Case:
        """So many rows are right; the others are not, and no two logits of a row are equal."""
        logits = draw(rng, n, classes) + rng.permuted(
            np.tile(np.arange(classes) * 0.003, (n, 1)), axis=1
        )
        labels = logits.argmax(axis=1)
        labels[right:] = (labels[right:] + 1) % classes
        order = rng.permutation(n)
        return Case(logits[order].round(3), labels[order], **about)

    any_batch = {"aspect": "any batch"}
    return [
        Case(np.array([[2.0, 0.5], [0.1, 1.0], [3.0, -1.0], [0.0, 0.2]]), np.array([0, 1, 1, 1])),
        case(5, 3, 2),
        case(8, 4, 7),
        Case(np.array([[5.0, 1.0, 2.0], [4.0, 3.0, -1.0], [6.0, 0.0, 7.0]]), np.array([0, 0, 1]),
             label="as many rows as classes"),
        Case(np.array([[-3.0, -1.0, -2.0], [-4.0, -5.0, -0.5]]), np.array([0, 2]),
             label="only negative logits"),
        case(1, 4, 1, label="a single row, right", **any_batch),
        case(1, 3, 0, label="a single row, wrong", **any_batch),
        case(7, 2, 7, label="all right", **any_batch),
        case(6, 5, 0, label="all wrong", **any_batch),
        Case(np.array([[3, -1, 0], [1, 5, 2], [0, 1, 9], [4, 2, 3], [0, 7, 1]]),
             np.array([0, 1, 1, 2, 1]), label="whole numbers", **any_batch),
        case(200, 10, 140, label="200 rows", **any_batch),
        case(5, 3, 4, aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]  # fmt: skip


def _counted(logits, labels):
    right = 0
    for row, label in zip(logits, labels, strict=True):
        best = 0
        for c in range(len(row)):
            if row[c] > row[best]:
                best = c
        if best == label:
            right += 1
    return right / len(labels)


EXERCISE = Exercise(
    id="accuracy",
    signature="(logits, labels)",
    text=Text(
        title="Count the right answers",
        minutes=5,
        difficulty="easy",
        lesson="8. How good is it?",
    ),
    rests_on=("predict",),
    aspects=(
        Aspect("values", 0.5, "the share of rows whose largest logit is the label's"),
        Aspect("any batch", 0.25, "one row or many; whole numbers", ("values",)),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=metrics.accuracy,
    mistakes=MISTAKES,
    accepted={
        "loops": _counted,
        "sum over len": lambda logits, labels: sum(right(logits, labels)) / len(labels),
        "at the label's place": lambda logits, labels: np.mean(
            logits[np.arange(len(labels)), labels] == np.max(logits, axis=1)
        ),
        "count_nonzero": lambda logits, labels: (
            1 - np.count_nonzero(np.argmax(logits, axis=-1) - labels) / labels.size
        ),
        "float32": lambda logits, labels: right(logits, labels).mean(dtype=np.float32),
    },
)
