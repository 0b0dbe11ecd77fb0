"""What the mistakes and the accepted answers of `perceptron_update` share."""

import numpy as np


def error_of(w, b, x, y):
    return y - float(np.dot(w, x) + b > 0)
