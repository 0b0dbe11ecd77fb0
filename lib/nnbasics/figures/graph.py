"""A computation as a drawing."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import TextPath

from nnbasics.experiments.graphs import Node, written
from nnbasics.figures import style

Point = tuple[float, float]

WIDTH, HEIGHT = 1.18, 0.96  # of a box, in inches: a unit of the axes is an inch
COLUMN, ROW = 1.46, 1.2  # from box to box
PAD = 0.08  # the roundness of its corners
SWEEPS = 8


def computational_graph(graph: Sequence[Node]) -> Figure:
    """Boxes for the numbers of a computation, arrows from what each is made of.

    graph: nodes as in `nnbasics.experiments.graphs`, with or without values and gradients. A grad
    is how much the last node changes with this one.
    """
    figure = Figure(layout="none")
    ax = figure.add_axes((0, 0, 1, 1))
    drawing = GraphDrawing(ax, graph)
    drawing.show(
        {node.name: node.value for node in graph}, {node.name: node.grad for node in graph}
    )
    figure.set_size_inches(*drawing.size)
    return figure


def layout(graph: Sequence[Node]) -> dict[str, tuple[Point, ...]]:
    """Where each node stands, and where the arrows out of it bend.

    Returns for each name its place first, in columns and rows, and then the places through
    which its arrows go on their way to columns further to the right.

    As in Sugiyama's method: each node in a column to the right of what it is made of, given
    numbers next to where they are first used; long arrows go through places of their own;
    and each column is sorted by where its neighbors are.
    """
    column = _columns(graph)
    chains = {node.name: [(node.name, column[node.name])] for node in graph}
    links: list[tuple[tuple[str, int], tuple[str, int]]] = []
    for node in graph:
        for name in node.inputs:
            chain = chains[name]
            for at in range(chain[-1][1] + 1, column[node.name]):
                chain.append((name, at))
            links.append(((name, column[node.name] - 1), (node.name, column[node.name])))
    for chain in chains.values():
        links += zip(chain[:-1], chain[1:], strict=True)
    row = _rows(chains, links)
    return {
        name: tuple((float(at), row[name, at]) for _, at in chain) for name, chain in chains.items()
    }


def _columns(graph: Sequence[Node]) -> dict[str, int]:
    column: dict[str, int] = {}
    for node in graph:
        column[node.name] = 1 + max((column[name] for name in node.inputs), default=-1)
    for node in graph:  # a given number moves to where it is first used
        users = [column[other.name] for other in graph if node.name in other.inputs]
        if not node.inputs and users:
            column[node.name] = min(users) - 1
    return column


def _rows(chains: Mapping, links: Sequence) -> dict[tuple[str, int], float]:
    """A row for each place, sorted by where its neighbors are: first from the left."""
    places = [place for chain in chains.values() for place in chain]
    columns = [
        [place for place in places if place[1] == at]
        for at in range(1 + max(at for _, at in places))
    ]
    row: dict[tuple[str, int], float] = {}
    for each in columns:
        _spread(each, row)
    for sweep in range(SWEEPS):
        for each in columns if sweep % 2 == 0 else columns[::-1]:
            near = {
                place: [row[a] for a, b in links if b == place]
                + [row[b] for a, b in links if a == place]
                for place in each
            }
            each.sort(key=lambda place: -np.mean(near[place] or [row[place]]))
            _spread(each, row)
    return row


def _spread(places: Sequence[tuple[str, int]], row: dict[tuple[str, int], float]) -> None:
    """Rows for one column, the first on top, centered about zero."""
    for i, place in enumerate(places):
        row[place] = (len(places) - 1) / 2 - i


class GraphDrawing:
    """A graph, drawn into axes; its numbers can be shown again with others.

    graph: nodes, each below what it is made of. What `show` changes are the numbers, a mark
    around a box, and marked arrows; with ``animated=True`` a live figure draws only these.
    Forward the mark is blue, and its arrows come in; backward it is red, and they go out.
    """

    def __init__(self, ax: Axes, graph: Sequence[Node], *, animated: bool = False) -> None:
        places = layout(graph)
        xs, ys = np.array([place for way in places.values() for place in way]).T
        self.size = np.ptp(xs) * COLUMN + WIDTH + 0.1, np.ptp(ys) * ROW + HEIGHT + 0.1  # inches
        ax.axis("off")
        ax.set(aspect="equal", xlim=(-WIDTH / 2 - 0.05, xs.max() * COLUMN + WIDTH / 2 + 0.05))
        ax.set_ylim(ys.min() * ROW - HEIGHT / 2 - 0.05, ys.max() * ROW + HEIGHT / 2 + 0.05)
        self._at = {name: _inch(way[0]) for name, way in places.items()}
        self._numbers: dict[str, tuple[Text, Text]] = {}
        self._marked: dict[tuple[str, str, bool], FancyArrowPatch] = {}
        self._mark = _box(ax, (0, 0), edgecolor=style.BLUE, facecolor="none", linewidth=4)
        self._mark.set(animated=animated, zorder=5)
        middle = {"ha": "center", "va": "center", "zorder": 4}
        for node in graph:
            x, y = self._at[node.name]
            _box(ax, (x, y), edgecolor=style.INK, facecolor=style.PALE, linewidth=1.2)
            head = node.name if not node.operation else f"{node.name} = {written(node)}"
            ax.text(x, y + 0.27, head, weight="bold", fontsize=_fitting(head), **middle)
            value = ax.text(x, y, "", fontsize=10, animated=animated, **middle)
            grad = ax.text(x, y - 0.27, "", fontsize=10, animated=animated, **middle)
            grad.set_style("italic")
            self._numbers[node.name] = value, grad
            for name in dict.fromkeys(node.inputs):  # one arrow, also where it is used twice
                way = [place for place in map(_inch, places[name]) if place[0] < x]
                _arrow(ax, [*way, (x, y)], style.GRAY, 1.5)
                for back in (False, True):
                    arrow = _arrow(ax, [*way, (x, y)], _mark_color(back), 4, back=back)
                    arrow.set_animated(animated)
                    self._marked[name, node.name, back] = arrow

    def show(
        self,
        values: Mapping[str, float | None],
        grads: Mapping[str, float | None],
        *,
        marked: str | None = None,
        back: bool = False,
    ) -> None:
        """values, grads: by name; a node that is not in it has none yet. marked: the node
        that stands out, together with the arrows between it and what it is made of: they
        come from there, or go back to there."""
        for name, (value, grad) in self._numbers.items():
            value.set_text("" if values.get(name) is None else f"value {short(values[name])}")
            grad.set_text("" if grads.get(name) is None else f"grad {short(grads[name])}")
        self._mark.set_visible(marked is not None)
        if marked is not None:
            x, y = self._at[marked]
            self._mark.set(x=x - WIDTH / 2 + PAD, y=y - HEIGHT / 2 + PAD)
            self._mark.set_edgecolor(_mark_color(back))
        for (_, end, backward), arrow in self._marked.items():
            arrow.set_visible(end == marked and backward == back)


def short(number: float) -> str:
    """A number that fits into a box: four digits, or two if it is very small or large."""
    text = style.number(float(f"{number:.4g}"))
    return text if len(text) <= 7 else style.number(float(f"{number:.2g}"))


def _fitting(head: str) -> float:
    """The size of type, in points, in which a box's first line fits into the box."""
    width = TextPath((0, 0), head, size=10, prop={"weight": "bold"}).get_extents().width
    return min(10, 10 * 72 * (WIDTH - 0.14) / width)


