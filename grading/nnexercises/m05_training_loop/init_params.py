"""The exercise `init_params`: weights that are drawn, and judged by what is known of them."""

import numpy as np

from nnbasics import initialization
from nnexercises.drivers import m05 as drivers
from nnexercises.m05_training_loop.drawing import generator
from nnexercises.m05_training_loop.init_params_accepted import ACCEPTED
from nnexercises.m05_training_loop.init_params_mistakes import MISTAKES
from nnexercises.m05_training_loop.init_params_rules import (
    comes_from_rng,
    is_drawn,
    is_normal,
    view,
)
from nngrader.declare import Aspect, Case, Comparison, Exercise, Run, Text, unchanged

# The formulas below give numbers for these widths that are 9 % apart or more, and the spread of
# 12,100 numbers is known so well that 4 % are six standard errors.
_WIDE = [220, 55]
_DEEP = [220, 55, 220, 55]
_SQUARE = [80, 80, 80]


def _inputs(rng: np.random.Generator) -> list[Case]:
    he, glorot, draws = {"aspect": "he"}, {"aspect": "glorot"}, {"aspect": "generator"}
    return [
        Case([3, 4, 2], generator(rng), **he),
        Case([3, 2], generator(rng), "relu", aspect="other names"),
        Case(_WIDE, generator(rng), "he", label="12,100 weights", **he),
        Case(_WIDE, generator(rng), "glorot", label="12,100 weights", **glorot),
        Case(_WIDE, generator(rng), "he", aspect="normal", label="12,100 weights"),
        Case(_SQUARE, generator(rng), "he", label="two layers of one shape", **draws),
        Case(_SQUARE, generator(rng), "glorot", label="two layers of one shape", **draws),
        Case([3, 4, 2], generator(rng), "zeros", aspect="zeros"),
        Case([90, 40, 90, 3], generator(rng), "zeros", aspect="zeros"),
        Case(_DEEP, generator(rng), label="three layers of 12,100 weights", **he),
        Case([4, 1], generator(rng), label="a single layer with one neuron", **he),
        Case([5, 3, 2], generator(rng), "glorot", label="a small network", **glorot),
        Case([3, 2], generator(rng), "He", aspect="other names"),
        Case([2, 5, 4, 3], generator(rng), aspect="inputs unchanged"),
    ]


EXERCISE = Exercise(
    id="init_params",
    signature='(sizes, rng, scheme="he")',
    text=Text(
        title="Draw the initial weights",
        minutes=15,
        difficulty="medium",
        lesson="How large should they be?",
    ),
    rests_on=("mlp_forward",),
    aspects=(
        Aspect("he", 0.5, "weights with std sqrt(2 / fan-in), biases 0", rule=is_drawn),
        Aspect(
            "glorot", 0.25, "weights with std sqrt(2 / (fan-in + fan-out)), biases 0", rule=is_drawn
        ),
        Aspect("normal", 0.25, "the weights are normal numbers", ("he",), rule=is_normal),
        Aspect("zeros", 0.25, "all weights and biases 0", ("he",), rule=is_drawn),
        Aspect("other names", 0.25, "a ValueError for any other scheme", ("he",)),
        Aspect(
            "generator",
            0.25,
            "every layer and every call draws anew, and only from rng",
            ("he", "glorot"),
            rule=comes_from_rng,
        ),
        unchanged(0.25, ("he",)),
    ),
    inputs=_inputs,
    reference=initialization.init_params,
    mistakes=MISTAKES,
    accepted=ACCEPTED,
    run=Run(driver=drivers.draw_params),
    compare=Comparison(view=view),
)
