"""Mistakes that are known with `standardize`, the most specific first."""

from collections.abc import Callable

import numpy as np

from nnexercises.m05_training_loop.standardize_parts import is_constant, standardizer
from nngrader.declare import Mistake


def _never(X, std):
    return np.zeros(std.shape, dtype=bool)


def _careless(**changed: Callable) -> tuple[Callable, ...]:
    """The same change in an answer that cares for constant columns, and in two that do not."""
    return (
        standardizer(**changed),
        standardizer(constant=lambda X, std: std == 0, **changed),
        standardizer(constant=_never, **changed),
    )


def _in_place(X_train, X_test):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    std = np.where(is_constant(X_train, std), 1.0, std)
    X_train -= mean
    X_train /= std
    X_test -= mean
    X_test /= std
    return X_train, X_test


def _careless_in_place(X_train, X_test):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    std[std == 0] = 1
    X_train[:] = (X_train - mean) / std
    X_test[:] = (X_test - mean) / std
    return X_train, X_test


def _test_after_train_in_place(X_train, X_test):
    X_train = X_train.astype(float)
    X_train -= X_train.mean(axis=0)
    X_train /= np.where(X_train.std(axis=0) == 0, 1, X_train.std(axis=0))
    std = X_train.std(axis=0)
    return X_train, (X_test - X_train.mean(axis=0)) / np.where(std == 0, 1, std)


def _truncated(X_train, X_test):
    A, B = standardizer()(X_train, X_test)
    return A.astype(X_train.dtype), B.astype(X_test.dtype)


MISTAKES = (
    Mistake(
        "both-sets-together",
        "Mean and standard deviation were taken from both sets together: nothing may be known "
        "of the test set.",
        *_careless(seen=lambda X, T: (np.vstack([X, T]),) * 2),
    ),
    Mistake(
        "test-statistics",
        "The test set was standardized by its own mean and standard deviation: take those of "
        "the training set.",
        *_careless(seen=lambda X, T: (X, T)),
        *_careless(seen=lambda X, T: (T, T)),
    ),
    Mistake(
        "whole-array-statistics",
        "One mean and one standard deviation were used for all columns: each column has its own.",
        *_careless(center=np.mean, spread=np.std),
    ),
    Mistake(
        "row-statistics",
        "Each row was standardized by itself; the mean is that of a column, over all samples.",
        *_careless(
            center=lambda X: X.mean(axis=1, keepdims=True),
            spread=lambda X: X.std(axis=1, keepdims=True),
            seen=lambda X, T: (X, T),
        )[1:],
        lambda X_train, X_test: (
            (X_train - X_train.mean(axis=1)) / X_train.std(axis=1),
            (X_test - X_train.mean(axis=1)) / X_train.std(axis=1),
        ),
    ),
    Mistake(
        "variance-not-std",
        "It was divided by the variance; the standard deviation is its square root.",
        *_careless(spread=lambda X: X.var(axis=0)),
    ),
    Mistake(
        "sample-std",
        "The sum of squares was divided by N − 1; here it is N, as `np.std` has it.",
        *_careless(spread=lambda X: X.std(axis=0, ddof=1) if len(X) > 1 else X.std(axis=0)),
        standardizer(spread=lambda X: X.std(axis=0, ddof=1), constant=_never),
        standardizer(spread=lambda X: X.std(axis=0, ddof=1)),
    ),
    Mistake(
        "mean-not-subtracted",
        "The columns were only divided: their mean is to be 0.",
        *_careless(center=lambda X: 0.0),
    ),
    Mistake(
        "not-divided",
        "The means are subtracted, but the spread is as it was: it is to be 1.",
        standardizer(scale=lambda Z, std: Z),
    ),
    Mistake(
        "min-max-scaling",
        "The columns run from 0 to 1; asked are the mean 0 and the standard deviation 1.",
        *_careless(center=lambda X: X.min(axis=0), spread=lambda X: np.ptp(X, axis=0)),
    ),
    Mistake(
        "test-untouched",
        "The test set comes back as it was: it is moved and scaled as the training set is.",
        *(
            lambda X_train, X_test, own=own: (own(X_train, X_test)[0], X_test)
            for own in _careless()
        ),
        _test_after_train_in_place,
    ),
    Mistake(
        "training-set-only",
        "Only the training set came back: both sets are asked, (X_train, X_test).",
        *_careless(finish=lambda A, B: A),
    ),
    Mistake(
        "order-swapped",
        "The test set comes first; asked is the training set, then the test set.",
        *_careless(finish=lambda A, B: (B, A)),
    ),
    Mistake(
        "divides-by-zero",
        "A column whose values are all the same has a standard deviation of 0, and it was "
        "divided by that.",
        standardizer(constant=_never),
    ),
    Mistake(
        "epsilon-added",
        "A small number was added to the standard deviation: that makes the test set's numbers "
        "huge where the training column is constant.",
        *(
            standardizer(scale=lambda Z, std, eps=eps: Z / (std + eps), constant=_never)
            for eps in (1e-8, 1e-7, 1e-9, 1e-10, 1e-12, 1e-15)
        ),
        *(
            standardizer(scale=lambda Z, std, eps=eps: Z / np.maximum(std, eps), constant=_never)
            for eps in (1e-8, 1e-10, 1e-12)
        ),
    ),
    Mistake(
        "zeros-in-the-test-set",
        "Where a training column is constant, the test set became 0 as well: subtract the "
        "mean, and divide by 1.",
        lambda X_train, X_test: tuple(
            np.where(is_constant(X_train, X_train.std(axis=0)), 0.0, Z)
            for Z in standardizer()(X_train, X_test)
        ),
        lambda X_train, X_test: tuple(
            np.nan_to_num(Z, posinf=0, neginf=0)
            for Z in standardizer(constant=_never)(X_train, X_test)
        ),
        lambda X_train, X_test: tuple(
            np.where(X_train.std(axis=0) == 0, 0.0, Z)
            for Z in standardizer(constant=lambda X, std: std == 0)(X_train, X_test)
        ),
    ),
    Mistake(
        "exactly-zero-only",
        "Rounding gives a column of 0.1 a tiny standard deviation that is not 0, and it was "
        "divided by that.",
        standardizer(constant=lambda X, std: std == 0),
    ),
    Mistake(
        "fixed-threshold",
        "Whether a column is constant was decided by a fixed bound: how much is rounded "
        "depends on how large its numbers are.",
        *(
            standardizer(constant=lambda X, std, bound=bound: std < bound)
            for bound in (1e-12, 1e-10, 1e-8, 1e-6, 1e-15)
        ),
        standardizer(constant=lambda X, std: np.isclose(std, 0)),
    ),
    Mistake(
        "int-truncation",
        "With whole numbers the fractions get lost: the result was stored as integers.",
        _truncated,
    ),
    Mistake(
        "inputs-overwritten",
        "The numbers are right, but the arrays that were passed in have been overwritten.",
        _in_place,
        _careless_in_place,
    ),
)
