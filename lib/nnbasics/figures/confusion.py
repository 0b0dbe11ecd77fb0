"""Which class is taken for which."""

from collections.abc import Sequence

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nnbasics.figures import style


def confusion_matrix(counts: ArrayLike, names: Sequence[str] | None = None) -> Figure:
    """How many samples of each class were taken for which. The diagonal is what is right.

    counts: ``(C, C)``, rows true, columns predicted, as `confusion_matrix` of the exercises
    makes it. names: of the classes. A cell's color is its share of its row: the class with
    few samples can be compared with the one that has many.
    """
    counts = np.asarray(counts)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise ValueError(f"counts must be (C, C); got {counts.shape}")
    classes = len(counts)
    names = [str(label) for label in range(classes)] if names is None else names
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    side = min(2.4 + 0.5 * classes, 7.2)
    figure = Figure(figsize=(side + 0.8, side), layout="compressed")
    ax = figure.subplots()
    ax.grid(False)
    colors = LinearSegmentedColormap.from_list("share", [style.PAPER, style.BLUE])
    image = ax.imshow(share, cmap=colors, vmin=0, vmax=1)
    ticks = range(classes)
    ax.set(xlabel="predicted class", ylabel="true class")
    ax.set_xticks(ticks, names, rotation=0 if max(map(len, names)) < 6 else 45)
    ax.set_yticks(ticks, names)
    for (true, predicted), count in np.ndenumerate(counts):
        if count:  # zeros are left out: what is there stands out
            dark = share[true, predicted] > 0.5 or style.PAPER != "#FFFFFF"
            weight = "bold" if true == predicted else "normal"
            at = {"x": predicted, "y": true, "ha": "center", "va": "center"}
            color = "white" if dark else style.INK
            ax.text(s=f"{count:,}", color=color, weight=weight, fontsize=9, **at)
    bar = figure.colorbar(image, ax=ax, shrink=0.8, format=lambda part, _: f"{part:.0%}")
    bar.set_label("share of the true class")
    return figure
