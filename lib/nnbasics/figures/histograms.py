"""How weights, activations or gradients are spread in each layer of a network."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nnbasics.figures import style

COLUMNS = 5


def layer_histograms(
    layers: Mapping[str, ArrayLike],
    *,
    xlabel: str = "activation",
    bins: int = 40,
    limits: tuple[float, float] | None = None,
) -> Figure:
    """A histogram for each layer, all on the same axis, with its standard deviation.

    layers: by name, arrays of any shape. limits: of the axis; without them, all values.
    Values outside are counted in the outermost bars. The height is the share of the layer's
    values, cut where it would hide the other bars: a bar that is cut has its share above it.
    """
    values = {name: np.asarray(array, dtype=float).ravel() for name, array in layers.items()}
    if limits is None:
        limits = min(v.min() for v in values.values()), max(v.max() for v in values.values())
        if limits[0] == limits[1]:
            limits = limits[0] - 0.5, limits[1] + 0.5
    columns = min(COLUMNS, len(values))
    rows = -(-len(values) // columns)
    size = (max(1.5 * columns + 0.4, 3.2), 1.9 * rows + 0.4)
    figure = Figure(figsize=size, layout="constrained")
    axes = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
    edges = np.linspace(*limits, bins + 1)
    shares = [np.histogram(np.clip(v, *limits), edges)[0] / v.size for v in values.values()]
    tallest = max(np.sort(share)[-2:].min() for share in shares)  # the second tallest of a layer
    top = min(1.25 * max(tallest, 0.02), 1.05)
    for ax, (name, array), share in zip(axes, values.items(), shares, strict=False):
        ax.stairs(share, edges, fill=True, color=style.BLUE)
        ax.set_title(f"{name}\nstd {style.number(float(f'{array.std():.2g}'))}", fontsize=10)
        ax.tick_params(labelsize=9)
        highest = int(share.argmax())
        if share[highest] > top:
            at = (edges[highest] + edges[highest + 1]) / 2
            text = f"{share[highest]:.0%}"
            ax.annotate(text, (at, top), (3, -3), textcoords="offset points", va="top", fontsize=9)
    axes[0].set(xlim=limits, ylim=(0, top))
    for ax in axes[len(values) :]:
        ax.set_visible(False)
    figure.supxlabel(xlabel, fontsize=11)
    figure.supylabel("share of the layer", fontsize=11)
    return figure
