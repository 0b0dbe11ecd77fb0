"""The exercise `fine_tune`: Adam on what is not frozen, judged by losses and parameters."""

import numpy as np

from nnexercises.drivers import m08 as drivers
from nnexercises.m08_fine_tuning.fine_tune_accepted import ACCEPTED
from nnexercises.m08_fine_tuning.fine_tune_mistakes import MISTAKES
from nnexercises.m08_fine_tuning.fine_tune_rules import (
    frozen_stay,
    in_training_mode,
    losses_right,
    trained,
    view,
)
from nnexercises.m08_fine_tuning.parts import answered
from nnexercises.shared import draw
from nngrader.declare import Aspect, Case, Comparison, Exercise, Lazy, Run, Text

_TINY = "nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 2))"
_RELU = "nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 4), nn.ReLU(), nn.Linear(4, 3))"
_ONE = "nn.Sequential(nn.Linear(4, 3))"
_DROPOUT = "nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 2))"
_FIRST = ["0.weight", "0.bias"]
_SECOND = ["2.weight", "2.bias"]


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(
        model: str, frozen: list[str], n: int, d: int, classes: int, steps: int, lr: float,
        aspect: str, label: str = "",
    ) -> Case:  # fmt: skip
        labels = rng.permutation(np.resize(np.arange(classes), n))
        seed = int(rng.integers(1_000_000))
        return Case(model, frozen, draw(rng, n, d), labels, steps, lr, seed,
                    aspect=aspect, label=label)  # fmt: skip

    training, losses, mode = "training", "losses", "training mode"
    stay, parts = "frozen stay", "parts of layers are frozen"
    return [
        case(_TINY, [], 4, 2, 2, 3, 0.1, training, "nothing is frozen"),
        case(_RELU, [], 7, 3, 3, 4, 0.05, training, "nothing is frozen"),
        case(_ONE, [], 1, 4, 3, 3, 0.3, training, "a single sample"),
        case(_TINY, [], 4, 2, 2, 3, 0.1, losses),
        case(_RELU, [], 8, 3, 3, 3, 0.05, losses),
        case(_ONE, [], 3, 4, 3, 1, 0.1, losses, "one step"),
        case(_TINY, [], 3, 2, 2, 0, 0.1, losses, "no step"),
        case(_TINY, _FIRST, 4, 2, 2, 3, 0.5, stay, "the first layer is frozen"),
        case(_RELU, [*_FIRST, *_SECOND], 6, 3, 3, 3, 0.1, stay, "only the head learns"),
        case(_RELU, [*_FIRST, "2.weight", "4.bias"], 5, 3, 3, 3, 0.1, stay, parts),
        case(_DROPOUT, _FIRST, 6, 3, 2, 3, 0.1, mode, "a model with dropout, in evaluation mode"),
    ]


EXERCISE = Exercise(
    id="fine_tune",
    signature="(model, X, labels, steps, lr, generator)",
    text=Text(
        title="Fine-tune a model",
        minutes=25,
        difficulty="hard",
        lesson="2. Four ways to adapt",
    ),
    rests_on=("torch_train_step", "freeze"),
    aspects=(
        Aspect(
            "training",
            1.5,
            "the parameters after the last step, when all of them learn",
            rule=answered(trained),
        ),
        Aspect(
            "losses",
            1.0,
            "a list with the loss before each step",
            ("training",),
            rule=answered(losses_right),
        ),
        Aspect(
            "frozen stay",
            1.0,
            "what is frozen does not move, and the rest learns",
            ("training",),
            rule=answered(frozen_stay),
        ),
        Aspect(
            "training mode",
            0.5,
            "the model is in training mode while it learns",
            ("training",),
            rule=answered(in_training_mode),
        ),
    ),
    inputs=_inputs,
    reference=Lazy("nnbasics.fine_tuning", "fine_tune"),
    mistakes=MISTAKES,
    accepted=ACCEPTED,
    run=Run(
        driver=drivers.fine_tune, asked=("model", "frozen", "X", "labels", "steps", "lr", "seed")
    ),
    compare=Comparison(
        results=("losses", "learns", "parameters", "changes of the frozen", "in evaluation mode"),
        view=view,
    ),
)
