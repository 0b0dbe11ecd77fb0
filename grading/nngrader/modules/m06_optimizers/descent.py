"""The first three optimizers: `SGD`, `Momentum` and `RMSProp`."""

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

# ---------------------------------------------------------------- SGD


def _sgd_inputs(rng: np.random.Generator) -> list[Case]:
    one, several = {"aspect": "steps"}, {"aspect": "several arrays"}
    unchanged = {"aspect": "gradients unchanged"}
    return [
        example("SGD(params, 0.1)", [1.0, 2.0], [4.0, -2.0], [1.0, 1.0], **one),
        steps(rng, "SGD(params, 0.5)", 3, (3,), **one),
        steps(rng, "SGD(params, 0.05)", 4, (2, 3), **one),
        steps(rng, "SGD(params, 0.1)", 4, (2,), still=(1,), label="once a gradient of 0", **one),
        steps(rng, "SGD(params, 0.1)", 3, (2,), sizes=(1e6, 1e-4), label="huge and small", **one),
        steps(rng, "SGD(params, 0.1)", 2, (2,), (2,), **several),
        steps(rng, "SGD(params, 0.2)", 3, (4, 3), (3,), (3, 2), (2,), **several),
        steps(rng, "SGD(params, 0.1)", 2, (1, 3), (3,), (3, 1), (1,), **several),
        whole_numbers(rng, "SGD(params, 0.25)", **several),
        in_turns(
            rng, "SGD(params[:1], 0.1)", "SGD(params[1:], 0.3)", 3, (2,), (2,), (3, 2),
            label="two optimizers in turns", **several,
        ),
        same_arrays(
            rng, "SGD(params, 0.1)", 3, (3,), (2,),
            label="the same arrays, filled anew for each step", **several,
        ),
        steps(rng, "SGD(params, 0.1)", 2, (2,), (3,), label="read-only gradients",
              read_only=True, **unchanged),
    ]  # fmt: skip


class _SGD(Stepping):
    pass


class _DividedByNorm(_SGD):
    """Each step has the length lr."""

    def move(self, w, g):
        norm = np.linalg.norm(g)
        return g / norm if norm > 0 else 0.0 * g


class _AddsUp(_SGD):
    slots = 1

    def remember(self, w, g, total):
        return [total + g]

    def move(self, w, g, total):
        return total


class _IndexedSGD:
    def __init__(self, params, lr):
        self.p = params
        self.lr = lr

    def step(self, grads):
        for i in range(len(self.p)):
            self.p[i] -= self.lr * grads[i]
        return self.p


class _SubtractSGD:
    def __init__(self, params, lr):
        self.params = list(params)
        self.learning_rate = lr

    def step(self, grads):
        for w, g in zip(self.params, grads, strict=True):
            np.subtract(w, self.learning_rate * g, out=w)


class _NumberByNumberSGD:
    def __init__(self, params, lr):
        self.params, self.lr = params, lr

    def step(self, grads):
        for w, g in zip(self.params, grads, strict=True):
            for place in np.ndindex(w.shape):
                w[place] = w[place] - self.lr * float(g[place])


class _WholeArraySGD:
    def __init__(self, params, lr):
        self.params = tuple(params)
        self.lr = lr

    def step(self, grads):
        new = [w + -self.lr * g for w, g in zip(self.params, grads, strict=True)]
        for w, n in zip(self.params, new, strict=True):
            w[:] = n


SGD = Exercise(
    id="SGD",
    title="Descend",
    signature="(params, lr)",
    driver=drivers.run_optimizer,
    asked=ASKED,
    results=STEPS,
    aspects=(
        Aspect("steps", 0.5, "params after every step: w − lr · g, in the arrays that were given"),
        several_arrays(0.25, "steps"),
        gradients_unchanged(0.25, "steps"),
    ),
    inputs=_sgd_inputs,
    reference=optimizers.SGD,
    mistakes=(
        rebinds_params(_SGD),
        ascent(_SGD),
        grads_mutated(_SGD),
        first_array_only(_SGD),
        lr_ignored(_SGD),
        settings_in_class(_SGD),
        Mistake(
            "learning-rate-divides",
            "The gradient is divided by the learning rate: a small one has to make small steps.",
            changed(_SGD, change=lambda self, w, by: _subtract(w, by / self.lr**2)),
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
            changed(_SGD, move=lambda self, w, g: np.sign(g)),
        ),
        Mistake(
            "mean-gradient",
            "All numbers of an array move by the same amount: each has a gradient of its own.",
            changed(_SGD, move=lambda self, w, g: np.mean(g)),
            changed(_SGD, move=lambda self, w, g: np.sum(g)),
        ),
    ),
    accepted={
        "by index": _IndexedSGD,
        "np.subtract": _SubtractSGD,
        "number by number": _NumberByNumberSGD,
        "all new ones first": _WholeArraySGD,
        "one part at a time": _SGD,
    },
)  # fmt: skip


