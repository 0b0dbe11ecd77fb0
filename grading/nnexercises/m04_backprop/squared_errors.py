"""What `mse` and `mse_grad` share: their inputs, and the differences."""

import numpy as np

from nnexercises.shared import draw
from nngrader.declare import Case

_PREDICTIONS = np.array([3.0, -0.5, 2.0, 7.0])
_TARGETS = np.array([2.5, 0.0, 2.0, 8.0])


def squared_error_inputs(rng: np.random.Generator) -> list[Case]:
    def case(n: int, *columns: str, **about: object) -> Case:
        y_hat, y = draw(rng, n, scale=3), draw(rng, n, scale=3)
        y = np.where(np.abs(y - y_hat) < 0.5, y_hat + 1.25, y)  # each sample has an error
        return Case(
            y_hat[:, None] if "y_hat" in columns else y_hat,
            y[:, None] if "y" in columns else y,
            **about,
        )

    return [
        Case(_PREDICTIONS, _TARGETS),
        case(3),
        Case(np.array([4, -1, 7]), np.array([1, 3, 5]), label="whole numbers"),
        case(50, label="50 samples"),
        case(1, label="a batch of one"),
        case(3, "y_hat", aspect="columns", label="y_hat is a column, y is not"),
        case(4, "y", aspect="columns", label="y is a column, y_hat is not"),
        case(3, "y_hat", "y", aspect="columns", label="two columns"),
        case(1, "y_hat", aspect="columns", label="a batch of one, y_hat is a column"),
        case(1, "y", aspect="columns", label="a batch of one, y is a column"),
        case(3, aspect="inputs unchanged", label="read-only arrays", read_only=True),
        case(3, "y_hat", aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]


def difference(y_hat, y):
    return y_hat.ravel() - y.ravel()
