"""The exercise `count_parameters`: count a network's weights and biases."""

import numpy as np

from nnbasics import neurons
from nnexercises.m01_weights_and_bias.count_parameters_mistakes import MISTAKES, count_with_loop
from nngrader.declare import Aspect, Case, Comparison, Exercise, Text


def _inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case([10, 50, 50, 10]),
        Case([3, 4, 1]),
        Case([2, 1], aspect="any depth", label="one layer"),
        Case([4, 5, 3, 2], aspect="any depth"),
        Case([784, 128, 64, 10], aspect="any depth", label="a network for handwritten digits"),
        Case(
            [int(n) for n in rng.integers(2, 40, size=6)],
            aspect="any depth", label="five layers",
        ),
    ]  # fmt: skip


EXERCISE = Exercise(
    id="count_parameters",
    signature="(sizes)",
    text=Text(
        title="Count a network's parameters",
        minutes=10,
        difficulty="easy",
        lesson="6. Count the parameters",
    ),
    rests_on=("layer",),
    aspects=(
        Aspect("values", 0.5, "weights and biases of all layers, as an int"),
        Aspect("any depth", 0.5, "any number of layers of any width", ("values",)),
    ),
    inputs=_inputs,
    reference=neurons.count_parameters,
    mistakes=MISTAKES,
    accepted={
        "loop": count_with_loop,
        "NumPy": lambda sizes: np.sum((np.array(sizes[:-1]) + 1) * np.array(sizes[1:])),
        "dot": lambda sizes: int(np.dot(sizes[:-1], sizes[1:])) + sum(sizes[1:]),
        "recursion": lambda sizes: (
            0 if len(sizes) < 2 else (sizes[0] + 1) * sizes[1] + count_with_loop(sizes[1:])
        ),
    },
    compare=Comparison(integer=True),
)
