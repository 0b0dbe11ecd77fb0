"""A loss over two weights as contour lines, drawn into axes that exist.

Still figures (`figures.loss_landscape`) and live ones share it.
"""

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm
from matplotlib.contour import ContourSet

from nnbasics import style
from nnbasics.neurons import Array
from nnbasics.plane import Limits

Loss = Callable[[Array, Array], Array]  # two weights, arrays of one shape -> losses

POINTS = 160  # of the grid, in each direction
LEVELS = 14


def draw_landscape(
    ax: Axes, loss: Loss, xlim: Limits, ylim: Limits, *, log: bool = False
) -> ContourSet:
    """Filled contours of ``loss`` with lines between them; sets the limits of the axes.

    log: contours at equal ratios; otherwise they are closer to each other where the loss is
    low, so that the rings of a bowl are evenly apart.
    Returns the filled contours, for a color bar.
    """
    across, up = np.meshgrid(np.linspace(*xlim, POINTS), np.linspace(*ylim, POINTS))
    height = np.asarray(loss(across, up), dtype=float)
    if height.shape != across.shape:
        raise ValueError(f"loss of arrays {across.shape} must be as large; got {height.shape}")
    low, high = float(np.nanmin(height)), float(np.nanmax(height))
    high = high if high > low else low + 1  # a flat loss has no contours, but can be shown
    if log:
        levels = np.geomspace(max(low, high * 1e-8), high, LEVELS)
    else:
        levels = low + (high - low) * np.linspace(0, 1, LEVELS) ** 2
    norm = BoundaryNorm(levels, 256)  # the same step of color for each contour
    filled = ax.contourf(across, up, height, levels=levels, cmap=style.AMOUNT, norm=norm)
    ax.contour(across, up, height, levels=levels, colors="white", linewidths=0.5, alpha=0.6)
    ax.grid(False)
    ax.set(xlim=xlim, ylim=ylim)
    return filled
