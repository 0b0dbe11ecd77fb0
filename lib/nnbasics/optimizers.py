"""Optimizers: what to do with a gradient, from the plainest to the one most used.

Each takes ``params``, a list of arrays, and changes them in place in ``step(grads)``;
``grads`` is a list of arrays of the same shapes and stays as it is. ``lr`` is the learning
rate. All agree with ``torch.optim`` step for step.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from nnbasics.neurons import Array


class Optimizer(Protocol):
    def step(self, grads: Sequence[Array]) -> None: ...


class SGD:
    """``w -= lr g``: gradient descent. (Stochastic if the gradient is of a batch.)"""

    def __init__(self, params: Sequence[Array], lr: float) -> None:
        self.params, self.lr = params, lr

    def step(self, grads: Sequence[Array]) -> None:
        for w, g in zip(self.params, grads, strict=True):
            w -= self.lr * g  # in place: the network holds this very array


class Momentum:
    """``v = β v + g; w -= lr v``: a heavy ball, which keeps rolling.

    This is PyTorch's definition. Other books have the learning rate inside v, which is the
    same as long as it is constant, or weigh g with 1 - β, which makes smaller steps.
    Source: Polyak (1964); Sutskever et al. (2013).
    """

    def __init__(self, params: Sequence[Array], lr: float, beta: float = 0.9) -> None:
        self.params, self.lr, self.beta = params, lr, beta
        self.velocities = [np.zeros_like(w) for w in params]

    def step(self, grads: Sequence[Array]) -> None:
        for w, g, v in zip(self.params, grads, self.velocities, strict=True):
            v *= self.beta
            v += g
            w -= self.lr * v


class RMSProp:
    """``s = β s + (1 - β) g²; w -= lr g / (√s + ε)``: steps in units of the usual gradient.

    Source: Hinton, lecture 6e of *Neural Networks for Machine Learning* (2012), with
    PyTorch's β = 0.99 (the lecture has 0.9).
    """

    def __init__(
        self, params: Sequence[Array], lr: float, beta: float = 0.99, eps: float = 1e-8
    ) -> None:
        self.params, self.lr, self.beta, self.eps = params, lr, beta, eps
        self.squares = [np.zeros_like(w) for w in params]

    def step(self, grads: Sequence[Array]) -> None:
        for w, g, s in zip(self.params, grads, self.squares, strict=True):
            s *= self.beta
            s += (1 - self.beta) * g**2
            w -= self.lr * g / (np.sqrt(s) + self.eps)


class Adam:
    """Momentum and RMSProp together, each corrected for having started from 0.

    ``m = β₁ m + (1 - β₁) g; v = β₂ v + (1 - β₂) g²; w -= lr m̂ / (√v̂ + ε)`` with
    ``m̂ = m / (1 - β₁ᵗ)`` and ``v̂ = v / (1 - β₂ᵗ)``, where t = 1 in the first step.
    Source: Kingma and Ba (2015), algorithm 1.
    """

    def __init__(
        self,
        params: Sequence[Array],
        lr: float,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
    ) -> None:
        self.params, self.lr, self.betas, self.eps = params, lr, betas, eps
        self.means = [np.zeros_like(w) for w in params]
        self.squares = [np.zeros_like(w) for w in params]
        self.t = 0

    def step(self, grads: Sequence[Array]) -> None:
        self.t += 1  # once a step, not once an array
        beta1, beta2 = self.betas
        for w, g, m, v in zip(self.params, grads, self.means, self.squares, strict=True):
            m *= beta1
            m += (1 - beta1) * g
            v *= beta2
            v += (1 - beta2) * g**2
            m_hat = m / (1 - beta1**self.t)
            v_hat = v / (1 - beta2**self.t)
            w -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class AdamW(Adam):
    """Adam, and apart from it every weight shrinks: ``w -= lr * weight_decay * w``, first.

    An L2 penalty in the gradient would be divided by √v̂ like the rest of it, so weights
    with large gradients would hardly shrink. Here all arrays decay, biases too, as in
    PyTorch. Source: Loshchilov and Hutter (2019), algorithm 2.
    """

    def __init__(
        self,
        params: Sequence[Array],
        lr: float,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.01,
    ) -> None:
        super().__init__(params, lr, betas, eps)
        self.weight_decay = weight_decay

    def step(self, grads: Sequence[Array]) -> None:
        for w in self.params:
            w *= 1 - self.lr * self.weight_decay
        super().step(grads)


def clip_gradients(grads: Sequence[Array], max_norm: float) -> list[Array]:
    """New gradients, scaled down together if their common norm is above max_norm.

    The norm is that of all numbers of all arrays; the direction stays the same.
    Source: Pascanu, Mikolov and Bengio (2013), algorithm 1.
    """
    norm = float(np.sqrt(sum(np.sum(np.square(g, dtype=float)) for g in grads)))
    scale = max_norm / norm if norm > max_norm else 1.0
    return [g * scale for g in grads]


def minimize(
    optimizer: Optimizer,
    params: Sequence[Array],
    gradient: Callable[[Sequence[Array]], Sequence[Array]],
    steps: int,
) -> list[list[Array]]:
    """Take steps and write down the path.

    optimizer: made with these params, which it changes. gradient: takes params, returns
    their gradients. Returns ``steps + 1`` lists of copies of params, the start first.
    """
    path = [[w.copy() for w in params]]
    for _ in range(steps):
        optimizer.step(gradient(params))
        path.append([w.copy() for w in params])
    return path
