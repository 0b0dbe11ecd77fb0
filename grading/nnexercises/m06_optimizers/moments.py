"""What `Adam` and `AdamW` share: Adam in parts that can be changed, and other ways to write it."""

import math
from typing import ClassVar

import numpy as np

from nnexercises.m06_optimizers.variants import Stepping

# ---------------------------------------------------------------- one thing changed, one mistake


class SteppingAdam(Stepping):
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


class CountsArrays(SteppingAdam):
    """t goes up once for each array."""

    def count(self):
        pass

    def remember(self, w, g, m, v):
        self.t += 1
        return super().remember(w, g, m, v)


class CountsInClass(SteppingAdam):
    t = 0

    def start(self):
        self.states = [self.nothing(w) for w in self.params]

    def count(self):
        type(self).t += 1


# ---------------------------------------------------------------- right, in other ways


class InPlaceAdam:
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


class RateFirst:
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


class CountsEachArray:
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
