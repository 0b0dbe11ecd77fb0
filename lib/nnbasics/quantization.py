"""Quantization: weights as small integers and one scale (symmetric, absmax, per tensor)."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def quantize(w: ArrayLike, bits: int) -> tuple[NDArray[np.int8], float]:
    """Weights as integers from ``-(2^(bits-1) - 1)`` to ``2^(bits-1) - 1``, and their scale.

    w: any shape. bits: 2 to 8. Returns ``(q, scale)``: q int8 of the same shape, and
    ``w ≈ q * scale``, off by at most half a scale. The scale of all zeros is 1.0.
    """
    if not 2 <= bits <= 8:
        raise ValueError(f"bits from 2 to 8, not {bits}")
    w = np.asarray(w, dtype=float)
    largest = 2 ** (bits - 1) - 1  # 127 for 8 bits: -128 is left out, so both sides are equal
    scale = float(np.max(np.abs(w), initial=0.0)) / largest or 1.0
    q = np.rint(w / scale)  # half to even
    return np.clip(q, -largest, largest).astype(np.int8), scale


def quantize_int8(w: ArrayLike) -> tuple[NDArray[np.int8], float]:
    """`quantize` with 8 bits: the largest magnitude in w becomes 127 or -127."""
    return quantize(w, 8)


def dequantize(q: ArrayLike, scale: float) -> NDArray[np.float32]:
    """The weights again, ``q * scale`` as float32."""
    return np.asarray(q).astype(np.float32) * np.float32(scale)
