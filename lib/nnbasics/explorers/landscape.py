"""Gradient descent on a loss over two weights: the learning rate and the steps are sliders."""

from collections.abc import Callable

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nnbasics.explorers.live import LiveFigure
from nnbasics.figures import style
from nnbasics.figures.landscape import Loss, Way, draw_landscape
from nnbasics.figures.plane import Limits
from nnbasics.figures.style import number
from nnbasics.neurons import Array

FAR = 1e8  # farther out, a path is taken to have no end


def landscape_explorer(
    loss: Loss,
    gradient: Callable[[Array], ArrayLike],
    xlim: Limits,
    ylim: Limits,
    start: ArrayLike,
    *,
    lr: float = 0.1,
    lrs: tuple[float, float] = (0.001, 1.0),
    steps: int = 50,
    weights: tuple[str, str] = ("weight 1", "weight 2"),
    log: bool = False,
) -> LiveFigure:
    """Left the landscape and the way down, right the loss at each step.

    loss: two arrays of one shape → losses. gradient: weights ``(2,)`` → ``(2,)``.
    xlim, ylim: what is shown. start: weights ``(2,)``. lr: at first; lrs: the ends of its
    slider. steps: at most. weights: names of the axes. log: contours at equal ratios.
    """
    figure = Figure(figsize=(7.6, 3.9), layout="constrained")
    plane, curve = figure.subplots(1, 2, width_ratios=(1.5, 1))
    draw_landscape(plane, loss, xlim, ylim, log=log)
    plane.set(xlabel=weights[0], ylabel=weights[1])
    way = Way(plane, 0, "way down", animated=True)
    first = float(loss(*np.asarray(start, dtype=float)))
    low, high = first * 1e-6, first * 1e3
    curve.set(xlim=(-0.02 * steps, steps), ylim=(low, high), yscale="log")
    curve.set(xlabel="step", ylabel="loss")
    style.plain_numbers(curve.yaxis)
    curve.axhline(first, color=style.GRAY, linewidth=1)
    (losses,) = curve.plot([], [], "-o", color=style.BLUE, markersize=4, animated=True)

    def update(lr: float, steps: int) -> str:
        path = descend(gradient, start, lr, steps)
        heights = np.array([float(loss(*place)) for place in path])
        way.show(path)
        losses.set_data(range(len(path)), np.clip(heights, low / 2, high * 2))
        said = f"Learning rate <b>{number(float(f'{lr:.2g}'))}</b>: "
        if len(path) <= steps:
            return said + f"the weights leave for infinity within {len(path)} steps. Too large."
        if steps == 0:
            return said + f"before the first step the loss is <b>{_short(first)}</b>."
        last, rises = heights[-1], int((np.diff(heights) > 0).sum())
        said += (
            f"after {steps} step{'s' * (steps > 1)} the loss is <b>{_short(last)}</b>; "
            f"it began at {_short(first)}. "
        )
        if last > first:
            return said + "It is higher than at the start: too large."
        return said + f"Steps that made it higher: {rises} of {steps}."

    rate = widgets.FloatLogSlider(
        value=lr,
        min=np.log10(lrs[0]),
        max=np.log10(lrs[1]),
        step=0.05,
        description="learning rate",
        readout_format=".2g",
        style={"description_width": "initial"},
        layout=widgets.Layout(width="330px"),
    )
    controls = {
        "lr": rate,
        "steps": widgets.IntSlider(min(20, steps), min=0, max=steps, description="steps"),
    }
    title = f"Gradient descent on a loss over {weights[0]} and {weights[1]}, seen from above"
    return LiveFigure(figure, controls, update, title=title)


def _short(loss: float) -> str:
    return number(float(f"{loss:.3g}"))


def descend(
    gradient: Callable[[Array], ArrayLike], start: ArrayLike, lr: float, steps: int
) -> Array:
    """The places that gradient descent goes through.

    gradient: weights ``(2,)`` → gradient ``(2,)``. start: ``(2,)``. lr: learning rate.
    Returns ``(T, 2)``, the start first; T is ``steps + 1``, or less where the path left for
    infinity.
    """
    path = [np.array(start, dtype=float)]
    for _ in range(steps):
        after = path[-1] - lr * np.asarray(gradient(path[-1]))
        if not np.all(np.abs(after) < FAR):
            break
        path.append(after)
    return np.array(path)
