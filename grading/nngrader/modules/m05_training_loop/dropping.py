"""The exercise `dropout`: what is dropped is random, how much of it and what remains is not."""

from collections.abc import Callable

import numpy as np

from nnbasics import regularization
from nngrader.compare import kind_of, number
from nngrader.declare import Aspect, Case, Exercise, Mistake, unchanged
from nngrader.inside.drivers import m05 as drivers
from nngrader.inside.observe import Outcome
from nngrader.modules.m04_backprop.parts import draw, raised
from nngrader.modules.m05_training_loop.drawing import generator, same

_MANY = 5_000  # numbers: their share of zeros is known to 0.7 %
_NEAR = 0.04


def _inputs(rng: np.random.Generator) -> list[Case]:
    def positive(*shape: int) -> np.ndarray:
        return np.abs(draw(rng, *shape)) + 0.5

    def mixed(*shape: int) -> np.ndarray:
        return positive(*shape) * rng.choice([-1.0, 1.0], shape)

    def case(X: np.ndarray, p: float, training: bool, calls: int = 1, **about: object) -> Case:
        return Case(X, p, training, generator(rng), calls, **({"aspect": "training"} | about))

    wrong_p, any_x = {"aspect": "wrong p"}, {"aspect": "any X"}
    return [
        case(np.full(6, 2.0), 0.5, True),
        case(mixed(100, 60), 0.2, True, label="6,000 numbers, p = 0.2"),
        case(mixed(60, 100), 0.7, True, label="6,000 numbers, p = 0.7"),
        case(np.array([[1.5, -2.0], [0.5, 3.0]]), 0.4, False, aspect="not training"),
        case(mixed(40, 30), 0.9, False, aspect="not training"),
        case(mixed(100, 60), 0.3, True, 2, aspect="own draws", label="two calls"),
        case(np.array([[4.0]]), 0.4, True, 300, aspect="own draws", label="one number, 300 calls"),
        case(np.array([[1.0, 2.0]]), 1.0, True, **wrong_p),
        case(np.array([[1.0, 2.0]]), -0.1, True, **wrong_p),
        case(np.array([[1.0, 2.0]]), 1.5, False, label="not training", **wrong_p),
        case(np.array([[1.0, 2.0]]), 1.0, False, label="not training", **wrong_p),
        case(mixed(3, 4), 0.0, True, label="p = 0", **any_x),
        case(mixed(4000), 0.6, True, label="a single axis", **any_x),
        case(mixed(20, 15, 20), 0.25, True, label="three axes", **any_x),
        case(rng.integers(1, 9, (80, 75)), 0.2, True, label="whole numbers", **any_x),
        case(mixed(1, 6000), 0.5, True, aspect="own draws", label="a single row"),
        case(mixed(6000, 1), 0.5, True, aspect="own draws", label="a single column"),
        case(mixed(5, 4), 0.5, True,
             aspect="inputs unchanged", label="a read-only array", read_only=True),
        case(mixed(50, 40), 0.5, True, aspect="inputs unchanged"),
    ]  # fmt: skip


# ---------------------------------------------------------------- what has to be so


def _read(value: object, X: np.ndarray) -> np.ndarray | str:
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "iuf":
        return f"the result is {kind_of(value)}: an array of numbers is asked"
    if value.shape != X.shape:
        return f"the result has shape {value.shape}, {X.shape} is asked"
    return value.astype(float)


