"""Other right answers to `iterate_minibatches`."""

import numpy as np

from nnexercises.m05_training_loop.iterate_minibatches_parts import batcher


def _list_of_arrays(X, y, batch_size, rng):
    order = np.arange(len(X))
    rng.shuffle(order)
    X, y = X[order], y[order]
    found = []
    while len(X):
        found.append([X[:batch_size], y[:batch_size]])
        X, y = X[batch_size:], y[batch_size:]
    return found


def _split_at(X, y, batch_size, rng):
    order = np.argsort(rng.random(len(y)))
    cuts = range(batch_size, len(y), batch_size)
    return zip(np.split(X[order], cuts), np.split(y[order], cuts), strict=True)


def _sample_by_sample(X, y, batch_size, rng):
    rows, labels = [], []
    for i in rng.choice(len(X), size=len(X), replace=False):
        rows.append(X[i])
        labels.append(y[i])
        if len(rows) == batch_size:
            yield np.array(rows), np.array(labels)
            rows, labels = [], []
    if rows:
        yield np.array(rows), np.array(labels)


class _Iterator:
    def __init__(self, X, y, batch_size, rng):
        self.X, self.y, self.size, self.rng = X, y, batch_size, rng
        self.left = None

    def __iter__(self):
        return self

    def __next__(self):
        if self.left is None:
            self.left = [int(i) for i in self.rng.permutation(len(self.X))]
        if not self.left:
            raise StopIteration
        rows, self.left = self.left[: self.size], self.left[self.size :]
        return self.X[rows], self.y[rows]


ACCEPTED = {
    "a list, with shuffle": _list_of_arrays,
    "argsort, split and zip": _split_at,
    "sample by sample": _sample_by_sample,
    "an iterator of a class": _Iterator,
    "sorted by a random key": batcher(
        order=lambda rng, n, size: sorted(range(n), key=lambda i: rng.random())
    ),
    "a generator of its own, from rng": batcher(
        source=lambda rng: np.random.default_rng(rng.integers(2**63))
    ),
}
