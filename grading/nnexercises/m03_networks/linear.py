"""The exercise `linear`: build a layer that checks its shapes."""

import numpy as np

from nnbasics import networks
from nnexercises.m03_networks.linear_accepted import ACCEPTED
from nnexercises.m03_networks.linear_mistakes import MISTAKES
from nnexercises.m03_networks.linear_rules import MISFIT, linear_view, names_both_shapes
from nnexercises.m03_networks.samples import matrix
from nngrader.declare import Aspect, Case, Comparison, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(n: int, d: int, h: int, w_rows: int = 0, **about: object) -> Case:
        return Case(matrix(rng, n, d), matrix(rng, w_rows or d, h), matrix(rng, 1, h)[0], **about)

    return [
        Case(
            np.array([[1.0, 2.0, 3.0]]),
            np.array([[0.1, 0.2, 0.3, 0.4], [0.5, 0.6, 0.7, 0.8], [0.9, 1.0, 1.1, 1.2]]),
            np.array([0.1, 0.2, 0.3, 0.4]),
        ),
        case(2, 3, 4),
        Case(
            np.array([[1, 2], [3, 4], [5, 6]]), np.array([[1, 0, 2, 1], [2, -1, 0, 3]]),
            np.array([10, 20, 30, 40]),
            label="whole numbers",
        ),
        Case(
            np.array([[1, 2], [3, 4], [5, 6]]), np.array([[1, 0, 2, 1], [2, -1, 0, 3]]),
            np.array([0.5, -0.5, 0.25, 1.5]),
            label="whole numbers, biases with fractions",
        ),
        case(3, 3, 3, label="as many rows as inputs as neurons"),
        case(1, 4, 2, aspect="any batch", label="one row"),
        case(5, 3, 1, aspect="any batch", label="one neuron"),
        case(4, 1, 3, aspect="any batch", label="one input"),
        case(30, 8, 6, aspect="any batch", label="30 rows"),
        case(5, 3, 2, w_rows=4, aspect=MISFIT, label="3 columns of X, 4 rows of W"),
        case(5, 4, 2, w_rows=3, aspect=MISFIT, label="4 columns of X, 3 rows of W"),
        case(5, 3, 3, w_rows=4, aspect=MISFIT, label="3 columns of X, and of W"),
        case(4, 3, 2, w_rows=4, aspect=MISFIT, label="as many rows of X as of W"),
        case(5, 1, 2, w_rows=4, aspect=MISFIT, label="one column of X, 4 rows of W"),
        case(5, 3, 2, w_rows=1, aspect=MISFIT, label="3 columns of X, one row of W"),
        case(2, 3, 4, aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]  # fmt: skip


EXERCISE = Exercise(
    id="linear",
    signature="(X, W, b)",
    text=Text(
        title="Build a layer that checks its shapes",
        minutes=10,
        difficulty="easy",
        lesson="For any number of layers",
    ),
    rests_on=("layer",),
    aspects=(
        Aspect("values", 1.0, "X @ W + b, shape (N, H)"),
        Aspect("any batch", 0.25, "one row, one input, one neuron, or many", ("values",)),
        Aspect(
            MISFIT,
            0.5,
            "a ValueError whose message has the shapes of X and W",
            ("values",),
            rule=names_both_shapes,
        ),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=networks.linear,
    mistakes=MISTAKES,
    accepted=ACCEPTED,
    compare=Comparison(view=linear_view),
)
