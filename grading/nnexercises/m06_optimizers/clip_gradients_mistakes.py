"""Mistakes that are known with `clip_gradients`, the most specific first."""

import math
from collections.abc import Callable

import numpy as np

from nngrader.declare import Mistake


def common_norm(grads):
    return math.sqrt(sum(float(np.sum(np.square(g, dtype=float))) for g in grads))


def _clip(norm: Callable = common_norm, scale: Callable = lambda n, limit: limit / n):
    """Clipping as it should be, but for the norm or the factor."""

    def clip_gradients(grads, max_norm):
        n = norm(grads)
        factor = scale(n, max_norm) if n > max_norm else 1.0
        return [g * factor for g in grads]

    return clip_gradients


def _each_array(grads, max_norm):
    return [_clip()([g], max_norm)[0] for g in grads]


def _each_number(grads, max_norm):
    return [np.clip(g, -max_norm, max_norm) for g in grads]


def _always(grads, max_norm):
    n = common_norm(grads)
    return [g * (max_norm / n) if n else g for g in grads]


def _always_without_care(grads, max_norm):
    n = np.sqrt(sum(np.sum(g**2) for g in grads))
    return [g * max_norm / n for g in grads]


def _divides_by_zero(grads, max_norm):
    n = common_norm(grads)
    return [g * min(1.0, max_norm / n) for g in grads]


def _nan_for_zero(grads, max_norm):
    n = np.sqrt(sum(np.sum(g**2) for g in grads))
    return [g / n * min(n, max_norm) for g in grads]


def _in_place(grads, max_norm):
    n = common_norm(grads)
    if n > max_norm:
        for g in grads:
            np.multiply(g, max_norm / n, out=g, casting="unsafe")
    return grads


def _into_the_list(grads, max_norm):
    n = common_norm(grads)
    if n > max_norm:
        for i, g in enumerate(grads):
            grads[i] = g * (max_norm / n)
    return grads


MISTAKES = (
    Mistake(
        "per-array-norm",
        "Each array is clipped on its own, which turns the direction: all of them have one "
        "norm together.",
        _each_array,
    ),
    Mistake(
        "per-element",
        "Each number is clipped on its own, which turns the direction: everything has to be "
        "scaled by the same factor.",
        _each_number,
        lambda grads, max_norm: [np.minimum(g, max_norm) for g in grads],
    ),
    Mistake(
        "always-rescales",
        "Gradients within the limit are scaled up to it: they have to stay as they are.",
        _always,
        _always_without_care,
    ),
    Mistake(
        "zero-division",
        "It is right but for gradients that are all 0: their norm is 0, and something is "
        "divided by it.",
        _divides_by_zero,
        _nan_for_zero,
    ),
    Mistake(
        "in-place",
        "The result is right, but the gradients that were given are changed: make new arrays, "
        "in a new list.",
        _in_place,
        _into_the_list,
    ),
    Mistake(
        "square-root-missing",
        "The sum of squares is taken for the norm: something is missing.",
        _clip(norm=lambda grads: common_norm(grads) ** 2),
    ),
    Mistake(
        "norms-added",
        "The norms of the arrays are added up: the common norm is that of all numbers as one "
        "long vector.",
        _clip(norm=lambda grads: sum(common_norm([g]) for g in grads)),
    ),
    Mistake(
        "largest-norm",
        "It looks at the array with the largest norm only: the common norm is that of all "
        "numbers as one long vector.",
        _clip(norm=lambda grads: max(common_norm([g]) for g in grads)),
    ),
    Mistake(
        "first-array-norm",
        "It looks at the norm of one array only.",
        _clip(norm=lambda grads: common_norm(grads[:1])),
        _clip(norm=lambda grads: common_norm(grads[-1:])),
    ),
    Mistake(
        "another-norm",
        "This is no root of a sum of squares: absolute values are added, or the largest one is "
        "taken.",
        _clip(norm=lambda grads: sum(np.abs(g).sum() for g in grads)),
        _clip(norm=lambda grads: max(np.abs(g).max() for g in grads)),
    ),
    Mistake(
        "mean-of-squares",
        "The squares are averaged: the norm is the root of their sum.",
        _clip(norm=lambda grads: common_norm(grads) / math.sqrt(sum(g.size for g in grads))),
    ),
    Mistake(
        "limit-forgotten",
        "What is above the limit is scaled to norm 1, whatever the limit is.",
        _clip(scale=lambda n, limit: 1 / n),
    ),
    Mistake(
        "factor-turned-over",
        "The factor is turned over: gradients above the limit have to become shorter.",
        _clip(scale=lambda n, limit: n / limit),
    ),
    Mistake(
        "limit-times",
        "What is above the limit is multiplied by the limit: is its norm then the limit?",
        _clip(scale=lambda n, limit: limit),
    ),
    Mistake(
        "set-to-zero",
        "Gradients above the limit are thrown away: they have to become shorter, and keep "
        "their direction.",
        _clip(scale=lambda n, limit: 0.0),
    ),
    Mistake(
        "never-clips",
        "The gradients come back as they were, also above the limit.",
        lambda grads, max_norm: list(grads),
        _clip(scale=lambda n, limit: 1.0),
    ),
    Mistake(
        "one-vector",
        "The numbers are right, but come back as one long vector: a list of arrays is asked, "
        "with the shapes of grads.",
        lambda grads, max_norm: np.concatenate([g.ravel() for g in _clip()(grads, max_norm)]),
    ),
)
