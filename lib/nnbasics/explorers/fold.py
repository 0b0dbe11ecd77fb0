"""Lesson 3: two hidden neurons move the plane of the inputs, fold it, and XOR comes apart."""

from collections.abc import Callable, Mapping, Sequence
from itertools import product

import ipywidgets as widgets
import numpy as np
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure

from nnbasics.activations import relu, sigmoid
from nnbasics.data import gate
from nnbasics.explorers.live import LiveFigure, slider
from nnbasics.figures import style
from nnbasics.figures.plane import Decision, Limits, Points, gate_axes, half_plane
from nnbasics.figures.style import number
from nnbasics.losses import bce
from nnbasics.networks import Params, xor_params
from nnbasics.neurons import Array

ROWS = 4
NEAR = 0.04  # of the picture's width: rows as near as this share their name tag
TINY = 1e-9


def against_each_other() -> Params:
    """XOR again: each hidden neuron wants one input and not the other; the output adds them."""
    hidden = np.array([[1.0, -1.2], [-1.2, 1.0]]), np.zeros(2)
    return [hidden, (np.array([[1.0], [1.0]]), np.zeros(1))]


NETWORKS = {"sum": xor_params, "against each other": against_each_other}


def fold_explorer() -> LiveFigure:
    """Networks for XOR made by hand: how the hidden layer moves the plane, and folds it.

    The fold goes from 0, a layer without an activation, to 1, ReLU; in between negative
    sums are shrunk, as by a leaky ReLU with the slope 1 - fold.
    """
    picture = _TwoPlanes((-2.1, 3.1))
    which = widgets.Dropdown(options=[(each, each) for each in NETWORKS], description="network")
    which.layout.width = "250px"
    bias = slider("bias of neuron 2", -1.0, -2, 1, 0.25, readout_format=".2f")
    fold = slider("fold", 0.0, 0, 1, 0.05, readout_format=".2f")
    for control in (bias, fold):
        control.layout.width = "340px"

    def update(network: str, bias: float, fold: float) -> str:
        (W, b), (v, c) = NETWORKS[network]()
        b, fold = np.array([b[0], round(bias, 2)]), round(fold, 2)

        landed, wrong = picture.show((W, b), (v[:, 0], c[0] - 0.5), 1 - fold)
        if fold == 0:
            how = "<b>No fold</b>: the sums as they are."
        elif fold == 1:
            how = "<b>Folded</b>: negative sums became 0, as ReLU does."
        else:
            how = f"<b>Fold {number(fold)}</b>: negative sums are shrunk to {number(1 - fold, 2)}."
        return f"{how} Rows decided wrong: <b>{wrong} of {ROWS}</b>.<br>{_places(landed)}"

    title = "XOR: the plane of the inputs, and where two hidden neurons put it"
    controls = {"network": which, "bias": bias, "fold": fold}
    live = LiveFigure(picture.figure, controls, update, title=title)

    def choose(_change: object) -> None:
        own = float(NETWORKS[which.value]()[0][1][1])
        if bias.value == own:
            live.redraw()
        bias.value = own  # draws the figure, where it is a change

    _instead(which, live, choose)
    return live