def _subtract(w, by):
    w -= by


# ---------------------------------------------------------------- Momentum


def _momentum_inputs(rng: np.random.Generator) -> list[Case]:
    one, several = {"aspect": "one array"}, {"aspect": "several arrays"}
    shared, unchanged = {"aspect": "nothing shared"}, {"aspect": "gradients unchanged"}
    return [
        example("Momentum(params, 0.1)", [1.0, 2.0], [4.0, -2.0], [1.0, 1.0], **one),
        steps(rng, "Momentum(params, 0.1)", 4, (3,), **one),
        steps(rng, "Momentum(params, 0.05, beta=0.5)", 5, (2, 3), **one),
        steps(rng, "Momentum(params, 0.1, 0.0)", 3, (2,), label="β = 0", **one),
        steps(rng, "Momentum(params, 0.1, 0.8)", 5, (2,), still=(1, 2), label="gradients of 0",
              **one),
        steps(rng, "Momentum(params, 0.1)", 3, (2,), (2,), **several),
        steps(rng, "Momentum(params, 0.1, beta=0.7)", 4, (4, 3), (3,), (3, 2), (2,), **several),
        steps(rng, "Momentum(params, 0.1)", 3, (1, 3), (3,), (3, 1), (1,), **several),
        whole_numbers(rng, "Momentum(params, 0.1)", **several),
        in_turns(
            rng, "Momentum(params[:1], 0.1)", "Momentum(params[1:], 0.1)", 3, (2,), (2,),
            label="two optimizers in turns", **shared,
        ),
        in_turns(
            rng, "Momentum(params[:1], 0.1, 0.5)", "Momentum(params[1:], 0.3)", 3, (2,), (2,), (2,),
            label="two optimizers in turns", **shared,
        ),
        same_arrays(
            rng, "Momentum(params, 0.1)", 4, (3,), (2,),
            label="the same arrays, filled anew for each step", **shared,
        ),
        steps(rng, "Momentum(params, 0.1)", 3, (2,), (3,), label="read-only gradients",
              read_only=True, **unchanged),
    ]  # fmt: skip


class _Momentum(Stepping):
    options: ClassVar[dict[str, object]] = {"beta": 0.9}
    slots = 1

    def remember(self, w, g, v):
        return [self.beta * v + g]

    def move(self, w, g, v):
        return v


def _velocity(function):
    """Momentum with another formula for the velocity."""
    return changed(_Momentum, remember=lambda self, w, g, v: [function(self.beta, v, g)])


class _StaleVelocity(_Momentum):
    """Moves first, then updates the velocity."""

    def step(self, grads):
        for i, (w, g) in enumerate(zip(self.params, grads, strict=True)):
            w -= self.lr * self.states[i][0]
            self.states[i] = self.remember(w, g, *self.states[i])


class _KeepsFirstGradients:
    """The first velocities are the arrays in grads themselves; later ones are new."""

    def __init__(self, params, lr, beta=0.9):
        self.params, self.lr, self.beta, self.v = params, lr, beta, None

    def step(self, grads):
        self.v = list(grads) if self.v is None else self.next(grads)
        for w, v in zip(self.params, self.v, strict=True):
            w -= self.lr * v

    def next(self, grads):
        return [self.beta * v + g for v, g in zip(self.v, grads, strict=True)]


class _AddsToFirstGradients(_KeepsFirstGradients):
    def next(self, grads):
        for v, g in zip(self.v, grads, strict=True):
            v *= self.beta
            v += g
        return self.v


class _InPlaceIntoGradients(_Momentum):
    """g += βv; w -= lr g; v = g: the gradient's array becomes the velocity's."""

    def step(self, grads):
        for i, (w, g) in enumerate(zip(self.params, grads, strict=True)):
            g += self.beta * self.states[i][0]
            w -= self.lr * g
            self.states[i] = [g.copy()]


class _VelocityWithRate:
    """v = βv + lr g; w -= v: the same while lr stays."""

    def __init__(self, params, lr, beta=0.9):
        self.params, self.lr, self.beta = params, lr, beta
        self.velocity = [0.0 for _ in params]

    def step(self, grads):
        for i, g in enumerate(grads):
            self.velocity[i] = self.beta * self.velocity[i] + self.lr * g
            self.params[i] -= self.velocity[i]


