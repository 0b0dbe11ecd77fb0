"""Mistakes that are known with `dropout`, the most specific first."""

import numpy as np

from nnexercises.m05_training_loop.dropout_parts import dropper
from nngrader.declare import Mistake


def _always(X, p, training, rng):
    return dropper()(X, p, True, rng)


def _in_place(X, p, training, rng):
    result = dropper()(X, p, training, rng)
    if training:
        X[:] = result
    return X


def _in_place_mask(X, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError
    if training:
        dropped = rng.random(X.shape) < p
        X[dropped] = 0
        return X / (1 - p)
    return X


def _all_in_place(X, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError
    if training:
        X[rng.random(X.shape) < p] = 0
        X /= 1 - p
    return X


def _fixed_count(rng, shape, p):
    keep = np.ones(int(np.prod(shape)), dtype=bool)
    keep[rng.permutation(keep.size)[: round(p * keep.size)]] = False
    return keep.reshape(shape)


def _truncated(X, keep, factor):
    result = np.zeros_like(X)
    result[keep] = (X * factor)[keep]
    return result


MISTAKES = (
    Mistake(
        "no-rescale",
        "What is kept stays as it was: it has to be scaled up, so that the mean stays the same.",
        dropper(scale=lambda p: 1.0),
    ),
    Mistake(
        "keep-drop-swapped",
        "p was taken for the probability of keeping a number; it is that of dropping it.",
        dropper(mask=lambda rng, shape, p: rng.random(shape) < p),
        dropper(mask=lambda rng, shape, p: rng.random(shape) < p, scale=lambda p: 1 / p),
        dropper(
            mask=lambda rng, shape, p: rng.random(shape) < p,
            combine=lambda X, keep, factor: np.where(keep, X * factor, 0.0),
        ),
    ),
    Mistake(
        "scaled-by-p",
        "The right share is dropped, but what is kept is scaled by p: look at the probability "
        "of keeping a number.",
        dropper(scale=lambda p: 1 / p if p else 1.0),
        dropper(scale=lambda p: p),
        dropper(scale=lambda p: 1 / p),
    ),
    Mistake(
        "scaled-down",
        "What is kept is multiplied by 1 − p; it has to become larger, not smaller.",
        dropper(scale=lambda p: 1 - p),
    ),
    Mistake(
        "at-test-time",
        "Numbers are dropped also when it is not training.",
        _always,
    ),
    Mistake(
        "scaled-at-test-time",
        "When it is not training, X was scaled: in the form that is asked here, it comes back "
        "as it is.",
        dropper(at_test=lambda X, p: X * (1 - p)),
        dropper(at_test=lambda X, p: X * (1 - p), scale=lambda p: 1.0),
        dropper(at_test=lambda X, p: X / (1 - p)),
    ),
    Mistake(
        "one-mask-for-all-rows",
        "The same places are dropped in every row: each number has a draw of its own.",
        dropper(mask=lambda rng, shape, p: rng.random(shape[-1]) >= p),
        dropper(mask=lambda rng, shape, p: rng.random((1, shape[-1])) >= p),
        dropper(mask=lambda rng, shape, p: rng.random(shape[1:]) >= p),
    ),
    Mistake(
        "whole-rows",
        "A row is dropped as a whole, or kept as a whole: each number has a draw of its own.",
        dropper(mask=lambda rng, shape, p: rng.random((shape[0], *[1] * (len(shape) - 1))) >= p),
    ),
    Mistake(
        "all-or-nothing",
        "Either everything is dropped or nothing is: each number has a draw of its own.",
        dropper(mask=lambda rng, shape, p: rng.random() >= p),
    ),
    Mistake(
        "fixed-number",
        "Always the same number of entries is dropped: each one has a draw of its own, so how "
        "many it is depends on chance.",
        dropper(mask=_fixed_count),
    ),
    Mistake(
        "generator-ignored",
        "What is dropped does not come from rng: two generators in the same state have to drop "
        "the same numbers.",
        dropper(source=lambda rng: np.random.default_rng()),
        dropper(mask=lambda rng, shape, p: np.random.random(shape) >= p),  # noqa: NPY002
    ),
    Mistake(
        "same-mask-every-call",
        "Every call drops the same numbers: draw from the rng that is passed in, not from one "
        "of your own with a fixed seed.",
        dropper(source=lambda rng: np.random.default_rng(0)),
        dropper(source=lambda rng: np.random.default_rng(42)),
    ),
    Mistake(
        "p-not-checked",
        "For a p below 0, or of 1 or more, a ValueError is asked, also when it is not training.",
        dropper(check=lambda p, training: True),
        dropper(check=lambda p, training: not training or 0 <= p < 1),
        dropper(check=lambda p, training: p >= 0),
        dropper(check=lambda p, training: p < 1),
    ),
    Mistake(
        "one-allowed",
        "A p of exactly 1 has to be a ValueError too: there would be nothing left to scale up.",
        dropper(check=lambda p, training: 0 <= p <= 1),
    ),
    Mistake(
        "zero-refused",
        "p = 0 is allowed: nothing is dropped then.",
        dropper(check=lambda p, training: 0 < p < 1),
    ),
    Mistake(
        "normal-draws",
        "The share that is dropped is not p: `normal` and `standard_normal` do not give "
        "numbers that are spread evenly from 0 to 1.",
        dropper(mask=lambda rng, shape, p: rng.normal(size=shape) >= p),
    ),
    Mistake(
        "returns-the-mask",
        "The mask itself came back: asked is X with the dropped numbers at 0.",
        dropper(combine=lambda X, keep, factor: keep * factor),
        dropper(combine=lambda X, keep, factor: keep),
        dropper(combine=lambda X, keep, factor: keep * 1.0),
    ),
    Mistake(
        "only-what-is-kept",
        "Only the numbers that are kept came back: the others are to be 0, in their places.",
        dropper(combine=lambda X, keep, factor: X[keep] * factor),
    ),
    Mistake(
        "int-truncation",
        "With whole numbers the fractions get lost: the result was stored as integers.",
        dropper(combine=_truncated),
        dropper(combine=lambda X, keep, factor: (X * keep * factor).astype(X.dtype)),
    ),
    Mistake(
        "inputs-overwritten",
        "The result is right, but X itself was overwritten: the array that was passed in has "
        "to stay as it was.",
        _in_place_mask,
        _in_place,
        _all_in_place,
    ),
)
