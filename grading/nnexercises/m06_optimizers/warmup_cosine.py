"""The exercise `warmup_cosine`: warm up, then follow a cosine down."""

import math

import numpy as np

from nnbasics import schedules
from nnexercises.m06_optimizers.warmup_cosine_mistakes import MISTAKES
from nnexercises.m06_optimizers.warmup_cosine_parts import cosine
from nngrader.declare import Aspect, Case, Exercise, Text


def _inputs(rng: np.random.Generator) -> list[Case]:
    high, low = round(float(rng.uniform(0.2, 0.9)), 2), round(float(rng.uniform(0.01, 0.1)), 3)
    total, warmup = int(rng.integers(40, 60)), int(rng.integers(4, 9))
    settings = total, high, low, warmup
    up, cosine = {"aspect": "warmup"}, {"aspect": "cosine"}
    without, after = {"aspect": "no warmup"}, {"aspect": "after the end"}
    example = 100, 0.1, 0.01, 10
    return [
        Case(5, *example, **up),
        Case(0, *example, label="the first step", **up),
        Case(9, *example, label="the last step of the warmup", **up),
        *(Case(step, *settings, **up) for step in (1, 3)),
        Case(1, 20, 1, 0, 4, label="whole numbers", **up),
        Case(55, *example, label="halfway down", **cosine),
        Case(10, *example, label="right after the warmup", **cosine),
        Case(100, *example, label="the last step", **cosine),
        *(
            Case(step, *settings, **cosine)
            for step in (warmup + 1, total // 2, total - 5, total - 1)
        ),
        Case(60, 100, 0.1, 0.0, 10, label="down to 0", **cosine),
        Case(12, 20, 1, 0, 4, label="whole numbers", **cosine),
        Case(2, 4, high, low, 1, label="a very short training", **cosine),
        Case(7, 50, 0.5, 0.5, 5, label="lr_min = lr_max", **cosine),
        Case(0, 100, 0.1, 0.01, 0, label="the first step", **without),
        *(Case(step, total, high, low, 0, **without) for step in (1, total // 3, total)),
        Case(101, *example, label="one step after the end", **after),
        Case(190, *example, label="long after the end", **after),
        *(Case(step, *settings, **after) for step in (total + 3, 2 * total, 7 * total)),
    ]


def _by_interpolation(step, total, lr_max, lr_min, warmup):
    angle = np.interp(step, [warmup, total], [0.0, np.pi])
    cosine = lr_min + 0.5 * (lr_max - lr_min) * (1 + np.cos(angle))
    return np.where(step < warmup, lr_max * step / max(warmup, 1), cosine)


def _three_parts(step, total, lr_max, lr_min, warmup):
    if step >= total:
        return lr_min
    if step >= warmup:
        middle, half = (lr_max + lr_min) / 2, (lr_max - lr_min) / 2
        return middle + half * math.cos((step - warmup) * math.pi / (total - warmup))
    return step / warmup * lr_max


def _squared_cosine(step, total, lr_max, lr_min, warmup):
    """(1 + cos x) / 2 is cos² (x / 2)."""
    if step < warmup:
        return lr_max / warmup * step
    q = min(1.0, (step - warmup) / (total - warmup))
    return lr_min + (lr_max - lr_min) * math.cos(math.pi * q / 2) ** 2


def _inclusive(step, total, lr_max, lr_min, warmup):
    if warmup > 0 and step <= warmup:
        return lr_max * (step / warmup)
    step = min(step, total)
    return lr_min + (lr_max - lr_min) / 2 * (1 + np.cos(np.pi * (step - warmup) / (total - warmup)))


EXERCISE = Exercise(
    id="warmup_cosine",
    signature="(step, total, lr_max, lr_min, warmup)",
    text=Text(
        title="Warm up, then follow a cosine down",
        minutes=15,
        difficulty="medium",
        lesson="10. Schedules: fast first, then careful",
    ),
    rests_on=("step_decay",),
    aspects=(
        Aspect("warmup", 0.5, "a straight line from 0, before step `warmup`"),
        Aspect("cosine", 1.0, "down to lr_min, from step `warmup` to step `total`"),
        Aspect("no warmup", 0.25, "warmup = 0: the cosine alone", ("cosine",)),
        Aspect("after the end", 0.25, "lr_min after step `total`", ("cosine",)),
    ),
    inputs=_inputs,
    reference=schedules.warmup_cosine,
    mistakes=MISTAKES,
    accepted={
        "np.interp": _by_interpolation,
        "three parts": _three_parts,
        "squared cosine": _squared_cosine,
        "step <= warmup": _inclusive,
        "one part at a time": cosine(),
    },
)
