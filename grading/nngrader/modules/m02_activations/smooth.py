"""GELU and SiLU: ReLUs without the corner, as language models use them."""

import math

import numpy as np

from nnbasics import activations
from nngrader.declare import Aspect, Case, Exercise, Mistake, unchanged
from nngrader.modules.m02_activations.arrays import (
    any_array,
    draw,
    huge,
    into_same_type,
    overwriting,
    read_only,
    shapes,
)
from nngrader.modules.m02_activations.squashing import OVERFLOWED, sigmoid_as_written

# ---------------------------------------------------------------- gelu

_ERF = np.vectorize(math.erf, otypes=[float])
_ROOT = math.sqrt(2 / math.pi)


def _gelu_inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case(np.array([-1.0, 0.0, 1.0])),
        Case(np.array([-3.0, -2.5, -0.5, 0.5, 2.5, 3.0])),
        Case(draw(rng, 6)),
        Case(np.array([-10.0, -6.0, 6.0, 10.0]), label="far from 0"),
        *shapes(rng),
        read_only(rng),
    ]


def gelu_by_tanh(z):
    return 0.5 * z * (1 + np.tanh(_ROOT * (z + 0.044715 * z**3)))


def _gelu_of_one(v):
    return 0.5 * v * (1 + math.erf(v / math.sqrt(2)))


def _gelu_in_place(z):
    z *= 0.5 * (1 + _ERF(z / math.sqrt(2)))
    return z


def _gelu_tanh_from_exponentials(z):
    inner = np.sqrt(2 / np.pi) * (z + 0.044715 * np.power(z, 3))
    return z / 2 * (1 + (np.exp(inner) - np.exp(-inner)) / (np.exp(inner) + np.exp(-inner)))


