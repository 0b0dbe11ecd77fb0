"""Lesson 3: networks as drawings, lines with kinks, and how often training succeeds."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle
from numpy.typing import ArrayLike

from nnbasics.experiments.kinks import kinks, zigzag
from nnbasics.figures import style
from nnbasics.figures.style import number
from nnbasics.networks import Params, mlp_forward

COLUMN, ROW, RADIUS = 3.6, 1.15, 0.36  # of a drawn network


def network_diagram(names: Sequence[Sequence[str]], params: Params | None = None) -> Figure:
    """A network as a drawing: a column for each layer, an arrow for each weight.

    names: of the neurons of each layer, the inputs first. params: with them, each arrow has
    its weight and each neuron its bias; a thick arrow is a large weight, a dashed one a
    negative one, and weights of 0 are left out.
    """
    most = max(map(len, names))
    width, height = COLUMN * (len(names) - 1) + 3.4, ROW * most + 0.5
    figure = Figure(figsize=(7.6, 7.6 * height / width), layout="compressed")
    ax = figure.subplots()
    ax.axis("off")
    ax.set(xlim=(-1.7, width - 1.7), ylim=(-height / 2, height / 2), aspect="equal")
    places = [
        [(COLUMN * i, ROW * ((len(layer) - 1) / 2 - j)) for j in range(len(layer))]
        for i, layer in enumerate(names)
    ]
    for i, (left, right) in enumerate(zip(places[:-1], places[1:], strict=True)):
        weights = None if params is None else params[i][0]
        _arrows(ax, left, right, weights)
    for i, (layer, at) in enumerate(zip(names, places, strict=True)):
        color = (style.PALE, style.tint(style.BLUE, 0.35), style.tint(style.ORANGE, 0.45))[
            0 if i == 0 else 2 if i == len(names) - 1 else 1
        ]
        for j, (name, (x, y)) in enumerate(zip(layer, at, strict=True)):
            ax.add_patch(Circle((x, y), RADIUS, facecolor=color, edgecolor=style.INK, zorder=3))
            if params is not None and i > 0:
                bias = number(params[i - 1][1][j])
                ax.text(x, y, f"b {bias}", ha="center", va="center", fontsize=8.5, zorder=4)
            _name(ax, name, x, y, first=i == 0, last=i == len(names) - 1)
    return figure


def _name(ax: Axes, name: str, x: float, y: float, *, first: bool, last: bool) -> None:
    if first:
        ax.text(x - RADIUS - 0.1, y, name, ha="right", va="center", fontsize=10)
    elif last:
        ax.text(x + RADIUS + 0.1, y, name, ha="left", va="center", fontsize=10)
    else:
        ax.text(x, y + RADIUS + 0.06, name, ha="center", va="bottom", fontsize=10, zorder=4)


def _arrows(ax: Axes, left: Sequence, right: Sequence, weights: ArrayLike | None) -> None:
    W = np.ones((len(left), len(right))) if weights is None else np.asarray(weights)
    for (i, j), weight in np.ndenumerate(W):
        if weight == 0:
            continue
        (x0, y0), (x1, y1) = left[i], right[j]
        way = np.array([x1 - x0, y1 - y0])
        gap = (RADIUS + 0.03) * way / np.hypot(*way)
        start, end = np.array([x0, y0]) + gap, np.array([x1, y1]) - gap
        arrow = FancyArrowPatch(
            start, end, arrowstyle="-|>", mutation_scale=11, shrinkA=0, shrinkB=0
        )
        width = 1.2 if weights is None else 0.8 + 2.2 * abs(weight) / np.abs(W).max()
        color = style.GRAY if weights is None else style.VERMILION if weight < 0 else style.BLUE
        arrow.set(color=color, linewidth=width, linestyle=(0, (4, 2)) if weight < 0 else "-")
        arrow.set_zorder(1)
        ax.add_patch(arrow)
        if weights is not None:
            x, y = start + 0.16 * (end - start)
            paper = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 1}
            middle = {"ha": "center", "va": "center", "fontsize": 9, "zorder": 2}
            ax.text(x, y, number(weight), bbox=paper, **middle)


def line_with_kinks(
    params: Params,
    x: ArrayLike,
    y: ArrayLike,
    *,
    xlim: tuple[float, float] | None = None,
    xlabel: str = "x",
    labels: Sequence[int] | None = None,
) -> Figure:
    """What a network 1 → n → 1 makes of its input, its kinks, and the points to go through.

    x, y: of the points ``(N,)``. labels: 0 or 1 for each, drawn as circles and squares.
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    low, high = xlim or (x.min() - 0.15 * np.ptp(x), x.max() + 0.15 * np.ptp(x))
    figure = Figure(figsize=(6.4, 3.6), layout="constrained")
    ax = figure.subplots()
    ax.set(xlim=(low, high), xlabel=xlabel, ylabel="output")
    across = np.linspace(low, high, 601)
    bends = kinks(params)
    across = np.sort(np.append(across, bends[(bends > low) & (bends < high)]))
    ax.plot(across, mlp_forward(across[:, None], params)[:, 0], "-", label="network")
    if labels is None:
        ax.plot(x, y, "s", **_mark(1, "points"))
    else:
        for label in np.unique(labels):
            chosen = np.asarray(labels) == label
            ax.plot(x[chosen], y[chosen], style.MARKERS[label], **_mark(label, f"label {label}"))
    heights = mlp_forward(bends[:, None], params)[:, 0]
    ax.plot(bends, heights, "D", color=style.INK, markersize=6, label="kink", zorder=4)
    for place in bends:
        ax.axvline(place, color=style.GRAY, linewidth=1, linestyle=":")
    figure.legend(loc="outside upper left", ncols=4)
    return figure


