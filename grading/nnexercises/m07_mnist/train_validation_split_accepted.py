"""Other right answers to `train_validation_split`."""

import numpy as np

from nnexercises.m07_mnist.train_validation_split_parts import splitter


def _by_mask(X, y, fraction, rng):
    held_out = np.zeros(len(X), dtype=bool)
    held_out[rng.choice(len(X), size=round(fraction * len(X)), replace=False)] = True
    return X[~held_out], y[~held_out], X[held_out], y[held_out]


def _sample_by_sample(X, y, fraction, rng):
    order = list(range(len(X)))
    rng.shuffle(order)
    count = round(len(X) * fraction)
    train, validation = order[: len(X) - count], order[len(X) - count :]
    return (
        np.array([X[i] for i in train]),
        np.array([y[i] for i in train]),
        np.array([X[i] for i in validation]).reshape(-1, *X.shape[1:]),
        np.array([y[i] for i in validation]),
    )


def _masks_each(X, y, fraction, rng):
    keys = rng.random(len(X))
    count = round(len(X) * fraction)
    order = np.argsort(keys)
    return [X[order[count:]], y[order[count:]], X[order[:count]], y[order[:count]]]


ACCEPTED = {
    "a mask": _by_mask,
    "sample by sample": _sample_by_sample,
    "sorted by a random key, a list": _masks_each,
    "validation from the end": splitter(
        cut=lambda order, count: (order[: len(order) - count], order[len(order) - count :])
    ),
    "the rest counted": splitter(count=lambda n, fraction: n - round(n * (1 - fraction))),
}
