"""The exercise `train_validation_split`: what has to be so, whatever was drawn."""

import numpy as np

from nnbasics import preprocessing
from nnexercises.drivers import m07 as drivers
from nnexercises.m07_mnist.train_validation_split_accepted import ACCEPTED
from nnexercises.m07_mnist.train_validation_split_mistakes import MISTAKES
from nnexercises.m07_mnist.train_validation_split_rules import (
    all_right,
    comes_from_rng,
    is_shuffled,
    view,
)
from nngrader.declare import Aspect, Case, Comparison, Exercise, Run, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    def given(X: np.ndarray, y: np.ndarray, fraction: float, **about: object) -> Case:
        seed = int(rng.integers(1_000_000))
        return Case(X, y, fraction, seed, **({"aspect": "parts"} | about))

    def case(n: int, fraction: float, **about: object) -> Case:
        X = 10.0 * np.arange(n)[:, None] + np.arange(3) + rng.integers(0, 100)
        return given(X, rng.permutation(n) + 1000, fraction, **about)

    X = np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0], [4.0, 40.0], [5.0, 50.0]])
    numbers = case(24, 0.25)
    fractions, shuffled = {"aspect": "any fraction"}, {"aspect": "shuffled"}
    return [
        given(X, np.array([1, 2, 3, 4, 5]), 0.4),
        case(40, 0.25, label="40 samples"),
        given(numbers.args[0].astype(int), numbers.args[1] % 3, 0.25,
              label="whole numbers, three classes"),
        given(rng.normal(size=(20, 2, 3)).round(2), np.arange(20), 0.2, label="X with three axes"),
        case(23, 0.2, label="23 · 0.2 = 4.6 is rounded", **fractions),
        case(22, 0.2, label="22 · 0.2 = 4.4 is rounded", **fractions),
        case(100, 0.29, label="100 samples, of which 29 %", **fractions),
        case(30, 0.7, label="more for validation than for training", **fractions),
        case(20, 0.01, label="20 · 0.01 is rounded to 0", **fractions),
        case(60, 0.5, label="one half", **shuffled),
        case(60, 0.2, **shuffled),
        case(30, 0.3, aspect="generator"),
        case(20, 0.3, aspect="inputs unchanged", label="read-only arrays", read_only=True),
        case(24, 0.25, aspect="inputs unchanged"),
    ]  # fmt: skip


EXERCISE = Exercise(
    id="train_validation_split",
    signature="(X, y, fraction, rng)",
    text=Text(
        title="Set some samples aside",
        minutes=15,
        difficulty="medium",
        lesson="2. From pixels to rows of numbers",
    ),
    rests_on=("iterate_minibatches",),
    aspects=(
        Aspect("parts", 0.75, "every sample in exactly one part, with its label", rule=all_right),
        Aspect(
            "any fraction",
            0.25,
            "round(N · fraction) samples for validation",
            ("parts",),
            rule=all_right,
        ),
        Aspect("shuffled", 0.5, "which samples they are is random", ("parts",), rule=is_shuffled),
        Aspect(
            "generator",
            0.25,
            "they are drawn from rng and nothing else",
            ("parts", "shuffled"),
            rule=comes_from_rng,
        ),
        unchanged(0.25, ("parts",)),
    ),
    inputs=_inputs,
    reference=preprocessing.train_validation_split,
    mistakes=MISTAKES,
    accepted=ACCEPTED,
    run=Run(driver=drivers.split, asked=("X", "y", "fraction", "seed of rng")),
    compare=Comparison(view=view),
)
