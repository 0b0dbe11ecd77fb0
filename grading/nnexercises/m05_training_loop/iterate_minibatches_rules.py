"""How answers to `iterate_minibatches` are judged."""

import numpy as np

from nnexercises.m05_training_loop.drawing import same
from nnexercises.shared import raised
from nngrader.declare import Case, Exercise
from nngrader.inside.observe import Outcome
from nngrader.values.compare import kind_of

_MANY = 20  # samples: fewer may by chance stay in order

Batches = list[tuple[np.ndarray, np.ndarray]]


def _read(value: object, case: Case) -> Batches | str:
    """The batches of one epoch, or what is wrong with their form."""
    X, y = case.args[:2]
    if not isinstance(value, list):
        return f"the result is {kind_of(value)}: an iterator of (X_b, y_b) is asked"
    if _is_one_batch(value, X):
        return "only one batch came back, and not an iterator: does a `return` stand in the loop?"
    for i, batch in enumerate(value):
        if not isinstance(batch, (tuple, list)) or len(batch) != 2:
            return f"batch {i} is {kind_of(batch)}: a tuple (X_b, y_b) is asked"
        for name, part, whole in zip(("X_b", "y_b"), batch, (X, y), strict=True):
            if not isinstance(part, np.ndarray) or part.dtype.kind not in "iuf":
                return f"{name} of batch {i} is {kind_of(part)}: an array of numbers is asked"
            if part.ndim != whole.ndim or part.shape[1:] != whole.shape[1:]:
                rows = str(("n", *whole.shape[1:])).replace("'", "")
                return f"{name} of batch {i} has shape {part.shape}, {rows} is asked"
        if len(batch[0]) != len(batch[1]):
            return f"batch {i} has {len(batch[0])} rows of X and {len(batch[1])} of y"
    if len(value) > len(X):
        return f"there are more than {len(X)} batches of {len(X)} samples: does it ever end?"
    return [(X_b, y_b) for X_b, y_b in value]


def _is_one_batch(value: list, X: np.ndarray) -> bool:
    """Whether the two items are X_b and y_b, instead of two batches."""
    if X.ndim < 2 or len(value) != 2 or not all(isinstance(part, np.ndarray) for part in value):
        return False
    X_b, y_b = value
    return X_b.ndim == X.ndim and y_b.shape == X_b.shape[:1]


def _sizes(found: Batches) -> list[int]:
    return [len(y_b) for _, y_b in found]


def _wanted_sizes(case: Case) -> list[int]:
    n, size = len(case.args[0]), case.args[2]
    return [size] * (n // size) + [n % size] * (n % size > 0)


def _places(found: Batches, case: Case) -> list[int]:
    """Which row of X each row of the batches is, −1 for none: of the first that is equal."""
    X = case.args[0]
    rows = {row.tobytes(): i for i, row in reversed(list(enumerate(X.astype(float))))}
    return [rows.get(row.astype(float).tobytes(), -1) for X_b, _ in found for row in X_b]


def _count_fault(found: Batches, case: Case) -> str | None:
    places = _places(found, case)
    missing = -1 in places
    if missing:
        return "a row of X_b is no row of X"
    wanted = sorted(_places([case.args[:2]], case))
    if sorted(places) != wanted:
        more = "more than once" if len(places) >= len(wanted) else "not at all"
        return f"some samples come {more}: in an epoch each comes exactly once"
    return None


def _labels_fit(found: Batches, case: Case) -> bool:
    y = case.args[1]
    labels = [label for _, y_b in found for label in y_b]
    return all(y[i] == label for i, label in zip(_places(found, case), labels, strict=True))


def holds_all(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    """Every sample once, with its label, in batches of the right size."""
    if outcome.error:
        return raised(outcome)
    for value in outcome.value:
        found = _read(value, case)
        if isinstance(found, str):
            return found
        sizes, wanted = _sizes(found), _wanted_sizes(case)
        if sizes != wanted:
            return f"the sizes of the batches are {_short(sizes)}, {_short(wanted)} are asked"
        fault = _count_fault(found, case)
        if fault:
            return fault
        if not _labels_fit(found, case):
            return "samples have labels that are not theirs"
    return None


def _short(sizes: list[int]) -> str:
    return str(sizes) if len(sizes) < 12 else f"{str(sizes[:6])[:-1]}, …]"


def is_shuffled(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    fault = holds_all(exercise, case, expected, outcome)
    if fault:
        return fault
    orders = _orders(case, outcome)
    if any(order == sorted(order) for order in orders):
        return "the samples come in the order in which they were given"
    if any(order == sorted(order, reverse=True) for order in orders):
        return "the samples come in the order in which they were given, from the last to the first"
    if any(_stay_together(order, case) for order in orders):
        return (
            "samples that stand side by side in X come in the same batch: draw a new order of all"
        )
    if any(same(order, orders[0]) for order in orders[1:]):
        return "another epoch with the same rng has the same order: each epoch has a new one"
    return None


def comes_from_rng(
    exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome
) -> str | None:
    fault = _is_shuffled_once(exercise, case, expected, outcome)
    if fault:
        return fault
    one, other = _orders(case, outcome)
    if one != other:
        return "two generators in the same state gave different orders: draw from rng only"
    return None


def _is_shuffled_once(
    exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome
) -> str | None:
    fault = holds_all(exercise, case, expected, outcome)
    in_order = not fault and any(order == sorted(order) for order in _orders(case, outcome))
    return "the samples come in the order in which they were given" if in_order else fault


def _orders(case: Case, outcome: Outcome) -> list[list[int]]:
    return [_places(found, case) for found in outcome.value]


def _stay_together(order: list[int], case: Case) -> bool:
    """Whether neighbors in X share their batch much more often than by chance."""
    size = case.args[2]
    batch = {sample: place // size for place, sample in enumerate(order)}
    together = sum(batch[i] == batch[i + 1] for i in range(len(batch) - 1))
    return together > 0.65 * (len(batch) - 1)


def view(case: Case, outcome: Outcome) -> object:
    """What sort of answer this is: the order itself was drawn."""
    if outcome.error:
        return outcome.error.types[0]
    seen = []
    for value in outcome.value:
        found = _read(value, case)
        if isinstance(found, str):
            return found
        seen.append(
            [_sizes(found), *(_order_kind(found, case) if len(case.args[0]) >= _MANY else [])]
        )
    if len(outcome.value) > 1 and len(case.args[0]) >= _MANY:
        orders = _orders(case, outcome)
        seen.append([str(same(order, orders[0])) for order in orders])
    return seen


def _order_kind(found: Batches, case: Case) -> list[str]:
    places, n = _places(found, case), len(case.args[0])
    labels = [label for _, y_b in found for label in y_b]
    all_once = len(places) == n == len(set(places))
    # With large batches, neighbors may share one by chance.
    together = all_once and n >= 4 * case.args[2] and _stay_together(places, case)
    return [
        "foreign rows" if -1 in places else "rows",
        f"{len(places)} rows",
        "repeated" if len(set(places)) < len(places) else "",
        "in order" if places == sorted(places) else "shuffled",
        "backwards" if places == sorted(places, reverse=True) else "",
        "together" if together else "",
        "labels fit" if _labels_fit(found, case) else "labels do not fit",
        "labels in order" if list(labels) == list(case.args[1][: len(labels)]) else "",
    ]
