"""Data on its way into training: split, standardized, shuffled and cut into batches."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnbasics.neurons import Array


def train_validation_split(
    X: ArrayLike, y: ArrayLike, fraction: float, rng: np.random.Generator
) -> tuple[NDArray, NDArray, NDArray, NDArray]:
    """Set a random part of the samples aside, to measure on what was not learned from.

    X: N rows. y: ``(N,)``. fraction: the share of validation samples; there are
    ``round(N * fraction)``. Returns ``X_train, y_train, X_validation, y_validation``.
    """
    X, y = np.asarray(X), np.asarray(y)
    order = rng.permutation(len(X))
    count = round(len(X) * fraction)
    validation, train = order[:count], order[count:]
    return X[train], y[train], X[validation], y[validation]


def standardize(X_train: ArrayLike, X_test: ArrayLike) -> tuple[Array, Array]:
    """Give each column the mean 0 and the standard deviation 1, as measured in training.

    X_train: ``(N, D)``. X_test: ``(M, D)``; its own statistics are not looked at, because
    nothing about the test set may be known. A constant column becomes 0.
    """
    X_train, X_test = np.asarray(X_train, dtype=float), np.asarray(X_test, dtype=float)
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)  # (D,) each
    # Rounding can leave a constant column with a tiny spread; dividing would blow it up.
    constant = std <= 1e-12 * np.abs(X_train).max(axis=0)
    std = np.where(constant, 1.0, std)
    return (X_train - mean) / std, (X_test - mean) / std


def iterate_minibatches(
    X: ArrayLike, y: ArrayLike, batch_size: int, rng: np.random.Generator
) -> Iterator[tuple[NDArray, NDArray]]:
    """One epoch: every sample once, in a new random order, a batch at a time.

    X: N rows. y: ``(N,)``. Yields ``(X_b, y_b)`` with ``batch_size`` rows each; the last
    batch has what is left. ValueError for a batch size below 1.
    """
    X, y = np.asarray(X), np.asarray(y)
    if batch_size < 1:
        raise ValueError(f"a batch has at least 1 sample, not {batch_size}")
    order = rng.permutation(len(X))  # one order for both keeps each label with its row
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        yield X[batch], y[batch]
