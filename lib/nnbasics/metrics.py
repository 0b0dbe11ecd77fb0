"""Metrics: how good predictions are, in numbers that people understand."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnbasics.neurons import Array

Counts = NDArray[np.int64]


def accuracy(logits: ArrayLike, labels: ArrayLike) -> float:
    """The share of rows whose largest logit is the label's, from 0 to 1.

    logits: ``(N, C)``. labels: integers ``(N,)``.
    """
    return float(np.mean(np.asarray(logits).argmax(axis=1) == np.asarray(labels)))


def confusion_matrix(labels: ArrayLike, predictions: ArrayLike, classes: int) -> Counts:
    """How often each true class (row) was predicted as each class (column): ``(C, C)``.

    labels, predictions: integers below ``classes``, ``(N,)`` each.
    """
    confusion = np.zeros((classes, classes), dtype=np.int64)
    # Not `confusion[labels, predictions] += 1`: that counts a repeated pair once.
    np.add.at(confusion, (np.asarray(labels), np.asarray(predictions)), 1)
    return confusion


def precision_recall(confusion: ArrayLike) -> tuple[Array, Array]:
    """Of what was called c, how much is c; and of what is c, how much was called so.

    confusion: ``(C, C)``, rows true, columns predicted. Returns precision and recall,
    ``(C,)`` each; 0 for a class never predicted or never there.
    """
    confusion = np.asarray(confusion)
    right = np.diagonal(confusion).astype(float)
    predicted, there = confusion.sum(axis=0), confusion.sum(axis=1)
    precision = np.divide(right, predicted, out=np.zeros_like(right), where=predicted > 0)
    recall = np.divide(right, there, out=np.zeros_like(right), where=there > 0)
    return precision, recall


def evaluate(
    predict: Callable[[np.ndarray], ArrayLike], X: ArrayLike, labels: ArrayLike, batch_size: int
) -> tuple[float, Counts]:
    """Accuracy and confusion matrix, with at most ``batch_size`` rows at once in memory.

    predict: takes rows of X, returns their classes. X: N rows. labels: ``(N,)``.
    The matrix is ``(C, C)``, where C is 1 + the largest label or prediction.
    """
    X, labels = np.asarray(X), np.asarray(labels)
    starts = range(0, len(X), batch_size)
    predictions = np.concatenate([predict(X[i : i + batch_size]) for i in starts])
    classes = 1 + int(max(labels.max(), predictions.max()))
    confusion = confusion_matrix(labels, predictions, classes)
    return float(np.mean(predictions == labels)), confusion


def top_confusions(confusion: ArrayLike, k: int) -> list[tuple[int, int, int]]:
    """The k most frequent mistakes, ``(true, predicted, count)``, the largest count first.

    confusion: ``(C, C)``. Equal counts are in the order of (true, predicted); pairs that
    never happened are left out, so there may be fewer than k.
    """
    counts = np.asarray(confusion)
    mistakes = [
        (int(true), int(predicted), int(counts[true, predicted]))
        for true, predicted in np.argwhere(counts)  # the non-zero ones, row by row
        if true != predicted
    ]
    return sorted(mistakes, key=lambda mistake: -mistake[2])[:k]  # sorting keeps that order
