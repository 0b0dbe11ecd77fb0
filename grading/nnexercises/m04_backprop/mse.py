"""The exercise `mse`: measure how far off the predictions are."""

import numpy as np

from nnbasics import losses
from nnexercises.m04_backprop.mse_mistakes import MISTAKES
from nnexercises.m04_backprop.squared_errors import difference, squared_error_inputs
from nngrader.declare import Aspect, Exercise, Text, unchanged


def _mse_with_loop(y_hat, y):
    total = 0.0
    for a, b in zip(y_hat.flatten(), y.flatten(), strict=True):
        total += (a - b) ** 2
    return total / len(y)


def _dot_over_n(y_hat, y):
    d = y_hat - y.reshape(y_hat.shape)
    return d.ravel() @ d.ravel() / d.size


EXERCISE = Exercise(
    id="mse",
    signature="(y_hat, y)",
    text=Text(
        title="Measure how far off the predictions are",
        minutes=10,
        difficulty="easy",
        lesson="1. A loss: one number for how wrong",
    ),
    aspects=(
        Aspect("values", 1.0, "one number, the mean of the squared errors"),
        Aspect("columns", 0.75, "(N, 1) against (N,): each prediction has one target", ("values",)),
        unchanged(0.25),
    ),
    inputs=squared_error_inputs,
    reference=losses.mse,
    mistakes=MISTAKES,
    accepted={
        "ravel": lambda y_hat, y: np.mean((y_hat.ravel() - y.ravel()) ** 2),
        "reshape": lambda y_hat, y: float(((y_hat - y.reshape(y_hat.shape)) ** 2).mean()),
        "loop": _mse_with_loop,
        "dot product": _dot_over_n,
        "norm": lambda y_hat, y: np.linalg.norm(difference(y_hat, y)) ** 2 / len(y),
        "three sums": lambda y_hat, y: (
            (np.sum(y_hat**2) - 2 * np.dot(y_hat.ravel(), y.ravel()) + np.sum(y**2)) / y.size
        ),
        "squeeze": lambda y_hat, y: np.average(np.square(np.squeeze(y_hat) - np.squeeze(y))),
        "float32": lambda y_hat, y: np.mean(
            difference(y_hat.astype(np.float32), y.astype(np.float32)) ** 2
        ),
    },
)
