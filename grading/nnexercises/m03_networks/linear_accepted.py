"""Other right answers to `linear`."""

import numpy as np

from nnexercises.m03_networks.linear_parts import linear_with, raises, with_error


def _asks_numpy(X, W, b):
    try:
        Z = X @ W
    except ValueError as error:
        raise ValueError(f"no product of {X.shape} and {W.shape}") from error
    return Z + b


def _two_ifs(X, W, b):
    n, d = X.shape
    rows, h = W.shape
    if d == rows:
        Z = np.zeros((n, h))
        for i in range(n):
            for j in range(h):
                Z[i, j] = sum(X[i, k] * W[k, j] for k in range(d)) + b[j]
        return Z
    raise ValueError("X is " + str(X.shape) + " but W is " + str(W.shape) + ".")


ACCEPTED = {
    "check, then product": linear_with(),
    "NumPy's error, said better": _asks_numpy,
    "loops": _two_ifs,
    "einsum": linear_with(lambda X, W, b: np.einsum("nd,dh->nh", X, W) + b),
    "float32": linear_with(
        lambda X, W, b: X.astype(np.float32) @ W.astype(np.float32) + b.astype(np.float32)
    ),
    "a row a sample": linear_with(lambda X, W, b: np.array([x @ W + b for x in X])),
    "a subclass of ValueError": with_error(
        lambda X, W: raises(np.linalg.LinAlgError(f"{W.shape} after {X.shape}"))
    ),
}
