"""What the mistakes and the accepted answers of `save_load` share."""

from collections.abc import Callable

import numpy as np

from nnbasics.networks import Params


def suffixed(path: str) -> str:
    return path if path.endswith(".npz") else path + ".npz"


def named(params: Params) -> dict[str, np.ndarray]:
    return {f"{name}{i}": part for i, pair in enumerate(params)
            for name, part in zip("Wb", pair, strict=True)}  # fmt: skip


def numbered(file: object) -> Params:
    return [(file[f"W{i}"], file[f"b{i}"]) for i in range(len(file.files) // 2)]


def pair_with(
    *,
    save: Callable = lambda path, params: np.savez(path, **named(params)),
    load: Callable = numbered,
    saved_as: Callable = lambda path: path,
    loaded_from: Callable = suffixed,
    pickles: bool = False,
) -> tuple[Callable, Callable]:
    """Both functions as they should be, but for what is given."""

    def save_params(path, params):
        save(saved_as(path), params)

    def load_params(path):
        with np.load(loaded_from(path), allow_pickle=pickles) as file:
            return load(file)

    return save_params, load_params


def flat(params: Params) -> list[np.ndarray]:
    return [part for pair in params for part in pair]


def in_pairs(arrays: list) -> Params:
    return list(zip(arrays[::2], arrays[1::2], strict=True))


def in_files_order(file: object) -> Params:
    return in_pairs([file[name] for name in file.files])
