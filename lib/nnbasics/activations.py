"""Activations: what a layer does to its weighted sums, and the slope of each.

Every function takes an array of any shape and returns an array of that shape, except
softmax, which works along the last axis. An exponential here never gets a positive
argument: it can underflow to 0, which does no harm, but not overflow.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from nnbasics.neurons import Array

_erf = np.vectorize(math.erf, otypes=[float])  # a loop in Python: NumPy itself has no erf


def sigmoid(z: ArrayLike) -> Array:
    """``1 / (1 + exp(-z))``: from 0 to 1, and 0.5 at 0. z: any shape."""
    z = np.asarray(z)
    e = np.exp(-np.abs(z))  # between 0 and 1, whatever z is
    return np.where(z >= 0, 1.0, e) / (1.0 + e)


def tanh(z: ArrayLike) -> Array:
    """``(exp(z) - exp(-z)) / (exp(z) + exp(-z))``: from -1 to 1, and 0 at 0. z: any shape."""
    z = np.asarray(z)
    e = np.expm1(-2 * np.abs(z))  # exp(...) - 1, which keeps its digits for z near 0
    return np.sign(z) * -e / (e + 2.0)


def relu(z: ArrayLike) -> Array:
    """``max(z, 0)``. z: any shape. Source: Nair and Hinton (2010)."""
    return np.maximum(z, 0)


def leaky_relu(z: ArrayLike, slope: float = 0.01) -> Array:
    """z where it is positive, else ``slope * z``. z: any shape. 0 <= slope < 1."""
    z = np.asarray(z)
    return np.where(z > 0, z, slope * z)


def gelu(z: ArrayLike) -> Array:
    """``z`` times the probability that a standard normal number is below ``z``.

    z: any shape. Source: Hendrycks and Gimpel (2016), exact (with erf, not with tanh).
    """
    z = np.asarray(z)
    return z * _normal_below(z)


def silu(z: ArrayLike) -> Array:
    """``z * sigmoid(z)``, also called swish. z: any shape. Source: Elfwing et al. (2017)."""
    return np.asarray(z) * sigmoid(z)


def softmax(Z: ArrayLike) -> Array:
    """Probabilities from logits: each row positive, with the sum 1.

    Z: logits ``(N, C)`` (or ``(C,)``, one sample). Returns the same shape.
    A number subtracted from a whole row changes nothing, so each row's own largest logit
    is subtracted first: then the largest exponential is ``exp(0)``.
    """
    Z = np.asarray(Z)
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))  # (N, C) - (N, 1) -> (N, C)
    return E / E.sum(axis=-1, keepdims=True)


# ------------------------------------------------------------- derivatives, at z itself


def sigmoid_grad(z: ArrayLike) -> Array:
    """``σ(z) (1 - σ(z))``: at most 0.25, at 0. z: any shape, before the activation."""
    z = np.asarray(z)
    return sigmoid(z) * sigmoid(-z)  # 1 - σ(z) = σ(-z), without losing digits to 1 - 0.99…


def tanh_grad(z: ArrayLike) -> Array:
    """``1 - tanh(z)²``: at most 1, at 0. z: any shape, before the activation."""
    return 1 - tanh(z) ** 2


def relu_grad(z: ArrayLike) -> Array:
    """1.0 where ``z > 0``, else 0.0 (at 0 too, as in PyTorch). z: any shape."""
    return np.where(np.asarray(z) > 0, 1.0, 0.0)


def leaky_relu_grad(z: ArrayLike, slope: float = 0.01) -> Array:
    """1.0 where ``z > 0``, else ``slope``. z: any shape."""
    return np.where(np.asarray(z) > 0, 1.0, slope)


def gelu_grad(z: ArrayLike) -> Array:
    """``Φ(z) + z φ(z)``, with the normal distribution's Φ and its density φ. z: any shape."""
    z = np.asarray(z)
    return _normal_below(z) + z * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)


def silu_grad(z: ArrayLike) -> Array:
    """``σ(z) + z σ'(z)``. z: any shape."""
    return sigmoid(z) + np.asarray(z) * sigmoid_grad(z)


def _normal_below(z: Array) -> Array:
    return (0.5 * (1 + _erf(z / math.sqrt(2)))).astype(np.result_type(z, np.float16))
