"""Mistakes that are known with `save_load`, the most specific first."""

import json
import os
import pickle

import numpy as np

from nnbasics.networks import Params
from nnexercises.m05_training_loop.save_load_parts import (
    flat,
    in_files_order,
    in_pairs,
    named,
    numbered,
    pair_with,
    suffixed,
)
from nngrader.declare import Mistake


def _objects(params: Params) -> np.ndarray:
    arrays = np.empty(len(params), dtype=object)
    for i, pair in enumerate(params):
        arrays[i] = pair
    return arrays


def _pickle_dump(path, params):
    with open(path, "wb") as file:
        pickle.dump(params, file)


def _pickle_load(path):
    with open(path, "rb") as file:
        return pickle.load(file)


def _json_dump(path, params):
    with open(suffixed(path), "w") as file:
        json.dump([[W.tolist(), b.tolist()] for W, b in params], file)


def _json_load(path):
    with open(suffixed(path)) as file:
        return [(np.array(W), np.array(b)) for W, b in json.load(file)]


def _a_file_each(path, params):
    for name, part in named(params).items():
        np.save(f"{path.removesuffix('.npz')}_{name}.npy", part)


def _of_a_file_each(path):
    params, path = [], path.removesuffix(".npz")
    while os.path.exists(f"{path}_W{len(params)}.npy"):
        i = len(params)
        params.append((np.load(f"{path}_W{i}.npy"), np.load(f"{path}_b{i}.npy")))
    return params


_KEPT: list = []


def _remembers(path, params):
    np.savez(path, **named(params))
    _KEPT[:] = [params]


def _remembered(path):
    return _KEPT[0]


def _empties(path, params):
    arrays = []
    while params:
        arrays.extend(params.pop(0))
    np.savez(path, *arrays)


