"""Lesson 2: how much a network's output reacts to each of its layers, the first to the last."""

from collections.abc import Callable, Mapping, Sequence

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nnbasics.explorers.live import LiveFigure, slider
from nnbasics.figures import style
from nnbasics.figures.style import number, scientific
from nnbasics.networks import Params
from nnbasics.neurons import Array

Activation = Callable[[Array], Array]
Pair = tuple[Activation, Activation]

SAMPLES = 50
DEEPEST = 20  # hidden layers
FLAT = 0.01  # a slope below this hardly passes on a change
LOW, HIGH = 1e-18, 1e7  # of the axis


def deep_network(layers: int, width: int, size: float, rng: np.random.Generator) -> Params:
    """A network with many hidden layers: ``width`` inputs, then ``layers`` layers, then 1 neuron.

    The weights are normal, with the standard deviation ``size / sqrt(width)``; in the last
    layer ``1 / sqrt(width)``. The biases are 0.
    """
    last = rng.normal(size=(width, 1)) / np.sqrt(width), np.zeros(1)
    weights = [size * rng.normal(size=(width, width)) / np.sqrt(width) for _ in range(layers)]
    return [*((W, np.zeros(width)) for W in weights), last]


def weighted_sums(X: ArrayLike, params: Params, f: Activation) -> list[Array]:
    """The sums Z of every layer, before the activation f; the last one is the output.

    X: ``(N, D)``. Returns ``(N, H)`` for each hidden layer, and ``(N, 1)``.
    """
    sums: list[Array] = []
    A = np.asarray(X)
    for W, b in params:
        sums.append(A @ W + b)
        A = f(sums[-1])  # the next layer's input
    return sums


def gradients_by_layer(params: Params, slopes: Sequence[Array]) -> list[Array]:
    """How much the output changes when one neuron's sum in a hidden layer is nudged.

    slopes: of the activation at the sums of each hidden layer, ``(N, H)`` each, first
    layer first. Returns the same shapes: a number for each sample and neuron. The way
    goes from the last layer back to the first.
    """
    *hidden, (w_out, _) = params
    G = np.repeat(w_out.T, len(slopes[0]), axis=0)  # (N, H): through the output's weights
    gradients = []
    for (W, _), slope in zip(reversed(hidden), reversed(slopes), strict=True):
        G = G * slope  # through the activation
        gradients.append(G)
        G = G @ W.T  # through the weights, to the layer before
    return gradients[::-1]


def typical(values: ArrayLike) -> float:
    """The root of the mean square: a typical size, whatever the signs are."""
    return float(np.sqrt(np.mean(np.square(values))))


def depth_explorer(
    functions: Mapping[str, Pair],
    *,
    name: str | None = None,
    size: float = 1.0,
    layers: int = 10,
    width: int = 50,
) -> LiveFigure:
    """Above the gradient in each layer, compared with the last; below how many are flat.

    functions: by name, ``(f, derivative)``. name, size, layers: at first; size is that of
    `deep_network`, from 0.5 to 3, and layers are from 1 to 20. width: neurons in a layer.
    """
    rng = np.random.default_rng(0)
    X = rng.normal(size=(SAMPLES, width))
    network = deep_network(DEEPEST, width, 1.0, rng)
    figure = Figure(figsize=(6.4, 4.8), layout="constrained")
    top, bottom = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
    top.set(xlim=(0.4, DEEPEST + 0.6), ylim=(LOW, HIGH), yscale="log")
    top.set(ylabel="gradient ÷ last layer's", yticks=10.0 ** np.arange(-15, 6, 5))
    top.axhline(1, color=style.GRAY, linewidth=1, linestyle="-")
    bottom.set(ylim=(0, 1), xlabel="hidden layer (1 is next to the inputs)")
    bottom.set(xticks=[1, *range(5, DEEPEST + 1, 5)], ylabel="share that is flat")
    moving = {"animated": True}
    (line,) = top.plot([], [], "-o", color=style.BLUE, label="typical gradient", **moving)
    places = np.arange(1, DEEPEST + 1)
    bars = bottom.bar(places, np.zeros(DEEPEST), color=style.tint(style.ORANGE, 0.8), **moving)
    bars.set_label("share of neurons with a slope below 0.01")
    figure.legend(handles=[line, bars], loc="outside upper left", ncols=2)

    def update(name: str, size: float, layers: int) -> str:
        f, derivative = functions[name]
        size = round(size, 1)
        params = [(size * W, b) for W, b in network[:layers]] + network[-1:]
        slopes = [derivative(Z) for Z in weighted_sums(X, params, f)[:-1]]
        gradients = gradients_by_layer(params, slopes)
        ratios = np.array([typical(G) for G in gradients]) / typical(gradients[-1])
        flat = [float(np.mean(np.abs(slope) < FLAT)) for slope in slopes]
        line.set_data(places[:layers], np.clip(ratios, LOW, HIGH))
        for bar, share in zip(bars, flat + [0.0] * (DEEPEST - layers), strict=True):
            bar.set_height(share)
        return (
            f"<b>{name}, weights of size {number(size, 1)}, {layers} layers</b>: "
            f"{_compared(ratios)} On average {np.mean(flat):.0%} of the neurons are flat."
        )

    which = widgets.Dropdown(
        options=[(each, each) for each in functions],
        value=name or next(iter(functions)),
        description="activation",
    )
    depth = widgets.IntSlider(layers, min=1, max=DEEPEST, description="layers")
    size_slider = slider("size of weights", size, 0.5, 3, 0.1)
    controls = {"name": which, "size": size_slider, "layers": depth}
    title = "Gradients from the first hidden layer of a network to the last, for an activation"
    return LiveFigure(figure, controls, update, title=title)


def _compared(ratios: Array) -> str:
    """The first layer's gradient in words. ratios: ``(L,)``, the last is 1."""
    if len(ratios) == 1:
        return "a single layer has nothing to be compared with."
    said = "the gradient in layer 1 is"
    last = f"than in layer {len(ratios)}."
    if ratios[0] < 0.5:
        return f"{said} <b>{scientific(1 / ratios[0])} times smaller</b> {last}"
    if ratios[0] > 2:
        return f"{said} <b>{scientific(ratios[0])} times larger</b> {last}"
    return f"{said} <b>about as large</b> as in layer {len(ratios)}."
