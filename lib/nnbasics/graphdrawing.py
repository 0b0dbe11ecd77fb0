"""Draw a computation as a graph, from left to right: boxes with values and gradients."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path

from nnbasics import style
from nnbasics.graphs import Node, written

Point = tuple[float, float]

WIDTH, HEIGHT = 1.3, 1.0  # of a box, in inches: a unit of the axes is an inch
COLUMN, ROW = 1.68, 1.25  # from box to box
SWEEPS = 8


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
        name: tuple((float(at), row[name, at]) for _, at in chain)
        for name, chain in chains.items()
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

    graph: nodes, each below what it is made of. The numbers, the marked box and the marked
    arrows are what `show` changes; with ``animated=True`` a live figure can draw only these.
    """

    def __init__(self, ax: Axes, graph: Sequence[Node], *, animated: bool = False) -> None:
        places = layout(graph)
        self._last = graph[-1].name
        xs, ys = np.array([place for way in places.values() for place in way]).T
        self.size = ((np.ptp(xs) * COLUMN + WIDTH), (np.ptp(ys) * ROW + HEIGHT))
        ax.axis("off")
        ax.set(aspect="equal", xlim=(-WIDTH / 2 - 0.05, xs.max() * COLUMN + WIDTH / 2 + 0.05))
        ax.set_ylim(ys.min() * ROW - HEIGHT / 2 - 0.05, ys.max() * ROW + HEIGHT / 2 + 0.05)
        self._boxes: dict[str, FancyBboxPatch] = {}
        self._texts: dict[str, tuple] = {}
        self._arrows: dict[tuple[str, str], FancyArrowPatch] = {}
        for node in graph:
            x, y = _inch(places[node.name][0])
            self._boxes[node.name] = _box(ax, x, y, animated)
            more = {"ha": "center", "va": "center", "animated": animated, "zorder": 4}
            head = node.name if not node.operation else f"{node.name} = {written(node)}"
            small = 10 if len(head) < 14 else 8.5
            ax.text(x, y + 0.28, head, weight="bold", fontsize=small, **more)
            value = ax.text(x, y, "", fontsize=10, **more)
            slope = ax.text(x, y - 0.28, "", fontsize=10, style="italic", **more)
            self._texts[node.name] = value, slope
            for name in node.inputs:
                way = [_inch(place) for place in places[name] if place[0] < places[node.name][0][0]]
                self._arrows[name, node.name] = _arrow(ax, [*way, (x, y)], animated)

    def show(
        self,
        values: Mapping[str, float | None],
        grads: Mapping[str, float | None],
        *,
        marked: str | None = None,
        arrows: Sequence[tuple[str, str]] = (),
    ) -> None:
        """values, grads: by name; a node that is not in it has none yet. marked: a box, and
        arrows ``(from, to)``, that stand out."""
        for name, (value, slope) in self._texts.items():
            value.set_text("" if values.get(name) is None else f"value {short(values[name])}")
            slope.set_text("" if grads.get(name) is None else f"slope {short(grads[name])}")
        for name, box in self._boxes.items():
            box.set_facecolor(style.tint(style.ORANGE, 0.45) if name == marked else style.PALE)
            box.set_linewidth(3 if name == marked else 1.2)
        for ends, arrow in self._arrows.items():
            arrow.set_linewidth(4 if ends in arrows else 1.5)
            arrow.set_color(style.VERMILION if ends in arrows else style.GRAY)


def short(number: float) -> str:
    """A number that fits into a box: four digits."""
    return style.number(float(f"{number:.4g}"))


def _inch(place: Point) -> Point:
    return place[0] * COLUMN, place[1] * ROW


def _box(ax: Axes, x: float, y: float, animated: bool) -> FancyBboxPatch:
    box = FancyBboxPatch(
        (x - WIDTH / 2 + 0.08, y - HEIGHT / 2 + 0.08),
        WIDTH - 0.16,
        HEIGHT - 0.16,
        boxstyle="round,pad=0.08",
        edgecolor=style.INK,
        facecolor=style.PALE,
        zorder=3,
        animated=animated,
    )
    return ax.add_patch(box)


def _arrow(ax: Axes, way: Sequence[Point], animated: bool) -> FancyArrowPatch:
    """An arrow from the box at the start of the way to the box at its end."""
    (x0, y0), (x1, y1) = way[0], way[-1]
    points = [(x0 + WIDTH / 2, y0), *way[1:-1], (x1 - WIDTH / 2 - 0.02, y1)]
    arrow = FancyArrowPatch(path=Path(points), arrowstyle="-|>", mutation_scale=14, zorder=2)
    arrow.set(color=style.GRAY, linewidth=1.5, animated=animated, fill=True)
    return ax.add_patch(arrow)
