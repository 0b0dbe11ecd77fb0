"""Weights stored with fewer bits: the levels that are left, and the error that they make."""

from collections.abc import Mapping

import ipywidgets as widgets
import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nnbasics.explorers.live import LiveFigure
from nnbasics.figures import style
from nnbasics.figures.style import number
from nnbasics.quantization import quantize

FULL = 32  # bits of a weight before
BINS = 80


def bits_explorer(
    weights: ArrayLike, *, bits: int = 4, most: int = 8, notes: Mapping[int, str] | None = None
) -> LiveFigure:
    """The histogram of weights, and over it that of the same weights with few bits.

    weights: any shape, not all zero. bits: at first, from 2 to ``most``. notes: what else is
    to be said, by the number of bits.
    """
    w = np.asarray(weights, dtype=float).ravel()
    largest = float(np.abs(w).max())
    figure = Figure(figsize=(6.4, 4.0), layout="constrained")
    ax = figure.subplots()
    density, edges = np.histogram(w, BINS, (-largest, largest), density=True)
    ax.set(xlim=(-1.08 * largest, 1.08 * largest), ylim=(0, 1.5 * density.max()))
    ax.set(xlabel="weight", ylabel="density (share of weights per unit)")
    outline = ax.stairs(density, edges, color=style.INK, linewidth=1.5, label="32 bits", zorder=3)
    bars = ax.add_collection(
        PolyCollection([], facecolor=style.tint(style.ORANGE, 0.7), edgecolor=style.ORANGE)
    )
    bars.set(animated=True, label="rounded to a level")
    figure.legend(handles=[outline, bars], loc="outside upper left", ncols=2)

    def update(bits: int) -> str:
        q, scale = quantize(w, bits)
        steps = 2 ** (bits - 1) - 1  # levels on each side of zero
        counts = np.bincount(q.astype(int) + steps, minlength=2 * steps + 1)
        bars.set_verts(
            [
                _bar(at * scale, 0.8 * scale, count / w.size / scale)
                for at, count in zip(range(-steps, steps + 1), counts, strict=True)
            ]
        )
        error = float(np.sqrt(np.mean((w - q * scale) ** 2)) / w.std())
        return (
            f"<b>{bits} bits</b>: {2 * steps + 1} levels, {number(float(f'{scale:.2g}'))} apart; "
            f"{np.count_nonzero(counts)} of them are used. A weight is off by "
            f"<b>{error:.1%}</b> of the weights' standard deviation (root mean square), and "
            f"needs {FULL / bits:.1f} times less memory than with {FULL} bits. "
            f"{(notes or {}).get(bits, '')}"
        )

    controls = {"bits": widgets.IntSlider(bits, min=2, max=most, description="bits")}
    title = "A histogram of weights, and the levels they are rounded to when bits are few"
    return LiveFigure(figure, controls, update, title=title)


def _bar(center: float, width: float, height: float) -> list[tuple[float, float]]:
    left, right = center - width / 2, center + width / 2
    return [(left, 0), (left, height), (right, height), (right, 0)]
