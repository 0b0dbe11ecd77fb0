"""Mistakes that are known with `cross_entropy`, the most specific first."""

import math
from collections.abc import Callable

import numpy as np

from nnexercises.m04_backprop.logits import (
    flat_sums,
    log_probabilities,
    one_hot,
    plain_softmax,
    softmax,
)
from nngrader.declare import Mistake


def of_labels(log_p, labels):
    return log_p[np.arange(len(labels)), labels]


def mean_loss(log_p, labels):
    return -np.mean(of_labels(log_p, labels))


def _log_of_softmax(Z):
    return np.log(softmax(Z))


def _log_of_plain_softmax(Z):
    return np.log(plain_softmax(Z))


def _cross_entropies(finish: Callable) -> tuple[Callable, ...]:
    """The same last step after three ways to the logarithms, only the first of them stable."""
    ways = (log_probabilities, _log_of_softmax, _log_of_plain_softmax)
    return tuple(lambda logits, labels, way=way: finish(way(logits), labels) for way in ways)


def _over_rows(Z):
    Z = Z - Z.max(axis=0)
    return Z - np.log(np.exp(Z).sum(axis=0))


def _over_everything(Z):
    Z = Z - Z.max()
    return Z - np.log(np.exp(Z).sum())


def _one_shift_for_all(Z):
    Z = Z - Z.max()
    return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))


def _one_shift_for_all_in_softmax(Z):
    E = np.exp(Z - Z.max())
    return np.log(E / E.sum(axis=1, keepdims=True))


def _clipped(tiny: float) -> tuple[Callable, ...]:
    return (
        lambda logits, labels: mean_loss(np.log(np.clip(softmax(logits), tiny, 1)), labels),
        lambda logits, labels: mean_loss(np.log(softmax(logits) + tiny), labels),
    )


def _binary_terms(log_p, labels):
    Y = one_hot(labels, log_p.shape[1])
    return -np.mean(np.sum(Y * log_p + (1 - Y) * np.log(1 - np.exp(log_p)), axis=1))


def _loop_without_shift(logits, labels):
    total = 0.0
    for z, label in zip(logits, labels, strict=True):
        e = [math.exp(v) for v in z]
        total -= math.log(e[label] / sum(e))
    return total / len(logits)


def _cross_entropy_in_place(logits, labels):
    logits -= logits.max(axis=1, keepdims=True)
    return mean_loss(logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)), labels)


def _cross_entropy_log_in_place(logits, labels):
    log_p = log_probabilities(logits)
    logits[:] = log_p
    return mean_loss(log_p, labels)


