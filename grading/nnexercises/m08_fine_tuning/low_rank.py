"""The example of `lora_forward` and `lora_merge`."""

import numpy as np

EXAMPLE_W = np.array([[1.0, 0.0, 2.0], [0.0, 1.0, 1.0]])
EXAMPLE_A = np.array([[1.0], [2.0]])
EXAMPLE_B = np.array([[1.0, 0.0, -1.0]])
