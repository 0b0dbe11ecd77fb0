"""The exercise `AdamW`: Adam, with weights that shrink."""

import numpy as np

from nnbasics import optimizers
from nnexercises.drivers import m06 as drivers
from nnexercises.m06_optimizers.AdamW_accepted import ACCEPTED
from nnexercises.m06_optimizers.AdamW_mistakes import MISTAKES
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
    turns = {"label": "two optimizers in turns", **shared}
    more = "betas=(0.5, 0.8), weight_decay=0.2"
    return [
        example("AdamW(params, 0.1, weight_decay=0.5)", [2.0, -3.0], [4.0, -2.0], [2.0, 1.0],
                **one),
        steps(rng, "AdamW(params, 0.1, weight_decay=0.1)", 4, (3,), **one),
        steps(rng, "AdamW(params, 0.2)", 4, (2,), label="the default weight_decay", **one),
        steps(rng, f"AdamW(params, 0.1, {more})", 5, (2, 3), **one),
        steps(rng, "AdamW(params, 0.1, weight_decay=0.3)", 4, (2,), still=(0, 1),
              label="at first gradients of 0", **one),
        steps(rng, "AdamW(params, 0.1, (0.9, 0.99), 0.5, 0.2)", 4, (2,), label="ε = 0.5", **one),
        steps(rng, "AdamW(params, 0.1, weight_decay=0.0)", 3, (2,), label="no decay", **one),
        steps(rng, "AdamW(params, 0.1, weight_decay=0.5)", 3, (2,), (2,), **several),
        steps(rng, f"AdamW(params, 0.1, {more})", 4, (4, 3), (3,), (3, 2), (2,), **several),
        steps(rng, "AdamW(params, 0.1)", 3, (1, 3), (3,), (3, 1), (1,), **several),
        whole_numbers(rng, "AdamW(params, 0.1, weight_decay=0.5)", **several),
        in_turns(
            rng, "AdamW(params[:1], 0.1)", "AdamW(params[1:], 0.1)", 3, (2,), (2,), **turns,
        ),
        in_turns(
            rng, f"AdamW(params[:1], 0.1, {more})", "AdamW(params[1:], 0.03)", 3, (2,), (2,), (2,),
            **turns,
        ),
        same_arrays(
            rng, "AdamW(params, 0.1)", 4, (3,), (2,),
            label="the same arrays, filled anew for each step", **shared,
        ),
        steps(rng, "AdamW(params, 0.1)", 3, (2,), (3,), label="read-only gradients",
              read_only=True, **unchanged),
    ]  # fmt: skip


EXERCISE = Exercise(
    id="AdamW",
    signature="(params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01)",
    text=Text(
        title="Let the weights decay",
        minutes=15,
        difficulty="medium",
        lesson="8. AdamW: let weights shrink by themselves",
    ),
    rests_on=("Adam",),
    aspects=(
        Aspect("one array", 1.0, "params after every step, with a single array"),
        several_arrays(0.5, "one array"),
        nothing_shared(0.25),
        gradients_unchanged(0.25, "one array"),
    ),
    inputs=_inputs,
    reference=optimizers.AdamW,
    mistakes=MISTAKES,
    accepted=ACCEPTED,
    run=Run(driver=drivers.run_optimizer, asked=ASKED),
    compare=Comparison(results=STEPS),
)
