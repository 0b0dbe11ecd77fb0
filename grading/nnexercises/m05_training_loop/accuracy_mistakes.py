"""Mistakes that are known with `accuracy`, the most specific first."""

import numpy as np

from nngrader.declare import Mistake


def right(logits, labels):
    return logits.argmax(axis=1) == labels


def _one_hot_in_place(logits, labels):
    logits -= logits.max(axis=1, keepdims=True)
    return float(np.mean(logits[np.arange(len(logits)), labels] == 0))


def _sorted_in_place(logits, labels):
    best = logits.argmax(axis=1)
    best -= labels
    labels[:] = best
    return float(np.mean(labels == 0))


MISTAKES = (
    Mistake(
        "percent",
        "This is in percent; asked is the share, from 0 to 1.",
        lambda logits, labels: 100 * np.mean(right(logits, labels)),
    ),
    Mistake(
        "argmax-axis-0",
        "The largest logit was looked for in each column; a row is a sample, and its largest "
        "logit says the class.",
        lambda logits, labels: np.mean(logits.argmax(axis=0) == labels),
        lambda logits, labels: (logits.argmax(axis=0) == labels).sum() / len(labels),
        lambda logits, labels: (
            np.sum(np.argmax(logits, axis=0)[: len(labels)] == labels) / len(labels)
        ),
    ),
    Mistake(
        "error-rate",
        "This is the share of what is wrong; asked is the share of what is right.",
        lambda logits, labels: np.mean(~right(logits, labels)),
    ),
    Mistake(
        "count-not-share",
        "This is how many are right; asked is which share of all.",
        lambda logits, labels: np.sum(right(logits, labels)),
    ),
    Mistake(
        "argmax-of-all",
        "The largest number of the whole array was taken; each row has a class of its own.",
        lambda logits, labels: np.mean(logits.argmax() == labels),
    ),
    Mistake(
        "max-not-argmax",
        "The largest logit itself was compared with the label; its place in the row is the class.",
        lambda logits, labels: np.mean(logits.max(axis=1) == labels),
    ),
    Mistake(
        "row-by-row-result",
        "There is a True or False for each row: one number for all of them is asked.",
        right,
    ),
    Mistake(
        "threshold",
        "A class was taken to be predicted where its logit is above a fixed number; what "
        "counts is which logit is the largest of its row.",
        *(
            lambda logits, labels, bound=bound: np.mean(
                logits[np.arange(len(labels)), labels] > bound
            )
            for bound in (0.0, 0.5)
        ),
    ),
    Mistake(
        "divided-by-classes",
        "The number of right rows was divided by the number of classes, or of all logits; "
        "divide by the number of rows.",
        lambda logits, labels: np.sum(right(logits, labels)) / logits.shape[1],
        lambda logits, labels: np.sum(right(logits, labels)) / logits.size,
    ),
    Mistake(
        "smallest-logit",
        "The smallest logit of each row was taken; the network predicts the largest.",
        lambda logits, labels: np.mean(logits.argmin(axis=1) == labels),
    ),
    Mistake(
        "all-or-nothing",
        "The result is 1 only if all rows are right, and otherwise 0; asked is the share that "
        "is right.",
        lambda logits, labels: float(np.array_equal(logits.argmax(axis=1), labels)),
        lambda logits, labels: np.sum(right(logits, labels)) // len(labels),
    ),
    Mistake(
        "rounded",
        "The share was rounded: return it as it is.",
        *(
            lambda logits, labels, n=n: round(float(np.mean(right(logits, labels))), n)
            for n in (2, 3, 1)
        ),
    ),
    Mistake(
        "inputs-overwritten",
        "The number is right, but an array that was passed in has been overwritten.",
        _one_hot_in_place,
        _sorted_in_place,
    ),
)
