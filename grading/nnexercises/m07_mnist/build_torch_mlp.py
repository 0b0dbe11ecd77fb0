"""The exercise `build_torch_mlp`: build the network in PyTorch."""

import numpy as np

from nnexercises.drivers import m07 as drivers
from nnexercises.m07_mnist.build_torch_mlp_accepted import ACCEPTED
from nnexercises.m07_mnist.build_torch_mlp_mistakes import MISTAKES
from nnexercises.m07_mnist.build_torch_mlp_rules import build_view, gives_logits, has_layers
from nnexercises.shared import draw
from nngrader.declare import Aspect, Case, Comparison, Exercise, Lazy, Run, Text


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(*sizes: int, rows: int = 4, aspect: str = "layers", **about: object) -> Case:
        seed = int(rng.integers(1_000_000))
        return Case(list(sizes), 3 * draw(rng, rows, sizes[0]), seed, aspect=aspect, **about)

    return [
        case(4, 3, 2),
        case(3, 6, 5, 2),
        case(5, 4, 4, 3, 6, label="four layers"),
        case(4, 3, 2, rows=30, aspect="logits"),
        case(3, 6, 5, 4, rows=30, aspect="logits"),
        case(784, 128, 64, 10, rows=2, aspect="logits", label="the network of the lesson"),
        case(4, 3, aspect="any depth", rows=20, label="a single layer"),
        case(2, 7, 1, aspect="any depth", rows=20, label="one output"),
        case(1, 2, 3, 2, 3, 2, aspect="any depth", rows=1, label="five layers, a single sample"),
    ]


EXERCISE = Exercise(
    id="build_torch_mlp",
    signature="(sizes)",
    text=Text(
        title="Build the network in PyTorch",
        minutes=15,
        difficulty="easy",
        lesson="12. The same in PyTorch",
    ),
    rests_on=("mlp_forward",),
    aspects=(
        Aspect("layers", 1.0, "an nn.Sequential of Linear and ReLU", rule=has_layers),
        Aspect(
            "logits",
            0.5,
            "its outputs are those of a ReLU network with its weights",
            ("layers",),
            rule=gives_logits,
        ),
        Aspect("any depth", 0.5, "one layer or many", ("layers",), rule=gives_logits),
    ),
    inputs=_inputs,
    reference=Lazy("nnbasics.torch_networks", "build_torch_mlp"),
    mistakes=MISTAKES,
    accepted=ACCEPTED,
    run=Run(driver=drivers.build, asked=("sizes", "X", "seed")),
    compare=Comparison(
        results=("type", "modules", "all parameters learn", "state", "outputs for X"),
        view=build_view,
    ),
)