def _close(got: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    return np.isclose(got, wanted, rtol=1e-5, atol=1e-9)


def _drops(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
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


def _draws_itself(
    exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome
) -> str | None:
    fault = _drops(exercise, case, expected, outcome)
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


def _stays(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    if outcome.error:
        return raised(outcome)
    X = case.args[0]
    result = _read(outcome.value[0][0], X)
    if isinstance(result, str):
        return result
    if not _close(result, X).all():
        return "when not training, X comes back as it is: nothing is dropped and nothing is scaled"
    return None


def _view(case: Case, outcome: Outcome) -> object:
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


# ---------------------------------------------------------------- answers


def _dropper(
    *,
    mask: Callable = lambda rng, shape, p: rng.random(shape) >= p,
    scale: Callable = lambda p: 1 / (1 - p),
    at_test: Callable = lambda X, p: X,
    check: Callable = lambda p, training: 0 <= p < 1,
    source: Callable = lambda rng: rng,
    combine: Callable = lambda X, keep, factor: X * keep * factor,
) -> Callable:
    """As it should be, but for what is given."""

    def dropout(X, p, training, rng):
        if not check(p, training):
            raise ValueError(p)
        if not training:
            return at_test(X, p)
        return combine(X, mask(source(rng), X.shape, p), scale(p))

    return dropout


def _always(X, p, training, rng):
    return _dropper()(X, p, True, rng)


def _in_place(X, p, training, rng):
    result = _dropper()(X, p, training, rng)
    if training:
        X[:] = result
    return X


def _in_place_mask(X, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError
    if training:
        dropped = rng.random(X.shape) < p
        X[dropped] = 0
        return X / (1 - p)
    return X


def _all_in_place(X, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError
    if training:
        X[rng.random(X.shape) < p] = 0
        X /= 1 - p
    return X


def _number_by_number(X, p, training, rng):
    if p < 0 or p >= 1:
        raise ValueError("p")
    result = X.astype(float)
    if training:
        for place in np.ndindex(X.shape):
            result[place] = 0 if rng.uniform() < p else X[place] / (1 - p)
    return result


def _fixed_count(rng, shape, p):
    keep = np.ones(int(np.prod(shape)), dtype=bool)
    keep[rng.permutation(keep.size)[: round(p * keep.size)]] = False
    return keep.reshape(shape)


def _truncated(X, keep, factor):
    result = np.zeros_like(X)
    result[keep] = (X * factor)[keep]
    return result


DROPOUT = Exercise(
    id="dropout",
    title="Drop activations at random",
    signature="(X, p, training, rng)",
    asked=("X", "p", "training", "rng", "number of calls"),
    aspects=(
        Aspect(
            "training",
            0.75,
            "each number is dropped with probability p, or else scaled up",
            rule=_drops,
        ),
        Aspect("any X", 0.25, "any shape; whole numbers; p = 0", ("training",), rule=_drops),
        Aspect("not training", 0.25, "X comes back as it is", ("training",), rule=_stays),
        Aspect("wrong p", 0.25, "a ValueError unless 0 <= p < 1, always", ("training",)),
        Aspect(
            "own draws",
            0.25,
            "every number and every call draws anew, and only from rng",
            ("training",),
            rule=_draws_itself,
        ),
        unchanged(0.25, ("training",)),
    ),
    inputs=_inputs,
    reference=regularization.dropout,
    driver=drivers.drop,
    view=_view,
    mistakes=(
        Mistake(
            "no-rescale",
            "What is kept stays as it was: it has to be scaled up, so that the mean stays the "
            "same.",
            _dropper(scale=lambda p: 1.0),
        ),
        Mistake(
            "keep-drop-swapped",
            "p was taken for the probability of keeping a number; it is that of dropping it.",
            _dropper(mask=lambda rng, shape, p: rng.random(shape) < p),
            _dropper(mask=lambda rng, shape, p: rng.random(shape) < p, scale=lambda p: 1 / p),
            _dropper(
                mask=lambda rng, shape, p: rng.random(shape) < p,
                combine=lambda X, keep, factor: np.where(keep, X * factor, 0.0),
            ),
        ),
        Mistake(
            "scaled-by-p",
            "The right share is dropped, but what is kept is scaled by p: look at the probability "
            "of keeping a number.",
            _dropper(scale=lambda p: 1 / p if p else 1.0),
            _dropper(scale=lambda p: p),
            _dropper(scale=lambda p: 1 / p),
        ),
        Mistake(
            "scaled-down",
            "What is kept is multiplied by 1 − p; it has to become larger, not smaller.",
            _dropper(scale=lambda p: 1 - p),
        ),
        Mistake(
            "at-test-time",
            "Numbers are dropped also when it is not training.",
            _always,
        ),
        Mistake(
            "scaled-at-test-time",
            "When it is not training, X was scaled: in the form that is asked here, it comes back "
            "as it is.",
            _dropper(at_test=lambda X, p: X * (1 - p)),
            _dropper(at_test=lambda X, p: X * (1 - p), scale=lambda p: 1.0),
            _dropper(at_test=lambda X, p: X / (1 - p)),
        ),
        Mistake(
            "one-mask-for-all-rows",
            "The same places are dropped in every row: each number has a draw of its own.",
            _dropper(mask=lambda rng, shape, p: rng.random(shape[-1]) >= p),
            _dropper(mask=lambda rng, shape, p: rng.random((1, shape[-1])) >= p),
            _dropper(mask=lambda rng, shape, p: rng.random(shape[1:]) >= p),
        ),
        Mistake(
            "whole-rows",
            "A row is dropped as a whole, or kept as a whole: each number has a draw of its own.",
            _dropper(
                mask=lambda rng, shape, p: rng.random((shape[0], *[1] * (len(shape) - 1))) >= p
            ),
        ),
        Mistake(
            "all-or-nothing",
            "Either everything is dropped or nothing is: each number has a draw of its own.",
            _dropper(mask=lambda rng, shape, p: rng.random() >= p),
        ),
        Mistake(
            "fixed-number",
            "Always the same number of entries is dropped: each one has a draw of its own, so how "
            "many it is depends on chance.",
            _dropper(mask=_fixed_count),
        ),
        Mistake(
            "generator-ignored",
            "What is dropped does not come from rng: two generators in the same state have to drop "
            "the same numbers.",
            _dropper(source=lambda rng: np.random.default_rng()),
            _dropper(mask=lambda rng, shape, p: np.random.random(shape) >= p),  # noqa: NPY002
        ),
        Mistake(
            "same-mask-every-call",
            "Every call drops the same numbers: draw from the rng that is passed in, not from one "
            "of your own with a fixed seed.",
            _dropper(source=lambda rng: np.random.default_rng(0)),
            _dropper(source=lambda rng: np.random.default_rng(42)),
        ),
        Mistake(
            "p-not-checked",
            "For a p below 0, or of 1 or more, a ValueError is asked, also when it is not "
            "training.",
            _dropper(check=lambda p, training: True),
            _dropper(check=lambda p, training: not training or 0 <= p < 1),
            _dropper(check=lambda p, training: p >= 0),
            _dropper(check=lambda p, training: p < 1),
        ),
        Mistake(
            "one-allowed",
            "A p of exactly 1 has to be a ValueError too: there would be nothing left to scale up.",
            _dropper(check=lambda p, training: 0 <= p <= 1),
        ),
        Mistake(
            "zero-refused",
            "p = 0 is allowed: nothing is dropped then.",
            _dropper(check=lambda p, training: 0 < p < 1),
        ),
        Mistake(
            "normal-draws",
            "The share that is dropped is not p: `normal` and `standard_normal` do not give "
            "numbers that are spread evenly from 0 to 1.",
            _dropper(mask=lambda rng, shape, p: rng.normal(size=shape) >= p),
        ),
        Mistake(
            "returns-the-mask",
            "The mask itself came back: asked is X with the dropped numbers at 0.",
            _dropper(combine=lambda X, keep, factor: keep * factor),
            _dropper(combine=lambda X, keep, factor: keep),
            _dropper(combine=lambda X, keep, factor: keep * 1.0),
        ),
        Mistake(
            "only-what-is-kept",
            "Only the numbers that are kept came back: the others are to be 0, in their places.",
            _dropper(combine=lambda X, keep, factor: X[keep] * factor),
        ),
        Mistake(
            "int-truncation",
            "With whole numbers the fractions get lost: the result was stored as integers.",
            _dropper(combine=_truncated),
            _dropper(combine=lambda X, keep, factor: (X * keep * factor).astype(X.dtype)),
        ),
        Mistake(
            "inputs-overwritten",
            "The result is right, but X itself was overwritten: the array that was passed in has "
            "to stay as it was.",
            _in_place_mask,
            _in_place,
            _all_in_place,
        ),
    ),
    accepted={
        "number by number": _number_by_number,
        "binomial": _dropper(mask=lambda rng, shape, p: rng.binomial(1, 1 - p, size=shape)),
        "choice": _dropper(mask=lambda rng, shape, p: rng.choice([0, 1], shape, p=[p, 1 - p])),
        "where, the other way round": _dropper(
            mask=lambda rng, shape, p: rng.uniform(size=shape) < 1 - p,
            combine=lambda X, keep, factor: np.where(~keep, 0, X) * factor,
        ),
        "a copy when not training": _dropper(at_test=lambda X, p: X.copy()),
        "float32": _dropper(
            mask=lambda rng, shape, p: rng.random(shape, dtype=np.float32) >= p,
            combine=lambda X, keep, factor: X.astype(np.float32) * keep * np.float32(factor),
        ),
    },
)
