"""Step through a computation: values go forward, and then gradients go backward."""

from collections.abc import Sequence

import ipywidgets as widgets
from matplotlib.figure import Figure

from nnbasics.experiments.graphs import Node, backward, forward, written
from nnbasics.explorers.live import LiveFigure
from nnbasics.figures.graph import GraphDrawing
from nnbasics.figures.style import number


def graph_explorer(graph: Sequence[Node]) -> LiveFigure:
    """A computation as a graph, one node a step.

    graph: nodes as in `nnbasics.experiments.graphs`, each below what it is made of, given numbers
    with their values; the last one is the loss.
    """
    walk = _Walk(graph)
    at = widgets.IntSlider(0, min=0, max=walk.steps, description="step")
    back, onward = widgets.Button(description="Back"), widgets.Button(description="Next")
    for button, move in ((back, -1), (onward, +1)):
        button.layout.width = "70px"
        button.on_click(lambda _, move=move: setattr(at, "value", at.value + move))
    title = f"The computation of {graph[-1].name} as a graph, with values and gradients"
    return LiveFigure(walk.figure, {"at": at}, walk.update, title=title, buttons=[back, onward])


class _Walk:
    """First each computed node forward, then the loss by itself, then each backward."""

    def __init__(self, graph: Sequence[Node]) -> None:
        self._nodes = backward(forward(graph))
        self._by_name = {node.name: node for node in self._nodes}
        self._computed = [node for node in self._nodes if node.operation]
        # A number such as 5 that is written in the formula: nobody asks for its gradient.
        self._constants = {node.name for node in self._nodes if not node.name.isidentifier()}
        self._loss = self._nodes[-1].name
        self.steps = 2 * len(self._computed) + 1
        self.figure = Figure(layout="none")
        self._drawing = GraphDrawing(self.figure.add_axes((0, 0, 1, 1)), graph, animated=True)
        self.figure.set_size_inches(*self._drawing.size)

    def update(self, at: int) -> str:
        forth = min(at, len(self._computed))
        values = {node.name: node.value for node in self._nodes if not node.operation}
        values |= {node.name: node.value for node in self._computed[:forth]}
        seen = self._computed[::-1][: max(at - forth - 1, 0)]
        grads = self._grads(seen) if at > forth else {}
        marked, back = None, at > forth
        if at and at <= len(self._computed):
            node = self._computed[at - 1]
            marked = node.name
            said = self._forward(node)
        elif at == 0:
            said = "<b>Before the first step</b>: only the given numbers have a value."
        elif not seen:
            marked = self._loss
            said = (
                f"<b>Backward begins</b>: how much does {self._loss} change with {self._loss} "
                "itself? As much, so its gradient is <b>1</b>."
            )
        else:
            node = seen[-1]
            marked = node.name
            said = self._backward(node, grads)
        self._drawing.show(values, grads, marked=marked, back=back)
        return said

    def _grads(self, seen: Sequence[Node]) -> dict[str, float]:
        """What has arrived when these nodes have passed their gradients on."""
        grads = {self._loss: 1.0}
        for node in seen:
            for name, slope in zip(node.inputs, node.slopes, strict=True):
                grads[name] = grads.get(name, 0.0) + slope * node.grad
        return {name: grad for name, grad in grads.items() if name not in self._constants}

    def _forward(self, node: Node) -> str:
        values = [self._by_name[name].value for name in node.inputs]
        alone = written(node).endswith(")")  # as in log(a): there it needs no brackets
        shown = [_digits(v) if alone else _in_product(v) for v in values]
        return (
            f"<b>Forward</b>: {node.name} = {written(node)} = "
            f"{written(node, shown)} = <b>{_digits(node.value)}</b>."
        )

    def _backward(self, node: Node, grads: dict[str, float]) -> str:
        """The chain rule, once for each input."""
        loss, parts = self._loss, []
        for name, slope in zip(node.inputs, node.slopes, strict=True):
            if name in self._constants:
                continue
            passed = slope * node.grad
            text = (
                f"∂{loss}/∂{name} = ∂{loss}/∂{node.name} · ∂{node.name}/∂{name} = "
                f"{_digits(node.grad)} · {_in_product(slope)} = <b>{_digits(passed)}</b>"
            )
            if abs(grads[name] - passed) > 1e-12 * abs(passed):
                text += f", in all {_digits(grads[name])}"
            parts.append(text)
        said = "; ".join(parts) or "nothing but constants to go back to"
        return f"<b>Backward</b> through {node.name} = {written(node)}: {said}."


def _in_product(value: float) -> str:
    return f"({_digits(value)})" if value < 0 else _digits(value)


def _digits(value: float) -> str:
    """Four digits: a sentence has more room than a box."""
    return number(float(f"{value:.4g}"))
