"""The exercise `Adam`: momentum, a step size for each weight, and a correction."""

import numpy as np

from nnbasics import optimizers
from nnexercises.drivers import m06 as drivers
from nnexercises.m06_optimizers.Adam_mistakes import MISTAKES
from nnexercises.m06_optimizers.moments import CountsEachArray, InPlaceAdam, RateFirst, SteppingAdam
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
    small, shared = {"aspect": "small gradients"}, {"aspect": "nothing shared"}
    unchanged = {"aspect": "gradients unchanged"}
    turns = {"label": "two optimizers in turns", **shared}
    other = "betas=(0.5, 0.8)"
    return [
        example("Adam(params, 0.1)", [2.0, -3.0], [4.0, -2.0], [2.0, 1.0], **one),
        steps(rng, "Adam(params, 0.05)", 5, (3,), **one),
        steps(rng, f"Adam(params, 0.1, {other})", 6, (2, 3), **one),
        steps(rng, "Adam(params, 0.01, (0.8, 0.6))", 5, (2,), **one),
        steps(rng, "Adam(params, 0.1)", 5, (2,), still=(1, 2), label="gradients of 0", **one),
        steps(rng, "Adam(params, 0.1)", 4, (2,), sizes=(1e6, 1.0), label="huge", **one),
        steps(rng, "Adam(params, 0.1)", 3, (2,), (2,), **several),
        steps(rng, f"Adam(params, 0.1, {other})", 4, (4, 3), (3,), (3, 2), (2,), **several),
        steps(rng, "Adam(params, 0.1)", 3, (1, 3), (3,), (3, 1), (1,), **several),
        whole_numbers(rng, "Adam(params, 0.1)", **several),
        steps(rng, "Adam(params, 0.1)", 3, (2,), still=(0,), label="at first gradients of 0",
              **small),
        steps(rng, "Adam(params, 0.1)", 3, (3,), sizes=(1e-8,), label="tiny gradients", **small),
        steps(rng, f"Adam(params, 0.1, {other}, eps=0.1)", 3, (3,), sizes=(0.1,), label="ε = 0.1",
              **small),
        steps(rng, "Adam(params, 0.1, eps=1.0)", 3, (2,), label="ε = 1", **small),
        in_turns(rng, "Adam(params[:1], 0.1)", "Adam(params[1:], 0.1)", 3, (2,), (2,), **turns),
        in_turns(
            rng, f"Adam(params[:1], 0.1, {other})", "Adam(params[1:], 0.03)", 3, (2,), (2,), (2,),
            **turns,
        ),
        same_arrays(
            rng, "Adam(params, 0.1)", 4, (3,), (2,),
            label="the same arrays, filled anew for each step", **shared,
        ),
        steps(rng, "Adam(params, 0.1)", 3, (2,), (3,), label="read-only gradients",
              read_only=True, **unchanged),
    ]  # fmt: skip


class _NumberByNumberAdam:
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = params, lr, betas, eps, 0
        self.m = [[0.0] * w.size for w in params]
        self.v = [[0.0] * w.size for w in params]

    def step(self, grads):
        self.t = self.t + 1
        b1, b2 = self.betas
        for w, g, m, v in zip(self.params, grads, self.m, self.v, strict=True):
            for k, place in enumerate(np.ndindex(w.shape)):
                m[k] = b1 * m[k] + (1 - b1) * float(g[place])
                v[k] = b2 * v[k] + (1 - b2) * float(g[place]) ** 2
                m_hat, v_hat = m[k] / (1 - b1**self.t), v[k] / (1 - b2**self.t)
                w[place] -= self.lr * m_hat / (v_hat**0.5 + self.eps)


EXERCISE = Exercise(
    id="Adam",
    signature="(params, lr, betas=(0.9, 0.999), eps=1e-8)",
    text=Text(
        title="Combine momentum and RMSProp into Adam",
        minutes=30,
        difficulty="hard",
        lesson="4. Adam: both, and a correction",
    ),
    rests_on=("Momentum", "RMSProp"),
    aspects=(
        Aspect("one array", 2.0, "params after every step, with a single array"),
        several_arrays(0.75, "one array"),
        Aspect("small gradients", 0.5, "gradients near 0, where ε counts", ("one array",)),
        nothing_shared(0.5),
        gradients_unchanged(0.25, "one array"),
    ),
    inputs=_inputs,
    reference=optimizers.Adam,
    mistakes=MISTAKES,
    accepted={
        "in place, powers multiplied": InPlaceAdam,
        "corrections in the rate": RateFirst,
        "a count for each array": CountsEachArray,
        "number by number": _NumberByNumberAdam,
        "one part at a time": SteppingAdam,
    },
    run=Run(driver=drivers.run_optimizer, asked=ASKED),
    compare=Comparison(results=STEPS),
)
