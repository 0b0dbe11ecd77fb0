"""A plane of two features, each place colored by what a classifier says of it.

Like the parts in `nnbasics.plane`, it is drawn into axes that exist and can be shown again.
"""

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from numpy.typing import ArrayLike

from nnbasics import style
from nnbasics.neurons import Array

# How strong the tint of each class is: each has a lightness of its own, so that regions can
# be told apart in gray.
STRENGTHS = (0.55, 0.30, 0.16, 0.55, 0.30, 0.16)
POINTS = 240  # in each direction; about two pixels of the page to one of them


class Regions:
    """A picture behind the samples, and in it the line between classes.

    The axes' limits have to be set. points: of the grid, in each direction.
    """

    def __init__(self, ax: Axes, *, points: int = POINTS, animated: bool = False) -> None:
        (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
        across, up = np.meshgrid(np.linspace(left, right, points), np.linspace(low, high, points))
        self.grid = np.column_stack([across.ravel(), up.ravel()])  # (points², 2)
        self._points = points
        self._image = ax.imshow(
            np.ones((points, points, 3)),
            extent=(left, right, low, high),
            origin="lower",
            aspect=ax.get_aspect(),
            interpolation="nearest",
            zorder=0.5,
            animated=animated,
        )
        self._tints = np.array(
            [
                to_rgb(style.tint(color, strength))
                for color, strength in zip(style.COLORS, STRENGTHS, strict=True)
            ]
        )

    def ask(self, predict: Callable[[Array], ArrayLike]) -> Array:
        """What ``predict`` says at each place of the grid, ``(points, points)``."""
        said = np.asarray(predict(self.grid))
        if said.size != len(self.grid):
            raise ValueError(
                f"predict must give one number for each of {len(self.grid)} points; "
                f"got an array of shape {said.shape}"
            )
        return said.reshape(self._points, self._points)

    def show(self, classes: Array) -> None:
        """classes: integers from 0, ``(points, points)``, as `ask` returns them."""
        classes = np.asarray(classes).astype(int)
        self._draw(self._tints[classes % len(self._tints)], classes)

    def shade(self, probabilities: Array) -> None:
        """probabilities: of label 1, ``(points, points)``. One half is paper."""
        sure = 2 * np.asarray(probabilities, dtype=float)[..., None] - 1  # -1 to 1
        paper = np.array(to_rgb(style.PAPER))
        toward = np.where(sure < 0, self._tints[0], self._tints[1]) - paper
        self._draw(paper + np.abs(sure) * toward, sure[..., 0] > 0)

    def _draw(self, colors: Array, sides: Array) -> None:
        """The colors, and ink where a neighbor is on another side."""
        border = np.zeros(sides.shape, dtype=bool)
        border[:-1] |= sides[:-1] != sides[1:]
        border[:, :-1] |= sides[:, :-1] != sides[:, 1:]
        colors = np.where(border[..., None], to_rgb(style.INK), colors)
        self._image.set_data(np.clip(colors, 0, 1))
