"""GELU by tanh, an accepted answer to `gelu` that `silu` also looks for."""

import math

import numpy as np

ROOT_OF_2_OVER_PI = math.sqrt(2 / math.pi)


def gelu_by_tanh(z):
    return 0.5 * z * (1 + np.tanh(ROOT_OF_2_OVER_PI * (z + 0.044715 * z**3)))
