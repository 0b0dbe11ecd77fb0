"""The exercise `evaluate`: evaluate a network batch by batch."""

import numpy as np

from nnbasics import metrics
from nnexercises.drivers import m07 as drivers
from nnexercises.m07_mnist.evaluate_accepted import ACCEPTED
from nnexercises.m07_mnist.evaluate_mistakes import MISTAKES
from nnexercises.m07_mnist.evaluate_rules import (
    agrees_in,
    evaluate_view,
    whole_counts,
    within_batches,
)
from nngrader.declare import Aspect, Case, Comparison, Exercise, Run, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(
        n: int, classes: int, batch_size: int, right: int, wrong_at: int = 0, **about: object
    ) -> Case:
        """So many are right. wrong_at: 1 for the end of the rows, 0 for anywhere."""
        predictions = np.arange(n) % classes  # every class is predicted
        labels = predictions.copy()
        labels[right:] = (labels[right:] + 1 + rng.integers(0, classes - 1, n - right)) % classes
        order = np.arange(n) if wrong_at else rng.permutation(n)
        return given(predictions[order], labels[order], batch_size, classes, **about)

    def given(
        predictions: np.ndarray, labels: np.ndarray, batch_size: int, columns: int, **about: object
    ) -> Case:
        """Scores of which the predicted one is the largest."""
        X = rng.uniform(0, 0.8, (len(predictions), columns)).round(2)
        X[np.arange(len(X)), predictions] = 1.0
        return Case(X, np.asarray(labels), batch_size, **({"aspect": "accuracy"} | about))

    example = np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4], [0.3, 0.7]])
    confusion, last, batches = ({"aspect": name} for name in ("confusion", "last batch", "batches"))
    return [
        Case(example, np.array([0, 1, 1, 1]), 2, aspect="accuracy"),
        case(12, 3, 4, 8),
        case(20, 4, 5, 13, label="20 rows, in batches of 5"),
        case(18, 3, 6, 11, **confusion),
        given(np.array([0, 2, 1, 2, 0, 1]), np.array([0, 1, 1, 1, 0, 0]), 3, 3,
              label="class 2 is predicted, but is no label", **confusion),
        given(np.array([0, 1, 1, 0, 1, 0]), np.array([0, 3, 1, 0, 3, 1]), 2, 4,
              label="class 3 is a label, but is never predicted", **confusion),
        given(np.array([0, 1, 1, 0]), np.array([0, 1, 0, 0]), 2, 5,
              label="five columns, two classes", **confusion),
        case(7, 3, 3, 4, 1, label="7 rows, in batches of 3", **last),
        case(23, 4, 5, 17, 1, label="23 rows, in batches of 5", **last),
        case(5, 3, 8, 3, label="a batch size larger than N", **last),
        given(np.array([1]), np.array([1]), 4, 3, label="a single row", **last),
        case(9, 3, 1, 5, label="one row at a time", **batches),
        case(14, 3, 4, 9, label="14 rows, in batches of 4", **batches),
        case(10, 2, 5, 6, **batches),
        case(11, 3, 4, 7, aspect="inputs unchanged", label="read-only arrays", read_only=True),
        case(8, 3, 4, 5, aspect="inputs unchanged"),
    ]  # fmt: skip


EXERCISE = Exercise(
    id="evaluate",
    signature="(predict, X, labels, batch_size)",
    text=Text(
        title="Evaluate a network batch by batch",
        minutes=15,
        difficulty="medium",
        lesson="5. How good is it?",
    ),
    rests_on=("accuracy", "confusion_matrix"),
    aspects=(
        Aspect("accuracy", 0.5, "the share of rows that are right", rule=agrees_in(0)),
        Aspect("confusion", 0.5, "the table of counts", ("accuracy",), rule=whole_counts),
        Aspect(
            "last batch", 0.5, "N is no multiple of batch_size", ("accuracy",), rule=agrees_in(0, 1)
        ),
        Aspect(
            "batches",
            0.25,
            "predict never gets more than batch_size rows",
            ("accuracy", "confusion"),
            rule=within_batches,
        ),
        unchanged(0.25, ("accuracy", "confusion")),
    ),
    inputs=_inputs,
    reference=metrics.evaluate,
    mistakes=MISTAKES,
    accepted=ACCEPTED,
    run=Run(driver=drivers.evaluate, asked=("X", "labels", "batch_size")),
    compare=Comparison(
        results=("(accuracy, confusion)", "rows that predict got"), view=evaluate_view
    ),
)