def xor_training_explorer(
    runs: Mapping[str, Sequence[Params]], steps: Sequence[int], *, at: int = 0
) -> LiveFigure:
    """Networks 2 → 2 → 1 on their way to XOR, or not.

    runs: by name, the parameters after each of ``steps``; ReLU in the hidden layer, and a
    logit as output. at: the number of the step shown first.
    """
    X, y = gate("xor")
    picture = _TwoPlanes((0, 1))
    which = widgets.Dropdown(options=[(each, each) for each in runs], description="start")
    which.layout.width = "330px"
    step = widgets.SelectionSlider(
        options=[(f"{each:,}", index) for index, each in enumerate(steps)],
        index=at,
        description="step",
        layout=widgets.Layout(width="330px"),
    )

    def zoom() -> None:  # each run has axes of its own
        every = [relu(X @ W + b).max() for (W, b), _ in runs[which.value]]
        most = max(1.0, *every)  # all are 0 where all neurons are dead
        picture.zoom((-0.15 * most, 1.25 * most))

    def update(run: str, at: int) -> str:
        (W, b), (v, c) = runs[run][at]
        landed, wrong = picture.show((W, b), (v[:, 0], c[0]), 0.0)
        loss = bce(sigmoid(relu(X @ W + b) @ v + c), y)
        return (
            f"<b>Step {steps[at]:,}</b>: loss {number(loss, 3)}, rows decided wrong "
            f"<b>{wrong} of {ROWS}</b>.<br>{_places(landed)}"
        )

    zoom()
    title = f"Training on XOR, seen in the hidden layer: {', '.join(runs)}"
    live = LiveFigure(picture.figure, {"run": which, "at": step}, update, title=title)
    _instead(which, live, lambda _: (zoom(), live.redraw()))
    return live


def _instead(control: widgets.Widget, live: LiveFigure, act: Callable[[object], object]) -> None:
    """Let a control of a figure do this, which draws it, so that it isn't drawn twice."""
    control.unobserve(live._show, names="value")
    control.observe(act, names="value")


class _TwoPlanes:
    """Left the plane of the inputs, right where the two hidden neurons put it."""

    def __init__(self, limits: Limits) -> None:
        self._X, self._y = gate("xor")
        self.figure = Figure(figsize=(7.4, 4.1), layout="constrained")
        left, right = self._axes = self.figure.subplots(1, 2)
        gate_axes(left)
        right.set(xlabel="hidden neuron 1", ylabel="hidden neuron 2", aspect="equal")
        self.zoom(limits)
        for ax, title in ((left, "inputs"), (right, "hidden layer")):
            ax.set_title(title, fontsize=11)
        for line in (right.axhline, right.axvline):
            line(0, color=style.GRAY, linewidth=1)
        self._square = np.array(list(product(left.get_xlim(), left.get_ylim())))[[0, 2, 3, 1]]
        moving = {"animated": True}
        fires = {"facecolor": style.ORANGE, "alpha": 0.18, "linewidth": 0, "zorder": 0.6}
        self._fires = left.add_collection(PolyCollection([], **fires, **moving))
        ink = {"colors": style.INK, "linewidths": 2, "zorder": 2.1}
        self._border = left.add_collection(LineCollection([], **ink, **moving))
        self._folds = [
            left.plot([], [], style.DASHES[i + 1], color=color, label=f"fold {i + 1}", **moving)[0]
            for i, color in enumerate((style.GREEN, style.PURPLE))
        ]
        self._sheet = _sheet()
        thin = {"colors": style.GRAY, "linewidths": 0.6, "zorder": 1}
        left.add_collection(LineCollection(self._sheet[:, [0, -1]], **thin))
        self._paper = right.add_collection(LineCollection([], **thin, **moving))
        self._decision = Decision(right, animated=True)
        names = ["label 0", "label 1"]
        self._points = [Points(ax, names, size=10, animated=True) for ax in self._axes]
        for points in self._points:  # where both are at one place, both can be seen
            points.legend_handles[0].set_markersize(15)
        self._tags = [right.text(0, 0, "", fontsize=9, zorder=5, **moving) for _ in range(ROWS)]
        handles = [*self._points[0].legend_handles, *self._folds]
        self.figure.legend(
            handles=handles, loc="outside upper left", ncols=5, markerscale=0.6, columnspacing=1.4
        )

    def zoom(self, limits: Limits) -> None:
        """Set the limits of the hidden layer's axes."""
        self._axes[1].set(xlim=limits, ylim=limits)
        self._near = NEAR * (limits[1] - limits[0])

    def show(
        self, hidden: tuple[Array, Array], output: tuple[Array, float], slope: float
    ) -> tuple[Array, int]:
        """hidden: W ``(2, 2)`` and b ``(2,)``. output: w ``(2,)`` and b; it fires above 0.
        slope: of the activation below 0.

        Returns where the four rows are in the hidden layer, ``(4, 2)``, and how many of them
        are decided wrong.
        """
        (W, b), (v, c) = hidden, output

        def bend(Z: Array) -> Array:
            return np.where(Z > 0, Z, slope * Z)

        landed = bend(self._X @ W + b)
        decided = landed @ v + c > 0
        pieces = [piece for _, piece in fired(self._square, hidden, output, slope)]
        self._fires.set_verts(pieces)
        self._border.set_segments(
            [
                piece[[i - 1, i]]
                for piece in pieces
                for i in range(len(piece))
                if np.abs(bend(piece[[i - 1, i]] @ W + b) @ v + c).max() < TINY
            ]
        )
        for neuron, line in enumerate(self._folds):
            limits = self._axes[0].get_xlim(), self._axes[0].get_ylim()
            line.set_data(*half_plane(W[:, neuron], b[neuron], *limits)[1].T)
        self._paper.set_segments(bend(self._sheet @ W + b))
        self._decision.show(v, c)
        for points, places in zip(self._points, (self._X, landed), strict=True):
            points.show(places, self._y, decided)
        self._name(landed)
        return landed, int((decided != self._y).sum())

    def _name(self, landed: Array) -> None:
        """Write beside each place which rows are there."""
        for row, tag in enumerate(self._tags):
            same = np.flatnonzero(np.abs(landed - landed[row]).max(axis=1) < self._near)
            tag.set_visible(same[0] == row)
            tag.set_text("\n".join(_row(self._X[each]) for each in same))
            tag.set_position(landed[row] + self._near)


