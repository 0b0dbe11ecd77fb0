"""Mistakes that are known with `weighted_sum`, the most specific first."""

import numpy as np

from nngrader.declare import Mistake


def _sum_in_place(x, w, b):
    x *= w
    return np.sum(x) + b


MISTAKES = (
    Mistake(
        "bias-omitted",
        "The bias is missing: with all inputs at 0 the result should be the bias, not 0.",
        lambda x, w, b: np.dot(w, x),
    ),
    Mistake(
        "bias-per-feature",
        "The bias is added once for every feature; a neuron has a single bias.",
        lambda x, w, b: np.sum(w * x + b),
    ),
    Mistake(
        "elementwise-not-dot",
        "The products are still one number per feature: something has to turn them into "
        "a single number.",
        lambda x, w, b: w * x + b,
    ),
    Mistake(
        "first-feature-only",
        "Only the first feature counts in this result; every feature has its weight.",
        lambda x, w, b: w[0] * x[0] + b,
    ),
    Mistake(
        "bias-subtracted",
        "The bias is subtracted; it is a number to add, and may itself be negative.",
        lambda x, w, b: np.dot(w, x) - b,
    ),
    Mistake(
        "mean-not-sum",
        "The products are averaged; a weighted sum adds them up.",
        lambda x, w, b: np.mean(w * x) + b,
    ),
    Mistake(
        "inputs-overwritten",
        "The number is right, but an input array was overwritten on the way.",
        _sum_in_place,
    ),
)
