"""The exercise `SGD`: plain gradient descent."""

import numpy as np

from nnbasics import optimizers
from nnexercises.drivers import m06 as drivers
from nnexercises.m06_optimizers.programs import (
    ASKED,
    STEPS,
    example,
    gradients_unchanged,
    in_turns,
    same_arrays,
    several_arrays,
    steps,
    whole_numbers,
)
from nnexercises.m06_optimizers.SGD_accepted import ACCEPTED
from nnexercises.m06_optimizers.SGD_mistakes import MISTAKES
from nngrader.declare import Aspect, Case, Comparison, Exercise, Run, Text


def _inputs(rng: np.random.Generator) -> list[Case]:
    one, several = {"aspect": "steps"}, {"aspect": "several arrays"}
    unchanged = {"aspect": "gradients unchanged"}
    return [
        example("SGD(params, 0.1)", [1.0, 2.0], [4.0, -2.0], [1.0, 1.0], **one),
        steps(rng, "SGD(params, 0.5)", 3, (3,), **one),
        steps(rng, "SGD(params, 0.05)", 4, (2, 3), **one),
        steps(rng, "SGD(params, 0.1)", 4, (2,), still=(1,), label="once a gradient of 0", **one),
        steps(rng, "SGD(params, 0.1)", 3, (2,), sizes=(1e6, 1e-4), label="huge and small", **one),
        steps(rng, "SGD(params, 0.1)", 2, (2,), (2,), **several),
        steps(rng, "SGD(params, 0.2)", 3, (4, 3), (3,), (3, 2), (2,), **several),
        steps(rng, "SGD(params, 0.1)", 2, (1, 3), (3,), (3, 1), (1,), **several),
        whole_numbers(rng, "SGD(params, 0.25)", **several),
        in_turns(
            rng, "SGD(params[:1], 0.1)", "SGD(params[1:], 0.3)", 3, (2,), (2,), (3, 2),
            label="two optimizers in turns", **several,
        ),
        same_arrays(
            rng, "SGD(params, 0.1)", 3, (3,), (2,),
            label="the same arrays, filled anew for each step", **several,
        ),
        steps(rng, "SGD(params, 0.1)", 2, (2,), (3,), label="read-only gradients",
              read_only=True, **unchanged),
    ]  # fmt: skip


EXERCISE = Exercise(
    id="SGD",
    signature="(params, lr)",
    text=Text(
        title="Step downhill",
        minutes=10,
        difficulty="easy",
        lesson="1. A ravine: why the steepest way is slow",
    ),
    rests_on=("fit_line",),
    aspects=(
        Aspect("steps", 0.5, "params after every step: w − lr · g, in the arrays that were given"),
        several_arrays(0.25, "steps"),
        gradients_unchanged(0.25, "steps"),
    ),
    inputs=_inputs,
    reference=optimizers.SGD,
    mistakes=MISTAKES,
    accepted=ACCEPTED,
    run=Run(driver=drivers.run_optimizer, asked=ASKED),
    compare=Comparison(results=STEPS),
)
