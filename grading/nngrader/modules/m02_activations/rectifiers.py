"""ReLU and leaky ReLU: straight on both sides of a corner at 0."""

import numpy as np

from nnbasics import activations
from nngrader.declare import Aspect, Case, Exercise, Mistake, unchanged
from nngrader.modules.m02_activations.arrays import (
    any_array,
    draw,
    into_same_type,
    overwriting,
    read_only,
    shapes,
)

# ---------------------------------------------------------------- relu


def _relu_inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case(np.array([-1.5, 0.0, 2.5])),
        Case(draw(rng, 6)),
        Case(np.array([-1000.0, -1e-3, 1e-3, 1000.0]), label="tiny and huge values"),
        *shapes(rng),
        read_only(rng),
    ]


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


def _relu_of_one(v):
    return v if v > 0 else 0


def _relu_with_copy(z):
    result = z.copy()
    result[result < 0] = 0
    return result


def _relu_entry_by_entry(z):
    result = np.zeros(z.shape)
    for place, v in np.ndenumerate(z):
        if v > 0:
            result[place] = v
    return result


RELU = Exercise(
    id="relu",
    title="Cut off below zero",
    signature="(z)",
    aspects=(
        Aspect("values", 0.5, "z where it is positive, else 0"),
        any_array(0.25),
        unchanged(0.25),
    ),
    inputs=_relu_inputs,
    reference=activations.relu,
    mistakes=(
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
            "Negative inputs give a small number of their own: that is a leaky ReLU; here they "
            "give 0.",
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
            _relu_of_one,
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
            np.vectorize(_relu_of_one),
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
    ),
    accepted={
        "where": lambda z: np.where(z > 0, z, 0.0),
        "other way round": lambda z: np.maximum(0, z),
        "times a mask": lambda z: z * (z > 0),
        "half of a sum": lambda z: (z + np.abs(z)) / 2,
        "copy, then a mask": _relu_with_copy,
        "clip": lambda z: np.clip(z, 0, None),
        "entry by entry": _relu_entry_by_entry,
        "list of entries": lambda z: np.array([max(0.0, v) for v in z.ravel()]).reshape(z.shape),
        "vectorize": np.vectorize(_relu_of_one, otypes=[float]),
        "float32": lambda z: np.maximum(z.astype(np.float32), 0),
    },
)

# ---------------------------------------------------------------- leaky_relu


def _leaky_inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case(np.array([-3.0, 0.0, 2.0]), 0.1),
        Case(np.array([-3.0, 0.0, 2.0]), label="slope not given, so 0.01"),
        Case(draw(rng, 6), 0.25),
        Case(draw(rng, 4), round(rng.uniform(0.02, 0.9), 2)),
        Case(np.array([-0.3, -0.1, 0.1, 0.3]), 0.5, label="entries smaller than the slope"),
        Case(np.array([-1000.0, -0.5, 0.5, 1000.0]), 0.0, label="slope 0"),
        *shapes(rng, 0.2),
        read_only(rng, 0.3),
    ]


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


def _leaky_with_copy(z, slope=0.01):
    result = np.array(z, dtype=float)
    result[result < 0] *= slope
    return result


def _leaky_of_one(v, slope=0.01):
    return v if v > 0 else slope * v


def _leaky_entry_by_entry(z, slope=0.01):
    result = [v if v > 0 else slope * v for v in z.ravel()]
    return np.array(result, dtype=float).reshape(z.shape)


LEAKY_RELU = Exercise(
    id="leaky_relu",
    title="Leave a small slope below zero",
    signature="(z, slope=0.01)",
    aspects=(
        Aspect("values", 0.5, "z where it is positive, else slope · z"),
        any_array(0.25),
        unchanged(0.25),
    ),
    inputs=_leaky_inputs,
    reference=activations.leaky_relu,
    mistakes=(
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
            np.vectorize(_leaky_of_one),
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
            _leaky_of_one,
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
            "When the call gives no slope, it fails or another slope is used; then it should be "
            "0.01.",
            lambda z, slope: np.where(z > 0, z, slope * z),
            lambda z, slope=0.1: np.where(z > 0, z, slope * z),
            lambda z, slope=0.001: np.where(z > 0, z, slope * z),
        ),
    ),
    accepted={
        "maximum": lambda z, slope=0.01: np.maximum(z, slope * z),
        "two parts": lambda z, slope=0.01: np.maximum(z, 0) + slope * np.minimum(z, 0),
        "two ReLUs": lambda z, slope=0.01: activations.relu(z) - slope * activations.relu(-z),
        "a factor": lambda z, slope=0.01: z * np.where(z > 0, 1.0, slope),
        "masks": lambda z, slope=0.01: (z > 0) * z + (z <= 0) * slope * z,
        "copy, then a mask": _leaky_with_copy,
        "entry by entry": _leaky_entry_by_entry,
        "vectorize": np.vectorize(_leaky_of_one, otypes=[float]),
        "float32": lambda z, slope=0.01: np.where(z > 0, z, slope * z).astype(np.float32),
    },
)
