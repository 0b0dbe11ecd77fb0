"""Curves: losses over epochs, and functions with their derivatives."""

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nnbasics.figures import style
from nnbasics.neurons import Array

MARKS = 8  # markers along a curve: enough to tell it in gray


def loss_curves(
    curves: Mapping[str, ArrayLike],
    *,
    best: str | None = None,
    log: bool = False,
    xlabel: str = "epoch",
    ylabel: str = "loss (mean over samples)",
    first: int = 1,
) -> Figure:
    """How losses, or other numbers, go on while a network learns.

    curves: by name, ``(E,)`` for one run, or ``(R, E)`` for R runs: then the line is their
    median and the band reaches from the lowest to the highest. Values that are not finite
    are left out. best: the name of a curve whose lowest point is marked. log: a logarithmic
    axis. first: the number of the first epoch.
    """
    figure = Figure(figsize=(6.4, 4.0), layout="constrained")
    ax = figure.subplots()
    ax.set(xlabel=xlabel, ylabel=ylabel, yscale="log" if log else "linear")
    for index, (name, values) in enumerate(curves.items()):
        runs = np.atleast_2d(np.asarray(values, dtype=float))
        runs = np.ma.masked_invalid(runs)
        x, middle = first + np.arange(runs.shape[1]), np.ma.median(runs, axis=0)
        look = style.look(index)
        every = max(1, len(x) // MARKS)
        label = name if len(runs) == 1 else f"{name} (median of {len(runs)})"
        ax.plot(x, middle, label=label, markevery=(index % every, every), markersize=6, **look)
        if len(runs) > 1:
            ax.fill_between(x, runs.min(axis=0), runs.max(axis=0), color=look["color"], alpha=0.2)
        if name == best:
            at = int(np.ma.argmin(middle))
            text = f"lowest: {style.number(float(middle[at]), 3)} at {xlabel} {x[at]}"
            ax.plot(x[at], middle[at], "*", color=style.INK, markersize=14, label=text, zorder=4)
    if log:
        style.plain_numbers(ax.yaxis)
    figure.legend(loc="outside upper left", ncols=3)
    return figure


def function_and_derivative(
    functions: Mapping[str, tuple[Callable[[Array], Array], Callable[[Array], Array]]],
    low: float = -5.0,
    high: float = 5.0,
) -> Figure:
    """Functions on the left, and on the right how steep they are.

    functions: by name, ``(f, derivative)``; each takes an array ``(M,)`` and returns one.
    low, high: from where to where.
    """
    figure = Figure(figsize=(7.2, 3.6), layout="constrained")
    z = np.linspace(low, high, 401)
    titles = ("function", "derivative: its slope")
    for part, (ax, title) in enumerate(zip(figure.subplots(1, 2), titles, strict=True)):
        ax.set(title=title, xlabel="z", ylabel="slope at z" if part else "value at z")
        for line in (ax.axhline, ax.axvline):
            line(0, color=style.GRAY, linewidth=1, linestyle="-")
        for index, (name, pair) in enumerate(functions.items()):
            look = {**style.look(index), "markersize": 6}
            values = style.broken(pair[part](z))
            ax.plot(z, values, label=name, markevery=(20 + 10 * index, 80), **look)
    handles, names = ax.get_legend_handles_labels()
    figure.legend(handles, names, loc="outside upper left", ncols=6)
    return figure
