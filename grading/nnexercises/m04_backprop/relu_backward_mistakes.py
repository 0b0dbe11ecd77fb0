"""Mistakes that are known with `relu_backward`, the most specific first."""

import numpy as np

from nngrader.declare import Mistake


def _mask_in_place(dout, z):
    dout[z <= 0] = 0
    return dout


def _times_in_place(dout, z):
    dout *= z > 0
    return dout


def _slope_in_place(dout, z):
    z[z > 0] = 1
    z[z <= 0] = 0
    return dout * z


MISTAKES = (
    Mistake(
        "upstream-ignored",
        "This is ReLU's own slope, 1 or 0: dout has no effect on it.",
        lambda dout, z: np.where(z > 0, 1.0, 0.0),
        lambda dout, z: np.where(z >= 0, 1.0, 0.0),
        lambda dout, z: z > 0,
    ),
    Mistake(
        "mask-of-dout",
        "It lets pass what is positive in dout; whether something passes is decided by z.",
        lambda dout, z: np.maximum(dout, 0),
        lambda dout, z: np.where((dout > 0) & (z > 0), dout, 0.0),
    ),
    Mistake(
        "one-at-zero",
        "At z = 0 something passes; here ReLU's slope is 0 there.",
        lambda dout, z: np.where(z >= 0, dout, 0.0),
        lambda dout, z: dout * (z >= 0),
    ),
    Mistake(
        "half-at-zero",
        "At z = 0 half of it passes; here ReLU's slope is 0 there.",
        lambda dout, z: dout * np.heaviside(z, 0.5),
    ),
    Mistake(
        "in-place",
        "The numbers are right, but they were written into an array that was passed in.",
        _mask_in_place,
        _times_in_place,
        _slope_in_place,
    ),
    Mistake(
        "value-not-slope",
        "dout was multiplied by ReLU's value; on the way back its slope counts.",
        lambda dout, z: dout * np.maximum(z, 0),
        lambda dout, z: dout * z,
    ),
    Mistake(
        "forward-again",
        "That is ReLU itself, the way forward: asked is what comes back of dout.",
        lambda dout, z: np.maximum(z, 0),
    ),
    Mistake(
        "mask-inverted",
        "It passes where z is negative, and stops where z is positive.",
        lambda dout, z: np.where(z > 0, 0.0, dout),
        lambda dout, z: np.where(z < 0, dout, 0.0),
    ),
    Mistake(
        "entries-dropped",
        "Entries were left out, so the shape has changed: what does not pass is 0, in its place.",
        lambda dout, z: dout[z > 0],
    ),
    Mistake(
        "nan-at-zero",
        "At z = 0 the result is nan: there 0 was divided by 0.",
        lambda dout, z: dout * np.maximum(z, 0) / z,
        lambda dout, z: dout * (np.maximum(z, 0) / z),
    ),
    Mistake(
        "scalar-only",
        "An `if` decides about one number; here every entry has to be decided.",
        lambda dout, z: dout if z > 0 else 0,
    ),
)
