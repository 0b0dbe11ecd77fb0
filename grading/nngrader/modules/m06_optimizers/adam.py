"""`Adam`, and `AdamW` with it."""

import math
from typing import ClassVar

import numpy as np

from nnbasics import optimizers
from nngrader.declare import Aspect, Case, Exercise, Mistake
from nngrader.inside.drivers import m06 as drivers
from nngrader.modules.m06_optimizers.parts import (
    ASKED,
    STEPS,
    Stepping,
    ascent,
    changed,
    example,
    first_array_only,
    gradients_kept,
    gradients_unchanged,
    grads_mutated,
    in_turns,
    lr_ignored,
    nothing_shared,
    option_ignored,
    rebinds_params,
    same_arrays,
    settings_in_class,
    several_arrays,
    state_in_class,
    state_lost,
    state_shared,
    steps,
    whole_numbers,
)


def _inputs(rng: np.random.Generator) -> list[Case]:
    one, several = {"aspect": "one array"}, {"aspect": "several arrays"}
    small, shared = {"aspect": "small gradients"}, {"aspect": "nothing shared"}
    unchanged = {"aspect": "gradients unchanged"}
    turns = {"label": "two optimizers in turns", **shared}
    other = "betas=(0.5, 0.8)"
    return [
        example("Adam(params, 0.1)", [2.0, -3.0], [4.0, -2.0], [2.0, 1.0], **one),
        steps(rng, "Adam(params, 0.05)", 5, (3,), **one),
        steps(rng, f"Adam(params, 0.1, {other})", 6, (2, 3), **one),
        steps(rng, "Adam(params, 0.01, (0.8, 0.6))", 5, (2,), **one),
        steps(rng, "Adam(params, 0.1)", 5, (2,), still=(1, 2), label="gradients of 0", **one),
        steps(rng, "Adam(params, 0.1)", 4, (2,), sizes=(1e6, 1.0), label="huge", **one),
        steps(rng, "Adam(params, 0.1)", 3, (2,), (2,), **several),
        steps(rng, f"Adam(params, 0.1, {other})", 4, (4, 3), (3,), (3, 2), (2,), **several),
        steps(rng, "Adam(params, 0.1)", 3, (1, 3), (3,), (3, 1), (1,), **several),
        whole_numbers(rng, "Adam(params, 0.1)", **several),
        steps(rng, "Adam(params, 0.1)", 3, (2,), still=(0,), label="at first gradients of 0",
              **small),
        steps(rng, "Adam(params, 0.1)", 3, (3,), sizes=(1e-8,), label="tiny gradients", **small),
        steps(rng, f"Adam(params, 0.1, {other}, eps=0.1)", 3, (3,), sizes=(0.1,), label="ε = 0.1",
              **small),
        steps(rng, "Adam(params, 0.1, eps=1.0)", 3, (2,), label="ε = 1", **small),
        in_turns(rng, "Adam(params[:1], 0.1)", "Adam(params[1:], 0.1)", 3, (2,), (2,), **turns),
        in_turns(
            rng, f"Adam(params[:1], 0.1, {other})", "Adam(params[1:], 0.03)", 3, (2,), (2,), (2,),
            **turns,
        ),
        same_arrays(
            rng, "Adam(params, 0.1)", 4, (3,), (2,),
            label="the same arrays, filled anew for each step", **shared,
        ),
        steps(rng, "Adam(params, 0.1)", 3, (2,), (3,), label="read-only gradients",
              read_only=True, **unchanged),
    ]  # fmt: skip


# ------------------------------------------------------- one thing changed, one mistake


class _Adam(Stepping):
    options: ClassVar[dict[str, object]] = {"betas": (0.9, 0.999), "eps": 1e-8}
    slots = 2

    def remember(self, w, g, m, v):
        return [self.mean(m, g), self.square(v, g)]

    def mean(self, m, g):
        return self.betas[0] * m + (1 - self.betas[0]) * g

    def square(self, v, g):
        return self.betas[1] * v + (1 - self.betas[1]) * g**2

    def corrected(self, m, v):
        return m / (1 - self.betas[0] ** self.t), v / (1 - self.betas[1] ** self.t)

    def ratio(self, m, v):
        return m / (np.sqrt(v) + self.eps)

    def move(self, w, g, m, v):
        return self.ratio(*self.corrected(m, v))


def _mean_only(self, m, v):
    return m / (1 - self.betas[0] ** self.t), v


