"""The exercise `Momentum`: descent that keeps rolling."""

import numpy as np

from nnbasics import optimizers
from nnexercises.drivers import m06 as drivers
from nnexercises.m06_optimizers.Momentum_accepted import ACCEPTED
from nnexercises.m06_optimizers.Momentum_mistakes import MISTAKES
from nnexercises.m06_optimizers.programs import (
    ASKED,
    STEPS,
    example,
    gradients_unchanged,
    in_turns,
    nothing_shared,
    same_arrays,
    several_arrays,
    steps,
    whole_numbers,
)
from nngrader.declare import Aspect, Case, Comparison, Exercise, Run, Text


def _inputs(rng: np.random.Generator) -> list[Case]:
    one, several = {"aspect": "one array"}, {"aspect": "several arrays"}
    shared, unchanged = {"aspect": "nothing shared"}, {"aspect": "gradients unchanged"}
    return [
        example("Momentum(params, 0.1)", [1.0, 2.0], [4.0, -2.0], [1.0, 1.0], **one),
        steps(rng, "Momentum(params, 0.1)", 4, (3,), **one),
        steps(rng, "Momentum(params, 0.05, beta=0.5)", 5, (2, 3), **one),
        steps(rng, "Momentum(params, 0.1, 0.0)", 3, (2,), label="β = 0", **one),
        steps(rng, "Momentum(params, 0.1, 0.8)", 5, (2,), still=(1, 2), label="gradients of 0",
              **one),
        steps(rng, "Momentum(params, 0.1)", 3, (2,), (2,), **several),
        steps(rng, "Momentum(params, 0.1, beta=0.7)", 4, (4, 3), (3,), (3, 2), (2,), **several),
        steps(rng, "Momentum(params, 0.1)", 3, (1, 3), (3,), (3, 1), (1,), **several),
        whole_numbers(rng, "Momentum(params, 0.1)", **several),
        in_turns(
            rng, "Momentum(params[:1], 0.1)", "Momentum(params[1:], 0.1)", 3, (2,), (2,),
            label="two optimizers in turns", **shared,
        ),
        in_turns(
            rng, "Momentum(params[:1], 0.1, 0.5)", "Momentum(params[1:], 0.3)", 3, (2,), (2,), (2,),
            label="two optimizers in turns", **shared,
        ),
        same_arrays(
            rng, "Momentum(params, 0.1)", 4, (3,), (2,),
            label="the same arrays, filled anew for each step", **shared,
        ),
        steps(rng, "Momentum(params, 0.1)", 3, (2,), (3,), label="read-only gradients",
              read_only=True, **unchanged),
    ]  # fmt: skip


EXERCISE = Exercise(
    id="Momentum",
    signature="(params, lr, beta=0.9)",
    text=Text(
        title="Keep rolling",
        minutes=10,
        difficulty="medium",
        lesson="2. Momentum: a heavy ball",
    ),
    rests_on=("SGD",),
    aspects=(
        Aspect("one array", 1.0, "params after every step, with a single array"),
        several_arrays(0.5, "one array"),
        nothing_shared(0.25),
        gradients_unchanged(0.25, "one array"),
    ),
    inputs=_inputs,
    reference=optimizers.Momentum,
    mistakes=MISTAKES,
    accepted=ACCEPTED,
    run=Run(driver=drivers.run_optimizer, asked=ASKED),
    compare=Comparison(results=STEPS),
)
