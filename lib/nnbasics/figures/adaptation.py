"""How well ways of adapting a network do with few examples; and what attention looks at."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nnbasics.figures import style


def over_examples(
    counts: Sequence[int],
    panels: Mapping[str, Mapping[str, ArrayLike]],
    *,
    before: Mapping[str, float] | None = None,
    xlabel: str = "examples",
) -> Figure:
    """Accuracy by number of examples (or of steps): a line for each way, a panel for each task.

    counts: how many examples, ``(K,)``. panels: by title, then by name, ``(K, S)`` for S
    seeds; the line is their median and the band reaches from the lowest to the highest.
    before: by title, the accuracy without any adaptation.
    """
    figure = Figure(figsize=(max(4.1 * len(panels), 6.4), 4.0), layout="constrained")
    axes = figure.subplots(1, len(panels), sharey=True, squeeze=False)[0]
    for ax, (title, results) in zip(axes, panels.items(), strict=True):
        ax.set(title=title, xscale="log", xlabel=xlabel)
        ax.set_xticks(counts, [str(count) for count in counts])
        ax.set_xticks([], minor=True)
        for index, (name, runs) in enumerate(results.items()):
            runs, look = np.asarray(runs, dtype=float), style.look(index)
            ax.plot(counts, np.median(runs, axis=1), label=name, markersize=6, **look)
            low, high = runs.min(axis=1), runs.max(axis=1)
            ax.fill_between(counts, low, high, color=look["color"], alpha=0.18, linewidth=0)
        if before and title in before:
            ax.axhline(before[title], color=style.GRAY, linestyle=":", label="no adaptation")
    axes[0].set_ylabel("accuracy on the test set")
    named = {n: h for ax in axes for h, n in zip(*ax.get_legend_handles_labels(), strict=True)}
    figure.legend(
        named.values(), named.keys(), loc="outside upper left", ncols=5 if len(panels) > 1 else 3
    )
    return figure


def attention_maps(weights: ArrayLike, characters: str) -> Figure:
    """Where each token (row) looks (column), a panel for each head.

    weights: ``(heads, T, T)``, rows that add up to 1. characters: the T tokens.
    """
    weights = np.asarray(weights, dtype=float)
    figure = Figure(figsize=(3.1 * len(weights) + 0.6, 3.6), layout="constrained")
    axes = figure.subplots(1, len(weights), sharey=True, squeeze=False)[0]
    ticks = range(len(characters))
    shown = [c if c.strip() else "␣" for c in characters]
    for head, (ax, looks) in enumerate(zip(axes, weights, strict=True), start=1):
        image = ax.imshow(looks, cmap=style.AMOUNT.reversed(), vmin=0, vmax=1)
        ax.set(title=f"head {head}", xlabel="looks at")
        ax.set_xticks(ticks, shown, fontsize=9)
        ax.set_yticks(ticks, shown, fontsize=9)
        ax.grid(False)
    axes[0].set_ylabel("token")
    figure.colorbar(image, ax=axes, fraction=0.03).set_label("weight")
    return figure
