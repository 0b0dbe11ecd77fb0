"""Mistakes that are known with `step`, the most specific first."""

import numpy as np

from nngrader.declare import Mistake


def _step_in_place(z):
    result = np.asarray(z, dtype=float)
    result[result > 0] = 1.0
    result[result <= 0] = 0.0
    return result


MISTAKES = (
    Mistake(
        "fires-at-zero",
        "At exactly 0 this step fires; here it fires only above 0.",
        lambda z: np.where(np.asarray(z) >= 0, 1.0, 0.0),
        lambda z: np.heaviside(z, 1.0),
    ),
    Mistake(
        "returns-bool",
        "The result holds True and False; asked are the numbers 1.0 and 0.0.",
        lambda z: np.asarray(z) > 0,
    ),
    Mistake(
        "sign-not-step",
        "Negative values give −1: that is the sign; a step gives 0 there.",
        lambda z: np.where(np.asarray(z) > 0, 1.0, -1.0),
        lambda z: np.sign(z),
    ),
    Mistake(
        "scalar-only",
        "An `if` decides about one number; for an array every entry has to be decided.",
        lambda z: 1.0 if z > 0 else 0.0,
    ),
    Mistake(
        "returns-z",
        "Positive values come back as they are; a step gives 1.0 for each of them.",
        lambda z: np.where(np.asarray(z) > 0, z, 0.0),
    ),
    Mistake(
        "inverted",
        "It fires below zero and is silent above: the comparison is the wrong way round.",
        lambda z: np.where(np.asarray(z) > 0, 0.0, 1.0),
    ),
    Mistake(
        "overwrites-input",
        "The values are right, but they were written into the array that was passed in.",
        _step_in_place,
    ),
)
