"""How answers to `dropout` are judged."""

import numpy as np

from nnexercises.m05_training_loop.drawing import same
from nnexercises.shared import raised
from nngrader.declare import Case, Exercise
from nngrader.inside.observe import Outcome
from nngrader.values.compare import kind_of, number

_MANY = 5_000  # numbers: their share of zeros is known to 0.7 %
_NEAR = 0.04


def _read(value: object, X: np.ndarray) -> np.ndarray | str:
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "iuf":
        return f"the result is {kind_of(value)}: an array of numbers is asked"
    if value.shape != X.shape:
        return f"the result has shape {value.shape}, {X.shape} is asked"
    return value.astype(float)


def _close(got: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    return np.isclose(got, wanted, rtol=1e-5, atol=1e-9)


def drops(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    """Every number is 0 or scaled up, and the share of zeros is near p."""
    if outcome.error:
        return raised(outcome)
    for value in outcome.value[0][:2]:
        fault = _fault(value, case.args[0], case.args[1])
        if fault:
            return fault
    return None


def _fault(value: object, X: np.ndarray, p: float) -> str | None:
    result = _read(value, X)
    if isinstance(result, str):
        return result
    if not np.isfinite(result).all():
        return "the result holds a number that is not finite"
    kept = result != 0
    wrong = kept & ~_close(result, X / (1 - p))
    if wrong.any():
        first = tuple(int(i) for i in np.argwhere(wrong)[0])
        return (
            f"from {number(X[first])} became {number(result[first])}: with p = {p:g} that is to be "
            f"0 or {number(X[first] / (1 - p))}"
        )
    pattern = _pattern(kept)
    if pattern:
        return f"{pattern}: every number has its own draw"
    dropped = 1 - kept.mean()
    if p == 0 and dropped:
        return "with p = 0 nothing is dropped"
    if X.size >= 0.6 * _MANY and abs(dropped - p) > _NEAR:
        return (
            f"{dropped:.1%} of {X.size:,} numbers were dropped; with p = {p:g} it should be near "
            f"{p:.0%}"
        )
    return None


def _pattern(kept: np.ndarray) -> str:
    """How the mask repeats itself, an empty text if it does not."""
    if kept.ndim != 2 or min(kept.shape) < 20:  # few numbers are equal by chance
        return ""
    if (kept[1:] == kept[:-1]).all(axis=1).mean() > 0.5:
        return "the same places are dropped in many rows"
    if (kept[:, 1:] == kept[:, :-1]).all(axis=0).mean() > 0.5:
        return "the same places are dropped in many columns"
    return ""


def draws_itself(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    fault = drops(exercise, case, expected, outcome)
    if fault:
        return fault
    calls, again = outcome.value
    if not same(calls, again):
        return "two generators in the same state dropped different numbers: draw from rng only"
    if case.args[0].size >= _MANY and len(calls) > 1 and same(calls[0], calls[1]):
        return "a second call with the same rng dropped the same numbers: draw from rng itself"
    share = _share_of_calls(case, outcome)
    if abs(share - case.args[1]) > 0.2:
        return (
            f"of {len(calls)} calls with one number {share:.0%} dropped it; p is {case.args[1]:g}"
        )
    return None


def _share_of_calls(case: Case, outcome: Outcome) -> float:
    """The share of calls that dropped a single number; p where there are several numbers."""
    X, p = case.args[:2]
    if X.size > 1:
        return p
    return float(np.mean([np.all(value == 0) for value in outcome.value[0]]))


def stays(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    if outcome.error:
        return raised(outcome)
    X = case.args[0]
    result = _read(outcome.value[0][0], X)
    if isinstance(result, str):
        return result
    if not _close(result, X).all():
        return "when not training, X comes back as it is: nothing is dropped and nothing is scaled"
    return None


def view(case: Case, outcome: Outcome) -> object:
    """What sort of answer this is: which numbers were dropped was drawn."""
    if outcome.error:
        return outcome.error.types[0]
    if case.aspect == "wrong p":
        return "an answer"
    X, p = case.args[:2]
    result = _read(outcome.value[0][0], X)
    if isinstance(result, str):
        return result
    if X.size == 1:
        share = _share_of_calls(case, outcome)
        return "always" if share > 0.95 else "never" if share < 0.05 else "sometimes"
    if X.size < 1_000:
        return "numbers"
    kept = result[result != 0]
    scales = np.unique(np.round(kept / X[result != 0].astype(float), 3))
    dropped = 1 - kept.size / X.size
    shares = {"p": p, "1 - p": 1 - p, "half": 0.5, "none": 0.0, "all": 1.0}
    share = next((name for name, s in shares.items() if abs(dropped - s) < _NEAR), f"{dropped:.6f}")
    pattern = _pattern(result != 0)  # with one, there were few draws: their share tells little
    seen = [pattern or share, scales if scales.size < 5 else "many factors"]
    if case.aspect == "own draws":
        calls, again = outcome.value
        seen += [str(same(calls, again)), str(len(calls) > 1 and same(calls[0], calls[-1]))]
    return seen
