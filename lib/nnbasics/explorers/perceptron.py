"""Lesson 1: the perceptron rule, one sample at a time."""

from dataclasses import dataclass

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nnbasics.data import gate
from nnbasics.explorers.live import LiveFigure
from nnbasics.figures import style
from nnbasics.figures.plane import Decision, Points, gate_axes, half_plane
from nnbasics.figures.style import number, weighted_text
from nnbasics.neurons import Array, neuron, step, weighted_sum
from nnbasics.perceptron import perceptron_update

EPOCHS = 10  # AND, OR and NAND need fewer; XOR would never stop
ROWS = 4


@dataclass(frozen=True)
class Visit:
    """One sample seen by the perceptron: the neuron before, and after its update."""

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
    names = [(each.upper(), each) for each in ("and", "or", "nand", "xor")]
    which = widgets.Dropdown(options=names, value=name, description="gate")
    at = widgets.IntSlider(min=0, description="step")
    play = widgets.Play(interval=1000, show_repeat=False)
    for control, width in ((which, "150px"), (at, "290px"), (play, "96px")):
        control.layout.width = width
        control.style.description_width = "40px"
    widgets.jslink((play, "value"), (at, "value"))
    back, forward = widgets.Button(description="Back"), widgets.Button(description="Next")
    for button, move in ((back, -1), (forward, +1)):
        button.layout.width = "70px"
        button.on_click(lambda _, move=move: setattr(at, "value", at.value + move))

    def rewind(_change: object = None) -> None:
        picture.choose(which.value)
        at.value = play.value = 0
        at.max = play.max = len(picture.visits)

    rewind()
    which.observe(rewind, names="value")  # before the figure does: it shows the new gate
    title = "A perceptron learns a gate: its decision line, and its errors in each epoch"
    controls = {"gate": which, "at": at}
    return LiveFigure(
        picture.figure, controls, picture.update, title=title, buttons=[back, forward, play]
    )


class _Picture:
    """Left the plane with the four samples, right the number of errors in each epoch."""

    def __init__(self) -> None:
        self.figure = Figure(figsize=(7.2, 3.9), layout="constrained")
        plane, bars = self.figure.subplots(1, 2, width_ratios=(1.15, 1))
        gate_axes(plane)
        self._plane = plane
        self._decision = Decision(plane, animated=True)
        (self._before,) = plane.plot([], [], "--", color=style.GRAY, label="line before")
        self._points = Points(plane, ["label 0", "label 1"], animated=True, size=11)
        (self._current,) = plane.plot([], [], "o", markersize=28, label="row of this step")
        self._current.set(markerfacecolor="none", markeredgecolor=style.INK)
        for line in (self._before, self._current):
            line.set_animated(True)
        handles = [*self._points.legend_handles, self._current, self._before]
        self.figure.legend(
            handles=handles, loc="outside upper left", ncols=5, markerscale=0.6, columnspacing=1.2
        )
        epochs = range(1, EPOCHS + 1)
        bars.set(xlim=(0.4, EPOCHS + 0.6), ylim=(0, ROWS + 0.4), xticks=epochs)
        bars.set(yticks=range(ROWS + 1), xlabel="epoch", ylabel="errors in this epoch")
        bars.grid(False, axis="x")
        self._bars = bars.bar(epochs, [0] * EPOCHS, color=style.VERMILION, animated=True)

    def choose(self, name: str) -> None:
        self.X, self.y = gate(name)
        self.visits = visits(self.X, self.y, lr=1.0, epochs=EPOCHS)

    def update(self, gate: str, at: int) -> str:
        done = self.visits[:at]
        w, b = (done[-1].new_w, done[-1].new_b) if done else (np.zeros(2), 0.0)
        decided = step(neuron(self.X, w, b))
        wrong = int((decided != self.y).sum())
        self._decision.show(w, b)
        self._points.show(self.X, self.y, decided)
        errors = np.bincount([v.epoch for v in done if v.error], minlength=EPOCHS + 1)[1:]
        for bar, height in zip(self._bars, errors, strict=True):
            bar.set_height(height)
        for line in (self._before, self._current):
            line.set_data([], [])
        if not done:
            return (
                "<b>Before the first step</b>: w = (0, 0), b = 0. z is 0 everywhere, and the "
                f"neuron fires nowhere. Rows that are wrong: {wrong} of {ROWS}."
            )
        last = done[-1]
        self._current.set_data(*self.X[[last.row]].T)
        if last.error:
            limits = self._plane.get_xlim(), self._plane.get_ylim()
            self._before.set_data(*half_plane(last.w, last.b, *limits)[1].T)
        return f"{self._in_words(last)}<br>{self._outlook(at, wrong)}"

    def _in_words(self, v: Visit) -> str:
        """The step in numbers."""
        x, label = self.X[v.row], self.y[v.row]
        total = weighted_text(v.w, [number(value) for value in x], v.b)
        text = (
            f"<b>Epoch {v.epoch}, row {v.row + 1}</b>: x = {_pair(x)}, label {label}. "
            f"z = {total} = {number(v.z)}, so the neuron says {label - v.error}. "
        )
        if v.error == 0:
            return text + "Right: nothing changes."
        should, sign = ("should", "+") if v.error > 0 else ("should not", "−")
        return text + (
            f"It {should} have fired: w = {_pair(v.w)} {sign} {_pair(x)} = "
            f"<b>{_pair(v.new_w)}</b>, b = {number(v.b)} {sign} 1 = <b>{number(v.new_b)}</b>."
        )

    def _outlook(self, at: int, wrong: int) -> str:
        """How far it is: learned, going round in circles, or so many rows still wrong."""
        if at % ROWS == 0 and not any(v.error for v in self.visits[at - ROWS : at]):
            return f"An epoch without an error: <b>learned in {at // ROWS} epochs</b>."
        if at % ROWS == 0 and at > ROWS:
            now, before = self.visits[at - 1], self.visits[at - 1 - ROWS]
            if np.array_equal(now.new_w, before.new_w) and now.new_b == before.new_b:
                return (
                    "The weights are what they were an epoch ago: "
                    "<b>from here the steps repeat for ever</b>."
                )
        return f"Rows that are wrong with these weights: {wrong} of {ROWS}."


def _pair(values: ArrayLike) -> str:
    return f"({', '.join(number(value) for value in values)})"
