"""Mistakes that are known with `step_decay`, the most specific first."""

import math

from nngrader.declare import Mistake


def _drops_at_the_first(step, lr, drop, every):
    for i in range(1, step + 1):
        if i % every == 1:
            lr *= drop
    return lr


MISTAKES = (
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
)
