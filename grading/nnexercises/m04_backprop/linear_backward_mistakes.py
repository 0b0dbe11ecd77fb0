"""Mistakes that are known with `linear_backward`, the most specific first."""

import numpy as np

from nngrader.declare import Mistake


def right(dout, X, W):
    return dout @ W.T, X.T @ dout, dout.sum(axis=0)


def _linear_in_place(dout, X, W):
    dX, dW, db = right(dout, X, W)
    X[:] = dX
    W[:] = dW
    return X, W, db


def _linear_downhill(dout, X, W):
    dX, dW, db = right(dout, X, W)
    W -= 0.1 * dW
    return dX, dW, db


MISTAKES = (
    Mistake(
        "db-not-summed",
        "db still has a row for each sample: a bias was added to every row, so all rows "
        "contribute to its gradient.",
        lambda dout, X, W: (dout @ W.T, X.T @ dout, dout),
        lambda dout, X, W: (dout @ W.T, X.T @ dout, dout[0]),
    ),
    Mistake(
        "db-averaged",
        "db is a mean over the rows: the mean of the loss is in dout already.",
        lambda dout, X, W: (dout @ W.T, X.T @ dout, dout.mean(axis=0)),
    ),
    Mistake(
        "averaged-again",
        "dW was divided by the number of rows: the mean of the loss is in dout already.",
        lambda dout, X, W: (dout @ W.T, X.T @ dout / len(X), dout.mean(axis=0)),
        lambda dout, X, W: (dout @ W.T, X.T @ dout / len(X), dout.sum(axis=0)),
        lambda dout, X, W: (dout @ W.T / len(X), X.T @ dout / len(X), dout.mean(axis=0)),
    ),
    Mistake(
        "dw-transposed",
        "dW lies on its side: a gradient has the shape of what it belongs to.",
        lambda dout, X, W: (dout @ W.T, dout.T @ X, dout.sum(axis=0)),
    ),
    Mistake(
        "upstream-ignored",
        "dout has no effect on the gradients: each entry of it says how much the loss cares "
        "about that output.",
        lambda dout, X, W: right(np.ones_like(dout), X, W),
        lambda dout, X, W: (
            np.tile(W.sum(axis=1), (len(X), 1)),
            np.tile(X.sum(axis=0)[:, None], (1, W.shape[1])),
            dout.sum(axis=0),
        ),
        lambda dout, X, W: (W.T, X.T, dout.sum(axis=0)),
        lambda dout, X, W: (W.T, X.T, np.ones(W.shape[1])),
        lambda dout, X, W: (W, X, np.ones(W.shape[1])),
    ),
    Mistake(
        "x-used-for-w",
        "X and W have changed places: by which of the two is a change of X multiplied on its "
        "way to the output?",
        lambda dout, X, W: (X.T @ dout, dout @ W.T, dout.sum(axis=0)),
        lambda dout, X, W: (dout @ X.T, W.T @ dout, dout.sum(axis=0)),
        lambda dout, X, W: (dout @ X.T, X.T @ dout, dout.sum(axis=0)),
        lambda dout, X, W: (dout @ W.T, W.T @ dout, dout.sum(axis=0)),
    ),
    Mistake(
        "dx-transposed",
        "dX lies on its side: a gradient has the shape of what it belongs to.",
        lambda dout, X, W: (W @ dout.T, X.T @ dout, dout.sum(axis=0)),
    ),
    Mistake(
        "transpose-missing",
        "Two arrays don't fit into a product as they are: write their shapes down, and turn "
        "one of them.",
        lambda dout, X, W: (dout @ W, X.T @ dout, dout.sum(axis=0)),
        lambda dout, X, W: (dout @ W.T, X @ dout, dout.sum(axis=0)),
        lambda dout, X, W: (dout @ W, X @ dout, dout.sum(axis=0)),
        lambda dout, X, W: (dout * W, dout * X, dout.sum(axis=0)),
    ),
    Mistake(
        "db-has-two-axes",
        "db has shape (1, H); asked is the shape of b, (H,).",
        lambda dout, X, W: (dout @ W.T, X.T @ dout, dout.sum(axis=0, keepdims=True)),
    ),
    Mistake(
        "db-summed-over-neurons",
        "db was added up along the rows: it needs one number for each neuron, that is for "
        "each column of dout.",
        lambda dout, X, W: (dout @ W.T, X.T @ dout, dout.sum(axis=1)),
    ),
    Mistake(
        "last-sample-only",
        "Only one sample is left in a gradient of the weights or biases: each one adds to it.",
        lambda dout, X, W: (dout @ W.T, np.outer(X[-1], dout[-1]), dout.sum(axis=0)),
        lambda dout, X, W: (dout @ W.T, np.outer(X[-1], dout[-1]), dout[-1]),
        lambda dout, X, W: (dout @ W.T, X.T @ dout, dout[-1]),
    ),
    Mistake(
        "db-one-number",
        "db is a single number: every neuron has a bias of its own.",
        lambda dout, X, W: (dout @ W.T, X.T @ dout, dout.sum()),
    ),
    Mistake(
        "wrong-order",
        "The results are right, but in another order than dX, dW, db.",
        lambda dout, X, W: (X.T @ dout, dout.sum(axis=0), dout @ W.T),
        lambda dout, X, W: (dout @ W.T, dout.sum(axis=0), X.T @ dout),
    ),
    Mistake(
        "inputs-overwritten",
        "The numbers are right, but an array that was passed in has changed.",
        _linear_in_place,
        _linear_downhill,
    ),
)
