"""The exercise `replace_head`: put a new head on an old body."""

import numpy as np

from nnexercises.drivers import m08 as drivers
from nnexercises.m08_fine_tuning.parts import answered
from nnexercises.m08_fine_tuning.replace_head_accepted import ACCEPTED
from nnexercises.m08_fine_tuning.replace_head_mistakes import MISTAKES
from nnexercises.m08_fine_tuning.replace_head_rules import (
    HEADS,
    body_right,
    drawn_right,
    head_right,
    head_view,
)
from nngrader.declare import Aspect, Case, Comparison, Exercise, Lazy, Run, Text

_BODY = "nn.Linear(4, 5), nn.ReLU(), "
_SHORT = "nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 2))"
_LONG = f"nn.Sequential({_BODY}nn.Linear(5, 6), nn.ReLU(), nn.Linear(6, 3))"
_ALONE = "nn.Sequential(nn.Linear(5, 3))"
_AFTER = f"nn.Sequential({_BODY}nn.Linear(5, 3), nn.Dropout(0.2))"
_WITH_NORM = "nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Linear(6, 2))"


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(model: str, classes: int, aspect: str, label: str = "", frozen=()) -> Case:
        seed = int(rng.integers(1_000_000))
        return Case(model, list(frozen), classes, seed, aspect=aspect, label=label)

    head, body, drawn, place = "head", "body", "generator", "place of the head"
    first = ["0.weight", "0.bias"]
    return [
        case(_SHORT, 4, head),
        case(_LONG, 5, head, "three layers"),
        case(_LONG, 3, head, "as many classes as before"),
        case(_ALONE, 4, head, "a single layer"),
        case(_AFTER, 4, place, "the last Linear is not the last module"),
        case(_SHORT, 4, body),
        case(_LONG, 2, body, "the first layer is frozen", first),
        case(_LONG, 4, body, "everything is frozen",
             [*first, "2.weight", "2.bias", "4.weight", "4.bias"]),
        case(_WITH_NORM, 3, body, "a module that is no Linear has parameters, too"),
        case(_SHORT, 4, drawn),
        case(_LONG, 6, drawn, "three layers"),
    ]  # fmt: skip


EXERCISE = Exercise(
    id="replace_head",
    signature="(model, classes, generator)",
    text=Text(
        title="Put a new head on an old body",
        minutes=15,
        difficulty="medium",
        lesson="3. When it does not help: digits 5 to 9",
    ),
    rests_on=("freeze",),
    aspects=(
        Aspect(
            "head",
            0.75,
            "the last Linear is a new one, which fits and learns",
            rule=answered(head_right),
        ),
        Aspect(
            "body",
            0.5,
            "all other modules are the same objects, with the same numbers and flags",
            ("head",),
            rule=answered(body_right),
        ),
        Aspect(
            "place of the head",
            0.25,
            "the last Linear may be followed by other modules",
            ("head",),
            rule=answered(head_right),
        ),
        Aspect(
            "generator",
            0.5,
            "the numbers of the new head come from the generator",
            ("head",),
            rule=answered(drawn_right),
        ),
    ),
    inputs=_inputs,
    reference=Lazy("nnbasics.fine_tuning", "replace_head"),
    mistakes=MISTAKES,
    accepted=ACCEPTED,
    run=Run(driver=drivers.replace_head, asked=("model", "frozen", "classes", "seed")),
    compare=Comparison(results=HEADS, view=head_view),
)
