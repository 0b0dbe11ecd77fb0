"""What the mistakes and the accepted answers of `fit` share."""

from collections.abc import Callable, Iterator

import numpy as np

from nnbasics.gradients import loss_and_gradients
from nnbasics.initialization import init_params
from nnbasics.networks import predict

SIZES = [784, 128, 64, 10]


def first_params(rng: np.random.Generator, sizes: list[int] = SIZES) -> list:
    return [(W.astype(np.float32), b.astype(np.float32)) for W, b in init_params(sizes, rng)]


def reader(params: list, prepare: Callable = lambda X: X) -> Callable:
    return lambda X: predict(prepare(X), params)


def all_shuffled(rng: np.random.Generator, n: int, epochs: int, size: int) -> Iterator:
    for _ in range(epochs):
        order = rng.permutation(n)
        for start in range(0, n, size):
            yield order[start : start + size]


def descend(X, labels, params, batches, lr, beta=0.0, labels_at=None):
    """Plain descent, or with momentum. labels_at: the rows of the labels, if they are others."""
    velocity = [(np.zeros_like(W), np.zeros_like(b)) for W, b in params]
    params = [(W.copy(), b.copy()) for W, b in params]
    for i, rows in enumerate(batches):
        _, grads = loss_and_gradients(
            X[rows], labels[rows if labels_at is None else labels_at(i, rows)], params
        )
        for layer, speed, slope in zip(params, velocity, grads, strict=True):
            for w, v, g in zip(layer, speed, slope, strict=True):
                v *= beta
                v += g
                w -= lr * v
    return params
