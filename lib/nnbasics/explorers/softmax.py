"""Lesson 2: softmax, with every logit and the temperature on a slider."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from nnbasics.activations import softmax
from nnbasics.explorers.live import LiveFigure, slider
from nnbasics.figures import style
from nnbasics.figures.style import number, scientific

FURTHEST = 5.0  # logits go from minus this to this


def softmax_explorer(logits: Mapping[str, float], *, temperature: float = 1.0) -> LiveFigure:
    """Bars for the probabilities, and an outline of what they are at temperature 1.

    logits: by the name of the choice, at first, from -5 to 5. temperature: at first, from
    0.1 to 5.
    """
    names = list(logits)
    figure = Figure(figsize=(6.4, 1.3 + 0.5 * len(names)), layout="constrained")
    ax = figure.subplots()
    rows = np.arange(len(names))[::-1]
    ax.set(xlim=(0, 1.12), xticks=np.linspace(0, 1, 6), ylim=(-0.6, len(names) - 0.4))
    ax.set(xlabel="probability", ylabel="choice")
    ax.set_yticks(rows, names)
    ax.grid(False, axis="y")
    none = np.zeros(len(names))
    bars = ax.barh(rows, none, 0.62, color=style.BLUE, label="probability", animated=True)
    outlines = ax.barh(
        rows, none, 0.8, fill=False, edgecolor=style.ORANGE, linestyle="--", linewidth=2,
        label="at temperature 1", animated=True,
    )  # fmt: skip
    texts = [ax.text(0, row, "", va="center", fontsize=11, animated=True) for row in rows]
    figure.legend(handles=[bars, outlines], loc="outside upper left", ncols=2)

    def update(temperature: float, **scores: float) -> str:
        z = np.round(list(scores.values()), 1)
        temperature = round(temperature, 1)
        p, usual = softmax(z / temperature), softmax(z)
        for bar, outline, text, share, before in zip(bars, outlines, texts, p, usual, strict=True):
            bar.set_width(share)
            outline.set_width(before)
            text.set(x=max(share, before) + 0.01, text=f"{share:.3f}")
        powers = np.exp(z / temperature)
        best = int(p.argmax())
        *terms, total = (scientific(power, 3) for power in (*powers, powers.sum()))
        divided = "" if temperature == 1 else f", each logit divided by {number(temperature, 1)}"
        return (
            f"Powers of e{divided}: {' + '.join(terms)} = {total}. The largest share has "
            f"<b>{names[best]}: {terms[best]} / {total} = {p[best]:.3f}</b>."
        )

    # The keys are arguments of `update`, the labels what is to be read.
    controls = {
        name: slider(f"logit of {name}", score, -FURTHEST, FURTHEST, 0.1)
        for name, score in logits.items()
    }
    controls["temperature"] = slider("temperature", temperature, 0.1, 5, 0.1)
    title = f"Probabilities of {', '.join(names)}, from their logits and a temperature"
    return LiveFigure(figure, controls, update, title=title)
