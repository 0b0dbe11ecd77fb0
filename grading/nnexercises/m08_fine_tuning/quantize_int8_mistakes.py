"""Mistakes that are known with `quantize_int8`, the most specific first."""

import numpy as np

from nnexercises.m08_fine_tuning.quantize_int8_parts import quantizer
from nnexercises.m08_fine_tuning.quantizing import wraps
from nngrader.declare import Mistake


def _away_from_zero(x):
    return np.sign(x) * np.floor(np.abs(x) + 0.5)


def _half_up(x):
    return np.floor(x + 0.5)


def _without_zero_care(scale):
    return scale


def _in_place(w):
    scale = float(np.abs(w).max()) / 127 or 1.0
    w /= scale
    return np.rint(w).astype(np.int8), scale


def _by_rows(w):
    largest = np.abs(w).max(axis=-1, keepdims=True)
    scale = np.where(largest == 0, 1.0, largest / 127)
    return np.rint(w / scale).astype(np.int8), scale


def _zero_point(w):
    low, high = w.min(), w.max()
    scale = float(high - low) / 255 or 1.0
    return (np.rint((w - low) / scale) - 128).astype(np.int8), scale


MISTAKES = (
    Mistake(
        "max-not-absmax",
        "The scale comes from the largest number: a negative one may have a larger magnitude.",
        quantizer(largest=np.max, rounded=lambda x: wraps(np.rint(x))),
        quantizer(largest=np.max, limit=lambda q: np.clip(q, -127, 127)),
        quantizer(largest=np.max, limit=lambda q: np.clip(q, -128, 127)),
        quantizer(largest=lambda w: np.abs(np.max(w)), limit=lambda q: np.clip(q, -127, 127)),
    ),
    Mistake(
        "min-and-max",
        "The scale comes from the distance between the smallest and the largest number; here "
        "it comes from the largest magnitude.",
        quantizer(largest=lambda w: (w.max() - w.min()) / 2, rounded=lambda x: wraps(np.rint(x))),
        quantizer(largest=lambda w: w.max() - w.min()),
        quantizer(
            largest=lambda w: (w.max() - w.min()) / 255 * 127,
            limit=lambda q: np.clip(q, -127, 127),
        ),
        _zero_point,
    ),
    Mistake(
        "wraps",
        "Some results do not fit into int8, which ends at -128 and 127: they come out at the "
        "other end.",
        quantizer(steps=128, rounded=lambda x: wraps(np.rint(x))),
        quantizer(steps=255, rounded=lambda x: wraps(np.rint(x))),
        quantizer(steps=256, rounded=lambda x: wraps(np.rint(x))),
        quantizer(steps=127.5, rounded=lambda x: wraps(np.rint(x))),
    ),
    Mistake(
        "divided-by-128",
        "The largest magnitude should become 127 or -127: the scale has another number in it.",
        quantizer(steps=128, limit=lambda q: np.clip(q, -128, 127)),
        quantizer(steps=128, limit=lambda q: np.clip(q, -127, 127)),
        quantizer(steps=100),
        quantizer(steps=7),
    ),
    Mistake(
        "floor-not-round",
        "The numbers were rounded down: the nearest whole number is asked.",
        quantizer(rounded=np.floor),
        quantizer(rounded=lambda x: x // 1),
    ),
    Mistake(
        "truncated",
        "The digits after the point were cut off: the nearest whole number is asked.",
        quantizer(rounded=np.trunc),
        quantizer(rounded=lambda x: x),
    ),
    Mistake(
        "rounded-up",
        "The numbers were rounded up: the nearest whole number is asked.",
        quantizer(rounded=np.ceil),
    ),
    Mistake(
        "half-not-to-even",
        "A number in the middle between two whole ones goes to the even one of them.",
        quantizer(rounded=_half_up),
        quantizer(rounded=_away_from_zero),
        quantizer(rounded=lambda x: np.ceil(x - 0.5)),
        quantizer(rounded=lambda x: np.trunc(x + 0.5 * np.sign(x))),
    ),
    Mistake(
        "not-int8",
        "The numbers are right, but q has another dtype: it should take one byte a weight.",
        quantizer(dtype=float),
        quantizer(dtype=int),
        quantizer(dtype=np.int32),
        quantizer(dtype=np.int16),
    ),
    Mistake(
        "unsigned",
        "q is of an unsigned type: negative weights have no place in it.",
        quantizer(rounded=lambda x: np.rint(x).astype(int), dtype=np.uint8),
    ),
    Mistake(
        "zero-division",
        "With all weights 0 the scale is 0 as well: dividing by it gives no number, and it "
        "should be 1.",
        quantizer(scale=_without_zero_care, rounded=lambda x: wraps(np.nan_to_num(np.rint(x)))),
        quantizer(scale=_without_zero_care),
        quantizer(scale=float),
        lambda w: quantizer()(w) if np.any(w) else (np.zeros(w.shape, dtype=np.int8), 0.0),
    ),
    Mistake(
        "zero-scale",
        "With all weights 0 the scale is another number than the 1 that is asked.",
        quantizer(scale=lambda scale: max(float(scale), 1e-12)),
        quantizer(scale=lambda scale: float(scale) or 1e-8),
        quantizer(scale=lambda scale: float(scale) or 1 / 127),
    ),
    Mistake(
        "epsilon-added",
        "A small number was added to the scale, and tiny weights are not small beside it.",
        quantizer(scale=lambda scale: scale + 1e-8),
        quantizer(scale=lambda scale: scale + 1e-12),
        quantizer(scale=lambda scale: max(float(scale), 1e-8)),
    ),
    Mistake(
        "scale-inverted",
        "The scale is upside down: q times the scale should be the weights again.",
        quantizer(result=lambda q, scale: (q, 1 / scale)),
    ),
    Mistake(
        "absmax-returned",
        "The largest magnitude came back instead of the scale, or the scale times 127.",
        quantizer(result=lambda q, scale: (q, scale * 127)),
    ),
    Mistake(
        "scale-first",
        "The two results are in the wrong order: q comes first.",
        quantizer(result=lambda q, scale: (scale, q)),
    ),
    Mistake(
        "scale-missing",
        "q came back alone: nobody could get the weights again without the scale.",
        quantizer(result=lambda q, scale: q),
    ),
    Mistake(
        "returns-weights",
        "What came back first are weights again: the whole numbers are asked.",
        quantizer(result=lambda q, scale: (q * scale, scale)),
    ),
    Mistake(
        "per-row",
        "Each row got a scale of its own: one is asked for the whole array.",
        _by_rows,
    ),
    Mistake(
        "inputs-overwritten",
        "The result is right, but the array that was passed in was overwritten on the way.",
        _in_place,
    ),
)
