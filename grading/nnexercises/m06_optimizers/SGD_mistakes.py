"""Mistakes that are known with `SGD`, the most specific first."""

import numpy as np

from nnexercises.m06_optimizers.variants import (
    Stepping,
    ascent,
    changed,
    first_array_only,
    grads_mutated,
    lr_ignored,
    rebinds_params,
    settings_in_class,
)
from nngrader.declare import Mistake


class SteppingSGD(Stepping):
    pass


class _DividedByNorm(SteppingSGD):
    """Each step has the length lr."""

    def move(self, w, g):
        norm = np.linalg.norm(g)
        return g / norm if norm > 0 else 0.0 * g


class _AddsUp(SteppingSGD):
    slots = 1

    def remember(self, w, g, total):
        return [total + g]

    def move(self, w, g, total):
        return total


MISTAKES = (
    rebinds_params(SteppingSGD),
    ascent(SteppingSGD),
    grads_mutated(SteppingSGD),
    first_array_only(SteppingSGD),
    lr_ignored(SteppingSGD),
    settings_in_class(SteppingSGD),
    Mistake(
        "learning-rate-divides",
        "The gradient is divided by the learning rate: a small one has to make small steps.",
        changed(SteppingSGD, change=lambda self, w, by: _subtract(w, by / self.lr**2)),
    ),
    Mistake(
        "gradients-added-up",
        "The steps go along the sum of all gradients so far: plain descent forgets old ones.",
        _AddsUp,
    ),
    Mistake(
        "normalized",
        "Each step has the same length: how long the gradient is has to matter, too.",
        _DividedByNorm,
        changed(SteppingSGD, move=lambda self, w, g: np.sign(g)),
    ),
    Mistake(
        "mean-gradient",
        "All numbers of an array move by the same amount: each has a gradient of its own.",
        changed(SteppingSGD, move=lambda self, w, g: np.mean(g)),
        changed(SteppingSGD, move=lambda self, w, g: np.sum(g)),
    ),
)


def _subtract(w, by):
    w -= by