def _mark(index: int, label: str) -> dict:
    return {"color": style.COLORS[index], "markersize": 12, "label": label}


def solved_counts(counts: Mapping[str, Mapping[int, int]], of: int) -> Figure:
    """How many of so many random starts were solved, for each width: bars with their number.

    counts: by name (an activation, …), and for each by hidden width. of: starts.
    """
    figure = Figure(figsize=(7.2, 3.9), layout="constrained")
    ax = figure.subplots()
    widths = sorted({width for each in counts.values() for width in each})
    bar = 0.8 / len(counts)
    hatches = ("", "//", "..", "xx")
    for i, (name, each) in enumerate(counts.items()):
        places = [widths.index(width) + (i - (len(counts) - 1) / 2) * bar for width in each]
        bars = ax.bar(places, each.values(), 0.92 * bar, label=name, hatch=hatches[i % 4])
        color = style.COLORS[i]
        for patch in bars:
            patch.set(facecolor=style.tint(color, 0.6), edgecolor=color)
        ax.bar_label(bars, padding=2, fontsize=9)
    ax.set(xlabel="hidden neurons", ylabel=f"solved, of {of} starts", ylim=(0, 1.12 * of))
    ax.set_xticks(range(len(widths)), widths)
    ax.grid(False, axis="x")
    figure.legend(loc="outside upper left", ncols=2)
    return figure


def gaps_by_width(
    widths: Sequence[int], built: ArrayLike, trained: ArrayLike, what: str = "largest gap"
) -> Figure:
    """What is possible and what training finds, for each number of hidden neurons.

    built: ``(K,)`` for K widths. trained: ``(K, S)`` from S starts: the line is the median,
    the band goes from the best to the worst.
    """
    trained = np.asarray(trained)
    figure = Figure(figsize=(6.4, 3.9), layout="constrained")
    ax = figure.subplots()
    ax.set(xscale="log", yscale="log", xlabel="hidden neurons", ylabel=f"{what} to the curve")
    first, second = style.look(0), style.look(1)
    ax.plot(widths, np.median(trained, axis=1), label="trained (median)", **second)
    label = f"trained (best to worst of {trained.shape[1]})"
    low, high = trained.min(axis=1), trained.max(axis=1)
    ax.fill_between(widths, low, high, color=style.ORANGE, alpha=0.2, label=label)
    ax.plot(widths, built, label="built by hand", **first)
    ax.set_ylim(0.5 * min(np.min(built), low.min()), 2 * high.max())
    style.plain_numbers(ax.yaxis)
    ax.set_xticks(widths, [str(width) for width in widths])
    ax.minorticks_off()
    figure.legend(loc="outside upper left", ncols=3)
    return figure


def zigzags(depths: Sequence[int]) -> Figure:
    """What `kinks.zigzag` makes of the numbers from 0 to 1, one panel for each depth."""
    figure = Figure(figsize=(7.6, 2.5), layout="constrained")
    x = np.linspace(0, 1, 2**10 + 1)
    parts = figure.subplots(1, len(depths), sharey=True, squeeze=False)[0]
    for ax, depth in zip(parts, depths, strict=True):
        ax.plot(x, mlp_forward(x[:, None], zigzag(depth))[:, 0], "-", linewidth=1.5)
        ax.set(xticks=(0, 0.5, 1), xlabel="x")
        ax.set_title(f"{depth} hidden layer{'s' if depth > 1 else ''}", fontsize=10)
    parts[0].set_ylabel("output")
    return figure


def more_dimensions(samples: int, features: int, batches: int) -> Figure:
    """One sample, a batch of samples, and several batches: as rows, and as sheets of rows."""
    figure = Figure(figsize=(7.4, 2.9), layout="compressed")
    ax = figure.subplots()
    ax.axis("off")
    left = 0.0
    shapes = (
        ("one sample", (features,), 1, 1),
        ("a batch of samples", (samples, features), samples, 1),
        ("several batches", (batches, samples, features), samples, batches),
    )
    for title, shape, rows, sheets in shapes:
        for sheet in reversed(range(sheets)):
            at = np.array([left + 0.35 * sheet, 0.35 * sheet])
            for row, column in np.ndindex(rows, features):
                corner = at[0] + column, at[1] + rows / 2 - row - 1
                color = style.tint(style.BLUE, 0.35) if row == sheet == 0 else style.PALE
                box = Rectangle(corner, 1, 1, edgecolor=style.INK, facecolor=color)
                ax.add_patch(box)
        width = features + 0.35 * (sheets - 1)
        ax.text(left + width / 2, samples / 2 + 1.4, title, ha="center", va="bottom")
        ax.text(left + width / 2, -samples / 2 - 0.4, str(shape), ha="center", va="top")
        left += width + 2.2
    ax.set(xlim=(-1.2, left - 1), ylim=(-samples / 2 - 1.4, samples / 2 + 2.3), aspect="equal")
    return figure
