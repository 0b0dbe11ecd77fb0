"""Mistakes that are known with `Adam`, the most specific first."""

import math

import numpy as np

from nnexercises.m06_optimizers.moments import CountsArrays, CountsInClass, SteppingAdam
from nnexercises.m06_optimizers.variants import (
    ascent,
    changed,
    first_array_only,
    gradients_kept,
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


def _mean_only(self, m, v):
    return m / (1 - self.betas[0] ** self.t), v


def _square_only(self, m, v):
    return m, v / (1 - self.betas[1] ** self.t)


class _CountsAfter(SteppingAdam):
    """t is 0 in the first step."""

    def step(self, grads):
        super().step(grads)
        self.t += 1

    def count(self):
        pass


class _CountsAfterInPython(_CountsAfter):
    """With the corrections as Python's numbers, whose division by zero is an error."""

    def move(self, w, g, m, v):
        rate = math.sqrt(1 - self.betas[1] ** self.t) / (1 - self.betas[0] ** self.t)
        return rate * m / (np.sqrt(v) + self.eps)


class _NoCorrectionAtZero(_CountsAfter):
    def corrected(self, m, v):
        return super().corrected(m, v) if self.t else (m, v)


class _OneForZero(_CountsAfter):
    def corrected(self, m, v):
        t = max(self.t, 1)
        return m / (1 - self.betas[0] ** t), v / (1 - self.betas[1] ** t)


class _CountsArraysAfter(CountsArrays):
    first_t = 1

    def remember(self, w, g, m, v):
        return SteppingAdam.remember(self, w, g, m, v)

    def change(self, w, by):
        super().change(w, by)
        self.t += 1


class _KeepsCorrected(SteppingAdam):
    """The corrected averages are remembered as the averages."""

    def step(self, grads):
        self.count()
        for i, (w, g) in enumerate(zip(self.params, grads, strict=True)):
            self.states[i] = self.corrected(*self.remember(w, g, *self.states[i]))
            self.change(w, self.lr * self.ratio(*self.states[i]))


class _SharesMean(SteppingAdam):
    """One m for all arrays, but a v for each."""

    def start(self):
        super().start()
        self.m = 0.0

    def remember(self, w, g, m, v):
        self.m, v = super().remember(w, g, self.m, v)
        return self.m, v


class _SharesSquare(SteppingAdam):
    def start(self):
        super().start()
        self.v = 0.0

    def remember(self, w, g, m, v):
        m, self.v = super().remember(w, g, m, self.v)
        return m, self.v


class _ForgetsMean(SteppingAdam):
    def remember(self, w, g, m, v):
        return super().remember(w, g, 0.0 * m, v)


class _ForgetsSquare(SteppingAdam):
    def remember(self, w, g, m, v):
        return super().remember(w, g, m, 0.0 * v)


class _OneListForBoth(SteppingAdam):
    """``self.m = self.v = […]``: what is written into one is in the other, too."""

    def remember(self, w, g, m, v):
        v = self.square(self.mean(v, g), g)
        return v, v


class _OneListButTwoNames(SteppingAdam):
    """The same, with the mean kept in a variable until the step is over."""

    def remember(self, w, g, m, v):
        m = self.mean(v, g)
        return m, self.square(m, g)


class _SquaresInPlace(SteppingAdam):
    def step(self, grads):
        kept = [g.copy() for g in grads]
        for g in grads:
            np.multiply(g, g, out=g)
        super().step(kept)


class _KeepsFirstGradients(SteppingAdam):
    """Of the first gradients the arrays themselves are kept, and weighed later."""

    def step(self, grads):
        if not self.t:
            self.first = list(grads)
        elif self.t == 1:
            self.states = [
                SteppingAdam.remember(self, w, g, *self.nothing(w))
                for w, g in zip(self.params, self.first, strict=True)
            ]
        super().step(grads)


def _ratio(function):
    return changed(SteppingAdam, ratio=function)


def _move(function):
    return changed(SteppingAdam, move=function)


def _mean(function):
    return changed(SteppingAdam, mean=function)


def _square(function):
    return changed(SteppingAdam, square=function)


def _swapped_betas(self, betas, eps):
    vars(self).update(betas=betas[::-1], eps=eps)


def _the_first_twice(self, betas, eps):
    vars(self).update(betas=betas[:1] * 2, eps=eps)


def _the_second_twice(self, betas, eps):
    vars(self).update(betas=betas[1:] * 2, eps=eps)


MISTAKES = (
    rebinds_params(SteppingAdam),
    Mistake(
        "no-bias-correction",
        "The first steps have a wrong length: m and v have started from 0, and are used as "
        "they are.",
        changed(SteppingAdam, corrected=lambda self, m, v: (m, v)),
    ),
    Mistake(
        "t-from-zero",
        "In the first step t is 0, and the correction is a division by zero, or is left out: "
        "there has been one gradient by then.",
        _CountsAfter,
        _CountsAfterInPython,
        _NoCorrectionAtZero,
        _OneForZero,
    ),
    Mistake(
        "t-per-parameter",
        "With one array it is right, with several t runs too fast: it counts steps, not arrays.",
        CountsArrays,
        _CountsArraysAfter,
    ),
    Mistake(
        "power-missing",
        "The correction is the same in every step. It has to fade, the more gradients there "
        "have been.",
        changed(
            SteppingAdam,
            corrected=lambda self, m, v: (m / (1 - self.betas[0]), v / (1 - self.betas[1])),
        ),
        changed(
            SteppingAdam,
            corrected=lambda self, m, v: (
                m / (1 - self.betas[0] ** self.t),
                v / (1 - self.betas[1]),
            ),
        ),
        changed(
            SteppingAdam,
            corrected=lambda self, m, v: (
                m / (1 - self.betas[0]),
                v / (1 - self.betas[1] ** self.t),
            ),
        ),
    ),
    Mistake(
        "times-t",
        "The corrections have β · t where the power of β is meant.",
        changed(
            SteppingAdam,
            corrected=lambda self, m, v: (
                m / (1 - self.betas[0] * self.t),
                v / (1 - self.betas[1] * self.t),
            ),
        ),
    ),
    Mistake(
        "eps-inside-sqrt",
        "ε is under the root, where it is far larger than it looks: the root of 1e-8 is 1e-4.",
        _ratio(lambda self, m, v: m / np.sqrt(v + self.eps)),
    ),
    Mistake(
        "g-not-squared",
        "v is an average of the gradients as they are: what is under the root has to be an "
        "average of squares.",
        _square(lambda self, v, g: self.betas[1] * v + (1 - self.betas[1]) * g),
        _square(lambda self, v, g: self.betas[1] * v + (1 - self.betas[1]) * abs(g)),
    ),
    state_shared(
        SteppingAdam,
        "shared-state",
        "With one array it is right, with several not: each needs an m and a v of its own.",
        _SharesMean,
        _SharesSquare,
    ),
    Mistake(
        "t-from-two",
        "In the first step t is 2: it has been counted up once too often.",
        changed(SteppingAdam, first_t=1),
    ),
    Mistake(
        "correction-on-one-only",
        "Only one of the two averages is corrected; both have started from 0.",
        changed(SteppingAdam, corrected=_mean_only),
        changed(SteppingAdam, corrected=_square_only),
    ),
    Mistake(
        "correction-multiplies",
        "The correction goes the wrong way: the averages are too small at first, and it makes "
        "them smaller still.",
        changed(
            SteppingAdam,
            corrected=lambda self, m, v: (
                m * (1 - self.betas[0] ** self.t),
                v * (1 - self.betas[1] ** self.t),
            ),
        ),
    ),
    Mistake(
        "correction-kept",
        "The corrected averages are carried on to the next step: m and v themselves have to "
        "stay uncorrected.",
        _KeepsCorrected,
    ),
    Mistake(
        "correction-after-root",
        "v is corrected only after its root was taken: the order matters.",
        _move(
            lambda self, w, g, m, v: (
                m
                / (1 - self.betas[0] ** self.t)
                / (np.sqrt(v) / (1 - self.betas[1] ** self.t) + self.eps)
            )
        ),
    ),
    Mistake(
        "eps-before-correction",
        "ε is added to the root of v before the correction, which then changes ε, too.",
        _move(
            lambda self, w, g, m, v: (
                math.sqrt(1 - self.betas[1] ** self.t)
                / (1 - self.betas[0] ** self.t)
                * m
                / (np.sqrt(v) + self.eps)
            )
        ),
    ),
    Mistake(
        "betas-swapped",
        "β₁ and β₂ have changed places: the first belongs to the gradient, the second to its "
        "square.",
        changed(SteppingAdam, settle=_swapped_betas),
    ),
    Mistake(
        "one-beta-for-both",
        "m and v use the same β.",
        _square(lambda self, v, g: self.betas[0] * v + (1 - self.betas[0]) * g**2),
        _mean(lambda self, m, g: self.betas[1] * m + (1 - self.betas[1]) * g),
        changed(SteppingAdam, settle=_the_first_twice),
        changed(SteppingAdam, settle=_the_second_twice),
    ),
    Mistake(
        "weight-missing",
        "An average has the new value in it whole: the weights of old and new have to add up to 1.",
        changed(
            SteppingAdam,
            mean=lambda self, m, g: self.betas[0] * m + g,
            square=lambda self, v, g: self.betas[1] * v + g**2,
        ),
        _mean(lambda self, m, g: self.betas[0] * m + g),
        _square(lambda self, v, g: self.betas[1] * v + g**2),
    ),
    Mistake(
        "weights-swapped",
        "The weights of old and new have changed places: β says how much of the old average is "
        "kept.",
        changed(
            SteppingAdam,
            mean=lambda self, m, g: (1 - self.betas[0]) * m + self.betas[0] * g,
            square=lambda self, v, g: (1 - self.betas[1]) * v + self.betas[1] * g**2,
        ),
        _mean(lambda self, m, g: (1 - self.betas[0]) * m + self.betas[0] * g),
        _square(lambda self, v, g: (1 - self.betas[1]) * v + self.betas[1] * g**2),
    ),
    Mistake(
        "weight-squared",
        "1 − β₂ is squared together with the gradient: only g has to be.",
        _square(lambda self, v, g: self.betas[1] * v + ((1 - self.betas[1]) * g) ** 2),
    ),
    Mistake(
        "one-list-for-both",
        "m and v are one and the same: `a = b = […]` makes a single list, with two names.",
        _OneListForBoth,
        _OneListButTwoNames,
    ),
    Mistake(
        "squares-the-average",
        "v is made from the square of m: it has to be an average of the squares of gradients.",
        changed(
            SteppingAdam,
            remember=lambda self, w, g, m, v: [
                self.mean(m, g),
                self.square(v, self.mean(m, g)),
            ],
        ),
    ),
    Mistake(
        "no-square-root",
        "The step is divided by the average square itself, not by its root.",
        _ratio(lambda self, m, v: m / (v + self.eps)),
    ),
    Mistake(
        "gradient-not-averaged",
        "The step goes along the newest gradient, as in RMSProp: it has to go along m.",
        _move(lambda self, w, g, m, v: self.ratio(g, self.corrected(m, v)[1])),
    ),
    Mistake(
        "eps-missing",
        "There is a division by zero, or nearly: the formula has a small number against it.",
        _ratio(lambda self, m, v: m / np.sqrt(v)),
    ),
    Mistake(
        "eps-as-floor",
        "ε is used as the least value of the root. The formula adds it.",
        _ratio(lambda self, m, v: m / np.maximum(np.sqrt(v), self.eps)),
    ),
    Mistake(
        "eps-on-top",
        "ε is not in the denominator as a whole: mind which part the division binds.",
        _ratio(lambda self, m, v: m / np.sqrt(v) + self.eps),
    ),
    state_lost(
        SteppingAdam,
        "averages-not-kept",
        "In each step an average begins at 0 again: m and v have to live on in self.",
        _ForgetsMean,
        _ForgetsSquare,
    ),
    ascent(SteppingAdam),
    grads_mutated(SteppingAdam, _SquaresInPlace),
    gradients_kept(SteppingAdam, _KeepsFirstGradients),
    option_ignored(SteppingAdam, "betas"),
    option_ignored(SteppingAdam, "eps"),
    state_in_class(SteppingAdam, CountsInClass),
    settings_in_class(SteppingAdam),
    first_array_only(SteppingAdam),
    lr_ignored(SteppingAdam),
)
