"""Mistakes that are known with `cross_entropy_grad`, the most specific first."""

from collections.abc import Callable

import numpy as np

from nnexercises.m04_backprop.cross_entropy_grad_parts import grad, grad_with_loops
from nnexercises.m04_backprop.logits import flat_sums, one_hot, plain_softmax, softmax
from nngrader.declare import Mistake


def _grads(finish: Callable) -> tuple[Callable, ...]:
    """With a stable softmax, and with one that overflows."""
    return grad(softmax, finish), grad(plain_softmax, finish)


def _column_softmax(Z):
    E = np.exp(Z - Z.max(axis=0))
    return E / E.sum(axis=0)


def _plain_column_softmax(Z):
    return np.exp(Z) / np.exp(Z).sum(axis=0)


def _whole_softmax(Z):
    E = np.exp(Z - Z.max())
    return E / E.sum()


def _global_shift_softmax(Z):
    E = np.exp(Z - Z.max())
    return E / E.sum(axis=1, keepdims=True)


def _all_columns(softmax: Callable) -> Callable:
    def cross_entropy_grad(logits, labels):
        P = softmax(logits)
        P[:, labels] -= 1
        return P / len(P)

    return cross_entropy_grad


def _rows_by_label(logits, labels):
    P = softmax(logits)
    P[labels] -= 1
    return P / len(P)


def _grad_in_place(logits, labels):
    logits -= logits.max(axis=1, keepdims=True)
    P = np.exp(logits)
    P /= P.sum(axis=1, keepdims=True)
    P[np.arange(len(P)), labels] -= 1
    return P / len(P)


def _grad_into_logits(logits, labels):
    logits[:] = (softmax(logits) - one_hot(labels, logits.shape[1])) / len(logits)
    return logits


def _grad_rows_into_integers(logits, labels):
    result = np.zeros_like(logits)
    for n, z in enumerate(logits):
        e = np.exp(z - z.max())
        result[n] = e / e.sum() / len(logits)
        result[n, labels[n]] -= 1 / len(logits)
    return result


def _grad_integers_to_the_end(logits, labels):
    result = np.empty_like(logits)
    result[:] = (softmax(logits) - one_hot(labels, logits.shape[1])) / len(logits)
    return result


MISTAKES = (
    Mistake(
        "not-averaged",
        "It is the gradient of the sum; the loss is a mean over the batch.",
        *_grads(lambda P, Y: P - Y),
    ),
    Mistake(
        "one-hot-missing",
        "Every entry says “lower this logit”: the labels have no effect on the result.",
        *_grads(lambda P, Y: P / len(P)),
        *_grads(lambda P, Y: P),
    ),
    Mistake(
        "sign-flipped",
        "The sign is the wrong way round: raising the right class's logit must lower the loss.",
        *_grads(lambda P, Y: (Y - P) / len(P)),
    ),
    Mistake(
        "modifies-logits",
        "The numbers are right, but the logits that were passed in have changed.",
        _grad_in_place,
        _grad_into_logits,
    ),
    Mistake(
        "overflow",
        "The exponential of a logit of 1000 is too large for a float: what may be subtracted "
        "from a row without changing its softmax?",
        grad(plain_softmax, lambda P, Y: (P - Y) / len(P)),
        lambda logits, labels: grad_with_loops(logits, labels, shift=lambda row: 0.0),
    ),
    Mistake(
        "wrong-indexing",
        "In each row the columns of all labels were changed: only the column of the row's own "
        "label is meant.",
        _all_columns(softmax),
        _all_columns(plain_softmax),
    ),
    Mistake(
        "labels-as-rows",
        "The labels were used as numbers of rows; they are numbers of columns, one for each row.",
        _rows_by_label,
    ),
    Mistake(
        "int-truncation",
        "With whole numbers as logits the fractions get lost: the result was written into an "
        "array of integers.",
        _grad_rows_into_integers,
        _grad_integers_to_the_end,
    ),
    Mistake(
        "no-keepdims",
        "The largest logit or the sum of each row has lost its axis: (N, C) and (N,) don't fit "
        "together, or in the wrong way.",
        grad(lambda Z: flat_sums(np.exp(Z - Z.max(axis=1))), lambda P, Y: (P - Y) / len(P)),
        grad(
            lambda Z: flat_sums(np.exp(Z - Z.max(axis=1, keepdims=True))),
            lambda P, Y: (P - Y) / len(P),
        ),
        grad(lambda Z: flat_sums(np.exp(Z)), lambda P, Y: (P - Y) / len(P)),
    ),
    Mistake(
        "divided-by-all-entries",
        "It was divided by the number of entries; the loss is a mean over rows.",
        *_grads(lambda P, Y: (P - Y) / P.size),
        *_grads(lambda P, Y: (P - Y) / P.shape[1]),
    ),
    Mistake(
        "softmax-missing",
        "The labels were subtracted from the logits themselves; softmax has to come first.",
        grad(lambda Z: Z, lambda Z, Y: (Z - Y) / len(Z)),
        grad(lambda Z: Z, lambda Z, Y: Z - Y),
    ),
    Mistake(
        "double-softmax",
        "Softmax was taken twice: of the logits, and again of the probabilities.",
        grad(lambda Z: softmax(softmax(Z)), lambda P, Y: (P - Y) / len(P)),
    ),
    Mistake(
        "right-class-only",
        "Only the right class has a slope here; raising another class's logit takes "
        "probability away from it, too.",
        *_grads(lambda P, Y: Y * (P - Y) / len(P)),
        *_grads(lambda P, Y: np.where(Y == 1, -1 / P, 0) / len(P)),
    ),
    Mistake(
        "normalized-over-rows",
        "The probabilities add up to 1 down the columns; each row is a sample and has "
        "probabilities of its own.",
        grad(_column_softmax, lambda P, Y: (P - Y) / len(P)),
        grad(_plain_column_softmax, lambda P, Y: (P - Y) / len(P)),
    ),
    Mistake(
        "normalized-over-everything",
        "All entries together were made to add up to 1; each row is a sample and has "
        "probabilities of its own.",
        grad(_whole_softmax, lambda P, Y: (P - Y) / len(P)),
    ),
    Mistake(
        "global-max-shift",
        "The same number was subtracted from all rows: a row that lies far below another "
        "has nothing left after the exponential.",
        grad(_global_shift_softmax, lambda P, Y: (P - Y) / len(P)),
    ),
)
