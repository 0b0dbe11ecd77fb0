"""The exercise `silu`: weight each value by its sigmoid."""

import numpy as np

from nnbasics import activations
from nnexercises.m02_activations.arrays import any_array, draw, huge, read_only, shapes
from nnexercises.m02_activations.silu_mistakes import MISTAKES
from nnexercises.m02_activations.squashing import OVERFLOWED, sigmoid_as_written
from nngrader.declare import Aspect, Case, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case(np.array([-1.0, 0.0, 2.0])),
        Case(draw(rng, 6)),
        Case(np.array([-15.0, -8.0, 8.0, 15.0]), label="far from 0"),
        *shapes(rng),
        *huge(rng),
        read_only(rng),
    ]


EXERCISE = Exercise(
    id="silu",
    signature="(z)",
    text=Text(
        title="Weight each value by its sigmoid",
        minutes=5,
        difficulty="easy",
        lesson="5. ReLU and its family",
        warned=OVERFLOWED,
    ),
    rests_on=("sigmoid",),
    aspects=(
        Aspect("values", 0.25, "z · σ(z) of every entry"),
        any_array(0.25),
        Aspect("stability", 0.25, "right also for values such as ±1000", ("values",)),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=activations.silu,
    mistakes=MISTAKES,
    accepted={
        "one fraction, with a warning": lambda z: z / (1 + np.exp(-z)),
        "product, with a warning": lambda z: z * (1 / (1 + np.exp(-z))),
        "from tanh": lambda z: z / 2 * (1 + np.tanh(z / 2)),
        "entry by entry": lambda z: np.array(
            [v * float(activations.sigmoid(v)) for v in z.ravel()]
        ).reshape(z.shape),
        "clip": lambda z: z * sigmoid_as_written(np.clip(z, -500, 500)),
        "logaddexp": lambda z: z * np.exp(-np.logaddexp(0, -z)),
        "float32": lambda z: z.astype(np.float32) * activations.sigmoid(z.astype(np.float32)),
    },
)
