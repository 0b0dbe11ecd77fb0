"""Softmax: probabilities from the logits of each row."""

import math

import numpy as np

from nnbasics import activations
from nngrader.declare import Aspect, Case, Exercise, Mistake, unchanged


def _softmax_inputs(rng: np.random.Generator) -> list[Case]:
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


def _exp_shifted(Z):
    """The exponentials that are right to take: each row less its own largest logit."""
    return np.exp(Z - Z.max(axis=1, keepdims=True))


def _normalized(E):
    return E / E.sum(axis=1, keepdims=True)


def _softmax_in_place(Z):
    Z -= Z.max(axis=1, keepdims=True)
    return _normalized(np.exp(Z))


def _softmax_all_in_place(Z):
    Z -= Z.max(axis=1, keepdims=True)
    np.exp(Z, out=Z)
    Z /= Z.sum(axis=1, keepdims=True)
    return Z


def _softmax_rows_in_place(Z):
    for i in range(len(Z)):
        e = np.exp(Z[i] - Z[i].max())
        Z[i] = e / e.sum()
    return Z


def _row_by_row(Z, result):
    for i, row in enumerate(Z):
        e = np.exp(row - row.max())
        result[i] = e / e.sum()
    return result


def _with_python_numbers(Z, largest):
    rows = []
    for row in Z:
        powers = [math.exp(z - largest(row)) for z in row]
        rows.append([power / sum(powers) for power in powers])
    return np.array(rows)


