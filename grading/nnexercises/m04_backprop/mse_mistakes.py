"""Mistakes that are known with `mse`, the most specific first."""

import numpy as np

from nnexercises.m04_backprop.squared_errors import difference
from nngrader.declare import Mistake


def _mse_entry_by_entry(y_hat, y):
    total = 0.0
    for n in range(len(y)):
        total = total + (y_hat[n] - y[n]) ** 2
    return total / len(y)


def _mse_pair_by_pair(y_hat, y):
    return sum((a - b) ** 2 for a, b in zip(y_hat, y, strict=True)) / len(y)


def _mse_in_place(y_hat, y):
    y_hat -= y.reshape(y_hat.shape)
    return np.mean(y_hat**2)


def _mse_squares_in_place(y_hat, y):
    y_hat[:] = (y_hat - y.reshape(y_hat.shape)) ** 2
    return np.mean(y_hat)


MISTAKES = (
    Mistake(
        "sum-not-mean",
        "The squared errors are added up; their mean is asked, which does not grow with the "
        "number of samples.",
        lambda y_hat, y: np.sum(difference(y_hat, y) ** 2),
        lambda y_hat, y: np.sum((y_hat - y) ** 2),
    ),
    Mistake(
        "outer-difference",
        "A column minus a row is a whole table of differences, each prediction with every "
        "target: give both the same shape first.",
        lambda y_hat, y: np.mean((y_hat - y) ** 2),
        lambda y_hat, y: np.sum((y_hat - y) ** 2) / y.size,
        lambda y_hat, y: np.mean((y_hat.reshape(-1, 1) - y.reshape(1, -1)) ** 2),
    ),
    Mistake(
        "half-factor",
        "It is half of what is asked: the ½ that some books put in front is not used here.",
        lambda y_hat, y: np.mean(difference(y_hat, y) ** 2) / 2,
        lambda y_hat, y: np.mean((y_hat - y) ** 2) / 2,
        lambda y_hat, y: np.sum((y_hat - y) ** 2) / (2 * len(y)),
    ),
    Mistake(
        "absolute-error",
        "The errors count by their size, not by their square.",
        lambda y_hat, y: np.mean(np.abs(difference(y_hat, y))),
        lambda y_hat, y: np.mean(np.abs(y_hat - y)),
    ),
    Mistake(
        "signed-error",
        "Errors of different sign cancel each other: each one has to be squared before the "
        "mean is taken.",
        lambda y_hat, y: np.mean(difference(y_hat, y)),
        lambda y_hat, y: np.mean(y_hat - y),
        lambda y_hat, y: np.mean(difference(y_hat, y)) ** 2,
        lambda y_hat, y: np.mean(y_hat - y) ** 2,
        lambda y_hat, y: np.mean(-difference(y_hat, y)),
        lambda y_hat, y: np.mean(y - y_hat),
    ),
    Mistake(
        "root-taken",
        "It is the square root of what is asked.",
        lambda y_hat, y: np.sqrt(np.mean(difference(y_hat, y) ** 2)),
        lambda y_hat, y: np.sqrt(np.mean((y_hat - y) ** 2)),
    ),
    Mistake(
        "norm-not-mean",
        "It is the length of the vector of errors: no root is asked, and the number of "
        "samples has to count.",
        lambda y_hat, y: np.linalg.norm(difference(y_hat, y)),
        lambda y_hat, y: np.linalg.norm(y_hat - y),
    ),
    Mistake(
        "one-per-sample",
        "There is still one squared error for each sample: one number for the whole batch is "
        "asked.",
        lambda y_hat, y: difference(y_hat, y) ** 2,
        lambda y_hat, y: (y_hat - y) ** 2,
    ),
    Mistake(
        "array-of-one",
        "The number is right, but with a column it comes in an array: what is `y_hat[0]` then?",
        _mse_entry_by_entry,
        _mse_pair_by_pair,
    ),
    Mistake(
        "inputs-overwritten",
        "The number is right, but an input array was overwritten on the way.",
        _mse_in_place,
        _mse_squares_in_place,
    ),
)
