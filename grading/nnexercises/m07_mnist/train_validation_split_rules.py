"""How answers to `train_validation_split` are judged."""

import numpy as np

from nnexercises.m05_training_loop.drawing import same
from nnexercises.shared import raised
from nngrader.declare import Case, Exercise
from nngrader.inside.observe import Outcome
from nngrader.values.compare import kind_of

_NAMES = "X_tr", "y_tr", "X_va", "y_va"
_MANY = 20  # samples: fewer may by chance stay in order

Parts = list[np.ndarray]


def _read(value: object, case: Case) -> Parts | str:
    """The four arrays, or what is wrong with their form."""
    if not isinstance(value, (tuple, list)) or len(value) != 4:
        return f"the result is {kind_of(value)}: a tuple (X_tr, y_tr, X_va, y_va) is asked"
    for name, part, whole in zip(_NAMES, value, case.args[:2] * 2, strict=True):
        if not isinstance(part, np.ndarray) or part.dtype.kind not in "iuf":
            return f"{name} is {kind_of(part)}: an array of numbers is asked"
        if part.ndim != whole.ndim or part.shape[1:] != whole.shape[1:]:
            rows = str(("n", *whole.shape[1:])).replace("'", "")
            return f"{name} has shape {part.shape}, {rows} is asked"
    return list(value)


def _places(X: np.ndarray, case: Case) -> list[int]:
    """Which row of the case's X each row is, −1 for none."""
    rows = {row.tobytes(): i for i, row in enumerate(case.args[0].astype(float))}
    return [rows.get(row.astype(float).tobytes(), -1) for row in X]


def _fault(value: object, case: Case) -> str | None:
    parts = _read(value, case)
    if isinstance(parts, str):
        return parts
    X, y, fraction = case.args[:3]
    count = round(len(X) * fraction)
    wanted = [len(X) - count] * 2 + [count] * 2
    for name, part, rows in zip(_NAMES, parts, wanted, strict=True):
        if len(part) != rows:
            return f"{name} has {len(part)} rows, {rows} are asked"
    train, validation = _places(parts[0], case), _places(parts[2], case)
    if -1 in train + validation:
        return "a row of the result is no row of X"
    if common := set(train) & set(validation):
        return f"{len(common)} of the samples are in both parts"
    if len(set(train + validation)) < len(X):
        return "some samples come twice, and others not at all"
    if not all(y[i] == label for i, label in zip(train, parts[1], strict=True)) or not all(
        y[i] == label for i, label in zip(validation, parts[3], strict=True)
    ):
        return "samples have labels that are not theirs"
    return None


def all_right(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    if outcome.error:
        return raised(outcome)
    return next(filter(None, (_fault(value, case) for value in outcome.value)), None)


def is_shuffled(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    fault = all_right(exercise, case, expected, outcome)
    if fault:
        return fault
    for value in outcome.value:
        if _run(_places(value[2], case)):
            return "the validation samples are neighbors in X: draw them from all over"
    if same(outcome.value[0], outcome.value[1]):
        return "a second call with the same rng gave the same parts: draw from rng"
    return None


def _run(places: list[int]) -> bool:
    """Whether these are a block of neighbors, in whatever order."""
    ordered = sorted(places)
    return len(ordered) > 1 and ordered == list(range(ordered[0], ordered[0] + len(ordered)))


def comes_from_rng(
    exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome
) -> str | None:
    fault = all_right(exercise, case, expected, outcome)
    if fault:
        return fault
    first, _, third = outcome.value
    if not same(list(first), list(third)):
        return "two generators in the same state gave different parts: draw from rng only"
    return None


def view(case: Case, outcome: Outcome) -> object:
    """What sort of answer this is: the order itself was drawn."""
    if outcome.error:
        return outcome.error.types[0]
    seen = []
    for value in outcome.value:
        parts = _read(value, case)
        if isinstance(parts, str):
            return parts
        seen.append([str([part.shape for part in parts]), *_kind(parts, case)])
    if len(case.args[0]) >= _MANY and case.args[2] > 0.1:
        seen.append([str(same(list(outcome.value[0]), list(value))) for value in outcome.value[1:]])
    return seen


def _kind(parts: Parts, case: Case) -> list[str]:
    y = case.args[1]
    train, validation = _places(parts[0], case), _places(parts[2], case)
    every = train + validation
    many = len(case.args[0]) >= _MANY and len(parts[2]) != 4  # 4 neighbors come by chance
    fit = [
        len(places) == len(labels)
        and all(y[i] == label for i, label in zip(places, labels, strict=True))
        for places, labels in ((train, parts[1]), (validation, parts[3]))
    ]
    return [
        "foreign rows" if -1 in every else "rows",
        "common" if set(train) & set(validation) else "apart",
        "repeated" if many and len(set(train)) < len(train) else "",
        "block" if many and _run(validation) else "",
        "in order" if many and train == sorted(train) else "",
        f"{max(fit)} {min(fit)}" if many else "",
        "labels in order" if many and list(parts[1]) == list(y[: len(parts[1])]) else "",
    ]
