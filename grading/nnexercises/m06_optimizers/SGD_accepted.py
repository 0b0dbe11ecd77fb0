"""Other right answers to `SGD`."""

import numpy as np

from nnexercises.m06_optimizers.SGD_mistakes import SteppingSGD


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


ACCEPTED = {
    "by index": _IndexedSGD,
    "np.subtract": _SubtractSGD,
    "number by number": _NumberByNumberSGD,
    "all new ones first": _WholeArraySGD,
    "one part at a time": SteppingSGD,
}
