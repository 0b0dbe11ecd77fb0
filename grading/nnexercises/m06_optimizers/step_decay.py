"""The exercise `step_decay`: lower the learning rate in steps."""

import math

import numpy as np

from nnbasics import schedules
from nnexercises.m06_optimizers.step_decay_mistakes import MISTAKES
from nngrader.declare import Aspect, Case, Exercise, Text


def _inputs(rng: np.random.Generator) -> list[Case]:
    rate, every = round(float(rng.uniform(0.2, 0.9)), 2), int(rng.integers(7, 12))
    cases = [
        Case(60, 0.1, 0.5, 30),
        Case(0, 0.1, 0.5, 30, label="the first step"),
        Case(29, 0.1, 0.5, 30, label="the last step before a drop"),
        Case(30, 0.1, 0.5, 30, label="the first step after a drop"),
        Case(100, 0.1, 0.5, 30),
        Case(3, 2, 0.5, 1, label="a drop after every step"),
        Case(5, 1.0, 1.0, 2, label="drop = 1: a constant rate"),
    ]
    for step in (1, every - 1, every, every + 1, 2 * every - 1, 2 * every, 4 * every + 3):
        cases.append(Case(step, rate, 0.7, every))
    return cases


def _decay_loop(step, lr, drop, every):
    for _ in range(every, step + 1, every):
        lr *= drop
    return lr


def _decay_counts(step, lr, drop, every):
    return lr * math.exp(divmod(step, every)[0] * math.log(drop))


EXERCISE = Exercise(
    id="step_decay",
    signature="(step, lr, drop, every)",
    text=Text(
        title="Lower the learning rate in steps",
        minutes=5,
        difficulty="easy",
        lesson="10. Schedules: fast first, then careful",
    ),
    aspects=(Aspect("values", 1.0, "the learning rate of a step"),),
    inputs=_inputs,
    reference=schedules.step_decay,
    mistakes=MISTAKES,
    accepted={
        "a loop": _decay_loop,
        "math.floor": lambda step, lr, drop, every: lr * math.pow(drop, math.floor(step / every)),
        "divmod and logarithm": _decay_counts,
        "NumPy": lambda step, lr, drop, every: lr * np.power(drop, np.floor_divide(step, every)),
        "int": lambda step, lr, drop, every: lr * drop ** int(step / every),
    },
)
