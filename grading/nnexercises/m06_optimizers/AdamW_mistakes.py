"""Mistakes that are known with `AdamW`, the most specific first."""

import numpy as np

from nnexercises.m06_optimizers.AdamW_parts import SteppingAdamW
from nnexercises.m06_optimizers.moments import CountsArrays, CountsInClass
from nnexercises.m06_optimizers.variants import (
    ascent,
    changed,
    first_array_only,
    grads_mutated,
    option_ignored,
    rebinds_params,
    settings_in_class,
    state_in_class,
    state_shared,
)
from nngrader.declare import Mistake


class _Penalty(SteppingAdamW):
    """The decay in the gradient, and so in m and v."""

    times = 1

    def step(self, grads):
        pairs = zip(self.params, grads, strict=True)
        super().step([g + self.times * self.weight_decay * w for w, g in pairs])

    def decay(self, w):
        return 0.0


class _DoublePenalty(_Penalty):
    times = 2


class _PenaltyInPlace(_Penalty):
    def step(self, grads):
        for w, g in zip(self.params, grads, strict=True):
            g += self.weight_decay * w
        SteppingAdamW.step(self, grads)


class _DecaysInScaling(SteppingAdamW):
    """Added to m̂: decayed, and divided by √v̂ + ε."""

    def ratio(self, m, v):
        return (m + self.weight_decay * self.w) / (np.sqrt(v) + self.eps)

    def move(self, w, g, m, v):
        self.w = w
        return self.adam(w, g, m, v)


class _DecaysByAdamsRate(SteppingAdamW):
    """w -= lr · decay · w / (√v̂ + ε)."""

    def move(self, w, g, m, v):
        _, v_hat = self.corrected(m, v)
        return self.adam(w, g, m, v) + self.decay(w) / (np.sqrt(v_hat) + self.eps)


class _DecaysAfter(SteppingAdamW):
    def step(self, grads):
        decay, self.weight_decay = self.weight_decay, 0.0
        super().step(grads)
        self.weight_decay = decay
        for w in self.params:
            w *= 1 - self.rate() * decay

    def rate(self):
        return self.lr


class _DecaysAtTheStart(SteppingAdamW):
    """Once, when it is made."""

    def start(self):
        super().start()
        for w in self.params:
            w *= 1 - self.lr * self.weight_decay

    def decay(self, w):
        return 0.0


MISTAKES = (
    rebinds_params(SteppingAdamW),
    Mistake(
        "l2-in-gradient",
        "The decay is added to the gradient: Adam then divides it by the root of v̂, and "
        "weights with large gradients hardly shrink.",
        _Penalty,
        _DoublePenalty,
        _PenaltyInPlace,
    ),
    Mistake(
        "decay-after-scaling",
        "The decay is divided by the root of v̂, like the gradient: it has to stay apart from that.",
        _DecaysInScaling,
        _DecaysByAdamsRate,
    ),
    Mistake(
        "decay-without-lr",
        "The weights shrink too much: how much they do in a step depends on the learning rate, "
        "too.",
        changed(SteppingAdamW, decay=lambda self, w: self.weight_decay * w / self.lr),
        changed(_DecaysAfter, rate=lambda self: 1.0),
    ),
    Mistake(
        "decay-missing",
        "The weights move as with Adam, they do not shrink. Does what you compute reach the "
        "array itself?",
        changed(SteppingAdamW, decay=lambda self, w: 0.0),
    ),
    Mistake(
        "decay-after-step",
        "The weights shrink after Adam's step: what shrinks are the weights of before it.",
        _DecaysAfter,
    ),
    Mistake(
        "weights-grow",
        "The decay has the wrong sign: it makes the weights larger.",
        changed(SteppingAdamW, decay=lambda self, w: -self.weight_decay * w),
    ),
    Mistake(
        "decay-doubled",
        "The weights shrink twice as much as asked.",
        changed(SteppingAdamW, decay=lambda self, w: 2 * self.weight_decay * w),
    ),
    Mistake(
        "biases-left-out",
        "Arrays with one axis do not shrink: here all arrays do.",
        changed(SteppingAdamW, decay=lambda self, w: self.weight_decay * w if w.ndim > 1 else 0.0),
    ),
    Mistake(
        "matrices-left-out",
        "Only some arrays shrink: here all of them do.",
        changed(
            SteppingAdamW,
            decay=lambda self, w: self.weight_decay * w if w is self.params[0] else 0.0,
        ),
    ),
    Mistake(
        "decays-by-sign",
        "The weights shrink by the same amount, large or small: it has to be a share of each.",
        changed(SteppingAdamW, decay=lambda self, w: self.weight_decay * np.sign(w)),
        changed(SteppingAdamW, decay=lambda self, w: self.weight_decay),
    ),
    Mistake(
        "decays-once",
        "The weights shrink only once: they have to in every step.",
        _DecaysAtTheStart,
        changed(SteppingAdamW, decay=lambda self, w: self.weight_decay * w if self.t == 1 else 0.0),
    ),
    Mistake(
        "no-bias-correction",
        "The first steps have a wrong length: m and v have started from 0, and are used as "
        "they are.",
        changed(SteppingAdamW, corrected=lambda self, m, v: (m, v)),
    ),
    Mistake(
        "eps-inside-sqrt",
        "ε is under the root, where it is far larger than it looks: the root of 1e-8 is 1e-4.",
        changed(SteppingAdamW, ratio=lambda self, m, v: m / np.sqrt(v + self.eps)),
    ),
    Mistake(
        "t-per-parameter",
        "With one array it is right, with several t runs too fast: it counts steps, not arrays.",
        type("AdamW", (CountsArrays, SteppingAdamW), {}),
    ),
    option_ignored(SteppingAdamW, "weight_decay"),
    option_ignored(SteppingAdamW, "betas", "eps"),
    option_ignored(SteppingAdamW, "betas"),
    option_ignored(SteppingAdamW, "eps"),
    state_shared(
        SteppingAdamW,
        "shared-state",
        "With one array it is right, with several not: each needs an m and a v of its own.",
    ),
    ascent(
        SteppingAdamW,
        changed(SteppingAdamW, adam=lambda self, *now: -SteppingAdamW.adam(self, *now)),
    ),
    grads_mutated(SteppingAdamW),
    state_in_class(SteppingAdamW, type("AdamW", (CountsInClass, SteppingAdamW), {"t": 0})),
    settings_in_class(SteppingAdamW),
    first_array_only(SteppingAdamW),
)
