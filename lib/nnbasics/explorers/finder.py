"""A learning-rate finder: the curve of the sweep, and what becomes of the rate you choose."""

from collections.abc import Mapping

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nnbasics.experiments.averages import moving_average
from nnbasics.explorers.live import LiveFigure
from nnbasics.figures import style
from nnbasics.figures.style import number


def finder_explorer(
    rates: ArrayLike,
    sweeps: Mapping[str, ArrayLike],
    choices: ArrayLike,
    histories: Mapping[str, ArrayLike],
    *,
    smooth: float = 0.9,
) -> LiveFigure:
    """Left the loss while the learning rate grows, right a training with the rate chosen.

    rates: ``(T,)``, of the sweep, rising at equal ratios. sweeps: by the optimizer's name,
    the loss at each rate, ``(T,)`` or fewer where it ended sooner. choices: ``(K,)``, rates
    to choose from, rising at equal ratios. histories: by name, ``(K, E)``, the loss of each
    epoch of a training at each of them. smooth: β of the average that is drawn.
    """
    rates, choices = np.asarray(rates, dtype=float), np.asarray(choices, dtype=float)
    names = list(sweeps)
    averages = {name: moving_average(sweep, smooth) for name, sweep in sweeps.items()}
    first = {name: float(np.mean(sweep[:5])) for name, sweep in sweeps.items()}
    epochs = np.arange(1, np.shape(histories[names[0]])[1] + 1)
    top = 1.6 * max(first.values())

    figure = Figure(figsize=(7.6, 4.0), layout="constrained")
    sweep_axes, train_axes = figure.subplots(1, 2, width_ratios=(1.4, 1))
    sweep_axes.set(xscale="log", xlim=(rates[0], rates[-1]), ylim=(0, top))
    sweep_axes.set(xlabel="learning rate", ylabel="loss of the batch")
    train_axes.set(xlim=(0.5, epochs[-1] + 0.5), ylim=(0.01, 1.2 * top), yscale="log")
    train_axes.set(xlabel="epoch", ylabel="training loss")
    style.plain_numbers(sweep_axes.xaxis)
    style.plain_numbers(train_axes.yaxis)
    moving = {"animated": True}
    (each,) = sweep_axes.plot([], [], ".", color=style.GRAY, markersize=4, label="batch", **moving)
    (curve,) = sweep_axes.plot([], [], "-", color=style.BLUE, label="smoothed", **moving)
    line = sweep_axes.axvline(rates[0], color=style.INK, linestyle="--", linewidth=1.5, **moving)
    (training,) = train_axes.plot(
        [], [], "s-", color=style.ORANGE, markersize=5, label="training at this rate", **moving
    )
    line.set_label("your rate")
    figure.legend(handles=[each, curve, line, training], loc="outside upper left", ncols=4)

    def update(name: str, lr: float) -> str:
        at = int(np.abs(np.log(choices / lr)).argmin())
        lr = float(choices[at])
        losses = np.asarray(sweeps[name], dtype=float)
        seen = rates[: len(losses)]
        each.set_data(seen, np.clip(losses, 0, top))
        curve.set_data(seen, np.clip(averages[name], 0, 1.1 * top))
        line.set_xdata([lr, lr])
        history = np.asarray(histories[name][at], dtype=float)
        training.set_data(epochs, np.nan_to_num(np.clip(history, 0.01, top), nan=top))
        lowest = float(seen[averages[name].argmin()])
        last = history[-1]
        end = f"<b>{number(float(f'{last:.2g}'))}</b>" if np.isfinite(last) else "<b>infinite</b>"
        return (
            f"{name}: the smoothed loss is lowest at a learning rate of "
            f"{number(float(f'{lowest:.2g}'))}, and a tenth of it is "
            f"{number(float(f'{lowest / 10:.2g}'))}. You have chosen "
            f"<b>{number(float(f'{lr:.2g}'))}</b>: after {epochs[-1]} epochs the training loss "
            f"is {end}."
        )

    ratio = np.log10(choices[1] / choices[0])
    rate = widgets.FloatLogSlider(
        value=choices[len(choices) // 2],
        min=np.log10(choices[0]),
        max=np.log10(choices[-1]),
        step=ratio,
        description="learning rate",
        readout_format=".2g",
        style={"description_width": "initial"},
        layout=widgets.Layout(width="330px"),
    )
    which = widgets.Dropdown(options=[(name, name) for name in names], description="optimizer")
    title = f"A learning-rate finder for {', '.join(names)}, and trainings at the rate chosen"
    return LiveFigure(figure, {"name": which, "lr": rate}, update, title=title)
