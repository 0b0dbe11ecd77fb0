"""Which class a network gives to each place in the plane of two features."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nnbasics.neurons import Array
from nnbasics.plane import Limits, Points
from nnbasics.regions import Regions

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
    regions = Regions(ax)
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
