"""How answers to `evaluate` are judged."""

from collections.abc import Callable

import numpy as np

from nnexercises.shared import raised
from nngrader.declare import Case, Exercise
from nngrader.inside.observe import Outcome
from nngrader.values.compare import compare, kind_of

_RESULTS = "accuracy", "confusion"


def _parts(outcome: Outcome) -> tuple[object, object] | str:
    if outcome.error:
        return raised(outcome)
    result = outcome.value[0]
    if not isinstance(result, (tuple, list)) or len(result) != 2:
        return f"the result is {kind_of(result)}: a tuple (accuracy, confusion) is asked"
    return tuple(result)


def agrees_in(*which: int) -> Callable:
    """A rule for some of the two results."""

    def rule(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
        parts = _parts(outcome)
        if isinstance(parts, str):
            return parts
        names = tuple(_RESULTS[i] for i in which)
        right = [expected.value[0][i] for i in which]
        return compare(right, [parts[i] for i in which], results=names).difference

    return rule


def whole_counts(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    fault = agrees_in(0, 1)(exercise, case, expected, outcome)
    if fault or outcome.value[0][1].dtype.kind in "iu":
        return fault
    return f"confusion has dtype {outcome.value[0][1].dtype}: whole numbers (int) are asked"


def within_batches(
    exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome
) -> str | None:
    fault = agrees_in(0, 1)(exercise, case, expected, outcome)
    most = max(outcome.value[1], default=0) if not outcome.error else 0
    if fault or most <= case.args[2]:
        return fault
    return f"predict was given {most} rows at once, with a batch_size of {case.args[2]}"


def evaluate_view(case: Case, outcome: Outcome) -> object:
    """The result; of the calls, only whether one was too large."""
    if outcome.error:
        return outcome.error.types[0]
    result, asked = outcome.value
    whole = ""
    if isinstance(result, (tuple, list)) and len(result) == 2:
        whole = getattr(result[1], "dtype", np.dtype(float)).kind.replace("u", "i")
    return [result, str(max(asked, default=0) > case.args[2]), whole]
