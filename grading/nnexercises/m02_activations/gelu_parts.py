"""What the mistakes and the accepted answers of `gelu` share."""

import math

import numpy as np

ERF = np.vectorize(math.erf, otypes=[float])


def gelu_of_one(v):
    return 0.5 * v * (1 + math.erf(v / math.sqrt(2)))
