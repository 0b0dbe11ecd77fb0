"""Other right answers to `Momentum`."""

import numpy as np

from nnexercises.m06_optimizers.Momentum_parts import SteppingMomentum


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


ACCEPTED = {
    "learning rate in the velocity": _VelocityWithRate,
    "velocity points downhill": _VelocityDownhill,
    "in place": _InPlaceVelocity,
    "all gradients again": _AllGradientsAgain,
    "from where it came": _FromWhereItCame,
    "one part at a time": SteppingMomentum,
}
