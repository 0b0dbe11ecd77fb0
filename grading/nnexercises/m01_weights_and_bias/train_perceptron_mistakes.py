"""Mistakes that are known with `train_perceptron`, the most specific first."""

import numpy as np

from nnexercises.m01_weights_and_bias.train_perceptron_parts import trainer
from nngrader.declare import Mistake


def _train_in_batch(X, y, lr, epochs):
    w, b, errors = np.zeros(X.shape[1]), 0.0, []
    for _ in range(epochs):
        error = y - (X @ w + b > 0)
        errors.append(int(np.abs(error).sum()))
        w, b = w + lr * error @ X, b + lr * error.sum()
        if errors[-1] == 0:
            break
    return w, b, errors


MISTAKES = (
    Mistake(
        "one-epoch-only",
        "The rows were gone through only once: training repeats them, epoch after epoch.",
        trainer(max_epochs=1),
    ),
    Mistake(
        "update-sign",
        "The weights move the wrong way, so the errors never end.",
        trainer(sign=-1),
    ),
    Mistake(
        "errors-not-reset",
        "The count of errors goes on from one epoch to the next: each epoch starts at 0.",
        trainer(keep_count=True, stop=False),
        trainer(keep_count=True),
    ),
    Mistake(
        "updates-only-positives",
        "Only samples with label 1 are learned from: a sample that should be silent and "
        "fires is an error too.",
        trainer(positives_only=True),
    ),
    Mistake(
        "no-early-stop",
        "It goes on after an epoch without an error, when nothing can change any more.",
        trainer(stop=False),
    ),
    Mistake(
        "last-epoch-not-recorded",
        "The epoch without an error is missing from the list: record its 0, then stop.",
        trainer(record_last=False),
    ),
    Mistake(
        "bias-not-updated",
        "The bias never learns.",
        trainer(bias=False),
    ),
    Mistake(
        "whole-batch-update",
        "All rows were predicted with the same weights; here the weights change after each "
        "row, before the next one is looked at.",
        _train_in_batch,
    ),
    Mistake(
        "counts-right-ones",
        "The list counts what was right; errors are asked.",
        trainer(count_right=True),
    ),
    Mistake(
        "starts-from-ones",
        "It starts from ones; asked is a start from zeros.",
        trainer(start=1.0),
    ),
    Mistake(
        "int-truncation",
        "With integer features the weights became integers, and fractions get lost.",
        trainer(int_weights=True),
    ),
)
