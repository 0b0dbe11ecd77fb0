"""The exercise `standardize`: one scale for all columns, and nothing learned from the test set."""

import numpy as np

from nnbasics import preprocessing
from nnexercises.m05_training_loop.standardize_mistakes import MISTAKES
from nnexercises.m05_training_loop.standardize_parts import standardizer
from nnexercises.shared import draw
from nngrader.declare import Aspect, Case, Comparison, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    def columns(n: int, *spread: tuple[float, float]) -> np.ndarray:
        return np.column_stack([mean + std * draw(rng, n) for mean, std in spread])

    units = (3.0, 2.0), (-40.0, 25.0), (0.1, 0.05)
    constant = {"aspect": "constant columns"}
    rounding = {"aspect": "rounding"}
    sizes = {"aspect": "any sizes"}
    with_seven, tested = draw(rng, 5, 3), draw(rng, 3, 3)
    with_seven[:, 1] = 7.0
    return [
        Case(np.array([[1.0, 10.0], [3.0, 40.0]]), np.array([[2.0, 40.0], [5.0, 10.0]])),
        Case(np.array([[1.0, 5.0], [3.0, 5.0]]), np.array([[2.0, 6.0]]),
             label="the second column is constant", **constant),
        Case(np.array([[0.1, 1.0], [0.1, 2.0], [0.1, 4.0]]), np.array([[0.1, 3.0], [0.3, 2.0]]),
             label="a column of 0.1, whose mean is rounded", **rounding),
        Case(np.array([[2e7 / 7, 1.0], [2e7 / 7, 2.0], [2e7 / 7, 4.0]]),
             np.array([[2e7 / 7, 3.0]]), label="a constant column of large numbers", **rounding),
        Case(np.array([[1e-9, 1.0], [3e-9, 2.0], [2e-9, 3.0]]), np.array([[4e-9, 2.0]]),
             label="a column of small numbers, not constant", **rounding),
        Case(columns(5, *units), columns(4, *units)),
        Case(columns(6, *units), columns(6, *units) + 2, label="as many rows in both sets"),
        Case(draw(rng, 3, 3), draw(rng, 3, 3) + 1, label="as many rows as columns"),
        Case(np.array([[1, 20], [2, 50], [6, 20]]), np.array([[3, 35]]), aspect="any sizes",
             label="whole numbers"),
        Case(draw(rng, 4, 1), draw(rng, 3, 1) * 5, label="a single column", **sizes),
        Case(draw(rng, 30, 4) * 3 - 1, draw(rng, 7, 4), label="30 training samples", **sizes),
        Case(draw(rng, 4, 2), draw(rng, 1, 2), label="a single test sample", **sizes),
        Case(with_seven, tested, label="the middle column is constant", **constant),
        Case(np.array([[2.0, -3.0]]), np.array([[2.5, -3.0], [1.0, 0.0]]),
             label="a single training sample", **constant),
        Case(draw(rng, 4, 3), draw(rng, 2, 3),
             aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]  # fmt: skip


def _column_by_column(X_train, X_test):
    A, B = np.zeros(X_train.shape), np.zeros(X_test.shape)
    for j in range(X_train.shape[1]):
        column = X_train[:, j]
        mean = sum(column) / len(column)
        variance = sum((v - mean) ** 2 for v in column) / len(column)
        flat = max(column) == min(column)
        A[:, j] = (column - mean) / (1.0 if flat else variance**0.5)
        B[:, j] = (X_test[:, j] - mean) / (1.0 if flat else variance**0.5)
    return A, B


def _with_mask(X_train, X_test):
    mean = np.mean(X_train, axis=0, keepdims=True)
    std = np.std(X_train, axis=0, keepdims=True)
    std[std <= 1e-12 * np.max(np.abs(X_train), axis=0, keepdims=True)] = 1
    return [np.divide(X_train - mean, std), np.divide(X_test - mean, std)]


def _by_range(X_train, X_test):
    centered = X_train - X_train.mean(axis=0)
    varies = np.ptp(X_train, axis=0) > 0
    std = np.sqrt((centered**2).mean(axis=0))
    std[~varies] = 1.0
    return centered / std, (X_test - X_train.mean(axis=0)) / std


def _float32_at_the_end(X_train, X_test):
    return tuple(Z.astype(np.float32) for Z in standardizer()(X_train, X_test))


EXERCISE = Exercise(
    id="standardize",
    signature="(X_train, X_test)",
    text=Text(
        title="Put all columns on the same scale",
        minutes=15,
        difficulty="medium",
        lesson="Standardize with the training set's numbers",
        warned=("It divided by 0 on the way, and NumPy warned. The result is right all the same."),
    ),
    aspects=(
        Aspect("values", 1.0, "both sets, with the training set's mean and standard deviation"),
        Aspect("any sizes", 0.25, "any number of rows and columns; whole numbers", ("values",)),
        Aspect("constant columns", 0.25, "divided by 1, in both sets", ("values",)),
        Aspect(
            "rounding",
            0.25,
            "constant is below 1e-12 times the largest magnitude",
            ("values", "constant columns"),
        ),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=preprocessing.standardize,
    mistakes=MISTAKES,
    accepted={
        "column by column": _column_by_column,
        "a mask, keepdims, a list": _with_mask,
        "by the range of a column": _by_range,
        "float32 at the end": _float32_at_the_end,
    },
    compare=Comparison(results=("X_train, standardized", "X_test, standardized")),
)
