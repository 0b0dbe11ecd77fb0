"""A loss over two weights, seen from above, and the ways down."""

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike

from nnbasics.figures import style
from nnbasics.figures.plane import Limits
from nnbasics.neurons import Array

Loss = Callable[[Array, Array], Array]  # two weights, arrays of one shape -> losses

POINTS = 160  # of the grid, in each direction
LEVELS = 14


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
    filled = draw_landscape(ax, loss, xlim, ylim, log=log)
    bar = figure.colorbar(
        filled, ax=ax, format=lambda height, _: style.number(float(f"{height:.2g}"))
    )
    bar.set_label("loss")
    ways = []
    for index, (name, path) in enumerate((paths or {}).items()):
        ways.append(Way(ax, index, name))
        ways[-1].show(np.asarray(path, dtype=float))
    if ways:
        handles = [way.legend_handle for way in ways]
        figure.legend(handles=handles, loc="outside upper left", ncols=4)
    return figure


def draw_landscape(
    ax: Axes, loss: Loss, xlim: Limits, ylim: Limits, *, log: bool = False
) -> ContourSet:
    """Filled contours of ``loss`` with lines between them; sets the limits of the axes.

    log: contours at equal ratios; otherwise they are closer to each other where the loss is
    low, so that the rings of a bowl are evenly apart.
    Returns the filled contours, for a color bar.
    """
    across, up = np.meshgrid(np.linspace(*xlim, POINTS), np.linspace(*ylim, POINTS))
    height = np.asarray(loss(across, up), dtype=float)
    if height.shape != across.shape:
        raise ValueError(f"loss of arrays {across.shape} must be as large; got {height.shape}")
    low, high = float(np.nanmin(height)), float(np.nanmax(height))
    high = high if high > low else low + 1  # a flat loss has no contours, but can be shown
    if log:
        levels = np.geomspace(max(low, high * 1e-8), high, LEVELS)
    else:
        levels = low + (high - low) * np.linspace(0, 1, LEVELS) ** 2
    norm = BoundaryNorm(levels, 256)  # the same step of color for each contour
    filled = ax.contourf(across, up, height, levels=levels, cmap=style.AMOUNT, norm=norm)
    ax.contour(across, up, height, levels=levels, colors="white", linewidths=0.5, alpha=0.6)
    ax.grid(False)
    ax.set(xlim=xlim, ylim=ylim)
    return filled


class Way:
    """A way down a landscape: a line with a casing, its start a ring, its end a large marker.

    index: which of several ways; it decides color and marker. name: for the legend.
    """

    def __init__(self, ax: Axes, index: int, name: str, *, animated: bool = False) -> None:
        look = {**style.look(index), "linestyle": "-", "animated": animated}
        # Solid, for dashes are lost in a zigzag: markers tell ways apart in gray. The white
        # casing makes it stand out from dark and from bright places.
        casing = {"color": "white", "linewidth": 4, "linestyle": "-", "solid_capstyle": "round"}
        (self._casing,) = ax.plot([], [], animated=animated, **casing)
        (self._line,) = ax.plot([], [], **look, markersize=5, markeredgecolor="white", label=name)
        (self._end,) = ax.plot([], [], **look, markersize=11, markeredgecolor="white", zorder=3)
        ring = {"markersize": 13, "markerfacecolor": "none", "mew": 2.5, "animated": animated}
        # Dark in both themes: so is no place of a landscape.
        (self._start,) = ax.plot([], [], "o", color="#1F2933", zorder=4, **ring)

    @property
    def legend_handle(self) -> Line2D:
        return self._line

    def show(self, path: Array) -> None:
        """path: the places it goes through, ``(T, 2)``, the start first."""
        self._casing.set_data(*path.T)
        self._line.set_data(*path.T)
        self._line.set_markevery(max(1, len(path) // 30))
        self._end.set_data(*path[-1:].T)
        self._start.set_data(*path[:1].T)
