"""The exercise `dropout`: what is dropped is random; how much, and what remains, is not."""

import numpy as np

from nnbasics import regularization
from nnexercises.drivers import m05 as drivers
from nnexercises.m05_training_loop.drawing import generator
from nnexercises.m05_training_loop.dropout_accepted import ACCEPTED
from nnexercises.m05_training_loop.dropout_mistakes import MISTAKES
from nnexercises.m05_training_loop.dropout_rules import draws_itself, drops, stays, view
from nnexercises.shared import draw
from nngrader.declare import Aspect, Case, Comparison, Exercise, Run, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    def positive(*shape: int) -> np.ndarray:
        return np.abs(draw(rng, *shape)) + 0.5

    def mixed(*shape: int) -> np.ndarray:
        return positive(*shape) * rng.choice([-1.0, 1.0], shape)

    def case(X: np.ndarray, p: float, training: bool, calls: int = 1, **about: object) -> Case:
        return Case(X, p, training, generator(rng), calls, **({"aspect": "training"} | about))

    wrong_p, any_x = {"aspect": "wrong p"}, {"aspect": "any X"}
    return [
        case(np.full(6, 2.0), 0.5, True),
        case(mixed(100, 60), 0.2, True, label="6,000 numbers, p = 0.2"),
        case(mixed(60, 100), 0.7, True, label="6,000 numbers, p = 0.7"),
        case(np.array([[1.5, -2.0], [0.5, 3.0]]), 0.4, False, aspect="not training"),
        case(mixed(40, 30), 0.9, False, aspect="not training"),
        case(mixed(100, 60), 0.3, True, 2, aspect="own draws", label="two calls"),
        case(np.array([[4.0]]), 0.4, True, 300, aspect="own draws", label="one number, 300 calls"),
        case(np.array([[1.0, 2.0]]), 1.0, True, **wrong_p),
        case(np.array([[1.0, 2.0]]), -0.1, True, **wrong_p),
        case(np.array([[1.0, 2.0]]), 1.5, False, label="not training", **wrong_p),
        case(np.array([[1.0, 2.0]]), 1.0, False, label="not training", **wrong_p),
        case(mixed(3, 4), 0.0, True, label="p = 0", **any_x),
        case(mixed(4000), 0.6, True, label="a single axis", **any_x),
        case(mixed(20, 15, 20), 0.25, True, label="three axes", **any_x),
        case(rng.integers(1, 9, (80, 75)), 0.2, True, label="whole numbers", **any_x),
        case(mixed(1, 6000), 0.5, True, aspect="own draws", label="a single row"),
        case(mixed(6000, 1), 0.5, True, aspect="own draws", label="a single column"),
        case(mixed(5, 4), 0.5, True,
             aspect="inputs unchanged", label="a read-only array", read_only=True),
        case(mixed(50, 40), 0.5, True, aspect="inputs unchanged"),
    ]  # fmt: skip


EXERCISE = Exercise(
    id="dropout",
    signature="(X, p, training, rng)",
    text=Text(
        title="Drop activations at random",
        minutes=10,
        difficulty="medium",
        lesson="Dropout",
    ),
    aspects=(
        Aspect(
            "training",
            0.75,
            "each number is dropped with probability p, or else scaled up",
            rule=drops,
        ),
        Aspect("any X", 0.25, "any shape; whole numbers; p = 0", ("training",), rule=drops),
        Aspect("not training", 0.25, "X comes back as it is", ("training",), rule=stays),
        Aspect("wrong p", 0.25, "a ValueError unless 0 <= p < 1, always", ("training",)),
        Aspect(
            "own draws",
            0.25,
            "every number and every call draws anew, and only from rng",
            ("training",),
            rule=draws_itself,
        ),
        unchanged(0.25, ("training",)),
    ),
    inputs=_inputs,
    reference=regularization.dropout,
    mistakes=MISTAKES,
    accepted=ACCEPTED,
    run=Run(driver=drivers.drop, asked=("X", "p", "training", "rng", "number of calls")),
    compare=Comparison(view=view),
)
