"""Mistakes that are known with `l2_penalty`, the most specific first."""

from collections.abc import Callable

import numpy as np

from nnbasics import regularization
from nngrader.declare import Mistake


def _l2(
    *,
    of_weights: Callable = lambda W: np.sum(W**2),
    of_bias: Callable = lambda b: 0.0,
    factor: Callable = lambda strength, params: strength,
    slope: Callable = lambda strength, W: 2 * strength * W,
    bias_slope: Callable = lambda strength, b: np.zeros(b.shape),
    layers: Callable = lambda params: params,
    finish: Callable = lambda penalty, grads: (penalty, grads),
) -> Callable:
    """As it should be, but for what is given."""

    def l2_penalty(params, strength):
        penalty, grads = 0.0, []
        for W, b in layers(params):
            penalty = penalty + of_weights(W) + of_bias(b)
            grads.append((slope(strength, W), bias_slope(strength, b)))
        return finish(factor(strength, params) * penalty, grads)

    return l2_penalty


def _decays_in_place(params, strength):
    penalty, grads = regularization.l2_penalty(params, strength)
    for (W, _), (dW, _) in zip(params, grads, strict=True):
        W -= dW
    return penalty, grads


def _squares_in_place(params, strength):
    grads = [(2 * strength * W, np.zeros(b.shape)) for W, b in params]
    penalty = 0.0
    for W, _ in params:
        W **= 2
        penalty += strength * W.sum()
    return penalty, grads


def _gradients_in_place(params, strength):
    penalty = strength * sum((W**2).sum() for W, _ in params)
    for W, b in params:
        W *= 2 * strength
        b *= 0
    return penalty, params


def _replaces_in_the_list(params, strength):
    penalty = strength * sum((W**2).sum() for W, _ in params)
    for i, (W, b) in enumerate(params):
        params[i] = (2 * strength * W, np.zeros(b.shape))
    return penalty, params


MISTAKES = (
    Mistake(
        "on-biases",
        "The biases have a price too: only weights are to have one.",
        _l2(of_bias=lambda b: np.sum(b**2), bias_slope=lambda strength, b: 2 * strength * b),
        _l2(of_bias=lambda b: np.sum(b**2)),
        _l2(bias_slope=lambda strength, b: 2 * strength * b),
    ),
    Mistake(
        "half-factor",
        "Both are half of what is asked: here the penalty has no ½ in it.",
        _l2(factor=lambda strength, params: strength / 2, slope=lambda strength, W: strength * W),
    ),
    Mistake(
        "half-penalty",
        "The gradients are right, but the penalty is half of what is asked.",
        _l2(factor=lambda strength, params: strength / 2),
    ),
    Mistake(
        "missing-square",
        "The weights were added as they are, or without their signs; their squares are asked.",
        _l2(of_weights=np.sum),
        _l2(of_weights=lambda W: np.sum(np.abs(W))),
        _l2(
            of_weights=lambda W: np.sum(np.abs(W)),
            slope=lambda strength, W: strength * np.sign(W),
        ),
        _l2(of_weights=np.sum, slope=lambda strength, W: np.full(W.shape, strength)),
    ),
    Mistake(
        "norm-not-squared",
        "The root of the sum of squares was taken: asked is the sum itself.",
        _l2(of_weights=np.linalg.norm),
        lambda params, strength: (
            strength * np.sqrt(sum(np.sum(W**2) for W, _ in params)),
            regularization.l2_penalty(params, strength)[1],
        ),
    ),
    Mistake(
        "sum-squared",
        "The weights were added up, and the sum was squared: square each of them first.",
        _l2(of_weights=lambda W: np.sum(W) ** 2),
    ),
    Mistake(
        "missing-two",
        "The penalty is right, but its gradients are half of what they should be: what is the "
        "slope of a square?",
        _l2(slope=lambda strength, W: strength * W),
    ),
    Mistake(
        "strength-missing",
        "The strength has no effect on the penalty, on its gradients, or on both.",
        _l2(factor=lambda strength, params: 1.0, slope=lambda strength, W: 2 * W),
        _l2(factor=lambda strength, params: 1.0),
        _l2(slope=lambda strength, W: 2 * W),
    ),
    Mistake(
        "mean-not-sum",
        "The squares were averaged; the penalty is their sum.",
        _l2(of_weights=lambda W: np.mean(W**2)),
        _l2(of_weights=lambda W: np.mean(W**2), slope=lambda s, W: 2 * s * W / W.size),
        lambda params, strength: (
            strength * np.mean(np.concatenate([W.ravel() ** 2 for W, _ in params])),
            regularization.l2_penalty(params, strength)[1],
        ),
    ),
    Mistake(
        "sign-flipped",
        "The gradients point the other way: the penalty grows with the size of a weight.",
        _l2(slope=lambda strength, W: -2 * strength * W),
    ),
    Mistake(
        "one-layer-only",
        "Only one layer was looked at: all of them have weights.",
        _l2(layers=lambda params: params[:1]),
        _l2(layers=lambda params: params[-1:]),
        lambda params, strength: (
            strength * np.sum(params[-1][0] ** 2),
            regularization.l2_penalty(params, strength)[1],
        ),
        lambda params, strength: (
            strength * np.sum(params[0][0] ** 2),
            regularization.l2_penalty(params, strength)[1],
        ),
    ),
    Mistake(
        "penalty-per-layer",
        "There is a penalty for each layer: one number for the whole network is asked.",
        lambda params, strength: (
            [strength * np.sum(W**2) for W, _ in params],
            regularization.l2_penalty(params, strength)[1],
        ),
    ),
    Mistake(
        "bias-gradients-missing",
        "The gradients of the biases are missing: they are zeros, an array in the shape of b.",
        _l2(finish=lambda penalty, grads: (penalty, [dW for dW, _ in grads])),
        _l2(bias_slope=lambda strength, b: 0.0),
        _l2(bias_slope=lambda strength, b: None),
    ),
    Mistake(
        "one-flat-list",
        "The gradients stand in one flat list: asked is a pair (dW, db) for each layer.",
        _l2(finish=lambda penalty, grads: (penalty, [g for pair in grads for g in pair])),
    ),
    Mistake(
        "penalty-only",
        "Only the penalty came back: asked is (penalty, grads).",
        _l2(finish=lambda penalty, grads: penalty),
    ),
    Mistake(
        "gradients-only",
        "Only the gradients came back: asked is (penalty, grads).",
        _l2(finish=lambda penalty, grads: grads),
    ),
    Mistake(
        "int-truncation",
        "With whole numbers as weights the fractions get lost: the gradients were stored as "
        "integers.",
        _l2(slope=lambda strength, W: (2 * strength * W).astype(W.dtype)),
    ),
    Mistake(
        "params-overwritten",
        "The results are right, but the parameters that were passed in have changed: nothing "
        "is updated here.",
        _decays_in_place,
        _squares_in_place,
        _gradients_in_place,
        _replaces_in_the_list,
    ),
)