def fired(
    polygon: Array, hidden: tuple[Array, Array], output: tuple[Array, float], slope: float
) -> list[tuple[tuple[int, ...], Array]]:
    """The parts of a convex polygon ``(K, 2)`` in which a network 2 → H → 1 fires.

    On one side of each hidden neuron's line the network is a plain line again, so each part
    is convex. Returns each with the signs of the hidden neurons there.
    """
    (W, b), (v, c) = hidden, output
    parts = []
    for signs in product((1, -1), repeat=len(b)):
        part = polygon
        for neuron, sign in enumerate(signs):
            part = clip(part, sign * W[:, neuron], sign * b[neuron])
        scale = np.where(np.array(signs) > 0, 1.0, slope) * v
        w, bias = W @ scale, b @ scale + c
        if len(part) and (part @ w + bias > TINY).any():
            parts.append((signs, clip(part, w, bias)))
    return parts


def clip(polygon: Array, w: Array, b: float) -> Array:
    """The part of a convex polygon ``(K, 2)`` where ``w · x + b >= 0``: its corners."""
    z = polygon @ w + b
    corners = []
    for i in range(len(polygon)):
        if z[i - 1] * z[i] < 0:  # the line crosses the edge to this corner
            along = z[i - 1] / (z[i - 1] - z[i])
            corners.append(polygon[i - 1] + along * (polygon[i] - polygon[i - 1]))
        if z[i] >= 0:
            corners.append(polygon[i])
    return np.array(corners).reshape(-1, 2)


def _sheet(low: float = -0.25, high: float = 1.25, step: float = 0.125) -> Array:
    """The lines of a piece of squared paper over the four rows: ``(lines, M, 2)``."""
    along = np.linspace(low, high, 73)
    lines = []
    for place in np.arange(low, high + step / 2, step):
        still = np.full_like(along, place)
        lines += [np.column_stack([still, along]), np.column_stack([along, still])]
    return np.array(lines)


def _row(x: Array) -> str:
    return f"({x[0]:.0f}, {x[1]:.0f})"


def _places(landed: Array) -> str:
    """Where each row is, in numbers."""
    X, _ = gate("xor")
    return "; ".join(
        f"{_row(x)} → ({number(place[0], 2)}, {number(place[1], 2)})"
        for x, place in zip(X, landed, strict=True)
    )