def _mark_color(back: bool) -> str:
    return style.VERMILION if back else style.BLUE


def _inch(place: Point) -> Point:
    return place[0] * COLUMN, place[1] * ROW


def _box(ax: Axes, center: Point, **look: Any) -> FancyBboxPatch:
    corner = center[0] - WIDTH / 2 + PAD, center[1] - HEIGHT / 2 + PAD
    size = WIDTH - 2 * PAD, HEIGHT - 2 * PAD
    return ax.add_patch(
        FancyBboxPatch(corner, *size, boxstyle=f"round,pad={PAD}", zorder=3, **look)
    )


def _arrow(
    ax: Axes, way: Sequence[Point], color: str, width: float, *, back: bool = False
) -> FancyArrowPatch:
    """An arrow from the box at the start of the way to the box at its end, or back.

    In the columns between it is level, so that it does not cut the corners of boxes.
    """
    (x0, y0), (x1, y1) = way[0], way[-1]
    half = WIDTH / 2
    level = [(x + side, y) for x, y in way[1:-1] for side in (-half, half)]
    points = [(x0 + half, y0), *level, (x1 - half - 0.02, y1)]
    if back:
        points = [(x1 - half, y1), *level[::-1], (x0 + half + 0.02, y0)]
    arrow = FancyArrowPatch(path=Path(points), arrowstyle="-|>", mutation_scale=14, zorder=2)
    arrow.set(color=color, linewidth=width)
    return ax.add_patch(arrow)
