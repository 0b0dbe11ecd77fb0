"""Pictures of samples, and of the weights that look at them."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nnbasics.figures import style
from nnbasics.neurons import Array

INCH = 0.85  # of one small picture


def image_grid(
    images: ArrayLike,
    titles: Sequence[str] | None = None,
    *,
    wrong: Sequence[bool] | None = None,
    columns: int = 8,
) -> Figure:
    """Gray images in rows.

    images: ``(N, h, w)``, or ``(N, h * h)`` for square ones; black is the lowest value of
    all of them, white the highest. titles: one for each. wrong: where it is true, the title
    gets a cross and the image a thick frame.
    """
    images = _as_images(np.asarray(images, dtype=float))
    figure, axes = _small_axes(len(images), columns, titles is not None or wrong is not None)
    low, high = float(images.min(initial=0)), float(images.max(initial=1))
    for i, ax in enumerate(axes):
        ax.imshow(images[i], cmap="gray", vmin=low, vmax=high, interpolation="nearest")
        title = titles[i] if titles is not None else ""
        failed = wrong is not None and wrong[i]
        ax.set_title(f"× {title}".strip() if failed else title, fontsize=10, loc="center", pad=3)
        if failed:
            for edge in ax.spines.values():
                edge.set(visible=True, color=style.WRONG, linewidth=3)
    return figure


def weight_images(
    W: ArrayLike,
    shape: tuple[int, int] | None = None,
    *,
    titles: Sequence[str] | None = None,
    columns: int = 8,
) -> Figure:
    """What each neuron of a first layer looks for: its weights, as an image.

    W: ``(D, H)``, a column a neuron. shape: of an image, ``(h, w)`` with ``h * w == D``;
    without it, a square. Bright weights are positive and dark ones negative, the same scale
    for all.
    """
    W = np.asarray(W, dtype=float)
    images = W.T.reshape(-1, *shape) if shape else _as_images(W.T)
    figure, axes = _small_axes(len(images), columns, titles is not None)
    largest = float(np.abs(W).max(initial=0)) or 1.0
    for i, ax in enumerate(axes):
        shown = ax.imshow(
            images[i], cmap=style.SIGNED, vmin=-largest, vmax=largest, interpolation="nearest"
        )
        if titles is not None:
            ax.set_title(titles[i], fontsize=10, loc="center", pad=3)
    bar = figure.colorbar(shown, ax=axes, fraction=0.05, aspect=30)
    bar.set_label("weight")
    return figure


def _as_images(rows: Array) -> Array:
    """``(N, h, w)`` as it is, ``(N, h * h)`` as squares."""
    if rows.ndim == 3:
        return rows
    side = round(rows.shape[1] ** 0.5) if rows.ndim == 2 else 0
    if rows.ndim != 2 or side * side != rows.shape[1]:
        raise ValueError(f"images must be (N, h, w) or (N, h * h); got {rows.shape}")
    return rows.reshape(-1, side, side)


def _small_axes(count: int, columns: int, titled: bool) -> tuple[Figure, list[Axes]]:
    """A figure with ``count`` small axes in rows, without ticks."""
    columns = min(columns, count)
    rows = -(-count // columns)
    height = rows * (INCH + 0.25 * titled) + 0.2
    figure = Figure(figsize=(max(columns * INCH + 0.4, 2.4), height), layout="compressed")
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    for ax in axes:
        ax.set(xticks=[], yticks=[])
        ax.grid(False)
        ax.spines[:].set_visible(False)
    for ax in axes[count:]:
        ax.set_visible(False)
    return figure, list(axes[:count])
