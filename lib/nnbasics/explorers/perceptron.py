"""Lesson 1: the perceptron rule, one sample at a time."""

from dataclasses import dataclass

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nnbasics import style
from nnbasics.data import gate
from nnbasics.figures import Decision, Points, gate_axes, half_plane
from nnbasics.live import LiveFigure
from nnbasics.neurons import Array, neuron, step, weighted_sum
from nnbasics.perceptron import perceptron_update
from nnbasics.style import number

EPOCHS = 10  # AND, OR and NAND need fewer; XOR would never stop


@dataclass(frozen=True)
class Visit:
    """One sample seen by the perceptron: before, and after its update."""

    epoch: int  # from 1
    row: int  # of X, from 0
    w: Array
    b: float
    z: float
    error: int  # label minus prediction: -1, 0 or 1
    new_w: Array
    new_b: float


def visits(X: ArrayLike, y: ArrayLike, lr: float, epochs: int) -> list[Visit]:
    """Every step of `train_perceptron`: rows in order, until an epoch without an error."""
    X, y = np.asarray(X), np.asarray(y)
    w, b = np.zeros(X.shape[1]), 0.0
    seen: list[Visit] = []
    for epoch in range(1, epochs + 1):
        for row, (x, label) in enumerate(zip(X, y, strict=True)):
            z = weighted_sum(x, w, b)
            new_w, new_b = perceptron_update(w, b, x, label, lr)
            seen.append(Visit(epoch, row, w, b, z, int(label - step(z)), new_w, new_b))
            w, b = new_w, new_b
        if not any(visit.error for visit in seen[-len(X) :]):
            break
    return seen


def perceptron_explorer(name: str = "and") -> LiveFigure:
    """Learn a gate step by step. name: the gate shown first."""
    picture = _Picture()
    gates = [(each.upper(), each) for each in ("and", "or", "nand", "xor")]
    which = widgets.Dropdown(
        options=gates, value=name, description="gate", layout={"width": "170px"}
    )
    at = widgets.IntSlider(
        min=0, description="step", layout={"width": "330px"}, style={"description_width": "40px"}
    )
    play = widgets.Play(interval=900, show_repeat=False, layout={"width": "120px"})
    widgets.jslink((play, "value"), (at, "value"))
    back = _button("Back", at, -1)
    forward = _button("Next", at, +1)

    def rewind(_change: object = None) -> None:
        picture.choose(which.value)
        at.value = play.value = 0
        at.max = play.max = len(picture.visits)

    rewind()
    which.observe(rewind, names="value")  # before the figure's own: it must see the new gate
    return LiveFigure(
        picture.figure,
        {"gate": which, "at": at},
        picture.update,
        title="A perceptron learns a gate: its decision line, and its errors in each epoch",
        buttons=[back, forward, play],
    )


def _button(label: str, at: widgets.IntSlider, move: int) -> widgets.Button:
    button = widgets.Button(description=label, layout={"width": "70px"})
    # A slider keeps its value within its limits by itself.
    button.on_click(lambda _: setattr(at, "value", min(max(at.value + move, at.min), at.max)))
    return button


class _Picture:
    """Left the plane with the four samples, right the number of errors in each epoch."""

    def __init__(self) -> None:
        self.figure = Figure(figsize=(7.2, 3.9), layout="constrained")
        plane, bars = self.figure.subplots(1, 2, width_ratios=(1.15, 1))
        gate_axes(plane)
        self._decision = Decision(plane, animated=True)
        (self._before,) = plane.plot([], [], color=style.GRAY, linestyle="--", animated=True)
        self._points = Points(plane, ["label 0", "label 1"], animated=True, size=11)
        (self._current,) = plane.plot(
            [], [], "o", markersize=26, markerfacecolor="none", markeredgecolor=style.INK,
            label="this step's sample", animated=True,
        )  # fmt: skip
        self.figure.legend(
            handles=[*self._points.legend_handles, self._current], loc="outside upper left",
            ncols=4, markerscale=0.7, handletextpad=0.3, columnspacing=1.2,
        )  # fmt: skip
        bars.set(xlim=(0.4, EPOCHS + 0.6), ylim=(0, 4.4), xticks=range(1, EPOCHS + 1))
        bars.set(yticks=range(5), xlabel="epoch", ylabel="errors in this epoch")
        bars.grid(False, axis="x")
        self._bars = bars.bar(
            range(1, EPOCHS + 1), [0] * EPOCHS, color=style.VERMILION, animated=True
        )

    def choose(self, name: str) -> None:
        self.X, self.y = gate(name)
        self.visits = visits(self.X, self.y, lr=1.0, epochs=EPOCHS)

    def update(self, gate: str, at: int) -> str:
        done = self.visits[:at]
        w, b = (done[-1].new_w, done[-1].new_b) if done else (np.zeros(2), 0.0)
        decided = step(neuron(self.X, w, b))
        self._decision.show(w, b)
        self._points.show(self.X, self.y, decided)
        errors = np.bincount([v.epoch for v in done if v.error], minlength=EPOCHS + 1)[1:]
        for bar, height in zip(self._bars, errors, strict=True):
            bar.set_height(height)
        self._before.set_visible(bool(done) and done[-1].error != 0)
        self._current.set_visible(bool(done))
        wrong = int((decided != self.y).sum())
        if not done:
            return (
                "<b>Before the first step</b>: w = (0, 0), b = 0. z is 0 everywhere, the neuron "
                f"fires nowhere, and {wrong} of the 4 rows are wrong."
            )
        last = done[-1]
        self._current.set_data(*self.X[[last.row]].T)
        old = half_plane(last.w, last.b, (-0.6, 1.6), (-0.6, 1.6))[1]
        self._before.set_data(old[:, 0], old[:, 1])
        return f"{self._step_in_words(last)}<br>{self._outlook(last, at, wrong)}"

    def _step_in_words(self, v: Visit) -> str:
        x, label = self.X[v.row], self.y[v.row]
        products = " + ".join(f"({number(a)})·{number(c)}" for a, c in zip(v.w, x, strict=True))
        text = (
            f"<b>Epoch {v.epoch}, row {v.row + 1} of 4</b>: x = {_pair(x)}, label {label}. "
            f"z = {products} + ({number(v.b)}) = {number(v.z)}, so it says {label - v.error}. "
        )
        if v.error == 0:
            return text + "Right: nothing changes."
        sign = "+" if v.error > 0 else "−"  # noqa: RUF001
        fired = "It should have fired" if v.error > 0 else "It should not have fired"
        return text + (
            f"{fired}: w = {_pair(v.w)} {sign} {_pair(x)} = <b>{_pair(v.new_w)}</b>, "
            f"b = {number(v.b)} {sign} 1 = <b>{number(v.new_b)}</b>."
        )

    def _outlook(self, v: Visit, at: int, wrong: int) -> str:
        if at == len(self.visits) and v.row == 3:
            errors = sum(visit.error != 0 for visit in self.visits[-4:])
            if errors == 0:
                return f"An epoch without an error: <b>learned in {v.epoch} epochs</b>."
        before = at - 5  # the last step of the epoch before
        if v.row == 3 and before >= 0 and wrong:
            old = self.visits[before]
            if np.array_equal(old.new_w, v.new_w) and old.new_b == v.new_b:
                return (
                    "The weights are what they were an epoch ago, after four steps: "
                    "<b>from here it repeats for ever</b>."
                )
        return f"With these weights, {wrong} of the 4 rows are wrong."
