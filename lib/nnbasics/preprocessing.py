"""Data made ready for training: split, standardized, labels as rows of 0 and 1."""

import numpy as np
from numpy.typing import ArrayLike

from nnbasics.neurons import Array


def train_validation_split(
    X: ArrayLike, y: ArrayLike, fraction: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
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


def one_hot(labels: ArrayLike, classes: int) -> Array:
    """Each label as a row of 0.0 with one 1.0. labels: integers ``(N,)``. Returns ``(N, C)``."""
    labels = np.asarray(labels)
    rows = np.zeros((len(labels), classes))
    rows[np.arange(len(labels)), labels] = 1.0
    return rows
