"""Lesson 7: draw a digit with the mouse, and see at once what a network makes of it."""

from collections.abc import Callable, Mapping
from itertools import cycle
from pathlib import Path

import anywidget
import ipywidgets as widgets
import numpy as np
import traitlets
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from nnbasics.digit_images import SIDE, like_mnist
from nnbasics.explorers.live import LiveFigure
from nnbasics.figures import style
from nnbasics.neurons import Array

FINE = 4  # pixels of a drawing to one of MNIST's, in each direction
LABEL = (
    "Drawing area: draw a digit with the mouse, a finger or a pen. "
    "With the keyboard, choose one of the example buttons."
)

# Images, (N, 784) from 0 to 1, to the probabilities of their classes, (N, C).
Probabilities = Callable[[Array], ArrayLike]


class DrawingArea(anywidget.AnyWidget):
    """A square to draw in, and a button to clear it. value: gray values, row by row, or nothing."""

    _esm = Path(__file__).with_name("draw.js")
    _css = """
        .nnb-clear { display: block; width: 136px; }
        .nnb-draw { width: 280px; height: 280px; cursor: crosshair; touch-action: none;
                    border: 1px solid var(--jp-border-color1, #999); border-radius: 3px; }
    """
    side = traitlets.Int(FINE * SIDE).tag(sync=True)
    pen = traitlets.Float(2.6 * FINE).tag(sync=True)  # the usual width of MNIST's lines
    label = traitlets.Unicode(LABEL).tag(sync=True)
    # Not sent back to the page it came from: by then the line may have become longer.
    value = traitlets.CBytes(b"").tag(sync=True, echo_update=False)

    @property
    def ink(self) -> NDArray[np.uint8]:
        """The drawing, ``(side, side)``, from 0 to 255."""
        ink = np.frombuffer(self.value or bytes(self.side**2), np.uint8)
        return ink.reshape(self.side, self.side)

    def paint(self, image: ArrayLike | None = None) -> None:
        """Show an image, ``(28, 28)`` from 0 to 255, in place of what is there; None: nothing."""
        large = b"" if image is None else np.kron(image, np.ones((FINE, FINE))).astype(np.uint8)
        self.send({"do": "paint"}, buffers=[bytes(large)])  # before what observers then say
        self.value = bytes(large)


def draw_explorer(
    probabilities: Probabilities, examples: Mapping[str, ArrayLike] | None = None
) -> LiveFigure:
    """A drawing area, the image that the network gets of it, and its ten probabilities.

    probabilities: of the network. examples: for each button, by its title, the images
    ``(N, 28, 28)``, uint8, that it shows one after another; the first is there at the start.
    """
    return _DrawExplorer(probabilities, examples or {})


class _DrawExplorer(LiveFigure):
    def __init__(self, probabilities: Probabilities, examples: Mapping[str, ArrayLike]) -> None:
        self._probabilities = probabilities
        self.area = DrawingArea()
        figure = Figure(figsize=(4.6, 3.1), layout="constrained")
        seen, bars = figure.subplots(1, 2, width_ratios=(1, 1.15))
        self._image = digit_axes(seen, "the network's input")
        self._bars = Bars(bars)

        self.buttons = {}
        for title, images in examples.items():
            self.buttons[title] = button = widgets.Button(description=title)
            following = cycle(images)
            button.on_click(lambda _, following=following: self.area.paint(next(following)))
        for button in self.buttons.values():
            button.layout.width = "136px"
        for button in list(self.buttons.values())[:1]:
            button.click()

        super().__init__(
            figure,
            {"drawing": self.area},
            self._look,
            title="A drawn digit, and the probability of each class",
        )
        _, picture, sentence = self.children
        panel = widgets.HBox(list(self.buttons.values()))
        panel.layout = widgets.Layout(flex_flow="row wrap", width="300px")
        left = widgets.VBox([self.area, panel])
        row = widgets.HBox([left, picture])
        row.layout.flex_flow = "row wrap"
        self.children = [row, sentence]

    def _look(self, drawing: bytes) -> str:
        image = like_mnist(self.area.ink)
        self._image.set_data(image)
        if not image.any():
            self._bars.show(None)
            return "<b>Draw a digit</b> into the black square, large and in the middle."
        P = np.asarray(self._probabilities(image.reshape(1, -1)))[0]
        self._bars.show(P)
        return read(P)

    def __repr__(self) -> str:
        return f"LiveFigure({self._title!r})"  # not with the bytes of the drawing


class Bars:
    """A bar for the probability of each digit, the largest one filled."""

    def __init__(self, ax: Axes, classes: int = 10) -> None:
        ax.set(xlim=(0, 1), ylim=(classes - 0.4, -0.6), yticks=range(classes))
        ax.set(xlabel="probability", ylabel="digit")
        ax.grid(axis="y", visible=False)
        look = {"height": 0.7, "edgecolor": style.BLUE, "animated": True}
        self._bars = ax.barh(range(classes), np.zeros(classes), **look)
        self._texts = [ax.text(0, i, "", va="center", animated=True) for i in range(classes)]

    def show(self, P: Array | None) -> None:
        """P: a probability for each digit; None: nothing to be seen."""
        best = -1 if P is None else int(P.argmax())
        for i, (bar, text) in enumerate(zip(self._bars, self._texts, strict=True)):
            p = 0.0 if P is None else float(P[i])
            bar.set(width=p, facecolor=style.BLUE if i == best else style.tint(style.BLUE, 0.3))
            inside = p > 0.7
            text.set(x=p - 0.03 if inside else p + 0.03, ha="right" if inside else "left")
            text.set(text=f"{p:.2f}" if p >= 0.005 else "", color="white" if inside else style.INK)


def digit_axes(ax: Axes, title: str):
    """Axes with an image of 28 x 28 pixels that can be exchanged; returns the image."""
    ax.set(xticks=[], yticks=[])
    ax.set_title(title, fontsize=10)
    ax.grid(False)
    ax.spines[:].set_visible(False)
    look = {"cmap": "gray", "vmin": 0, "vmax": 1, "interpolation": "nearest"}
    return ax.imshow(np.zeros((SIDE, SIDE)), **look, animated=True)


def read(P: Array) -> str:
    """What a network reads, in a sentence."""
    first, second = np.argsort(P)[::-1][:2]
    sure = "It is sure" if P[first] > 0.95 else "It hesitates" if P[first] < 0.6 else "It leans"
    return (
        f"The network reads a <b>{first}</b>, with probability <b>{P[first]:.2f}</b>. "
        f"{sure}: second comes {second}, with {P[second]:.2f}."
    )
