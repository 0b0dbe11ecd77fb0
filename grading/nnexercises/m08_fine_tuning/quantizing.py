"""What `quantize_int8` and `dequantize` share."""

import numpy as np


def wraps(x):
    """What a conversion to int8 does with numbers that are too large."""
    return ((np.asarray(x).astype(np.int64) + 128) % 256 - 128).astype(np.int8)
