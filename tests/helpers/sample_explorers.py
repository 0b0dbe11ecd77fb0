"""Every live figure of the course, made with small data of its own.

SAMPLES["race"]()  # a LiveFigure
"""

from collections.abc import Callable
from functools import cache

import numpy as np

from nnbasics.activations import gelu, gelu_grad, sigmoid, sigmoid_grad, tanh, tanh_grad
from nnbasics.data import gate
from nnbasics.experiments import surfaces
from nnbasics.experiments.graphs import Node
from nnbasics.experiments.many_starts import init_many, one_of, train_many
from nnbasics.experiments.racing import run
from nnbasics.explorers.activation import activation_explorer
from nnbasics.explorers.averages import averages_explorer
from nnbasics.explorers.batch_size import batch_size_explorer
from nnbasics.explorers.bits import bits_explorer
from nnbasics.explorers.boundary import boundary_explorer
from nnbasics.explorers.clinic import clinic_explorer
from nnbasics.explorers.depth import depth_explorer
from nnbasics.explorers.descent import descent_explorer
from nnbasics.explorers.draw import draw_explorer
from nnbasics.explorers.finder import finder_explorer
from nnbasics.explorers.fitting import fitting_explorer
from nnbasics.explorers.fold import fold_explorer, xor_training_explorer
from nnbasics.explorers.graph import graph_explorer
from nnbasics.explorers.hello import hello
from nnbasics.explorers.houses import houses_explorer
from nnbasics.explorers.kinks import kinks_explorer, kinks_training_explorer
from nnbasics.explorers.landscape import descend, landscape_explorer
from nnbasics.explorers.live import LiveFigure
from nnbasics.explorers.momentum import momentum_explorer
from nnbasics.explorers.overflow import overflow_explorer
from nnbasics.explorers.perceptron import perceptron_explorer
from nnbasics.explorers.race import Race, race_explorer, races_explorer
from nnbasics.explorers.rank import rank_explorer
from nnbasics.explorers.shift import shift_explorer
from nnbasics.explorers.softmax import softmax_explorer
from nnbasics.explorers.spread import spread_explorer
from nnbasics.explorers.temperature import temperature_explorer
from nnbasics.explorers.threshold import threshold_explorer
from nnbasics.optimizers import SGD, Adam

ACTIVATIONS = {
    "sigmoid": (sigmoid, sigmoid_grad),
    "tanh": (tanh, tanh_grad),
    "GELU": (gelu, gelu_grad),
}
LOGITS = {"mat": 2.0, "roof": 1.0, "moon": 0.1}


# --- two weights and a loss -------------------------------------------------------------

PLACE = (-3.0, 3.0), (-2.0, 2.0)  # what is shown of the ravine, and where to start in it
START = (2.5, 1.5)


def ravine(w1, w2):
    """A loss whose slope is eight times as steep in one direction as in the other."""
    return w1**2 + 8 * w2**2


def ravine_gradient(w):
    """Its gradient at the weights w, an array of shape (2,)."""
    return np.array([2, 16]) * w


@cache
def paths() -> dict[str, np.ndarray]:
    """The ways down the ravine, of 40 steps each."""
    return {f"lr {lr}": descend(ravine_gradient, START, lr, 40) for lr in (0.02, 0.06, 0.12)}


def some_races(steps: int = 60) -> dict[str, Race]:
    """A race of two optimizers on each of the course's surfaces, from three starts."""
    races = {}
    for name, surface in surfaces.SURFACES.items():
        starts = surface.starts(3, np.random.default_rng(1))
        ways = {
            "SGD": run(SGD, 0.015, surface.gradient, starts, steps),
            "Adam": run(Adam, 0.2, surface.gradient, starts, steps),
        }
        races[name] = Race(surface.loss, {n: w.swapaxes(0, 1) for n, w in ways.items()}, log=True)
    return races


# --- computations and networks ----------------------------------------------------------

GRAPH = [
    Node("x", value=2.0),
    Node("w", value=3.0),
    Node("z", "×", ("w", "x")),
    Node("h", "ReLU", ("z",)),
    Node("v", value=0.5),
    Node("y", "×", ("v", "h")),
    Node("target", value=5.0),
    Node("e", "−", ("y", "target")),
    Node("loss", "square", ("e",)),
]
STEPS = [0, 1, 10, 100]  # of the trainings, those that are shown
LINE = np.linspace(-1, 1, 21)
WAVE = np.sin(np.pi * LINE)


@cache
def xor_runs() -> dict[str, list]:
    """Parameters at each of STEPS, by start: three networks that learn XOR."""
    X, y = gate("xor")
    start = init_many([2, 2, 1], 3, np.random.default_rng(0))
    _, kept = train_many(X, y, start, 0.5, 100, keep=STEPS)
    return {f"start {start}": [one_of(each, start) for each in kept] for start in (0, 1, 2)}


