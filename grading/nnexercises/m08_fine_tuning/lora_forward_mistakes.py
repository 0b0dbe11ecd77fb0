"""Mistakes that are known with `lora_forward`, the most specific first."""

import numpy as np

from nngrader.declare import Mistake


def _in_place(x, W, A, B, alpha):
    W += alpha / A.shape[1] * A @ B
    return x @ W


def _scales_in_place(x, W, A, B, alpha):
    A *= alpha / A.shape[1]
    return x @ W + x @ A @ B


MISTAKES = (
    Mistake(
        "alpha-not-divided",
        "The change is multiplied by α alone: the rank is missing in the scale.",
        lambda x, W, A, B, alpha: x @ W + alpha * (x @ A @ B),
    ),
    Mistake(
        "scale-missing",
        "The change was added as it is: its scale is missing.",
        lambda x, W, A, B, alpha: x @ W + x @ A @ B,
        lambda x, W, A, B, alpha: x @ (W + A @ B),
    ),
    Mistake(
        "alpha-missing",
        "The change is divided by the rank, and not multiplied by α.",
        lambda x, W, A, B, alpha: x @ W + x @ A @ B / A.shape[1],
    ),
    Mistake(
        "scale-inverted",
        "The scale is upside down: it is α divided by the rank.",
        lambda x, W, A, B, alpha: x @ W + A.shape[1] / alpha * (x @ A @ B),
    ),
    Mistake(
        "multiplied-by-rank",
        "The change was multiplied by the rank: it is divided by it.",
        lambda x, W, A, B, alpha: x @ W + alpha * A.shape[1] * (x @ A @ B),
    ),
    Mistake(
        "scale-on-everything",
        "The scale belongs to the change alone; x W was multiplied by it, too.",
        lambda x, W, A, B, alpha: alpha / A.shape[1] * (x @ W + x @ A @ B),
    ),
    Mistake(
        "wrong-rank",
        "The scale does not have the rank in it, but another size: which axis of A and B is as "
        "long as the rank?",
        lambda x, W, A, B, alpha: x @ W + alpha / A.shape[0] * (x @ A @ B),
        lambda x, W, A, B, alpha: x @ W + alpha / B.shape[1] * (x @ A @ B),
        lambda x, W, A, B, alpha: x @ W + alpha / x.shape[0] * (x @ A @ B),
        lambda x, W, A, B, alpha: x @ W + alpha / A.size * (x @ A @ B),
        lambda x, W, A, B, alpha: x @ W + alpha / np.linalg.matrix_rank(A @ B) * (x @ A @ B),
    ),
    Mistake(
        "square-root-of-rank",
        "α is divided by the square root of the rank: here it is the rank itself.",
        lambda x, W, A, B, alpha: x @ W + alpha / np.sqrt(A.shape[1]) * (x @ A @ B),
    ),
    Mistake(
        "base-missing",
        "This is the change alone: what the frozen weights give is missing.",
        lambda x, W, A, B, alpha: alpha / A.shape[1] * (x @ A @ B),
        lambda x, W, A, B, alpha: x @ A @ B,
    ),
    Mistake(
        "change-missing",
        "This is what the frozen weights give: the change is missing.",
        lambda x, W, A, B, alpha: x @ W,
    ),
    Mistake(
        "a-b-swapped",
        "A and B are in each other's place: x goes through A first.",
        lambda x, W, A, B, alpha: x @ W + alpha / A.shape[1] * (x @ B @ A),
        lambda x, W, A, B, alpha: x @ W + alpha / A.shape[1] * (x @ (B @ A)),
        lambda x, W, A, B, alpha: x @ W + alpha / B.shape[0] * (x @ (B @ A)),
    ),
    Mistake(
        "transposed",
        "A matrix was transposed on the way: x, W, A and B fit together as they are.",
        lambda x, W, A, B, alpha: x @ W.T + alpha / A.shape[1] * (x @ A @ B),
        lambda x, W, A, B, alpha: x @ W + alpha / A.shape[1] * (x @ (A @ B).T),
        lambda x, W, A, B, alpha: x @ W.T + alpha / A.shape[1] * (x @ (A @ B).T),
        lambda x, W, A, B, alpha: x @ W + alpha / A.shape[1] * (x @ A.T @ B.T),
    ),
    Mistake(
        "x-missing",
        "The product A B was added without x: the change depends on the input, too.",
        lambda x, W, A, B, alpha: x @ W + alpha / A.shape[1] * (A @ B),
    ),
    Mistake(
        "whole-number-division",
        "With a whole number for α the scale loses its fraction: it was cut off.",
        lambda x, W, A, B, alpha: x @ W + alpha // A.shape[1] * (x @ A @ B),
        lambda x, W, A, B, alpha: x @ W + int(alpha / A.shape[1]) * (x @ A @ B),
    ),
    Mistake(
        "inputs-overwritten",
        "The result is right, but an array that was passed in was overwritten on the way.",
        _in_place,
        _scales_in_place,
    ),
)
