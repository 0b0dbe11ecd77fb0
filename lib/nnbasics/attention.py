"""Attention: every position looks at others, and takes from each as much as it fits.

A lookup that is soft. Each position asks a question (its query), every position has a label
(its key) and something to give (its value). How well a query fits the keys decides how much
of each value comes back. Source: Vaswani et al. (2017), section 3.2.

No batch axis: one text of T positions at a time. Weights multiply from the right.
"""

import numpy as np
from numpy.typing import ArrayLike

from nnbasics.activations import softmax
from nnbasics.neurons import Array

Cache = tuple[Array, Array]  # the keys and values of the positions so far


def causal_mask(T: int) -> Array:
    """bool ``(T, T)``: True where row t may look at column s, which is where ``s <= t``."""
    return np.tri(T, dtype=bool)


def attention_weights(Q: ArrayLike, K: ArrayLike, mask: ArrayLike | None = None) -> Array:
    """How much each query takes from each key: softmax of ``Q Kᵀ / √d``, row by row.

    Q: queries ``(T, d)``. K: keys ``(S, d)``. mask: bool ``(T, S)``, False where nothing may be
    taken; each row has a True. Returns ``(T, S)``; each row sums to 1.
    A dot product of d random numbers has the variance d: the root keeps it at 1.
    """
    Q, K = np.asarray(Q), np.asarray(K)
    scores = Q @ K.T / np.sqrt(Q.shape[-1])  # (T, d) @ (d, S) -> (T, S)
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)  # whose exponential is 0
    return softmax(scores)


def attention(
    X: ArrayLike, Wq: ArrayLike, Wk: ArrayLike, Wv: ArrayLike, causal: bool = True
) -> Array:
    """One head: what every position takes from those that it may look at.

    X: ``(T, d)``. Wq, Wk: ``(d, dk)``. Wv: ``(d, dv)``. Returns ``(T, dv)``.
    causal: no position sees a later one, which it would have to predict.
    """
    X = np.asarray(X)
    Q, K, V = X @ np.asarray(Wq), X @ np.asarray(Wk), X @ np.asarray(Wv)  # (T, dk), …, (T, dv)
    mask = causal_mask(len(X)) if causal else None
    return attention_weights(Q, K, mask) @ V  # (T, T) @ (T, dv) -> (T, dv)


def multi_head_attention(
    X: ArrayLike, Wq: ArrayLike, Wk: ArrayLike, Wv: ArrayLike, Wo: ArrayLike, heads: int
) -> Array:
    """Several heads beside each other, each with its own share of the columns; causal.

    X: ``(T, d)``. All W: ``(d, d)``; head i has the columns ``i d/h`` to ``(i + 1) d/h`` of Wq,
    Wk and Wv. Returns ``(T, d)``. ValueError where d can't be shared out.
    """
    X, Wq, Wk, Wv = np.asarray(X), np.asarray(Wq), np.asarray(Wk), np.asarray(Wv)
    d = X.shape[1]
    if d % heads:
        raise ValueError(f"{d} columns can't be shared out to {heads} heads")
    size = d // heads
    shares = [slice(i * size, (i + 1) * size) for i in range(heads)]
    taken = [attention(X, Wq[:, s], Wk[:, s], Wv[:, s]) for s in shares]  # h times (T, d/h)
    return np.concatenate(taken, axis=1) @ np.asarray(Wo)  # (T, d) @ (d, d) -> (T, d)


def cached_step(
    x: ArrayLike, cache: Cache, Wq: ArrayLike, Wk: ArrayLike, Wv: ArrayLike
) -> tuple[Array, Cache]:
    """The newest position's row of `attention`, without computing the others again.

    x: ``(d,)``. cache: keys ``(t, dk)`` and values ``(t, dv)`` of the positions before; t may be
    0. Returns the row ``(dv,)``, and a new cache that is one row longer.
    """
    x = np.asarray(x)
    K = np.vstack([cache[0], x @ np.asarray(Wk)])  # (t + 1, dk)
    V = np.vstack([cache[1], x @ np.asarray(Wv)])  # (t + 1, dv)
    query = (x @ np.asarray(Wq))[np.newaxis]  # (1, dk): nothing later is there to be hidden
    return (attention_weights(query, K) @ V)[0], (K, V)
