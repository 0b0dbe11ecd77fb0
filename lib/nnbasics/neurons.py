"""A neuron and a layer of neurons: weighted sums, a bias, and the step activation."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.floating]


def weighted_sum(x: ArrayLike, w: ArrayLike, b: float) -> float:
    """One neuron, one sample: how much each input counts, plus the bias.

    x: features, ``(D,)``. w: weights, ``(D,)``. b: bias.
    Returns ``w · x + b``, a float.
    """
    return float(np.dot(w, x) + b)


def step(z: ArrayLike) -> Array:
    """The oldest activation: 1.0 where ``z > 0``, else 0.0 (so ``step(0)`` is 0).

    z: any shape. Returns an array of the same shape.
    Source: McCulloch and Pitts (1943), with the threshold moved into the bias.
    """
    return np.where(np.asarray(z) > 0, 1.0, 0.0)


def neuron(X: ArrayLike, w: ArrayLike, b: float) -> Array:
    """One neuron, a batch of samples: one weighted sum for each row.

    X: ``(N, D)``. w: ``(D,)``. b: bias. Returns ``(N,)``.
    """
    return np.asarray(X) @ w + b  # (N, D) @ (D,) -> (N,)


def layer(X: ArrayLike, W: ArrayLike, b: ArrayLike) -> Array:
    """Several neurons, a batch of samples. Column ``h`` of ``W`` is neuron ``h``.

    X: ``(N, D)``. W: ``(D, H)``. b: ``(H,)``. Returns ``(N, H)``.
    """
    return np.asarray(X) @ W + b  # (N, D) @ (D, H) -> (N, H); b is added to every row


def count_parameters(sizes: Sequence[int]) -> int:
    """Weights and biases of a fully connected network with these layer widths.

    sizes: input width first, for example ``[10, 50, 50, 10]``. Returns an int.
    The input layer has no parameters: it only holds the features.
    """
    pairs = zip(sizes[:-1], sizes[1:], strict=True)
    return sum(fan_in * fan_out + fan_out for fan_in, fan_out in pairs)
