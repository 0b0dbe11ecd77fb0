"""What the mistakes and the accepted answers of `tanh` share."""

import numpy as np


def tanh_as_written(z):
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


def tanh_of_positive(z):
    return (1 - np.exp(-2 * z)) / (1 + np.exp(-2 * z))


def tanh_of_negative(z):
    return (np.exp(2 * z) - 1) / (np.exp(2 * z) + 1)
