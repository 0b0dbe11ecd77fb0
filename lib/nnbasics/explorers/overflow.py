"""Lesson 2: softmax overflows as its formula says, and does not with the maximum subtracted."""

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, DTypeLike

from nnbasics.activations import softmax
from nnbasics.explorers.live import LiveFigure
from nnbasics.figures import style
from nnbasics.figures.style import number, scientific
from nnbasics.neurons import Array

FURTHEST = 120  # added to the logits
LOWEST = 1e-3  # of the axis for the powers
ASIDE = 0.22  # bars stand in pairs, each so far from the middle


def softmax_as_written(Z: ArrayLike) -> Array:
    """``exp(Z) / exp(Z).sum()`` along the last axis, with nothing done about overflow.

    Z: ``(N, C)`` or ``(C,)``. Above the largest number of its type an exponential is
    infinite, and infinite divided by infinite is nan: not a number.
    """
    E = np.exp(Z)
    return E / E.sum(axis=-1, keepdims=True)


def overflow_explorer(
    logits: ArrayLike = (2.0, 1.0, 0.1), *, added: int = 80, dtype: DTypeLike = np.float32
) -> LiveFigure:
    """Left the powers of e, right the probabilities: as written, and with the maximum subtracted.

    logits: ``(C,)``, at most 20 in size. added: to each of them, at first, from 0 to 120.
    dtype: float16, float32 or float64, at first.
    """
    z = np.asarray(logits, dtype=float)
    figure = Figure(figsize=(7.6, 4.0), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1, 1))
    places = np.arange(len(z))
    left.set(xlim=(-0.6, len(z) - 0.4), ylim=(LOWEST, 1e60), yscale="log")
    left.set(xlabel="choice", ylabel="power of e", yticks=10.0 ** np.arange(0, 61, 10))
    right.set(xlim=(-0.6, len(z) - 0.4), ylim=(0, 1.08), xlabel="choice", ylabel="probability")
    for ax in (left, right):
        ax.set_xticks(places, [f"{i + 1}" for i in places])
        ax.grid(False, axis="x")
    moving = {"animated": True}
    ceiling = left.axhspan(1, 2, facecolor=style.tint(style.VERMILION, 0.3), **moving)
    ceiling.set(hatch="//", edgecolor=style.tint(style.VERMILION, 0.6), label="too large: infinite")
    (raw,) = left.plot([], [], "o", color=style.BLUE, label="as the formula is written", **moving)
    (cured,) = left.plot(
        [], [], "s", color=style.ORANGE, label="largest logit subtracted first", **moving
    )
    paper = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 2}
    name = left.text(-0.5, 1e56, "", fontsize=10, color=style.INK, bbox=paper, **moving)
    sides = [
        right.bar(places + shift, np.zeros(len(z)), 0.4, color=color, **moving)
        for shift, color in ((-ASIDE, style.BLUE), (ASIDE, style.ORANGE))
    ]
    texts = [
        [right.text(x, 0, "", ha="center", va="bottom", fontsize=9, **moving) for x in places + s]
        for s in (-ASIDE, ASIDE)
    ]
    figure.legend(handles=[raw, cured, ceiling], loc="outside upper left", ncols=3)

    def update(dtype: str, added: int) -> str:
        Z = (z + added).astype(dtype)
        with np.errstate(over="ignore", invalid="ignore"):
            written = softmax_as_written(Z)
        safe = softmax(Z)
        largest = float(np.finfo(dtype).max)
        raw.set_data(places, np.exp(z + added))
        cured.set_data(places, np.exp(z - z.max()))
        ceiling.set(y=largest, height=1e300 - largest if largest < 1e300 else 0)
        name.set_text(f"{dtype} ends at {scientific(largest)}")
        for bars, labels, p in zip(sides, texts, (written, safe), strict=True):
            for bar, label, share in zip(bars, labels, p, strict=True):
                fits = bool(np.isfinite(share))
                bar.set_height(float(share) if fits else 0)
                label.set(y=float(share) + 0.01 if fits else 0.01)
                label.set_text(f"{share:.3f}" if fits else "nan")
        return _in_words(z + added, written, safe, dtype, largest)

    kinds = [(kind, kind) for kind in ("float16", "float32", "float64")]
    which = widgets.Dropdown(options=kinds, value=np.dtype(dtype).name, description="numbers")
    more = widgets.IntSlider(
        added, min=0, max=FURTHEST, description="added to each logit",
        style={"description_width": "initial"}, layout=widgets.Layout(width="360px"),
    )  # fmt: skip
    title = "Softmax of large logits: as its formula is written, and safe from overflow"
    return LiveFigure(figure, {"dtype": which, "added": more}, update, title=title)


def _in_words(z: Array, written: Array, safe: Array, dtype: str, largest: float) -> str:
    logits = ", ".join(number(value, 1) for value in z)
    limit = number(float(np.log(largest)), 1)
    said = f"Logits {logits}. In {dtype}, e to the power of z is infinite above z = {limit}. "
    shares = _shares(safe)
    if np.isfinite(written).all():
        return said + f"Both ways give <b>{shares}</b>."
    return said + (
        f"As the formula is written: <b>{_shares(written)}</b>. "
        f"With the largest logit subtracted: <b>{shares}</b>."
    )


def _shares(p: Array) -> str:
    return ", ".join(f"{share:.3f}" if np.isfinite(share) else "not a number" for share in p)
