"""Mistakes that are known with `relu`, the most specific first."""

import numpy as np

from nngrader.declare import Mistake


def relu_of_one(v):
    return v if v > 0 else 0


def _relu_in_place(z):
    z[z < 0] = 0
    return z


def _relu_product_in_place(z):
    z *= z > 0
    return z


def _relu_by_rows_in_place(z):
    flat = z.ravel()
    for i in range(len(flat)):
        if flat[i] < 0:
            flat[i] = 0
    return flat.reshape(z.shape)


def _relu_along_one_axis_in_place(z):
    for i in range(len(z)):
        if z[i] < 0:
            z[i] = 0
    return z


MISTAKES = (
    Mistake(
        "in-place",
        "The values are right, but they were written into the array that was passed in.",
        _relu_in_place,
        lambda z: np.maximum(z, 0, out=z),
        _relu_product_in_place,
        _relu_by_rows_in_place,
        lambda z: np.clip(z, 0, None, out=z),
    ),
    Mistake(
        "abs-instead",
        "Negative inputs lose only their sign: that is the absolute value; here they give 0.",
        np.abs,
        lambda z: np.where(z > 0, z, -z),
        lambda z: np.sqrt(z**2),
    ),
    Mistake(
        "leaky-instead",
        "Negative inputs give a small number of their own: that is a leaky ReLU; here they give 0.",
        lambda z: np.where(z > 0, z, 0.01 * z),
        lambda z: np.maximum(z, 0.1 * z),
        lambda z: np.where(z > 0, z, 0.2 * z),
    ),
    Mistake(
        "largest-entry",
        "max looks for the largest entry of the array; here each entry is compared with 0 by "
        "itself.",
        lambda z: np.max(z, 0),
        lambda z: max(0, np.max(z)),
        lambda z: np.max(np.append(z, 0)),
        lambda z: np.max(0, z),
    ),
    Mistake(
        "scalar-only",
        "One comparison is made for the whole array, as for a single number; every entry has "
        "to be compared by itself.",
        lambda z: max(0, z),
        lambda z: max(z, 0),
        lambda z: max(0.0, z),
        relu_of_one,
    ),
    Mistake(
        "one-axis-only",
        "It goes through one axis: an array may have rows and columns, or more axes than that.",
        lambda z: np.array([max(v, 0) for v in z]),
        _relu_along_one_axis_in_place,
    ),
    Mistake(
        "int-truncation",
        "The fractions got lost: the results went into an array of integers.",
        np.vectorize(relu_of_one),
        np.vectorize(lambda v: max(0, v)),
        np.vectorize(lambda v: max(v, 0)),
        lambda z: np.maximum(z, 0).astype(int),
    ),
    Mistake(
        "negatives-dropped",
        "Negative entries are left out, so the shape changes; each has to give 0.",
        lambda z: z[z > 0],
        lambda z: z[z >= 0],
    ),
    Mistake(
        "negatives-kept",
        "It is the wrong way round: negative entries stay and positive ones become 0.",
        lambda z: np.minimum(z, 0),
        lambda z: np.where(z > 0, 0, z),
    ),
    Mistake(
        "sign-flipped",
        "Negative entries come back as positive ones, and positive ones become 0.",
        lambda z: np.maximum(-z, 0),
    ),
    Mistake(
        "step-instead",
        "Every positive entry gives 1: that is a step; here it stays as it is.",
        lambda z: np.where(z > 0, 1.0, 0.0),
        lambda z: z > 0,
    ),
    Mistake(
        "capped",
        "Large entries are cut off, too; there is no limit above.",
        lambda z: np.clip(z, 0, 1),
        lambda z: np.clip(z, 0, 6),
    ),
)