def _square_only(self, m, v):
    return m, v / (1 - self.betas[1] ** self.t)


class _CountsAfter(_Adam):
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


class _CountsArrays(_Adam):
    """t goes up once for each array."""

    def count(self):
        pass

    def remember(self, w, g, m, v):
        self.t += 1
        return super().remember(w, g, m, v)


class _CountsArraysAfter(_CountsArrays):
    first_t = 1

    def remember(self, w, g, m, v):
        return _Adam.remember(self, w, g, m, v)

    def change(self, w, by):
        super().change(w, by)
        self.t += 1


class _KeepsCorrected(_Adam):
    """The corrected averages are remembered as the averages."""

    def step(self, grads):
        self.count()
        for i, (w, g) in enumerate(zip(self.params, grads, strict=True)):
            self.states[i] = self.corrected(*self.remember(w, g, *self.states[i]))
            self.change(w, self.lr * self.ratio(*self.states[i]))


class _CountsInClass(_Adam):
    t = 0

    def start(self):
        self.states = [self.nothing(w) for w in self.params]

    def count(self):
        type(self).t += 1


class _SharesMean(_Adam):
    """One m for all arrays, but a v for each."""

    def start(self):
        super().start()
        self.m = 0.0

    def remember(self, w, g, m, v):
        self.m, v = super().remember(w, g, self.m, v)
        return self.m, v


class _SharesSquare(_Adam):
    def start(self):
        super().start()
        self.v = 0.0

    def remember(self, w, g, m, v):
        m, self.v = super().remember(w, g, m, self.v)
        return m, self.v


class _ForgetsMean(_Adam):
    def remember(self, w, g, m, v):
        return super().remember(w, g, 0.0 * m, v)


class _ForgetsSquare(_Adam):
    def remember(self, w, g, m, v):
        return super().remember(w, g, m, 0.0 * v)


class _OneListForBoth(_Adam):
    """``self.m = self.v = […]``: what is written into one is in the other, too."""

    def remember(self, w, g, m, v):
        v = self.square(self.mean(v, g), g)
        return v, v


class _OneListButTwoNames(_Adam):
    """The same, with the mean kept in a variable until the step is over."""

    def remember(self, w, g, m, v):
        m = self.mean(v, g)
        return m, self.square(m, g)


class _SquaresInPlace(_Adam):
    def step(self, grads):
        kept = [g.copy() for g in grads]
        for g in grads:
            np.multiply(g, g, out=g)
        super().step(kept)


class _KeepsFirstGradients(_Adam):
    """Of the first gradients the arrays themselves are kept, and weighed later."""

    def step(self, grads):
        if not self.t:
            self.first = list(grads)
        elif self.t == 1:
            self.states = [
                _Adam.remember(self, w, g, *self.nothing(w))
                for w, g in zip(self.params, self.first, strict=True)
            ]
        super().step(grads)


def _ratio(function):
    return changed(_Adam, ratio=function)


def _move(function):
    return changed(_Adam, move=function)


def _mean(function):
    return changed(_Adam, mean=function)


def _square(function):
    return changed(_Adam, square=function)


def _swapped_betas(self, betas, eps):
    vars(self).update(betas=betas[::-1], eps=eps)


def _the_first_twice(self, betas, eps):
    vars(self).update(betas=betas[:1] * 2, eps=eps)


def _the_second_twice(self, betas, eps):
    vars(self).update(betas=betas[1:] * 2, eps=eps)


# ------------------------------------------------------- right, in other ways


class _InPlaceAdam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.eps = list(params), lr, eps
        self.b1, self.b2 = betas
        self.m = [np.zeros_like(w) for w in params]
        self.v = [np.zeros_like(w) for w in params]
        self.power1 = self.power2 = 1.0

    def step(self, grads):
        self.power1 *= self.b1
        self.power2 *= self.b2
        for w, g, m, v in zip(self.params, grads, self.m, self.v, strict=True):
            m += (1 - self.b1) * (g - m)
            v += (1 - self.b2) * (g * g - v)
            w -= self.lr * (m / (1 - self.power1)) / ((v / (1 - self.power2)) ** 0.5 + self.eps)
        return self.params


