"""The sigmoid as it is written in a formula, and what is said when it overflows."""

import numpy as np

OVERFLOWED = (
    "All values are right, but an exponential overflowed on the way, as the warning says. That "
    "costs nothing; there are forms whose exponentials never get large."
)


def sigmoid_as_written(z):
    return 1 / (1 + np.exp(-z))
