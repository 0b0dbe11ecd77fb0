"""The exercise `freeze`: freeze part of a model."""

import numpy as np

from nnexercises.drivers import m08 as drivers
from nnexercises.m08_fine_tuning.freeze_accepted import ACCEPTED
from nnexercises.m08_fine_tuning.freeze_mistakes import MISTAKES
from nnexercises.m08_fine_tuning.freeze_rules import (
    all_right,
    count_right,
    freeze_view,
    frozen_right,
)
from nnexercises.m08_fine_tuning.parts import answered
from nngrader.declare import Aspect, Case, Comparison, Exercise, Lazy, Run, Text

_TWO = "nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 2))"
_THREE = "nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 2))"
_NAMED = "nn.Sequential(OrderedDict(body=nn.Linear(3, 4), tanh=nn.Tanh(), head=nn.Linear(4, 2)))"
_NESTED = (
    "nn.Sequential(nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 3)), nn.Tanh(), "
    "nn.Linear(3, 2))"
)
_ELEVEN = "nn.Sequential(*[nn.Linear(2, 2) for _ in range(11)])"


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(model: str, names: list[str], aspect: str, label: str = "", frozen=()) -> Case:
        seed = int(rng.integers(1_000_000))
        return Case(model, list(frozen), names, seed, aspect=aspect, label=label)

    frozen, count, any_name = "frozen", "count", "any names"
    return [
        case(_TWO, ["0."], frozen),
        case(_TWO, ["2."], frozen, "the last layer"),
        case(_THREE, ["0.", "2."], frozen, "two layers"),
        case(_NAMED, ["body"], frozen, "modules with names"),
        case(_TWO, ["0."], count),
        case(_THREE, ["2.", "4."], count, "two layers"),
        case(_THREE, [], any_name, "no names"),
        case(_THREE, ["2.weight", "4.b"], any_name, "parts of layers"),
        case(_NESTED, ["2."], any_name, "a name that also holds “2.” in the middle"),
        case(_ELEVEN, ["1."], any_name, "eleven layers, “1.” is one of them"),
        case(_ELEVEN, ["1"], any_name, "eleven layers, “1” begins two of their names"),
        case(_THREE, ["weight", "bias"], any_name, "no name begins with any of these"),
        case(_THREE, ["0", "0.weight", "4."], any_name, "two names for one parameter"),
        case(_THREE, ["2."], any_name, "the first layer is frozen before", ["0.weight", "0.bias"]),
        case(_NAMED, ["body.", "head."], any_name, "nothing is left to learn"),
    ]


EXERCISE = Exercise(
    id="freeze",
    signature="(model, names)",
    text=Text(
        title="Freeze part of a model",
        minutes=15,
        difficulty="medium",
        lesson="2. Four ways to adapt",
    ),
    aspects=(
        Aspect(
            "frozen",
            1.0,
            "the named parameters stay as they are in training, the others learn",
            rule=answered(frozen_right),
        ),
        Aspect(
            "count",
            0.5,
            "the result: how many numbers can still learn",
            ("frozen",),
            rule=answered(count_right),
        ),
        Aspect(
            "any names",
            0.5,
            "names begin with what is given; what was frozen stays so",
            ("frozen", "count"),
            rule=answered(all_right),
        ),
    ),
    inputs=_inputs,
    reference=Lazy("nnbasics.fine_tuning", "freeze"),
    mistakes=MISTAKES,
    accepted=ACCEPTED,
    run=Run(driver=drivers.freeze, asked=("model", "frozen", "names", "seed")),
    compare=Comparison(results=("returned", "learns", "changes"), view=freeze_view),
)
