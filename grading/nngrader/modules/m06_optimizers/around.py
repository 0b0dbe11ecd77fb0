"""What happens around an optimizer: `clip_gradients` before its step, `minimize` around it."""

import copy
import itertools
import math
from collections.abc import Callable

import numpy as np

from nnbasics import optimizers
from nngrader.compare import compare
from nngrader.declare import Aspect, Case, Exercise, Mistake, unchanged
from nngrader.inside.drivers import m06 as drivers
from nngrader.inside.observe import Outcome
from nngrader.modules.m06_optimizers.parts import slopes, weights

# ---------------------------------------------------------------- clip_gradients


def _clip_inputs(rng: np.random.Generator) -> list[Case]:
    def case(share: float, *shapes: tuple[int, ...], size: float = 1.0, **about: object) -> Case:
        """Gradients, and a limit that is this share of their common norm."""
        grads = [slopes(rng, *shape, size=size) for shape in shapes]
        norm = math.sqrt(sum(float(np.sum(g**2)) for g in grads))
        return Case(grads, round(share * norm, 2), **about)

    above, within, zero = {"aspect": "above"}, {"aspect": "within"}, {"aspect": "norm of 0"}
    network = ((4, 3), (3,), (3, 2), (2,))
    return [
        Case([np.array([3.0]), np.array([4.0])], 1.0, **above),
        case(0.5, (2,), (3,), **above),
        case(0.9, *network, label="a little above", **above),
        case(0.1, (2, 3), (3,), (1,), **above),
        case(0.5, (5,), label="a single array", **above),
        case(1e-5, (3, 2), (2,), size=1e6, label="huge", **above),
        Case([np.array([0.0, 12.0]), np.array([[-5.0]])], 6.5, label="one gradient of 0", **above),
        Case([np.array([6, -6]), np.array([[7]])], 2 * int(rng.integers(1, 3)),
             label="whole numbers", **above),
        Case([np.array([3.0]), np.array([4.0])], 10.0, **within),
        case(1.1, *network, label="a little below", **within),
        case(30.0, (2,), (3,), label="far below", **within),
        Case([np.array([3.0]), np.array([4.0])], 5.0, label="exactly at the limit", **within),
        Case([np.array([1, -2]), np.array([[2]])], 4, label="whole numbers", **within),
        Case([np.zeros(3), np.zeros((2, 2))], 1.0, label="all gradients are 0", **zero),
        Case([np.zeros(1)], 0.5, label="a gradient of 0", **zero),
        case(0.5, (2,), (3,), aspect="inputs unchanged", label="read-only gradients",
             read_only=True),
    ]  # fmt: skip


def _norm(grads):
    return math.sqrt(sum(float(np.sum(np.square(g, dtype=float))) for g in grads))


def _clip(norm: Callable = _norm, scale: Callable = lambda n, limit: limit / n):
    """Clipping as it should be, but for the norm or the factor."""

    def clip_gradients(grads, max_norm):
        n = norm(grads)
        factor = scale(n, max_norm) if n > max_norm else 1.0
        return [g * factor for g in grads]

    return clip_gradients


def _each_array(grads, max_norm):
    return [_clip()([g], max_norm)[0] for g in grads]


def _each_number(grads, max_norm):
    return [np.clip(g, -max_norm, max_norm) for g in grads]


def _always(grads, max_norm):
    n = _norm(grads)
    return [g * (max_norm / n) if n else g for g in grads]


def _always_without_care(grads, max_norm):
    n = np.sqrt(sum(np.sum(g**2) for g in grads))
    return [g * max_norm / n for g in grads]


def _divides_by_zero(grads, max_norm):
    n = _norm(grads)
    return [g * min(1.0, max_norm / n) for g in grads]


def _nan_for_zero(grads, max_norm):
    n = np.sqrt(sum(np.sum(g**2) for g in grads))
    return [g / n * min(n, max_norm) for g in grads]


def _in_place(grads, max_norm):
    n = _norm(grads)
    if n > max_norm:
        for g in grads:
            np.multiply(g, max_norm / n, out=g, casting="unsafe")
    return grads


def _into_the_list(grads, max_norm):
    n = _norm(grads)
    if n > max_norm:
        for i, g in enumerate(grads):
            grads[i] = g * (max_norm / n)
    return grads


def _as_pytorch(grads, max_norm):
    factor = min(1.0, max_norm / (_norm(grads) + 1e-6))
    return [g * factor for g in grads]


def _as_pytorch_above(grads, max_norm):
    n = _norm(grads)
    return [g * (max_norm / (n + 1e-6)) for g in grads] if n > max_norm else list(grads)