class _VelocityDownhill:
    """v = βv − lr g; w += v, as in Sutskever's paper."""

    def __init__(self, params, lr, beta=0.9):
        self.params, self.lr, self.beta = params, lr, beta
        self.v = {}

    def step(self, grads):
        for i, (w, g) in enumerate(zip(self.params, grads, strict=True)):
            self.v[i] = self.beta * self.v.get(i, np.zeros(w.shape)) - self.lr * g
            w += self.v[i]


class _InPlaceVelocity:
    def __init__(self, params, lr, beta=0.9):
        self.lr, self.beta = lr, beta
        self.pairs = [(w, np.zeros_like(w)) for w in params]

    def step(self, grads):
        for (w, v), g in zip(self.pairs, grads, strict=True):
            np.multiply(v, self.beta, out=v)
            np.add(v, g, out=v)
            w[...] = w - self.lr * v


class _AllGradientsAgain:
    """Keeps copies of all gradients and weighs them anew."""

    def __init__(self, params, lr, beta=0.9):
        self.params, self.lr, self.beta, self.history = params, lr, beta, []

    def step(self, grads):
        self.history.append([np.array(g) for g in grads])
        last = len(self.history) - 1
        for t, old in enumerate(self.history):
            for w, g in zip(self.params, old, strict=True):
                w -= self.lr * self.beta ** (last - t) * g


class _FromWhereItCame:
    """Polyak's form: the last way, times β, once more."""

    def __init__(self, params, lr, beta=0.9):
        self.params, self.lr, self.beta = params, lr, beta
        self.before = [w.copy() for w in params]

    def step(self, grads):
        for i, (w, g) in enumerate(zip(self.params, grads, strict=True)):
            here = w.copy()
            w += self.beta * (here - self.before[i]) - self.lr * g
            self.before[i] = here


MOMENTUM = Exercise(
    id="Momentum",
    title="Keep rolling",
    signature="(params, lr, beta=0.9)",
    driver=drivers.run_optimizer,
    asked=ASKED,
    results=STEPS,
    aspects=(
        Aspect("one array", 1.0, "params after every step, with a single array"),
        several_arrays(0.5, "one array"),
        nothing_shared(0.25),
        gradients_unchanged(0.25, "one array"),
    ),
    inputs=_momentum_inputs,
    reference=optimizers.Momentum,
    mistakes=(
        rebinds_params(_Momentum),
        state_lost(
            _Momentum, "velocity-not-kept",
            "Each step is one of plain descent: the velocity has to live on in self until the next "
            "step.",
        ),
        Mistake(
            "ema-velocity",
            "The steps are those of an average of gradients, too short by a constant factor: here "
            "the new gradient is added whole.",
            _velocity(lambda beta, v, g: beta * v + (1 - beta) * g),
        ),
        Mistake(
            "nesterov-instead",
            "This is Nesterov's variant: the step looks one step ahead. Plain momentum moves along "
            "the velocity itself.",
            changed(_Momentum, move=lambda self, w, g, v: g + self.beta * v),
        ),
        state_shared(
            _Momentum, "shared-velocity",
            "With one array it is right, with several they pull each other: each needs a velocity "
            "of its own.",
        ),
        ascent(
            _Momentum,
            _velocity(lambda beta, v, g: beta * v - g),
        ),
        Mistake(
            "half-uphill",
            "Velocity and gradient work against each other: check the signs in the two formulas.",
            _velocity(lambda beta, v, g: g - beta * v),
        ),
        Mistake(
            "beta-swapped",
            "β weighs the wrong one: it says how much of the velocity is kept.",
            _velocity(lambda beta, v, g: v + beta * g),
            _velocity(lambda beta, v, g: (1 - beta) * v + beta * g),
            _velocity(lambda beta, v, g: (1 - beta) * v + g),
            _velocity(lambda beta, v, g: beta * (v + g)),
        ),
        Mistake(
            "never-forgets",
            "The velocity is the sum of all gradients so far: old ones have to fade.",
            _velocity(lambda beta, v, g: v + g),
        ),
        Mistake(
            "one-step-late",
            "Every step uses the velocity of before: the newest gradient has to be in it already.",
            _StaleVelocity,
        ),
        Mistake(
            "learning-rate-twice",
            "The learning rate comes in twice: into the velocity, and into the step.",
            changed(_Momentum, remember=lambda self, w, g, v: [self.beta * v + self.lr * g]),
        ),
        option_ignored(_Momentum, "beta"),
        grads_mutated(_Momentum, _AddsToFirstGradients, _InPlaceIntoGradients),
        gradients_kept(_Momentum, _KeepsFirstGradients),
        state_in_class(_Momentum),
        settings_in_class(_Momentum),
        first_array_only(_Momentum),
        lr_ignored(_Momentum),
    ),
    accepted={
        "learning rate in the velocity": _VelocityWithRate,
        "velocity points downhill": _VelocityDownhill,
        "in place": _InPlaceVelocity,
        "all gradients again": _AllGradientsAgain,
        "from where it came": _FromWhereItCame,
        "one part at a time": _Momentum,
    },
)  # fmt: skip


