"""Mistakes that are known with `perceptron_update`, the most specific first."""

import numpy as np

from nngrader.declare import Mistake


def error_of(w, b, x, y):
    return y - float(np.dot(w, x) + b > 0)


def _update_in_place(w, b, x, y, lr):
    error = error_of(w, b, x, y)
    w += lr * error * x
    return w, b + lr * error


def _update_in_slice(w, b, x, y, lr):
    error = error_of(w, b, x, y)
    w[:] = w + lr * error * x
    return w, b + lr * error


def _update_truncated(w, b, x, y, lr):
    error = error_of(w, b, x, y)
    new = w.copy()
    new[:] = w + lr * error * x
    return new, b + lr * error


def _update_integer_product(w, b, x, y, lr):
    error = error_of(w, b, x, y)
    return w + (lr * error * x).astype(x.dtype), b + lr * error


def _update_cast_error(w, b, x, y, lr):
    new, bias = w.copy(), b
    error = error_of(w, b, x, y)
    new += lr * error * x
    return new, bias + lr * error


def _always_updates(w, b, x, y, lr):
    target = 1 if y == 1 else -1
    return w + lr * target * x, b + lr * target


MISTAKES = (
    Mistake(
        "update-sign",
        "The weights move the wrong way: after this update the same error would be larger.",
        lambda w, b, x, y, lr: (
            w - lr * error_of(w, b, x, y) * x,
            b - lr * error_of(w, b, x, y),
        ),
    ),
    Mistake(
        "bias-not-updated",
        "The bias stays as it was: it learns by the same rule, as the weight of a constant 1.",
        lambda w, b, x, y, lr: (w + lr * error_of(w, b, x, y) * x, b),
    ),
    Mistake(
        "learning-rate-ignored",
        "The learning rate has no effect on the result.",
        lambda w, b, x, y, lr: (w + error_of(w, b, x, y) * x, b + error_of(w, b, x, y)),
    ),
    Mistake(
        "updates-when-right",
        "It changes the weights although the sample is already right.",
        _always_updates,
        lambda w, b, x, y, lr: (w + lr * y * x, b + lr * y),
    ),
    Mistake(
        "int-truncation",
        "With integer arrays the fractions get lost: the result was written into an array "
        "of integers.",
        _update_truncated,
        _update_integer_product,
        _update_cast_error,
    ),
    Mistake(
        "weights-mutated",
        "The numbers are right, but the weights that were passed in have changed too: a "
        "new array is asked.",
        _update_in_place,
        _update_in_slice,
    ),
    Mistake(
        "fires-at-zero",
        "At a weighted sum of exactly 0 it is taken to fire; step(0) is 0.",
        lambda w, b, x, y, lr: (
            w + lr * (y - float(np.dot(w, x) + b >= 0)) * x,
            b + lr * (y - float(np.dot(w, x) + b >= 0)),
        ),
    ),
    Mistake(
        "raw-sum-as-prediction",
        "The error was taken from the weighted sum itself; the prediction is 0 or 1, after "
        "the step.",
        lambda w, b, x, y, lr: (
            w + lr * (y - (np.dot(w, x) + b)) * x,
            b + lr * (y - (np.dot(w, x) + b)),
        ),
    ),
    Mistake(
        "bias-ignored-in-prediction",
        "The prediction was made without the bias.",
        lambda w, b, x, y, lr: (
            w + lr * error_of(w, 0, x, y) * x,
            b + lr * error_of(w, 0, x, y),
        ),
    ),
    Mistake(
        "input-not-used",
        "Every weight moves by the same amount; each has to move in proportion to its own input.",
        lambda w, b, x, y, lr: (
            w + lr * error_of(w, b, x, y),
            b + lr * error_of(w, b, x, y),
        ),
    ),
)
