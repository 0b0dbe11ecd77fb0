"""A transformer block: attention, then a small network, each adding to what came in.

Normalization stands before each part ("pre-norm"), as in GPT-2, so that there is a path
through all blocks on which nothing is changed but added to.
Source: Radford et al. (2019), section 2.3; Ba et al. (2016) for layer normalization.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from nnbasics.attention import multi_head_attention
from nnbasics.neurons import Array


def layer_norm(X: ArrayLike, gain: ArrayLike, bias: ArrayLike, eps: float = 1e-5) -> Array:
    """Each row brought to mean 0 and variance 1, then stretched by gain and moved by bias.

    X: ``(T, d)``. gain, bias: ``(d,)``. eps: under the root, against division by zero.
    Unlike `preprocessing.standardize` it works along a row: no other position has a say.
    """
    X = np.asarray(X)
    mean = X.mean(axis=-1, keepdims=True)  # (T, 1)
    variance = X.var(axis=-1, keepdims=True)  # (T, 1)
    return (X - mean) / np.sqrt(variance + eps) * gain + bias


def gelu_tanh(z: ArrayLike) -> Array:
    """GELU as GPT-2 computes it: ``0.5 z (1 + tanh(√(2/π) (z + 0.044715 z³)))``. z: any shape."""
    z = np.asarray(z)
    return 0.5 * z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))


def transformer_block(X: ArrayLike, params: Mapping[str, ArrayLike], heads: int) -> Array:
    """``X + MHA(LN(X))``, then ``+ MLP(LN(·))``. X: ``(T, d)``. Returns ``(T, d)``.

    params: gains and biases of the norms ``g1 b1 g2 b2`` ``(d,)``; attention's ``Wq Wk Wv Wo``
    ``(d, d)``; the network's ``W1`` ``(d, H)``, ``c1`` ``(H,)``, ``W2`` ``(H, d)`` and ``c2``
    ``(d,)``.
    """
    p = {name: np.asarray(value) for name, value in params.items()}
    X = np.asarray(X)
    normed = layer_norm(X, p["g1"], p["b1"])
    X = X + multi_head_attention(normed, p["Wq"], p["Wk"], p["Wv"], p["Wo"], heads)  # (T, d)
    normed = layer_norm(X, p["g2"], p["b2"])
    hidden = gelu_tanh(normed @ p["W1"] + p["c1"])  # (T, d) @ (d, H) -> (T, H)
    return X + hidden @ p["W2"] + p["c2"]  # (T, H) @ (H, d) -> (T, d)
