"""MNIST: from pixels to a network that reads digits."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnbasics.fast_training import train_fast
from nnbasics.initialization import init_params
from nnbasics.networks import predict


def normalize_images(images: ArrayLike) -> NDArray[np.float32]:
    """``(N, 28, 28)`` uint8 to ``(N, 784)`` float32: row by row, from 0 to 1."""
    images = np.asarray(images)
    # The dtype is said because uint8 arithmetic wraps around at 256, and the result's
    # memory is the only memory that this takes.
    return np.divide(images.reshape(len(images), -1), 255, dtype=np.float32)


def fit(
    X: ArrayLike, labels: ArrayLike, rng: np.random.Generator
) -> Callable[[ArrayLike], NDArray[np.intp]]:
    """Train a network 784 → 128 → 64 → 10 with Adam. Returns its predict, X → classes.

    X: ``(N, 784)`` from 0 to 1. labels: 0 to 9, ``(N,)``. About 2,000 steps on 64 images,
    whatever N is, and at least 5 epochs.
    """
    X = np.asarray(X, dtype=np.float32)
    params = init_params([X.shape[1], 128, 64, 10], rng)
    params = [(W.astype(np.float32), b.astype(np.float32)) for W, b in params]
    epochs = max(5, round(2000 * 64 / len(X)))
    params, _ = train_fast(X, labels, params, 1e-3, epochs, 64, rng, optimizer="adam")
    return lambda X: predict(np.asarray(X, dtype=np.float32), params)
