"""Lesson 1: one input, one weight, one bias. The bias moves the place where it fires."""

import numpy as np
from matplotlib.figure import Figure

from nnbasics.explorers.live import LiveFigure, slider
from nnbasics.figures import style
from nnbasics.figures.style import number, weighted_text

HUNGER = (0.0, 10.0)  # on a scale from 0, not hungry, to 10, starving


def threshold_explorer() -> LiveFigure:
    """The weighted sum of one input, hunger, and where it is above zero."""
    figure = Figure(figsize=(6.4, 3.8), layout="constrained")
    ax = figure.subplots()
    ax.set(xlim=(-0.3, 10.3), ylim=(-16, 16), yticks=range(-15, 16, 5), xticks=range(11))
    ax.set_xlabel("hunger (scale 0 to 10)")
    ax.set_ylabel("z = weight · hunger + bias")
    ax.axhline(0, color=style.INK, linewidth=1)
    fires = ax.axvspan(0, 1, color=style.ORANGE, alpha=0.18, label="fires", animated=True)
    (line,) = ax.plot([], [], color=style.BLUE, linestyle="-", animated=True)
    (start,) = ax.plot(
        [], [], "o", color=style.BLUE, markersize=10, label="z at hunger 0", animated=True
    )
    (threshold,) = ax.plot(
        [], [], "D", color=style.INK, markersize=9, label="z is 0: the threshold", animated=True
    )
    figure.legend(handles=[fires, start, threshold], loc="outside upper left", ncols=3)

    def update(weight: float, bias: float) -> str:
        weight, bias = round(weight, 1), round(bias, 1)
        hunger = np.array(HUNGER)
        line.set_data(hunger, weight * hunger + bias)
        start.set_data([0], [bias])
        low, high = firing_interval(weight, bias)
        fires.set_visible(low < high)
        fires.set(x=low, width=max(high - low, 0))
        crosses = weight != 0 and HUNGER[0] <= -bias / weight <= HUNGER[1]
        threshold.set_visible(crosses)
        if crosses:
            threshold.set_data([-bias / weight], [0])
        total = weighted_text([weight], ["hunger"], bias, digits=1)
        return (
            f"<b>z = {total}</b>. At hunger 0 the input adds nothing and z is {number(bias, 1)}, "
            f"the bias. {_where(weight, bias, low, high)}"
        )

    controls = {
        "weight": slider("weight", 0.5, -1, 1, 0.1),
        "bias": slider("bias", -2.0, -5, 5, 0.5),
    }
    title = "The weighted sum z of one input, hunger, as a line, and the hunger at which it fires"
    return LiveFigure(figure, controls, update, title=title)


def firing_interval(weight: float, bias: float) -> tuple[float, float]:
    """Where on the scale ``weight * hunger + bias > 0``: from, to.

    Where that is nowhere, "to" is not above "from".
    """
    low, high = HUNGER
    if weight == 0:
        return (low, high) if bias > 0 else (low, low)
    threshold = -bias / weight
    return (max(low, threshold), high) if weight > 0 else (low, min(high, threshold))


def _where(weight: float, bias: float, low: float, high: float) -> str:
    if low >= high:
        return "The neuron never fires on this scale."
    if all(weight * end + bias > 0 for end in HUNGER):
        return "The neuron fires all over this scale."
    side, threshold = ("above", low) if weight > 0 else ("below", high)
    return f"The neuron fires where hunger is {side} {number(threshold, 1)}."
