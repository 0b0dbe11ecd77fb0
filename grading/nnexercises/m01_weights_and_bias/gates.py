"""The gates that `gate_weights` and `train_perceptron` are about."""

import numpy as np

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
TRUTH = {
    "and": (0, 0, 0, 1),
    "or": (0, 1, 1, 1),
    "nand": (1, 1, 1, 0),
    "xor": (0, 1, 1, 0),
}
