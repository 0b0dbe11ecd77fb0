"""The exercise `mse_grad`: find how each prediction changes the loss."""

import numpy as np

from nnbasics import losses
from nnexercises.m04_backprop.mse_grad_mistakes import MISTAKES, error
from nnexercises.m04_backprop.squared_errors import difference, squared_error_inputs
from nngrader.declare import Aspect, Exercise, Text, unchanged


def _mse_grad_with_loop(y_hat, y):
    flat, targets = y_hat.ravel(), y.ravel()
    result = np.zeros(len(flat))
    for n in range(len(flat)):
        result[n] = 2 / len(flat) * (flat[n] - targets[n])
    return result.reshape(y_hat.shape)


EXERCISE = Exercise(
    id="mse_grad",
    signature="(y_hat, y)",
    text=Text(
        title="Find how each prediction changes the loss",
        minutes=5,
        difficulty="easy",
        lesson="4. Walk downhill in the fog",
    ),
    rests_on=("mse",),
    aspects=(
        Aspect("values", 0.5, "one slope for each prediction"),
        Aspect("columns", 0.25, "the shape of y_hat, whatever the shape of y", ("values",)),
        unchanged(0.25),
    ),
    inputs=squared_error_inputs,
    reference=losses.mse_grad,
    mistakes=MISTAKES,
    accepted={
        "reshape": lambda y_hat, y: 2 / len(y) * (y_hat - y.reshape(y_hat.shape)),
        "loop": _mse_grad_with_loop,
        "flat, then back": lambda y_hat, y: np.reshape(
            2 * difference(y_hat, y) / len(y), np.shape(y_hat)
        ),
        "minus the other way": lambda y_hat, y: -2 * (y.reshape(y_hat.shape) - y_hat) / y_hat.size,
        "two halves": lambda y_hat, y: error(y_hat, y) / (0.5 * y_hat.shape[0]),
        "float32": lambda y_hat, y: (
            2 * error(y_hat.astype(np.float32), y.astype(np.float32)) / np.float32(y.size)
        ),
    },
)
