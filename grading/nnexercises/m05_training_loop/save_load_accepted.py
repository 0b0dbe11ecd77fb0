"""Other right answers to `save_load`."""

import numpy as np

from nnexercises.m05_training_loop.save_load_parts import (
    flat,
    in_files_order,
    in_pairs,
    named,
    pair_with,
    suffixed,
)

ACCEPTED = {
    "arrays without names": pair_with(
        save=lambda path, params: np.savez(path, *flat(params)),
        load=lambda file: in_pairs([file[f"arr_{i}"] for i in range(len(file.files))]),
    ),
    "the order of the file": pair_with(load=in_files_order),
    "names of equal length, sorted": pair_with(
        save=lambda path, params: np.savez(
            path, **{f"{i:05}": part for i, part in enumerate(flat(params))}
        ),
        load=lambda file: in_pairs([file[name] for name in sorted(file.files)]),
    ),
    "compressed, with the number of layers": pair_with(
        save=lambda path, params: np.savez_compressed(
            suffixed(path), layers=len(params), **named(params)
        ),
        load=lambda file: [[file[f"W{i}"], file[f"b{i}"]] for i in range(int(file["layers"]))],
    ),
}
