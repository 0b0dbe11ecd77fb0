"""Mistakes that are known with `neuron`, the most specific first."""

import numpy as np

from nngrader.declare import Mistake


def _neuron_in_place(X, w, b):
    X *= w
    return X.sum(axis=1) + b


MISTAKES = (
    Mistake(
        "bias-omitted",
        "The bias is missing: a row of zeros should give the bias, not 0.",
        lambda X, w, b: X @ w,
    ),
    Mistake(
        "column-result",
        "The numbers are right, but they stand in a column of shape (N, 1); asked is one "
        "axis, (N,).",
        lambda X, w, b: X @ w.reshape(-1, 1) + b,
    ),
    Mistake(
        "first-row-only",
        "Only the first row was used: every row of the batch needs its own result.",
        lambda X, w, b: np.dot(X[0], w) + b,
        lambda X, w, b: np.array([np.dot(X[0], w) + b]),
    ),
    Mistake(
        "elementwise-not-dot",
        "There is still one number for every feature of every row: the products in a row "
        "have to be added up.",
        lambda X, w, b: X * w + b,
    ),
    Mistake(
        "sums-columns",
        "The products were added down the columns; each row is a sample and has a sum of its own.",
        lambda X, w, b: (X * w).sum(axis=0) + b,
    ),
    Mistake(
        "sums-everything",
        "All rows were added into one number; each row is a sample of its own.",
        lambda X, w, b: np.sum(X * w) + b,
    ),
    Mistake(
        "bias-per-feature",
        "The bias is added once for every feature; each row gets it once.",
        lambda X, w, b: (X * w + b).sum(axis=1),
    ),
    Mistake(
        "inputs-overwritten",
        "The numbers are right, but an input array was overwritten on the way.",
        _neuron_in_place,
    ),
)
