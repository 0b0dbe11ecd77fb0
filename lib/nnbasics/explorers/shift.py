"""Lesson 7: move a digit by some pixels, and see when the network loses it."""

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nnbasics.digit_images import SIDE, shift_images
from nnbasics.explorers.draw import Bars, Probabilities, digit_axes, read
from nnbasics.explorers.live import LiveFigure
from nnbasics.figures import style

FAR = 5  # pixels


def accuracy_when_shifted(
    probabilities: Probabilities, images: ArrayLike, labels: ArrayLike, far: int = FAR
) -> np.ndarray:
    """The share that is right for each shift: ``(2 far + 1, 2 far + 1)``, down and right.

    images: ``(N, 28, 28)`` from 0 to 1. The middle of the result is without a shift.
    """
    images, labels = np.asarray(images), np.asarray(labels)
    shifts = range(-far, far + 1)
    right = np.empty((len(shifts), len(shifts)))
    for down in shifts:
        for across in shifts:
            moved = shift_images(images, down, across).reshape(len(images), -1)
            found = np.asarray(probabilities(moved)).argmax(axis=1)
            right[down + far, across + far] = np.mean(found == labels)
    return right


def shift_explorer(
    probabilities: Probabilities, images: ArrayLike, labels: ArrayLike
) -> LiveFigure:
    """A digit that can be moved, its probabilities, and how many of all images are right.

    probabilities: of the network, ``(N, 784) -> (N, 10)``. images: ``(N, 28, 28)`` from 0
    to 1, a few hundred: the network reads each of them in 121 places first.
    """
    images, labels = np.asarray(images), np.asarray(labels)
    right = accuracy_when_shifted(probabilities, images, labels)
    figure = Figure(figsize=(7.8, 3.1), layout="constrained")
    seen, bars, map_of = figure.subplots(1, 3, width_ratios=(1, 1.15, 1.35))
    image, chart = digit_axes(seen, "the network's input"), Bars(bars)
    edge = FAR + 0.5
    look = {"cmap": style.AMOUNT, "vmin": 0, "vmax": 1, "extent": (-edge, edge, edge, -edge)}
    map_of.grid(False)
    map_of.set(xlabel="pixels to the right", ylabel="pixels down")
    map_of.set(xticks=range(-FAR, FAR + 1, 2), yticks=range(-FAR, FAR + 1, 2))
    figure.colorbar(
        map_of.imshow(right, **look), ax=map_of, format=lambda p, _: f"{p:.0%}", label="right"
    )
    (here,) = map_of.plot([], [], "s", markersize=11, markeredgewidth=2.5, animated=True)
    here.set(markerfacecolor="none", markeredgecolor="#1F2933")  # on bright colors in any theme

    def update(number: int, across: int, down: int) -> str:
        moved = shift_images(images[number : number + 1], down, across)
        image.set_data(moved[0])
        P = np.asarray(probabilities(moved.reshape(1, SIDE * SIDE)))[0]
        chart.show(P)
        here.set_data([across], [down])
        verdict = "Right" if P.argmax() == labels[number] else f"Wrong, it is a {labels[number]}"
        return (
            f"Image {number}. {read(P)} <b>{verdict}.</b> {_shift_in_words(across, down)}, "
            f"<b>{right[down + FAR, across + FAR]:.0%}</b> of {len(images)} images are right."
        )

    controls = {
        "number": _pixels("image", 0, 0, min(len(images), 50) - 1),
        "across": _pixels("to the right", 0, -FAR, FAR),
        "down": _pixels("down", 0, -FAR, FAR),
    }
    title = "A digit moved about, the probability of each class, and the share that is right"
    return LiveFigure(figure, controls, update, title=title)


def _shift_in_words(across: int, down: int) -> str:
    parts = [(across, "to the left", "to the right"), (down, "up", "down")]
    said = [f"{abs(n)} {forth if n > 0 else back}" for n, back, forth in parts if n]
    return f"Moved by {' and '.join(said)}" if said else "Not moved"


def _pixels(name: str, value: int, low: int, high: int) -> widgets.IntSlider:
    return widgets.IntSlider(
        value,
        low,
        high,
        description=name,
        style={"description_width": "initial"},
        layout={"width": "250px"},
    )
