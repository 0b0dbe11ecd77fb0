"""Losses: one number that says how wrong a batch is, and its gradient.

Every loss is a mean over the batch.
"""

import numpy as np
from numpy.typing import ArrayLike

from nnbasics.activations import softmax
from nnbasics.neurons import Array


def mse(y_hat: ArrayLike, y: ArrayLike) -> float:
    """Mean squared error, ``mean((ŷ - y)²)``, in the square of y's unit.

    y_hat, y: N numbers each, ``(N,)`` or ``(N, 1)``, also one of each: a plain ``ŷ - y``
    would then pair everything with everything, ``(N, N)``. ValueError if N differs.
    """
    return float(np.mean(_difference(y_hat, y) ** 2))


def mse_grad(y_hat: ArrayLike, y: ArrayLike) -> Array:
    """``2 (ŷ - y) / N``, in the shape of y_hat. y_hat, y: as for `mse`."""
    difference = _difference(y_hat, y)
    return 2 * difference / difference.size


def bce(p: ArrayLike, y: ArrayLike) -> float:
    """Binary cross-entropy, ``-mean(y log p + (1 - y) log(1 - p))``, in nats.

    p: probability of class 1, ``(N,)`` or ``(N, 1)``. y: 0 or 1, as many.
    Finite also for a p of exactly 0 or 1: p is kept 1e-12 away from both.
    """
    # In float64: float32 has no number between 1 - 1e-12 and 1.
    q: Array = np.clip(np.asarray(p, dtype=float).ravel(), 1e-12, 1 - 1e-12)
    y = np.asarray(y).ravel()
    if q.size != y.size:
        raise ValueError(f"p has {q.size} numbers, y has {y.size}")
    return float(-np.mean(y * np.log(q) + (1 - y) * np.log(1 - q)))


def cross_entropy(logits: ArrayLike, labels: ArrayLike) -> float:
    """``-mean(log p)`` of the right classes' probabilities, in nats.

    logits: ``(N, C)``. labels: integers ``(N,)``. Softmax and logarithm are taken in one
    step, ``log p_c = z_c - log Σ exp(z)``: no probability can be rounded to 0 on the way.
    """
    Z, labels = np.asarray(logits), np.asarray(labels)
    Z = Z - Z.max(axis=1, keepdims=True)  # changes no probability, and exp can't overflow
    log_sum = np.log(np.exp(Z).sum(axis=1))  # (N, C) -> (N,)
    return float(np.mean(log_sum - Z[np.arange(len(Z)), labels]))


def cross_entropy_grad(logits: ArrayLike, labels: ArrayLike) -> Array:
    """``(softmax(logits) - one_hot(labels)) / N``: ``(N, C)``. Inputs as above."""
    P = softmax(logits)
    P[np.arange(len(P)), np.asarray(labels)] -= 1
    return P / len(P)


def _difference(y_hat: ArrayLike, y: ArrayLike) -> Array:
    y_hat, y = np.asarray(y_hat), np.asarray(y)
    if y_hat.size != y.size:
        raise ValueError(f"y_hat has {y_hat.size} numbers, y has {y.size}")
    return y_hat - y.reshape(y_hat.shape)
