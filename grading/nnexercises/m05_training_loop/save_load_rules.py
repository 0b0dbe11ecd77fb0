"""How answers to `save_load` are judged."""

import numpy as np

from nnbasics.networks import Params
from nnexercises.shared import raised
from nngrader.declare import Case, Exercise
from nngrader.inside.observe import Outcome
from nngrader.inside.plain import Opaque
from nngrader.values.compare import compare


def comes_back(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
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


def keeps_dtypes(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    fault = None if outcome.error else _dtype_fault(expected.value[0], outcome.value[0])
    return fault or comes_back(exercise, case, expected, outcome)


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


def is_one_npz(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
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


def view(case: Case, outcome: Outcome) -> object:
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