@cache
def wave_runs() -> dict[str, list]:
    """Parameters at each of STEPS, by start: two networks that learn WAVE."""
    start = init_many([1, 5, 1], 2, np.random.default_rng(0))
    _, kept = train_many(LINE[:, None], WAVE, start, 0.1, 100, output="number", keep=STEPS)
    return {f"start {start}": [one_of(each, start) for each in kept] for start in (0, 1)}


@cache
def weights() -> np.ndarray:
    """500 weights of a trained layer, as good as any."""
    return np.random.default_rng(0).normal(size=500)


# --- averages and learning rates --------------------------------------------------------

SQUARE = (-2.2, 2.2), (-2.0, 2.4)  # where the course's surfaces are shown
RATES = np.geomspace(0.001, 10, 50)
CHOICES = 10.0 ** np.arange(-3, 2)
SWEEPS = {
    "SGD": 2.3 - np.linspace(0, 1, 50) ** 2,
    "Adam": np.concatenate([np.linspace(2.3, 0.5, 30), [1.0, 9.0]]),
}
HISTORIES = {
    "SGD": np.geomspace(2.3, np.linspace(2, 0.02, 5), 4).T,
    "Adam": np.vstack([np.geomspace(2.3, np.linspace(2, 0.5, 4), 4).T, [2.3, 5, np.inf, np.nan]]),
}


@cache
def noisy_values() -> np.ndarray:
    """40 values around 1."""
    return np.random.default_rng(0).normal(1.0, 0.5, 40)


# --- digits -----------------------------------------------------------------------------


def top_or_bottom(X):
    """A network in small: 7 when the upper half has more ink, else 2. X: (N, 784)."""
    X = np.asarray(X).reshape(-1, 28, 28)
    top = X[:, :14].sum(axis=(1, 2)) / np.maximum(X.sum(axis=(1, 2)), 1e-9)
    P = np.zeros((len(X), 10))
    P[:, 7], P[:, 2] = top, 1 - top
    return P


def heavy(top: bool) -> np.ndarray:
    """A drawing with more ink above, or else below: (28, 28), gray values."""
    image = np.zeros((28, 28), np.uint8)
    rows = slice(4, 12) if top else slice(16, 24)
    image[4:24, 13:15] = image[rows, 9:19] = 255
    return image


# --- all of them ------------------------------------------------------------------------


def activation() -> LiveFigure:
    return activation_explorer(ACTIVATIONS)


def depth() -> LiveFigure:
    return depth_explorer(ACTIVATIONS)


def softmax() -> LiveFigure:
    return softmax_explorer(LOGITS)


def xor_training() -> LiveFigure:
    return xor_training_explorer(xor_runs(), STEPS)


def kinks_training() -> LiveFigure:
    return kinks_training_explorer(wave_runs(), STEPS, LINE, WAVE)


def landscape() -> LiveFigure:
    return landscape_explorer(ravine, ravine_gradient, *PLACE, START)


def race() -> LiveFigure:
    return race_explorer(ravine, *PLACE, paths())


def graph() -> LiveFigure:
    return graph_explorer(GRAPH)


def momentum() -> LiveFigure:
    gradient = surfaces.ravine_gradient
    return momentum_explorer(surfaces.ravine, gradient, (-1.6, 2.4), (-1.4, 1.4), (2.0, 1.0))


def averages() -> LiveFigure:
    return averages_explorer(noisy_values())


def finder() -> LiveFigure:
    return finder_explorer(RATES, SWEEPS, CHOICES, HISTORIES)


def races() -> LiveFigure:
    return races_explorer(some_races(), *SQUARE, finish=0.01)


def draw() -> LiveFigure:
    return draw_explorer(top_or_bottom, {"Heavy top": [heavy(True)]})


def shift() -> LiveFigure:
    images = np.stack([heavy(True), heavy(False)]) / 255
    return shift_explorer(top_or_bottom, images, [7, 2])


def bits() -> LiveFigure:
    return bits_explorer(weights())


def rank() -> LiveFigure:
    change = np.diag([3.0, 2.0, 1.0, 0.0])
    return rank_explorer(change, [1, 2], [[0.5, 0.6], [0.7, 0.9]], before=0.3, full=0.95, rank=1)


def temperature() -> LiveFigure:
    return temperature_explorer(LOGITS)


# In the order of the lessons.
SAMPLES: dict[str, Callable[[], LiveFigure]] = {
    make.__name__.removesuffix("_explorer"): make
    for make in (
        hello,
        threshold_explorer,
        boundary_explorer,
        perceptron_explorer,
        activation,
        depth,
        softmax,
        overflow_explorer,
        fold_explorer,
        xor_training,
        kinks_explorer,
        kinks_training,
        descent_explorer,
        houses_explorer,
        landscape,
        race,
        graph,
        batch_size_explorer,
        spread_explorer,
        fitting_explorer,
        clinic_explorer,
        momentum,
        averages,
        finder,
        races,
        draw,
        shift,
        bits,
        rank,
        temperature,
    )
}
