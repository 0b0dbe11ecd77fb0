"""Mistakes that are known with `relu_grad`, the most specific first."""

import numpy as np

from nngrader.declare import Mistake


def _relu_slope_in_place(z):
    z[z > 0] = 1
    z[z <= 0] = 0
    return z


MISTAKES = (
    Mistake(
        "one-at-zero",
        "At exactly 0 the slope is 1 here; the course takes 0, as PyTorch does.",
        lambda z: np.where(z >= 0, 1.0, 0.0),
        lambda z: np.heaviside(z, 1.0),
        lambda z: np.where(z < 0, 0.0, 1.0),
    ),
    Mistake(
        "half-at-zero",
        "At exactly 0 the slope is 0.5 here; the course takes 0, as PyTorch does.",
        lambda z: np.heaviside(z, 0.5),
        lambda z: (np.sign(z) + 1) / 2,
    ),
    Mistake(
        "zero-division",
        "At 0 it divides 0 by 0, which is no number (nan).",
        lambda z: np.maximum(z, 0) / z,
        lambda z: (1 + z / np.abs(z)) / 2,
    ),
    Mistake(
        "returns-bool",
        "The result holds True and False; asked are the numbers 1.0 and 0.0.",
        lambda z: z > 0,
        lambda z: z >= 0,
    ),
    Mistake(
        "returns-z",
        "Positive entries come back as they are: that is the ReLU itself; its slope is asked.",
        lambda z: np.where(z > 0, z, 0),
        lambda z: z * (z > 0),
    ),
    Mistake(
        "negative-slope",
        "Negative entries give −1: that is the slope of the absolute value; a ReLU is flat there.",
        np.sign,
        lambda z: np.where(z > 0, 1.0, -1.0),
    ),
    Mistake(
        "leaky-instead",
        "Negative entries give a small slope: that is a leaky ReLU's; a ReLU is flat there.",
        lambda z: np.where(z > 0, 1.0, 0.01),
    ),
    Mistake(
        "inverted",
        "It is the wrong way round: 1 for negative entries and 0 for positive ones.",
        lambda z: np.where(z > 0, 0.0, 1.0),
        lambda z: np.where(z < 0, 1.0, 0.0),
    ),
    Mistake(
        "always-one",
        "The slope is 1 everywhere here; below 0 a ReLU is flat.",
        np.ones_like,
        lambda z: np.ones(z.shape),
    ),
    Mistake(
        "scalar-only",
        "One comparison is made for the whole array, as for a single number; every entry has "
        "to be compared by itself.",
        lambda z: 1.0 if z > 0 else 0.0,
    ),
    Mistake(
        "one-axis-only",
        "It goes through one axis: an array may have rows and columns, or more axes than that.",
        lambda z: np.array([1.0 if v > 0 else 0.0 for v in z]),
    ),
    Mistake(
        "inputs-overwritten",
        "The values are right, but they were written into the array that was passed in.",
        _relu_slope_in_place,
    ),
)
