"""Lesson 3: a network with one input is a line with kinks, one for each hidden neuron."""

from collections.abc import Callable, Mapping, Sequence

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nnbasics.experiments.kinks import kinks, through_points
from nnbasics.explorers.live import LiveFigure
from nnbasics.figures import style
from nnbasics.figures.style import number
from nnbasics.networks import Params, mlp_forward
from nnbasics.neurons import Array

FROM, TO = -1.0, 1.0
MOST = 24
FINE = np.linspace(FROM, TO, 481)
AXIS = -1.3, 1.3

CURVES: dict[str, Callable[[Array], Array]] = {
    "wave": lambda x: np.sin(np.pi * x),
    "hill": lambda x: 2 * np.exp(-8 * x**2) - 1,
    "corner": lambda x: 2 * np.abs(x) - 1,
    "jump": lambda x: np.where(x > 0.1, 0.8, -0.8),
}


def kinks_explorer(*, neurons: int = 4) -> LiveFigure:
    """A curve followed by a line with as many kinks as there are neurons, added one by one."""
    picture = _Line(AXIS)
    which = widgets.Dropdown(options=[(each, each) for each in CURVES], description="curve")
    count = widgets.IntSlider(neurons, min=1, max=MOST, description="neurons")
    added = widgets.IntSlider(neurons, min=0, max=neurons, description="added")
    for control, width in ((which, "170px"), (count, "270px"), (added, "270px")):
        control.layout.width = width
        control.style.description_width = "60px"

    def rescale(change: dict) -> None:
        whole = added.value == change["old"]
        added.max = change["new"]
        if whole:
            added.value = change["new"]

    count.observe(rescale, names="value")  # before the figure does

    def update(curve: str, neurons: int, added: int) -> str:
        f, places = CURVES[curve], np.linspace(FROM, TO, neurons + 1)
        (W, b), (v, c) = through_points(places, f(places))
        added = min(added, neurons)
        some = [(W[:, :added], b[:added]), (v[:added], c)]
        picture.show(some, FINE, style.broken(f(FINE)))
        slopes = np.concatenate([[0], np.cumsum(v[:, 0])])
        if added == 0:
            return f"<b>No neuron</b>: the output is its bias, {number(c[0], 2)}, everywhere."
        before, after = (number(slopes[k], 2) for k in (added - 1, added))
        bends = f"bends it from slope {before} to {after}"
        last = f"Neuron {added}, at x = {number(places[added - 1], 2)}, " + (
            bends if before != after else f"leaves its slope at {after}"
        )
        if added < neurons:
            until = number(places[added], 2)
            so_far = f"<b>{added} of {neurons} neurons</b>: the line follows the curve up to"
            return f"{so_far} x = {until}. {last}."
        gap = np.abs(mlp_forward(FINE[:, None], some)[:, 0] - f(FINE)).max()
        return (
            f"<b>{neurons} neuron{'s' * (neurons > 1)}</b>: the largest gap to the curve, between "
            f"{number(FROM)} and {number(TO)}, is <b>{number(gap, 3)}</b>. {last}."
        )

    title = "A curve, and a line with kinks that a network with one hidden layer makes"
    controls = {"curve": which, "neurons": count, "added": added}
    return LiveFigure(picture.figure, controls, update, title=title)


def kinks_training_explorer(
    runs: Mapping[str, Sequence[Params]], steps: Sequence[int], x: ArrayLike, y: ArrayLike
) -> LiveFigure:
    """Networks 1 → n → 1 while they learn a curve: their kinks wander.

    runs: by name, the parameters after each of ``steps``. x, y: the curve ``(M,)``.
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    picture = _Line(AXIS)
    which = widgets.Dropdown(options=[(each, each) for each in runs], description="start")
    step = widgets.SelectionSlider(
        options=[(f"{each:,}", index) for index, each in enumerate(steps)],
        description="step",
        layout=widgets.Layout(width="330px"),
    )

    def update(run: str, at: int) -> str:
        params = runs[run][at]
        inside = picture.show(params, x, y)
        gap = np.abs(mlp_forward(x[:, None], params)[:, 0] - y).max()
        return (
            f"<b>Step {steps[at]:,}</b>: the largest gap to the curve is "
            f"<b>{number(gap, 3)}</b>. Kinks between {number(x.min())} and {number(x.max())}: "
            f"{inside} of {params[0][1].size}."
        )

    title = f"A network with one input learns a curve, and its kinks wander: {', '.join(runs)}"
    return LiveFigure(picture.figure, {"run": which, "at": step}, update, title=title)


class _Line:
    """A curve, a network's output, and its kinks."""

    def __init__(self, xlim: tuple[float, float]) -> None:
        self.figure = Figure(figsize=(7.2, 4.0), layout="constrained")
        ax = self.figure.subplots()
        ax.set(xlim=xlim, ylim=(-1.6, 1.6), xlabel="x", ylabel="output")
        moving = {"animated": True}
        wide = {"linewidth": 6, "solid_capstyle": "butt", "color": style.tint(style.ORANGE, 0.6)}
        (self._curve,) = ax.plot([], [], "-", label="curve", **wide, **moving)
        (self._line,) = ax.plot([], [], "-", color=style.BLUE, label="network", **moving)
        (self._kinks,) = ax.plot(
            [], [], "D", color=style.INK, markersize=7, label="kink of a neuron", **moving
        )
        handles = [self._curve, self._line, self._kinks]
        self.figure.legend(handles=handles, loc="outside upper left", ncols=3)
        self._xlim = xlim

    def show(self, params: Params, x: Array, y: Array) -> int:
        """Returns how many kinks lie between the curve's ends."""
        places = kinks(params)
        seen = places[(places >= self._xlim[0]) & (places <= self._xlim[1])]
        across = np.sort(np.concatenate([self._xlim, FINE, seen]))
        self._curve.set_data(x, y)
        self._line.set_data(across, mlp_forward(across[:, None], params)[:, 0])
        self._kinks.set_data(seen, mlp_forward(seen[:, None], params)[:, 0])
        return int(((places >= x.min() - 1e-9) & (places <= x.max() + 1e-9)).sum())
