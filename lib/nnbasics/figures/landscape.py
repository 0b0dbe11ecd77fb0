"""A loss over two weights, seen from above, and the ways down."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nnbasics import style
from nnbasics.landscape import Loss, draw_landscape
from nnbasics.plane import Limits


def loss_landscape(
    loss: Loss,
    xlim: Limits,
    ylim: Limits,
    paths: Mapping[str, ArrayLike] | None = None,
    *,
    weights: tuple[str, str] = ("weight 1", "weight 2"),
    log: bool = False,
) -> Figure:
    """Contour lines of a loss: each joins places of equal loss; dark is low.

    loss: two arrays of the same shape → losses, the same shape. xlim, ylim: what is shown.
    paths: by name, the places that a descent went through, ``(T, 2)``; a ring is its start
    and its last place is filled. weights: names of the axes. log: contours at equal ratios,
    for a loss that spans many powers of ten.
    """
    figure = Figure(figsize=(6.4, 4.6), layout="constrained")
    ax = figure.subplots()
    ax.set(xlabel=weights[0], ylabel=weights[1])
    figure.colorbar(draw_landscape(ax, loss, xlim, ylim, log=log), ax=ax, label="loss")
    for index, (name, path) in enumerate((paths or {}).items()):
        path = np.asarray(path, dtype=float)
        look = style.look(index)
        path_line = {**look, "marker": ""}
        # White below the line: it stands out from dark and bright places.
        ax.plot(*path.T, color="white", linewidth=4.5, linestyle="-", solid_capstyle="round")
        ax.plot(*path.T, **path_line)
        few = path if len(path) <= 60 else path[:: len(path) // 30]
        ends = {**look, "linestyle": "none", "markeredgecolor": "white"}
        ax.plot(*few.T, **ends, markersize=5)
        ax.plot(*path[-1:].T, **ends, markersize=11)
        ax.plot(*path[:1].T, "o", markersize=13, markerfacecolor="none", color="white", mew=2.5)
        ax.plot([], [], **look, label=name)
    if paths:
        figure.legend(loc="outside upper left", ncols=4)
    return figure