MISTAKES = (
    Mistake(
        "double-softmax",
        "Softmax was taken twice: of the logits, and again of the probabilities.",
        lambda logits, labels: mean_loss(log_probabilities(softmax(logits)), labels),
        lambda logits, labels: mean_loss(np.log(softmax(softmax(logits))), labels),
        lambda logits, labels: mean_loss(np.log(plain_softmax(plain_softmax(logits))), labels),
    ),
    Mistake(
        "log-zero",
        "Where a probability is so small that it rounds to 0, its logarithm is −inf: can you "
        "have the logarithm without the probability?",
        lambda logits, labels: mean_loss(_log_of_softmax(logits), labels),
        lambda logits, labels: (
            -np.sum(one_hot(labels, logits.shape[1]) * _log_of_softmax(logits)) / len(logits)
        ),
    ),
    Mistake(
        "overflow",
        "The exponential of a logit of 1000 is too large for a float: what may be subtracted "
        "from a row without changing its softmax?",
        lambda logits, labels: mean_loss(_log_of_plain_softmax(logits), labels),
        _loop_without_shift,
        lambda logits, labels: np.mean(
            np.log(np.exp(logits).sum(axis=1)) - of_labels(logits, labels)
        ),
        lambda logits, labels: (
            -np.mean(
                np.sum(one_hot(labels, logits.shape[1]) * _log_of_plain_softmax(logits), axis=1)
            )
        ),
    ),
    Mistake(
        "wrong-indexing",
        "Each row was asked for the labels of all rows: one entry of each row is wanted, in "
        "the column of its own label.",
        *_cross_entropies(lambda log_p, labels: -np.mean(log_p[:, labels])),
        *_cross_entropies(lambda log_p, labels: -np.sum(log_p[:, labels]) / len(labels)),
    ),
    Mistake(
        "sum-not-mean",
        "The rows' losses are added up; their mean is asked.",
        *_cross_entropies(lambda log_p, labels: -np.sum(of_labels(log_p, labels))),
    ),
    Mistake(
        "double-mean",
        "It was divided by the number of rows twice.",
        *_cross_entropies(lambda log_p, labels: mean_loss(log_p, labels) / len(labels)),
    ),
    Mistake(
        "mean-over-classes",
        "The mean was taken over all entries of the table, also those of the other classes: "
        "each row counts once.",
        *_cross_entropies(lambda log_p, labels: mean_loss(log_p, labels) / log_p.shape[1]),
    ),
    Mistake(
        "sign-flipped",
        "The sign is the wrong way round: the logarithm of a probability is negative, and a "
        "loss is not.",
        *_cross_entropies(lambda log_p, labels: np.mean(of_labels(log_p, labels))),
    ),
    Mistake(
        "log-missing",
        "The mean was taken of the probabilities themselves, without a logarithm.",
        *_cross_entropies(lambda log_p, labels: -np.mean(np.exp(of_labels(log_p, labels)))),
        *_cross_entropies(lambda log_p, labels: 1 - np.mean(np.exp(of_labels(log_p, labels)))),
    ),
    Mistake(
        "softmax-missing",
        "Logits are no probabilities yet: they may be negative, and they don't add up to 1.",
        lambda logits, labels: -np.mean(of_labels(logits, labels)),
        lambda logits, labels: -np.mean(np.log(of_labels(logits, labels))),
    ),
    Mistake(
        "normalized-over-rows",
        "The probabilities add up to 1 down the columns; each row is a sample and has "
        "probabilities of its own.",
        lambda logits, labels: mean_loss(_over_rows(logits), labels),
        lambda logits, labels: mean_loss(
            np.log(np.exp(logits) / np.exp(logits).sum(axis=0)), labels
        ),
    ),
    Mistake(
        "normalized-over-everything",
        "All entries together were made to add up to 1; each row is a sample and has "
        "probabilities of its own.",
        lambda logits, labels: mean_loss(_over_everything(logits), labels),
        lambda logits, labels: mean_loss(np.log(np.exp(logits) / np.exp(logits).sum()), labels),
    ),
    Mistake(
        "global-max-shift",
        "The same number was subtracted from all rows: a row that lies far below another "
        "has nothing left after the exponential.",
        lambda logits, labels: mean_loss(_one_shift_for_all(logits), labels),
        lambda logits, labels: mean_loss(_one_shift_for_all_in_softmax(logits), labels),
    ),
    Mistake(
        "no-keepdims",
        "The largest logit or the sum of each row has lost its axis: (N, C) and (N,) don't fit "
        "together, or in the wrong way.",
        lambda logits, labels: mean_loss(log_probabilities(logits - logits.max(axis=1)), labels),
        lambda logits, labels: mean_loss(
            np.log(flat_sums(np.exp(logits - logits.max(axis=1, keepdims=True)))), labels
        ),
        lambda logits, labels: mean_loss(np.log(flat_sums(np.exp(logits))), labels),
    ),
    Mistake(
        "clipped-log",
        "It is finite, but too small where the right class is hopeless: clipping a "
        "probability makes every hopeless case equally bad.",
        *(
            function
            for tiny in (1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7)
            for function in _clipped(tiny)
        ),
    ),
    Mistake(
        "shift-not-undone",
        "The largest logit was subtracted inside the exponential only: the logit of the right "
        "class needs the same.",
        lambda logits, labels: np.mean(
            np.log(np.exp(logits - logits.max(axis=1, keepdims=True)).sum(axis=1))
            - of_labels(logits, labels)
        ),
    ),
    Mistake(
        "binary-terms",
        "The other classes were given terms of their own, log(1 − p): with softmax, the right "
        "class's probability says it all.",
        *_cross_entropies(_binary_terms),
    ),
    Mistake(
        "one-per-sample",
        "There is still one loss for each row: one number for the whole batch is asked.",
        *_cross_entropies(lambda log_p, labels: -of_labels(log_p, labels)),
    ),
    Mistake(
        "modifies-logits",
        "The number is right, but the logits that were passed in have changed.",
        _cross_entropy_in_place,
        _cross_entropy_log_in_place,
    ),
)
