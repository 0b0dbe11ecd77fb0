"""The drawings of the lessons. Each function returns a matplotlib `Figure`.

None of them uses pyplot: a figure that is a cell's last line is shown once, and the same
parts can be used in a `LiveFigure`.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, Polygon, Rectangle
from numpy.typing import ArrayLike

from nnbasics import style
from nnbasics.data import gate
from nnbasics.neurons import Array, neuron, step
from nnbasics.style import number

Limits = tuple[float, float]


# --- a neuron's decision in the plane ---------------------------------------------------


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

    def __init__(self, ax: Axes, *, animated: bool = False, arrow: bool = True) -> None:
        self._ax, self._with_arrow = ax, arrow
        more = {"animated": animated}
        self._region = Polygon(
            np.zeros((3, 2)), facecolor=style.ORANGE, alpha=0.18, zorder=0.6, **more
        )
        ax.add_patch(self._region)
        (self._line,) = ax.plot([], [], color=style.INK, linestyle="-", zorder=2.1, **more)
        self._arrow = FancyArrowPatch(
            (0, 0), (1, 1), color=style.INK, arrowstyle="-|>", mutation_scale=16, linewidth=1.5,
            shrinkA=0, shrinkB=0, zorder=2.2, **more,
        )  # fmt: skip
        ax.add_patch(self._arrow)

    def show(self, w: ArrayLike, b: float) -> None:
        """Draw the decision of these weights ``(2,)`` and this bias."""
        xlim, ylim = self._ax.get_xlim(), self._ax.get_ylim()
        region, boundary = half_plane(w, b, xlim, ylim)
        self._region.set_visible(len(region) > 0)
        if len(region):
            self._region.set_xy(region)
        self._line.set_data(boundary[:, 0], boundary[:, 1])
        self._arrow.set_visible(self._with_arrow and len(boundary) > 0)
        if len(boundary):
            middle = boundary.mean(axis=0)
            direction = np.asarray(w) / np.linalg.norm(w)
            self._arrow.set_positions(middle, middle + direction * 0.09 * (xlim[1] - xlim[0]))


class Points:
    """Samples with two features: a marker and a color for each label, a cross for an error."""

    def __init__(
        self, ax: Axes, names: Sequence[str], *, animated: bool = False, size: float = 9
    ) -> None:
        self._classes = [
            ax.plot(
                [], [], linestyle="none", marker=marker, markersize=size, color=color,
                markeredgecolor=style.PAPER, label=name, animated=animated, zorder=3,
            )[0]
            for name, marker, color in zip(
                names, style.CLASS_MARKERS, style.CLASS_COLORS, strict=True
            )
        ]  # fmt: skip
        (self._wrong,) = ax.plot(
            [], [], linestyle="none", marker="x", markersize=1.7 * size, markeredgewidth=2.5,
            color=style.WRONG, label="decided wrong", animated=animated, zorder=4,
        )  # fmt: skip

    def show(self, X: Array, y: ArrayLike, decided: ArrayLike) -> None:
        """X: ``(N, 2)``. y: labels ``(N,)``. decided: what the neuron says, 0 or 1, ``(N,)``."""
        y = np.asarray(y)
        for label, line in enumerate(self._classes):
            line.set_data(*X[y == label].T)
        self._wrong.set_data(*X[y != np.asarray(decided)].T)

    @property
    def legend_handles(self) -> list:
        """One entry for each class and one for the crosses."""
        return [*self._classes, self._wrong]


def gate_axes(ax: Axes) -> None:
    """The plane of two inputs that are 0 or 1."""
    ax.set(xlim=(-0.6, 1.6), ylim=(-0.6, 1.6), xticks=(0, 1), yticks=(0, 1), aspect="equal")
    ax.set(xlabel="input 1", ylabel="input 2")


def gates(neurons: dict[str, tuple[ArrayLike, float]]) -> Figure:
    """What neurons make of the truth tables.

    neurons: for the name of each gate, ``(w, b)``.
    """
    figure = Figure(figsize=(3.0 * len(neurons), 3.3), layout="constrained")
    for ax, (name, (w, b)) in zip(figure.subplots(1, len(neurons)), neurons.items(), strict=True):
        X, y = gate(name)
        gate_axes(ax)
        ax.set_title(name.upper())
        Decision(ax).show(w, b)
        points = Points(ax, ["label 0", "label 1"], size=11)
        points.show(X, y, step(neuron(X, w, b)))
    figure.legend(handles=points.legend_handles, loc="outside lower center", ncols=3)
    return figure


def xor_diagonals() -> Figure:
    """Why no line separates XOR: the two diagonals of the square meet in its middle."""
    X, y = gate("xor")
    figure = Figure(figsize=(6.4, 3.9), layout="constrained")
    ax = figure.subplots()
    gate_axes(ax)
    points = Points(ax, ["label 0", "label 1"], size=13)
    points.show(X, y, y)
    for label, linestyle in enumerate(("-", "--")):
        ax.plot(*X[y == label].T, color=style.CLASS_COLORS[label], linestyle=linestyle, linewidth=3)
    ax.plot(0.5, 0.5, marker="D", markersize=10, color=style.INK)
    ax.annotate(
        "The middle would have to be\non both sides of the line.",
        (0.5, 0.5), (1.75, 0.5), va="center", annotation_clip=False,
        arrowprops={"arrowstyle": "-", "color": style.GRAY, "shrinkB": 8},
    )  # fmt: skip
    ax.legend(handles=points.legend_handles[:2], loc="upper left", bbox_to_anchor=(1, 1))
    return figure


# --- a neuron and a layer ---------------------------------------------------------------


def neuron_diagram(
    names: Sequence[str],
    w: Sequence[float],
    b: float,
    x: Sequence[float] | None = None,
    output: str = "fires?",
) -> Figure:
    """A neuron as a drawing: inputs, weights on the arrows, sum and bias, step, output.

    names: of the inputs. w: weights. x: one sample; with it, the products and the sum are
    written out. A thick arrow is a large weight; a dashed one is negative.
    """
    figure = Figure(figsize=(7.2, 0.4 + 0.95 * len(w)), layout="constrained")
    ax = figure.subplots()
    ax.axis("off")
    ax.set(xlim=(-2.1, 7.3), ylim=(-0.55, len(w) - 0.45), aspect="equal")
    middle = (len(w) - 1) / 2
    values = [None] * len(w) if x is None else x
    for i, (name, weight, value) in enumerate(zip(names, w, values, strict=True)):
        y = len(w) - 1 - i
        _node(ax, (0, y), 0.34, number(value) if value is not None else f"$x_{i + 1}$")
        ax.text(-0.5, y, name, ha="right", va="center")
        _arrow(ax, (0.36, y), (3.18, middle), width=0.8 + 3 * abs(weight), dashed=weight < 0)
        label = number(weight) if value is None else _product(weight, value)
        at = 0.42  # of the way: where the arrows are still apart
        ax.text(
            0.36 + at * 2.82, y + at * (middle - y), label, ha="center", va="center",
            bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 1.5},
        )  # fmt: skip
    z = None if x is None else float(np.dot(w, x) + b)
    _node(ax, (3.6, middle), 0.42, "sum")
    ax.text(3.6, middle - 0.68, f"bias {number(b)}", ha="center", va="center")
    _arrow(ax, (4.04, middle), (5.18, middle))
    ax.text(4.6, middle + 0.22, "$z$" if z is None else number(z), ha="center")
    _node(ax, (5.6, middle), 0.42, "")
    ax.plot([5.35, 5.6, 5.6, 5.85], middle + np.array([-0.18, -0.18, 0.18, 0.18]), color=style.INK)
    ax.text(5.6, middle - 0.68, "step", ha="center", va="center")
    _arrow(ax, (6.04, middle), (6.6, middle))
    ax.text(6.68, middle, output if z is None else f"{step(z):g}", ha="left", va="center")
    return figure


def layer_shapes(n: int, d: int, h: int) -> Figure:
    """The two ways to store a layer's weights, with the same column marked in both.

    n: samples. d: features. h: neurons.
    """
    figure = Figure(figsize=(7.2, 4.9), layout="constrained")
    rows = figure.subplots(2, 1)
    _product_row(
        rows[0], "This course: a column of W is a neuron", "W",
        [("X", n, d), ("@", 0, 0), ("W", d, h), ("+", 0, 0), ("b", 1, h), ("=", 0, 0), ("Z", n, h)],
    )  # fmt: skip
    _product_row(
        rows[1], "PyTorch: a row of weight is a neuron, and it is transposed before use", "weight",
        [("x", n, d), ("@", 0, 0), ("weight", h, d), (".T  +", 0, 0), ("bias", 1, h), ("=", 0, 0),
         ("z", n, h)],
    )  # fmt: skip
    return figure


def _product_row(ax: Axes, title: str, weights: str, parts: list[tuple[str, int, int]]) -> None:
    ax.set_title(title)
    ax.axis("off")
    left, cell = 0.0, 0.5
    for name, rows, columns in parts:
        if not rows:  # an operator
            ax.text(left + 0.1, 0, name, fontsize=14, va="center", family="monospace")
            left += 0.35 + 0.22 * len(name)
            continue
        last_is_row = name == weights and weights == "weight"
        for r in range(rows):
            for c in range(columns):
                marked = (r == rows - 1 if last_is_row else c == columns - 1) and name not in "Xx"
                corner = (left + c * cell, (rows / 2 - r - 1) * cell)
                ax.add_patch(
                    Rectangle(
                        corner, cell, cell, edgecolor=style.INK, linewidth=1,
                        facecolor=style.ORANGE if marked else style.PALE,
                        hatch="//" if marked else None,
                    )
                )  # fmt: skip
        width = columns * cell
        ax.text(left + width / 2, (rows / 2) * cell + 0.1, name, ha="center", va="bottom")
        shape = f"({columns},)" if rows == 1 else f"({rows}, {columns})"
        ax.text(left + width / 2, -(rows / 2) * cell - 0.1, shape, ha="center", va="top")
        left += width + 0.25
    ax.set(xlim=(-0.1, 8.6), ylim=(-1.6, 1.5), aspect="equal")


def _node(ax: Axes, center: tuple[float, float], radius: float, text: str) -> None:
    ax.add_patch(Circle(center, radius, facecolor=style.PALE, edgecolor=style.INK, linewidth=1.5))
    ax.text(*center, text, ha="center", va="center")


def _arrow(
    ax: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    width: float = 1.5,
    dashed: bool = False,
) -> None:
    ax.add_patch(
        FancyArrowPatch(
            start, end, arrowstyle="-|>", mutation_scale=14, linewidth=width, shrinkA=0, shrinkB=0,
            color=style.VERMILION if dashed else style.BLUE, linestyle=(0, (4, 2)) if dashed else "-",
        )
    )  # fmt: skip


def _product(weight: float, value: float) -> str:
    return f"{number(weight)} · {number(value)} = {number(weight * value)}"
