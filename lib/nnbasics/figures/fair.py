"""Comparisons that are fair: over learning rates, and over several runs with their spread."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nnbasics.figures import style


def over_rates(
    rates: ArrayLike,
    results: Mapping[str, ArrayLike],
    *,
    ylabel: str = "loss after training",
    ceiling: float | None = None,
) -> Figure:
    """How a training ends, for each learning rate: one line for each name.

    rates: ``(K,)``. results: by name, ``(K, R)``, R runs for each rate; the line is their
    median and the band reaches from the lowest to the highest. ceiling: what is higher, or
    no number at all, is drawn there.
    """
    rates = np.asarray(rates, dtype=float)
    figure = Figure(figsize=(6.8, 4.2), layout="constrained")
    ax = figure.subplots()
    ax.set(xscale="log", yscale="log", xlabel="learning rate", ylabel=ylabel)
    for index, (name, runs) in enumerate(results.items()):
        runs = np.asarray(runs, dtype=float)
        if runs.ndim != 2 or len(runs) != len(rates):
            raise ValueError(f"{name}: {len(rates)} rates need results (rates, runs): {runs.shape}")
        runs = np.nan_to_num(runs, nan=np.inf, posinf=np.inf)
        runs = np.minimum(runs, np.inf if ceiling is None else ceiling)
        look = style.look(index)
        ax.plot(rates, np.median(runs, axis=1), label=name, markersize=6, **look)
        low, high = runs.min(axis=1), runs.max(axis=1)
        ax.fill_between(rates, low, high, color=look["color"], alpha=0.18, linewidth=0)
    ax.set_xlim(rates[0], rates[-1])
    if ceiling is not None:
        ax.set_ylim(top=1.15 * ceiling)
    for axis in (ax.xaxis, ax.yaxis):
        style.plain_numbers(axis)
    figure.legend(loc="outside upper left", ncols=2)
    return figure


def spread(
    results: Mapping[str, Mapping[str, ArrayLike]],
    *,
    xlabel: str,
    log: bool = False,
    missing: str = "never",
) -> Figure:
    """Every single result as a dot, and the median of each group as an upright line.

    results: by the title of a panel, then by name, ``(R,)`` numbers; infinite ones are drawn
    at the right edge, and called `missing`. log: a logarithmic axis.
    """
    rng = np.random.default_rng(0)  # only for the heights of the dots
    columns = min(2, len(results))
    rows = -(-len(results) // columns)
    names = list(dict.fromkeys(name for panel in results.values() for name in panel))
    width, height = 3.8 * columns, 0.9 + (0.5 + 0.32 * len(names)) * rows
    figure = Figure(figsize=(max(width, 6.4), height), layout="constrained")
    panels = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
    every = [np.asarray(v, dtype=float) for panel in results.values() for v in panel.values()]
    finite = np.concatenate([values[np.isfinite(values)] for values in every])
    low, high = finite.min(), finite.max()
    edge = high * 1.6 if log else high + 0.15 * (high - low)
    for ax, (title, panel) in zip(panels, results.items(), strict=False):
        ax.set(title=title, xlabel=xlabel, xscale="log" if log else "linear")
        for index, name in enumerate(names):
            values = np.asarray(panel.get(name, []), dtype=float)
            look = {**style.look(index), "linestyle": "none", "markersize": 5, "alpha": 0.7}
            across = np.where(np.isfinite(values), values, edge)
            ax.plot(across, index + rng.uniform(-0.22, 0.22, len(values)), **look, mew=0)
            if len(values):
                middle = min(float(np.median(values)), edge)
                ax.plot([middle] * 2, [index - 0.38, index + 0.38], "-", color=style.INK)
        ax.set_yticks(range(len(names)), names)
        ax.grid(False, axis="y")
        if any(np.isinf(np.asarray(values, dtype=float)).any() for values in panel.values()):
            ax.axvline(edge / (1.25 if log else 1), color=style.GRAY, linewidth=1, linestyle=":")
            ax.annotate(missing, (edge, -0.5), ha="center", va="top", fontsize=9)
    panels[0].set_ylim(len(names) - 0.4, -0.6)
    if log:
        gone = any(np.isinf(values).any() for values in every)
        panels[0].set_xlim(low / 1.4, edge * 1.4 if gone else high * 1.4)
        for ax in panels:
            style.plain_numbers(ax.xaxis)
    for ax in panels[len(results) :]:
        ax.set_visible(False)
    for ax in panels:
        ax.label_outer()
    return figure
