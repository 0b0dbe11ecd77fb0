"""What the exercises on the forward pass share: parts of wrong answers, and their texts."""

import numpy as np

from nngrader.declare import Case
from nngrader.inside.observe import Outcome


def relu(Z):
    return np.maximum(Z, 0)


def nothing(Z):
    return Z


def sigmoid(Z):
    return 1 / (1 + np.exp(-np.clip(Z, -500, 500)))


def softmax(Z):
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True)


# What NumPy and Python say when `np.max(0, Z)` and `max(0, Z)` meet an array.
_MAX_OF_ARRAY = ("scalar index", "truth value")


def told(case: Case, outcome: Outcome) -> object:
    """The result; for an error its kind, and whether it is that of a wrong maximum."""
    if outcome.error is None:
        return outcome.value
    return (*outcome.error.types[:1], *(w for w in _MAX_OF_ARRAY if w in outcome.error.message))


def forward_with(hidden=relu, last=nothing, start=nothing, layers=nothing, weigh=None):
    """A forward pass with one thing changed: most mistakes are a switch away."""
    weigh = weigh or (lambda A, W, b: A @ W + b)

    def mlp_forward(X, params):
        chosen = layers(params)
        A = start(X)
        for i, (W, b) in enumerate(chosen):
            Z = weigh(A, W, b)
            A = last(Z) if i == len(chosen) - 1 else hidden(Z)
        return A

    return mlp_forward


def takes_the_last_off(X, params):
    W_last, b_last = params.pop()
    for W, b in params:
        X = relu(X @ W + b)
    return X @ W_last + b_last


def takes_the_first_off(X, params):
    while params:
        W, b = params.pop(0)
        X = X @ W + b
        if params:
            X = relu(X)
    return X


NO_NONLINEARITY = "Nothing bends between the layers: the hidden ones have a ReLU."
MAX_NOT_MAXIMUM = (
    "This maximum is not for arrays entry by entry: the ReLU compares each entry with 0 on its own."
)
EACH_FROM_X = "Every hidden layer was given X: a layer works on what the layer before it hands on."
SINGLE_LAYER = "A network of one layer has no hidden layer: its only layer is also its last one."
PARAMS_SHORTENED = (
    "The result is right, but a layer was taken out of params on the way: whoever passed that "
    "list finds it shortened."
)
