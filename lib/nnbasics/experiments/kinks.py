"""ReLU networks with one input, written down instead of trained: lines with kinks.

The parameters are those of `nnbasics.networks`, for 1 input and 1 output.
"""

import numpy as np
from numpy.typing import ArrayLike

from nnbasics.networks import Params
from nnbasics.neurons import Array


def through_points(x: ArrayLike, y: ArrayLike) -> Params:
    """A network 1 → n → 1 that joins n + 1 points by straight lines.

    x, y: ``(n + 1,)``, x rising. Neuron k has its kink at point k and changes the slope there
    to that of the next piece; so the last point needs no neuron. Left of the first point the
    output stays flat, right of the last it goes straight on.
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    slopes = np.diff(y) / np.diff(x)  # (n,) of each piece
    changes = np.diff(slopes, prepend=0.0)  # (n,) at each kink; it begins flat
    hidden = np.ones((1, len(changes))), -x[:-1]  # relu(1 · x - place)
    output = changes[:, None], y[:1]
    return [hidden, output]


def kinks(params: Params) -> Array:
    """Where the neurons of the first layer change sides, ``-b / w`` ``(H,)``.

    nan for a neuron with weight 0: it does not look at the input.
    """
    W, b = params[0]
    w = np.where(W[0] == 0, np.nan, W[0])
    return -b / w


def zigzag(depth: int) -> Params:
    """A network with two neurons in each of ``depth`` hidden layers that folds [0, 1] again
    and again: up and down ``2 ** (depth - 1)`` times.

    One fold is ``2 relu(x) - 4 relu(x - 0.5)``: it goes from 0 up to 1 in the first half and
    back in the second. The output weights of a fold and the input weights of the next make
    one matrix. Source: Telgarsky (2015), *Representation benefits of deep feedforward
    networks*.
    """
    out = np.array([[2.0], [-4.0]])  # (2, 1)
    first = np.array([[1.0, 1.0]]), np.array([0.0, -0.5])
    again = out @ first[0], first[1]  # (2, 2)
    return [first, *[again] * (depth - 1), (out, np.zeros(1))]
