"""Adapting a trained layer with few new numbers: low-rank adaptation (LoRA).

``y = x W + (α / r) (x A) B``: W stays as it is and only A and B learn. A starts random and
B with zeros, so that at first nothing changes. Source: Hu et al. (2021), equation 3 (there
a row of W is a neuron; here a column is). `nnbasics.fine_tuning` has it in PyTorch.
"""

import numpy as np
from numpy.typing import ArrayLike

from nnbasics.neurons import Array


def lora_forward(x: ArrayLike, W: ArrayLike, A: ArrayLike, B: ArrayLike, alpha: float) -> Array:
    """The adapted layer's output.

    x: ``(N, D)``. W: ``(D, H)``. A: ``(D, r)``. B: ``(r, H)``. alpha: how much the change
    counts. Returns ``(N, H)``. The product A B, as large as W, is never made.
    """
    x, A = np.asarray(x), np.asarray(A)
    rank = A.shape[1]
    return x @ np.asarray(W) + alpha / rank * ((x @ A) @ np.asarray(B))


def lora_merge(W: ArrayLike, A: ArrayLike, B: ArrayLike, alpha: float) -> Array:
    """New weights ``W + (α / r) A B``, ``(D, H)``, that give the same outputs alone."""
    A = np.asarray(A)
    return np.asarray(W) + alpha / A.shape[1] * (A @ np.asarray(B))


def lora_parameter_count(d_in: int, d_out: int, rank: int) -> int:
    """How many numbers A ``(d_in, rank)`` and B ``(rank, d_out)`` have together."""
    return rank * (d_in + d_out)
