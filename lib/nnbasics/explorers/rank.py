"""Low-rank adaptation: what a rank costs, what it can hold, and what comes out of it."""

from collections.abc import Sequence

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nnbasics.explorers.live import LiveFigure
from nnbasics.figures import style
from nnbasics.figures.style import number
from nnbasics.lora import lora_parameter_count

SHOWN = 40  # singular values


def rank_explorer(
    change: ArrayLike,
    ranks: Sequence[int],
    accuracies: ArrayLike,
    *,
    before: float,
    full: float,
    rank: int = 4,
) -> LiveFigure:
    """The singular values of a change of weights, and the accuracy with LoRA of each rank.

    change: ``(D, H)``, what full fine-tuning did to a layer. ranks: those that were trained.
    accuracies: ``(ranks, seeds)``. before, full: accuracy without and with full fine-tuning.
    rank: at first.
    """
    change, accuracies = np.asarray(change, dtype=float), np.asarray(accuracies, dtype=float)
    ranks = list(ranks)
    sizes = np.linalg.svd(change, compute_uv=False)
    kept = np.cumsum(sizes**2) / np.sum(sizes**2)
    middle = np.median(accuracies, axis=1)

    figure = Figure(figsize=(8.4, 3.8), layout="constrained")
    left, right = figure.subplots(1, 2)
    places = np.arange(1, min(SHOWN, len(sizes)) + 1)
    left.set(xlabel="direction, by size", ylabel="size (singular value)")
    left.set(title="the change of full fine-tuning", ylim=(0, 1.08 * sizes[0]))
    left.bar(places, sizes[: len(places)], color=style.PALE, edgecolor=style.GRAY, linewidth=0.5)
    bars = left.bar(places, np.zeros(len(places)), color=style.BLUE, animated=True)

    right.set(xscale="log", xlabel="rank r", ylabel="accuracy", title="trained with LoRA")
    right.set_xticks(ranks, [str(r) for r in ranks])
    right.set_xticks([], minor=True)
    low, high = accuracies.min(axis=1), accuracies.max(axis=1)
    right.fill_between(ranks, low, high, color=style.ORANGE, alpha=0.25, linewidth=0)
    right.plot(ranks, middle, color=style.ORANGE, linestyle="--", marker="s", markersize=5)
    for value, name, dashes in [(full, "full fine-tuning", "-"), (before, "before", ":")]:
        right.axhline(value, color=style.GRAY, linestyle=dashes)
        right.annotate(name, (ranks[0], value), (0, 3), textcoords="offset points")
    bottom, top = min(before, low.min()), max(full, high.max())
    right.set_ylim(bottom - 0.05 * (top - bottom), top + 0.12 * (top - bottom))
    (mark,) = right.plot(
        [], [], "o", color=style.INK, markersize=14, markerfacecolor="none", mew=2.5, animated=True
    )

    def update(rank: int) -> str:
        for place, bar, size in zip(places, bars, sizes, strict=False):
            bar.set_height(size if place <= rank else 0)
        at = ranks.index(rank)
        mark.set_data([rank], [middle[at]])
        count, everything = lora_parameter_count(*change.shape, rank), change.size
        return (
            f"<b>Rank {rank}</b>: A and B hold {count:,} numbers in place of {everything:,} "
            f"({count / everything:.1%}). The best change of this rank holds "
            f"<b>{kept[rank - 1]:.0%}</b> of the full change (of its sum of squares). Accuracy "
            f"after training: <b>{number(middle[at], 3)}</b>, in full {number(full, 3)}."
        )

    control = widgets.SelectionSlider(
        options=ranks, value=rank, description="rank r", layout=widgets.Layout(width="320px")
    )
    title = "The size of a change of weights by direction, and accuracy by rank of LoRA"
    return LiveFigure(figure, {"rank": control}, update, title=title)
