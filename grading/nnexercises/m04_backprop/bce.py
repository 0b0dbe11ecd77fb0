"""The exercise `bce`: measure how wrong a probability is."""

import numpy as np

from nnbasics import losses
from nnexercises.m04_backprop.bce_accepted import ACCEPTED
from nnexercises.m04_backprop.bce_mistakes import MISTAKES
from nnexercises.shared import raised
from nngrader.declare import Aspect, Case, Comparison, Exercise, Text, unchanged
from nngrader.inside.observe import Outcome
from nngrader.values.compare import compare


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(n: int, **about: object) -> Case:
        y = rng.integers(0, 2, n)
        y[:2] = rng.permutation(2)[:n]  # both classes, where there is room
        return Case(rng.uniform(0.05, 0.95, n).round(2), y, **about)

    certain = {"aspect": "certain predictions"}
    return [
        Case(np.array([0.9, 0.1, 0.8, 0.7]), np.array([1, 0, 1, 1])),
        Case(np.array([0.1, 0.9, 0.2, 0.3]), np.array([1, 0, 1, 1])),
        case(3),
        case(40, label="40 samples"),
        case(1, label="a batch of one"),
        Case(np.array([0.25, 0.6]), np.array([0.0, 1.0]), label="labels that are floats"),
        Case(np.array([0.0, 1.0]), np.array([1, 0]), label="certain and wrong", **certain),
        Case(np.array([0.0, 1.0]), np.array([0, 1]), label="certain and right", **certain),
        Case(np.array([1.0, 0.5, 0.0]), np.array([0, 1, 0]), label="one of three", **certain),
        Case(
            np.array([1.0, 0.0, 0.0, 1.0]), np.array([1, 0, 1, 1]), label="one of four", **certain
        ),
        case(3, aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]


def _within_clipping(
    exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome
) -> str | None:
    """Near 1e-12 forms of clipping differ: clip(p) and p + 1e-12 are both right."""
    if outcome.error:
        return raised(outcome)
    right, got = float(expected.value), outcome.value
    if isinstance(got, (float, np.ndarray)) and np.shape(got) == () and np.isrealobj(got):
        if np.isclose(float(got), right, rtol=1e-4, atol=1e-9):
            return None
        if not np.isfinite(got):
            return f"the result is {float(got)}: it has to be finite, here {right:.4g}"
    return compare(right, got).difference


def _without_clipping(case: Case, outcome: Outcome) -> object:
    """What of an outcome counts when it is compared with a mistake's."""
    value = outcome.value
    if outcome.error:
        return outcome.error.types[0]
    if case.aspect != "certain predictions" or np.shape(value) != ():
        return value
    return np.round(np.asarray(value, dtype=float), 2) if np.isrealobj(value) else value


EXERCISE = Exercise(
    id="bce",
    signature="(p, y)",
    text=Text(
        title="Measure how wrong a probability is",
        minutes=10,
        difficulty="medium",
        lesson="Two classes: binary cross-entropy",
    ),
    rests_on=("sigmoid",),
    aspects=(
        Aspect("values", 1.0, "the mean of −log of what was said of the truth"),
        Aspect(
            "certain predictions",
            0.75,
            "finite for a p of 0 or 1, clipped at 1e-12",
            ("values",),
            rule=_within_clipping,
        ),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=losses.bce,
    mistakes=MISTAKES,
    accepted=ACCEPTED,
    compare=Comparison(view=_without_clipping),
)
