"""Mistakes that are known with `warmup_cosine`, the most specific first."""

import math

from nnexercises.m06_optimizers.warmup_cosine_parts import cosine
from nngrader.declare import Mistake


def _no_warmup(step, total, lr_max, lr_min, warmup):
    return cosine()(step, total, lr_max, lr_min, 0)


def _constant_warmup(step, total, lr_max, lr_min, warmup):
    return cosine()(max(step, warmup), total, lr_max, lr_min, warmup)


def _shifted(step, total, lr_max, lr_min, warmup):
    """The cosine begins only after the warmup is over, and so ends too late."""
    return cosine()(step, total + warmup, lr_max, lr_min, warmup)


def _warmup_from_min(step, total, lr_max, lr_min, warmup):
    return cosine(up=lambda s, high, low, n: low + (high - low) * s / n)(
        step, total, lr_max, lr_min, warmup
    )


def _divides_by_warmup(step, total, lr_max, lr_min, warmup):
    rising = step / warmup
    return lr_max * rising if rising < 1 else cosine()(step, total, lr_max, lr_min, warmup)


def _both_at_once(step, total, lr_max, lr_min, warmup):
    falling = cosine()(max(step, warmup), total, lr_max, lr_min, warmup)
    return min(1.0, step / warmup) * falling


def _steps_first(step, total, lr_max, lr_min, warmup):
    """``step <= warmup``: at the top both formulas say the same. Without a warmup 0 / 0."""
    return (
        lr_max * step / warmup if step <= warmup else cosine()(step, total, lr_max, lr_min, warmup)
    )


def _zero_after(step, total, lr_max, lr_min, warmup):
    return 0.0 if step > total else cosine()(step, total, lr_max, lr_min, warmup)


def _none_after(step, total, lr_max, lr_min, warmup):
    return None if step > total else cosine()(step, total, lr_max, lr_min, warmup)


def _top_after(step, total, lr_max, lr_min, warmup):
    return lr_max if step > total else cosine()(step, total, lr_max, lr_min, warmup)


MISTAKES = (
    Mistake(
        "cosine-off-by-one",
        "The cosine is a step too early or too late: it has lr_max at step `warmup`, and "
        "lr_min at step `total`.",
        cosine(progress=lambda step, total, warmup: (step - warmup) / (total - warmup - 1)),
        cosine(progress=lambda step, total, warmup: (step - warmup + 1) / (total - warmup)),
        cosine(progress=lambda step, total, warmup: (step - warmup) / (total - warmup + 1)),
        cosine(progress=lambda step, total, n: (step - n + 1) / (total - n + 1)),
    ),
    Mistake(
        "no-warmup",
        "There is no warmup: before step `warmup` the learning rate has to climb from 0.",
        _no_warmup,
        _constant_warmup,
        lambda step, total, lr_max, lr_min, warmup: cosine(
            up=lambda s, high, low, n: high,
            progress=lambda s, total, warmup: s / total,
        )(step, total, lr_max, lr_min, warmup),
    ),
    Mistake(
        "not-clamped",
        "After the end the cosine goes up again: from step `total` on it stays at lr_min.",
        cosine(clamp=lambda q: q),
    ),
    Mistake(
        "min-ignored",
        "It goes down to 0: the lowest learning rate is lr_min.",
        cosine(between=lambda high, low, part: high * part),
    ),
    Mistake(
        "min-on-top",
        "lr_min is added to a cosine from lr_max to 0: so its top is too high. From where to "
        "where does it go?",
        cosine(between=lambda high, low, part: low + high * part),
    ),
    Mistake(
        "min-as-floor",
        "The cosine goes to 0 and is cut off at lr_min: it has to reach lr_min smoothly.",
        cosine(between=lambda high, low, part: max(low, high * part)),
    ),
    Mistake(
        "warmup-off-by-one",
        "The warmup is a step too early or too late: it is 0 at step 0, and would be lr_max at "
        "step `warmup`.",
        cosine(up=lambda step, high, low, warmup: high * (step + 1) / warmup),
        cosine(up=lambda step, high, low, warmup: high * (step + 1) / (warmup + 1)),
        cosine(up=lambda step, high, low, warmup: high * step / max(warmup - 1, 1)),
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
        cosine(up=lambda step, high, low, warmup: high * (step // warmup)),
    ),
    Mistake(
        "warmup-of-total",
        "The warmup climbs too slowly: it has `warmup` steps, not all of them.",
        lambda step, total, lr_max, lr_min, warmup: (
            lr_max * step / total
            if step < warmup
            else cosine()(step, total, lr_max, lr_min, warmup)
        ),
    ),
    Mistake(
        "warmup-overshoots",
        "The warmup does not climb in a straight line.",
        cosine(up=lambda s, high, low, n: high * (1 - math.cos(math.pi * s / n)) / 2),
        cosine(up=lambda s, high, low, n: high * (s / n) ** 2),
        cosine(up=lambda s, high, low, n: high * math.sin(math.pi * s / n / 2)),
    ),
    Mistake(
        "counts-from-zero",
        "The cosine counts its steps from step 0: it begins when the warmup is over.",
        cosine(progress=lambda step, total, warmup: step / total),
    ),
    Mistake(
        "total-without-warmup",
        "The cosine is stretched over too many steps: `total` has the warmup in it.",
        cosine(progress=lambda step, total, warmup: (step - warmup) / total),
        _shifted,
    ),
    Mistake(
        "half-missing",
        "The cosine is twice too high: 1 + cos goes from 2 to 0.",
        cosine(shape=lambda q: 1 + math.cos(math.pi * q)),
    ),
    Mistake(
        "one-missing",
        "The cosine goes from 1 to −1: it has to go from 1 to 0.",
        cosine(shape=lambda q: math.cos(math.pi * q)),
    ),
    Mistake(
        "wrong-part-of-the-wave",
        "It is another part of the wave: half of it is asked, from its top to its bottom.",
        cosine(shape=lambda q: math.cos(math.pi * q / 2)),
        cosine(shape=lambda q: (1 + math.cos(2 * math.pi * q)) / 2),
        cosine(shape=lambda q: (1 + math.cos(math.pi * q / 2)) / 2),
    ),
    Mistake(
        "pi-missing",
        "The cosine hardly gets going: its argument has to go from 0 to π.",
        cosine(shape=lambda q: (1 + math.cos(q)) / 2),
    ),
    Mistake(
        "degrees",
        "The cosine's argument is in degrees: NumPy and math take radians.",
        cosine(shape=lambda q: (1 + math.cos(180 * q)) / 2),
    ),
    Mistake(
        "upside-down",
        "It goes up where it has to go down.",
        cosine(shape=lambda q: (1 - math.cos(math.pi * q)) / 2),
    ),
    Mistake(
        "straight-descent",
        "It goes down in a straight line: along a cosine it is slow at first, and at the end.",
        cosine(shape=lambda q: 1 - q),
    ),
    Mistake(
        "ends-at-total",
        "After the end it is not lr_min any more.",
        _zero_after,
        _none_after,
        _top_after,
    ),
)
