"""A neuron with two inputs, seen in the plane of its inputs: where it fires, and its errors.

The parts here are drawn into axes that exist, and can be shown again with other numbers,
so still figures and live figures share them.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Polygon
from numpy.typing import ArrayLike

from nnbasics.figures import style
from nnbasics.neurons import Array, neuron

Limits = tuple[float, float]


def half_plane(w: ArrayLike, b: float, xlim: Limits, ylim: Limits) -> tuple[Array, Array]:
    """The part of a rectangle in which a neuron with two inputs fires.

    w: ``(2,)``. b: bias. xlim, ylim: the rectangle.
    Returns ``(region, boundary)``: the corners of the part where ``w · x + b > 0``,
    ``(K, 2)`` in order around it, and the two ends of the line ``w · x + b = 0`` within the
    rectangle, ``(2, 2)``. Each is empty, ``(0, 2)``, where there is none.
    """
    (left, right), (low, high) = xlim, ylim
    corners = np.array([(left, low), (right, low), (right, high), (left, high)], dtype=float)
    z = neuron(corners, np.asarray(w, dtype=float), b)
    nothing = np.empty((0, 2))
    if not (z > 0).any():
        return nothing, nothing
    region, boundary = [], []
    for i in range(4):
        j = (i + 1) % 4
        if z[i] >= 0:
            region.append(corners[i])
        if z[i] == 0:
            boundary.append(corners[i])
        elif z[i] * z[j] < 0:  # the line crosses this edge
            crossing = corners[i] + z[i] / (z[i] - z[j]) * (corners[j] - corners[i])
            region.append(crossing)
            boundary.append(crossing)
    return np.array(region), np.array(boundary) if len(boundary) == 2 else nothing


class Decision:
    """What a neuron with two inputs decides, drawn into axes whose limits are set.

    Shades the side that fires, draws the boundary, and an arrow at a right angle to it in
    the direction of the weights, which is the side that fires.
    """

    def __init__(self, ax: Axes, *, animated: bool = False) -> None:
        self._ax = ax
        self._region = Polygon(
            np.zeros((3, 2)), facecolor=style.ORANGE, alpha=0.18, zorder=0.6, animated=animated
        )
        self._arrow = FancyArrowPatch(
            (0, 0), (1, 1), arrowstyle="-|>", mutation_scale=16, shrinkA=0, shrinkB=0
        )
        self._arrow.set(color=style.INK, linewidth=1.5, zorder=2.2, animated=animated)
        for patch in (self._region, self._arrow):
            ax.add_patch(patch)
        (self._line,) = ax.plot([], [], "-", color=style.INK, zorder=2.1, animated=animated)

    def show(self, w: ArrayLike, b: float) -> None:
        """Draw the decision of these weights ``(2,)`` and this bias."""
        xlim, ylim = self._ax.get_xlim(), self._ax.get_ylim()
        region, boundary = half_plane(w, b, xlim, ylim)
        self._region.set_visible(len(region) > 0)
        if len(region):
            self._region.set_xy(region)
        self._line.set_data(*boundary.T)
        self._arrow.set_visible(len(boundary) > 0)
        if len(boundary):
            middle = boundary.mean(axis=0)
            direction = np.asarray(w) / np.linalg.norm(w)
            self._arrow.set_positions(middle, middle + direction * 0.12 * (xlim[1] - xlim[0]))


class Points:
    """Samples with two features: a marker and a color for each label, a cross for an error.

    names: what the labels 0, 1, … mean, for the legend. size: of a marker, in points.
    """

    def __init__(
        self, ax: Axes, names: Sequence[str], *, size: float = 9, animated: bool = False
    ) -> None:
        more = {"linestyle": "none", "markersize": size, "animated": animated, "zorder": 3}
        self._classes: list[Line2D] = []
        for label, name in enumerate(names):
            (line,) = ax.plot([], [], label=name, **{**style.look(label), **more})
            line.set_markeredgecolor("white")  # stands out from dark paper too
            self._classes.append(line)
        # The cross lies below its point: the label must still be seen.
        (self._wrong,) = ax.plot([], [], "x", color=style.WRONG, label="decided wrong", **more)
        self._wrong.set(markersize=2 * size, markeredgewidth=2.5, zorder=2.9)

    def show(self, X: Array, y: ArrayLike, decided: ArrayLike) -> None:
        """X: ``(N, 2)``. y: labels ``(N,)``. decided: the labels it is given, ``(N,)``."""
        y = np.asarray(y)
        for label, line in enumerate(self._classes):
            line.set_data(*X[y == label].T)
        self._wrong.set_data(*X[y != np.asarray(decided)].T)

    @property
    def legend_handles(self) -> list[Line2D]:
        """One entry for each label, then one for the crosses."""
        return [*self._classes, self._wrong]


def gate_axes(ax: Axes) -> None:
    """Set up axes for two inputs that are 0 or 1."""
    ax.set(xlim=(-0.6, 1.6), ylim=(-0.6, 1.6), xticks=(0, 1), yticks=(0, 1), aspect="equal")
    ax.set(xlabel="input 1", ylabel="input 2")