class _RateFirst:
    """The corrections in the learning rate, with ε corrected, too."""

    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps = params, lr, betas, eps
        self.state = {}
        self.t = 1

    def step(self, grads):
        b1, b2 = self.betas
        root = math.sqrt(1 - b2**self.t)
        rate = self.lr * root / (1 - b1**self.t)
        for i, g in enumerate(grads):
            m, v = self.state.get(i, (0.0, 0.0))
            m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * np.square(g)
            self.state[i] = m, v
            self.params[i] -= rate * m / (np.sqrt(v) + self.eps * root)
        self.t += 1


class _CountsEachArray:
    """A count for each array, which comes to the same."""

    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.lr, self.betas, self.eps = lr, betas, eps
        self.slots = [[w, 0, np.zeros(w.shape), np.zeros(w.shape)] for w in params]

    def step(self, grads):
        b1, b2 = self.betas
        for slot, g in zip(self.slots, grads, strict=True):
            slot[1] += 1
            w, t = slot[:2]
            slot[2] = b1 * slot[2] + (1 - b1) * g
            slot[3] = b2 * slot[3] + (1 - b2) * g**2
            m_hat, v_hat = slot[2] / (1 - np.power(b1, t)), slot[3] / (1 - np.power(b2, t))
            w[...] = w - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class _NumberByNumberAdam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = params, lr, betas, eps, 0
        self.m = [[0.0] * w.size for w in params]
        self.v = [[0.0] * w.size for w in params]

    def step(self, grads):
        self.t = self.t + 1
        b1, b2 = self.betas
        for w, g, m, v in zip(self.params, grads, self.m, self.v, strict=True):
            for k, place in enumerate(np.ndindex(w.shape)):
                m[k] = b1 * m[k] + (1 - b1) * float(g[place])
                v[k] = b2 * v[k] + (1 - b2) * float(g[place]) ** 2
                m_hat, v_hat = m[k] / (1 - b1**self.t), v[k] / (1 - b2**self.t)
                w[place] -= self.lr * m_hat / (v_hat**0.5 + self.eps)


