"""Against learning by heart: a price on large weights, and dropout."""

import numpy as np
from numpy.typing import ArrayLike

from nnbasics.networks import Params
from nnbasics.neurons import Array


def l2_penalty(params: Params, strength: float) -> tuple[float, Params]:
    """``strength * Σ W²``, to be added to the loss, and its gradients ``2 * strength * W``.

    Only weights are penalized: a bias does not make the network bend, so its gradient is 0.
    Returns a float and a list of ``(dW, db)`` like params.
    """
    penalty = strength * sum(float(np.sum(W**2)) for W, _ in params)
    return penalty, [(2 * strength * W, np.zeros_like(b)) for W, b in params]


def dropout(X: ArrayLike, p: float, training: bool, rng: np.random.Generator) -> Array:
    """In training, set each number to 0 with probability p and scale the others up.

    X: any shape. The factor ``1 / (1 - p)`` keeps the expected value, so that nothing needs
    to change when not training: then X comes back as it is. ValueError unless 0 <= p < 1.
    Source: Srivastava et al. (2014), in the inverted form.
    """
    if not 0 <= p < 1:
        raise ValueError(f"p is a probability from 0 to below 1, not {p}")
    X = np.asarray(X)
    if not training:
        return X
    keep = rng.random(X.shape) >= p  # its own draw for every number
    return np.where(keep, X / (1 - p), 0.0)
