"""The exercise `save_load`, two functions: what comes back is what was saved, to the last bit."""

import json
import os
import pickle
from collections.abc import Callable

import numpy as np

from nnbasics import saving
from nnbasics.networks import Params
from nngrader.compare import compare
from nngrader.declare import Aspect, Case, Exercise, Mistake, unchanged
from nngrader.inside.drivers import m05 as drivers
from nngrader.inside.observe import Outcome
from nngrader.inside.plain import Opaque
from nngrader.modules.m04_backprop.parts import draw, raised


def _inputs(rng: np.random.Generator) -> list[Case]:
    def net(*sizes: int) -> Params:
        return [(draw(rng, d, h), draw(rng, h)) for d, h in zip(sizes[:-1], sizes[1:], strict=True)]

    def exact(*sizes: int) -> Params:
        """Numbers with all their digits."""
        return [
            (rng.normal(size=(d, h)), rng.normal(size=h))
            for d, h in zip(sizes[:-1], sizes[1:], strict=True)
        ]

    def typed(params: Params, *types: str) -> Params:
        return [
            (W.astype(of_w), b.astype(of_b))
            for (W, b), of_w, of_b in zip(params, types[::2], types[1::2], strict=True)
        ]

    odd = [(np.array([[np.nan, np.inf], [-0.0, 5e-324]]), np.array([-np.inf, 1e308]))]
    whole = [(np.array([[1, 2**60 + 1], [-3, 0]]), np.array([7, -8]))]
    types, paths = {"aspect": "dtypes"}, {"aspect": "with or without .npz"}
    return [
        Case([("net.npz", [(np.array([[1.0, 2.0]]), np.array([0.5, -0.5]))])], ["net.npz"]),
        Case([("iris.npz", net(4, 3, 2))], ["iris.npz"]),
        Case([("square.npz", net(3, 3, 3, 3))], ["square.npz"], label="three layers of one shape"),
        Case([("deep.npz", exact(*[2] * 13))], ["deep.npz"], label="twelve layers of one shape"),
        Case([("first.npz", net(2, 3)), ("second.npz", net(2, 3))],
             ["first.npz", "second.npz", "first.npz"], label="two networks, two files"),
        Case([("net.npz", net(2, 4, 2)), ("net.npz", net(3, 2))], ["net.npz"],
             label="the second network takes the first one's place"),
        Case([("odd.npz", odd)], ["odd.npz"], label="infinity, nan and tiny numbers"),
        Case([("single.npz", typed(exact(3, 4, 2), *["float32"] * 4))], ["single.npz"],
             label="float32", **types),
        Case([("whole.npz", whole)], ["whole.npz"], label="whole numbers", **types),
        Case([("mixed.npz", typed(net(2, 3, 2), "float64", "float32", "float16", "int8"))],
             ["mixed.npz"], label="four dtypes", **types),
        Case([("net", net(2, 3, 1))], ["net"], label="both without .npz", **paths),
        Case([("net", net(2, 2))], ["net.npz"],
             label="saved without .npz, loaded with it", **paths),
        Case([("net.npz", net(3, 2))], ["net"],
             label="saved with .npz, loaded without it", **paths),
        Case([("run.1", net(2, 3)), ("run.2", net(2, 3))], ["run.1", "run.2.npz"],
             label="a dot in the name", **paths),
        Case([("net.npz", net(2, 3, 2))], ["net.npz"], aspect="one file"),
        Case([("net.npz", net(2, 3, 2))], ["net.npz"],
             aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]  # fmt: skip


# ---------------------------------------------------------------- rules


def _comes_back(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    """Structure, shapes and every bit of the numbers, whatever the dtype."""
    if outcome.error:
        return raised(outcome)
    for path, right, got in zip(case.args[1], expected.value[0], outcome.value[0], strict=True):
        fault = compare(right, got).difference
        if fault:
            objects = any(content == "objects" for _, content in outcome.value[1])
            hint = ". The file holds Python objects, not arrays of numbers" if objects else ""
            return f"load_params({path!r}): {fault}{hint}"
        if not _same_bits(right, got):
            return (
                f"load_params({path!r}): some numbers are a little off; they have to be exactly "
                "the same"
            )
    return None


def _same_bits(right: Params, got: object) -> bool:
    return all(
        one.tobytes() == np.asarray(other).astype(one.dtype).tobytes()
        for pair, other_pair in zip(right, got, strict=True)
        for one, other in zip(pair, other_pair, strict=True)
    )


def _keeps_dtypes(
    exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome
) -> str | None:
    fault = None if outcome.error else _dtype_fault(expected.value[0], outcome.value[0])
    return fault or _comes_back(exercise, case, expected, outcome)


def _dtype_fault(expected: list, got: list) -> str | None:
    for right, params in zip(expected, got, strict=True):
        for i, (pair, others) in enumerate(zip(right, _pairs(params), strict=False)):
            for name, one, other in zip("Wb", pair, others, strict=False):
                if isinstance(other, np.ndarray) and other.dtype != one.dtype:
                    types = f"was saved as {one.dtype} and loaded as {other.dtype}"
                    return f"{name} of layer {i + 1} {types}"
    return None


def _pairs(params: object) -> list:
    layers = params if isinstance(params, (list, tuple)) else []
    return [layer if isinstance(layer, (list, tuple)) else [] for layer in layers]


def _is_one_npz(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    """One file for each path, with .npz in its name, which NumPy reads without pickle."""
    if outcome.error:
        return raised(outcome)
    wanted, found = expected.value[1], outcome.value[1]
    names = [name for name, _ in found]
    if names != [name for name, _ in wanted]:
        return f"the folder holds {names or 'nothing'}: {[name for name, _ in wanted]} is asked"
    for name, content in found:
        if content == "objects":
            return (
                f"{name} holds Python objects, which only pickle can read: save arrays of numbers"
            )
        if content != "arrays":
            return f"{name} is no file of np.savez"
    return None


def _view(case: Case, outcome: Outcome) -> object:
    """All that is judged: the numbers, their dtypes, the files."""
    if outcome.error:
        return [outcome.error.types[0], str("pickle" in outcome.error.message)]
    loaded, files = outcome.value
    dtypes = [
        str(part.dtype)
        for params in loaded
        for pair in _pairs(params)
        for part in pair
        if isinstance(part, np.ndarray)
    ]
    return [_named_types(loaded), dtypes, files]


def _named_types(value: object) -> object:
    """The same, with the names of types in place of what is not plain data."""
    if isinstance(value, (list, tuple)):
        return type(value)(map(_named_types, value))
    return value.type_name if isinstance(value, Opaque) else value


# ---------------------------------------------------------------- answers


def _suffixed(path: str) -> str:
    return path if path.endswith(".npz") else path + ".npz"


def _named(params: Params) -> dict[str, np.ndarray]:
    return {f"{name}{i}": part for i, pair in enumerate(params)
            for name, part in zip("Wb", pair, strict=True)}  # fmt: skip


def _numbered(file: object) -> Params:
    return [(file[f"W{i}"], file[f"b{i}"]) for i in range(len(file.files) // 2)]


def _pair(
    *,
    save: Callable = lambda path, params: np.savez(path, **_named(params)),
    load: Callable = _numbered,
    saved_as: Callable = lambda path: path,
    loaded_from: Callable = _suffixed,
    pickles: bool = False,
) -> tuple[Callable, Callable]:
    """Both functions as they should be, but for what is given."""

    def save_params(path, params):
        save(saved_as(path), params)

    def load_params(path):
        with np.load(loaded_from(path), allow_pickle=pickles) as file:
            return load(file)

    return save_params, load_params


def _flat(params: Params) -> list[np.ndarray]:
    return [part for pair in params for part in pair]


def _in_pairs(arrays: list) -> Params:
    return list(zip(arrays[::2], arrays[1::2], strict=True))


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
    with open(_suffixed(path), "w") as file:
        json.dump([[W.tolist(), b.tolist()] for W, b in params], file)


def _json_load(path):
    with open(_suffixed(path)) as file:
        return [(np.array(W), np.array(b)) for W, b in json.load(file)]


def _a_file_each(path, params):
    for name, part in _named(params).items():
        np.save(f"{path.removesuffix('.npz')}_{name}.npy", part)


def _of_a_file_each(path):
    params, path = [], path.removesuffix(".npz")
    while os.path.exists(f"{path}_W{len(params)}.npy"):
        i = len(params)
        params.append((np.load(f"{path}_W{i}.npy"), np.load(f"{path}_b{i}.npy")))
    return params


_KEPT: list = []


def _remembers(path, params):
    np.savez(path, **_named(params))
    _KEPT[:] = [params]


def _remembered(path):
    return _KEPT[0]


def _empties(path, params):
    arrays = []
    while params:
        arrays.extend(params.pop(0))
    np.savez(path, *arrays)


def _in_files_order(file: object) -> Params:
    return _in_pairs([file[name] for name in file.files])


SAVE_LOAD = Exercise(
    id="save_load",
    title="Save what was learned",
    signature="(path, params)",
    asked=("saved", "loaded"),
    candidates=2,
    aspects=(
        Aspect(
            "values",
            0.75,
            "what was saved comes back: every number, in its layer, in its place",
            rule=_comes_back,
        ),
        Aspect(
            "one file",
            0.5,
            "one .npz file, which holds arrays of numbers and needs no pickle",
            ("values",),
            rule=_is_one_npz,
        ),
        Aspect("dtypes", 0.25, "float32 stays float32", ("values",), rule=_keeps_dtypes),
        Aspect(
            "with or without .npz",
            0.25,
            "the path may have it or not, in both functions",
            ("values",),
            rule=lambda exercise, case, expected, outcome: (
                _comes_back(exercise, case, expected, outcome)
                or _is_one_npz(exercise, case, expected, outcome)
            ),
        ),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=(saving.save_params, saving.load_params),
    driver=drivers.save_and_load,
    view=_view,
    mistakes=(
        Mistake(
            "pickle",
            "The file holds Python objects, and needs pickle to be read: save each array by "
            "itself.",
            _pair(
                save=lambda path, params: np.savez(path, params=_objects(params)),
                load=lambda file: [tuple(pair) for pair in file["params"]],
                pickles=True,
            ),
            (_pickle_dump, _pickle_load),
            (
                lambda path, params: _pickle_dump(_suffixed(path), params),
                lambda path: _pickle_load(_suffixed(path)),
            ),
            _pair(
                save=lambda path, params: np.savez(path, params=_objects(params)),
                load=lambda file: [tuple(pair) for pair in file["params"]],
            ),
            (
                lambda path, params: np.save(path, np.array(params, dtype=object)),
                lambda path: list(np.load(path + ".npy", allow_pickle=True)),
            ),
            _pair(
                save=lambda path, params: np.savez(path, params=np.array(params, dtype=object)),
                load=lambda file: [tuple(pair) for pair in file["params"]],
                pickles=True,
            ),
        ),
        Mistake(
            "pair-as-one-array",
            "NumPy can't make one array of a pair (W, b), whose shapes differ: save W and b each "
            "under a name of its own.",
            _pair(
                save=lambda path, params: np.savez(path, *params),
                load=lambda file: [file[name] for name in file.files],
            ),
            _pair(save=lambda path, params: np.savez(path, params=params)),
        ),
        Mistake(
            "order-lost",
            "The layers come back in another order: sorted by name, W10 stands before W2.",
            _pair(
                load=lambda file: [
                    (file[f"W{i}"], file[f"b{i}"])
                    for i in sorted(map(str, range(len(file.files) // 2)))
                ]
            ),
            _pair(
                load=lambda file: list(
                    zip(
                        (file[n] for n in sorted(file.files) if n[0] == "W"),
                        (file[n] for n in sorted(file.files) if n[0] == "b"),
                        strict=True,
                    )
                ),
            ),
            _pair(
                save=lambda path, params: np.savez(path, *_flat(params)),
                load=lambda file: _in_pairs([file[name] for name in sorted(file.files)]),
            ),
        ),
        Mistake(
            "order-reversed",
            "The layers come back last layer first.",
            _pair(load=lambda file: _numbered(file)[::-1]),
        ),
        Mistake(
            "dtype-lost",
            "Numbers come back with another dtype than they had: keep it on the way out and on the "
            "way in.",
            _pair(
                load=lambda file: [(W.astype(float), b.astype(float)) for W, b in _numbered(file)]
            ),
            _pair(
                save=lambda path, params: np.savez(
                    path, **_named([(W.astype(float), b.astype(float)) for W, b in params])
                )
            ),
        ),
        Mistake(
            "stored-in-float32",
            "The numbers were cut to float32 on their way: they have to come back exactly.",
            _pair(
                save=lambda path, params: np.savez(
                    path,
                    **_named([(W.astype(np.float32), b.astype(np.float32)) for W, b in params]),
                )
            ),
        ),
        Mistake(
            "rounded",
            "The numbers were rounded on their way: they have to come back exactly.",
            *(
                _pair(
                    save=lambda path, params, n=n: np.savez(
                        path, **_named([(W.round(n), b.round(n)) for W, b in params])
                    )
                )
                for n in (2, 4, 6, 8)
            ),
        ),
        Mistake(
            "suffix-not-added",
            "`np.savez` adds .npz to a name that lacks it, and `np.load` does not: loading has to "
            "look for the name that the file has.",
            _pair(loaded_from=lambda path: path),
        ),
        Mistake(
            "suffix-doubled",
            "A path that has .npz already got it once more.",
            _pair(saved_as=lambda path: path + ".npz", loaded_from=lambda path: path + ".npz"),
            _pair(loaded_from=lambda path: path + ".npz"),
        ),
        Mistake(
            "end-of-name-lost",
            "What follows a dot in the name was cut off: run.1 and run.2 became the same file.",
            _pair(
                saved_as=lambda path: os.path.splitext(path)[0] + ".npz",
                loaded_from=lambda path: os.path.splitext(path)[0] + ".npz",
            ),
            _pair(loaded_from=lambda path: os.path.splitext(path)[0] + ".npz"),
        ),
        Mistake(
            "biases-missing",
            "Only the weights were saved: the biases are parameters too.",
            _pair(
                save=lambda path, params: np.savez(path, *[W for W, _ in params]),
                load=lambda file: [file[name] for name in file.files],
            ),
            _pair(
                save=lambda path, params: np.savez(path, *[W for W, _ in params]),
                load=lambda file: [(file[n], np.zeros(file[n].shape[1])) for n in file.files],
            ),
        ),
        Mistake(
            "one-layer-only",
            "Only one layer comes back: each needs names of its own in the file.",
            _pair(
                save=lambda path, params: [np.savez(path, W=W, b=b) for W, b in params],
                load=lambda file: [(file["W"], file["b"])],
            ),
            _pair(
                save=lambda path, params: np.savez(path, W=params[0][0], b=params[0][1]),
                load=lambda file: [(file["W"], file["b"])],
            ),
        ),
        Mistake(
            "one-flat-list",
            "The arrays come back in one flat list: asked is a pair (W, b) for each layer.",
            _pair(load=lambda file: _flat(_numbered(file))),
        ),
        Mistake(
            "file-returned",
            "What came back is the opened file, or a dictionary: asked is a list of pairs (W, b).",
            _pair(load=lambda file: dict(file)),
            (_pair()[0], lambda path: np.load(_suffixed(path))),
        ),
        Mistake(
            "always-the-same-file",
            "Every network was saved under the same name: use the path that is given.",
            _pair(
                saved_as=lambda path: os.path.join(os.path.dirname(path), "params.npz"),
                loaded_from=lambda path: os.path.join(os.path.dirname(path), "params.npz"),
            ),
            _pair(
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
            "There are several files: asked is a single one with all arrays, as `np.savez` writes "
            "it.",
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
            (_empties, _pair(load=_in_files_order)[1]),
        ),
    ),
    accepted={
        "arrays without names": _pair(
            save=lambda path, params: np.savez(path, *_flat(params)),
            load=lambda file: _in_pairs([file[f"arr_{i}"] for i in range(len(file.files))]),
        ),
        "the order of the file": _pair(load=_in_files_order),
        "names of equal length, sorted": _pair(
            save=lambda path, params: np.savez(
                path, **{f"{i:05}": part for i, part in enumerate(_flat(params))}
            ),
            load=lambda file: _in_pairs([file[name] for name in sorted(file.files)]),
        ),
        "compressed, with the number of layers": _pair(
            save=lambda path, params: np.savez_compressed(
                _suffixed(path), layers=len(params), **_named(params)
            ),
            load=lambda file: [[file[f"W{i}"], file[f"b{i}"]] for i in range(int(file["layers"]))],
        ),
    },
)
