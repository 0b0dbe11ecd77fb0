"""The exercise `softmax`: probabilities from the logits of each row."""

import numpy as np

from nnbasics import activations
from nnexercises.m02_activations.softmax_mistakes import MISTAKES
from nnexercises.m02_activations.softmax_parts import (
    exp_shifted,
    normalized,
    row_by_row,
    with_python_numbers,
)
from nngrader.declare import Aspect, Case, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    def rows(n: int, c: int) -> np.ndarray:
        return rng.normal(scale=2, size=(n, c)).round(2)

    def huge(*logits: list[float], label: str) -> Case:
        return Case(np.array(logits), aspect="stability", label=label)

    far = float(rng.integers(800, 1200))
    return [
        Case(np.array([[2.0, 1.0, 0.1], [1.0, 1.0, 1.0]])),
        Case(rows(2, 3)),
        Case(rows(3, 3), label="as many rows as classes"),
        Case(rows(4, 2), label="more rows than classes"),
        Case(rows(1, 4), aspect="any batch", label="a batch of one row"),
        Case(rows(5, 1), aspect="any batch", label="a single class"),
        Case(rows(30, 6), aspect="any batch", label="30 rows"),
        Case(np.array([[3, 0, -1], [2, 2, 1]]), aspect="any batch", label="whole numbers"),
        huge([1000.0, 1001.0, 999.0], label="huge logits"),
        huge([-1000.0, -1001.0, -999.0], label="huge negative logits"),
        huge([1000.0, 0.0, -1000.0], [-1000.0, 0.0, 1000.0], label="logits far apart"),
        huge([5.0, 7.0], [-2000.0, -2001.0], [6.0, 6.0], label="a row far below the others"),
        huge([far, far + 2, far - 1], [-far, 1 - far, -far], label="rows far apart"),
        Case(rows(2, 3), aspect="inputs unchanged", label="a read-only array", read_only=True),
    ]


EXERCISE = Exercise(
    id="softmax",
    signature="(Z)",
    text=Text(
        title="Turn logits into probabilities",
        minutes=15,
        difficulty="hard",
        lesson="The cure",
    ),
    rests_on=("sigmoid",),
    aspects=(
        Aspect("values", 1.25, "probabilities; each row sums to 1"),
        Aspect("any batch", 0.5, "one row, one class, or many; integers too", ("values",)),
        Aspect("stability", 1.0, "right also for logits such as ±1000", ("values",)),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=activations.softmax,
    mistakes=MISTAKES,
    accepted={
        "keepdims": lambda Z: normalized(exp_shifted(Z)),
        "last axis": lambda Z: (
            np.exp(Z - np.max(Z, axis=-1, keepdims=True))
            / np.sum(np.exp(Z - np.max(Z, axis=-1, keepdims=True)), axis=-1, keepdims=True)
        ),
        "columns by hand": lambda Z: (
            np.exp(Z - Z.max(axis=1)[:, None])
            / np.exp(Z - Z.max(axis=1)[:, None]).sum(axis=1).reshape(-1, 1)
        ),
        "turned round": lambda Z: (
            (np.exp(Z.T - Z.max(axis=1)) / np.exp(Z.T - Z.max(axis=1)).sum(axis=0)).T
        ),
        "row by row": lambda Z: row_by_row(Z, np.zeros(Z.shape)),
        "a list of rows": lambda Z: np.array([activations.softmax(row) for row in Z]),
        "Python numbers": lambda Z: with_python_numbers(Z, max),
        "through logarithms": lambda Z: np.exp(Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)),
        "apply_along_axis": lambda Z: np.apply_along_axis(activations.softmax, 1, Z),
        "einsum": lambda Z: np.einsum("nc,n->nc", exp_shifted(Z), 1 / exp_shifted(Z).sum(axis=1)),
        "below the largest by one": lambda Z: normalized(
            np.exp(Z - Z.max(axis=1, keepdims=True) - 1)
        ),
        "float32": lambda Z: normalized(exp_shifted(Z.astype(np.float32))),
    },
)