def _one_long_vector(grads, max_norm):
    n = np.linalg.norm(np.concatenate([np.ravel(g) for g in grads]))
    if n <= max_norm:
        return [g.copy() for g in grads]
    return [max_norm * g / n for g in grads]


def _by_the_larger(grads, max_norm):
    n = np.linalg.norm([np.linalg.norm(g) for g in grads])
    return tuple(g / max(n / max_norm, 1) for g in grads)


def _clip_loop(grads, max_norm):
    total = 0.0
    for g in grads:
        for number in g.flat:
            total += float(number) ** 2
    clipped = []
    for g in grads:
        clipped.append(g if total**0.5 <= max_norm else g / total**0.5 * max_norm)
    return clipped


def _clip_float32(grads, max_norm):
    return _as_pytorch_above([g.astype(np.float32) for g in grads], np.float32(max_norm))


CLIP_GRADIENTS = Exercise(
    id="clip_gradients",
    title="Survive a bad batch",
    signature="(grads, max_norm)",
    aspects=(
        Aspect("above", 1.0, "gradients whose common norm is above the limit"),
        Aspect("within", 0.5, "gradients within the limit stay as they are", ("above",)),
        Aspect("norm of 0", 0.25, "gradients that are all 0", ("above",)),
        unchanged(0.25, ("above",)),
    ),
    inputs=_clip_inputs,
    reference=optimizers.clip_gradients,
    styles=(
        Mistake(
            "pytorch-denominator",
            "A tiny number is added to the norm, as PyTorch does. That is accepted.",
            _as_pytorch,
        ),
        Mistake(
            "tiny-denominator",
            "A tiny number is added to the norm. That is accepted.",
            _as_pytorch_above,
        ),
    ),
    mistakes=(
        Mistake(
            "per-array-norm",
            "Each array is clipped on its own, which turns the direction: all of them have one "
            "norm together.",
            _each_array,
        ),
        Mistake(
            "per-element",
            "Each number is clipped on its own, which turns the direction: everything has to be "
            "scaled by the same factor.",
            _each_number,
            lambda grads, max_norm: [np.minimum(g, max_norm) for g in grads],
        ),
        Mistake(
            "always-rescales",
            "Gradients within the limit are scaled up to it: they have to stay as they are.",
            _always,
            _always_without_care,
        ),
        Mistake(
            "zero-division",
            "It is right but for gradients that are all 0: their norm is 0, and something is "
            "divided by it.",
            _divides_by_zero,
            _nan_for_zero,
        ),
        Mistake(
            "in-place",
            "The result is right, but the gradients that were given are changed: make new arrays, "
            "in a new list.",
            _in_place,
            _into_the_list,
        ),
        Mistake(
            "square-root-missing",
            "The sum of squares is taken for the norm: something is missing.",
            _clip(norm=lambda grads: _norm(grads) ** 2),
        ),
        Mistake(
            "norms-added",
            "The norms of the arrays are added up: the common norm is that of all numbers as one "
            "long vector.",
            _clip(norm=lambda grads: sum(_norm([g]) for g in grads)),
        ),
        Mistake(
            "largest-norm",
            "It looks at the array with the largest norm only: the common norm is that of all "
            "numbers as one long vector.",
            _clip(norm=lambda grads: max(_norm([g]) for g in grads)),
        ),
        Mistake(
            "first-array-norm",
            "It looks at the norm of one array only.",
            _clip(norm=lambda grads: _norm(grads[:1])),
            _clip(norm=lambda grads: _norm(grads[-1:])),
        ),
        Mistake(
            "another-norm",
            "This is no root of a sum of squares: absolute values are added, or the largest one is "
            "taken.",
            _clip(norm=lambda grads: sum(np.abs(g).sum() for g in grads)),
            _clip(norm=lambda grads: max(np.abs(g).max() for g in grads)),
        ),
        Mistake(
            "mean-of-squares",
            "The squares are averaged: the norm is the root of their sum.",
            _clip(norm=lambda grads: _norm(grads) / math.sqrt(sum(g.size for g in grads))),
        ),
        Mistake(
            "limit-forgotten",
            "What is above the limit is scaled to norm 1, whatever the limit is.",
            _clip(scale=lambda n, limit: 1 / n),
        ),
        Mistake(
            "factor-turned-over",
            "The factor is turned over: gradients above the limit have to become shorter.",
            _clip(scale=lambda n, limit: n / limit),
        ),
        Mistake(
            "limit-times",
            "What is above the limit is multiplied by the limit: is its norm then the limit?",
            _clip(scale=lambda n, limit: limit),
        ),
        Mistake(
            "set-to-zero",
            "Gradients above the limit are thrown away: they have to become shorter, and keep "
            "their direction.",
            _clip(scale=lambda n, limit: 0.0),
        ),
        Mistake(
            "never-clips",
            "The gradients come back as they were, also above the limit.",
            lambda grads, max_norm: list(grads),
            _clip(scale=lambda n, limit: 1.0),
        ),
        Mistake(
            "one-vector",
            "The numbers are right, but come back as one long vector: a list of arrays is asked, "
            "with the shapes of grads.",
            lambda grads, max_norm: np.concatenate([g.ravel() for g in _clip()(grads, max_norm)]),
        ),
    ),
    accepted={
        "one long vector": _one_long_vector,
        "norm of norms": _by_the_larger,
        "loops": _clip_loop,
        "float32": _clip_float32,
        "as PyTorch": _as_pytorch,
    },
)  # fmt: skip