# ---------------------------------------------------------------- RMSProp


def _rmsprop_inputs(rng: np.random.Generator) -> list[Case]:
    one, several = {"aspect": "one array"}, {"aspect": "several arrays"}
    small, shared = {"aspect": "small gradients"}, {"aspect": "nothing shared"}
    unchanged = {"aspect": "gradients unchanged"}
    turns = {"label": "two optimizers in turns", **shared}
    return [
        example("RMSProp(params, 0.01)", [2.0, 3.0], [2.0, 49.0], [1.0, -7.0], **one),
        steps(rng, "RMSProp(params, 0.02)", 4, (3,), **one),
        steps(rng, "RMSProp(params, 0.01, beta=0.9)", 5, (2, 3), **one),
        steps(rng, "RMSProp(params, 0.01, 0.5)", 4, (2,), **one),
        steps(rng, "RMSProp(params, 0.01)", 4, (2,), still=(2,), label="once a gradient of 0",
              **one),
        steps(rng, "RMSProp(params, 0.01)", 3, (2,), sizes=(1e6, 1.0), label="huge", **one),
        steps(rng, "RMSProp(params, 0.01)", 3, (2,), (2,), **several),
        steps(rng, "RMSProp(params, 0.01, beta=0.8)", 4, (4, 3), (3,), (3, 2), (2,), **several),
        steps(rng, "RMSProp(params, 0.01)", 3, (1, 3), (3,), (3, 1), (1,), **several),
        whole_numbers(rng, "RMSProp(params, 0.01)", **several),
        steps(rng, "RMSProp(params, 0.01)", 3, (2,), still=(0,), label="at first gradients of 0",
              **small),
        steps(rng, "RMSProp(params, 0.01)", 3, (3,), sizes=(1e-8,), label="tiny gradients",
              **small),
        steps(rng, "RMSProp(params, 0.1, 0.9, 0.1)", 3, (3,), sizes=(0.1,), label="ε = 0.1",
              **small),
        steps(rng, "RMSProp(params, 0.1, eps=1.0)", 3, (2,), label="ε = 1", **small),
        in_turns(
            rng, "RMSProp(params[:1], 0.01)", "RMSProp(params[1:], 0.01)", 3, (2,), (2,), **turns,
        ),
        in_turns(
            rng, "RMSProp(params[:1], 0.01, 0.9)", "RMSProp(params[1:], 0.03)", 3, (2,), (2,), (2,),
            **turns,
        ),
        same_arrays(
            rng, "RMSProp(params, 0.01)", 4, (3,), (2,),
            label="the same arrays, filled anew for each step", **shared,
        ),
        steps(rng, "RMSProp(params, 0.01)", 3, (2,), (3,), label="read-only gradients",
              read_only=True, **unchanged),
    ]  # fmt: skip


class _RMSProp(Stepping):
    options: ClassVar[dict[str, object]] = {"beta": 0.99, "eps": 1e-8}
    slots = 1

    def remember(self, w, g, s):
        return [self.beta * s + (1 - self.beta) * g**2]

    def move(self, w, g, s):
        return g / (np.sqrt(s) + self.eps)


def _average(function):
    """RMSProp with another formula for the average."""
    return changed(_RMSProp, remember=lambda self, w, g, s: [function(self.beta, s, g)])


class _Corrected(_RMSProp):
    """With Adam's correction."""

    def move(self, w, g, s):
        return g / (np.sqrt(s / (1 - self.beta**self.t)) + self.eps)


class _OneStepLate(_RMSProp):
    def step(self, grads):
        before = [list(state) for state in self.states]
        for i, (w, g) in enumerate(zip(self.params, grads, strict=True)):
            self.states[i] = self.remember(w, g, *self.states[i])
            self.change(w, self.lr * self.move(w, g, *before[i]))


class _SquaresInPlace(_RMSProp):
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


