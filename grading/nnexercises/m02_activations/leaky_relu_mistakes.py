"""Mistakes that are known with `leaky_relu`, the most specific first."""

import numpy as np

from nnbasics import activations
from nnexercises.m02_activations.arrays import into_same_type, overwriting
from nngrader.declare import Mistake


def leaky_of_one(v, slope=0.01):
    return v if v > 0 else slope * v


def _leaky_in_place(z, slope=0.01):
    z[z < 0] *= slope
    return z


def _leaky_factor_in_place(z, slope=0.01):
    z *= np.where(z > 0, 1, slope)
    return z


def _leaky_scaled_copy(z, slope=0.01):
    result = z.copy()
    result[z < 0] *= slope
    return result


MISTAKES = (
    Mistake(
        "slope-ignored",
        "The slope that is passed in makes no difference to the result.",
        lambda z, slope=0.01: np.where(z > 0, z, 0.01 * z),
        lambda z, slope=0.01: np.maximum(z, 0),
        lambda z, slope=0.01: np.where(z > 0, z, 0.1 * z),
    ),
    Mistake(
        "slope-on-positive",
        "The slope is on the wrong side: positive entries should stay as they are.",
        lambda z, slope=0.01: np.where(z > 0, slope * z, z),
        lambda z, slope=0.01: np.minimum(z, slope * z),
    ),
    Mistake(
        "slope-everywhere",
        "All entries are multiplied by the slope; positive ones should stay as they are.",
        lambda z, slope=0.01: slope * z,
    ),
    Mistake(
        "compared-with-slope",
        "Entries are compared with the slope; what counts is on which side of 0 they are.",
        lambda z, slope=0.01: np.where(z > slope, z, slope * z),
        lambda z, slope=0.01: np.where(z > -slope, z, slope * z),
    ),
    Mistake(
        "slope-on-top",
        "Positive entries come out too large: the slope is for the others only.",
        lambda z, slope=0.01: np.maximum(z, 0) + slope * z,
    ),
    Mistake(
        "slope-not-multiplied",
        "Negative entries all give the same number; each has to be multiplied by the slope.",
        lambda z, slope=0.01: np.where(z > 0, z, slope),
        lambda z, slope=0.01: np.where(z > 0, z, -slope),
        lambda z, slope=0.01: np.maximum(z, slope),
    ),
    Mistake(
        "sign-lost",
        "Negative entries give positive numbers: the slope makes them smaller in size; their "
        "sign stays.",
        lambda z, slope=0.01: np.where(z > 0, z, -slope * z),
        lambda z, slope=0.01: np.where(z > 0, z, slope * np.abs(z)),
    ),
    Mistake(
        "divided-by-slope",
        "Negative entries are divided by the slope; they should become smaller in size.",
        lambda z, slope=0.01: np.where(z > 0, z, z / slope),
    ),
    Mistake(
        "slope-added",
        "The slope is added to negative entries; it is a factor.",
        lambda z, slope=0.01: np.where(z > 0, z, z + slope),
        lambda z, slope=0.01: np.where(z > 0, z, z - slope),
    ),
    Mistake(
        "int-truncation",
        "With whole numbers as input the fractions get lost, or cannot be stored: the results "
        "went into an array of integers.",
        into_same_type(activations.leaky_relu),
        _leaky_scaled_copy,
        np.vectorize(leaky_of_one),
    ),
    Mistake(
        "in-place",
        "The values are right, but they were written into the array that was passed in.",
        _leaky_in_place,
        overwriting(activations.leaky_relu),
        _leaky_factor_in_place,
    ),
    Mistake(
        "scalar-only",
        "One comparison is made for the whole array, as for a single number; every entry has "
        "to be compared by itself.",
        leaky_of_one,
        lambda z, slope=0.01: max(slope * z, z),
    ),
    Mistake(
        "one-axis-only",
        "It goes through one axis: an array may have rows and columns, or more axes than that.",
        lambda z, slope=0.01: np.array([v if v > 0 else slope * v for v in z]),
        lambda z, slope=0.01: np.array([max(v, slope * v) for v in z]),
    ),
    Mistake(
        "default-missing",
        "When the call gives no slope, it fails or another slope is used; then it should be 0.01.",
        lambda z, slope: np.where(z > 0, z, slope * z),
        lambda z, slope=0.1: np.where(z > 0, z, slope * z),
        lambda z, slope=0.001: np.where(z > 0, z, slope * z),
    ),
)
