"""What the mistakes and the accepted answers of `xor_params` share."""

import numpy as np


def network(W1, b1, W2, b2=0.0):
    """An answer with these numbers; W2 and b2 as they are said for the one output."""

    def xor_params():
        hidden = np.array(W1, dtype=float), np.array(b1, dtype=float)
        return [hidden, (np.array(W2, dtype=float).reshape(-1, 1), np.array([float(b2)]))]

    return xor_params


def returns(value):
    return lambda: value


SUM = [[1, 1], [1, 1]]  # two neurons that both look at x1 + x2
