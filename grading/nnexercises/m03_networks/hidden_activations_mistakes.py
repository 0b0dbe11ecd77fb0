"""Mistakes that are known with `hidden_activations`, the most specific first."""

import numpy as np

from nnbasics import networks
from nnexercises.m03_networks.forward import (
    EACH_FROM_X,
    MAX_NOT_MAXIMUM,
    NO_NONLINEARITY,
    PARAMS_SHORTENED,
    SINGLE_LAYER,
    nothing,
    relu,
)
from nngrader.declare import Mistake


def layer_outputs(X, params, activation=relu):
    """Of every layer the sums and what goes on to the next; the last one's are the logits."""
    sums, outputs = [], []
    for W, b in params:
        sums.append((outputs[-1] if outputs else X) @ W + b)
        outputs.append(activation(sums[-1]))
    return sums, outputs


def _activations_by_pop(X, params):
    params.pop()
    found = []
    for W, b in params:
        X = relu(X @ W + b)
        found.append(X)
    return found


def _activations_first_layer_apart(X, params):
    W, b = params[0]
    found = [relu(X @ W + b)]
    for W, b in params[1:-1]:
        found.append(relu(found[-1] @ W + b))
    return found


MISTAKES = (
    Mistake(
        "max-not-maximum",
        MAX_NOT_MAXIMUM,
        lambda X, params: layer_outputs(X, params[:-1], lambda Z: np.max(0, Z))[1],
        lambda X, params: layer_outputs(X, params[:-1], lambda Z: max(0, Z))[1],
    ),
    Mistake(
        "pre-activations",
        "These are the sums that go into the activation: asked is what comes out of it.",
        lambda X, params: layer_outputs(X, params)[0][:-1],
        lambda X, params: layer_outputs(X, params)[0],
    ),
    Mistake(
        "includes-input",
        "X is in the list: it goes into the first layer, and no hidden neuron computed it.",
        lambda X, params: [X, *networks.hidden_activations(X, params)],
        lambda X, params: [X, *layer_outputs(X, params)[1]],
        lambda X, params: [
            X,
            *networks.hidden_activations(X, params),
            networks.mlp_forward(X, params),
        ],
    ),
    Mistake(
        "includes-logits",
        "The last layer is in the list, but it is not a hidden one: its outputs are the logits.",
        lambda X, params: [
            *networks.hidden_activations(X, params),
            networks.mlp_forward(X, params),
        ],
        lambda X, params: layer_outputs(X, params)[1],
    ),
    Mistake(
        "no-nonlinearity",
        NO_NONLINEARITY,
        lambda X, params: layer_outputs(X, params[:-1], nothing)[1],
    ),
    Mistake(
        "no-list",
        "One array came back; asked is a list, with an array for every hidden layer.",
        lambda X, params: networks.hidden_activations(X, params)[-1],
        lambda X, params: networks.hidden_activations(X, params)[0],
        lambda X, params: ([X, *networks.hidden_activations(X, params)])[-1],
    ),
    Mistake(
        "glued-together",
        "The hidden layers stand side by side in one array; asked is a list, with an array "
        "for each of them.",
        lambda X, params: np.hstack(networks.hidden_activations(X, params)),
        lambda X, params: [np.hstack(networks.hidden_activations(X, params))],
    ),
    Mistake(
        "rows-not-layers",
        "The rows of the hidden layers are in the list one by one: `+=` and `extend` take an "
        "array apart.",
        lambda X, params: [a for A in networks.hidden_activations(X, params) for a in A],
    ),
    Mistake(
        "one-hidden-layer-only",
        "Only one hidden layer is in the list: there may be none, or many.",
        lambda X, params: networks.hidden_activations(X, params)[:1],
        lambda X, params: networks.hidden_activations(X, params)[-1:],
        lambda X, params: layer_outputs(X, params)[1][:1],
    ),
    Mistake(
        "each-from-x",
        EACH_FROM_X,
        lambda X, params: [relu(X @ W + b) for W, b in params[:-1]],
        lambda X, params: [relu(X @ W + b) for W, b in params],
    ),
    Mistake(
        "single-layer-network",
        SINGLE_LAYER,
        _activations_first_layer_apart,
    ),
    Mistake(
        "order-reversed",
        "The layers are in the wrong order: the first hidden one comes first.",
        lambda X, params: networks.hidden_activations(X, params)[::-1],
    ),
    Mistake(
        "params-shortened",
        PARAMS_SHORTENED,
        _activations_by_pop,
    ),
)
