"""Lesson 5: a network too small, too large, trained too long, on too few samples."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import product
from typing import NamedTuple

import ipywidgets as widgets
import numpy as np
from contourpy import FillType, contour_generator
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from tqdm.auto import tqdm

from nnbasics.data import Labels, moons
from nnbasics.explorers.live import LiveFigure
from nnbasics.explorers.trained import Rates, losses, one_of, stack, train_side_by_side
from nnbasics.figures import style
from nnbasics.figures.plane import Points
from nnbasics.figures.style import number
from nnbasics.initialization import init_params
from nnbasics.networks import Params, mlp_forward, predict
from nnbasics.neurons import Array

NOISE = 0.3
SAMPLES = (20, 60, 300)
WIDTHS = (1, 4, 16, 64)
AGAINST = {  # by heart: strength of the L2 penalty, and probability of dropping
    "nothing": (0.0, 0.0),
    "L2, strength 0.003": (0.003, 0.0),
    "dropout, p = 0.5": (0.0, 0.5),
}
UPDATES, EVERY = 3000, 50
BATCH, LR = 20, 0.5
TOP = 1.2  # of the loss axis
GRID = 90  # places to ask the network about, in each direction


class Fit(NamedTuple):
    """One training, measured at the start and after every 50 updates: T times."""

    networks: list[Params]
    train: Array  # loss on the training set, (T,)
    train_right: Array  # share of it that is right, (T,)
    val: Array  # the same for 600 other samples
    val_right: Array


def fitting_explorer() -> LiveFigure:
    """Trains 36 networks, a few seconds; then all controls answer at once."""
    for samples in tqdm(SAMPLES, desc="numbers of samples"):
        fits(samples)
    figure = Figure(figsize=(7.8, 3.9), layout="constrained")
    plane, curve = figure.subplots(1, 2, width_ratios=(1.15, 1))
    plane.set(xlim=(-2, 3), ylim=(-1.6, 2.1), xlabel="feature 1", ylabel="feature 2")
    sides = _Sides(plane)
    points = Points(plane, ["label 0", "label 1"], size=7, animated=True)
    curve.set(xlim=(0, UPDATES), ylim=(0, TOP), xlabel="update", ylabel="loss")
    curve.set_xticks(range(0, UPDATES + 1, 1000))
    (train,) = curve.plot([], [], "-", color=style.BLUE, label="training", animated=True)
    (val,) = curve.plot([], [], "--", color=style.ORANGE, label="validation", animated=True)
    (best,) = curve.plot([], [], "*", color=style.INK, label="lowest", markersize=13, animated=True)
    (here,) = curve.plot([], [], ":", color=style.GRAY, linewidth=1.5, animated=True)
    handles = [*points.legend_handles, train, val, best]
    figure.legend(handles=handles, loc="outside upper left", ncols=6, columnspacing=1.2)
    x = np.arange(0, UPDATES + 1, EVERY)

    def update(samples: str, width: str, against: str, updates: int) -> str:
        X, y = _samples(int(samples))
        fit, at = fits(int(samples))[int(width), against], updates // EVERY
        sides.show(fit.networks[at])
        points.show(X, y, predict(X, fit.networks[at]))
        train.set_data(x, np.minimum(fit.train, 2 * TOP))
        val.set_data(x, np.minimum(fit.val, 2 * TOP))
        lowest = int(fit.val.argmin())
        best.set_data(x[[lowest]], fit.val[[lowest]])
        here.set_data([updates, updates], [0, TOP])
        neurons = "1 hidden neuron" if width == "1" else f"{width} hidden neurons"
        return (
            f"<b>{neurons}, {samples} samples, {updates:,} updates.</b> "
            f"Training loss <b>{number(fit.train[at], 2)}</b> ({fit.train_right[at]:.0%} right), "
            f"validation loss <b>{number(fit.val[at], 2)}</b> ({fit.val_right[at]:.0%} right). "
            f"{_verdict(fit.train[at], fit.val[: at + 1], x)}"
        )

    controls = {
        "samples": _choice("training samples", SAMPLES, "60", "190px"),
        "width": _choice("hidden neurons", WIDTHS, "64", "180px"),
        "against": _choice("against learning by heart", AGAINST, "nothing", "340px"),
        "updates": widgets.IntSlider(
            UPDATES, 0, UPDATES, EVERY, description="updates", layout={"width": "340px"}
        ),
    }
    title = "What a network has learned of two moons, and its training and validation loss"
    return LiveFigure(figure, controls, update, title=title)


def _choice(label: str, values: Iterable, value: str, width: str) -> widgets.Dropdown:
    return widgets.Dropdown(
        options=[(str(each), str(each)) for each in values],
        value=value,
        description=label,
        style={"description_width": "initial"},
        layout={"width": width},
    )


def _verdict(train: float, val: Array, x: Array) -> str:
    """train: the loss at present. val: all until now. x: the updates."""
    now, lowest = val[-1], int(val.argmin())
    if len(val) == 1:
        return "Nothing has been learned yet."
    if now > 1.12 * val[lowest] and now > 1.4 * train:
        return (
            f"<b>Overfitting</b>: validation was best, {number(val[lowest], 2)}, "
            f"after {x[lowest]:,} updates; since then it has become worse."
        )
    if train > 0.24 and now > 0.3:
        return "<b>Underfitting</b>: both losses are high."
    return "No sign of either: validation is near the best that it has been."


# --- the networks -----------------------------------------------------------------------


def _samples(samples: int) -> tuple[Array, Labels]:
    return moons(samples, NOISE, np.random.default_rng(samples))


@lru_cache
def fits(samples: int) -> dict[tuple[int, str], Fit]:
    """All networks that learn from 20, 60 or 300 samples, by width and by what is done
    against learning by heart. They are trained at the first call.
    """
    X, y = _samples(samples)
    X_val, y_val = moons(600, NOISE, np.random.default_rng(99))
    kinds = list(product(WIDTHS, AGAINST))
    start = stack([init_params([2, width, 2], np.random.default_rng(1)) for width, _ in kinds])
    l2, drop = np.transpose([AGAINST[against] for _, against in kinds])
    steps = train_side_by_side(X, y, start, Rates(LR, l2, drop), BATCH, np.random.default_rng(0))
    kept = []
    for update, networks in zip(range(UPDATES + 1), steps, strict=False):
        if update % EVERY == 0:
            kept.append(networks)
    measured = [(*losses(X, y, each), *losses(X_val, y_val, each)) for each in kept]
    by_kind = np.array(measured).transpose(2, 1, 0)  # (T, 4, K) -> (K, 4, T)
    return {
        kind: Fit([one_of(each, k) for each in kept], *by_kind[k]) for k, kind in enumerate(kinds)
    }


class _Sides:
    """Where a network says 0 and where 1, and the border between them.

    Drawn as shapes, not as a picture of points: that takes a third of the time.
    """

    def __init__(self, ax: Axes) -> None:
        self._x, self._y = np.linspace(*ax.get_xlim(), GRID), np.linspace(*ax.get_ylim(), GRID)
        self._places = np.stack(np.meshgrid(self._x, self._y), axis=-1).reshape(-1, 2)
        ax.grid(False)
        ax.set_facecolor(style.tint(style.COLORS[0], 0.45))
        self._ones = PathPatch(_NOWHERE, facecolor=style.tint(style.COLORS[1], 0.28), linewidth=0)
        self._ones.set(zorder=0.5, animated=True)
        ax.add_patch(self._ones)
        (self._border,) = ax.plot([], [], "-", color=style.INK, linewidth=1.5, animated=True)

    def show(self, network: Params) -> None:
        Z = mlp_forward(self._places, network)
        lead = (Z[:, 1] - Z[:, 0]).reshape(GRID, GRID)  # of label 1 over label 0
        contours = contour_generator(self._x, self._y, lead, fill_type=FillType.OuterCode)
        shapes, codes = contours.filled(0, np.inf)
        path = Path(np.concatenate(shapes), np.concatenate(codes)) if shapes else _NOWHERE
        self._ones.set_path(path)
        gap = np.full((1, 2), np.nan)
        lines = [part for line in contours.lines(0) for part in (line, gap)]
        self._border.set_data(*(np.concatenate(lines).T if lines else ([], [])))


_NOWHERE = Path(np.zeros((0, 2)))
