"""Mistakes that are known with `gelu`, the most specific first."""

import math

import numpy as np

from nnbasics import activations
from nnexercises.m02_activations.arrays import into_same_type, overwriting
from nnexercises.m02_activations.smooth import ROOT_OF_2_OVER_PI, gelu_by_tanh
from nngrader.declare import Mistake

ERF = np.vectorize(math.erf, otypes=[float])


def gelu_of_one(v):
    return 0.5 * v * (1 + math.erf(v / math.sqrt(2)))


def _gelu_in_place(z):
    z *= 0.5 * (1 + ERF(z / math.sqrt(2)))
    return z


MISTAKES = (
    Mistake(
        "silu-instead",
        "These are the values of SiLU: the factor of z is a sigmoid here, not the "
        "probability Φ(z).",
        activations.silu,
    ),
    Mistake(
        "missing-half",
        "The results are twice as large as they should be.",
        lambda z: z * (1 + ERF(z / math.sqrt(2))),
        lambda z: 2 * gelu_by_tanh(z),
    ),
    Mistake(
        "erf-scale",
        "The argument of erf has the wrong scale: erf and Φ do not measure z in the same unit.",
        lambda z: 0.5 * z * (1 + ERF(z)),
        lambda z: 0.5 * z * (1 + ERF(z * math.sqrt(2))),
        lambda z: 0.5 * z * (1 + ERF(z / 2)),
        lambda z: 0.5 * z * (1 + ERF(z / math.sqrt(math.pi))),
    ),
    Mistake(
        "probability-only",
        "The probability Φ(z) came back by itself; it still has to weigh something.",
        lambda z: 0.5 * (1 + ERF(z / math.sqrt(2))),
        lambda z: 0.5 * (1 + np.tanh(ROOT_OF_2_OVER_PI * (z + 0.044715 * z**3))),
    ),
    Mistake(
        "one-missing",
        "The 1 that is added to erf or tanh is missing: for very negative z the result should "
        "come close to 0.",
        lambda z: 0.5 * z * ERF(z / math.sqrt(2)),
        lambda z: 0.5 * z * np.tanh(ROOT_OF_2_OVER_PI * (z + 0.044715 * z**3)),
    ),
    Mistake(
        "precedence",
        "Without parentheses the product covers only a part of the sum.",
        lambda z: 0.5 * z * 1 + ERF(z / math.sqrt(2)),
        lambda z: 0.5 * z * 1 + np.tanh(ROOT_OF_2_OVER_PI * (z + 0.044715 * z**3)),
        lambda z: z * 0.5 + 0.5 * ERF(z / math.sqrt(2)),
        lambda z: 0.5 * z + ERF(z / math.sqrt(2)),
        lambda z: 0.5 * z * (1 + np.tanh(ROOT_OF_2_OVER_PI * z + 0.044715 * z**3)),
    ),
    Mistake(
        "cube-wrong",
        "In the tanh formula, the part with 0.044715 is missing or has the wrong power of z.",
        lambda z: 0.5 * z * (1 + np.tanh(ROOT_OF_2_OVER_PI * z)),
        lambda z: 0.5 * z * (1 + np.tanh(ROOT_OF_2_OVER_PI * (z + 0.044715 * z**2))),
        lambda z: 0.5 * z * (1 + np.tanh(ROOT_OF_2_OVER_PI * (z + 0.044715 * z))),
        lambda z: 0.5 * z * (1 + np.tanh(ROOT_OF_2_OVER_PI * (z + 0.44715 * z**3))),
        lambda z: 0.5 * z * (1 + np.tanh(ROOT_OF_2_OVER_PI * (z + 0.0044715 * z**3))),
    ),
    Mistake(
        "root-wrong",
        "In the tanh formula, the factor in front of the bracket is not √(2/π).",
        lambda z: 0.5 * z * (1 + np.tanh(2 / math.pi * (z + 0.044715 * z**3))),
        lambda z: 0.5 * z * (1 + np.tanh(math.sqrt(2) / math.pi * (z + 0.044715 * z**3))),
        lambda z: 0.5 * z * (1 + np.tanh(math.sqrt(math.pi / 2) * (z + 0.044715 * z**3))),
        lambda z: 0.5 * z * (1 + np.tanh(z + 0.044715 * z**3)),
        lambda z: 0.5 * z * (1 + np.tanh(0.8 * (z + 0.044715 * z**3))),
    ),
    Mistake(
        "sigmoid-approximation",
        "This is a quick approximation by a sigmoid, and its errors are larger: the exact form "
        "or the tanh formula is asked.",
        lambda z: z * activations.sigmoid(1.702 * z),
        lambda z: z / (1 + np.exp(-1.702 * z)),
        lambda z: z * activations.sigmoid(1.7 * z),
    ),
    Mistake(
        "sign-flipped",
        "It falls off on the wrong side: large z should come through, very negative z hardly.",
        lambda z: 0.5 * z * (1 - ERF(z / math.sqrt(2))),
        lambda z: 0.5 * z * (1 - np.tanh(ROOT_OF_2_OVER_PI * (z + 0.044715 * z**3))),
    ),
    Mistake(
        "density-instead",
        "z was multiplied by the bell curve itself; Φ(z) is the area under it, up to z.",
        lambda z: z * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi),
    ),
    Mistake(
        "relu-instead",
        "These are the values of ReLU: near 0 GELU bends smoothly, and dips below 0.",
        activations.relu,
    ),
    Mistake(
        "int-truncation",
        "With whole numbers as input the fractions get lost: the results went into an array of "
        "integers.",
        into_same_type(activations.gelu),
        into_same_type(gelu_by_tanh),
    ),
    Mistake(
        "scalar-only",
        "math.erf takes one number only: each entry of an array needs its own.",
        gelu_of_one,
        lambda z: z * math.erf(z),
    ),
    Mistake(
        "one-axis-only",
        "It goes through one axis: an array may have rows and columns, or more axes than that.",
        lambda z: np.array([gelu_of_one(v) for v in z]),
        lambda z: 0.5 * z * (1 + np.array([math.erf(v / math.sqrt(2)) for v in z])),
    ),
    Mistake(
        "inputs-overwritten",
        "The values are right, but they were written into the array that was passed in.",
        _gelu_in_place,
        overwriting(activations.gelu),
        overwriting(gelu_by_tanh),
    ),
)