SOFTMAX = Exercise(
    id="softmax",
    title="Turn logits into probabilities",
    signature="(Z)",
    aspects=(
        Aspect("values", 1.25, "probabilities; each row sums to 1"),
        Aspect("any batch", 0.5, "one row, one class, or many; integers too", ("values",)),
        Aspect("stability", 1.0, "right also for logits such as ±1000", ("values",)),
        unchanged(0.25),
    ),
    inputs=_softmax_inputs,
    reference=activations.softmax,
    mistakes=(
        Mistake(
            "no-max-shift",
            "The exponentials are taken of the logits as they are: huge ones overflow, and very "
            "negative ones all become 0.",
            lambda Z: _normalized(np.exp(Z)),
            lambda Z: np.array([np.exp(row) / np.exp(row).sum() for row in Z]),
            lambda Z: _with_python_numbers(Z, lambda row: 0.0),
        ),
        Mistake(
            "global-max-shift",
            "One number is subtracted from all rows: in a row far below it, every exponential "
            "becomes 0.",
            lambda Z: _normalized(np.exp(Z - Z.max())),
        ),
        Mistake(
            "column-max-shift",
            "The maxima were taken down the columns, so numbers in one row are shifted by "
            "different amounts.",
            lambda Z: _normalized(np.exp(Z - Z.max(axis=0))),
        ),
        Mistake(
            "wrong-shift",
            "What is subtracted from a row does not keep its exponentials in range: they can still "
            "overflow, or all become 0.",
            lambda Z: _normalized(np.exp(Z - Z.min(axis=1, keepdims=True))),
            lambda Z: _normalized(np.exp(Z - Z.mean(axis=1, keepdims=True))),
            lambda Z: _normalized(np.exp(Z - np.abs(Z).max(axis=1, keepdims=True))),
            lambda Z: _normalized(np.exp(Z + Z.max(axis=1, keepdims=True))),
            lambda Z: _normalized(np.exp(Z - Z[:, :1])),
            lambda Z: _normalized(np.exp(Z - Z[:, -1:])),
        ),
        Mistake(
            "clipped",
            "Huge logits were cut off at a limit; that changes how far apart they are, and so the "
            "probabilities.",
            lambda Z: _normalized(np.exp(np.clip(Z, -500, 500))),
            lambda Z: _normalized(np.exp(np.clip(Z, -700, 700))),
            lambda Z: _normalized(np.exp(np.clip(Z, -100, 100))),
        ),
        Mistake(
            "nan-hidden",
            "Where the formula gave no number (nan), another value was put in its place, and that "
            "value is wrong.",
            lambda Z: np.nan_to_num(_normalized(np.exp(Z))),
            lambda Z: np.nan_to_num(_normalized(np.exp(Z)), nan=1.0),
            lambda Z: np.nan_to_num(_normalized(np.exp(Z - Z.max()))),
        ),
        Mistake(
            "scaled-not-shifted",
            "The logits were divided; that changes how far apart they are, and so the "
            "probabilities.",
            lambda Z: _normalized(np.exp(Z / Z.max(axis=1, keepdims=True))),
            lambda Z: _normalized(np.exp(Z / Z.max())),
            lambda Z: _normalized(np.exp(Z / np.abs(Z).max(axis=1, keepdims=True))),
            lambda Z: _normalized(np.exp(Z / np.abs(Z).max())),
        ),
        Mistake(
            "axis-0",
            "The columns sum to 1; each row is a sample, and its probabilities have to sum to 1.",
            lambda Z: np.exp(Z - Z.max(axis=0)) / np.exp(Z - Z.max(axis=0)).sum(axis=0),
            lambda Z: np.exp(Z) / np.exp(Z).sum(axis=0),
            lambda Z: np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum(axis=0),
            lambda Z: _exp_shifted(Z) / _exp_shifted(Z).sum(axis=0),
        ),
        Mistake(
            "whole-array",
            "All entries together sum to 1; each row is a sample, and its probabilities have to "
            "sum to 1.",
            lambda Z: np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum(),
            lambda Z: np.exp(Z) / np.exp(Z).sum(),
            lambda Z: _exp_shifted(Z) / _exp_shifted(Z).sum(),
        ),
        Mistake(
            "no-keepdims",
            "The maxima or the sums of the rows have the shape (N,), and NumPy lines them up with "
            "the columns, or cannot line them up at all.",
            lambda Z: _exp_shifted(Z) / _exp_shifted(Z).sum(axis=1),
            lambda Z: _normalized(np.exp(Z - Z.max(axis=1))),
            lambda Z: np.exp(Z - Z.max(axis=1)) / np.exp(Z - Z.max(axis=1)).sum(axis=1),
            lambda Z: np.exp(Z) / np.exp(Z).sum(axis=1),
            lambda Z: np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum(axis=1),
            lambda Z: _exp_shifted(Z) / sum(_exp_shifted(Z).T),
        ),
        Mistake(
            "not-normalized",
            "The exponentials came back as they are: the numbers of a row do not sum to 1.",
            _exp_shifted,
            np.exp,
            lambda Z: np.exp(Z - Z.max()),
        ),
        Mistake(
            "divided-by-largest",
            "Each row was divided by its largest exponential, so that one is 1; the whole row has "
            "to sum to 1.",
            lambda Z: np.exp(Z) / np.exp(Z).max(axis=1, keepdims=True),
        ),
        Mistake(
            "averaged",
            "Each row was divided by its mean; it has to sum to 1.",
            lambda Z: _exp_shifted(Z) / _exp_shifted(Z).mean(axis=1, keepdims=True),
            lambda Z: np.exp(Z) / np.exp(Z).mean(axis=1, keepdims=True),
        ),
        Mistake(
            "no-exponential",
            "The logits themselves were divided by their sum: negative logits make negative "
            "probabilities.",
            lambda Z: Z / Z.sum(axis=1, keepdims=True),
            lambda Z: np.abs(Z) / np.abs(Z).sum(axis=1, keepdims=True),
        ),
        Mistake(
            "sigmoid-instead",
            "Each entry went through a sigmoid by itself: the numbers of a row do not sum to 1.",
            activations.sigmoid,
            lambda Z: 1 / (1 + np.exp(-Z)),
        ),
        Mistake(
            "log-softmax",
            "These are logarithms of the probabilities.",
            lambda Z: np.log(_normalized(np.exp(Z))),
            lambda Z: (
                Z
                - Z.max(axis=1, keepdims=True)
                - np.log(_exp_shifted(Z).sum(axis=1, keepdims=True))
            ),
            lambda Z: np.log(_normalized(_exp_shifted(Z))),
        ),
        Mistake(
            "one-hot",
            "The largest logit of a row got everything; the others have a probability, too.",
            lambda Z: np.eye(Z.shape[1])[Z.argmax(axis=1)],
            lambda Z: np.equal(Z, Z.max(axis=1, keepdims=True)) * 1.0,
        ),
        Mistake(
            "first-row-only",
            "Only the first row was used: every row of the batch needs its own probabilities.",
            lambda Z: _normalized(_exp_shifted(Z))[0],
            lambda Z: _normalized(_exp_shifted(Z))[:1],
        ),
        Mistake(
            "int-truncation",
            "With whole numbers as input the fractions get lost: the results went into an array of "
            "integers.",
            lambda Z: _row_by_row(Z, np.zeros_like(Z)),
        ),
        Mistake(
            "rounded",
            "The results are rounded; all digits are asked.",
            lambda Z: activations.softmax(Z).round(4),
            lambda Z: activations.softmax(Z).round(3),
            lambda Z: activations.softmax(Z).round(2),
        ),
        Mistake(
            "inputs-overwritten",
            "The values are right, but the array that was passed in was overwritten on the way.",
            _softmax_in_place,
            _softmax_all_in_place,
            _softmax_rows_in_place,
        ),
    ),
    accepted={
        "keepdims": lambda Z: _normalized(_exp_shifted(Z)),
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
        "row by row": lambda Z: _row_by_row(Z, np.zeros(Z.shape)),
        "a list of rows": lambda Z: np.array([activations.softmax(row) for row in Z]),
        "Python numbers": lambda Z: _with_python_numbers(Z, max),
        "through logarithms": lambda Z: np.exp(Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)),
        "apply_along_axis": lambda Z: np.apply_along_axis(activations.softmax, 1, Z),
        "einsum": lambda Z: np.einsum("nc,n->nc", _exp_shifted(Z), 1 / _exp_shifted(Z).sum(axis=1)),
        "below the largest by one": lambda Z: _normalized(
            np.exp(Z - Z.max(axis=1, keepdims=True) - 1)
        ),
        "float32": lambda Z: _normalized(_exp_shifted(Z.astype(np.float32))),
    },
)
