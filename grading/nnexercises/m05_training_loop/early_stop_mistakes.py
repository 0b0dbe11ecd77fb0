"""Mistakes that are known with `early_stop`, the most specific first."""

from collections.abc import Callable

import numpy as np

from nnexercises.m05_training_loop.early_stop_parts import stopper
from nngrader.declare import Mistake


def _first_epoch_waits(losses, patience):
    best, waited = 0, 0
    for epoch, loss in enumerate(losses):
        waited = 0 if loss < losses[best] else waited + 1
        best = epoch if loss < losses[best] else best
        if waited >= patience:
            return epoch, best
    return len(losses) - 1, best


def _sorting(losses, patience):
    result = stopper()(list(losses), patience)
    losses.sort()
    return result


def _popping(losses, patience):
    result = stopper()(list(losses), patience)
    while len(losses):
        losses.pop()
    return result


def _later(by: int) -> Callable:
    """The patience is over some epochs later."""
    return stopper(enough=lambda waited, patience: waited >= patience + by)


MISTAKES = (
    Mistake(
        "compares-with-previous",
        "Each loss was compared with the one before it; what counts is the best one so far.",
        stopper(previous=True),
        stopper(
            previous=True,
            finish=lambda stop, best, losses: (stop, int(np.argmin(losses[: stop + 1]))),
        ),
    ),
    Mistake(
        "off-by-one",
        "It stops one epoch too late or too early: count the epochs without a new best.",
        _later(1),
        _later(-1),
    ),
    Mistake(
        "first-epoch-counted",
        "The first epoch was counted as one without a new best: until then it is the best one.",
        _first_epoch_waits,
    ),
    Mistake(
        "best-is-last",
        "The epoch of the stop was returned as the best one: the best is the one with the "
        "lowest loss until then.",
        stopper(finish=lambda stop, best, losses: (stop, stop)),
        stopper(
            finish=lambda stop, best, losses: (stop, stop),
            through=lambda stop, best, losses: (stop, stop),
        ),
    ),
    Mistake(
        "best-is-the-one-before",
        "The epoch that was called the best is where the patience began to run out, counted "
        "back by one too many or too few.",
        stopper(finish=lambda stop, best, losses: (stop, best + 1)),
        stopper(finish=lambda stop, best, losses: (stop, max(best - 1, 0))),
    ),
    Mistake(
        "best-of-all",
        "The best epoch lies after the stop: what comes later is never seen.",
        stopper(finish=lambda stop, best, losses: (stop, int(np.argmin(losses)))),
    ),
    Mistake(
        "never-reset",
        "The epochs without a new best were counted through: after a new best the count starts "
        "again.",
        stopper(reset=False),
    ),
    Mistake(
        "equal-is-better",
        "A loss equal to the best counted as a new best: it has to be lower.",
        stopper(better=lambda loss, best: loss <= best),
    ),
    Mistake(
        "no-answer-at-the-end",
        "If the patience is never over, the answer is missing: stop_epoch is then the last epoch.",
        *(
            stopper(through=lambda stop, best, losses, answer=answer: answer(stop, best, losses))
            for answer in (
                lambda stop, best, losses: None,
                lambda stop, best, losses: (None, best),
                lambda stop, best, losses: (-1, best),
                lambda stop, best, losses: (-1, -1),
            )
        ),
    ),
    Mistake(
        "length-for-last",
        "If the patience is never over, stop_epoch is the last epoch: the first one has the "
        "number 0.",
        stopper(through=lambda stop, best, losses: (len(losses), best)),
    ),
    Mistake(
        "counted-from-one",
        "The epochs were counted from 1; the first one has the number 0.",
        stopper(
            finish=lambda stop, best, losses: (stop + 1, best + 1),
            through=lambda stop, best, losses: (stop + 1, best + 1),
        ),
        stopper(
            finish=lambda stop, best, losses: (stop + 1, best),
            through=lambda stop, best, losses: (stop + 1, best),
        ),
    ),
    Mistake(
        "loss-not-epoch",
        "The best loss itself came back: asked is the number of its epoch.",
        stopper(
            finish=lambda stop, best, losses: (stop, losses[best]),
            through=lambda stop, best, losses: (stop, losses[best]),
        ),
    ),
    Mistake(
        "order-swapped",
        "The two numbers have changed places: (stop_epoch, best_epoch) is asked.",
        stopper(
            finish=lambda stop, best, losses: (best, stop),
            through=lambda stop, best, losses: (best, stop),
        ),
    ),
    Mistake(
        "only-the-stop",
        "One number came back: two are asked, (stop_epoch, best_epoch).",
        stopper(finish=lambda stop, best, losses: stop, through=lambda stop, best, losses: stop),
        stopper(finish=lambda stop, best, losses: best, through=lambda stop, best, losses: best),
    ),
    Mistake(
        "highest-is-best",
        "The highest loss was taken for the best one; a loss is better when it is lower.",
        stopper(better=lambda loss, best: loss > best),
    ),
    Mistake(
        "never-stops",
        "It goes through to the last epoch, whatever the patience.",
        lambda losses, patience: (len(losses) - 1, int(np.argmin(losses))),
    ),
    Mistake(
        "losses-overwritten",
        "The result is right, but the losses that were passed in have been changed.",
        _popping,
        _sorting,
    ),
)
