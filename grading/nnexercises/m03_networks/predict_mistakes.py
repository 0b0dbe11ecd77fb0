"""Mistakes that are known with `predict`, the most specific first."""

import numpy as np

from nnbasics import networks
from nnexercises.m03_networks.forward import (
    NO_NONLINEARITY,
    PARAMS_SHORTENED,
    forward_with,
    nothing,
    relu,
    sigmoid,
    softmax,
    takes_the_first_off,
    takes_the_last_off,
)
from nngrader.declare import Mistake


def choose(scores):
    """A prediction from the scores that a function of X and params gives."""
    return lambda X, params: scores(X, params).argmax(axis=1)


def _last_of_equals(X, params):
    logits = networks.mlp_forward(X, params)
    return logits.shape[1] - 1 - logits[:, ::-1].argmax(axis=1)


def _all_of_equals(X, params):
    logits = networks.mlp_forward(X, params)
    return np.where(logits == logits.max(axis=1, keepdims=True))[1]


def _naive_softmax(X, params):
    E = np.exp(networks.mlp_forward(X, params))
    return E / E.sum(axis=1, keepdims=True)


MISTAKES = (
    Mistake(
        "argmax-axis-0",
        "For every class the row with the largest logit was searched; asked is the class for "
        "every row.",
        lambda X, params: networks.mlp_forward(X, params).argmax(axis=0),
    ),
    Mistake(
        "returns-scores",
        "These are scores; asked is the number of the class that has the largest one.",
        lambda X, params: networks.mlp_forward(X, params).max(axis=1),
        lambda X, params: networks.mlp_forward(X, params),
        lambda X, params: softmax(networks.mlp_forward(X, params)),
        lambda X, params: softmax(networks.mlp_forward(X, params)).max(axis=1),
    ),
    Mistake(
        "argmax-of-all",
        "One number came back for all rows together: every row has a class of its own.",
        lambda X, params: networks.mlp_forward(X, params).argmax(),
    ),
    Mistake(
        "ties-to-the-higher",
        "Where two logits are equal, the higher class was chosen; asked is the lower one.",
        _last_of_equals,
        lambda X, params: np.argsort(networks.mlp_forward(X, params), axis=1)[:, -1],
    ),
    Mistake(
        "ties-counted-twice",
        "Where two logits are equal, both classes came back; each row has one class.",
        _all_of_equals,
    ),
    Mistake(
        "no-nonlinearity",
        NO_NONLINEARITY,
        choose(forward_with(hidden=nothing)),
    ),
    Mistake(
        "activation-on-logits",
        "The logits went through a ReLU: where all of them are negative, none is the largest "
        "any more.",
        choose(forward_with(last=relu)),
    ),
    Mistake(
        "softmax-overflow",
        "Exponentials of large logits are not finite, and then the largest is lost. Are they "
        "needed to find it?",
        choose(_naive_softmax),
        choose(lambda X, params: np.exp(networks.mlp_forward(X, params))),
    ),
    Mistake(
        "saturated",
        "The logits were squashed before they were compared, so that large ones became equal.",
        choose(forward_with(last=sigmoid)),
        choose(forward_with(last=np.tanh)),
    ),
    Mistake(
        "smallest-logit",
        "The class with the smallest logit was chosen.",
        lambda X, params: networks.mlp_forward(X, params).argmin(axis=1),
    ),
    Mistake(
        "largest-magnitude",
        "The signs of the logits were dropped before they were compared.",
        choose(lambda X, params: np.abs(networks.mlp_forward(X, params))),
    ),
    Mistake(
        "threshold",
        "A logit was compared with a fixed number; asked is the largest of a row, however "
        "many classes there are.",
        lambda X, params: (networks.mlp_forward(X, params)[:, 1] > 0).astype(int),
        lambda X, params: (networks.mlp_forward(X, params) > 0).astype(int),
    ),
    Mistake(
        "one-hot",
        "A 1 marks the class in its row; asked is its number.",
        lambda X, params: np.eye(len(params[-1][1]), dtype=int)[networks.predict(X, params)],
        lambda X, params: np.eye(len(params[-1][1]))[networks.predict(X, params)],
    ),
    Mistake(
        "counts-from-one",
        "Classes are counted from 0, as the columns are.",
        lambda X, params: networks.predict(X, params) + 1,
    ),
    Mistake(
        "column-result",
        "The classes are right, but they stand in a column of shape (N, 1); asked is one "
        "axis, (N,).",
        lambda X, params: networks.mlp_forward(X, params).argmax(axis=1, keepdims=True),
    ),
    Mistake(
        "returns-float",
        "The classes are right, but they are floats: they are asked as whole numbers.",
        lambda X, params: networks.predict(X, params).astype(float),
    ),
    Mistake(
        "single-row-squeezed",
        "With a batch of one row the result lost its axis; it is an array of shape (1,) then.",
        lambda X, params: np.squeeze(networks.predict(X, params)),
    ),
    Mistake(
        "params-shortened",
        PARAMS_SHORTENED,
        choose(takes_the_last_off),
        choose(takes_the_first_off),
    ),
)