GELU = Exercise(
    id="gelu",
    title="Weigh by a probability",
    signature="(z)",
    aspects=(
        Aspect("values", 1.25, "z times the probability Φ(z), exact or by the tanh formula"),
        any_array(0.5),
        unchanged(0.25),
    ),
    inputs=_gelu_inputs,
    reference=activations.gelu,
    styles=(
        Mistake(
            "gelu-exact",
            "This is the exact form of GELU, with erf. Its approximation is accepted, too.",
            activations.gelu,
        ),
        Mistake(
            "gelu-tanh-approximation",
            "This is the tanh approximation of GELU. It is accepted, as the form with erf is.",
            gelu_by_tanh,
        ),
    ),
    mistakes=(
        Mistake(
            "silu-instead",
            "These are the values of SiLU: the factor of z is a sigmoid here, not the "
            "probability Φ(z).",
            activations.silu,
        ),
        Mistake(
            "missing-half",
            "The results are twice as large as they should be.",
            lambda z: z * (1 + _ERF(z / math.sqrt(2))),
            lambda z: 2 * gelu_by_tanh(z),
        ),
        Mistake(
            "erf-scale",
            "The argument of erf has the wrong scale: erf and Φ do not measure z in the same unit.",
            lambda z: 0.5 * z * (1 + _ERF(z)),
            lambda z: 0.5 * z * (1 + _ERF(z * math.sqrt(2))),
            lambda z: 0.5 * z * (1 + _ERF(z / 2)),
            lambda z: 0.5 * z * (1 + _ERF(z / math.sqrt(math.pi))),
        ),
        Mistake(
            "probability-only",
            "The probability Φ(z) came back by itself; it still has to weigh something.",
            lambda z: 0.5 * (1 + _ERF(z / math.sqrt(2))),
            lambda z: 0.5 * (1 + np.tanh(_ROOT * (z + 0.044715 * z**3))),
        ),
        Mistake(
            "one-missing",
            "The 1 that is added to erf or tanh is missing: for very negative z the result should "
            "come close to 0.",
            lambda z: 0.5 * z * _ERF(z / math.sqrt(2)),
            lambda z: 0.5 * z * np.tanh(_ROOT * (z + 0.044715 * z**3)),
        ),
        Mistake(
            "precedence",
            "Without parentheses the product covers only a part of the sum.",
            lambda z: 0.5 * z * 1 + _ERF(z / math.sqrt(2)),
            lambda z: 0.5 * z * 1 + np.tanh(_ROOT * (z + 0.044715 * z**3)),
            lambda z: z * 0.5 + 0.5 * _ERF(z / math.sqrt(2)),
            lambda z: 0.5 * z + _ERF(z / math.sqrt(2)),
            lambda z: 0.5 * z * (1 + np.tanh(_ROOT * z + 0.044715 * z**3)),
        ),
        Mistake(
            "cube-wrong",
            "In the tanh formula, the part with 0.044715 is missing or has the wrong power of z.",
            lambda z: 0.5 * z * (1 + np.tanh(_ROOT * z)),
            lambda z: 0.5 * z * (1 + np.tanh(_ROOT * (z + 0.044715 * z**2))),
            lambda z: 0.5 * z * (1 + np.tanh(_ROOT * (z + 0.044715 * z))),
            lambda z: 0.5 * z * (1 + np.tanh(_ROOT * (z + 0.44715 * z**3))),
            lambda z: 0.5 * z * (1 + np.tanh(_ROOT * (z + 0.0044715 * z**3))),
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
            lambda z: 0.5 * z * (1 - _ERF(z / math.sqrt(2))),
            lambda z: 0.5 * z * (1 - np.tanh(_ROOT * (z + 0.044715 * z**3))),
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
            _gelu_of_one,
            lambda z: z * math.erf(z),
        ),
        Mistake(
            "one-axis-only",
            "It goes through one axis: an array may have rows and columns, or more axes than that.",
            lambda z: np.array([_gelu_of_one(v) for v in z]),
            lambda z: 0.5 * z * (1 + np.array([math.erf(v / math.sqrt(2)) for v in z])),
        ),
        Mistake(
            "inputs-overwritten",
            "The values are right, but they were written into the array that was passed in.",
            _gelu_in_place,
            overwriting(activations.gelu),
            overwriting(gelu_by_tanh),
        ),
    ),
    accepted={
        "exact, entry by entry": lambda z: np.array([_gelu_of_one(v) for v in z.ravel()]).reshape(
            z.shape
        ),
        "exact, vectorize": np.vectorize(_gelu_of_one),
        "exact, vectorized erf": lambda z: z * (1 + _ERF(z / np.sqrt(2))) / 2,
        "exact, with erfc": lambda z: 0.5 * z * np.vectorize(math.erfc)(-z / math.sqrt(2)),
        "exact, float32": lambda z: activations.gelu(z).astype(np.float32),
        "tanh": gelu_by_tanh,
        "tanh, from exponentials": _gelu_tanh_from_exponentials,
        "tanh, with a sigmoid": lambda z: (
            z * activations.sigmoid(2 * 0.7978845608028654 * (z + 0.044715 * z**3))
        ),
        "tanh, factor to ten digits": lambda z: (
            0.5 * z * (1 + np.tanh(0.7978845608 * z * (1 + 0.044715 * z * z)))
        ),
        "tanh, float32": lambda z: gelu_by_tanh(z.astype(np.float32)),
    },
)

# ---------------------------------------------------------------- silu


def _silu_inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case(np.array([-1.0, 0.0, 2.0])),
        Case(draw(rng, 6)),
        Case(np.array([-15.0, -8.0, 8.0, 15.0]), label="far from 0"),
        *shapes(rng),
        *huge(rng),
        read_only(rng),
    ]


def _silu_of_one(v):
    return v / (1 + math.exp(-v))


def _silu_clipped(limit):
    return lambda z: z * sigmoid_as_written(np.clip(z, -limit, limit))


def _silu_in_place(z):
    z *= activations.sigmoid(z)
    return z


def _silu_divided_in_place(z):
    z /= 1 + np.exp(-z)
    return z


