"""The exercise `torch_train_step`: take one training step in PyTorch."""

import numpy as np

from nnexercises.drivers import m07 as drivers
from nnexercises.m07_mnist.torch_train_step_accepted import ACCEPTED
from nnexercises.m07_mnist.torch_train_step_mistakes import MISTAKES
from nnexercises.m07_mnist.torch_train_step_rules import is_float, loss_is_right, step_view, updates
from nnexercises.shared import draw
from nngrader.declare import Aspect, Case, Comparison, Exercise, Lazy, Run, Text

_MLP = "nn.Sequential(nn.Linear({0}, {1}), nn.ReLU(), nn.Linear({1}, {2}))"
_NORMED = "nn.Sequential(nn.Linear({0}, {1}), nn.BatchNorm1d({1}), nn.ReLU(), nn.Linear({1}, {2}))"
_SGD = "torch.optim.SGD(model.parameters(), lr={0})"
_MOMENTUM = "torch.optim.SGD(model.parameters(), lr={0}, momentum=0.9)"


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(
        model: str,
        sizes: tuple[int, int, int],
        optimizer: str,
        rounds: int,
        rows: int = 6,
        mode: str = "train",
        **about: object,
    ) -> Case:
        batches = [
            (2 * draw(rng, rows, sizes[0]), rng.permutation(np.resize(np.arange(sizes[2]), rows)))
            for _ in range(rounds)
        ]
        seed = int(rng.integers(1_000_000))
        return Case(model.format(*sizes), optimizer, batches, mode, seed, **about)

    one, again, loss, kind, mode = (
        {"aspect": name}
        for name in ("one update", "several updates", "loss", "Python float", "train mode")
    )
    return [
        case("nn.Linear({0}, {2})", (2, 0, 3), _SGD.format(0.5), 1, 4, **one),
        case(_MLP, (3, 5, 2), _SGD.format(0.3), 1, **one),
        case(_MLP, (4, 6, 3), _MOMENTUM.format(0.2), 1, 1, label="a single sample", **one),
        case(_MLP, (3, 5, 4), _SGD.format(0.3), 3, **again),
        case(_MLP, (2, 6, 3), _MOMENTUM.format(0.1), 4, label="with momentum", **again),
        case(_MLP, (3, 4, 3), _SGD.format(0.5), 1, **loss),
        case(_MLP, (4, 5, 2), _SGD.format(0.4), 1, 9, **loss),
        case(_MLP, (2, 5, 3), _SGD.format(0.2), 1, **kind),
        case(_NORMED, (3, 5, 2), _SGD.format(0.3), 2, mode="eval",
             label="the model is in evaluation mode before each step", **mode),
        case(_NORMED, (4, 6, 3), _SGD.format(0.2), 1, label="it is in training mode", **mode),
    ]  # fmt: skip


EXERCISE = Exercise(
    id="torch_train_step",
    signature="(model, optimizer, X, labels)",
    text=Text(
        title="Take one training step in PyTorch",
        minutes=15,
        difficulty="medium",
        lesson="12. The same in PyTorch",
    ),
    rests_on=("build_torch_mlp", "train"),
    aspects=(
        Aspect("one update", 1.25, "the model after one step", rule=updates),
        Aspect(
            "several updates",
            0.75,
            "each step uses the gradient of its own batch only",
            ("one update",),
            rule=updates,
        ),
        Aspect("loss", 0.25, "the loss before the update", ("one update",), rule=loss_is_right),
        Aspect(
            "Python float", 0.25, "the loss comes as a float", ("one update", "loss"), rule=is_float
        ),
        Aspect(
            "train mode",
            0.5,
            "the model is in training mode during the step",
            ("one update",),
            rule=updates,
        ),
    ),
    inputs=_inputs,
    reference=Lazy("nnbasics.torch_networks", "torch_train_step"),
    mistakes=MISTAKES,
    accepted=ACCEPTED,
    run=Run(
        driver=drivers.train_steps,
        asked=("model", "optimizer", "batches of (X, labels)", "mode before", "seed"),
    ),
    compare=Comparison(view=step_view),
)
