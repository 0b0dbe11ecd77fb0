"""Mistakes that are known with `fit_line`, the most specific first."""

import numpy as np

from nnexercises.m04_backprop.fit_line_parts import fitter
from nngrader.declare import Mistake


def _b_first_then_w(x, y, lr, steps):
    w, b, losses = 0.0, 0.0, []
    for _ in range(steps):
        losses.append(np.mean((w * x + b - y) ** 2))
        b = b - lr * 2 * np.mean(w * x + b - y)
        w = w - lr * 2 * np.mean((w * x + b - y) * x)
    return w, b, losses


def _one_point_at_a_time(x, y, lr, steps):
    w, b, losses = 0.0, 0.0, []
    for _ in range(steps):
        losses.append(np.mean((w * x + b - y) ** 2))
        for x_n, y_n in zip(x, y, strict=True):
            error = w * x_n + b - y_n
            w, b = w - lr * 2 * error * x_n, b - lr * 2 * error
    return w, b, losses


def _losses_with_end(x, y, lr, steps):
    w, b, losses = fitter()(x, y, lr, steps)
    return w, b, [*losses, np.mean((w * x + b - y) ** 2)]


def _stops_when_worse(x, y, lr, steps):
    w, b, losses = 0.0, 0.0, []
    for _ in range(steps):
        error = w * x + b - y
        if losses and np.mean(error**2) > losses[-1]:
            break
        losses.append(np.mean(error**2))
        w, b = w - lr * 2 * np.mean(error * x), b - lr * 2 * np.mean(error)
    return w, b, losses


def _solved_exactly(x, y, lr, steps):
    w, b = np.polyfit(x, y, 1) if len(x) > 1 else (0.0, y[0])
    return w, b, [np.mean((w * x + b - y) ** 2)] * steps


MISTAKES = (
    Mistake(
        "ascent",
        "The steps go uphill: the gradient points to where the loss rises.",
        fitter(sign=1),
    ),
    Mistake(
        "b-updated-with-new-w",
        "One parameter had moved already when the other one's gradient was computed: both "
        "gradients belong to the same point.",
        fitter(new_w=True),
        _b_first_then_w,
    ),
    Mistake(
        "sum-not-mean",
        "The samples were added up where a mean is asked: with more samples, steps or losses grow.",
        fitter(reduce=np.sum),
        fitter(reduce=np.sum, loss=lambda error: np.sum(error**2)),
        fitter(loss=lambda error: np.sum(error**2)),
    ),
    Mistake(
        "losses-after-step",
        "Each loss was taken after its step; the first one should be that of w = b = 0.",
        fitter(record="after"),
    ),
    Mistake(
        "one-loss-too-many",
        "There is a loss after the last step too: one before each step is asked, and no more.",
        _losses_with_end,
    ),
    Mistake(
        "last-loss-only",
        "Only one loss came back: asked is a list with one for each step.",
        fitter(record="last"),
    ),
    Mistake(
        "missing-two",
        "The steps are half as long as they should be: what is the derivative of a square?",
        fitter(factor=1.0),
    ),
    Mistake(
        "half-factor",
        "The losses are half of what they should be: here the MSE has no ½ in front.",
        fitter(loss=lambda error: np.mean(error**2) / 2),
        fitter(loss=lambda error: np.mean(error**2) / 2, factor=1.0),
    ),
    Mistake(
        "b-not-updated",
        "b stays where it is: it has a gradient of its own.",
        fitter(b_learns=False),
    ),
    Mistake(
        "w-not-updated",
        "w stays where it is: it has a gradient of its own.",
        fitter(w_learns=False),
    ),
    Mistake(
        "input-not-used",
        "w moves as if all x were 1: by what is a change of w multiplied on its way to ŷ?",
        fitter(x_counts=False),
    ),
    Mistake(
        "learning-rate-ignored",
        "The learning rate has no effect on the steps.",
        fitter(use_lr=False),
    ),
    Mistake(
        "starts-elsewhere",
        "It starts from ones; asked is a start from w = b = 0.",
        fitter(start=1.0),
    ),
    Mistake(
        "one-point-at-a-time",
        "A step was taken after each point: here all points together make one step.",
        _one_point_at_a_time,
    ),
    Mistake(
        "stops-early",
        "It stops when the loss rises: all steps are asked, also with a learning rate that is "
        "too large.",
        _stops_when_worse,
    ),
    Mistake(
        "solved-exactly",
        "That is the best line there is; asked is how far gradient descent gets in so many steps.",
        _solved_exactly,
    ),
    Mistake(
        "signed-error",
        "The losses are means of the errors themselves, in which those of different sign "
        "cancel each other.",
        fitter(loss=np.mean),
        fitter(loss=lambda error: -np.mean(error)),
    ),
)
