"""How answers to `train` are judged."""

import numpy as np

from nnbasics.networks import Params
from nnexercises.m05_training_loop.drawing import same
from nnexercises.m05_training_loop.train_parts import Cut, all_epochs, cuts_of
from nnexercises.shared import raised
from nngrader.declare import Case, Exercise
from nngrader.inside.observe import Outcome
from nngrader.values.compare import RTOL_32, compare

_RESULTS = "params", "history"
_MOST = 300  # places that training may have come to; mostly it is one

# ---------------------------------------------------------------- every way to cut an epoch


def _order_matters(case: Case) -> bool:
    """Whether right answers may differ, because the samples come in another order."""
    X, _, _, lr, epochs, size = case.args[:6]
    return bool(len(X) > size and lr and epochs and (X[0] != X).any())


def _explain(case: Case, value: object) -> tuple[set[Cut], str]:
    """Whether some order of the samples, epoch by epoch, gives this result.

    Returns the cuts that may have been those of *every* epoch: none, if the order was a new
    one each time. And a sentence on what cannot be explained, or an empty one.
    """
    answer = _read(case, value)
    if isinstance(answer, str):
        return set(), answer
    found, history = answer
    # Where training may be now, and the cuts that may have led there again and again. Often
    # it is one place; with neurons that are silent for ever, many orders lead to the same.
    places: list[tuple[Params, set[Cut]]] = [(case.args[2], set(cuts_of(case)))]
    for epoch, loss in enumerate(history):
        reached: dict[bytes, tuple[Params, set[Cut]]] = {}
        for params, repeated in places:
            for cut, after, its_loss in all_epochs(case, params):
                if _may_be(its_loss, loss) and compare(its_loss, loss).difference is None:
                    _, cuts = reached.setdefault(_key(after), (after, set()))
                    cuts.update({cut} & repeated)
        if not reached:
            return set(), (
                f"history[{epoch}] is {loss:.7g}: in no order of the samples is the mean loss of "
                "this epoch that"
            )
        places = list(reached.values())[:_MOST]
    right = [cuts for params, cuts in places if compare(params, found).difference is None]
    fault = "" if right else "history is right, but params are not those after the last update"
    return set().union(*right), fault


def _key(params: Params) -> bytes:
    """The same for parameters that are the same but for rounding, nearly always."""
    return np.concatenate([part.ravel() for layer in params for part in layer]).round(9).tobytes()


def _may_be(right: float, loss: object) -> bool:
    """A quick look before the comparison, at the tolerance of float32."""
    return abs(right - float(loss)) <= 2 * RTOL_32 * abs(right) + 1e-5


def _read(case: Case, value: object) -> tuple[list, list] | str:
    """The parameters and the history that came back, or what is wrong with their shapes."""
    params, epochs = case.args[2], case.args[4]
    shapes = _zeroed(params), [0.0] * epochs
    fault = compare(shapes, _zeroed(value), results=_RESULTS).difference
    return fault or (value[0], list(value[1]))


def _zeroed(value: object) -> object:
    """The same structure, with every number 0."""
    if isinstance(value, (list, tuple)):
        return type(value)(map(_zeroed, value))
    if isinstance(value, np.ndarray) and value.dtype.kind in "iuf":
        return np.zeros(value.shape)
    return 0.0 if type(value) in (int, float) else value


# ---------------------------------------------------------------- rules


def params_agree(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    """The parameters alone: as the reference's, or as after some order of the samples."""
    if outcome.error:
        return raised(outcome)
    value = outcome.value[0]
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        return compare(expected.value[0], value, results=_RESULTS).difference
    fault = compare(expected.value[0][:1], value[:1], results=("params",)).difference
    if not fault or not _order_matters(case):
        return fault
    if any(
        compare(params, value[0]).difference is None
        for _, params, _ in all_epochs(case, case.args[2])
    ):
        return None
    return "params are not what any order of the samples gives"


def agrees(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    """As the reference, or explained by some order of the samples."""
    if outcome.error:
        return raised(outcome)
    if _order_matters(case):
        return _explain(case, outcome.value[0])[1] or None
    for right, value in zip(expected.value, outcome.value, strict=True):
        fault = compare(right, value, results=_RESULTS).difference
        if fault:
            return fault
    return None


def has_new_order(
    exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome
) -> str | None:
    if outcome.error:
        return raised(outcome)
    repeated, fault = _explain(case, outcome.value[0])
    if fault:
        return fault
    if repeated:
        return f"all {case.args[4]} epochs had the same batches in the same order"
    return None


def comes_from_rng(
    exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome
) -> str | None:
    fault = agrees(exercise, case, expected, outcome)
    if fault:
        return fault
    if compare(outcome.value[0], outcome.value[1]).difference:
        return (
            "the same call with a generator in the same state gave another result: draw from rng "
            "only, and keep nothing from one call to the next"
        )
    return None


def view(case: Case, outcome: Outcome) -> object:
    """The numbers where they are certain, otherwise what sort of order it was."""
    if outcome.error:
        return outcome.error.types[0]
    if not _order_matters(case):
        return _without_earlier(case, outcome)
    repeated, fault = _explain(case, outcome.value[0])
    if fault:
        return ["not explained", _grows(outcome)]
    if len(outcome.value) > 1:
        return str(same(*outcome.value))
    if case.aspect != "new order":  # few epochs or samples: some orders are equal by chance
        return "explained"
    as_given = any(sum(cut, ()) == tuple(range(len(case.args[0]))) for cut in repeated)
    return "in order" if as_given else "one order" if repeated else "new orders"


def _grows(outcome: Outcome) -> str:
    """Whether a second call had a longer history than the first."""
    lengths = [
        len(value[1])
        for value in outcome.value
        if isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], list)
    ]
    return str(lengths != sorted(lengths, reverse=True))


def _without_earlier(case: Case, outcome: Outcome) -> object:
    """What came back, without entries of history that may be left from earlier calls."""
    epochs, kept = case.args[4], []
    for value in outcome.value:
        if isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], list):
            value = value[0], value[1][len(value[1]) - epochs :]
        kept.append(value)
    return [kept, _grows(outcome)]
