"""What the mistakes and the accepted answers of `cross_entropy_grad` share."""

import math
from collections.abc import Callable

import numpy as np

from nnexercises.m04_backprop.logits import one_hot


def grad(softmax: Callable, finish: Callable) -> Callable:
    """finish(probabilities, one-hot labels), from logits and labels."""
    return lambda logits, labels: finish(
        softmax(logits), one_hot(labels, np.shape(logits)[1])
    )  # fmt: skip


def grad_with_loops(logits, labels, shift=max):
    N, C = logits.shape
    result = np.zeros((N, C))
    for n in range(N):
        e = [math.exp(v - shift(logits[n])) for v in logits[n]]
        for c in range(C):
            result[n, c] = (e[c] / sum(e) - (c == labels[n])) / N
    return result
