"""Gradients: by trying, by the chain rule, and used to walk downhill."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from nnbasics.activations import relu
from nnbasics.losses import cross_entropy, cross_entropy_grad, mse, mse_grad
from nnbasics.networks import Params, linear
from nnbasics.neurons import Array


def numerical_gradient(f: Callable[[Array], float], x: ArrayLike, eps: float = 1e-5) -> Array:
    """The gradient of f at x by central differences: two calls of f for each number in x.

    f: takes an array of x's shape, returns a float. x: any shape; it is not changed.
    In float64 about ten digits are right, in float32 two or three: ``f(x + eps)`` and
    ``f(x - eps)`` share nearly all their digits, and those are lost in the difference.
    """
    x = np.array(x, dtype=float)  # a copy, and in float64
    gradient = np.empty_like(x)
    for i in np.ndindex(x.shape):
        kept = x[i]
        x[i] = kept + eps
        above = f(x)
        x[i] = kept - eps
        below = f(x)
        x[i] = kept
        gradient[i] = (above - below) / (2 * eps)
    return gradient


def linear_backward(dout: Array, X: Array, W: Array) -> tuple[Array, Array, Array]:
    """The way back through ``X @ W + b``.

    dout: gradient of the loss with respect to the layer's output, ``(N, H)``.
    X: the layer's input ``(N, D)``. W: ``(D, H)``.
    Returns dX ``(N, D)``, dW ``(D, H)`` and db ``(H,)``.
    """
    dX = dout @ W.T  # (N, H) @ (H, D) -> (N, D)
    dW = X.T @ dout  # (D, N) @ (N, H) -> (D, H): the sum over the samples
    db = dout.sum(axis=0)  # (N, H) -> (H,): b was added to every row
    return dX, dW, db


def relu_backward(dout: Array, z: ArrayLike) -> Array:
    """The way back through ReLU: dout where ``z > 0``, else 0. dout, z: the same shape."""
    return np.where(np.asarray(z) > 0, dout, 0)


def loss_and_gradients(X: ArrayLike, labels: ArrayLike, params: Params) -> tuple[float, Params]:
    """Cross-entropy of the ReLU network and its gradient, by backpropagation.

    X: ``(N, D)``. labels: integers ``(N,)``. Returns the loss, a float, and the gradients,
    a list of ``(dW, db)`` like params. Source: Rumelhart, Hinton and Williams (1986).
    """
    inputs, sums = [np.asarray(X)], []  # of each layer; the way back needs both
    for W, b in params:
        sums.append(linear(inputs[-1], W, b))
        inputs.append(relu(sums[-1]))
    logits = sums[-1]  # the last layer's ReLU, the last entry of inputs, is not used

    dout = cross_entropy_grad(logits, labels)  # (N, C)
    grads = []
    for i in reversed(range(len(params))):
        dX, dW, db = linear_backward(dout, inputs[i], params[i][0])
        grads.append((dW, db))
        if i > 0:
            dout = relu_backward(dX, sums[i - 1])
    return cross_entropy(logits, labels), grads[::-1]


def fit_line(x: ArrayLike, y: ArrayLike, lr: float, steps: int) -> tuple[float, float, list[float]]:
    """Gradient descent on the MSE of ``ŷ = w x + b``, from w = b = 0.

    x, y: ``(N,)``. lr: learning rate. Returns ``(w, b, losses)``: ``losses[i]`` is the
    loss before step i. A learning rate too large ends in infinity, with NumPy's warning.
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    w, b, losses = 0.0, 0.0, []
    for _ in range(steps):
        y_hat = w * x + b
        losses.append(mse(y_hat, y))
        dy_hat = mse_grad(y_hat, y)  # (N,)
        w, b = w - lr * float(dy_hat @ x), b - lr * float(dy_hat.sum())
    return w, b, losses
