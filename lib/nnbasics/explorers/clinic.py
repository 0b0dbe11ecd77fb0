"""Lesson 5: five sick loss curves, to diagnose, to reproduce and to cure."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import ipywidgets as widgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnbasics.data import moons
from nnbasics.explorers.live import LiveFigure
from nnbasics.figures import style
from nnbasics.figures.style import number
from nnbasics.gradients import loss_and_gradients
from nnbasics.initialization import init_params
from nnbasics.losses import cross_entropy
from nnbasics.networks import mlp_forward
from nnbasics.neurons import Array

BATCH, EVERY = 10, 10
TOP = 2.0  # of the loss axis


class Curves(NamedTuple):
    """The losses of one training."""

    training: Array  # of each update's batch, before the update
    validation: Array  # before every tenth update


def train_patient(
    *,
    lr: float = 0.3,
    scheme: str = "he",
    hidden: int = 64,
    samples: int = 400,
    shuffle: bool = True,
    updates: int = 800,
) -> Curves:
    """Train a network on two moons in batches of 10. With these settings it is healthy."""
    rng = np.random.default_rng(6)
    X, y = moons(samples, 0.25, rng)  # first all of label 0, then all of label 1
    X_val, y_val = moons(1000, 0.25, rng)
    params = init_params([2, hidden, 2], rng, scheme)
    training, validation = [], []
    while len(training) < updates:
        order = rng.permutation(samples) if shuffle else np.arange(samples)
        for start in range(0, samples, BATCH):
            if len(training) % EVERY == 0:
                validation.append(cross_entropy(mlp_forward(X_val, params), y_val))
            batch = order[start : start + BATCH]
            loss, grads = loss_and_gradients(X[batch], y[batch], params)
            params = [
                (W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads, strict=True)
            ]
            training.append(loss)
    return Curves(np.array(training[:updates]), np.array(validation[: updates // EVERY]))


class Cause(NamedTuple):
    """What can be wrong with a training."""

    settings: dict[str, Any]  # that bring it about
    seen: str
    cure: str


HEALTHY = "nothing: it is healthy"
CAUSES = {
    "the learning rate is too low": Cause(
        {"lr": 0.0001},
        "both losses fall together, evenly and slowly, and are still falling at the end",
        "a larger learning rate: try 3 times and 10 times as much",
    ),
    "the learning rate is too high": Cause(
        {"lr": 5.0},
        "the loss leaps up and down, also that of the validation set, and comes to no rest",
        "a smaller learning rate: try a third and a tenth",
    ),
    "all weights start at zero": Cause(
        {"scheme": "zeros"},
        "both losses stay at 0.69 = ln 2, the loss of a coin flip, from the first update on",
        "random first weights, such as He's",
    ),
    "it learns its few samples by heart": Cause(
        {"samples": 20},
        "the training loss goes to 0, while the validation loss turns and rises",
        "more samples; or stop at the lowest validation loss, L2, dropout",
    ),
    "batches come in the order of the labels": Cause(
        {"shuffle": False},
        "the training loss is a saw: near 0 while one label lasts, and a peak at every change",
        "shuffle the samples anew in each epoch",
    ),
    "the network is too small": Cause(
        {"hidden": 1},
        "both losses come down, and then stay at the same height, well above the healthy one",
        "more hidden neurons, or another layer",
    ),
    HEALTHY: Cause(
        {}, "both losses come down quickly and stay low, the validation loss beside the other", ""
    ),
}
# The patients, in an order that gives nothing away.
_SICK = {
    "A": "it learns its few samples by heart",
    "B": "the learning rate is too low",
    "C": "batches come in the order of the labels",
    "D": "all weights start at zero",
    "E": "the learning rate is too high",
}


@lru_cache
def _run(cause: str) -> Curves:
    return train_patient(**CAUSES[cause].settings)


def patient(name: str) -> Curves:
    """The curves of patient "A", "B", "C", "D" or "E"."""
    return _run(_SICK[name])


def clinic_explorer() -> LiveFigure:
    """Left a patient; right what the chosen diagnosis looks like."""
    figure = Figure(figsize=(7.8, 3.8), layout="constrained")
    axes = figure.subplots(1, 2, sharey=True)
    lines = [_prepare(ax, animated=True) for ax in axes]
    axes[1].set_ylabel("")
    figure.legend(handles=lines[0], loc="outside upper left", ncols=2)
    heads = [
        ax.text(0, 1.03, "", transform=ax.transAxes, fontsize=12, animated=True) for ax in axes
    ]
    for ax in axes:
        ax.set_title(" ")  # keeps the place above the axes free

    def update(patient: str, diagnosis: str) -> str:
        truth = _SICK[patient]
        right = diagnosis == truth
        heads[0].set_text(f"patient {patient}")
        heads[1].set_text(_heading(patient, diagnosis, right))
        _show(lines[0], _run(truth))
        _show(lines[1], _run(HEALTHY if right or not diagnosis else diagnosis))
        last = _run(truth)
        ends = (
            f"<b>Patient {patient}</b>: mean training loss of the last 100 updates "
            f"{number(last.training[-100:].mean(), 2)}, validation loss at the end "
            f"{number(last.validation[-1], 2)}."
        )
        if not diagnosis:
            return f"{ends} What is wrong? Choose a diagnosis."
        cause = CAUSES[diagnosis]
        if right:
            return f"{ends} <b>Yes, {diagnosis}</b>: {cause.seen}. The cure: {cause.cure}."
        return f"{ends} <b>Not this.</b> Then {cause.seen}: look at the right."

    wide = {"description_width": "initial"}
    controls = {
        "patient": widgets.Dropdown(
            options=[(name, name) for name in _SICK],
            description="patient",
            style=wide,
            layout={"width": "130px"},
        ),
        "diagnosis": widgets.Dropdown(
            options=[("choose", ""), *((cause, cause) for cause in CAUSES)],
            description="diagnosis",
            style=wide,
            layout={"width": "390px"},
        ),
    }
    title = "Five sick loss curves: a patient, and what a diagnosis would look like"
    return LiveFigure(figure, controls, update, title=title)


def _heading(patient: str, diagnosis: str, right: bool) -> str:
    if right:
        return f"patient {patient}, cured"
    if not diagnosis:
        return "a healthy training"
    return "if nothing is wrong" if diagnosis == HEALTHY else f"if {diagnosis}"


def curves_figure(runs: Mapping[str, Curves]) -> Figure:
    """Training and validation losses side by side, each run in a panel. runs: by name."""
    columns = min(3, len(runs))
    rows = -(-len(runs) // columns)
    figure = Figure(figsize=(2.6 * columns + 0.4, 2.4 * rows + 0.6), layout="constrained")
    axes = figure.subplots(rows, columns, sharey=True, squeeze=False)
    for ax, (name, curves) in zip(axes.flat, runs.items(), strict=False):
        lines = _prepare(ax)
        _show(lines, curves)
        ax.set_title(name, fontsize=11)
    for ax in axes[:, 1:].flat:
        ax.set_ylabel("")
    for ax in axes.flat[: len(runs) - columns]:  # those that have another panel below them
        ax.set_xlabel("")
    for ax in axes.flat[len(runs) :]:
        ax.set_visible(False)
    figure.legend(handles=lines, loc="outside upper left", ncols=2)
    return figure


def _prepare(ax: Axes, *, animated: bool = False) -> list:
    ax.set(xlim=(0, 800), ylim=(0, TOP), xlabel="update", ylabel="loss")
    ax.set_xticks(range(0, 801, 400))
    thin = {"color": style.BLUE, "linewidth": 0.9, "animated": animated}
    training = ax.plot([], [], "-", label="training: the loss of each batch", **thin)
    thick = {"color": style.ORANGE, "linewidth": 2.2, "animated": animated}
    return training + ax.plot([], [], "--", label="validation", **thick)


def _show(lines: list, curves: Curves) -> None:
    lines[0].set_data(np.arange(len(curves.training)), curves.training)
    lines[1].set_data(EVERY * np.arange(len(curves.validation)), curves.validation)
