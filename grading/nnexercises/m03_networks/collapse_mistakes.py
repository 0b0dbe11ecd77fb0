"""Mistakes that are known with `collapse`, the most specific first."""

import numpy as np

from nnbasics import networks
from nnexercises.m03_networks.collapse_parts import collapse_with
from nngrader.declare import Mistake


def _bias_after_weights(params):
    W, b = params[0]
    for V, c in params[1:]:
        W = W @ V
        b = b @ W + c
    return W, b


def _from_behind_too_late(params):
    W, b = params[-1]
    for V, c in reversed(params[:-1]):
        W = V @ W
        b = c @ W + b
    return W, b


def _last_two_biases(params):
    if len(params) == 1:
        return params[0]
    W, _ = collapse_with()(params)
    (_, b), (V, c) = params[-2:]
    return W, b @ V + c


def _each_bias_through_last_weights(params):
    W, b = collapse_with()(params)[0], params[-1][1]
    for _, c in params[:-1]:
        b = b + c @ params[-1][0]
    return W, b


def _first_two_layers(params):
    (W, b), (V, c) = params[:2]
    return W @ V, b @ V + c


def _exactly_two_layers(params):
    (W, b), (V, c) = params
    return W @ V, b @ V + c


def _exactly_two_with_biases_added(params):
    (W, b), (V, c) = params
    return W @ V, b + c


def _first_two_apart(params):
    W, b = collapse_with()([params[0], params[1]])
    return collapse_with()([(W, b), *params[2:]])


def _first_and_last_layers(params):
    (W, b), (V, c) = params[0], params[-1]
    return W @ V, b @ V + c


def _reversed(params):
    return collapse_with()(params[::-1])


def _probe_with_relu(params):
    width = params[0][0].shape[0]
    b = networks.mlp_forward(np.zeros((1, width)), params)[0]
    return networks.mlp_forward(np.eye(width), params) - b, b


def _by_pop(params):
    W, b = params.pop(0)
    for V, c in params:
        W, b = W @ V, b @ V + c
    return W, b


def _into_next_bias(params):
    W, b = params[0]
    for V, c in params[1:]:
        c += b @ V
        W, b = W @ V, c
    return W, b


MISTAKES = (
    Mistake(
        "bias-not-propagated",
        "The weights are right, but a bias does not pass through all the layers that come "
        "after its own.",
        lambda params: (networks.collapse(params)[0], params[-1][1]),
        collapse_with(bias=lambda b, V, c, W: c),
        _last_two_biases,
        _each_bias_through_last_weights,
    ),
    Mistake(
        "biases-added",
        "The biases were added up as they are; on its way out a bias passes through the "
        "weights of the layers after it.",
        collapse_with(bias=lambda b, V, c, W: b + c),
        lambda params: (networks.collapse(params)[0], sum(b.sum() for _, b in params)),
        _exactly_two_with_biases_added,
    ),
    Mistake(
        "later-biases-missing",
        "Only the first layer's bias is in the result: the later layers have one too.",
        collapse_with(bias=lambda b, V, c, W: b @ V),
    ),
    Mistake(
        "first-bias-only",
        "The weights are right; for b the first layer's bias came back as it was.",
        collapse_with(bias=lambda b, V, c, W: b),
    ),
    Mistake(
        "biases-dropped",
        "The result has no bias, though the layers have.",
        lambda params: (networks.collapse(params)[0], np.zeros_like(params[-1][1], dtype=float)),
    ),
    Mistake(
        "order-reversed",
        "The factors of a product are in the wrong order: follow one row of X through the "
        "layers, and write down what it meets first.",
        collapse_with(weights=lambda W, V: V @ W),
        _reversed,
        collapse_with(bias=lambda b, V, c, W: V @ b + c),
        collapse_with(weights=lambda W, V: V @ W, bias=lambda b, V, c, W: V @ b + c),
    ),
    Mistake(
        "weights-added",
        "The weights of the layers were added; one layer after the other is a product.",
        collapse_with(weights=lambda W, V: W + V),
        collapse_with(weights=lambda W, V: W + V, bias=lambda b, V, c, W: b + c),
        lambda params: (sum(W for W, _ in params), sum(b for _, b in params)),
    ),
    Mistake(
        "elementwise-product",
        "The weights were multiplied entry by entry; `@` is the product of matrices.",
        collapse_with(weights=lambda W, V: W * V),
        collapse_with(weights=lambda W, V: W * V, bias=lambda b, V, c, W: b * V + c),
        collapse_with(weights=lambda W, V: W * V, bias=lambda b, V, c, W: b * c),
        collapse_with(weights=lambda W, V: W * V, bias=lambda b, V, c, W: b + c),
    ),
    Mistake(
        "bias-through-its-own-weights",
        "A bias went through the weights of its own layer again: it is added after them, and "
        "meets only those of later layers.",
        _bias_after_weights,
        _from_behind_too_late,
        collapse_with(bias=lambda b, V, c, W: b @ W + c),
        collapse_with(bias=lambda b, V, c, W: b @ W @ V + c),
    ),
    Mistake(
        "first-two-layers-only",
        "It works with exactly two layers: params may hold one layer, or many.",
        _first_two_layers,
        _exactly_two_layers,
        lambda params: collapse_with()(params[:2]),
        lambda params: _first_two_layers(params) if len(params) > 1 else params[0],
        _first_and_last_layers,
    ),
    Mistake(
        "single-layer-network",
        "It needs a second layer: a network of one layer is what is asked for already.",
        _first_two_apart,
    ),
    Mistake(
        "activation-kept",
        "A ReLU is still in there: asked is the network with its activations removed.",
        _probe_with_relu,
        collapse_with(bias=lambda b, V, c, W: np.maximum(b, 0) @ V + c),
        collapse_with(
            weights=lambda W, V: np.maximum(W, 0) @ V,
            bias=lambda b, V, c, W: np.maximum(b, 0) @ V + c,
        ),
    ),
    Mistake(
        "returns-params",
        "The layer is right, but it came back inside of a list; asked is the tuple (W, b) itself.",
        lambda params: [networks.collapse(params)],
    ),
    Mistake(
        "results-swapped",
        "The results have changed places: W comes first, then b.",
        lambda params: networks.collapse(params)[::-1],
    ),
    Mistake(
        "bias-as-row",
        "The numbers are right, but b has two axes; asked is the shape (C,).",
        lambda params: (networks.collapse(params)[0], networks.collapse(params)[1][None]),
    ),
    Mistake(
        "params-changed",
        "The result is right, but the params that were passed in are not the same any more.",
        _by_pop,
        _into_next_bias,
    ),
)
