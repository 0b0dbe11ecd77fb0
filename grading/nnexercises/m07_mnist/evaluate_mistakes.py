"""Mistakes that are known with `evaluate`, the most specific first."""

import numpy as np

from nnexercises.m07_mnist.evaluate_parts import counts, evaluator
from nngrader.declare import Mistake


def _full_batches(n, size):
    return range(0, max(n // size, 1) * size, size)


def _last_left_out(n, size):
    return range(0, max(n - size + 1, 1), size)


def _overwrites(predict, X, labels, batch_size):
    result = evaluator()(predict, X, labels, batch_size)
    for start in range(0, len(X), batch_size):
        labels[start : start + batch_size] -= predict(X[start : start + batch_size])
    return result


MISTAKES = (
    Mistake(
        "last-batch-dropped",
        "What does not fill a whole batch is left out: the last batch may be short.",
        evaluator(starts=_full_batches),
        evaluator(starts=_last_left_out),
        evaluator(
            starts=_full_batches,
            measure=lambda predictions, labels, means, n: np.sum(predictions == labels) / n,
        ),
    ),
    Mistake(
        "mean-of-batch-means",
        "The mean of the batches' accuracies was taken: a short batch has fewer rows, so it "
        "has to count less.",
        evaluator(measure=lambda predictions, labels, means, n: np.mean(means)),
    ),
    Mistake(
        "all-at-once",
        "predict was given more rows than batch_size allows: the result is right, but with a "
        "large X the memory would not do.",
        evaluator(size=lambda n, size: n),
        evaluator(size=lambda n, size: size + 1),
    ),
    Mistake(
        "transposed",
        "Rows and columns of the table have changed places: a row is a true class, a column a "
        "predicted one.",
        evaluator(table=lambda labels, predictions, classes: counts(predictions, labels, classes)),
    ),
    Mistake(
        "width-from-labels",
        "The size of the table was taken from the labels alone, or from the predictions "
        "alone: a class may occur in only one of the two.",
        evaluator(
            classes=lambda labels, predictions: labels.max() + 1,
            table=lambda labels, predictions, classes: counts(
                labels, np.minimum(predictions, classes - 1), classes
            ),
        ),
        lambda predict, X, labels, batch_size: evaluator(
            classes=lambda labels, predictions: labels.max() + 1
        )(predict, X, labels, batch_size),
        evaluator(classes=lambda labels, predictions: predictions.max() + 1),
    ),
    Mistake(
        "ten-classes",
        "The table has ten rows, whatever classes there are.",
        evaluator(classes=lambda labels, predictions: 10),
    ),
    Mistake(
        "columns-of-x",
        "The size of the table was taken from X. What predict makes of its columns is its own "
        "affair: look at the labels and the predictions.",
        lambda predict, X, labels, batch_size: evaluator(classes=lambda *both: X.shape[1])(
            predict, X, labels, batch_size
        ),
    ),
    Mistake(
        "percent",
        "The accuracy is in percent; asked is the share, from 0 to 1.",
        evaluator(finish=lambda share, confusion: (100 * share, confusion)),
    ),
    Mistake(
        "error-rate",
        "This is the share of what is wrong; asked is the share of what is right.",
        evaluator(finish=lambda share, confusion: (1 - share, confusion)),
    ),
    Mistake(
        "last-batch-only",
        "Only the last batch was counted: what became of the others?",
        evaluator(
            starts=lambda n, size: range((n - 1) // size * size, n, size),
        ),
        evaluator(measure=lambda predictions, labels, means, n: means[-1]),
    ),
    Mistake(
        "first-batch-only",
        "Only the first batch was counted: does a `return` stand in the loop?",
        evaluator(starts=lambda n, size: [0]),
    ),
    Mistake(
        "repeated-pairs-once",
        "A pair that occurs several times was counted once: `confusion[labels, predictions] "
        "+= 1` adds to each place only once.",
        evaluator(
            table=lambda labels, predictions, classes: np.minimum(
                counts(labels, predictions, classes), 1
            )
        ),
    ),
    Mistake(
        "normalized",
        "The table holds shares; asked is how often each pair occurs.",
        evaluator(
            table=lambda labels, predictions, classes: (
                counts(labels, predictions, classes) / len(labels)
            )
        ),
    ),
    Mistake(
        "float-counts",
        "The counts are right, but they are floats: what is counted is a whole number.",
        evaluator(finish=lambda share, confusion: (share, confusion.astype(float))),
    ),
    Mistake(
        "order-swapped",
        "The table comes first; asked is (accuracy, confusion).",
        evaluator(finish=lambda share, confusion: (confusion, share)),
    ),
    Mistake(
        "accuracy-only",
        "Only one of the two came back: asked is (accuracy, confusion).",
        evaluator(finish=lambda share, confusion: share),
    ),
    Mistake(
        "inputs-overwritten",
        "The results are right, but an array that was passed in has been overwritten.",
        _overwrites,
    ),
)
