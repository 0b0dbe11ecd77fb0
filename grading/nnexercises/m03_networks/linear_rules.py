"""How answers to `linear` are judged."""

import numpy as np

from nngrader.declare import Case, Exercise
from nngrader.inside.observe import Error, Outcome

MISFIT = "wrong shapes"


def _unnamed_shape(case: Case, error: Error) -> str:
    """The first shape that is missing in an error's message, or an empty text."""
    X, W, _ = case.args
    return next((f"{A.shape}" for A in (X, W) if f"{A.shape}" not in error.message), "")


def names_both_shapes(
    exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome
) -> str | None:
    X, W, _ = case.args
    asked = f"a ValueError is asked, for X {X.shape} does not fit W {W.shape}"
    error = outcome.error
    if error is None:
        return f"{asked}; none was raised"
    if "ValueError" not in error.types:
        hint = ", as `assert` does" if error.types[0] == "AssertionError" else ""
        return f"{asked}; what was raised is {error.types[0]}{hint}"
    missing = _unnamed_shape(case, error)
    if missing:
        return f"a ValueError was raised, but {missing} is not in its message: {error.message!r}"
    return None


def linear_view(case: Case, outcome: Outcome) -> object:
    """The numbers; for an error its kind, and whether the shapes are in its message."""
    if outcome.error:
        kind = outcome.error.types[:1]
        if case.aspect != MISFIT:
            return kind
        return (*kind, *_words(case, outcome.error))
    if case.aspect == MISFIT and not isinstance(outcome.value, np.ndarray):
        return "no error"
    return outcome.value


def _words(case: Case, error: Error) -> tuple[str, ...]:
    """What an error on shapes says: the shapes, NumPy's own words, or others."""
    if "ValueError" not in error.types:
        return ()
    if not _unnamed_shape(case, error):
        return ("both shapes",)
    numpys = ("gufunc", "not aligned", "broadcast", "shape-mismatch")
    return ("NumPy's",) if any(word in error.message for word in numpys) else ("others",)
