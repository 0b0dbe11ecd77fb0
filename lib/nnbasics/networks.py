"""Networks: layers one after another, with ReLU between them.

The parameters of a network are a list of ``(W, b)`` tuples, first layer first. Hidden
layers use ReLU; the last layer has no activation: its outputs are logits.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnbasics.activations import relu
from nnbasics.neurons import Array

Params = list[tuple[Array, Array]]


def linear(X: ArrayLike, W: ArrayLike, b: ArrayLike) -> Array:
    """A layer's weighted sums, with its shapes checked.

    X: ``(N, D)``. W: ``(D, H)``. b: ``(H,)``. Returns ``(N, H)``.
    ValueError when the shapes don't fit, and the message names them.
    """
    X, W, b = np.asarray(X), np.asarray(W), np.asarray(b)
    if X.ndim != 2 or W.ndim != 2 or X.shape[1] != W.shape[0]:
        raise ValueError(f"X {X.shape} and W {W.shape}: X needs as many columns as W has rows")
    if b.shape != W.shape[1:]:
        raise ValueError(f"W {W.shape} and b {b.shape}: b needs one number for a column of W")
    return X @ W + b  # (N, D) @ (D, H) -> (N, H); b is added to every row


def mlp_forward(X: ArrayLike, params: Params) -> Array:
    """The forward pass.

    X: ``(N, D)``. params: any number of layers, at least 1. Returns logits ``(N, C)``.
    """
    *_, last = [np.asarray(X), *hidden_activations(X, params)]
    W, b = params[-1]
    return linear(last, W, b)  # (N, H) -> (N, C), no activation


def hidden_activations(X: ArrayLike, params: Params) -> list[Array]:
    """What each hidden layer hands on, after its ReLU: ``(N, H)`` for each, first one first.

    X: ``(N, D)``. A network with one layer has no hidden one: the list is empty.
    """
    activations = []
    A = np.asarray(X)
    for W, b in params[:-1]:
        A = relu(linear(A, W, b))  # (N, D) -> (N, H), the next layer's input
        activations.append(A)
    return activations


def predict(X: ArrayLike, params: Params) -> NDArray[np.intp]:
    """The class with the largest logit, ``(N,)``; of equal ones the lower. X: ``(N, D)``."""
    return mlp_forward(X, params).argmax(axis=1)


def collapse(params: Params) -> tuple[Array, Array]:
    """One layer ``(W, b)`` that equals the network *with its activations removed*.

    ``(X W1 + b1) W2 + b2 = X (W1 W2) + (b1 W2 + b2)``: without something that bends
    between them, layers add nothing. Returns W ``(D, C)`` and b ``(C,)``.
    """
    W, b = params[0]
    for W_next, b_next in params[1:]:
        W, b = W @ W_next, b @ W_next + b_next
    return np.array(W), np.array(b)


def xor_params() -> Params:
    """A network 2 → 2 → 1 whose output is above 0.5 exactly for XOR.

    With s, the sum of the inputs, the hidden neurons are ``relu(s)`` and ``relu(s - 1)``.
    The output, the first minus twice the second, rises from 0 at s = 0 to 1 at s = 1 and
    falls back to 0 at s = 2. Inputs may be off by 0.05 each: then it is off by 0.1.
    """
    hidden = np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([0.0, -1.0])
    output = np.array([[1.0], [-2.0]]), np.array([0.0])
    return [hidden, output]


def receptive_shapes(batch: int, sizes: Sequence[int]) -> list[tuple[int, ...]]:
    """The shape of X, then for each layer the shapes of W, b and its output.

    batch: number of samples. sizes: layer widths, input first.
    """
    shapes: list[tuple[int, ...]] = [(batch, sizes[0])]
    for fan_in, fan_out in zip(sizes[:-1], sizes[1:], strict=True):
        shapes += [(fan_in, fan_out), (fan_out,), (batch, fan_out)]
    return shapes
