"""How answers to `torch_train_step` are judged."""

import numpy as np

from nnexercises.shared import raised
from nngrader.declare import Case, Exercise
from nngrader.inside.observe import Outcome
from nngrader.values.compare import compare


def _steps(outcome: Outcome, part: int) -> list:
    return [step[part] for step in outcome.value]


def updates(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    """The numbers of the model after each step."""
    if outcome.error:
        return raised(outcome)
    for i, (right, found) in enumerate(
        zip(_steps(expected, 2), _steps(outcome, 2), strict=True), start=1
    ):
        for (name, array), (_, got) in zip(right, found, strict=True):
            fault = compare([array], [got], results=(f"{name} after step {i}",)).difference
            if fault:
                return fault
    return None


def loss_is_right(
    exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome
) -> str | None:
    if outcome.error:
        return raised(outcome)
    for right, found in zip(_steps(expected, 1), _steps(outcome, 1), strict=True):
        # Of what float32 makes of the order of a sum, a few of the last digits.
        if found is None or not np.isclose(found, right, rtol=1e-4, atol=1e-6):
            got = "no number" if found is None else f"{found:.7g}"
            return f"the loss is {got}, {right:.7g} is expected"
    return None


def is_float(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    fault = loss_is_right(exercise, case, expected, outcome)
    kind = "" if fault else _steps(outcome, 0)[0]
    if fault or kind == "float":
        return fault
    return f"the result is of type {kind}: a Python float is asked"


def step_view(case: Case, outcome: Outcome) -> object:
    """The numbers, at the precision of float32, the type of the loss, and what was done when."""
    if outcome.error:
        return outcome.error.types[0]
    seen = []
    for kind, number, state, events in outcome.value:
        loss = "none" if number is None else np.float32(number)
        arrays = [np.asarray(array, dtype=np.float32) for _, array in state]
        seen.append([kind, loss, arrays, events])
    return seen