# ---------------------------------------------------------------- minimize


def _minimize_inputs(rng: np.random.Generator) -> list[Case]:
    end, path = {"aspect": "the end"}, {"aspect": "path"}
    return [
        Case("[2 * params[0]]", [np.array([4.0])], 2, **end),
        Case("[0.5 * w for w in params]", [weights(rng, 3)], 4, **end),
        Case("[params[1] * 0.4, params[0] * 0.3]", [weights(rng, 2), weights(rng, 2)], 3,
             label="two arrays", **end),
        Case("[2 * params[0]]", [np.array([4.0])], 2, **path),
        Case("[0.5 * w for w in params]", [weights(rng, 2, 3)], 3, **path),
        Case("[w ** 2 / 10 for w in params]", [weights(rng, 3, 2), weights(rng, 2)], 4,
             label="two arrays", **path),
        Case("[params[0] - 1, np.sign(params[1]), params[2] / 4]",
             [weights(rng, 2), weights(rng, 1, 3), weights(rng, 1)], 5,
             label="three arrays", **path),
        Case("[2 * params[0]]", [weights(rng, 2)], 1, label="a single step", **path),
        Case("[2 * params[0]]", [weights(rng, 2)], 0, label="no step: the start alone", **path),
    ]  # fmt: skip


def _last(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    """The end of the path, whatever was before."""
    if outcome.error:
        return f"it raised {outcome.error.types[0]}: {outcome.error.message}"
    got = outcome.value
    if isinstance(got, (list, tuple)) and len(got):
        return compare(expected.value[-1:], got[-1:], results=("the last entry",)).difference
    return compare(expected.value, got).difference


def _copied(params):
    return [w.copy() for w in params]


def _aliases(optimizer, params, gradient, steps):
    path = [params]
    for _ in range(steps):
        optimizer.step(gradient(params))
        path.append(params)
    return path


def _aliases_but_the_start(optimizer, params, gradient, steps):
    path = [_copied(params)]
    for _ in range(steps):
        optimizer.step(gradient(params))
        path.append(list(params))
    return path


def _aliases_and_steps_on(optimizer, params, gradient, steps):
    path = []
    for _ in range(steps + 1):
        path.append(params)
        optimizer.step(gradient(params))
    return path


def _start_missing(optimizer, params, gradient, steps):
    path = []
    for _ in range(steps):
        optimizer.step(gradient(params))
        path.append(_copied(params))
    return path


def _end_missing(optimizer, params, gradient, steps):
    path = []
    for _ in range(steps):
        path.append(_copied(params))
        optimizer.step(gradient(params))
    return path


def _stale(optimizer, params, gradient, steps):
    path = [_copied(params)]
    grads = gradient(params)
    for _ in range(steps):
        optimizer.step(grads)
        path.append(_copied(params))
    return path


def _at_the_start(optimizer, params, gradient, steps):
    """The gradient is taken at copies, which stay where they are."""
    path = [_copied(params)]
    for _ in range(steps):
        optimizer.step(gradient(path[0]))
        path.append(_copied(params))
    return path


def _one_behind(optimizer, params, gradient, steps):
    """The gradient for the next step is taken before this one."""
    path = [_copied(params)]
    grads = gradient(params)
    for _ in range(steps):
        following = gradient(params)
        optimizer.step(grads)
        grads = following
        path.append(_copied(params))
    return path


def _too_many(optimizer, params, gradient, steps):
    return _end_missing(optimizer, params, gradient, steps + 2)


def _end_only(optimizer, params, gradient, steps):
    return _start_missing(optimizer, params, gradient, steps)[-1] if steps else _copied(params)


def _first_array_only(optimizer, params, gradient, steps):
    path = [params[0].copy()]
    for _ in range(steps):
        optimizer.step(gradient(params))
        path.append(params[0].copy())
    return path


def _gradients_noted(optimizer, params, gradient, steps):
    path = [_copied(params)]
    for _ in range(steps):
        grads = gradient(params)
        optimizer.step(grads)
        path.append(_copied(grads))
    return path


def _own_descent(optimizer, params, gradient, steps):
    path = [_copied(params)]
    for _ in range(steps):
        for w, g in zip(params, gradient(params), strict=True):
            w -= optimizer.lr * g
        path.append(_copied(params))
    return path


def _steps_on_copies(optimizer, params, gradient, steps):
    params = _copied(params)
    path = [_copied(params)]
    for _ in range(steps):
        optimizer.step(gradient(params))
        path.append(_copied(params))
    return path


def _takes_what_step_returns(optimizer, params, gradient, steps):
    path = [_copied(params)]
    for _ in range(steps):
        params = optimizer.step(gradient(params))
        path.append(_copied(params))
    return path


def _two_at_a_time(optimizer, params, gradient, steps):
    path = [_copied(params)]
    for _ in range(steps):
        optimizer.step(gradient(params))
        optimizer.step(gradient(params))
        path.append(_copied(params))
    return path


def _collected(optimizer, params, gradient, steps):
    def here():
        return [np.array(w) for w in params]

    return [here(), *(optimizer.step(gradient(params)) or here() for _ in range(steps))]


def _before_and_after(optimizer, params, gradient, steps):
    path = []
    for i in itertools.count():
        path.append(copy.deepcopy(params))
        if i == steps:
            return path
        optimizer.step(gradient(path[-1]))


def _while_loop(optimizer, params, gradient, steps):
    path = (tuple(w + 0 for w in params),)
    while steps > 0:
        grads = list(gradient(params))
        optimizer.step(grads)
        path += (tuple(w + 0 for w in params),)
        steps -= 1
    return path


def _room_first(optimizer, params, gradient, steps):
    path = [[np.empty_like(w) for w in params] for _ in range(steps + 1)]
    for i, places in enumerate(path):
        if i > 0:
            optimizer.step(gradient(params))
        for place, w in zip(places, params, strict=True):
            place[...] = w
    return path


MINIMIZE = Exercise(
    id="minimize",
    title="Walk, and write down the way",
    signature="(optimizer, params, gradient, steps)",
    driver=drivers.walk,
    asked=("gradient", "params", "steps"),
    aspects=(
        Aspect("the end", 0.5, "the last entry: where the optimizer has led to", rule=_last),
        Aspect("path", 1.5, "all places, from the start to the end", ("the end",)),
    ),
    inputs=_minimize_inputs,
    reference=optimizers.minimize,
    mistakes=(
        Mistake(
            "aliases-in-path",
            "All entries are the same arrays, which went on changing: copies of the list are not "
            "copies of the arrays.",
            _aliases,
            _aliases_but_the_start,
            _aliases_and_steps_on,
        ),
        Mistake(
            "start-missing",
            "The path begins after the first step: the start belongs to it.",
            _start_missing,
        ),
        Mistake(
            "stale-gradient",
            "The gradient is not the one at the place where the optimizer is: it has to be taken "
            "anew before every step.",
            _stale,
            _at_the_start,
            _one_behind,
            _steps_on_copies,
        ),
        Mistake(
            "end-missing",
            "The path ends before the last step: where that leads to belongs to it.",
            _end_missing,
        ),
        Mistake(
            "one-step-too-many",
            "There is a step too many: the path has steps + 1 entries, one of them is the start.",
            _too_many,
        ),
        Mistake(
            "end-only",
            "Only the last place comes back: a list with all of them is asked.",
            _end_only,
        ),
        Mistake(
            "first-array-only",
            "Each entry is one array: it has to be a list with a copy of every array in params.",
            _first_array_only,
        ),
        Mistake(
            "gradients-noted",
            "The path has gradients in it: it has to have the params.",
            _gradients_noted,
        ),
        Mistake(
            "step-returns-nothing",
            "What step returns is taken for the new params: step returns nothing, it changes the "
            "arrays.",
            _takes_what_step_returns,
        ),
        Mistake(
            "own-descent",
            "The optimizer's step is not called: how to move is its business, not yours.",
            _own_descent,
        ),
        Mistake(
            "twice-a-step",
            "Two steps are taken for each entry of the path.",
            _two_at_a_time,
        ),
    ),
    accepted={
        "in one list": _collected,
        "deepcopy": _before_and_after,
        "tuples": _while_loop,
        "room first": _room_first,
    },
)  # fmt: skip
