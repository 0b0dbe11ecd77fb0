"""Mistakes that are known with `bce`, the most specific first."""

import math

import numpy as np

from nnexercises.m04_backprop.bce_parts import bce, terms
from nngrader.declare import Mistake


def _loop_without_clip(p, y):
    total = 0.0
    for p_n, y_n in zip(p, y, strict=True):
        total -= y_n * math.log(p_n) + (1 - y_n) * math.log(1 - p_n)
    return total / len(p)


def _loop_by_label_without_clip(p, y):
    total = 0.0
    for p_n, y_n in zip(p, y, strict=True):
        total -= np.log(p_n) if y_n == 1 else np.log(1 - p_n)
    return total / len(p)


def _bce_in_place(p, y):
    p[p == 0] = 1e-12
    p[p == 1] = 1 - 1e-12
    return -np.mean(terms(p, y))


def _bce_clips_in_place(p, y):
    np.clip(p, 1e-12, 1 - 1e-12, out=p)
    return -np.mean(terms(p, y))


MISTAKES = (
    Mistake(
        "log-zero",
        "A p of exactly 0 or 1 ends in log(0): keep p a little away from both.",
        lambda p, y: -np.mean(terms(p, y)),
        lambda p, y: -np.mean(np.where(y == 1, np.log(p), np.log(1 - p))),
        _loop_without_clip,
        _loop_by_label_without_clip,
        lambda p, y: -np.mean(terms(np.maximum(p, 1e-12), y)),
        lambda p, y: -np.mean(terms(np.minimum(p, 1 - 1e-12), y)),
    ),
    Mistake(
        "one-term-only",
        "Only one of the two classes counts in it: a sample of the other class has a loss too.",
        bce(lambda q, y: y * np.log(q)),
        bce(lambda q, y: (1 - y) * np.log(1 - q)),
        lambda p, y: -np.mean(y * np.log(p)),
        lambda p, y: -np.mean(np.log(np.clip(p, 1e-12, 1 - 1e-12))[y == 1]),
    ),
    Mistake(
        "sum-not-mean",
        "The samples' losses are added up; their mean is asked.",
        bce(terms, np.sum),
        lambda p, y: -np.sum(terms(p, y)),
    ),
    Mistake(
        "sign-flipped",
        "The sign is the wrong way round: the logarithm of a probability is negative, and a "
        "loss is not.",
        bce(terms, lambda t: -np.mean(t)),
        lambda p, y: np.mean(terms(p, y)),
        bce(lambda q, y: y * np.log(q) - (1 - y) * np.log(1 - q)),
    ),
    Mistake(
        "classes-swapped",
        "The two terms have changed places: what does p say about a sample whose y is 1?",
        bce(lambda q, y: (1 - y) * np.log(q) + y * np.log(1 - q)),
        lambda p, y: -np.mean((1 - y) * np.log(p) + y * np.log(1 - p)),
    ),
    Mistake(
        "arguments-swapped",
        "p and y have changed places: the logarithm is taken of the probability, not of the label.",
        lambda p, y: -np.mean(terms(np.clip(y, 1e-12, 1 - 1e-12), p)),
        lambda p, y: -np.mean(terms(y, p)),
    ),
    Mistake(
        "labels-ignored",
        "y has no effect on the loss: if class 0 was right, what did p say of it?",
        bce(lambda q, y: np.log(q)),
        lambda p, y: -np.mean(np.log(p)),
        bce(lambda q, y: np.log(q) + np.log(1 - q)),
    ),
    Mistake(
        "other-clip",
        "It is finite, but p is kept at another distance from 0 and 1 than the 1e-12 that "
        "is asked.",
        *(bce(terms, clip=clip) for clip in (1e-15, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6)),
        *(
            lambda p, y, e=clip: -np.mean(y * np.log(p + e) + (1 - y) * np.log(1 - p + e))
            for clip in (1e-15, 1e-10, 1e-9, 1e-8)
        ),
    ),
    Mistake(
        "log-base",
        "The logarithm has another base than e.",
        bce(lambda q, y: y * np.log2(q) + (1 - y) * np.log2(1 - q)),
        bce(lambda q, y: y * np.log10(q) + (1 - y) * np.log10(1 - q)),
    ),
    Mistake(
        "one-per-sample",
        "There is still one loss for each sample: one number for the whole batch is asked.",
        bce(terms, lambda t: t),
        lambda p, y: -terms(p, y),
    ),
    Mistake(
        "halved",
        "It is half of what is asked: of the two terms only one counts for each sample, so "
        "there is nothing to average between them.",
        bce(terms, lambda t: np.mean(t) / 2),
    ),
    Mistake(
        "inputs-overwritten",
        "The numbers are right, but p was clipped in the array that was passed in.",
        _bce_in_place,
        _bce_clips_in_place,
    ),
)
