"""Schedules of the learning rate: `step_decay` and `warmup_cosine`."""

import math
from collections.abc import Callable

import numpy as np

from nnbasics import schedules
from nngrader.declare import Aspect, Case, Exercise, Mistake

# ---------------------------------------------------------------- step_decay


def _decay_inputs(rng: np.random.Generator) -> list[Case]:
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


def _drops_at_the_first(step, lr, drop, every):
    for i in range(1, step + 1):
        if i % every == 1:
            lr *= drop
    return lr


def _decay_counts(step, lr, drop, every):
    return lr * math.exp(divmod(step, every)[0] * math.log(drop))


STEP_DECAY = Exercise(
    id="step_decay",
    title="Go down in stairs",
    signature="(step, lr, drop, every)",
    aspects=(Aspect("values", 1.0, "the learning rate of a step"),),
    inputs=_decay_inputs,
    reference=schedules.step_decay,
    mistakes=(
        Mistake(
            "true-division",
            "It falls a little in every step: there have to be stairs, so the number of drops is a "
            "whole one.",
            lambda step, lr, drop, every: lr * drop ** (step / every),
        ),
        Mistake(
            "off-by-one",
            "A drop comes one step too early or too late: the first steps are counted from 0.",
            lambda step, lr, drop, every: lr * drop ** ((step + 1) // every),
            lambda step, lr, drop, every: lr * drop ** (max(step - 1, 0) // every),
            lambda step, lr, drop, every: lr * drop ** ((step - 1) // every),
        ),
        Mistake(
            "one-drop-too-many",
            "There is a drop too many: the first steps have the full learning rate.",
            lambda step, lr, drop, every: lr * drop ** (step // every + 1),
            lambda step, lr, drop, every: lr * drop ** math.ceil(step / every),
            _drops_at_the_first,
        ),
        Mistake(
            "rounds-to-nearest",
            "The number of drops is rounded to the nearest one: a drop comes only when all steps "
            "before it are done.",
            lambda step, lr, drop, every: lr * drop ** round(step / every),
        ),
        Mistake(
            "drops-in-every-step",
            "It drops in every step: `every` says how many steps there are between two drops.",
            lambda step, lr, drop, every: lr * drop**step,
        ),
        Mistake(
            "drops-once",
            "It drops once and never again: after twice as many steps there are two drops.",
            lambda step, lr, drop, every: lr * drop if step >= every else lr,
        ),
        Mistake(
            "drop-for-a-step-only",
            "After a drop it goes up again: what has dropped stays down.",
            lambda step, lr, drop, every: lr * drop if step and step % every == 0 else lr,
            lambda step, lr, drop, every: lr * drop if step % every == 0 else lr,
        ),
        Mistake(
            "remainder",
            "The remainder of the division is used, which begins anew again and again: how many "
            "times has it dropped?",
            lambda step, lr, drop, every: lr * drop ** (step % every),
        ),
        Mistake(
            "multiplied-not-power",
            "The drops are multiplied by their number: each of them multiplies the rate that was "
            "there before.",
            lambda step, lr, drop, every: lr * drop * (step // every),
            lambda step, lr, drop, every: lr * (drop * (step // every) if step >= every else 1),
        ),
        Mistake(
            "subtracts",
            "Each drop takes away the same amount: it has to be a factor.",
            lambda step, lr, drop, every: lr - drop * (step // every),
            lambda step, lr, drop, every: lr * (1 - drop * (step // every)),
            lambda step, lr, drop, every: max(lr - drop * (step // every), 0.0),
        ),
        Mistake(
            "one-minus-drop",
            "`drop` is taken for what goes away: it is the factor that is left.",
            lambda step, lr, drop, every: lr * (1 - drop) ** (step // every),
        ),
        Mistake(
            "divides",
            "The rate goes up: it is divided by `drop`.",
            lambda step, lr, drop, every: lr / drop ** (step // every),
        ),
        Mistake(
            "rate-missing",
            "The learning rate at the start is not in the result: it comes out as if it were 1.",
            lambda step, lr, drop, every: drop ** (step // every),
        ),
        Mistake(
            "rate-in-the-power",
            "The learning rate is raised to the power, too: mind what the power binds to.",
            lambda step, lr, drop, every: (lr * drop) ** (step // every),
        ),
    ),
    accepted={
        "a loop": _decay_loop,
        "math.floor": lambda step, lr, drop, every: lr * math.pow(drop, math.floor(step / every)),
        "divmod and logarithm": _decay_counts,
        "NumPy": lambda step, lr, drop, every: lr * np.power(drop, np.floor_divide(step, every)),
        "int": lambda step, lr, drop, every: lr * drop ** int(step / every),
    },
)  # fmt: skip


# ---------------------------------------------------------------- warmup_cosine


def _cosine_inputs(rng: np.random.Generator) -> list[Case]:
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


def _cosine(
    progress: Callable = lambda step, total, warmup: (step - warmup) / (total - warmup),
    shape: Callable = lambda q: (1 + math.cos(math.pi * q)) / 2,
    up: Callable = lambda step, high, low, warmup: high * step / warmup,
    between: Callable = lambda high, low, part: low + (high - low) * part,
    clamp: Callable = lambda q: min(q, 1.0),
) -> Callable:
    """Warmup and cosine as it should be, but for what is given."""

    def warmup_cosine(step, total, lr_max, lr_min, warmup):
        if step < warmup:
            return up(step, lr_max, lr_min, warmup)
        return between(lr_max, lr_min, shape(clamp(progress(step, total, warmup))))

    return warmup_cosine


def _no_warmup(step, total, lr_max, lr_min, warmup):
    return _cosine()(step, total, lr_max, lr_min, 0)


def _constant_warmup(step, total, lr_max, lr_min, warmup):
    return _cosine()(max(step, warmup), total, lr_max, lr_min, warmup)


def _shifted(step, total, lr_max, lr_min, warmup):
    """The cosine begins only after the warmup is over, and so ends too late."""
    return _cosine()(step, total + warmup, lr_max, lr_min, warmup)


def _warmup_from_min(step, total, lr_max, lr_min, warmup):
    return _cosine(up=lambda s, high, low, n: low + (high - low) * s / n)(
        step, total, lr_max, lr_min, warmup
    )


def _divides_by_warmup(step, total, lr_max, lr_min, warmup):
    rising = step / warmup
    return lr_max * rising if rising < 1 else _cosine()(step, total, lr_max, lr_min, warmup)


def _both_at_once(step, total, lr_max, lr_min, warmup):
    falling = _cosine()(max(step, warmup), total, lr_max, lr_min, warmup)
    return min(1.0, step / warmup) * falling


def _steps_first(step, total, lr_max, lr_min, warmup):
    """``step <= warmup``: at the top both formulas say the same. Without a warmup 0 / 0."""
    return (
        lr_max * step / warmup if step <= warmup else _cosine()(step, total, lr_max, lr_min, warmup)
    )


def _zero_after(step, total, lr_max, lr_min, warmup):
    return 0.0 if step > total else _cosine()(step, total, lr_max, lr_min, warmup)


def _none_after(step, total, lr_max, lr_min, warmup):
    return None if step > total else _cosine()(step, total, lr_max, lr_min, warmup)


def _top_after(step, total, lr_max, lr_min, warmup):
    return lr_max if step > total else _cosine()(step, total, lr_max, lr_min, warmup)


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


WARMUP_COSINE = Exercise(
    id="warmup_cosine",
    title="Warm up, then descend along a cosine",
    signature="(step, total, lr_max, lr_min, warmup)",
    aspects=(
        Aspect("warmup", 0.5, "a straight line from 0, before step `warmup`"),
        Aspect("cosine", 1.0, "down to lr_min, from step `warmup` to step `total`"),
        Aspect("no warmup", 0.25, "warmup = 0: the cosine alone", ("cosine",)),
        Aspect("after the end", 0.25, "lr_min after step `total`", ("cosine",)),
    ),
    inputs=_cosine_inputs,
    reference=schedules.warmup_cosine,
    mistakes=(
        Mistake(
            "cosine-off-by-one",
            "The cosine is a step too early or too late: it has lr_max at step `warmup`, and "
            "lr_min at step `total`.",
            _cosine(progress=lambda step, total, warmup: (step - warmup) / (total - warmup - 1)),
            _cosine(progress=lambda step, total, warmup: (step - warmup + 1) / (total - warmup)),
            _cosine(progress=lambda step, total, warmup: (step - warmup) / (total - warmup + 1)),
            _cosine(progress=lambda step, total, n: (step - n + 1) / (total - n + 1)),
        ),
        Mistake(
            "no-warmup",
            "There is no warmup: before step `warmup` the learning rate has to climb from 0.",
            _no_warmup,
            _constant_warmup,
            lambda step, total, lr_max, lr_min, warmup: _cosine(
                up=lambda s, high, low, n: high,
                progress=lambda s, total, warmup: s / total,
            )(step, total, lr_max, lr_min, warmup),
        ),
        Mistake(
            "not-clamped",
            "After the end the cosine goes up again: from step `total` on it stays at lr_min.",
            _cosine(clamp=lambda q: q),
        ),
        Mistake(
            "min-ignored",
            "It goes down to 0: the lowest learning rate is lr_min.",
            _cosine(between=lambda high, low, part: high * part),
        ),
        Mistake(
            "min-on-top",
            "lr_min is added to a cosine from lr_max to 0: so its top is too high. From where to "
            "where does it go?",
            _cosine(between=lambda high, low, part: low + high * part),
        ),
        Mistake(
            "min-as-floor",
            "The cosine goes to 0 and is cut off at lr_min: it has to reach lr_min smoothly.",
            _cosine(between=lambda high, low, part: max(low, high * part)),
        ),
        Mistake(
            "warmup-off-by-one",
            "The warmup is a step too early or too late: it is 0 at step 0, and would be lr_max at "
            "step `warmup`.",
            _cosine(up=lambda step, high, low, warmup: high * (step + 1) / warmup),
            _cosine(up=lambda step, high, low, warmup: high * (step + 1) / (warmup + 1)),
            _cosine(up=lambda step, high, low, warmup: high * step / max(warmup - 1, 1)),
        ),
        Mistake(
            "warmup-from-min",
            "The warmup begins at lr_min: it has to begin at 0.",
            _warmup_from_min,
        ),
        Mistake(
            "warmup-divides-by-zero",
            "It is right but for a warmup of 0 steps, where something is divided by `warmup`.",
            _divides_by_warmup,
            _both_at_once,
            _steps_first,
        ),
        Mistake(
            "whole-division",
            "The warmup is 0 until its end: the division has lost its fractions.",
            _cosine(up=lambda step, high, low, warmup: high * (step // warmup)),
        ),
        Mistake(
            "warmup-of-total",
            "The warmup climbs too slowly: it has `warmup` steps, not all of them.",
            lambda step, total, lr_max, lr_min, warmup: (
                lr_max * step / total
                if step < warmup
                else _cosine()(step, total, lr_max, lr_min, warmup)
            ),
        ),
        Mistake(
            "warmup-overshoots",
            "The warmup does not climb in a straight line.",
            _cosine(up=lambda s, high, low, n: high * (1 - math.cos(math.pi * s / n)) / 2),
            _cosine(up=lambda s, high, low, n: high * (s / n) ** 2),
            _cosine(up=lambda s, high, low, n: high * math.sin(math.pi * s / n / 2)),
        ),
        Mistake(
            "counts-from-zero",
            "The cosine counts its steps from step 0: it begins when the warmup is over.",
            _cosine(progress=lambda step, total, warmup: step / total),
        ),
        Mistake(
            "total-without-warmup",
            "The cosine is stretched over too many steps: `total` has the warmup in it.",
            _cosine(progress=lambda step, total, warmup: (step - warmup) / total),
            _shifted,
        ),
        Mistake(
            "half-missing",
            "The cosine is twice too high: 1 + cos goes from 2 to 0.",
            _cosine(shape=lambda q: 1 + math.cos(math.pi * q)),
        ),
        Mistake(
            "one-missing",
            "The cosine goes from 1 to −1: it has to go from 1 to 0.",
            _cosine(shape=lambda q: math.cos(math.pi * q)),
        ),
        Mistake(
            "wrong-part-of-the-wave",
            "It is another part of the wave: half of it is asked, from its top to its bottom.",
            _cosine(shape=lambda q: math.cos(math.pi * q / 2)),
            _cosine(shape=lambda q: (1 + math.cos(2 * math.pi * q)) / 2),
            _cosine(shape=lambda q: (1 + math.cos(math.pi * q / 2)) / 2),
        ),
        Mistake(
            "pi-missing",
            "The cosine hardly gets going: its argument has to go from 0 to π.",
            _cosine(shape=lambda q: (1 + math.cos(q)) / 2),
        ),
        Mistake(
            "degrees",
            "The cosine's argument is in degrees: NumPy and math take radians.",
            _cosine(shape=lambda q: (1 + math.cos(180 * q)) / 2),
        ),
        Mistake(
            "upside-down",
            "It goes up where it has to go down.",
            _cosine(shape=lambda q: (1 - math.cos(math.pi * q)) / 2),
        ),
        Mistake(
            "straight-descent",
            "It goes down in a straight line: along a cosine it is slow at first, and at the end.",
            _cosine(shape=lambda q: 1 - q),
        ),
        Mistake(
            "ends-at-total",
            "After the end it is not lr_min any more.",
            _zero_after,
            _none_after,
            _top_after,
        ),
    ),
    accepted={
        "np.interp": _by_interpolation,
        "three parts": _three_parts,
        "squared cosine": _squared_cosine,
        "step <= warmup": _inclusive,
        "one part at a time": _cosine(),
    },
)  # fmt: skip
