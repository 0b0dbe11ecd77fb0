"""Mistakes that are known with `one_hot`, the most specific first."""

import numpy as np

from nngrader.declare import Mistake


def loops(labels, classes):
    rows = np.zeros((len(labels), classes))
    for i in range(len(labels)):
        rows[i, labels[i]] = 1
    return rows


def _shifted(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows[np.arange(len(labels)), np.asarray(labels, dtype=int) - 1] = 1
    return rows


def _shifted_up(labels, classes):
    rows = np.zeros((len(labels), classes + 1))
    rows[np.arange(len(labels)), np.asarray(labels, dtype=int) + 1] = 1
    return rows[:, :classes]


def _only_seen(labels, classes):
    return (np.asarray(labels)[:, None] == np.unique(labels)).astype(float)


def _label_in_place(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows[np.arange(len(labels)), labels] = labels
    return rows


def _whole_columns(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows[:, labels] = 1
    return rows


def _overwrites(labels, classes):
    rows = loops(labels, classes)
    labels += np.arange(len(labels), dtype=labels.dtype)
    return rows


MISTAKES = (
    Mistake(
        "off-by-one",
        "The ones stand a place beside where they should be: class 0 has the first column.",
        _shifted,
        _shifted_up,
    ),
    Mistake(
        "transposed",
        "Each label is a column; a row for each label is asked.",
        lambda labels, classes: loops(labels, classes).T,
        lambda labels, classes: (np.arange(classes)[:, None] == labels).astype(float),
    ),
    Mistake(
        "width-from-max",
        "The number of columns was taken from the labels that happen to be there: there has "
        "to be one for each of the classes.",
        lambda labels, classes: loops(labels, int(labels.max()) + 1),
        lambda labels, classes: np.eye(int(np.max(labels)) + 1)[labels],
        _only_seen,
        lambda labels, classes: np.eye(len(np.unique(labels)))[
            np.unique(labels, return_inverse=True)[1]
        ],
    ),
    Mistake(
        "returns-bool",
        "These are True and False: zeros and ones are asked.",
        lambda labels, classes: labels[:, None] == np.arange(classes),
    ),
    Mistake(
        "label-not-one",
        "The label itself stands at its place: a 1 is asked there.",
        _label_in_place,
    ),
    Mistake(
        "whole-columns",
        "Whole columns are filled with ones: each row has exactly one of them, in the column "
        "of its own label.",
        _whole_columns,
    ),
    Mistake(
        "zeros-and-ones-swapped",
        "Zeros and ones have changed places.",
        lambda labels, classes: 1 - loops(labels, classes),
    ),
    Mistake(
        "lists",
        "The numbers are right, but they stand in lists: an array is asked.",
        lambda labels, classes: loops(labels, classes).tolist(),
    ),
    Mistake(
        "inputs-overwritten",
        "The rows are right, but the labels that were passed in have been overwritten.",
        _overwrites,
    ),
)
