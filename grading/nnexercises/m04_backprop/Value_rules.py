"""How answers to `Value` are judged."""

import numpy as np

from nnexercises.shared import raised
from nngrader.declare import Case, Exercise
from nngrader.inside.observe import Outcome
from nngrader.values.compare import compare


def _fault(expected: Outcome, outcome: Outcome, grads: bool) -> str | None:
    """What is wrong at the end of a program, in words."""
    if outcome.error and "RecursionError" in outcome.error.types:
        return "RecursionError: a function called itself deeper than Python allows"
    if outcome.error:
        return raised(outcome)
    data = [item[:2] for item in expected.value], [item[:2] for item in outcome.value]
    # From the result back, the way that the gradients go: the first wrong one is where to look.
    slopes = [item[2:] for item in expected.value][::-1], [i[2:] for i in outcome.value][::-1]
    for right, got in (data, slopes) if grads else (data,):
        names = tuple(name for name, _ in right)
        wanted, had = tuple(number for _, number in right), tuple(number for _, number in got)
        if difference := compare(wanted, had, results=names).difference:
            return difference
    return None


def right_data(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    return _fault(expected, outcome, grads=False)


def right(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    return _fault(expected, outcome, grads=True)


def data_and_gradients(case: Case, outcome: Outcome) -> object:
    """All data and gradients in one array: quicker to compare with those of many mistakes."""
    if outcome.error:
        return outcome.error.types[0]
    numbers = [number for _, data, _, grad in outcome.value for number in (data, grad)]
    plain = all(isinstance(number, float) for number in numbers)
    return np.array(numbers) if plain else outcome.value
