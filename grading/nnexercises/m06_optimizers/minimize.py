"""The exercise `minimize`: take steps with an optimizer, and record the path."""

import copy
import itertools

import numpy as np

from nnbasics import optimizers
from nnexercises.drivers import m06 as drivers
from nnexercises.m06_optimizers.minimize_mistakes import MISTAKES
from nnexercises.m06_optimizers.programs import weights
from nngrader.declare import Aspect, Case, Exercise, Run, Text
from nngrader.inside.observe import Outcome
from nngrader.values.compare import compare


def _inputs(rng: np.random.Generator) -> list[Case]:
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


EXERCISE = Exercise(
    id="minimize",
    signature="(optimizer, params, gradient, steps)",
    text=Text(
        title="Record the path downhill",
        minutes=10,
        difficulty="medium",
        lesson="1. A ravine: why the steepest way is slow",
    ),
    rests_on=("SGD",),
    aspects=(
        Aspect("the end", 0.5, "the last entry: where the optimizer has led to", rule=_last),
        Aspect("path", 1.5, "all places, from the start to the end", ("the end",)),
    ),
    inputs=_inputs,
    reference=optimizers.minimize,
    mistakes=MISTAKES,
    accepted={
        "in one list": _collected,
        "deepcopy": _before_and_after,
        "tuples": _while_loop,
        "room first": _room_first,
    },
    run=Run(driver=drivers.walk, asked=("gradient", "params", "steps")),
)
