"""The exercise `sigmoid_grad`: the slope of the sigmoid."""

import numpy as np

from nnbasics import activations
from nnexercises.m02_activations.arrays import any_array
from nnexercises.m02_activations.sigmoid_grad_mistakes import MISTAKES
from nnexercises.m02_activations.slopes import measured, of_one, slope_inputs
from nnexercises.m02_activations.squashing import sigmoid_as_written
from nngrader.declare import Aspect, Exercise, Text, unchanged

EXERCISE = Exercise(
    id="sigmoid_grad",
    signature="(z)",
    text=Text(
        title="Find the slope of the sigmoid",
        minutes=10,
        difficulty="medium",
        lesson="Sigmoid: how sure are you?",
    ),
    rests_on=("sigmoid",),
    aspects=(
        Aspect("values", 1.25, "the slope of σ at every entry of z"),
        any_array(0.5),
        unchanged(0.25),
    ),
    inputs=slope_inputs,
    reference=activations.sigmoid_grad,
    mistakes=MISTAKES,
    accepted={
        "s (1 - s)": lambda z: sigmoid_as_written(z) * (1 - sigmoid_as_written(z)),
        "s - s²": lambda z: activations.sigmoid(z) - activations.sigmoid(z) ** 2,
        "exponentials": lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2,
        "exponentials, the other sign": lambda z: np.exp(z) / (1 + np.exp(z)) ** 2,
        "symmetric": lambda z: 1 / (2 + np.exp(z) + np.exp(-z)),
        "from tanh": lambda z: (1 - np.tanh(z / 2) ** 2) / 4,
        "from cosh": lambda z: 0.25 / np.cosh(z / 2) ** 2,
        "measured": measured(activations.sigmoid, 1e-5),
        "entry by entry": of_one(sigmoid_as_written, lambda s: s * (1 - s)),
        "float32": lambda z: (
            sigmoid_as_written(z.astype(np.float32))
            * (1 - sigmoid_as_written(z.astype(np.float32)))
        ),
    },
)
