"""What the mistakes and the accepted answers of `quantize_int8` share."""

import numpy as np


def quantizer(
    *,
    largest=lambda w: np.abs(w).max(),
    steps=127,
    scale=lambda scale: float(scale) or 1.0,
    rounded=np.rint,
    limit=lambda q: q,
    dtype=np.int8,
    result=lambda q, scale: (q, scale),
):
    """Right, and easy to change."""

    def quantize_int8(w):
        s = scale(largest(w) / steps)
        return result(limit(rounded(w / s)).astype(dtype), s)

    return quantize_int8
