"""Mistakes that are known with `linear`, the most specific first."""

import numpy as np

from nnexercises.m03_networks.linear_parts import linear_with, raises, with_error
from nngrader.declare import Mistake


def _with_assert(X, W, b):
    assert X.shape[1] == W.shape[0], f"X {X.shape} and W {W.shape}"
    return X @ W + b


def _in_integers(X, W, b):
    Z = X @ W
    Z[:] = Z + b
    return Z


def _bias_added_in_place(X, W, b):
    Z = X @ W
    Z += b
    return Z


def _bias_in_every_product(X, W, b):
    Z = np.zeros((len(X), len(b)))
    for n in range(len(X)):
        for h in range(len(b)):
            for d in range(X.shape[1]):
                Z[n, h] += X[n, d] * W[d, h] + b[h]
    return Z


def _adds_to_bias(X, W, b):
    rows = []
    for x in X:
        z = b
        z += x @ W
        rows.append(z)
    return np.array(rows)


def _up_to_the_shorter(X, W, b):
    d = min(X.shape[1], W.shape[0])
    return X[:, :d] @ W[:d] + b


MISTAKES = (
    Mistake(
        "transposed-weights",
        "W is used as if a row were a neuron; here a neuron is a column of W, which has "
        "shape (D, H).",
        lambda X, W, b: X @ W.T + b,
        linear_with(lambda X, W, b: X @ W.T + b),
        linear_with(lambda X, W, b: X @ W.T + b, lambda X, W: X.shape[1] == W.shape[1]),
    ),
    Mistake(
        "bias-omitted",
        "The biases are missing: a row of zeros should give b, not zeros.",
        linear_with(lambda X, W, b: X @ W),
        lambda X, W, b: X @ W,
    ),
    Mistake(
        "silent-broadcast",
        "Shapes that do not fit give a result in silence: a size of 1 was stretched, or "
        "what is left over was cut off.",
        lambda X, W, b: (X[:, :, None] * W).sum(axis=1) + b,
        lambda X, W, b: np.einsum("nd,dh->nh", X, W) + b,
        linear_with(
            lambda X, W, b: (X[:, :, None] * W).sum(axis=1) + b,
            lambda X, W: 1 in (X.shape[1], W.shape[0]) or X.shape[1] == W.shape[0],
        ),
        _up_to_the_shorter,
    ),
    Mistake(
        "no-shape-check",
        "Shapes that do not fit meet NumPy's own error, and not one that shows the shapes "
        "of X and W as asked.",
        lambda X, W, b: X @ W + b,
        lambda X, W, b: np.dot(X, W) + b,
    ),
    Mistake(
        "shapes-not-named",
        "The error is raised where it should be, but its message does not have the two "
        "shapes as Python writes them.",
        with_error(lambda X, W: raises(ValueError("shapes do not match"))),
        with_error(lambda X, W: raises(ValueError(f"X has {X.shape[1]} columns"))),
    ),
    Mistake(
        "another-error",
        "An error is raised where it should be, but not a ValueError.",
        _with_assert,
        with_error(lambda X, W: raises(TypeError("shapes"))),
        with_error(lambda X, W: raises(Exception("shapes"))),
        with_error(lambda X, W: raises(IndexError("shapes"))),
    ),
    Mistake(
        "error-not-raised",
        "Shapes that do not fit are noticed, but no error is raised: `return` and `print` "
        "let the program go on.",
        with_error(lambda X, W: None),
    ),
    Mistake(
        "compares-wrong-axes",
        "The sizes that are compared are not the two that have to be equal.",
        linear_with(fits=lambda X, W: X.shape[0] == W.shape[0]),
        linear_with(fits=lambda X, W: X.shape[1] == W.shape[1]),
        linear_with(fits=lambda X, W: X.shape[0] == W.shape[1]),
        linear_with(fits=lambda X, W: X.shape == W.shape),
    ),
    Mistake(
        "bias-column",
        "The biases run down the rows; each neuron, that is each column of the result, has "
        "its own.",
        lambda X, W, b: X @ W + b[:, None],
        linear_with(lambda X, W, b: X @ W + b[:, None]),
        linear_with(lambda X, W, b: X @ W + np.resize(b, len(X))[:, None]),
    ),
    Mistake(
        "bias-per-feature",
        "The bias is added once for every input; each neuron has it once.",
        linear_with(_bias_in_every_product),
        _bias_in_every_product,
    ),
    Mistake(
        "int-truncation",
        "With whole numbers the fractions of b get lost, or do not fit: the sum was put "
        "into an array of integers.",
        linear_with(_in_integers),
        linear_with(_bias_added_in_place),
        _in_integers,
        _bias_added_in_place,
    ),
    Mistake(
        "axis-lost",
        "With a single row or a single neuron an axis got lost: the result always has two, (N, H).",
        linear_with(lambda X, W, b: np.squeeze(X @ W + b)),
    ),
    Mistake(
        "bias-overwritten",
        "The sums were added to b itself: `z = b` is no copy, so what is added to z stays in b "
        "for the next row.",
        linear_with(_adds_to_bias),
        _adds_to_bias,
    ),
    Mistake(
        "relu-applied",
        "Negative sums became 0: a linear layer has no activation.",
        linear_with(lambda X, W, b: np.maximum(X @ W + b, 0)),
        lambda X, W, b: np.maximum(X @ W + b, 0),
    ),
)
