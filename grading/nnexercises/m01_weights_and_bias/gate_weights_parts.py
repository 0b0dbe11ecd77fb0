"""What the mistakes and the accepted answers of `gate_weights` share."""

import numpy as np


def gates(**weights: tuple[list[float], float]):
    def gate_weights(name):
        if name not in weights:
            raise ValueError(name)
        w, b = weights[name]
        return np.array(w), b

    return gate_weights
