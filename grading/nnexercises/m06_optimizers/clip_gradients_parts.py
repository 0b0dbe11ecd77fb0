"""What the mistakes, the accepted answers and the styles of `clip_gradients` share."""

import math

import numpy as np


def common_norm(grads):
    return math.sqrt(sum(float(np.sum(np.square(g, dtype=float))) for g in grads))
