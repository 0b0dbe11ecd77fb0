"""Lesson 1: a neuron, what it decides, and the shapes of a layer."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle
from numpy.typing import ArrayLike

from nnbasics.data import gate
from nnbasics.figures import style
from nnbasics.figures.plane import Decision, Points, gate_axes
from nnbasics.figures.style import number
from nnbasics.neurons import neuron, step

Point = tuple[float, float]


def gates(neurons: Mapping[str, tuple[ArrayLike, float]]) -> Figure:
    """What neurons make of the truth tables. neurons: ``(w, b)`` for the name of a gate."""
    figure = Figure(figsize=(3.0 * len(neurons), 3.6), layout="compressed")
    for ax, (name, (w, b)) in zip(figure.subplots(1, len(neurons)), neurons.items(), strict=True):
        X, y = gate(name)
        gate_axes(ax)
        ax.set_title(name.upper())
        Decision(ax).show(w, b)
        points = Points(ax, ["label 0", "label 1"], size=11)
        points.show(X, y, step(neuron(X, w, b)))
    figure.legend(handles=points.legend_handles[:2], loc="outside lower center", ncols=2)
    return figure


def xor_diagonals() -> Figure:
    """Why no line separates XOR: the two diagonals of the square meet in its middle."""
    X, y = gate("xor")
    figure = Figure(figsize=(6.4, 3.6), layout="compressed")
    ax = figure.subplots()
    gate_axes(ax)
    for label, linestyle in enumerate(("-", "--")):
        ax.plot(*X[y == label].T, linestyle, color=style.CLASS_COLORS[label], linewidth=3)
    points = Points(ax, ["label 0: must not fire", "label 1: must fire"], size=13)
    points.show(X, y, y)
    ax.plot(0.5, 0.5, "D", markersize=10, color=style.INK, label="the middle: in both")
    handles = [*points.legend_handles[:2], ax.lines[-1]]
    figure.legend(handles=handles, loc="outside right center", labelspacing=1.2)
    return figure


def neuron_diagram(
    names: Sequence[str], w: Sequence[float], b: float, x: Sequence[float] | None = None
) -> Figure:
    """A neuron as a drawing: inputs, weights on the arrows, sum and bias, step, output.

    names: of the inputs. w: weights. b: bias. x: a sample; with it, the products and the
    sum are written out. A thick arrow is a large weight, a dashed one a negative one.
    """
    figure = Figure(figsize=(7.2, 0.3 + 0.9 * len(w)), layout="compressed")
    ax = figure.subplots()
    ax.axis("off")
    ax.set(xlim=(-2.4, 7.4), ylim=(-0.5, len(w) - 0.5), aspect="equal")
    middle = (len(w) - 1) / 2
    for i, (name, weight) in enumerate(zip(names, w, strict=True)):
        y = len(w) - 1 - i
        ax.text(-0.5, y, name, ha="right", va="center")
        _node(ax, (0, y), 0.34, f"$x_{i + 1}$" if x is None else number(x[i]))
        width = 0.8 + 3 * abs(weight) / max(abs(each) for each in w)
        _arrow(ax, (0.36, y), (3.18, middle), width=width, dashed=weight < 0)
        label = number(weight)
        if x is not None:
            label += f" · {number(x[i])} = {number(weight * x[i])}"
        along = 0.42  # where to write: near enough to the start for the arrows to be apart
        at = (0.36 + along * 2.82, y + along * (middle - y))
        paper = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 1.5}
        ax.text(*at, label, ha="center", va="center", bbox=paper)
    z = None if x is None else float(np.dot(w, x) + b)
    _node(ax, (3.6, middle), 0.42, "sum")
    ax.text(3.6, middle - 0.68, f"bias {number(b)}", ha="center", va="center")
    _arrow(ax, (4.04, middle), (5.18, middle))
    ax.text(4.6, middle + 0.2, "$z$" if z is None else f"$z$ = {number(z)}", ha="center")
    _node(ax, (5.6, middle), 0.42, "")
    ax.plot([5.35, 5.6, 5.6, 5.85], middle + np.array([-0.18, -0.18, 0.18, 0.18]), color=style.INK)
    ax.text(5.6, middle - 0.68, "step", ha="center", va="center")
    _arrow(ax, (6.04, middle), (6.6, middle))
    ax.text(6.7, middle, "0 or 1" if z is None else number(step(z)), ha="left", va="center")
    return figure


def layer_shapes(n: int, d: int, h: int) -> Figure:
    """The two ways to store a layer's weights; the last neuron is hatched in both.

    n: samples. d: features. h: neurons.
    """
    figure = Figure(figsize=(7.2, 4.8), layout="compressed")
    ours, theirs = figure.subplots(2, 1)
    ours.set_title("This course: W is (features, neurons), a column is a neuron")
    _draw_shapes(ours, [("X", n, d), "@", ("W", d, h), "+", ("b", 1, h), "=", ("Z", n, h)])
    theirs.set_title("PyTorch: weight is (neurons, features), a row is a neuron")
    _draw_shapes(
        theirs,
        [("x", n, d), "@", ("weight", h, d), ".T  +", ("bias", 1, h), "=", ("output", n, h)],
    )
    return figure


def _draw_shapes(ax: Axes, parts: Sequence[str | tuple[str, int, int]]) -> None:
    """Matrices as grids of cells: ``(name, rows, columns)``, with operators between them."""
    ax.axis("off")
    left, cell = 0.0, 0.5
    for part in parts:
        if isinstance(part, str):
            ax.text(left + 0.1, 0, part, fontsize=14, va="center", family="monospace")
            left += 0.35 + 0.22 * len(part)
            continue
        name, rows, columns = part
        for r, c in np.ndindex(rows, columns):
            last = r == rows - 1 if name == "weight" else c == columns - 1
            marked = last and name not in ("X", "x")
            color, hatch = (style.ORANGE, "//") if marked else (style.PALE, None)
            corner = (left + c * cell, (rows / 2 - r - 1) * cell)
            box = Rectangle(corner, cell, cell, edgecolor=style.INK, facecolor=color, hatch=hatch)
            ax.add_patch(box)
        center, half = left + columns * cell / 2, rows / 2 * cell
        ax.text(center, half + 0.1, name, ha="center", va="bottom")
        shape = f"({columns},)" if rows == 1 else f"({rows}, {columns})"
        ax.text(center, -half - 0.1, shape, ha="center", va="top")
        left += columns * cell + 0.25
    ax.set(xlim=(-0.1, 8.6), ylim=(-1.6, 1.5), aspect="equal")


def _node(ax: Axes, center: Point, radius: float, text: str) -> None:
    ax.add_patch(Circle(center, radius, facecolor=style.PALE, edgecolor=style.INK, linewidth=1.5))
    ax.text(*center, text, ha="center", va="center")


def _arrow(ax: Axes, start: Point, end: Point, width: float = 1.5, dashed: bool = False) -> None:
    arrow = FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=14, shrinkA=0, shrinkB=0)
    arrow.set(color=style.VERMILION if dashed else style.BLUE, linewidth=width)
    arrow.set_linestyle((0, (4, 2)) if dashed else "-")
    ax.add_patch(arrow)
