"""Mistakes that are known with `mse_grad`, the most specific first."""

import numpy as np

from nnexercises.m04_backprop.squared_errors import difference
from nngrader.declare import Mistake


def error(y_hat, y):
    return y_hat - y.reshape(y_hat.shape)


def _mse_grad_into_integers(y_hat, y):
    result = np.zeros_like(y_hat)
    for n in range(len(y_hat)):
        result[n] = 2 * (y_hat[n] - y.reshape(y_hat.shape)[n]) / len(y_hat)
    return result


def _mse_grad_in_place(y_hat, y):
    y_hat -= y.reshape(y_hat.shape)
    y_hat *= 2
    y_hat /= y.size
    return y_hat


def _mse_grad_into_input(y_hat, y):
    y_hat[:] = 2 * error(y_hat, y) / y.size
    return y_hat


MISTAKES = (
    Mistake(
        "sign-flipped",
        "The sign is the wrong way round: where a prediction is too high, making it higher "
        "must raise the loss.",
        lambda y_hat, y: -2 * error(y_hat, y) / y.size,
        lambda y_hat, y: 2 * (y - y_hat) / len(y),
    ),
    Mistake(
        "missing-two",
        "It is half of what is asked: what is the derivative of a square?",
        lambda y_hat, y: error(y_hat, y) / y.size,
        lambda y_hat, y: (y_hat - y) / len(y),
    ),
    Mistake(
        "not-averaged",
        "It is the gradient of the sum; the loss is a mean over the batch.",
        lambda y_hat, y: 2 * error(y_hat, y),
        lambda y_hat, y: 2 * (y_hat - y),
    ),
    Mistake(
        "errors-only",
        "These are the errors themselves: differentiate both the square and the mean.",
        error,
        lambda y_hat, y: y_hat - y,
    ),
    Mistake(
        "outer-difference",
        "A column minus a row is a whole table of differences: the gradient has one number "
        "for each prediction.",
        lambda y_hat, y: 2 * (y_hat - y) / y.size,
        lambda y_hat, y: 2 * (y_hat - y) / (y_hat - y).size,
    ),
    Mistake(
        "shape-of-y",
        "The numbers are right, but they have the shape of y; asked is the shape of y_hat.",
        lambda y_hat, y: (2 * error(y_hat, y) / y.size).reshape(y.shape),
    ),
    Mistake(
        "always-flat",
        "The numbers are right, but the shape is (N,) also where y_hat is a column.",
        lambda y_hat, y: 2 * difference(y_hat, y) / y.size,
    ),
    Mistake(
        "one-number",
        "It is one and the same number for the whole batch; each prediction has a slope of its "
        "own.",
        lambda y_hat, y: 2 * np.mean(difference(y_hat, y)),
        lambda y_hat, y: np.full(y_hat.shape, 2 * np.mean(difference(y_hat, y))),
        lambda y_hat, y: np.full(y_hat.shape, 2 * np.mean(difference(y_hat, y)) / y.size),
        lambda y_hat, y: np.mean(2 * (y_hat - y)),
    ),
    Mistake(
        "int-truncation",
        "With whole numbers the fractions get lost: the result was written into an array of "
        "integers.",
        _mse_grad_into_integers,
    ),
    Mistake(
        "inputs-overwritten",
        "The numbers are right, but they were written into an array that was passed in.",
        _mse_grad_into_input,
        _mse_grad_in_place,
    ),
)
