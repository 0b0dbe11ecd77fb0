"""The exercise `next_token_probabilities`: softmax with a temperature."""

import numpy as np

from nnbasics import language
from nnexercises.m08_fine_tuning.next_token_probabilities_accepted import ACCEPTED
from nnexercises.m08_fine_tuning.next_token_probabilities_mistakes import MISTAKES
from nngrader.declare import Aspect, Case, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    def logits(*shape: int) -> np.ndarray:
        return rng.normal(scale=2, size=shape).round(2)

    def temperature() -> float:
        return round(float(rng.uniform(0.3, 0.8) * rng.choice([1, 4])), 2)

    rows = {"aspect": "rows"}
    greedy = {"aspect": "temperature 0"}
    huge = {"aspect": "stability"}
    ties = np.array([[1.0, 3.0, 3.0], [2.0, 2.0, -1.0]])
    return [
        Case(np.array([2.0, 1.0, 0.0]), 0.5),
        Case(logits(4), temperature()),
        Case(logits(5), 2, label="a whole number as temperature"),
        Case(np.array([3, 0, -1]), 1, label="whole numbers"),
        Case(logits(2, 3), 0.7, label="two rows", **rows),
        Case(logits(4, 2), temperature(), label="four rows", **rows),
        Case(logits(3, 3), temperature(), label="as many rows as tokens", **rows),
        Case(logits(1, 5), temperature(), label="one row", **rows),
        Case(logits(1), 0.5, label="a single token", **rows),
        Case(np.array([2.0, 5.0, 1.0]), 0.0, **greedy),
        Case(logits(6), 0, label="a whole number", **greedy),
        Case(logits(3, 4), 0.0, label="three rows", **greedy),
        Case(np.array([1.0, 4.0, 4.0, 0.0]), 0.0, label="two logits are the largest", **greedy),
        Case(ties, 0.0, label="rows with two largest logits", **greedy),
        Case(-np.abs(logits(4)) - 1, 0.0, label="negative logits", **greedy),
        Case(np.array([1000.0, 999.0, 0.0]), 0.0, label="huge logits", **greedy),
        Case(np.array([1000.0, 1001.0, 999.0]), 1.0, label="huge logits", **huge),
        Case(np.array([-1000.0, -1001.0, -999.0]), 0.7, label="huge negative logits", **huge),
        Case(np.array([[1000.0, 1002.0], [-1000.0, -1003.0]]), 2.0, label="rows far apart", **huge),
        Case(np.array([9.0, 8.5, -8.0]), 0.01, label="a low temperature", **huge),
        Case(logits(2, 3), 0.5, aspect="inputs unchanged", label="a read-only array",
             read_only=True),
    ]  # fmt: skip


EXERCISE = Exercise(
    id="next_token_probabilities",
    signature="(logits, temperature)",
    text=Text(
        title="Set the temperature",
        minutes=15,
        difficulty="medium",
        lesson="10. Sample with a temperature",
    ),
    rests_on=("softmax",),
    aspects=(
        Aspect("values", 0.75, "probabilities of the next token, for temperatures above 0"),
        Aspect("rows", 0.25, "several rows of logits at once, or one token", ("values",)),
        Aspect(
            "temperature 0",
            0.5,
            "all probability on the largest logit, the first of equal ones",
            ("values",),
        ),
        Aspect("stability", 0.25, "right also for logits such as ±1000", ("values",)),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=language.next_token_probabilities,
    mistakes=MISTAKES,
    accepted=ACCEPTED,
)
