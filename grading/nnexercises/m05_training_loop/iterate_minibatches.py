"""The exercise `iterate_minibatches`: every sample once, with its label, in a random order."""

import numpy as np

from nnbasics import batches
from nnexercises.drivers import m05 as drivers
from nnexercises.m05_training_loop.drawing import generator
from nnexercises.m05_training_loop.iterate_minibatches_accepted import ACCEPTED
from nnexercises.m05_training_loop.iterate_minibatches_mistakes import MISTAKES
from nnexercises.m05_training_loop.iterate_minibatches_rules import (
    comes_from_rng,
    holds_all,
    is_shuffled,
    view,
)
from nngrader.declare import Aspect, Case, Comparison, Exercise, Run, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(n: int, size: int, way: str = drivers.ONE, **about: object) -> Case:
        X = 10.0 * np.arange(n)[:, None] + np.arange(3) + rng.integers(0, 100)
        return given(X, rng.permutation(n) + 1000, size, way, **about)

    def given(
        X: np.ndarray, y: np.ndarray, size: int, way: str = drivers.ONE, **about: object
    ) -> Case:
        return Case(X, y, size, generator(rng), way, **({"aspect": "batches"} | about))

    X = np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0], [4.0, 40.0]])
    shuffled, short = {"aspect": "shuffled"}, {"aspect": "last batch"}
    labels = case(24, 6)
    return [
        given(X, np.array([1, 2, 3, 4]), 2),
        case(60, 10, label="60 samples"),
        case(60, 10, drivers.THREE, **shuffled),
        case(24, 4, drivers.SAME_STATE, aspect="generator"),
        given(X[[0, 1, 2, 3, 0]], np.array([1, 2, 3, 4, 1]), 2,
              label="5 samples, in batches of 2", **short),
        case(23, 5, label="23 samples, in batches of 5", **short),
        case(20, 30, label="a batch size larger than N", **short),
        case(1, 3, label="a single sample", **short),
        case(20, 1, label="batches of one sample"),
        case(20, 20, label="all samples in one batch"),
        given(labels.args[0].astype(int), labels.args[1] % 3, 6,
              label="whole numbers, three classes"),
        given(10.0 * np.arange(30), rng.permutation(30), 10, label="X with one axis"),
        given(rng.normal(size=(20, 2, 3)).round(2), np.arange(20), 5, label="X with three axes"),
        case(40, 8, drivers.SIDE_BY_SIDE, **shuffled),
        case(20, 6, aspect="inputs unchanged", label="read-only arrays", read_only=True),
        case(20, 10, aspect="inputs unchanged"),
    ]  # fmt: skip


EXERCISE = Exercise(
    id="iterate_minibatches",
    signature="(X, y, batch_size, rng)",
    text=Text(
        title="Split an epoch into batches",
        minutes=20,
        difficulty="medium",
        lesson="2. Epochs, iterations, batches",
    ),
    aspects=(
        Aspect(
            "batches",
            1.25,
            "every sample once, with its label, batch_size in a batch",
            rule=holds_all,
        ),
        Aspect("last batch", 0.5, "it holds what is left", ("batches",), rule=holds_all),
        Aspect(
            "shuffled",
            0.75,
            "a new random order of all samples in each epoch",
            ("batches",),
            rule=is_shuffled,
        ),
        Aspect(
            "generator",
            0.25,
            "the order is drawn from rng and nothing else",
            ("batches", "shuffled"),
            rule=comes_from_rng,
        ),
        unchanged(0.25, ("batches",)),
    ),
    inputs=_inputs,
    reference=batches.iterate_minibatches,
    mistakes=MISTAKES,
    accepted=ACCEPTED,
    run=Run(driver=drivers.draw_batches, asked=("X", "y", "batch_size", "rng", "how it is used")),
    compare=Comparison(view=view),
)
