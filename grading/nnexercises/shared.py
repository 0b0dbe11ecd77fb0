"""What exercises of several modules share: readable inputs, and results judged in parts."""

import numpy as np

from nngrader.declare import Aspect, Case, Exercise
from nngrader.inside.observe import Outcome
from nngrader.values.compare import compare


def draw(rng: np.random.Generator, *shape: int, scale: float = 1.0) -> np.ndarray:
    """Normal numbers of two decimals, so that a failing input can be read and typed in."""
    return rng.normal(scale=scale, size=shape).round(2)


def part(name: str, points: float, text: str, *numbers: int, of: str = "") -> Aspect:
    """An aspect that looks at some of several results, in the cases of the aspect ``of``.

    numbers: the places of these results, from 0. of: the aspect's own cases, if not given.
    """

    def rule(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
        if case.aspect != (of or name):
            return None
        if outcome.error:
            return raised(outcome)
        right, got = expected.value, outcome.value
        if not isinstance(got, (tuple, list)) or len(got) != len(exercise.compare.results):
            return compare(right, got, results=exercise.compare.results).difference
        names = tuple(exercise.compare.results[i] for i in numbers)
        some, others = ([value[i] for i in numbers] for value in (right, got))
        return compare(some, others, results=names).difference

    return Aspect(name, points, text, rule=rule, every_case=bool(of))


def raised(outcome: Outcome) -> str:
    """What to say of an outcome that is an error."""
    error = outcome.error
    if error.kind == "not started":
        return "NotImplementedError: a part of it is not written yet"
    if error.kind == "signature":
        return f"the call was refused: {error.message}"
    return f"it raised {error.types[0]}: {error.message}"
