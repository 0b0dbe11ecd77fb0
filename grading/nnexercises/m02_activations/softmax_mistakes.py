"""Mistakes that are known with `softmax`, the most specific first."""

import numpy as np

from nnbasics import activations
from nnexercises.m02_activations.softmax_parts import (
    exp_shifted,
    normalized,
    row_by_row,
    with_python_numbers,
)
from nngrader.declare import Mistake


def _softmax_in_place(Z):
    Z -= Z.max(axis=1, keepdims=True)
    return normalized(np.exp(Z))


def _softmax_all_in_place(Z):
    Z -= Z.max(axis=1, keepdims=True)
    np.exp(Z, out=Z)
    Z /= Z.sum(axis=1, keepdims=True)
    return Z


def _softmax_rows_in_place(Z):
    for i in range(len(Z)):
        e = np.exp(Z[i] - Z[i].max())
        Z[i] = e / e.sum()
    return Z


MISTAKES = (
    Mistake(
        "no-max-shift",
        "The exponentials are taken of the logits as they are: huge ones overflow, and very "
        "negative ones all become 0.",
        lambda Z: normalized(np.exp(Z)),
        lambda Z: np.array([np.exp(row) / np.exp(row).sum() for row in Z]),
        lambda Z: with_python_numbers(Z, lambda row: 0.0),
    ),
    Mistake(
        "global-max-shift",
        "One number is subtracted from all rows: in a row far below it, every exponential "
        "becomes 0.",
        lambda Z: normalized(np.exp(Z - Z.max())),
    ),
    Mistake(
        "column-max-shift",
        "The maxima were taken down the columns, so numbers in one row are shifted by "
        "different amounts.",
        lambda Z: normalized(np.exp(Z - Z.max(axis=0))),
    ),
    Mistake(
        "wrong-shift",
        "What is subtracted from a row does not keep its exponentials in range: they can still "
        "overflow, or all become 0.",
        lambda Z: normalized(np.exp(Z - Z.min(axis=1, keepdims=True))),
        lambda Z: normalized(np.exp(Z - Z.mean(axis=1, keepdims=True))),
        lambda Z: normalized(np.exp(Z - np.abs(Z).max(axis=1, keepdims=True))),
        lambda Z: normalized(np.exp(Z + Z.max(axis=1, keepdims=True))),
        lambda Z: normalized(np.exp(Z - Z[:, :1])),
        lambda Z: normalized(np.exp(Z - Z[:, -1:])),
    ),
    Mistake(
        "clipped",
        "Huge logits were cut off at a limit; that changes how far apart they are, and so the "
        "probabilities.",
        lambda Z: normalized(np.exp(np.clip(Z, -500, 500))),
        lambda Z: normalized(np.exp(np.clip(Z, -700, 700))),
        lambda Z: normalized(np.exp(np.clip(Z, -100, 100))),
    ),
    Mistake(
        "nan-hidden",
        "Where the formula gave no number (nan), another value was put in its place, and that "
        "value is wrong.",
        lambda Z: np.nan_to_num(normalized(np.exp(Z))),
        lambda Z: np.nan_to_num(normalized(np.exp(Z)), nan=1.0),
        lambda Z: np.nan_to_num(normalized(np.exp(Z - Z.max()))),
    ),
    Mistake(
        "scaled-not-shifted",
        "The logits were divided; that changes how far apart they are, and so the probabilities.",
        lambda Z: normalized(np.exp(Z / Z.max(axis=1, keepdims=True))),
        lambda Z: normalized(np.exp(Z / Z.max())),
        lambda Z: normalized(np.exp(Z / np.abs(Z).max(axis=1, keepdims=True))),
        lambda Z: normalized(np.exp(Z / np.abs(Z).max())),
    ),
    Mistake(
        "axis-0",
        "The columns sum to 1; each row is a sample, and its probabilities have to sum to 1.",
        lambda Z: np.exp(Z - Z.max(axis=0)) / np.exp(Z - Z.max(axis=0)).sum(axis=0),
        lambda Z: np.exp(Z) / np.exp(Z).sum(axis=0),
        lambda Z: np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum(axis=0),
        lambda Z: exp_shifted(Z) / exp_shifted(Z).sum(axis=0),
    ),
    Mistake(
        "whole-array",
        "All entries together sum to 1; each row is a sample, and its probabilities have to "
        "sum to 1.",
        lambda Z: np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum(),
        lambda Z: np.exp(Z) / np.exp(Z).sum(),
        lambda Z: exp_shifted(Z) / exp_shifted(Z).sum(),
    ),
    Mistake(
        "no-keepdims",
        "The maxima or the sums of the rows have the shape (N,), and NumPy lines them up with "
        "the columns, or cannot line them up at all.",
        lambda Z: exp_shifted(Z) / exp_shifted(Z).sum(axis=1),
        lambda Z: normalized(np.exp(Z - Z.max(axis=1))),
        lambda Z: np.exp(Z - Z.max(axis=1)) / np.exp(Z - Z.max(axis=1)).sum(axis=1),
        lambda Z: np.exp(Z) / np.exp(Z).sum(axis=1),
        lambda Z: np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum(axis=1),
        lambda Z: exp_shifted(Z) / sum(exp_shifted(Z).T),
    ),
    Mistake(
        "not-normalized",
        "The exponentials came back as they are: the numbers of a row do not sum to 1.",
        exp_shifted,
        np.exp,
        lambda Z: np.exp(Z - Z.max()),
    ),
    Mistake(
        "divided-by-largest",
        "Each row was divided by its largest exponential, so that one is 1; the whole row has "
        "to sum to 1.",
        lambda Z: np.exp(Z) / np.exp(Z).max(axis=1, keepdims=True),
    ),
    Mistake(
        "averaged",
        "Each row was divided by its mean; it has to sum to 1.",
        lambda Z: exp_shifted(Z) / exp_shifted(Z).mean(axis=1, keepdims=True),
        lambda Z: np.exp(Z) / np.exp(Z).mean(axis=1, keepdims=True),
    ),
    Mistake(
        "no-exponential",
        "The logits themselves were divided by their sum: negative logits make negative "
        "probabilities.",
        lambda Z: Z / Z.sum(axis=1, keepdims=True),
        lambda Z: np.abs(Z) / np.abs(Z).sum(axis=1, keepdims=True),
    ),
    Mistake(
        "sigmoid-instead",
        "Each entry went through a sigmoid by itself: the numbers of a row do not sum to 1.",
        activations.sigmoid,
        lambda Z: 1 / (1 + np.exp(-Z)),
    ),
    Mistake(
        "log-softmax",
        "These are logarithms of the probabilities.",
        lambda Z: np.log(normalized(np.exp(Z))),
        lambda Z: (
            Z - Z.max(axis=1, keepdims=True) - np.log(exp_shifted(Z).sum(axis=1, keepdims=True))
        ),
        lambda Z: np.log(normalized(exp_shifted(Z))),
    ),
    Mistake(
        "one-hot",
        "The largest logit of a row got everything; the others have a probability, too.",
        lambda Z: np.eye(Z.shape[1])[Z.argmax(axis=1)],
        lambda Z: np.equal(Z, Z.max(axis=1, keepdims=True)) * 1.0,
    ),
    Mistake(
        "first-row-only",
        "Only the first row was used: every row of the batch needs its own probabilities.",
        lambda Z: normalized(exp_shifted(Z))[0],
        lambda Z: normalized(exp_shifted(Z))[:1],
    ),
    Mistake(
        "int-truncation",
        "With whole numbers as input the fractions get lost: the results went into an array of "
        "integers.",
        lambda Z: row_by_row(Z, np.zeros_like(Z)),
    ),
    Mistake(
        "rounded",
        "The results are rounded; all digits are asked.",
        lambda Z: activations.softmax(Z).round(4),
        lambda Z: activations.softmax(Z).round(3),
        lambda Z: activations.softmax(Z).round(2),
    ),
    Mistake(
        "inputs-overwritten",
        "The values are right, but the array that was passed in was overwritten on the way.",
        _softmax_in_place,
        _softmax_all_in_place,
        _softmax_rows_in_place,
    ),
)
