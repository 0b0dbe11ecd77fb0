"""Several ways down the same landscape, step by step: who is ahead?"""

from collections.abc import Mapping

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nnbasics import style
from nnbasics.figures.landscape import Loss, Way, draw_landscape
from nnbasics.live import LiveFigure
from nnbasics.plane import Limits
from nnbasics.style import number


def race_explorer(
    loss: Loss,
    xlim: Limits,
    ylim: Limits,
    paths: Mapping[str, ArrayLike],
    *,
    weights: tuple[str, str] = ("weight 1", "weight 2"),
    log: bool = False,
    at: int = 10,
) -> LiveFigure:
    """Left the landscape and the ways so far, right their losses.

    loss: two arrays of one shape → losses. xlim, ylim: what is shown. paths: by name, the
    places an optimizer went through, ``(T, 2)``, the start first; all of one length, at most
    six. weights: names of the axes. log: contours at equal ratios. at: the step shown first.
    """
    ways = {name: np.asarray(path, dtype=float) for name, path in paths.items()}
    if len({path.shape for path in ways.values()}) != 1:
        shapes = ", ".join(f"{name} {path.shape}" for name, path in ways.items())
        raise ValueError(f"all paths must have the same shape; got {shapes}")
    steps = len(next(iter(ways.values()))) - 1
    losses = {name: np.asarray(loss(*path.T), dtype=float) for name, path in ways.items()}
    figure = Figure(figsize=(7.6, 4.1), layout="constrained")
    plane, curve = figure.subplots(1, 2, width_ratios=(1.5, 1))
    draw_landscape(plane, loss, xlim, ylim, log=log)
    plane.set(xlabel=weights[0], ylabel=weights[1])
    every = np.concatenate([each[np.isfinite(each) & (each > 0)] for each in losses.values()])
    low, high = max(every.min(), every.max() * 1e-10), every.max()
    curve.set(xlim=(-0.02 * steps, steps), ylim=(low / 2, high * 2), yscale="log")
    curve.set(xlabel="step", ylabel="loss")
    style.plain_numbers(curve.yaxis)
    drawn, lines = {}, {}
    for index, name in enumerate(ways):
        drawn[name] = Way(plane, index, name, animated=True)
        (lines[name],) = curve.plot([], [], **style.look(index), markersize=5, animated=True)
    handles = [way.legend_handle for way in drawn.values()]
    figure.legend(handles=handles, loc="outside upper left", ncols=6)

    def update(step: int) -> str:
        for name, path in ways.items():
            drawn[name].show(path[: step + 1])
            lines[name].set_data(range(step + 1), np.maximum(losses[name][: step + 1], low))
            lines[name].set_markevery(max(1, step // 8))
        order = sorted(ways, key=lambda name: losses[name][step])
        now = ", ".join(f"{name} {number(float(f'{losses[name][step]:.2g}'))}" for name in order)
        return f"<b>Step {step}</b>, lowest loss first: {now}."

    place = widgets.IntSlider(min(at, steps), min=0, max=steps, description="step")
    play = widgets.Play(value=min(at, steps), max=steps, interval=200, show_repeat=False)
    widgets.jslink((play, "value"), (place, "value"))
    title = f"A race down a landscape between {', '.join(ways)}"
    return LiveFigure(figure, {"step": place}, update, title=title, buttons=[play])
