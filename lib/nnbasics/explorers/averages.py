"""Moving averages that start at 0: too small at first, and right when they are corrected."""

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nnbasics.experiments.averages import moving_average
from nnbasics.explorers.live import LiveFigure
from nnbasics.figures import style
from nnbasics.figures.style import number


def averages_explorer(values: ArrayLike, *, beta: float = 0.9, at: int = 5) -> LiveFigure:
    """The moving average of some numbers, with and without the correction of its start.

    values: ``(T,)``. beta: at first. at: the step whose numbers are told first.
    """
    values = np.asarray(values, dtype=float)
    steps = np.arange(1, len(values) + 1)
    figure = Figure(figsize=(6.8, 4.0), layout="constrained")
    ax = figure.subplots()
    edge = 0.08 * np.ptp([0, *values])
    ax.set(xlim=(0, len(values) + 1), ylim=(min(0, values.min()) - edge, values.max() + edge))
    ax.set(xlabel="step", ylabel="gradient and its averages")
    ax.axhline(0, color=style.GRAY, linewidth=1)
    (dots,) = ax.plot(steps, values, "x", color=style.GRAY, markersize=5, label="gradient")
    moving = {"animated": True}
    here = ax.axvline(at, color=style.INK, linewidth=1, linestyle=":", **moving)
    (raw,) = ax.plot([], [], "-", color=style.BLUE, label="average m, from 0", **moving)
    (fair,) = ax.plot([], [], "--", color=style.ORANGE, label="corrected: m / (1 − βᵗ)", **moving)
    (low,) = ax.plot([], [], "o", color=style.BLUE, markersize=9, **moving)
    (high,) = ax.plot([], [], "s", color=style.ORANGE, markersize=9, **moving)
    figure.legend(handles=[dots, raw, fair], loc="outside upper left", ncols=3)

    def update(beta: float, at: int) -> str:
        beta = round(beta, 3)
        m = moving_average(values, beta, corrected=False)
        m_hat = moving_average(values, beta)
        raw.set_data(steps, m)
        fair.set_data(steps, m_hat)
        here.set_xdata([at, at])
        low.set_data([at], [m[at - 1]])
        high.set_data([at], [m_hat[at - 1]])
        weight = 1 - beta**at  # of all gradients together
        return (
            f"Step {at}, β {number(beta)}: the weights of the {at} gradients so far add up to "
            f"1 − {number(beta)}<sup>{at}</sup> = <b>{number(weight, 3)}</b>. The average is "
            f"m = <b>{number(m[at - 1], 3)}</b>, and corrected m / {number(weight, 3)} = "
            f"<b>{number(m_hat[at - 1], 3)}</b>."
        )

    controls = {
        "beta": widgets.SelectionSlider(
            options=[0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999], value=beta, description="β"
        ),
        "at": widgets.IntSlider(at, min=1, max=len(values), description="step"),
    }
    title = "A moving average of gradients that starts at 0, and the same with its start corrected"
    return LiveFigure(figure, controls, update, title=title)
