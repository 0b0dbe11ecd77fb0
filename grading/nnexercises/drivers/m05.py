"""Drivers of module 5: for what draws at random, and for what is kept in files.

A generator is given as the text that makes it, ``np.random.default_rng(3)``, because only
plain data comes here. What draws is called several times, so that it can be seen whether its
draws come from the generator that it gets, and whether something is left of a call before.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from itertools import islice, zip_longest

import numpy as np

ONE = "one epoch"
THREE = "three epochs, with one generator"
SIDE_BY_SIDE = "two epochs side by side"
SAME_STATE = "two epochs, each with a generator in the same state"


def draw_params(
    candidates: Sequence[Callable], sizes: list[int], rng: str, *scheme: str
) -> list[object]:
    """Call the candidate twice with one generator, then with another in the first one's state."""
    generator = _generator(rng)
    return [
        candidates[0](sizes, generator, *scheme),
        candidates[0](list(sizes), generator, *scheme),
        candidates[0](list(sizes), _generator(rng), *scheme),
    ]


def draw_batches(
    candidates: Sequence[Callable],
    X: np.ndarray,
    y: np.ndarray,
    batch_size: int,
    rng: str,
    way: str,
) -> list[object]:
    """Go through the batches of one or several epochs. Returns a list of batches for each.

    way: one of the texts above. Side by side means: both are started, then a batch is taken
    from each in turn. At most one batch more is taken than there are samples.
    """

    def start(generator: np.random.Generator) -> object:
        batches = candidates[0](X, y, batch_size, generator)
        return islice(batches, len(X) + 1) if isinstance(batches, Iterable) else batches

    shared = _generator(rng)
    if way == SIDE_BY_SIDE:
        started = [start(shared), start(shared)]
        if all(isinstance(batches, islice) for batches in started):
            turns = list(zip_longest(*started))
            return [[turn[i] for turn in turns if turn[i] is not None] for i in range(2)]
        return started
    if way == SAME_STATE:
        return [_listed(start(_generator(rng))) for _ in range(2)]
    return [_listed(start(shared)) for _ in range(3 if way == THREE else 1)]


def drop(
    candidates: Sequence[Callable], X: np.ndarray, p: float, training: bool, rng: str, calls: int
) -> list[list[object]]:  # fmt: skip
    """Call the candidate some times with one generator, and as often with one in its state.

    Only the first call gets X itself: if it writes into X, the others don't meet that.
    """
    inputs = [X, *(X.copy() for _ in range(2 * calls - 1))]
    return [
        [candidates[0](inputs.pop(0), p, training, generator) for _ in range(calls)]
        for generator in (_generator(rng), _generator(rng))
    ]


def train(
    candidates: Sequence[Callable],
    X: np.ndarray,
    labels: np.ndarray,
    params: list,
    lr: float,
    epochs: int,
    batch_size: int,
    rng: str,
    calls: int,
) -> list[object]:
    """Train some times from the same start, each time with a generator in the same state."""
    return [
        candidates[0](X, labels, params, lr, epochs, batch_size, _generator(rng))
        for _ in range(calls)
    ]


def save_and_load(
    candidates: Sequence[Callable], saved: list[tuple[str, list]], loaded: list[str]
) -> tuple[list, list]:
    """Save each of ``saved``, (path, params), then load the paths ``loaded``, in a new folder.

    Returns what was loaded, and the names of the files in the folder, each with what NumPy
    finds in it when it may not use pickle: ``"arrays"``, ``"objects"`` or ``"no npz"``.
    """
    save_params, load_params = candidates
    with tempfile.TemporaryDirectory() as folder:
        for path, params in saved:
            save_params(os.path.join(folder, path), params)
        files = [(name, _content(os.path.join(folder, name))) for name in os.listdir(folder)]
        params = [load_params(os.path.join(folder, path)) for path in loaded]
    return params, sorted(files)


def _generator(text: str) -> np.random.Generator:
    return eval(text, {"np": np})


def _listed(batches: object) -> object:
    return list(batches) if isinstance(batches, islice) else batches


def _content(path: str) -> str:
    try:
        with np.load(path, allow_pickle=False) as file:
            for name in file.files:
                file[name]
    except ValueError as error:
        return "objects" if "pickle" in str(error) else "no npz"
    except Exception:  # a folder, a text, one array: whatever else somebody has written
        return "no npz"
    return "arrays"
