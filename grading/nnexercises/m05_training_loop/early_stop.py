"""The exercise `early_stop`: when to stop, and which epoch was best."""

import numpy as np

from nnbasics import early_stopping
from nnexercises.m05_training_loop.early_stop_mistakes import MISTAKES
from nnexercises.m05_training_loop.early_stop_parts import stopper
from nngrader.declare import Aspect, Case, Comparison, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    def walk(n: int) -> list[float]:
        """Losses that fall and then rise, with noise."""
        trend = np.abs(np.linspace(-1, 1.2, n))
        return [float(v) for v in (trend + rng.normal(size=n) * 0.12 + 0.5).round(3)]

    through, equal = {"aspect": "never stops"}, {"aspect": "equal losses"}
    return [
        Case([1.0, 0.8, 0.7, 0.75, 0.72, 0.6], 2),
        Case([0.9, 0.5, 0.6, 0.4, 0.5, 0.45, 0.42, 0.3, 0.2], 3),
        Case([0.5, 0.6, 0.4], 1, label="patience 1"),
        Case([0.9, 0.7, 0.8, 0.75, 0.74, 0.73, 0.72], 3,
             label="falls again, but never to a new best"),
        Case([0.3, 0.4, 0.5, 0.6, 0.7], 2, label="the first epoch is the best"),
        Case(walk(20), 4, label="20 epochs"),
        Case(walk(30), 2, label="30 epochs, patience 2"),
        Case(walk(12), 1, label="12 epochs, patience 1"),
        Case([1.0, 0.9, 0.8, 0.7], 2, label="every epoch is a new best", **through),
        Case([1.0, 0.6, 0.8, 0.7], 3, label="ends before the patience does", **through),
        Case([0.9, 1.0, 0.8, 0.9, 0.7, 0.8], 2, label="a new best just in time", **through),
        Case([0.7], 1, label="a single epoch", **through),
        Case([0.5, 0.6], 5, label="patience longer than the training", **through),
        Case([1.0, 0.5, 0.6, 0.7], 2, label="stops at the last epoch", **through),
        Case([0.8, 0.5, 0.5, 0.5, 0.4], 2, label="the best is met again", **equal),
        Case([0.6, 0.6, 0.6, 0.6], 3, label="all equal", **equal),
        Case([1, 3, 2, 0, 4], 2, label="whole numbers", **equal),
        Case(np.array([0.9, 0.4, 0.4, 0.6, 0.3]), 2, label="an array", **equal),
        Case([0.9, 0.4, 0.5, 0.6, 0.3], 2, aspect="inputs unchanged"),
        Case(np.array([0.9, 0.4, 0.5, 0.6, 0.3]), 2,
             aspect="inputs unchanged", label="a read-only array", read_only=True),
    ]  # fmt: skip


def _with_inf(losses, patience):
    best_loss, best_epoch, bad, stop = float("inf"), 0, 0, 0
    for stop, loss in enumerate(losses):
        if loss < best_loss:
            best_loss, best_epoch, bad = loss, stop, 0
            continue
        bad += 1
        if bad == patience:
            break
    return [stop, best_epoch]


def _by_slices(losses, patience):
    losses = np.asarray(losses, dtype=float)
    for epoch in range(patience, len(losses)):
        best = np.argmin(losses[: epoch + 1])
        if epoch - best >= patience:
            return epoch, best
    return len(losses) - 1, np.argmin(losses)


def _recursive(losses, patience, epoch=0, best=0):
    if losses[epoch] < losses[best]:
        best = epoch
    if epoch - best == patience or epoch == len(losses) - 1:
        return epoch, best
    return _recursive(losses, patience, epoch + 1, best)


EXERCISE = Exercise(
    id="early_stop",
    signature="(losses, patience)",
    text=Text(
        title="Stop in time",
        minutes=15,
        difficulty="medium",
        lesson="Early stopping",
    ),
    aspects=(
        Aspect("values", 1.0, "the epoch of the stop, and the best one until then"),
        Aspect("never stops", 0.5, "the last epoch, if the patience is never over", ("values",)),
        Aspect(
            "equal losses",
            0.25,
            "an equal loss is no new best; whole numbers; an array",
            ("values",),
        ),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=early_stopping.early_stop,
    mistakes=MISTAKES,
    accepted={
        "starting at infinity": _with_inf,
        "argmin of what was seen": _by_slices,
        "recursion": _recursive,
        "loop": stopper(),
    },
    compare=Comparison(results=("stop_epoch", "best_epoch"), integer=True),
)
