"""The exercise `RMSProp`: give each weight its own step size."""

import numpy as np

from nnbasics import optimizers
from nnexercises.drivers import m06 as drivers
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
from nnexercises.m06_optimizers.RMSProp_accepted import ACCEPTED
from nnexercises.m06_optimizers.RMSProp_mistakes import MISTAKES
from nngrader.declare import Aspect, Case, Comparison, Exercise, Run, Text


def _inputs(rng: np.random.Generator) -> list[Case]:
    one, several = {"aspect": "one array"}, {"aspect": "several arrays"}
    small, shared = {"aspect": "small gradients"}, {"aspect": "nothing shared"}
    unchanged = {"aspect": "gradients unchanged"}
    turns = {"label": "two optimizers in turns", **shared}
    return [
        example("RMSProp(params, 0.01)", [2.0, 3.0], [2.0, 49.0], [1.0, -7.0], **one),
        steps(rng, "RMSProp(params, 0.02)", 4, (3,), **one),
        steps(rng, "RMSProp(params, 0.01, beta=0.9)", 5, (2, 3), **one),
        steps(rng, "RMSProp(params, 0.01, 0.5)", 4, (2,), **one),
        steps(rng, "RMSProp(params, 0.01)", 4, (2,), still=(2,), label="once a gradient of 0",
              **one),
        steps(rng, "RMSProp(params, 0.01)", 3, (2,), sizes=(1e6, 1.0), label="huge", **one),
        steps(rng, "RMSProp(params, 0.01)", 3, (2,), (2,), **several),
        steps(rng, "RMSProp(params, 0.01, beta=0.8)", 4, (4, 3), (3,), (3, 2), (2,), **several),
        steps(rng, "RMSProp(params, 0.01)", 3, (1, 3), (3,), (3, 1), (1,), **several),
        whole_numbers(rng, "RMSProp(params, 0.01)", **several),
        steps(rng, "RMSProp(params, 0.01)", 3, (2,), still=(0,), label="at first gradients of 0",
              **small),
        steps(rng, "RMSProp(params, 0.01)", 3, (3,), sizes=(1e-8,), label="tiny gradients",
              **small),
        steps(rng, "RMSProp(params, 0.1, 0.9, 0.1)", 3, (3,), sizes=(0.1,), label="ε = 0.1",
              **small),
        steps(rng, "RMSProp(params, 0.1, eps=1.0)", 3, (2,), label="ε = 1", **small),
        in_turns(
            rng, "RMSProp(params[:1], 0.01)", "RMSProp(params[1:], 0.01)", 3, (2,), (2,), **turns,
        ),
        in_turns(
            rng, "RMSProp(params[:1], 0.01, 0.9)", "RMSProp(params[1:], 0.03)", 3, (2,), (2,), (2,),
            **turns,
        ),
        same_arrays(
            rng, "RMSProp(params, 0.01)", 4, (3,), (2,),
            label="the same arrays, filled anew for each step", **shared,
        ),
        steps(rng, "RMSProp(params, 0.01)", 3, (2,), (3,), label="read-only gradients",
              read_only=True, **unchanged),
    ]  # fmt: skip


EXERCISE = Exercise(
    id="RMSProp",
    signature="(params, lr, beta=0.99, eps=1e-8)",
    text=Text(
        title="Give each weight its own step size",
        minutes=15,
        difficulty="medium",
        lesson="3. RMSProp: a step size for each weight",
    ),
    rests_on=("SGD",),
    aspects=(
        Aspect("one array", 1.0, "params after every step, with a single array"),
        several_arrays(0.25, "one array"),
        Aspect("small gradients", 0.25, "gradients near 0, where ε counts", ("one array",)),
        nothing_shared(0.25),
        gradients_unchanged(0.25, "one array"),
    ),
    inputs=_inputs,
    reference=optimizers.RMSProp,
    mistakes=MISTAKES,
    accepted=ACCEPTED,
    run=Run(driver=drivers.run_optimizer, asked=ASKED),
    compare=Comparison(results=STEPS),
)
