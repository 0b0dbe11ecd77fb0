"""How answers to `fine_tune` are judged."""

import numpy as np

from nnexercises.m08_fine_tuning.parts import difference
from nngrader.declare import Case
from nngrader.inside.observe import Outcome
from nngrader.inside.plain import Opaque
from nngrader.values.compare import kind_of

# Adam's first steps are as long as the learning rate, whatever the gradient: rounding may move
# a parameter by a small part of that.
_PART_OF_STEP = 1e-3


def trained(case: Case, expected: tuple, got: tuple) -> str | None:
    """The parameters that learn; the frozen ones have a rule of their own."""
    lr, frozen = case.args[5], case.args[1]
    for (name, right), (_, numbers) in zip(expected[2], got[2], strict=True):
        if name not in frozen:
            fault = difference((right,), (numbers,), (name,), atol=_PART_OF_STEP * lr)
            if fault:
                return f"{fault} (after the last step)"
    return None


def losses_right(case: Case, expected: tuple, got: tuple) -> str | None:
    right, losses = expected[0], got[0]
    if isinstance(losses, (list, tuple)) and losses and isinstance(losses[0], Opaque):
        return f"losses[0] is of type {losses[0].type_name}: a Python number is asked"
    if not isinstance(losses, (list, tuple, np.ndarray)) or np.ndim(losses) != 1:
        return f"the result is {kind_of(losses)}: a list with a number for each step is asked"
    if len(losses) != len(right):
        return f"the result has length {len(losses)}: {len(right)} losses are asked"
    names = tuple(f"losses[{i}]" for i in range(len(right)))
    as_arrays = ([np.asarray(loss, np.float32) for loss in each] for each in (right, losses))
    return difference(*as_arrays, names, atol=1e-5)


def frozen_stay(case: Case, expected: tuple, got: tuple) -> str | None:
    for name, change in got[3]:
        if change.any():
            return f"{name} was frozen, and it has moved"
    for name, _ in got[2]:
        if name in expected[1] and name not in got[1]:
            return f"{name} can't learn any more after the call"
        if name in got[1] and name not in expected[1]:
            return f"{name} was frozen, and is not frozen any more after the call"
    return trained(case, expected, got)


def in_training_mode(case: Case, expected: tuple, got: tuple) -> str | None:
    if not got[4]:
        return None
    return (
        f"module {got[4][0]} of the model was in evaluation mode while the model learned: dropout "
        "does nothing then"
    )


def view(case: Case, outcome: Outcome) -> object:
    if outcome.error:
        return outcome.error.types[0]
    losses, learns, numbers, _, evaluating = outcome.value
    if case.aspect == "training mode":  # what dropout leaves out is random
        return evaluating
    shown = [_shown(x) for x in losses] if isinstance(losses, (list, tuple)) else _shown(losses)
    return [shown, learns, [array for _, array in numbers], evaluating]


def _shown(loss: object) -> object:
    if isinstance(loss, Opaque):
        return "Opaque"
    return np.float32(loss) if isinstance(loss, float) else loss
