"""The exercise `one_hot`: turn labels into rows."""

import numpy as np

from nnbasics import preprocessing
from nnexercises.m07_mnist.one_hot_mistakes import MISTAKES, loops
from nngrader.declare import Aspect, Case, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    any_labels = {"aspect": "any labels"}
    six = rng.permutation(np.r_[np.arange(4), rng.integers(0, 4, 2)])
    return [
        Case(np.array([2, 0]), 3),
        Case(six, 4),
        Case(np.array([1, 0, 2]), 3, label="as many labels as classes"),
        Case(rng.permutation(np.r_[np.arange(10), rng.integers(0, 10, 5)]), 10,
             label="ten classes"),
        Case(np.array([1, 3, 1]), 6, label="classes 0, 2, 4 and 5 do not occur", **any_labels),
        Case(np.array([int(rng.integers(0, 3))]), 5, label="a single label", **any_labels),
        Case(np.array([0, 0, 0]), 2, label="only class 0", **any_labels),
        Case(np.array([4, 2, 4, 3], dtype=np.uint8), 7, label="labels of uint8", **any_labels),
        Case(rng.integers(0, 4, 5), 4, aspect="inputs unchanged", label="a read-only array",
             read_only=True),
        Case(rng.integers(0, 3, 5), 5, aspect="inputs unchanged"),
    ]  # fmt: skip


EXERCISE = Exercise(
    id="one_hot",
    signature="(labels, classes)",
    text=Text(
        title="Turn labels into rows",
        minutes=5,
        difficulty="easy",
        lesson="3. The network",
    ),
    aspects=(
        Aspect("values", 0.5, "a 1 at the place of the label, and zeros"),
        Aspect("any labels", 0.25, "one or many; also where a class does not occur", ("values",)),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=preprocessing.one_hot,
    mistakes=MISTAKES,
    accepted={
        "loops": loops,
        "rows of the identity": lambda labels, classes: np.eye(classes)[labels],
        "comparing": lambda labels, classes: (
            np.asarray(labels)[:, None] == np.arange(classes)
        ).astype(np.float32),
        "put_along_axis": lambda labels, classes: np.take_along_axis(
            np.eye(classes), labels[:, None].astype(int), axis=0
        ),
        "whole numbers": lambda labels, classes: np.array(
            [[int(c == label) for c in range(classes)] for label in labels]
        ),
    },
)
