"""Mistakes that are known with `dequantize`, the most specific first."""

import numpy as np

from nnexercises.m08_fine_tuning.quantizing import wraps
from nngrader.declare import Mistake

MISTAKES = (
    Mistake(
        "divides",
        "q was divided by the scale: that is what quantizing does with the weights.",
        lambda q, scale: (q / scale).astype(np.float32),
        lambda q, scale: q.astype(np.float32) / np.float32(scale),
        lambda q, scale: q / scale,
    ),
    Mistake(
        "int-multiplication",
        "The product was computed or kept in whole numbers: its fractions are lost, or it does "
        "not fit.",
        lambda q, scale: (q * scale).astype(np.int8).astype(np.float32),
        lambda q, scale: (q * int(scale)).astype(np.float32),
        lambda q, scale: wraps(q * scale),
        lambda q, scale: wraps(q * scale).astype(np.float32),
        lambda q, scale: (q * scale).astype(int),
        lambda q, scale: (q * scale).astype(int).astype(np.float32),
        lambda q, scale: np.rint(q * scale).astype(np.float32),
        lambda q, scale: (q.astype(int) * int(scale)).astype(np.float32),
        lambda q, scale: (q.astype(int) * round(scale)).astype(np.float32),
    ),
    Mistake(
        "scale-ignored",
        "The whole numbers came back as they are: the scale is missing.",
        lambda q, scale: q.astype(np.float32),
        lambda q, scale: q,
    ),
    Mistake(
        "divided-by-127",
        "The product was divided by 127: the scale has that in it already.",
        lambda q, scale: (q * scale / 127).astype(np.float32),
    ),
    Mistake(
        "shifted",
        "Something was added: in symmetric quantization 0 stands for 0.",
        lambda q, scale: ((q.astype(float) + 128) * scale).astype(np.float32),
        lambda q, scale: ((q.astype(float) + 0.5) * scale).astype(np.float32),
    ),
    Mistake(
        "float16",
        "The product was computed with too few digits on the way: float16 keeps about three.",
        lambda q, scale: (q.astype(np.float16) * np.float16(scale)).astype(np.float32),
        lambda q, scale: q.astype(np.float16) * np.float16(scale),
    ),
    Mistake(
        "not-float32",
        "The numbers are right, but in another dtype: float32 is asked.",
        lambda q, scale: q * scale,
        lambda q, scale: q.astype(float) * scale,
    ),
    Mistake(
        "rounded",
        "The results are rounded; all digits are asked.",
        lambda q, scale: (q * scale).round(2).astype(np.float32),
        lambda q, scale: (q * scale).round(1).astype(np.float32),
    ),
)
