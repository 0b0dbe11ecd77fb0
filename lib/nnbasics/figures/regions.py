"""Which class a network gives to each place in the plane of two features."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nnbasics.figures import style
from nnbasics.figures.plane import Limits, Points
from nnbasics.neurons import Array

# How strong the tint of each class is: each has a lightness of its own, so that regions can
# be told apart in gray.
STRENGTHS = (0.45, 0.28, 0.12, 0.40, 0.25, 0.12)
LIVE_POINTS = 240  # of the grid, in each direction: quick enough for a live figure
POINTS = 420  # of a still figure: a border without visible steps
FEATURES = ("feature 1", "feature 2")


def decision_regions(
    predict: Callable[[Array], ArrayLike],
    X: ArrayLike,
    y: ArrayLike,
    *,
    names: Sequence[str] | None = None,
    features: Sequence[str] = FEATURES,
    limits: tuple[Limits, Limits] | None = None,
) -> Figure:
    """What a classifier says in each place of the plane, and the samples it has to fit.

    predict: points ``(M, 2)`` → classes ``(M,)``, integers. X: samples ``(N, 2)``.
    y: labels ``(N,)``, integers from 0. names: of the classes, as many as there are; at most
    six are told apart. features: the axes' labels, with their units. limits: of the two
    axes; without them, all samples and a margin.
    """
    return _figure(X, y, names, features, limits, lambda part: part.show(part.ask(predict)))


def probability_map(
    predict: Callable[[Array], ArrayLike],
    X: ArrayLike,
    y: ArrayLike,
    *,
    names: Sequence[str] | None = None,
    features: Sequence[str] = FEATURES,
    limits: tuple[Limits, Limits] | None = None,
) -> Figure:
    """How sure a classifier of two classes is in each place: pale is unsure.

    predict: points ``(M, 2)`` → probabilities of label 1, ``(M,)``. The rest is as in
    `decision_regions`; the line is where the probability is one half.
    """
    return _figure(X, y, names, features, limits, lambda part: part.shade(part.ask(predict)))


class Regions:
    """A picture behind the samples, and in it the line between classes.

    The axes' limits have to be set. points: of the grid, in each direction.
    """

    def __init__(self, ax: Axes, *, points: int = LIVE_POINTS, animated: bool = False) -> None:
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
        for way, other in ((sides, border), (sides.T, border.T)):
            change = way[:-1] != way[1:]
            other[:-1] |= change
            other[1:] |= change
        colors = np.where(border[..., None], to_rgb(style.INK), colors)
        self._image.set_data(np.clip(colors, 0, 1))


def _figure(
    X: ArrayLike,
    y: ArrayLike,
    names: Sequence[str] | None,
    features: Sequence[str],
    limits: tuple[Limits, Limits] | None,
    draw: Callable[[Regions], None],
) -> Figure:
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    if X.ndim != 2 or X.shape[1] != 2 or y.shape != X.shape[:1]:
        raise ValueError(f"X must be (N, 2) and y (N,); got {X.shape} and {y.shape}")
    if names is None:
        names = [f"label {label}" for label in range(int(y.max(initial=1)) + 1)]
    figure = Figure(figsize=(6.4, 4.6), layout="compressed")
    ax = figure.subplots()
    ax.grid(False)
    ax.set(xlabel=features[0], ylabel=features[1])
    ax.set(**dict(zip(("xlim", "ylim"), limits or _around(X), strict=True)))
    regions = Regions(ax, points=POINTS)
    draw(regions)
    points = Points(ax, names, size=7)
    points.show(X, y, y)
    handles = points.legend_handles[: len(names)]
    figure.legend(handles=handles, loc="outside upper left", ncols=min(len(names), 4))
    return figure


def _around(X: Array) -> tuple[Limits, Limits]:
    """Limits that leave a margin around all samples."""
    low, high = X.min(axis=0), X.max(axis=0)
    margin = 0.12 * np.where(high > low, high - low, 1)
    return tuple(zip(low - margin, high + margin, strict=True))
