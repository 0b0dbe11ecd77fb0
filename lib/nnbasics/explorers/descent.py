"""Lesson 4: gradient descent on one weight, with the learning rate and the steps as sliders."""

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure

from nnbasics.explorers.live import LiveFigure, slider
from nnbasics.figures import style
from nnbasics.figures.style import number
from nnbasics.neurons import Array

STEPS = 12


def descent_explorer(
    x: float = 2.0, y: float = 10.0, start: float = 0.0, lr: float = 0.05
) -> LiveFigure:
    """One weight, one sample: the loss ``(w x - y)²`` as a curve, and the steps on it.

    x, y: the sample. start: the weight at first. lr: the learning rate at first.
    """
    lowest, curvature = y / x, 2 * x * x
    far = abs(start - lowest)
    figure = Figure(figsize=(7.6, 3.9), layout="constrained")
    curve, history = figure.subplots(1, 2, width_ratios=(1.5, 1))
    w = np.linspace(lowest - 1.6 * far, lowest + 1.6 * far, 201)
    top = curvature / 2 * (1.6 * far) ** 2
    curve.plot(w, (w * x - y) ** 2, "-", color=style.GRAY)
    curve.set(xlim=(w[0], w[-1]), ylim=(-0.05 * top, top), xlabel="weight w", ylabel="loss")
    history.set(xlim=(-0.4, STEPS + 0.4), ylim=(-0.05 * top, top), xlabel="step", ylabel="loss")
    moving = {"animated": True, "color": style.BLUE}
    (way,) = curve.plot([], [], "-o", markersize=5, linewidth=1.3, **moving)
    (here,) = curve.plot([], [], "o", markersize=9, zorder=4, **moving)
    (slope,) = curve.plot([], [], "--", color=style.VERMILION, zorder=5, animated=True)
    (losses,) = history.plot([], [], "-o", markersize=5, **moving)

    def update(lr: float, steps: int) -> str:
        lr = round(lr, 3)
        factor = 1 - lr * curvature  # what each step leaves of the distance to the lowest point
        places = lowest + (start - lowest) * factor ** np.arange(steps + 1)
        heights = (places * x - y) ** 2
        way.set_data(places, heights)
        losses.set_data(range(steps + 1), heights)
        here.set_data(places[-1:], heights[-1:])
        gradient = curvature * (places[-1] - lowest)
        slope.set_data(*_tangent(places[-1], heights[-1], gradient, reach=0.35 * far, top=top))
        where = f"{steps} step{'' if steps == 1 else 's'}" if steps else "the start"
        return (
            f"After {where}: w = <b>{_short(places[-1])}</b>, loss <b>{_short(heights[-1])}</b>, "
            f"slope {_short(gradient)}. With learning rate {number(lr)} each step multiplies the "
            f"distance to the lowest point by 1 − {number(lr)} · {number(curvature)} = "
            f"<b>{number(factor, 2)}</b>: {_verdict(round(factor, 9))}"
        )

    controls = {
        "lr": slider("learning rate", lr, 0.005, 0.27, 0.005, readout_format=".3f"),
        "steps": widgets.IntSlider(3, min=0, max=STEPS, description="steps"),
    }
    title = "Gradient descent on the loss of one weight"
    return LiveFigure(figure, controls, update, title=title)


def _tangent(
    w: float, loss: float, gradient: float, *, reach: float, top: float
) -> tuple[Array, Array]:
    """A piece of the tangent, the shorter the steeper, so that it stays at its place."""
    half = min(reach, 0.2 * top / abs(gradient)) if gradient else reach
    ends = np.array([-half, half])
    return w + ends, loss + gradient * ends


def _verdict(factor: float) -> str:
    if factor >= 0.8:
        return "sure, but slow."
    if factor > 0:
        return "straight down."
    if factor == 0:
        return "there in one step."
    if factor > -1:
        return "to and fro across the valley, and down."
    if factor == -1:
        return "to and fro for ever, always equally far."
    return "farther away at each step. Too large."


def _short(value: float) -> str:
    return number(float(f"{value:.4g}"))
