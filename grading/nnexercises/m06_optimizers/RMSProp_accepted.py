"""Other right answers to `RMSProp`."""

import math

import numpy as np

from nnexercises.m06_optimizers.RMSProp_parts import SteppingRMSProp


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


ACCEPTED = {
    "in place": _InPlaceSquares,
    "by index, from 0": _LazyRMSProp,
    "number by number": _NumberByNumberRMSProp,
    "one part at a time": SteppingRMSProp,
}
