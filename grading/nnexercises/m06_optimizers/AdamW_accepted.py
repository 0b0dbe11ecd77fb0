"""Other right answers to `AdamW`."""

import numpy as np

from nnexercises.m06_optimizers.AdamW_parts import SteppingAdamW
from nnexercises.m06_optimizers.moments import CountsEachArray, InPlaceAdam, RateFirst


class _InheritsAdam(InPlaceAdam):
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, lr, betas, eps)
        self.weight_decay = weight_decay

    def step(self, grads):
        for i in range(len(self.params)):
            self.params[i] *= 1 - self.lr * self.weight_decay
        super().step(grads)


class _HasAnAdam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.adam = RateFirst(params, lr, betas, eps)
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
        self.adam = CountsEachArray(params, lr, betas, eps)
        self.params, self.lr, self.weight_decay = params, lr, weight_decay

    def step(self, grads):
        old = [w.copy() for w in self.params]
        self.adam.step(grads)
        for w, before in zip(self.params, old, strict=True):
            w -= self.lr * self.weight_decay * before


ACCEPTED = {
    "inherits from Adam": _InheritsAdam,
    "has an Adam": _HasAnAdam,
    "all in one": _AllInOne,
    "afterwards, of the old weights": _AfterButOfTheOld,
    "one part at a time": SteppingAdamW,
}
