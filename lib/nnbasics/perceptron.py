"""The perceptron: a neuron that learns from its errors, and the gates it can learn.

Source: Rosenblatt (1958), *The perceptron*. Minsky and Papert (1969) show what one
neuron cannot learn, XOR among it.
"""

import numpy as np
from numpy.typing import ArrayLike

from nnbasics.neurons import Array, step, weighted_sum

# Any weights whose boundary separates the corners would do; these keep every corner
# at least half a unit away from the boundary.
_GATES = {
    "and": ([1.0, 1.0], -1.5),
    "or": ([1.0, 1.0], -0.5),
    "nand": ([-1.0, -1.0], 1.5),
}


def gate_weights(name: str) -> tuple[Array, float]:
    """Weights ``(2,)`` and bias of a neuron that computes the gate.

    name: ``"and"``, ``"or"`` or ``"nand"``.
    ValueError for any other name: no single neuron computes ``"xor"``.
    """
    if name not in _GATES:
        raise ValueError(f"no single neuron for {name!r}: use one of {', '.join(_GATES)}")
    w, b = _GATES[name]
    return np.array(w), b


def perceptron_update(
    w: ArrayLike, b: float, x: ArrayLike, y: int, lr: float
) -> tuple[Array, float]:
    """One step of the perceptron rule on one sample.

    w: weights ``(D,)``. b: bias. x: features ``(D,)``. y: label, 0 or 1. lr: learning rate.
    Returns new ``(w, b)``; the ones given stay as they are. A sample that is already
    right changes nothing, because then ``y - y_hat`` is 0.
    """
    y_hat = float(step(weighted_sum(x, w, b)))
    error = y - y_hat  # +1: fired too little, -1: fired too much, 0: right
    return np.asarray(w) + lr * error * np.asarray(x), float(b + lr * error)


def train_perceptron(
    X: ArrayLike, y: ArrayLike, lr: float, epochs: int
) -> tuple[Array, float, list[int]]:
    """Start from zeros and go through the rows in order, ``epochs`` times at most.

    X: ``(N, D)``. y: labels 0 or 1, ``(N,)``. lr: learning rate.
    Returns ``(w, b, errors)``: ``errors[e]`` is the number of updates in epoch ``e``.
    An epoch without an error is the last one: nothing would change any more.
    """
    X, y = np.asarray(X), np.asarray(y)
    w, b = np.zeros(X.shape[1]), 0.0
    errors = []
    for _ in range(epochs):
        wrong = 0
        for x_i, y_i in zip(X, y, strict=True):
            wrong += int(step(weighted_sum(x_i, w, b)) != y_i)
            w, b = perceptron_update(w, b, x_i, y_i, lr)
        errors.append(wrong)
        if wrong == 0:
            break
    return w, b, errors
