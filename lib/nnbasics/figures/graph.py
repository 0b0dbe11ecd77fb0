"""A computation as a drawing."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from nnbasics.graphdrawing import GraphDrawing
from nnbasics.graphs import Node


def computational_graph(graph: Sequence[Node]) -> Figure:
    """Boxes for the numbers of a computation, arrows from what each is made of.

    graph: nodes as in `nnbasics.graphs`, with or without values and gradients. A slope is
    the gradient of the last node by this one.
    """
    figure = Figure(layout="none")
    ax = figure.add_axes((0, 0, 1, 1))
    drawing = GraphDrawing(ax, graph)
    drawing.show(
        {node.name: node.value for node in graph}, {node.name: node.grad for node in graph}
    )
    figure.set_size_inches(drawing.size[0] + 0.1, drawing.size[1] + 0.1)
    return figure
