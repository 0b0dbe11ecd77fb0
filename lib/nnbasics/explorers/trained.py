"""Lesson 5: many small networks trained beforehand, so that a slider has nothing to wait for.

K networks with one hidden layer learn side by side from the same batches, each with its own
learning rate, penalty and dropout. Their arrays have one more dimension, in front, for the
network: W1 is ``(K, D, H)``, b1 is ``(K, 1, H)``. ``@`` then makes K products of matrices, so
the code is that of one network.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nnbasics.activations import softmax
from nnbasics.batches import iterate_minibatches
from nnbasics.networks import Params
from nnbasics.neurons import Array

Stack = tuple[Array, Array, Array, Array]  # W1, b1, W2, b2, of K networks


def stack(networks: Sequence[Params]) -> Stack:
    """Networks with one hidden layer as one stack, with neurons of zeros where one is narrower.

    Such a neuron hands on 0 and gets a gradient of 0: it stays as it is, as if not there.
    """
    width = max(len(b1) for (_, b1), _ in networks)
    padded = []
    for (W1, b1), (W2, b2) in networks:
        more = width - len(b1)
        padded.append((np.pad(W1, ((0, 0), (0, more))), np.pad(b1, (0, more))[None]))
        padded[-1] += (np.pad(W2, ((0, more), (0, 0))), b2[None])
    return tuple(np.stack(arrays) for arrays in zip(*padded, strict=True))


def one_of(networks: Stack, k: int) -> Params:
    """The k-th network, as `nnbasics.networks` has them."""
    W1, b1, W2, b2 = networks
    return [(W1[k], b1[k, 0]), (W2[k], b2[k, 0])]


def logits(X: Array, networks: Stack) -> Array:
    """X: ``(N, D)``. Returns ``(K, N, C)``."""
    W1, b1, W2, b2 = networks
    return np.maximum(X @ W1 + b1, 0) @ W2 + b2


def losses(X: Array, labels: Array, networks: Stack) -> tuple[Array, Array]:
    """Cross-entropy and accuracy of each network, ``(K,)`` each."""
    Z = logits(X, networks)
    Z = Z - Z.max(axis=-1, keepdims=True)
    of_label = Z[:, np.arange(len(X)), labels]  # (K, N)
    loss = (np.log(np.exp(Z).sum(axis=-1)) - of_label).mean(axis=-1)
    return loss, (Z.argmax(axis=-1) == labels).mean(axis=-1)


@dataclass(frozen=True)
class Rates:
    """What differs between the K networks; each a number, or ``(K,)``."""

    lr: ArrayLike
    l2: ArrayLike = 0.0
    drop: ArrayLike = 0.0


def train_side_by_side(
    X: Array, labels: Array, networks: Stack, rates: Rates, batch_size: int, rng
) -> Iterator[Stack]:
    """SGD without an end: yields the start, and then the networks after each update."""
    lr, l2, drop = (np.reshape(each, (-1, 1, 1)) for each in (rates.lr, rates.l2, rates.drop))
    yield networks
    while True:
        for X_b, y_b in iterate_minibatches(X, labels, batch_size, rng):
            W1, b1, W2, b2 = networks
            A = np.maximum(X_b @ W1 + b1, 0)  # (N, D) @ (K, D, H) -> (K, N, H)
            if np.any(drop > 0):
                A = np.where(rng.random(A.shape) >= drop, A / (1 - drop), 0)
            dZ = softmax(A @ W2 + b2)
            dZ[:, np.arange(len(y_b)), y_b] -= 1
            dZ /= len(y_b)
            # As in `regularized_training.gradients_with_dropout`, where it is explained.
            dA = np.where(A > 0, dZ @ W2.swapaxes(1, 2) / (1 - drop), 0)
            networks = (
                W1 - lr * (X_b.T @ dA + 2 * l2 * W1),
                b1 - lr * dA.sum(axis=1, keepdims=True),
                W2 - lr * (A.swapaxes(1, 2) @ dZ + 2 * l2 * W2),
                b2 - lr * dZ.sum(axis=1, keepdims=True),
            )
            yield networks
