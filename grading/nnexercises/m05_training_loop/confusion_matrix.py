"""The exercise `confusion_matrix`: see which classes get mixed up."""

import numpy as np

from nnbasics import metrics
from nnexercises.m05_training_loop.confusion_matrix_mistakes import MISTAKES, counts
from nngrader.declare import Aspect, Case, Comparison, Exercise, Text, unchanged
from nngrader.inside.observe import Outcome


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(n: int, classes: int, **about: object) -> Case:
        return Case(rng.integers(0, classes, n), rng.integers(0, classes, n), classes, **about)

    missing = {"aspect": "missing classes"}
    return [
        Case(np.array([0, 0, 1, 1, 1]), np.array([0, 1, 1, 1, 0]), 2),
        Case(np.array([0, 1, 2, 2, 0, 1, 2, 2]), np.array([2, 1, 2, 0, 2, 1, 2, 0]), 3),
        Case(np.array([0, 0, 0, 1, 2]), np.array([1, 1, 1, 0, 0]), 3, label="nothing is right"),
        Case(np.array([0, 1, 1, 2, 2, 2]), np.array([0, 1, 1, 2, 2, 2]), 3, label="all is right"),
        Case(np.r_[np.arange(4), rng.integers(0, 4, 40)],
             np.r_[np.arange(4), rng.integers(0, 4, 40)], 4, label="44 samples"),
        Case(np.array([0, 1, 1, 0]), np.array([0, 1, 0, 0]), 4,
             label="classes 2 and 3 do not occur", **missing),
        Case(np.array([1, 3, 3]), np.array([3, 3, 1]), 5, label="classes 0, 2 and 4 do not occur",
             **missing),
        Case(np.array([0, 0, 0]), np.array([0, 2, 2]), 3,
             label="class 1 does not occur", **missing),
        Case(np.array([2]), np.array([0]), 3, label="a single sample", **missing),
        case(30, 10, label="ten classes", **missing),
        Case(np.array([0, 1, 1]), np.array([1, 1, 0]), 2, aspect="whole numbers"),
        case(6, 3, aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]  # fmt: skip


def _are_integers(
    exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome
) -> str | None:
    value = outcome.value
    if isinstance(value, np.ndarray) and value.dtype.kind in "iu":
        return None
    kind = value.dtype if isinstance(value, np.ndarray) else type(value).__name__
    return f"the numbers are of type {kind}: they count something, so whole numbers (int) are asked"


def _with_type(case: Case, outcome: Outcome) -> object:
    """What came back, and whether it counts in whole numbers."""
    if outcome.error:
        return outcome.error.types[0]
    kind = outcome.value.dtype.kind if isinstance(outcome.value, np.ndarray) else ""
    return [outcome.value, "whole" if kind in ("i", "u") else kind]


def _square_blocks(labels, predictions, classes):
    return np.array(
        [
            [np.sum((labels == t) & (predictions == p)) for p in range(classes)]
            for t in range(classes)
        ]
    )


EXERCISE = Exercise(
    id="confusion_matrix",
    signature="(labels, predictions, classes)",
    text=Text(
        title="See which classes get mixed up",
        minutes=10,
        difficulty="easy",
        lesson="8. How good is it?",
    ),
    aspects=(
        Aspect("values", 1.0, "row: the true class, column: the predicted one"),
        Aspect("missing classes", 0.5, "(C, C), also where a class does not occur", ("values",)),
        Aspect("whole numbers", 0.25, "counts are integers", ("values",), rule=_are_integers),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=metrics.confusion_matrix,
    mistakes=MISTAKES,
    accepted={
        "loop": counts,
        "comparing": _square_blocks,
        "codes and bincount": lambda labels, predictions, classes: np.bincount(
            labels * classes + predictions, minlength=classes**2
        ).reshape(classes, classes),
        "one-hot product": lambda labels, predictions, classes: (
            np.eye(classes, dtype=int)[labels].T @ np.eye(classes, dtype=int)[predictions]
        ),
        "histogram2d": lambda labels, predictions, classes: np.histogram2d(
            labels, predictions, bins=classes, range=[[0, classes], [0, classes]]
        )[0].astype(np.int32),
    },
    compare=Comparison(view=_with_type),
)
