"""Lesson 4: three houses, the same line, three ways to measure its input, one learning rate."""

from dataclasses import dataclass

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure

from nnbasics.data import house_prices
from nnbasics.explorers.landscape import descend
from nnbasics.explorers.live import LiveFigure
from nnbasics.figures import style
from nnbasics.figures.landscape import Way, draw_landscape
from nnbasics.figures.style import number
from nnbasics.losses import mse, mse_grad
from nnbasics.neurons import Array

START = (0.5, 10.0)  # in the units of the table: thousands of $ for a square foot, and at 0
STEPS = 100


@dataclass(frozen=True)
class Measure:
    """A way to measure an input: ``(x - shift) / unit``."""

    name: str
    shift: float
    unit: float
    reach: tuple[float, float]  # how far around the lowest point it is shown: w, b

    def applied(self, x: Array) -> Array:
        return (x - self.shift) / self.unit

    def line(self, w: float, b: float) -> Array:
        """The weight and bias, ``(2,)``, of the line that is w, b for the raw input."""
        return np.array([w * self.unit, b + w * self.shift])


def houses_explorer(lr: float = 0.1) -> LiveFigure:
    """Gradient descent on the loss over w and b, for each way to measure the size of a house.

    lr: the learning rate at first.
    """
    x, y = house_prices()
    measures = (
        Measure("square feet", 0.0, 1.0, (0.4, 400.0)),
        Measure("thousands of square feet", 0.0, 1000.0, (400.0, 400.0)),
        Measure("standardized", float(x.mean()), float(x.std()), (560.0, 560.0)),
    )
    figure = Figure(figsize=(8.6, 3.1), layout="constrained")
    ways, problems = [], []
    for ax, measure in zip(figure.subplots(1, 3), measures, strict=True):
        x_measured, best = measure.applied(x), measure.line(0.2, 0.0)
        (left, right), (low, high) = (
            (center - reach, center + reach)
            for center, reach in zip(best, measure.reach, strict=True)
        )
        draw_landscape(ax, _losses(x_measured, y), (left, right), (low, high))
        ax.plot(*best, "*", color=style.VERMILION, markersize=13, markeredgecolor="white")
        ax.set(title=measure.name, xlabel="w", ylabel="b", box_aspect=1)
        ax.title.set_size(10.5)
        ax.locator_params(nbins=4)
        ways.append(Way(ax, 0, measure.name, animated=True))
        problems.append((measure, _gradient(x_measured, y), x_measured))

    def update(lr: float, steps: int) -> str:
        said = []
        for way, (measure, gradient, x_measured) in zip(ways, problems, strict=True):
            path = descend(gradient, measure.line(*START), lr, steps)
            way.show(path)
            w, b = path[-1]
            end = f"loss <b>{_short(mse(w * x_measured + b, y))}</b>"
            if len(path) <= steps:
                end = "<b>off to infinity</b>"
            said.append(f"{measure.name}: {end}")
        began = mse(START[0] * x + START[1], y)
        return (
            f"Learning rate <b>{_short(lr)}</b>, {steps} steps, from a loss of {_short(began)}. "
            f"{'; '.join(said)}."
        )

    rate = widgets.FloatLogSlider(
        value=lr,
        min=-8,
        max=0.1,
        step=0.1,
        description="learning rate",
        readout_format=".1e",
        style={"description_width": "initial"},
        layout=widgets.Layout(width="360px"),
    )
    controls = {
        "lr": rate,
        "steps": widgets.IntSlider(20, min=0, max=STEPS, description="steps"),
    }
    title = "Gradient descent for three houses, their size measured in three ways"
    return LiveFigure(figure, controls, update, title=title)


def _losses(x: Array, y: Array):
    def losses(w: Array, b: Array) -> Array:
        return np.mean((w[..., None] * x + b[..., None] - y) ** 2, axis=-1)

    return losses


def _gradient(x: Array, y: Array):
    def gradient(place: Array) -> Array:
        w, b = place
        dy_hat = mse_grad(w * x + b, y)
        return np.array([dy_hat @ x, dy_hat.sum()])

    return gradient


def _short(value: float) -> str:
    return number(float(f"{value:.3g}"))
