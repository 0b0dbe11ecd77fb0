"""The exercise `gelu`: weight each value by a probability."""

import numpy as np

from nnbasics import activations
from nnexercises.m02_activations.arrays import any_array, draw, read_only, shapes
from nnexercises.m02_activations.gelu_accepted import ACCEPTED
from nnexercises.m02_activations.gelu_mistakes import MISTAKES
from nnexercises.m02_activations.smooth import gelu_by_tanh
from nngrader.declare import Aspect, Case, Exercise, Mistake, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case(np.array([-1.0, 0.0, 1.0])),
        Case(np.array([-3.0, -2.5, -0.5, 0.5, 2.5, 3.0])),
        Case(draw(rng, 6)),
        Case(np.array([-10.0, -6.0, 6.0, 10.0]), label="far from 0"),
        *shapes(rng),
        read_only(rng),
    ]


EXERCISE = Exercise(
    id="gelu",
    signature="(z)",
    text=Text(
        title="Weight each value by a probability",
        minutes=15,
        difficulty="medium",
        lesson="5. ReLU and its family",
    ),
    aspects=(
        Aspect("values", 1.25, "z times the probability Φ(z), exact or by the tanh formula"),
        any_array(0.5),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=activations.gelu,
    mistakes=MISTAKES,
    accepted=ACCEPTED,
    styles=(
        Mistake(
            "gelu-exact",
            "This is the exact form of GELU, with erf. Its approximation is accepted, too.",
            activations.gelu,
        ),
        Mistake(
            "gelu-tanh-approximation",
            "This is the tanh approximation of GELU. It is accepted, as the form with erf is.",
            gelu_by_tanh,
        ),
    ),
)
