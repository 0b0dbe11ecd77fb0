"""Mistakes that are known with `RMSProp`, the most specific first."""

import numpy as np

from nnexercises.m06_optimizers.RMSProp_parts import SteppingRMSProp
from nnexercises.m06_optimizers.variants import (
    ascent,
    changed,
    first_array_only,
    grads_mutated,
    lr_ignored,
    option_ignored,
    rebinds_params,
    settings_in_class,
    state_in_class,
    state_lost,
    state_shared,
)
from nngrader.declare import Mistake


def _average(function):
    """RMSProp with another formula for the average."""
    return changed(SteppingRMSProp, remember=lambda self, w, g, s: [function(self.beta, s, g)])


class _Corrected(SteppingRMSProp):
    """With Adam's correction."""

    def move(self, w, g, s):
        return g / (np.sqrt(s / (1 - self.beta**self.t)) + self.eps)


class _OneStepLate(SteppingRMSProp):
    def step(self, grads):
        before = [list(state) for state in self.states]
        for i, (w, g) in enumerate(zip(self.params, grads, strict=True)):
            self.states[i] = self.remember(w, g, *self.states[i])
            self.change(w, self.lr * self.move(w, g, *before[i]))


class _SquaresInPlace(SteppingRMSProp):
    """g **= 2 for the average."""

    def step(self, grads):
        for i, (w, g) in enumerate(zip(self.params, grads, strict=True)):
            kept = g.copy()
            np.multiply(g, g, out=g)
            self.states[i] = self.remember(w, kept, *self.states[i])
            self.change(w, self.lr * self.move(w, kept, *self.states[i]))


class _SquaresThenUses(_SquaresInPlace):
    """The square has taken the gradient's place, in the step too."""

    def step(self, grads):
        for i, (w, g) in enumerate(zip(self.params, grads, strict=True)):
            self.states[i] = self.remember(w, g, *self.states[i])
            np.multiply(g, g, out=g)
            self.change(w, self.lr * self.move(w, g, *self.states[i]))


MISTAKES = (
    rebinds_params(SteppingRMSProp),
    Mistake(
        "eps-inside-sqrt",
        "ε is under the root, where it is far larger than it looks: the root of 1e-8 is 1e-4.",
        changed(SteppingRMSProp, move=lambda self, w, g, s: g / np.sqrt(s + self.eps)),
    ),
    Mistake(
        "g-not-squared",
        "The average is one of the gradients as they are: what is under the root has to be an "
        "average of squares.",
        _average(lambda beta, s, g: beta * s + (1 - beta) * g),
        _average(lambda beta, s, g: beta * s + (1 - beta) * abs(g)),
    ),
    Mistake(
        "accumulates",
        "All squares are added up, as in AdaGrad, and the steps only get shorter: it has to be "
        "an average, in which old ones fade.",
        _average(lambda beta, s, g: s + g**2),
        _average(lambda beta, s, g: s + (1 - beta) * g**2),
    ),
    Mistake(
        "weight-missing",
        "The average has the new square in it whole: the weights of old and new have to add "
        "up to 1.",
        _average(lambda beta, s, g: beta * s + g**2),
    ),
    Mistake(
        "beta-swapped",
        "β weighs the wrong one: it says how much of the old average is kept.",
        _average(lambda beta, s, g: (1 - beta) * s + beta * g**2),
    ),
    Mistake(
        "weight-squared",
        "1 − β is squared together with the gradient: only g has to be.",
        _average(lambda beta, s, g: beta * s + ((1 - beta) * g) ** 2),
    ),
    Mistake(
        "no-square-root",
        "The gradient is divided by the average of its square: what is missing for the size of "
        "a usual gradient?",
        changed(SteppingRMSProp, move=lambda self, w, g, s: g / (s + self.eps)),
    ),
    Mistake(
        "eps-missing",
        "There is a division by zero, or nearly: the formula has a small number against it.",
        changed(SteppingRMSProp, move=lambda self, w, g, s: g / np.sqrt(s)),
    ),
    Mistake(
        "eps-as-floor",
        "ε is used as the least value of the root. The formula adds it.",
        changed(SteppingRMSProp, move=lambda self, w, g, s: g / np.maximum(np.sqrt(s), self.eps)),
    ),
    Mistake(
        "eps-on-top",
        "ε is not in the denominator as a whole: mind which part the division binds.",
        changed(SteppingRMSProp, move=lambda self, w, g, s: g / np.sqrt(s) + self.eps),
    ),
    state_lost(
        SteppingRMSProp,
        "average-not-kept",
        "In each step the average begins at 0 again: it has to live on in self.",
    ),
    state_shared(
        SteppingRMSProp,
        "shared-state",
        "With one array it is right, with several not: each needs an average of its own.",
    ),
    Mistake(
        "one-number-for-all",
        "One average for a whole array: each number in it has an average of its own.",
        _average(lambda beta, s, g: beta * s + (1 - beta) * np.mean(np.square(g))),
        _average(lambda beta, s, g: beta * s + (1 - beta) * np.sum(np.square(g))),
    ),
    Mistake(
        "bias-corrected",
        "The average is corrected for its start, as Adam does: RMSProp takes it as it is.",
        _Corrected,
    ),
    Mistake(
        "starts-from-ones",
        "The average has to begin at 0.",
        changed(SteppingRMSProp, nothing=lambda self, w: [np.ones(w.shape)]),
    ),
    Mistake(
        "one-step-late",
        "Each step divides by the average of before: the newest gradient has to be in it, too.",
        _OneStepLate,
    ),
    Mistake(
        "gradient-is-gone",
        "The gradient was replaced by its square on the way: the step needs the gradient itself.",
        changed(SteppingRMSProp, move=lambda self, w, g, s: g**2 / (np.sqrt(s) + self.eps)),
        _SquaresThenUses,
    ),
    ascent(SteppingRMSProp),
    grads_mutated(SteppingRMSProp, _SquaresInPlace),
    option_ignored(SteppingRMSProp, "beta"),
    option_ignored(SteppingRMSProp, "eps"),
    state_in_class(SteppingRMSProp),
    settings_in_class(SteppingRMSProp),
    first_array_only(SteppingRMSProp),
    lr_ignored(SteppingRMSProp),
)