ADAM = Exercise(
    id="Adam",
    title="Both, and a correction",
    signature="(params, lr, betas=(0.9, 0.999), eps=1e-8)",
    driver=drivers.run_optimizer,
    asked=ASKED,
    results=STEPS,
    aspects=(
        Aspect("one array", 2.0, "params after every step, with a single array"),
        several_arrays(0.75, "one array"),
        Aspect("small gradients", 0.5, "gradients near 0, where ε counts", ("one array",)),
        nothing_shared(0.5),
        gradients_unchanged(0.25, "one array"),
    ),
    inputs=_inputs,
    reference=optimizers.Adam,
    mistakes=(
        rebinds_params(_Adam),
        Mistake(
            "no-bias-correction",
            "The first steps have a wrong length: m and v have started from 0, and are used as "
            "they are.",
            changed(_Adam, corrected=lambda self, m, v: (m, v)),
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
            "With one array it is right, with several t runs too fast: it counts steps, not "
            "arrays.",
            _CountsArrays,
            _CountsArraysAfter,
        ),
        Mistake(
            "power-missing",
            "The correction is the same in every step. It has to fade, the more gradients there "
            "have been.",
            changed(
                _Adam,
                corrected=lambda self, m, v: (m / (1 - self.betas[0]), v / (1 - self.betas[1])),
            ),
            changed(
                _Adam,
                corrected=lambda self, m, v: (m / (1 - self.betas[0] ** self.t),
                                              v / (1 - self.betas[1])),
            ),
            changed(
                _Adam,
                corrected=lambda self, m, v: (m / (1 - self.betas[0]),
                                              v / (1 - self.betas[1] ** self.t)),
            ),
        ),
        Mistake(
            "times-t",
            "The corrections have β · t where the power of β is meant.",
            changed(
                _Adam,
                corrected=lambda self, m, v: (m / (1 - self.betas[0] * self.t),
                                              v / (1 - self.betas[1] * self.t)),
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
            _Adam,
            "shared-state",
            "With one array it is right, with several not: each needs an m and a v of its own.",
            _SharesMean,
            _SharesSquare,
        ),
        Mistake(
            "t-from-two",
            "In the first step t is 2: it has been counted up once too often.",
            changed(_Adam, first_t=1),
        ),
        Mistake(
            "correction-on-one-only",
            "Only one of the two averages is corrected; both have started from 0.",
            changed(_Adam, corrected=_mean_only),
            changed(_Adam, corrected=_square_only),
        ),
        Mistake(
            "correction-multiplies",
            "The correction goes the wrong way: the averages are too small at first, and it makes "
            "them smaller still.",
            changed(
                _Adam,
                corrected=lambda self, m, v: (m * (1 - self.betas[0] ** self.t),
                                              v * (1 - self.betas[1] ** self.t)),
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
                lambda self, w, g, m, v: m / (1 - self.betas[0] ** self.t)
                / (np.sqrt(v) / (1 - self.betas[1] ** self.t) + self.eps)
            ),
        ),
        Mistake(
            "eps-before-correction",
            "ε is added to the root of v before the correction, which then changes ε, too.",
            _move(
                lambda self, w, g, m, v: math.sqrt(1 - self.betas[1] ** self.t)
                / (1 - self.betas[0] ** self.t) * m / (np.sqrt(v) + self.eps)
            ),
        ),
        Mistake(
            "betas-swapped",
            "β₁ and β₂ have changed places: the first belongs to the gradient, the second to its "
            "square.",
            changed(_Adam, settle=_swapped_betas),
        ),
        Mistake(
            "one-beta-for-both",
            "m and v use the same β.",
            _square(lambda self, v, g: self.betas[0] * v + (1 - self.betas[0]) * g**2),
            _mean(lambda self, m, g: self.betas[1] * m + (1 - self.betas[1]) * g),
            changed(_Adam, settle=_the_first_twice),
            changed(_Adam, settle=_the_second_twice),
        ),
        Mistake(
            "weight-missing",
            "An average has the new value in it whole: the weights of old and new have to add up "
            "to 1.",
            changed(
                _Adam,
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
                _Adam,
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
                _Adam,
                remember=lambda self, w, g, m, v: [
                    self.mean(m, g), self.square(v, self.mean(m, g)),
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
            _move(
                lambda self, w, g, m, v: self.ratio(g, self.corrected(m, v)[1])
            ),
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
            _Adam,
            "averages-not-kept",
            "In each step an average begins at 0 again: m and v have to live on in self.",
            _ForgetsMean,
            _ForgetsSquare,
        ),
        ascent(_Adam),
        grads_mutated(_Adam, _SquaresInPlace),
        gradients_kept(_Adam, _KeepsFirstGradients),
        option_ignored(_Adam, "betas"),
        option_ignored(_Adam, "eps"),
        state_in_class(_Adam, _CountsInClass),
        settings_in_class(_Adam),
        first_array_only(_Adam),
        lr_ignored(_Adam),
    ),
    accepted={
        "in place, powers multiplied": _InPlaceAdam,
        "corrections in the rate": _RateFirst,
        "a count for each array": _CountsEachArray,
        "number by number": _NumberByNumberAdam,
        "one part at a time": _Adam,
    },
)  # fmt: skip


# ---------------------------------------------------------------- AdamW


def _adamw_inputs(rng: np.random.Generator) -> list[Case]:
    one, several = {"aspect": "one array"}, {"aspect": "several arrays"}
    shared, unchanged = {"aspect": "nothing shared"}, {"aspect": "gradients unchanged"}
    turns = {"label": "two optimizers in turns", **shared}
    more = "betas=(0.5, 0.8), weight_decay=0.2"
    return [
        example("AdamW(params, 0.1, weight_decay=0.5)", [2.0, -3.0], [4.0, -2.0], [2.0, 1.0],
                **one),
        steps(rng, "AdamW(params, 0.1, weight_decay=0.1)", 4, (3,), **one),
        steps(rng, "AdamW(params, 0.2)", 4, (2,), label="the default weight_decay", **one),
        steps(rng, f"AdamW(params, 0.1, {more})", 5, (2, 3), **one),
        steps(rng, "AdamW(params, 0.1, weight_decay=0.3)", 4, (2,), still=(0, 1),
              label="at first gradients of 0", **one),
        steps(rng, "AdamW(params, 0.1, (0.9, 0.99), 0.5, 0.2)", 4, (2,), label="ε = 0.5", **one),
        steps(rng, "AdamW(params, 0.1, weight_decay=0.0)", 3, (2,), label="no decay", **one),
        steps(rng, "AdamW(params, 0.1, weight_decay=0.5)", 3, (2,), (2,), **several),
        steps(rng, f"AdamW(params, 0.1, {more})", 4, (4, 3), (3,), (3, 2), (2,), **several),
        steps(rng, "AdamW(params, 0.1)", 3, (1, 3), (3,), (3, 1), (1,), **several),
        whole_numbers(rng, "AdamW(params, 0.1, weight_decay=0.5)", **several),
        in_turns(
            rng, "AdamW(params[:1], 0.1)", "AdamW(params[1:], 0.1)", 3, (2,), (2,), **turns,
        ),
        in_turns(
            rng, f"AdamW(params[:1], 0.1, {more})", "AdamW(params[1:], 0.03)", 3, (2,), (2,), (2,),
            **turns,
        ),
        same_arrays(
            rng, "AdamW(params, 0.1)", 4, (3,), (2,),
            label="the same arrays, filled anew for each step", **shared,
        ),
        steps(rng, "AdamW(params, 0.1)", 3, (2,), (3,), label="read-only gradients",
              read_only=True, **unchanged),
    ]  # fmt: skip


class _AdamW(_Adam):
    options: ClassVar[dict[str, object]] = {
        "betas": (0.9, 0.999),
        "eps": 1e-8,
        "weight_decay": 0.01,
    }

    def adam(self, w, g, m, v):
        return super().move(w, g, m, v)

    def decay(self, w):
        return self.weight_decay * w

    def move(self, w, g, m, v):
        return self.adam(w, g, m, v) + self.decay(w)


class _Penalty(_AdamW):
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
        _AdamW.step(self, grads)


class _DecaysInScaling(_AdamW):
    """Added to m̂: decayed, and divided by √v̂ + ε."""

    def ratio(self, m, v):
        return (m + self.weight_decay * self.w) / (np.sqrt(v) + self.eps)

    def move(self, w, g, m, v):
        self.w = w
        return self.adam(w, g, m, v)


class _DecaysByAdamsRate(_AdamW):
    """w -= lr · decay · w / (√v̂ + ε)."""

    def move(self, w, g, m, v):
        _, v_hat = self.corrected(m, v)
        return self.adam(w, g, m, v) + self.decay(w) / (np.sqrt(v_hat) + self.eps)


class _DecaysAfter(_AdamW):
    def step(self, grads):
        decay, self.weight_decay = self.weight_decay, 0.0
        super().step(grads)
        self.weight_decay = decay
        for w in self.params:
            w *= 1 - self.rate() * decay

    def rate(self):
        return self.lr


class _DecaysAtTheStart(_AdamW):
    """Once, when it is made."""

    def start(self):
        super().start()
        for w in self.params:
            w *= 1 - self.lr * self.weight_decay

    def decay(self, w):
        return 0.0


class _InheritsAdam(_InPlaceAdam):
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, lr, betas, eps)
        self.weight_decay = weight_decay

    def step(self, grads):
        for i in range(len(self.params)):
            self.params[i] *= 1 - self.lr * self.weight_decay
        super().step(grads)


class _HasAnAdam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.adam = _RateFirst(params, lr, betas, eps)
        self.shrink = lr * weight_decay
        self.params = params

    def step(self, grads):
        for w in self.params:
            w -= self.shrink * w
        self.adam.step(grads)


class _AllInOne:
    """Both from the old weights, which is the same."""

    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params, self.lr, self.betas, self.eps, self.wd = params, lr, betas, eps, weight_decay
        self.t = 0
        self.m, self.v = [0.0] * len(params), [0.0] * len(params)

    def step(self, grads):
        self.t += 1
        b1, b2 = self.betas
        for i, (w, g) in enumerate(zip(self.params, grads, strict=True)):
            self.m[i] = b1 * self.m[i] + (1 - b1) * g
            self.v[i] = b2 * self.v[i] + (1 - b2) * g**2
            m_hat, v_hat = self.m[i] / (1 - b1**self.t), self.v[i] / (1 - b2**self.t)
            w -= self.lr * (m_hat / (np.sqrt(v_hat) + self.eps) + self.wd * w)


class _AfterButOfTheOld:
    """Adam's step first, and then the decay of what the weights were before."""

    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.adam = _CountsEachArray(params, lr, betas, eps)
        self.params, self.lr, self.weight_decay = params, lr, weight_decay

    def step(self, grads):
        old = [w.copy() for w in self.params]
        self.adam.step(grads)
        for w, before in zip(self.params, old, strict=True):
            w -= self.lr * self.weight_decay * before


ADAMW = Exercise(
    id="AdamW",
    title="Let weights shrink",
    signature="(params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01)",
    driver=drivers.run_optimizer,
    asked=ASKED,
    results=STEPS,
    aspects=(
        Aspect("one array", 1.0, "params after every step, with a single array"),
        several_arrays(0.5, "one array"),
        nothing_shared(0.25),
        gradients_unchanged(0.25, "one array"),
    ),
    inputs=_adamw_inputs,
    reference=optimizers.AdamW,
    mistakes=(
        rebinds_params(_AdamW),
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
            "The decay is divided by the root of v̂, like the gradient: it has to stay apart from "
            "that.",
            _DecaysInScaling,
            _DecaysByAdamsRate,
        ),
        Mistake(
            "decay-without-lr",
            "The weights shrink too much: how much they do in a step depends on the learning rate, "
            "too.",
            changed(_AdamW, decay=lambda self, w: self.weight_decay * w / self.lr),
            changed(_DecaysAfter, rate=lambda self: 1.0),
        ),
        Mistake(
            "decay-missing",
            "The weights move as with Adam, they do not shrink. Does what you compute reach the "
            "array itself?",
            changed(_AdamW, decay=lambda self, w: 0.0),
        ),
        Mistake(
            "decay-after-step",
            "The weights shrink after Adam's step: what shrinks are the weights of before it.",
            _DecaysAfter,
        ),
        Mistake(
            "weights-grow",
            "The decay has the wrong sign: it makes the weights larger.",
            changed(_AdamW, decay=lambda self, w: -self.weight_decay * w),
        ),
        Mistake(
            "decay-doubled",
            "The weights shrink twice as much as asked.",
            changed(_AdamW, decay=lambda self, w: 2 * self.weight_decay * w),
        ),
        Mistake(
            "biases-left-out",
            "Arrays with one axis do not shrink: here all arrays do.",
            changed(
                _AdamW, decay=lambda self, w: self.weight_decay * w if w.ndim > 1 else 0.0
            ),
        ),
        Mistake(
            "matrices-left-out",
            "Only some arrays shrink: here all of them do.",
            changed(
                _AdamW, decay=lambda self, w: self.weight_decay * w if w is self.params[0] else 0.0
            ),
        ),
        Mistake(
            "decays-by-sign",
            "The weights shrink by the same amount, large or small: it has to be a share of each.",
            changed(_AdamW, decay=lambda self, w: self.weight_decay * np.sign(w)),
            changed(_AdamW, decay=lambda self, w: self.weight_decay),
        ),
        Mistake(
            "decays-once",
            "The weights shrink only once: they have to in every step.",
            _DecaysAtTheStart,
            changed(
                _AdamW, decay=lambda self, w: self.weight_decay * w if self.t == 1 else 0.0
            ),
        ),
        Mistake(
            "no-bias-correction",
            "The first steps have a wrong length: m and v have started from 0, and are used as "
            "they are.",
            changed(_AdamW, corrected=lambda self, m, v: (m, v)),
        ),
        Mistake(
            "eps-inside-sqrt",
            "ε is under the root, where it is far larger than it looks: the root of 1e-8 is 1e-4.",
            changed(_AdamW, ratio=lambda self, m, v: m / np.sqrt(v + self.eps)),
        ),
        Mistake(
            "t-per-parameter",
            "With one array it is right, with several t runs too fast: it counts steps, not "
            "arrays.",
            type("AdamW", (_CountsArrays, _AdamW), {}),
        ),
        option_ignored(_AdamW, "weight_decay"),
        option_ignored(_AdamW, "betas", "eps"),
        option_ignored(_AdamW, "betas"),
        option_ignored(_AdamW, "eps"),
        state_shared(
            _AdamW,
            "shared-state",
            "With one array it is right, with several not: each needs an m and a v of its own.",
        ),
        ascent(_AdamW, changed(_AdamW, adam=lambda self, *now: -_AdamW.adam(self, *now))),
        grads_mutated(_AdamW),
        state_in_class(_AdamW, type("AdamW", (_CountsInClass, _AdamW), {"t": 0})),
        settings_in_class(_AdamW),
        first_array_only(_AdamW),
    ),
    accepted={
        "inherits from Adam": _InheritsAdam,
        "has an Adam": _HasAnAdam,
        "all in one": _AllInOne,
        "afterwards, of the old weights": _AfterButOfTheOld,
        "one part at a time": _AdamW,
    },
)  # fmt: skip
