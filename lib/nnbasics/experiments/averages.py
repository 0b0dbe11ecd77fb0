"""The moving averages that Momentum, RMSProp and Adam keep, of a list of values."""

import numpy as np
from numpy.typing import ArrayLike

from nnbasics.neurons import Array


def moving_average(values: ArrayLike, beta: float, *, corrected: bool = True) -> Array:
    """The averages m of Adam: ``m = β m + (1 - β) x`` for each of the values, ``(T,)``.

    corrected: divided by ``1 - βᵗ``, because m has started from 0.
    """
    m, averages = 0.0, []
    for t, value in enumerate(np.asarray(values, dtype=float), start=1):
        m = beta * m + (1 - beta) * value
        averages.append(m / (1 - beta**t) if corrected else m)
    return np.array(averages)
