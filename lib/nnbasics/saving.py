"""Save and load parameters: plain arrays in one .npz file.

Not with pickle: a pickle can run any program when it is opened, and a model file is
something that people send each other.
"""

import os
from pathlib import Path
from typing import Any

import numpy as np

from nnbasics.networks import Params


def save_params(path: str | os.PathLike[str], params: Params) -> None:
    """Write the layers' arrays as W0, b0, W1, b1, …  ``.npz`` is added to a path without it."""
    arrays: dict[str, Any] = {}
    for i, (W, b) in enumerate(params):
        arrays |= {f"W{i}": np.asarray(W), f"b{i}": np.asarray(b)}
    if any(array.dtype.hasobject for array in arrays.values()):
        raise ValueError("parameters are arrays of numbers, not of Python objects")
    np.savez(_with_suffix(path), **arrays)


def load_params(path: str | os.PathLike[str]) -> Params:
    """Read what `save_params` wrote: the same order, shapes and dtypes, bit for bit.

    path: with or without ``.npz``. FileNotFoundError if there is no such file.
    """
    with np.load(_with_suffix(path), allow_pickle=False) as arrays:
        layers = len(arrays.files) // 2
        return [(arrays[f"W{i}"], arrays[f"b{i}"]) for i in range(layers)]


def _with_suffix(path: str | os.PathLike[str]) -> Path:
    path = Path(path)
    return path if path.suffix == ".npz" else path.with_name(f"{path.name}.npz")