class _InPlaceSquares:
    def __init__(self, params, lr, beta=0.99, eps=1e-8):
        self.params, self.lr, self.beta, self.eps = params, lr, beta, eps
        self.s = [np.zeros_like(w) for w in params]

    def step(self, grads):
        for w, g, s in zip(self.params, grads, self.s, strict=True):
            s += (1 - self.beta) * (g * g - s)
            w -= self.lr / (s**0.5 + self.eps) * g


class _LazyRMSProp:
    def __init__(self, params, lr, beta=0.99, eps=1e-8):
        self.params = params
        self.settings = lr, beta, eps
        self.mean_square = [0] * len(params)

    def step(self, grads):
        lr, beta, eps = self.settings
        for i in range(len(grads)):
            self.mean_square[i] = beta * self.mean_square[i] + (1 - beta) * np.square(grads[i])
            self.params[i] -= lr * np.divide(grads[i], np.sqrt(self.mean_square[i]) + eps)


class _NumberByNumberRMSProp:
    def __init__(self, params, lr, beta=0.99, eps=1e-8):
        self.params, self.lr, self.beta, self.eps = params, lr, beta, eps
        self.s = {}

    def step(self, grads):
        for i, (w, g) in enumerate(zip(self.params, grads, strict=True)):
            for place in np.ndindex(w.shape):
                old = self.s.get((i, place), 0.0)
                new = self.beta * old + (1 - self.beta) * float(g[place]) ** 2
                self.s[i, place] = new
                w[place] -= self.lr * g[place] / (math.sqrt(new) + self.eps)


RMSPROP = Exercise(
    id="RMSProp",
    title="A step size for each weight",
    signature="(params, lr, beta=0.99, eps=1e-8)",
    driver=drivers.run_optimizer,
    asked=ASKED,
    results=STEPS,
    aspects=(
        Aspect("one array", 1.0, "params after every step, with a single array"),
        several_arrays(0.25, "one array"),
        Aspect("small gradients", 0.25, "gradients near 0, where ε counts", ("one array",)),
        nothing_shared(0.25),
        gradients_unchanged(0.25, "one array"),
    ),
    inputs=_rmsprop_inputs,
    reference=optimizers.RMSProp,
    mistakes=(
        rebinds_params(_RMSProp),
        Mistake(
            "eps-inside-sqrt",
            "ε is under the root, where it is far larger than it looks: the root of 1e-8 is 1e-4.",
            changed(_RMSProp, move=lambda self, w, g, s: g / np.sqrt(s + self.eps)),
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
            changed(_RMSProp, move=lambda self, w, g, s: g / (s + self.eps)),
        ),
        Mistake(
            "eps-missing",
            "There is a division by zero, or nearly: the formula has a small number against it.",
            changed(_RMSProp, move=lambda self, w, g, s: g / np.sqrt(s)),
        ),
        Mistake(
            "eps-as-floor",
            "ε is used as the least value of the root. The formula adds it.",
            changed(_RMSProp, move=lambda self, w, g, s: g / np.maximum(np.sqrt(s), self.eps)),
        ),
        Mistake(
            "eps-on-top",
            "ε is not in the denominator as a whole: mind which part the division binds.",
            changed(_RMSProp, move=lambda self, w, g, s: g / np.sqrt(s) + self.eps),
        ),
        state_lost(
            _RMSProp, "average-not-kept",
            "In each step the average begins at 0 again: it has to live on in self.",
        ),
        state_shared(
            _RMSProp, "shared-state",
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
            changed(_RMSProp, nothing=lambda self, w: [np.ones(w.shape)]),
        ),
        Mistake(
            "one-step-late",
            "Each step divides by the average of before: the newest gradient has to be in it, too.",
            _OneStepLate,
        ),
        Mistake(
            "gradient-is-gone",
            "The gradient was replaced by its square on the way: the step needs the gradient "
            "itself.",
            changed(_RMSProp, move=lambda self, w, g, s: g**2 / (np.sqrt(s) + self.eps)),
            _SquaresThenUses,
        ),
        ascent(_RMSProp),
        grads_mutated(_RMSProp, _SquaresInPlace),
        option_ignored(_RMSProp, "beta"),
        option_ignored(_RMSProp, "eps"),
        state_in_class(_RMSProp),
        settings_in_class(_RMSProp),
        first_array_only(_RMSProp),
        lr_ignored(_RMSProp),
    ),
    accepted={
        "in place": _InPlaceSquares,
        "by index, from 0": _LazyRMSProp,
        "number by number": _NumberByNumberRMSProp,
        "one part at a time": _RMSProp,
    },
)  # fmt: skip
