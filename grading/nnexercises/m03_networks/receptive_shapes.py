"""The exercise `receptive_shapes`: every shape in a forward pass."""

import numpy as np

from nnbasics import networks
from nnexercises.m03_networks.receptive_shapes_mistakes import MISTAKES
from nnexercises.m03_networks.receptive_shapes_parts import shapes_with
from nngrader.declare import Aspect, Case, Comparison, Exercise, Text


def _inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case(5, [3, 4, 2]),
        Case(7, [4, 6, 3]),
        Case(8, [3, 2], aspect="any depth", label="one layer"),
        Case(1, [4, 5, 3, 2], aspect="any depth", label="a batch of one"),
        Case(32, [784, 128, 64, 10], aspect="any depth", label="a network for handwritten digits"),
        Case(
            int(rng.integers(50, 100)), [int(n) for n in rng.permutation(40)[:6] + 2],
            aspect="any depth", label="five layers",
        ),
    ]  # fmt: skip


def _shapes_of_arrays(batch, sizes):
    A = np.zeros((batch, sizes[0]))
    shapes = [A.shape]
    for i in range(1, len(sizes)):
        W, b = np.zeros((sizes[i - 1], sizes[i])), np.zeros(sizes[i])
        A = A @ W + b
        shapes.extend([W.shape, b.shape, A.shape])
    return shapes


EXERCISE = Exercise(
    id="receptive_shapes",
    signature="(batch, sizes)",
    text=Text(
        title="Predict every shape",
        minutes=10,
        difficulty="easy",
        lesson="3. Shapes and parameters of any network",
    ),
    rests_on=("linear", "count_parameters"),
    aspects=(
        Aspect("values", 0.5, "the shapes of X, then of W, b and the output of each layer"),
        Aspect("any depth", 0.5, "any number of layers of any width", ("values",)),
    ),
    inputs=_inputs,
    reference=networks.receptive_shapes,
    mistakes=MISTAKES,
    accepted={
        "append": shapes_with(),
        "shapes of real arrays": _shapes_of_arrays,
        "lists for tuples": lambda batch, sizes: [
            list(shape) for shape in networks.receptive_shapes(batch, sizes)
        ],
        "NumPy's integers": lambda batch, sizes: tuple(
            tuple(np.array(shape)) for shape in networks.receptive_shapes(batch, sizes)
        ),
    },
    compare=Comparison(integer=True),
)
