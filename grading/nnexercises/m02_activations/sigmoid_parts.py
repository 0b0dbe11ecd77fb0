"""What the mistakes and the accepted answers of `sigmoid` share."""

import math


def sigmoid_of_one_by_sign(v):
    if v >= 0:
        return 1 / (1 + math.exp(-v))
    return math.exp(v) / (1 + math.exp(v))
