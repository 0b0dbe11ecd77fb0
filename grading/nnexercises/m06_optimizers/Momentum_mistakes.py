"""Mistakes that are known with `Momentum`, the most specific first."""

from nnexercises.m06_optimizers.Momentum_parts import SteppingMomentum
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


def _velocity(function):
    """Momentum with another formula for the velocity."""
    return changed(SteppingMomentum, remember=lambda self, w, g, v: [function(self.beta, v, g)])


class _StaleVelocity(SteppingMomentum):
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


class _InPlaceIntoGradients(SteppingMomentum):
    """g += βv; w -= lr g; v = g: the gradient's array becomes the velocity's."""

    def step(self, grads):
        for i, (w, g) in enumerate(zip(self.params, grads, strict=True)):
            g += self.beta * self.states[i][0]
            w -= self.lr * g
            self.states[i] = [g.copy()]


MISTAKES = (
    rebinds_params(SteppingMomentum),
    state_lost(
        SteppingMomentum,
        "velocity-not-kept",
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
        changed(SteppingMomentum, move=lambda self, w, g, v: g + self.beta * v),
    ),
    state_shared(
        SteppingMomentum,
        "shared-velocity",
        "With one array it is right, with several they pull each other: each needs a velocity "
        "of its own.",
    ),
    ascent(
        SteppingMomentum,
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
        changed(SteppingMomentum, remember=lambda self, w, g, v: [self.beta * v + self.lr * g]),
    ),
    option_ignored(SteppingMomentum, "beta"),
    grads_mutated(SteppingMomentum, _AddsToFirstGradients, _InPlaceIntoGradients),
    gradients_kept(SteppingMomentum, _KeepsFirstGradients),
    state_in_class(SteppingMomentum),
    settings_in_class(SteppingMomentum),
    first_array_only(SteppingMomentum),
    lr_ignored(SteppingMomentum),
)
