"""Mistakes that are known with `precision_recall`, the most specific first."""

from collections.abc import Callable

import numpy as np

from nngrader.declare import Mistake


def _quotient(right: np.ndarray, of: np.ndarray) -> np.ndarray:
    return np.where(of > 0, right / np.where(of > 0, of, 1), 0.0)


def _measures(
    *,
    right: Callable = lambda C: np.diagonal(C).astype(float),
    predicted: Callable = lambda C: C.sum(axis=0),
    there: Callable = lambda C: C.sum(axis=1),
    divide: Callable = _quotient,
    finish: Callable = lambda precision, recall: (precision, recall),
) -> Callable:
    """As it should be, but for what is given."""

    def precision_recall(confusion):
        hits = right(confusion)
        return finish(divide(hits, predicted(confusion)), divide(hits, there(confusion)))

    return precision_recall


def _plain(hits, of):
    return hits / of


def _careless(**changed: Callable) -> tuple[Callable, ...]:
    """The same change in an answer that cares for empty classes, and in one that does not."""
    return _measures(**changed), _measures(divide=_plain, **changed)


def _micro(confusion):
    share = np.trace(confusion) / max(confusion.sum(), 1)
    return share, share


def _micro_for_all(confusion):
    share = np.full(len(confusion), np.trace(confusion) / max(confusion.sum(), 1))
    return share, share


def _others_only(C, axis):
    return C.sum(axis=axis) - np.diagonal(C)


def _rows_in_place(confusion):
    recall = _quotient(np.diagonal(confusion).astype(float), confusion.sum(axis=1))
    right = np.diagonal(confusion).astype(float)
    confusion[0] += confusion[1:].sum(axis=0)
    return _quotient(right, confusion[0]), recall


MISTAKES = (
    Mistake(
        "swapped",
        "The two have changed places: precision goes down a column, recall along a row.",
        *_careless(finish=lambda precision, recall: (recall, precision)),
    ),
    Mistake(
        "nan-on-empty",
        "0 divided by 0 is nan: where a class was never predicted, or never occurs, 0 is asked.",
        _measures(divide=_plain),
    ),
    Mistake(
        "one-on-empty",
        "Where a class was never predicted, or never occurs, 0 is asked, not 1.",
        _measures(divide=lambda hits, of: np.where(of > 0, hits / np.maximum(of, 1), 1.0)),
    ),
    Mistake(
        "micro-averaged",
        "All classes were counted together: each class has a precision and a recall of its own.",
        _micro,
        _micro_for_all,
        lambda confusion: (np.trace(confusion) / confusion.sum(),) * 2,
        *_careless(
            right=lambda C: np.trace(C),
            predicted=np.sum,
            there=np.sum,
        ),
    ),
    Mistake(
        "averaged",
        "There is one number for all classes: asked is one for each class.",
        *_careless(finish=lambda precision, recall: (precision.mean(), recall.mean())),
    ),
    Mistake(
        "last-class-only",
        "Only class 1 was looked at: each class has a precision and a recall.",
        *_careless(finish=lambda precision, recall: (precision[-1], recall[-1])),
        lambda confusion: (
            confusion[1, 1] / (confusion[1, 1] + confusion[0, 1]),
            confusion[1, 1] / (confusion[1, 1] + confusion[1, 0]),
        ),
    ),
    Mistake(
        "share-of-all",
        "It was divided by all samples; precision looks only at what was called c, recall only "
        "at what is c.",
        *_careless(predicted=np.sum, there=np.sum),
    ),
    Mistake(
        "share-of-the-wrong",
        "The right ones were divided by the wrong ones; divide by both together.",
        *_careless(predicted=lambda C: _others_only(C, 0), there=lambda C: _others_only(C, 1)),
    ),
    Mistake(
        "same-for-both",
        "Precision and recall are the same here; one looks at a column, the other at a row.",
        *_careless(there=lambda C: C.sum(axis=0)),
        *_careless(predicted=lambda C: C.sum(axis=1)),
    ),
    Mistake(
        "whole-table-divided",
        "The whole table was divided: asked is one number for each class, from the diagonal.",
        lambda confusion: (
            confusion / confusion.sum(axis=0),
            confusion / confusion.sum(axis=1, keepdims=True),
        ),
        lambda confusion: (
            confusion / np.maximum(confusion.sum(axis=0), 1),
            confusion / np.maximum(confusion.sum(axis=1, keepdims=True), 1),
        ),
    ),
    Mistake(
        "integer-division",
        "`//` cuts the shares down to whole numbers.",
        *(
            _measures(right=lambda C: np.diagonal(C), divide=divide)
            for divide in (
                lambda hits, of: hits // np.maximum(of, 1),
                lambda hits, of: hits // of,
            )
        ),
    ),
    Mistake(
        "percent",
        "These are in percent; asked are shares, from 0 to 1.",
        *_careless(finish=lambda precision, recall: (100 * precision, 100 * recall)),
    ),
    Mistake(
        "precision-only",
        "Only one of the two came back: asked is (precision, recall).",
        *_careless(finish=lambda precision, recall: precision),
    ),
    Mistake(
        "inputs-overwritten",
        "The shares are right, but the matrix that was passed in has been overwritten.",
        _rows_in_place,
    ),
)
