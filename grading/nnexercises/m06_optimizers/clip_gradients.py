"""The exercise `clip_gradients`: scale gradients down that are too large."""

import math

import numpy as np

from nnbasics import optimizers
from nnexercises.m06_optimizers.clip_gradients_accepted import (
    ACCEPTED,
    as_pytorch,
    as_pytorch_above,
)
from nnexercises.m06_optimizers.clip_gradients_mistakes import MISTAKES
from nnexercises.m06_optimizers.programs import slopes
from nngrader.declare import Aspect, Case, Exercise, Mistake, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(share: float, *shapes: tuple[int, ...], size: float = 1.0, **about: object) -> Case:
        """Gradients, and a limit that is this share of their common norm."""
        grads = [slopes(rng, *shape, size=size) for shape in shapes]
        norm = math.sqrt(sum(float(np.sum(g**2)) for g in grads))
        return Case(grads, round(share * norm, 2), **about)

    above, within, zero = {"aspect": "above"}, {"aspect": "within"}, {"aspect": "norm of 0"}
    network = ((4, 3), (3,), (3, 2), (2,))
    return [
        Case([np.array([3.0]), np.array([4.0])], 1.0, **above),
        case(0.5, (2,), (3,), **above),
        case(0.9, *network, label="a little above", **above),
        case(0.1, (2, 3), (3,), (1,), **above),
        case(0.5, (5,), label="a single array", **above),
        case(1e-5, (3, 2), (2,), size=1e6, label="huge", **above),
        Case([np.array([0.0, 12.0]), np.array([[-5.0]])], 6.5, label="one gradient of 0", **above),
        Case([np.array([6, -6]), np.array([[7]])], 2 * int(rng.integers(1, 3)),
             label="whole numbers", **above),
        Case([np.array([3.0]), np.array([4.0])], 10.0, **within),
        case(1.1, *network, label="a little below", **within),
        case(30.0, (2,), (3,), label="far below", **within),
        Case([np.array([3.0]), np.array([4.0])], 5.0, label="exactly at the limit", **within),
        Case([np.array([1, -2]), np.array([[2]])], 4, label="whole numbers", **within),
        Case([np.zeros(3), np.zeros((2, 2))], 1.0, label="all gradients are 0", **zero),
        Case([np.zeros(1)], 0.5, label="a gradient of 0", **zero),
        case(0.5, (2,), (3,), aspect="inputs unchanged", label="read-only gradients",
             read_only=True),
    ]  # fmt: skip


EXERCISE = Exercise(
    id="clip_gradients",
    signature="(grads, max_norm)",
    text=Text(
        title="Survive a bad batch",
        minutes=10,
        difficulty="medium",
        lesson="11. Clip gradients: survive a bad batch",
    ),
    aspects=(
        Aspect("above", 1.0, "gradients whose common norm is above the limit"),
        Aspect("within", 0.5, "gradients within the limit stay as they are", ("above",)),
        Aspect("norm of 0", 0.25, "gradients that are all 0", ("above",)),
        unchanged(0.25, ("above",)),
    ),
    inputs=_inputs,
    reference=optimizers.clip_gradients,
    mistakes=MISTAKES,
    accepted=ACCEPTED,
    styles=(
        Mistake(
            "pytorch-denominator",
            "A tiny number is added to the norm, as PyTorch does. That is accepted.",
            as_pytorch,
        ),
        Mistake(
            "tiny-denominator",
            "A tiny number is added to the norm. That is accepted.",
            as_pytorch_above,
        ),
    ),
)
