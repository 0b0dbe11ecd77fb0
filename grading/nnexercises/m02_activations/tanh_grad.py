"""The exercise `tanh_grad`: the slope of tanh."""

import math

import numpy as np

from nnbasics import activations
from nnexercises.m02_activations.arrays import any_array
from nnexercises.m02_activations.slopes import measured, of_one, slope_inputs
from nnexercises.m02_activations.tanh_grad_mistakes import MISTAKES
from nngrader.declare import Aspect, Exercise, Text, unchanged

EXERCISE = Exercise(
    id="tanh_grad",
    signature="(z)",
    text=Text(
        title="Find the slope of tanh",
        minutes=5,
        difficulty="easy",
        lesson="tanh: the same shape, around zero",
    ),
    rests_on=("tanh",),
    aspects=(
        Aspect("values", 0.5, "the slope of tanh at every entry of z"),
        any_array(0.25),
        unchanged(0.25),
    ),
    inputs=slope_inputs,
    reference=activations.tanh_grad,
    mistakes=MISTAKES,
    accepted={
        "1 - t²": lambda z: 1 - np.tanh(z) ** 2,
        "(1 - t) (1 + t)": lambda z: (1 - np.tanh(z)) * (1 + np.tanh(z)),
        "from cosh": lambda z: 1 / np.cosh(z) ** 2,
        "exponentials": lambda z: 4 / (np.exp(z) + np.exp(-z)) ** 2,
        "tanh as written": lambda z: 1 - ((np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))) ** 2,
        "from the sigmoid's": lambda z: 4 * activations.sigmoid_grad(2 * z),
        "measured": measured(np.tanh, 1e-5),
        "entry by entry": of_one(math.tanh, lambda t: 1 - t * t),
        "float32": lambda z: 1 - np.tanh(z.astype(np.float32)) ** 2,
    },
)
