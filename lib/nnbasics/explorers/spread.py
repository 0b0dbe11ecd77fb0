"""Lesson 5: how large the first weights are, and what ten layers make of it."""

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure

from nnbasics.explorers.live import LiveFigure
from nnbasics.figures import style
from nnbasics.figures.style import number
from nnbasics.neurons import Array

WIDTH, LAYERS, SAMPLES = 200, 10, 100  # with 200 inputs He's deviation is 0.1
BINS, REACH = 40, 3.0  # of the histogram
FLOOR = 1e-12  # the bottom of the axis


def spread_explorer() -> LiveFigure:
    """The activations of ten layers, for any deviation of the weights."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(SAMPLES, WIDTH)).astype(np.float32)
    matrices = rng.normal(size=(LAYERS, WIDTH, WIDTH)).astype(np.float32)
    figure = Figure(figsize=(7.6, 3.9), layout="constrained")
    spread, last = figure.subplots(1, 2, width_ratios=(1.5, 1))
    places = np.arange(1, LAYERS + 1)
    spread.set(xlim=(0.5, LAYERS + 0.5), ylim=(FLOOR, 1e12), yscale="log", xticks=places)
    spread.set(xlabel="layer", ylabel="std of its activations")
    spread.axhline(1, color=style.GRAY, linewidth=1)
    (line,) = spread.plot(places, places, "-o", color=style.BLUE, animated=True)
    last.set(xlim=(-REACH, REACH), ylim=(0, 1), yticks=(0, 0.5, 1))
    last.set(xlabel="activation in layer 10", ylabel="share of layer 10")
    edges = np.linspace(-REACH, REACH, BINS + 1)
    bars = last.stairs(np.zeros(BINS), edges, fill=True, color=style.BLUE, animated=True)

    def update(activation: str, std: float) -> str:
        layers = _activations(X, matrices, activation, np.float32(std))
        stds = np.array([float(A.std()) for A in layers])
        line.set_ydata(np.maximum(stds, FLOOR))
        shown = np.clip(layers[-1], -REACH, REACH)  # what is outside counts in the last bar
        bars.set_data(np.histogram(shown, edges)[0] / shown.size)
        factor = float((stds[-1] / stds[0]) ** (1 / (LAYERS - 1))) if stds[-1] > 0 else 0.0
        return (
            f"Weights with std <b>{_short(std)}</b>. Activations have std "
            f"{_short(stds[0])} in layer 1 and <b>{_short(stds[-1])}</b> in layer 10: each layer "
            f"multiplies by about {_short(factor)}. {_outlook(activation, layers[-1], stds)}"
        )

    std = widgets.FloatLogSlider(
        value=0.01,
        min=-3,
        max=0,
        step=0.05,
        description="std of the weights",
        readout_format=".3f",
        style={"description_width": "initial"},
        layout=widgets.Layout(width="350px"),
    )
    which = widgets.Dropdown(
        options=[("ReLU", "relu"), ("tanh", "tanh")],
        description="activation",
        layout=widgets.Layout(width="180px"),
    )
    title = "How activations spread through ten layers, for a size of the first weights"
    return LiveFigure(figure, {"activation": which, "std": std}, update, title=title)


def _activations(X: Array, matrices: Array, activation: str, std: np.float32) -> list[Array]:
    layers, A = [], X
    for unit in matrices:
        Z = A @ unit * std
        A = np.maximum(Z, 0) if activation == "relu" else np.tanh(Z)
        layers.append(A)
    return layers


def _outlook(activation: str, last: Array, stds: Array) -> str:
    if stds[-1] < 0.01 * stds[0]:
        return "<b>The signal dies out.</b>"
    if activation == "tanh" and (full := float((np.abs(last) > 0.99).mean())) > 0.1:
        return f"<b>{full:.0%} of layer 10 are stuck near −1 or 1</b>, where tanh is flat."
    if stds[-1] > 100 * stds[0]:
        return "<b>The signal explodes.</b>"
    return "The signal comes through."


def _short(value: float) -> str:
    """Two digits, and powers of ten as people write them."""
    if value == 0 or 1e-3 <= value < 1e4:
        return number(float(f"{value:.2g}"))
    digits, power = f"{value:.1e}".split("e")
    return f"{digits} · 10<sup>{number(int(power))}</sup>"
