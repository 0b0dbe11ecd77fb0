"""How answers to `freeze` are judged."""

import numpy as np

from nngrader.declare import Case
from nngrader.inside.observe import Outcome
from nngrader.values.compare import compare


def frozen_right(case: Case, expected: tuple, got: object) -> str | None:
    _, learns, changes = expected
    _, still_learns, has_changed = got
    names = [name for name, _ in changes]
    for name in names:
        if name in still_learns and name not in learns:
            return f"{name} still learns: its requires_grad is True"
        if name in learns and name not in still_learns:
            return f"{name} does not learn any more: its requires_grad is False"
    moved = tuple(change for _, change in has_changed)
    right = tuple(change for _, change in changes)
    fault = compare(right, moved, results=tuple(f"the change of {n}" for n in names)).difference
    return f"{fault}, after one step of training" if fault else None


def count_right(case: Case, expected: tuple, got: object) -> str | None:
    return compare(expected[0], got[0]).difference


def all_right(case: Case, expected: tuple, got: object) -> str | None:
    return frozen_right(case, expected, got) or count_right(case, expected, got)


def freeze_view(case: Case, outcome: Outcome) -> object:
    if outcome.error:
        return outcome.error.types[0]
    returned, learns, changes = outcome.value
    is_number = isinstance(returned, (int, float, np.ndarray))
    return [returned if is_number else type(returned).__name__, learns, changes]
