"""The exercise `precision_recall`: ask two questions about each class."""

import numpy as np

from nnbasics import metrics
from nnexercises.m05_training_loop.precision_recall_accepted import ACCEPTED
from nnexercises.m05_training_loop.precision_recall_mistakes import MISTAKES
from nnexercises.shared import part
from nngrader.declare import Aspect, Case, Comparison, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(classes: int, **about: object) -> Case:
        counts = rng.integers(1, 30, (classes, classes)) + np.diag(rng.integers(10, 60, classes))
        counts[0, -1] += 7  # no two sums are equal by chance
        return given(counts, **about)

    def given(counts: np.ndarray, **about: object) -> Case:
        return Case(counts, **({"aspect": "precision"} | about))

    undefined = {"aspect": "undefined"}
    return [
        given(np.array([[90, 5], [2, 3]])),
        case(3),
        given(np.array([[0, 4, 1], [2, 0, 3], [6, 1, 0]]), label="nothing is right"),
        given(np.array([[5, 0], [0, 7]]), label="all is right"),
        case(6, label="six classes"),
        given(np.array([[95, 0], [5, 0]]), label="class 1 is never predicted", **undefined),
        given(np.array([[3, 2], [0, 0]]), label="class 1 does not occur", **undefined),
        given(np.array([[4, 0, 1], [0, 0, 0], [2, 0, 6]]), label="class 1 is nowhere", **undefined),
        given(np.zeros((2, 2), dtype=int), label="nothing was counted", **undefined),
        given(np.array([[8]]), label="a single class", **undefined),
        case(4, aspect="inputs unchanged", label="a read-only array", read_only=True),
    ]  # fmt: skip


EXERCISE = Exercise(
    id="precision_recall",
    signature="(confusion)",
    text=Text(
        title="Ask two questions about each class",
        minutes=15,
        difficulty="medium",
        lesson="8. How good is it?",
        warned=(
            "It divided by 0 on the way, and NumPy warned. The result is right; better divide "
            "only where there is something to divide by."
        ),
    ),
    rests_on=("confusion_matrix",),
    aspects=(
        part("precision", 0.75, "of what was called c, the share that is c", 0),
        part("recall", 0.5, "of what is c, the share that was called so", 1, of="precision"),
        Aspect(
            "undefined",
            0.5,
            "0 where nothing was called so, or nothing is",
            ("precision", "recall"),
        ),
        unchanged(0.25, ("precision", "recall")),
    ),
    inputs=_inputs,
    reference=metrics.precision_recall,
    mistakes=MISTAKES,
    accepted=ACCEPTED,
    compare=Comparison(results=("precision", "recall")),
)
