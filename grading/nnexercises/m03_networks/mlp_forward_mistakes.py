"""Mistakes that are known with `mlp_forward`, the most specific first."""

import numpy as np

from nnbasics import networks
from nnexercises.m03_networks.forward import (
    EACH_FROM_X,
    MAX_NOT_MAXIMUM,
    NO_NONLINEARITY,
    PARAMS_SHORTENED,
    SINGLE_LAYER,
    forward_with,
    nothing,
    relu,
    sigmoid,
    softmax,
    takes_the_first_off,
    takes_the_last_off,
)
from nngrader.declare import Mistake


def _step(Z):
    return np.where(Z > 0, 1.0, 0.0)


def _exactly_two(X, params):
    (W1, b1), (W2, b2) = params
    return relu(X @ W1 + b1) @ W2 + b2


def _first_two(X, params):
    W1, b1 = params[0]
    W2, b2 = params[1]
    return relu(X @ W1 + b1) @ W2 + b2


def _first_and_last(X, params):
    W1, b1 = params[0]
    W2, b2 = params[-1]
    return relu(X @ W1 + b1) @ W2 + b2


def _relu_after_the_first_only(X, params):
    W, b = params[0]
    A = relu(X @ W + b) if len(params) > 1 else X @ W + b
    for W, b in params[1:]:
        A = A @ W + b
    return A


def _first_layer_apart(X, params):
    W, b = params[0]
    A = relu(X @ W + b)
    for W, b in params[1:-1]:
        A = relu(A @ W + b)
    W, b = params[-1]
    return A @ W + b


def _first_layer_is_hidden(X, params):
    W, b = params[0]
    A = relu(X @ W + b)
    for i, (W, b) in enumerate(params[1:]):
        A = A @ W + b
        if i < len(params) - 2:
            A = relu(A)
    return A


def _each_from_x(X, params):
    A = X
    for W, b in params[:-1]:
        A = relu(X @ W + b)
    W, b = params[-1]
    return A @ W + b


def _by_width(X, params):
    for W, b in params:
        X = X @ W + b
        if W.shape[1] > 1:
            X = relu(X)
    return X


MISTAKES = (
    Mistake(
        "max-not-maximum",
        MAX_NOT_MAXIMUM,
        forward_with(hidden=lambda Z: np.max(0, Z)),
        forward_with(hidden=lambda Z: max(0, Z)),
    ),
    Mistake(
        "no-nonlinearity",
        NO_NONLINEARITY,
        forward_with(hidden=nothing),
    ),
    Mistake(
        "activation-on-logits",
        "The last layer has an activation as well; logits are its sums as they are, and may "
        "be negative or large.",
        forward_with(last=relu),
        forward_with(last=softmax),
        forward_with(last=sigmoid),
        forward_with(last=np.tanh),
        _by_width,
    ),
    Mistake(
        "first-two-layers-only",
        "It works with exactly two layers: params may hold one layer, or many.",
        _first_two,
        _exactly_two,
        forward_with(layers=lambda params: params[:2]),
    ),
    Mistake(
        "same-weights-reused",
        "One layer's weights are used more than once: every layer has a W and a b of its own.",
        forward_with(layers=lambda params: [params[0]] * len(params)),
        forward_with(layers=lambda params: [params[0]] * (len(params) - 1) + params[-1:]),
        forward_with(layers=lambda params: [params[-1]] * len(params)),
        forward_with(layers=lambda params: params[:1] + [params[-1]] * (len(params) - 1)),
    ),
    Mistake(
        "activation-then-none",
        "Only the first hidden layer has its ReLU: the others need it too.",
        _relu_after_the_first_only,
    ),
    Mistake(
        "each-from-x",
        EACH_FROM_X,
        _each_from_x,
    ),
    Mistake(
        "single-layer-network",
        SINGLE_LAYER,
        _first_layer_apart,
        _first_layer_is_hidden,
    ),
    Mistake(
        "middle-layers-skipped",
        "Only the first and the last layer are used: those between them are left out.",
        _first_and_last,
    ),
    Mistake(
        "last-layer-missing",
        "The last layer was left out: what came back are the activations of a hidden one.",
        forward_with(layers=lambda params: params[:-1], last=relu),
        forward_with(layers=lambda params: params[:-1]),
    ),
    Mistake(
        "activation-on-input",
        "The ReLU is applied to the input of a layer before its weights, so X itself lost "
        "its negative numbers.",
        forward_with(start=relu),
        forward_with(start=relu, last=relu),
    ),
    Mistake(
        "another-activation",
        "The hidden layers have another activation than ReLU.",
        forward_with(hidden=sigmoid),
        forward_with(hidden=np.tanh),
        forward_with(hidden=_step),
        forward_with(hidden=np.abs),
        forward_with(hidden=lambda Z: np.where(Z > 0, Z, 0.01 * Z)),
    ),
    Mistake(
        "bias-omitted",
        "The biases are missing.",
        forward_with(weigh=lambda A, W, b: A @ W),
    ),
    Mistake(
        "bias-after-activation",
        "The bias is added after the ReLU; it belongs to the sum that goes into it.",
        lambda X, params: (
            forward_with(
                layers=lambda params: params[:-1],
                last=nothing,
                weigh=lambda A, W, b: relu(A @ W) + b,
                hidden=nothing,
            )(X, params)
            @ params[-1][0]
            + params[-1][1]
        ),
    ),
    Mistake(
        "axis-lost",
        "With a single row or a single output an axis got lost: the logits always have two, "
        "(N, C).",
        lambda X, params: np.squeeze(networks.mlp_forward(X, params)),
    ),
    Mistake("params-shortened", PARAMS_SHORTENED, takes_the_last_off, takes_the_first_off),
)
