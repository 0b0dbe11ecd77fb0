"""Other right answers to `numerical_gradient`."""

import numpy as np

from nnexercises.m04_backprop.numerical_gradient_parts import numerical


def _with_directions(f, x, eps=1e-5):
    result = []
    for row in np.eye(x.size):
        d = eps * row.reshape(x.shape)
        result.append((f(x + d) - f(x - d)) / 2 / eps)
    return np.array(result).reshape(x.shape)


def _with_flat_copies(f, x, eps=1e-5):
    result = np.zeros_like(x, dtype=float)
    for i in range(x.size):
        above, below = x.astype(float), x.astype(float)
        above.flat[i] += eps
        below.flat[i] -= eps
        result.flat[i] = (f(above) - f(below)) / (above.flat[i] - below.flat[i])
    return result


def _with_nditer(f, x, eps=1e-5):
    x = x.astype(np.float64)
    result = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"])
    while not it.finished:
        i = it.multi_index
        old = x[i]
        x[i] = old + eps
        above = f(x.copy())
        x[i] = old - eps
        below = f(x.copy())
        x[i] = old
        result[i] = (above - below) * 0.5 / eps
        it.iternext()
    return result


def _as_lists(f, x, eps=1e-5):
    flat = [float(v) for v in x.ravel()]
    result = []
    for i, value in enumerate(flat):
        ends = []
        for moved in (value + eps, value - eps):
            point = [*flat[:i], moved, *flat[i + 1 :]]
            ends.append(f(np.array(point).reshape(x.shape)))
        result.append((ends[0] - ends[1]) / (2 * eps))
    return np.reshape(result, x.shape)


ACCEPTED = {
    "one copy, put back": numerical(),
    "directions": _with_directions,
    "flat copies": _with_flat_copies,
    "nditer": _with_nditer,
    "lists": _as_lists,
    "slopes as halves": numerical(
        lambda above, middle, below, eps: above / (2 * eps) - below / (2 * eps)
    ),
}
