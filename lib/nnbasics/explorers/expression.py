"""The graph stepper for a computation that you type."""

import re
from collections.abc import Mapping
from typing import Any

import ipywidgets as widgets

from nnbasics.experiments.expressions import expression_graph, names_in
from nnbasics.explorers.graph import graph_explorer
from nnbasics.figures.style import number

WIDTH = "720px"
OWN = "your own"


class ExpressionStepper(widgets.VBox):
    """Above a choice of examples and two lines to type in, below the steps of the graph.

    examples: by name, ``(computation, values)``, both as they are typed. What is wrong with
    what was typed is said in a line below; the last graph that could be drawn stays.
    """

    def __init__(self, examples: Mapping[str, tuple[str, str]]) -> None:
        self._examples = dict(examples)
        self._filling = False
        self._shape: list[tuple] = []
        self._known: dict[str, float] = {}  # values that names had, also in lines before
        names = [*self._examples, OWN]
        self.example = widgets.Dropdown(options=names, description="example")
        self.computation = widgets.Text(description="compute", continuous_update=False)
        self.numbers = widgets.Text(description="values", continuous_update=False)
        for line in (self.example, self.computation, self.numbers):
            line.layout.width = "auto"  # as wide as the form, its margins included
            line.style.description_width = "70px"
        self.message = widgets.HTML()
        self._place = widgets.Box(layout=widgets.Layout(max_width="100%"))
        form = widgets.VBox(
            [self.example, self.computation, self.numbers, self.message],
            layout=widgets.Layout(max_width=WIDTH),
        )
        super().__init__([form, self._place])
        self._fill()
        self.example.observe(self._fill, names="value")
        for line in (self.computation, self.numbers):
            line.observe(self._typed, names="value")

    @property
    def live(self) -> Any:
        """The live figure with the steps of the present graph."""
        return self._place.children[0]

    def _fill(self, _change: object = None) -> None:
        """Put the chosen example into the lines."""
        if self.example.value != OWN:
            self._write(*self._examples[self.example.value])
            self._build()

    def _typed(self, _change: object) -> None:
        if not self._filling:
            self.example.value = OWN
            self._build()

    def _write(self, computation: str, numbers: str) -> None:
        """Put text into the lines without taking it for something typed."""
        self._filling = True
        self.computation.value, self.numbers.value = computation, numbers
        self._filling = False

    def _build(self) -> None:
        """Draw what the lines say, or say why not."""
        text = self.computation.value
        try:
            self._known |= read_values(self.numbers.value)
            needed = names_in(text)
            new = [name for name in needed if name not in self._known]
            values = {name: self._known.get(name, 1.0) for name in needed}
            graph = expression_graph(text, values)
        except ValueError as problem:
            self._say(f"Not yet: {problem}{'' if str(problem).endswith('?') else '.'}")
            return
        self._say(f"Given no value, and so taken to be 1: {', '.join(new)}." if new else "")
        self._known |= values
        self._write(text, write_values(values))
        shape = [(node.name, node.operation, node.inputs) for node in graph]
        step = self.live.controls["at"].value if shape == self._shape else 0
        self._place.children, self._shape = (graph_explorer(graph),), shape
        self.live.controls["at"].value = step  # with other values, look at the same step

    def _say(self, text: str) -> None:
        # A status is read out by a screen reader. Typed text in it must not become HTML.
        safe = text.replace("&", "&amp;").replace("<", "&lt;")
        self.message.value = f'<div role="status" style="margin-left: 76px">{safe}</div>'

    def __repr__(self) -> str:
        return f"ExpressionStepper({self.computation.value!r}, {self.numbers.value!r})"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        """The widget, and for pages that cannot show one: the picture and what it shows."""
        shown = self.live._repr_mimebundle_(**kwargs)
        return {**shown, **super()._repr_mimebundle_(**kwargs), "text/plain": repr(self)}


def expression_explorer(examples: Mapping[str, tuple[str, str]] | None = None) -> ExpressionStepper:
    """Type a computation, and step through its graph. examples: as for `ExpressionStepper`."""
    return ExpressionStepper(examples or EXAMPLES)


EXAMPLES = {
    "the worked example": (
        "z = w*x; h = relu(z); y = v*h; e = y - t; loss = e**2",
        "x = 2, w = 3, v = 0.5, t = 5",
    ),
    "a number used twice": ("a*a + a", "a = 3"),
    "squared error on a sigmoid": ("(sigmoid(w*x + b) - 1)**2", "w = -2, x = 3, b = 0"),
    "cross-entropy on a sigmoid": ("-log(sigmoid(w*x + b))", "w = -2, x = 3, b = 0"),
    "a neuron that is off": ("loss = (relu(w*x + b) - t)**2", "w = 1, x = 2, b = -3, t = 1"),
}


def read_values(text: str) -> dict[str, float]:
    """``x = 2, w = -0.5`` as a dictionary. ValueError says what is not understood."""
    values: dict[str, float] = {}
    for part in filter(None, (each.strip() for each in re.split(r"[,;]", text))):
        name, _, value = (each.strip() for each in part.partition("="))
        try:
            values[name] = float(value.replace("−", "-") if name.isidentifier() else "")
        except ValueError:
            raise ValueError(f"write values as  x = 2, w = 0.5  (not {part!r})") from None
    return values


def write_values(values: Mapping[str, float]) -> str:
    """The opposite of `read_values`."""
    return ", ".join(f"{name} = {number(value)}" for name, value in values.items())
