"""Mistakes that are known with `layer`, the most specific first."""

import numpy as np

from nngrader.declare import Mistake

MISTAKES = (
    Mistake(
        "transposed-weights",
        "W is used as if a row were a neuron; here a neuron is a column of W, which has "
        "shape (D, H).",
        lambda X, W, b: X @ W.T + b,
    ),
    Mistake(
        "bias-column",
        "The biases run down the rows; each neuron, that is each column of the result, has "
        "its own.",
        lambda X, W, b: X @ W + b[:, None],
        lambda X, W, b: X @ W + np.resize(b, len(X))[:, None],
    ),
    Mistake(
        "bias-omitted",
        "The biases are missing: a row of zeros should give b, not zeros.",
        lambda X, W, b: X @ W,
    ),
    Mistake(
        "one-neuron-only",
        "Only the first neuron was computed: there is one for every column of W.",
        lambda X, W, b: X @ W[:, 0] + b[0],
        lambda X, W, b: X @ W[:, :1] + b[:1],
    ),
    Mistake(
        "result-transposed",
        "The result is turned round: rows are samples, columns are neurons.",
        lambda X, W, b: (X @ W + b).T,
    ),
    Mistake(
        "first-bias-for-all",
        "Every neuron got the first bias; each has one of its own.",
        lambda X, W, b: X @ W + b[0],
    ),
    Mistake(
        "first-row-only",
        "Only the first row was used: every row of the batch needs its own results.",
        lambda X, W, b: X[0] @ W + b,
        lambda X, W, b: X[:1] @ W + b,
    ),
)
