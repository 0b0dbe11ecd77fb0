"""How a network's loss bends: the curvatures at a place, in all directions."""

import numpy as np
from numpy.typing import ArrayLike

from nnbasics.gradients import loss_and_gradients
from nnbasics.networks import Params
from nnbasics.neurons import Array


def curvatures(X: ArrayLike, labels: ArrayLike, params: Params, eps: float = 1e-5) -> Array:
    """The eigenvalues of the Hessian of the cross-entropy, the largest first.

    X: ``(N, D)``. labels: integers ``(N,)``. params: P numbers in all; they stay as they
    are. Returns ``(P,)``. Each row of the Hessian, the matrix of all second derivatives, is
    the difference of two gradients: for networks with a few hundred parameters.
    """
    params = [(W.copy(), b.copy()) for W, b in params]

    def gradient() -> Array:
        _, grads = loss_and_gradients(X, labels, params)
        return np.concatenate([array.ravel() for layer in grads for array in layer])

    rows = []
    for array in (array for layer in params for array in layer):
        for i in np.ndindex(array.shape):
            kept = array[i]
            array[i] = kept + eps
            above = gradient()
            array[i] = kept - eps
            below = gradient()
            array[i] = kept
            rows.append((above - below) / (2 * eps))
    hessian = np.array(rows)
    return np.linalg.eigvalsh((hessian + hessian.T) / 2)[::-1]
