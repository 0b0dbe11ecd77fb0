"""The exercise `numerical_gradient`: estimate a gradient numerically."""

import numpy as np

from nnbasics import gradients
from nnexercises.drivers import m04 as drivers
from nnexercises.m04_backprop.numerical_gradient_accepted import ACCEPTED
from nnexercises.m04_backprop.numerical_gradient_mistakes import MISTAKES
from nnexercises.shared import draw
from nngrader.declare import Aspect, Case, Exercise, Run, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    shape, step, whole = "any shape", "step size", "whole numbers"
    return [
        Case("np.sum(x ** 2)", np.array([1.0, 2.0, -3.0])),
        Case("x[0] * x[1] ** 2 - x[2]", draw(rng, 3)),
        Case("np.sum(np.tanh(x) * x[::-1])", draw(rng, 4)),
        Case("np.exp(x[0])", draw(rng, 1), label="a single entry"),
        Case("np.sum(x @ x.T)", draw(rng, 2, 3), aspect=shape, label="a matrix"),
        Case("np.sum(np.sin(x[0]) * x[-1])", draw(rng, 3, 1), aspect=shape, label="a column"),
        Case("x[0, 1, 2] * np.sum(x[0, 0] ** 3)", draw(rng, 1, 2, 3), aspect=shape,
             label="three axes"),
        Case("np.sum(x ** 4)", draw(rng, 2), 0.5, aspect=step, label="eps is 0.5"),
        Case("np.sum(x) ** 3", draw(rng, 3), 0.125, aspect=step, label="eps is 0.125"),
        Case("np.sum(x ** 3)", np.array([1, -2, 3]), aspect=whole, label="an array of integers"),
        Case("x[0, 0] * x[1, 2]", np.array([[2, 0, 1], [1, 1, -4]]), aspect=whole,
             label="an array of integers"),
        Case(
            "np.sum(x ** 3)", draw(rng, 2, 2),
            aspect="inputs unchanged", label="a read-only array", read_only=True,
        ),
    ]  # fmt: skip


EXERCISE = Exercise(
    id="numerical_gradient",
    signature="(f, x, eps=1e-5)",
    text=Text(
        title="Estimate a gradient numerically",
        minutes=20,
        difficulty="medium",
        lesson="9. Check your gradient",
    ),
    aspects=(
        Aspect("values", 1.25, "the slope of f along each entry of a vector"),
        Aspect("any shape", 0.75, "the shape of x; f is called with arrays of it", ("values",)),
        Aspect("step size", 0.5, "central differences with the eps that is given", ("values",)),
        Aspect("whole numbers", 0.25, "an array of integers works as well", ("values",)),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=gradients.numerical_gradient,
    mistakes=MISTAKES,
    accepted=ACCEPTED,
    run=Run(driver=drivers.differentiate),
)
