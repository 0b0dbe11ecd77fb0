"""Mistakes that are known with `confusion_matrix`, the most specific first."""

import numpy as np

from nngrader.declare import Mistake


def counts(labels, predictions, classes, dtype=int):
    confusion = np.zeros((classes, classes), dtype=dtype)
    for i in range(len(labels)):
        confusion[labels[i], predictions[i]] += 1
    return confusion


def _only_seen(labels, predictions, classes):
    """A row and a column for each class that occurs."""
    seen = sorted(set(labels.tolist()) | set(predictions.tolist()))
    place = {c: i for i, c in enumerate(seen)}
    return counts(
        [place[c] for c in labels.tolist()], [place[c] for c in predictions.tolist()], len(seen)
    )


def _up_to_largest(labels, predictions, classes):
    return counts(labels, predictions, int(max(labels.max(), predictions.max())) + 1)


def _as_counted_once(labels, predictions, classes):
    confusion = np.zeros((classes, classes), dtype=int)
    confusion[labels, predictions] += 1
    return confusion


def _codes_in_place(labels, predictions, classes):
    labels *= classes
    labels += predictions
    return np.bincount(labels, minlength=classes**2).reshape(classes, classes)


def _only_right_ones(labels, predictions, classes):
    return np.diag(np.diag(counts(labels, predictions, classes)))


def _without_right_ones(labels, predictions, classes):
    confusion = counts(labels, predictions, classes)
    np.fill_diagonal(confusion, 0)
    return confusion


MISTAKES = (
    Mistake(
        "transposed",
        "Rows and columns have changed places: a row is a true class, a column a predicted one.",
        lambda labels, predictions, classes: counts(predictions, labels, classes),
        lambda labels, predictions, classes: counts(predictions, labels, classes, float),
    ),
    Mistake(
        "missing-class-dropped",
        "A class that does not occur has no row and column: there should be one for each of "
        "the classes.",
        _only_seen,
        _up_to_largest,
        lambda labels, predictions, classes: _up_to_largest(labels, predictions, 0).astype(float),
    ),
    Mistake(
        "normalized",
        "These are shares; asked is how often each pair occurs.",
        lambda labels, predictions, classes: counts(labels, predictions, classes) / len(labels),
        lambda labels, predictions, classes: np.nan_to_num(
            (c := counts(labels, predictions, classes)) / c.sum(axis=1, keepdims=True)
        ),
        lambda labels, predictions, classes: (
            (c := counts(labels, predictions, classes)) / c.sum(axis=1, keepdims=True)
        ),
        lambda labels, predictions, classes: (
            (c := counts(labels, predictions, classes)) / np.maximum(c.sum(axis=0), 1)
        ),
    ),
    Mistake(
        "repeated-pairs-once",
        "A pair that occurs several times was counted once: `confusion[labels, predictions] "
        "+= 1` adds to each place only once.",
        _as_counted_once,
        lambda labels, predictions, classes: _as_counted_once(labels, predictions, classes).astype(
            float
        ),
    ),
    Mistake(
        "only-right-ones",
        "Only what is right was counted: the other places say what was taken for what.",
        _only_right_ones,
        lambda labels, predictions, classes: np.diag(counts(labels, predictions, classes)),
    ),
    Mistake(
        "only-wrong-ones",
        "Only what is wrong was counted: what is right belongs on the diagonal.",
        _without_right_ones,
    ),
    Mistake(
        "table-of-lists",
        "The counts are right, but they stand in lists: an array is asked.",
        lambda labels, predictions, classes: counts(labels, predictions, classes).tolist(),
    ),
    Mistake(
        "returns-float",
        "The counts are right, but they are floats: what is counted is a whole number.",
        lambda labels, predictions, classes: counts(labels, predictions, classes, float),
    ),
    Mistake(
        "inputs-overwritten",
        "The counts are right, but an array that was passed in has been overwritten.",
        _codes_in_place,
    ),
)
