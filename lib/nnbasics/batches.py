"""Mini-batches: the samples of an epoch, shuffled and cut into batches."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike


def iterate_minibatches(
    X: ArrayLike, y: ArrayLike, batch_size: int, rng: np.random.Generator
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
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