SILU = Exercise(
    id="silu",
    title="Weigh by a sigmoid",
    signature="(z)",
    aspects=(
        Aspect("values", 0.25, "z · σ(z) of every entry"),
        any_array(0.25),
        Aspect("stability", 0.25, "right also for values such as ±1000", ("values",)),
        unchanged(0.25),
    ),
    inputs=_silu_inputs,
    reference=activations.silu,
    warned=OVERFLOWED,
    mistakes=(
        Mistake(
            "sigmoid-only",
            "The sigmoid came back by itself; it still has to weigh something.",
            lambda z: 1 / (1 + np.exp(-z)),
            lambda z: np.exp(z) / (1 + np.exp(z)),
        ),
        Mistake(
            "overflow",
            "Far from 0 an exponential gets larger than a float can be, and then the result is "
            "no number (nan) or an error.",
            lambda z: z * np.exp(z) / (1 + np.exp(z)),
            lambda z: z * (np.exp(z) / (1 + np.exp(z))),
            np.vectorize(_silu_of_one),
            np.vectorize(lambda v: v * (math.exp(v) / (1 + math.exp(v)))),
            lambda z: z * np.where(z < 0, sigmoid_as_written(z), np.exp(z) / (1 + np.exp(z))),
        ),
        Mistake(
            "nan-hidden",
            "Where the formula gave no number (nan), another value was put in its place, and that "
            "value is wrong.",
            lambda z: np.nan_to_num(z * np.exp(z) / (1 + np.exp(z))),
            lambda z: z * np.nan_to_num(np.exp(z) / (1 + np.exp(z))),
        ),
        Mistake(
            "clipped",
            "Large values were cut off at a limit so near to 0 that it shows in the results.",
            *(_silu_clipped(limit) for limit in (5, 6, 10, 20)),
        ),
        Mistake(
            "precedence",
            "Division comes before addition: without parentheses, only a part is divided.",
            lambda z: z / 1 + np.exp(-z),
            lambda z: z * 1 / 1 + np.exp(-z),
        ),
        Mistake(
            "sign-flipped",
            "It is the wrong way round: large z should come through, very negative z hardly.",
            lambda z: z * activations.sigmoid(-z),
            lambda z: z / (1 + np.exp(z)),
            lambda z: z * (1 - activations.sigmoid(z)),
            lambda z: -z * activations.sigmoid(z),
        ),
        Mistake(
            "gelu-instead",
            "These are the values of GELU; here z is weighed by a sigmoid.",
            activations.gelu,
            gelu_by_tanh,
            lambda z: z * activations.sigmoid(1.702 * z),
        ),
        Mistake(
            "tanh-instead",
            "z is weighed by tanh, which is negative for negative z; a sigmoid is asked.",
            lambda z: z * np.tanh(z),
        ),
        Mistake(
            "relu-instead",
            "These are the values of ReLU: near 0 SiLU bends smoothly, and dips below 0.",
            activations.relu,
        ),
        Mistake(
            "matrix-product",
            "@ and np.dot add products up; here each entry is multiplied by its own sigmoid.",
            lambda z: z @ activations.sigmoid(z),
            lambda z: np.dot(z, activations.sigmoid(z)),
        ),
        Mistake(
            "int-truncation",
            "With whole numbers as input the fractions get lost: the results went into an array of "
            "integers.",
            into_same_type(activations.silu),
        ),
        Mistake(
            "scalar-only",
            "The function works on one number only: an array has many entries, and each needs its "
            "own result.",
            _silu_of_one,
            lambda z: z * (1 / (1 + math.exp(-z)) if z > 0 else math.exp(z) / (1 + math.exp(z))),
        ),
        Mistake(
            "one-axis-only",
            "It goes through one axis: an array may have rows and columns, or more axes than that.",
            lambda z: np.array([v / (1 + math.exp(-v)) for v in z]),
        ),
        Mistake(
            "inputs-overwritten",
            "The values are right, but they were written into the array that was passed in.",
            _silu_in_place,
            overwriting(activations.silu),
            _silu_divided_in_place,
        ),
    ),
    accepted={
        "one fraction, with a warning": lambda z: z / (1 + np.exp(-z)),
        "product, with a warning": lambda z: z * (1 / (1 + np.exp(-z))),
        "from tanh": lambda z: z / 2 * (1 + np.tanh(z / 2)),
        "entry by entry": lambda z: np.array(
            [v * float(activations.sigmoid(v)) for v in z.ravel()]
        ).reshape(z.shape),
        "clip": lambda z: z * sigmoid_as_written(np.clip(z, -500, 500)),
        "logaddexp": lambda z: z * np.exp(-np.logaddexp(0, -z)),
        "float32": lambda z: z.astype(np.float32) * activations.sigmoid(z.astype(np.float32)),
    },
)
