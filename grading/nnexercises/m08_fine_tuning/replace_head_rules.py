"""How answers to `replace_head` are judged."""

import numpy as np

from nngrader.declare import Case
from nngrader.inside.observe import Outcome
from nngrader.values.compare import kind_of

HEADS = ("modules", "learns", "body", "new numbers of each call")


def _shape_fault(got: object) -> str | None:
    if isinstance(got, tuple) and len(got) == len(HEADS):
        return None
    return f"the result is {kind_of(got)}: an nn.Sequential is asked"


def _head_place(expected: tuple) -> int:
    return next(i for i, module in enumerate(expected[0]) if module.startswith("a new"))


def head_right(case: Case, expected: tuple, got: object) -> str | None:
    if fault := _shape_fault(got):
        return fault
    modules, place = got[0], _head_place(expected)
    if len(modules) != len(expected[0]):
        return f"the result has {len(modules)} modules, {len(expected[0])} are asked"
    if modules[place] != expected[0][place]:
        return f"module {place} of the result is {modules[place]}: {expected[0][place]} is asked"
    own = [name for name in expected[1] if name.startswith(f"{place}.")]
    missing = [name for name in own if name not in got[1]]
    if missing:
        return f"{missing[0]} does not learn, or is not there: the new head has to learn"
    return None


def body_right(case: Case, expected: tuple, got: object) -> str | None:
    if fault := head_right(case, expected, got):
        return fault
    for place, (right, module) in enumerate(zip(expected[0], got[0], strict=True)):
        if module != right:
            return f"module {place} of the result is {module}: {right} is asked, the same object"
    for name, _ in expected[2]:
        if (name in expected[1]) != (name in got[1]):
            learns = "learns" if name in got[1] else "is frozen"
            return f"{name} {learns} now, and did not before"
    if expected[1] != got[1]:
        return "other parameters learn than before"
    for name, change in got[2]:
        if change.any():
            return f"{name} has other numbers than before"
    return None


def drawn_right(case: Case, expected: tuple, got: object) -> str | None:
    if fault := head_right(case, expected, got):
        return fault
    same_weights, same, *others, distinct = _draws(got)
    if not distinct:
        return "the neurons of the new head all have the same weights"
    if not same_weights or not same:
        return "with a generator in the same state, the new head has other numbers"
    if not others[0]:
        return "with a generator of another seed, the new head has the same weights"
    if not others[1]:
        return (
            "with the same generator, but after it has drawn something, the new head has the same "
            "weights"
        )
    return None


def _draws(got: tuple) -> list[bool]:
    """Is the head the same where it should be (its weights, and all of it), another where it
    should be, and are its neurons different?
    """
    first, again, other, later = got[3]
    weight = first[0] if first else np.zeros((2, 1))
    return [
        _equal_weights(first, again),
        len(first) == len(again) and all(map(np.array_equal, first, again)),
        not _equal_weights(first, other),
        not _equal_weights(first, later),
        len(np.unique(weight, axis=0)) == len(weight),
    ]


def _equal_weights(one: list, other: list) -> bool:
    return [a.shape for a in one] == [a.shape for a in other] and bool(
        one and np.array_equal(one[0], other[0])
    )


def head_view(case: Case, outcome: Outcome) -> object:
    """Not the numbers of the head, which every answer draws in its own way."""
    if outcome.error:
        return outcome.error.types[0]
    if _shape_fault(outcome.value):
        return kind_of(outcome.value)
    modules, learns, body, _ = outcome.value
    return [modules, learns, [bool(change.any()) for _, change in body], _draws(outcome.value)]