MISTAKES = (
    Mistake(
        "pickle",
        "The file holds Python objects, and needs pickle to be read: save each array by itself.",
        pair_with(
            save=lambda path, params: np.savez(path, params=_objects(params)),
            load=lambda file: [tuple(pair) for pair in file["params"]],
            pickles=True,
        ),
        (_pickle_dump, _pickle_load),
        (
            lambda path, params: _pickle_dump(suffixed(path), params),
            lambda path: _pickle_load(suffixed(path)),
        ),
        pair_with(
            save=lambda path, params: np.savez(path, params=_objects(params)),
            load=lambda file: [tuple(pair) for pair in file["params"]],
        ),
        (
            lambda path, params: np.save(path, np.array(params, dtype=object)),
            lambda path: list(np.load(path + ".npy", allow_pickle=True)),
        ),
        pair_with(
            save=lambda path, params: np.savez(path, params=np.array(params, dtype=object)),
            load=lambda file: [tuple(pair) for pair in file["params"]],
            pickles=True,
        ),
    ),
    Mistake(
        "pair-as-one-array",
        "NumPy can't make one array of a pair (W, b), whose shapes differ: save W and b each "
        "under a name of its own.",
        pair_with(
            save=lambda path, params: np.savez(path, *params),
            load=lambda file: [file[name] for name in file.files],
        ),
        pair_with(save=lambda path, params: np.savez(path, params=params)),
    ),
    Mistake(
        "order-lost",
        "The layers come back in another order: sorted by name, W10 stands before W2.",
        pair_with(
            load=lambda file: [
                (file[f"W{i}"], file[f"b{i}"])
                for i in sorted(map(str, range(len(file.files) // 2)))
            ]
        ),
        pair_with(
            load=lambda file: list(
                zip(
                    (file[n] for n in sorted(file.files) if n[0] == "W"),
                    (file[n] for n in sorted(file.files) if n[0] == "b"),
                    strict=True,
                )
            ),
        ),
        pair_with(
            save=lambda path, params: np.savez(path, *flat(params)),
            load=lambda file: in_pairs([file[name] for name in sorted(file.files)]),
        ),
    ),
    Mistake(
        "order-reversed",
        "The layers come back last layer first.",
        pair_with(load=lambda file: numbered(file)[::-1]),
    ),
    Mistake(
        "dtype-lost",
        "Numbers come back with another dtype than they had: keep it on the way out and on the "
        "way in.",
        pair_with(
            load=lambda file: [(W.astype(float), b.astype(float)) for W, b in numbered(file)]
        ),
        pair_with(
            save=lambda path, params: np.savez(
                path, **named([(W.astype(float), b.astype(float)) for W, b in params])
            )
        ),
    ),
    Mistake(
        "stored-in-float32",
        "The numbers were cut to float32 on their way: they have to come back exactly.",
        pair_with(
            save=lambda path, params: np.savez(
                path,
                **named([(W.astype(np.float32), b.astype(np.float32)) for W, b in params]),
            )
        ),
    ),
    Mistake(
        "rounded",
        "The numbers were rounded on their way: they have to come back exactly.",
        *(
            pair_with(
                save=lambda path, params, n=n: np.savez(
                    path, **named([(W.round(n), b.round(n)) for W, b in params])
                )
            )
            for n in (2, 4, 6, 8)
        ),
    ),
    Mistake(
        "suffix-not-added",
        "`np.savez` adds .npz to a name that lacks it, and `np.load` does not: loading has to "
        "look for the name that the file has.",
        pair_with(loaded_from=lambda path: path),
    ),
    Mistake(
        "suffix-doubled",
        "A path that has .npz already got it once more.",
        pair_with(saved_as=lambda path: path + ".npz", loaded_from=lambda path: path + ".npz"),
        pair_with(loaded_from=lambda path: path + ".npz"),
    ),
    Mistake(
        "end-of-name-lost",
        "What follows a dot in the name was cut off: run.1 and run.2 became the same file.",
        pair_with(
            saved_as=lambda path: os.path.splitext(path)[0] + ".npz",
            loaded_from=lambda path: os.path.splitext(path)[0] + ".npz",
        ),
        pair_with(loaded_from=lambda path: os.path.splitext(path)[0] + ".npz"),
    ),
    Mistake(
        "biases-missing",
        "Only the weights were saved: the biases are parameters too.",
        pair_with(
            save=lambda path, params: np.savez(path, *[W for W, _ in params]),
            load=lambda file: [file[name] for name in file.files],
        ),
        pair_with(
            save=lambda path, params: np.savez(path, *[W for W, _ in params]),
            load=lambda file: [(file[n], np.zeros(file[n].shape[1])) for n in file.files],
        ),
    ),
    Mistake(
        "one-layer-only",
        "Only one layer comes back: each needs names of its own in the file.",
        pair_with(
            save=lambda path, params: [np.savez(path, W=W, b=b) for W, b in params],
            load=lambda file: [(file["W"], file["b"])],
        ),
        pair_with(
            save=lambda path, params: np.savez(path, W=params[0][0], b=params[0][1]),
            load=lambda file: [(file["W"], file["b"])],
        ),
    ),
    Mistake(
        "one-flat-list",
        "The arrays come back in one flat list: asked is a pair (W, b) for each layer.",
        pair_with(load=lambda file: flat(numbered(file))),
    ),
    Mistake(
        "file-returned",
        "What came back is the opened file, or a dictionary: asked is a list of pairs (W, b).",
        pair_with(load=lambda file: dict(file)),
        (pair_with()[0], lambda path: np.load(suffixed(path))),
    ),
    Mistake(
        "always-the-same-file",
        "Every network was saved under the same name: use the path that is given.",
        pair_with(
            saved_as=lambda path: os.path.join(os.path.dirname(path), "params.npz"),
            loaded_from=lambda path: os.path.join(os.path.dirname(path), "params.npz"),
        ),
        pair_with(
            saved_as=lambda path: os.path.join(os.path.dirname(path), "model.npz"),
            loaded_from=lambda path: os.path.join(os.path.dirname(path), "model.npz"),
        ),
    ),
    Mistake(
        "kept-in-memory",
        "What comes back is what was saved last, not what the file of this path holds.",
        (_remembers, _remembered),
    ),
    Mistake(
        "a-file-for-each-array",
        "There are several files: asked is a single one with all arrays, as `np.savez` writes it.",
        (_a_file_each, _of_a_file_each),
    ),
    Mistake(
        "not-npz",
        "The numbers come back, but the file is none that `np.savez` writes.",
        (_json_dump, _json_load),
    ),
    Mistake(
        "params-emptied",
        "The list that was passed in is not what it was: saving must not change it.",
        (_empties, pair_with(load=in_files_order)[1]),
    ),
)
