"""Momentum down a landscape: the learning rate, and how much of the speed is kept."""

from collections.abc import Callable

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nnbasics.explorers.landscape import FAR
from nnbasics.explorers.live import LiveFigure
from nnbasics.figures import style
from nnbasics.figures.landscape import Loss, Way, draw_landscape
from nnbasics.figures.plane import Limits
from nnbasics.figures.style import number
from nnbasics.neurons import Array
from nnbasics.optimizers import Momentum


def momentum_explorer(
    loss: Loss,
    gradient: Callable[[Array], ArrayLike],
    xlim: Limits,
    ylim: Limits,
    start: ArrayLike,
    *,
    lr: float = 0.04,
    lrs: tuple[float, float] = (0.001, 0.1),
    beta: float = 0.0,
    steps: int = 60,
    goal: float = 0.01,
    weights: tuple[str, str] = ("weight 1", "weight 2"),
) -> LiveFigure:
    """Left the landscape and the way down, right the loss at each step.

    loss: two arrays of one shape → losses. gradient: weights ``(2,)`` → ``(2,)``.
    xlim, ylim: what is shown. start: weights ``(2,)``. lr, beta: at first; with beta 0 it is
    plain gradient descent. lrs: the ends of the slider. steps: how many. goal: a loss; the
    sentence says when it is reached. weights: names of the axes.
    """
    figure = Figure(figsize=(7.6, 3.9), layout="constrained")
    plane, curve = figure.subplots(1, 2, width_ratios=(1.5, 1))
    draw_landscape(plane, loss, xlim, ylim)
    plane.set(xlabel=weights[0], ylabel=weights[1])
    way = Way(plane, 0, "way down", animated=True)
    first = float(loss(*np.asarray(start, dtype=float)))
    low, high = goal / 100, first * 30
    curve.set(xlim=(-0.02 * steps, steps), ylim=(low, high), yscale="log")
    curve.set(xlabel="step", ylabel="loss")
    style.plain_numbers(curve.yaxis)
    curve.axhline(goal, color=style.INK, linestyle="--", linewidth=1)
    text = f"goal: {number(goal)}"
    curve.annotate(text, (0, goal), (4, -4), textcoords="offset points", va="top")
    (losses,) = curve.plot([], [], "-o", color=style.BLUE, markersize=4, animated=True)

    def update(lr: float, beta: float) -> str:
        beta = round(beta, 2)
        path = roll(gradient, start, lr, beta, steps)
        heights = np.array([float(loss(*place)) for place in path])
        way.show(path)
        losses.set_data(range(len(path)), np.clip(heights, low / 2, high * 2))
        said = f"Learning rate <b>{number(float(f'{lr:.2g}'))}</b>, β <b>{number(beta)}</b>: "
        if len(path) <= steps:
            return said + f"the weights leave for infinity within {len(path)} steps. Too large."
        if heights[-1] > first:
            return said + f"after {steps} steps the loss is higher than at the start. Too large."
        rises = int((np.diff(heights) > 0).sum())
        below = np.flatnonzero(heights < goal)
        said += (
            f"the loss is first below {number(goal)} after <b>{below[0]} steps</b>. "
            if len(below)
            else f"after {steps} steps the loss is still {number(float(f'{heights[-1]:.2g}'))}. "
        )
        return said + f"Steps that made it higher: {rises} of {steps}."

    low_end, high_end, fine = np.log10(lrs[0]), np.log10(lrs[1]), 0.05
    place = low_end + fine * round((np.log10(lr) - low_end) / fine)  # where the slider can stand
    rate = widgets.FloatLogSlider(
        value=10**place,
        min=low_end,
        max=high_end,
        step=fine,
        description="learning rate",
        readout_format=".2g",
    )
    kept = widgets.FloatSlider(
        value=beta, min=0, max=0.98, step=0.02, description="β", readout_format=".2f"
    )
    for control in (rate, kept):
        control.style.description_width = "initial"
        control.layout.width = "330px"
    title = f"Momentum on a loss over {weights[0]} and {weights[1]}, seen from above"
    return LiveFigure(figure, {"lr": rate, "beta": kept}, update, title=title)


def roll(
    gradient: Callable[[Array], ArrayLike],
    start: ArrayLike,
    lr: float,
    beta: float,
    steps: int,
) -> Array:
    """The places that `optimizers.Momentum` goes through.

    gradient: weights ``(2,)`` → gradient ``(2,)``. start: ``(2,)``. Returns ``(T, 2)``, the
    start first; T is ``steps + 1``, or less where the path left for infinity.
    """
    w = np.array(start, dtype=float)
    optimizer, path = Momentum([w], lr, beta), [w.copy()]
    for _ in range(steps):
        optimizer.step([np.asarray(gradient(w))])
        if not np.all(np.abs(w) < FAR):
            break
        path.append(w.copy())
    return np.array(path)
