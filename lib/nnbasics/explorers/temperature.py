"""Softmax with a temperature: the same scores, more or less decided."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from nnbasics.activations import softmax
from nnbasics.explorers.live import LiveFigure, slider
from nnbasics.figures import style
from nnbasics.figures.style import number


def temperature_explorer(logits: Mapping[str, float], *, temperature: float = 1.0) -> LiveFigure:
    """Bars for the probabilities of a few choices, such as classes or next words.

    logits: by the name of the choice. temperature: at first, from 0.1 to 5.
    """
    names, scores = list(logits), np.array(list(logits.values()), dtype=float)
    figure = Figure(figsize=(6.4, 0.9 + 0.42 * len(names)), layout="constrained")
    ax = figure.subplots()
    rows = np.arange(len(names))[::-1]
    labels = [f"{name} ({number(score)})" for name, score in logits.items()]
    ax.set(
        xlim=(0, 1.12),
        xticks=np.linspace(0, 1, 6),
        ylim=(-0.6, len(names) - 0.4),
        xlabel="probability",
    )
    ax.set_yticks(rows, labels)
    ax.set_ylabel("choice (logit)")
    ax.grid(False, axis="y")
    bars = ax.barh(rows, np.zeros(len(names)), color=style.BLUE, animated=True)
    texts = [ax.text(0, row, "", va="center", fontsize=10, animated=True) for row in rows]

    def update(temperature: float) -> str:
        temperature = round(temperature, 1)
        p = softmax(scores / temperature)
        for bar, text, share in zip(bars, texts, p, strict=True):
            bar.set_width(share)
            text.set(x=share + 0.01, text=f"{share:.3f}")
        best = int(p.argmax())
        alike = float(np.exp(-np.sum(p * np.log(np.maximum(p, 1e-300)))))
        return (
            f"<b>Temperature {number(temperature, 1)}</b>: {names[best]} has probability "
            f"<b>{p[best]:.3f}</b>. That is as undecided as a choice among {alike:.1f} equals."
        )

    controls = {"temperature": slider("temperature", temperature, 0.1, 5, 0.1)}
    title = f"The probabilities of {', '.join(names)} at different temperatures"
    return LiveFigure(figure, controls, update, title=title)
