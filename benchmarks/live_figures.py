"""How long the kernel takes to answer a moved slider: new picture and sentence, as PNG.

    python benchmarks/live_figures.py
    python benchmarks/live_figures.py --moves 20

The goal is a median below 25 ms for each live figure, and 50 ms for its slowest 5 %. What
the browser adds is measured by benchmarks/slider.py.

Needs: nothing but the course.
Takes: about 60 seconds.
"""

import math
import sys
import time
from statistics import median, quantiles

import numpy as np
from frame import parser
from ipywidgets import FloatLogSlider
from tqdm import tqdm

from nnbasics.activations import gelu, gelu_grad
from nnbasics.experiments.graphs import Node
from nnbasics.explorers.activation import activation_explorer
from nnbasics.explorers.batch_size import batch_size_explorer
from nnbasics.explorers.bits import bits_explorer
from nnbasics.explorers.boundary import boundary_explorer
from nnbasics.explorers.depth import depth_explorer
from nnbasics.explorers.descent import descent_explorer
from nnbasics.explorers.fitting import fitting_explorer
from nnbasics.explorers.graph import graph_explorer
from nnbasics.explorers.houses import houses_explorer
from nnbasics.explorers.landscape import descend, landscape_explorer
from nnbasics.explorers.live import LiveFigure
from nnbasics.explorers.overflow import overflow_explorer
from nnbasics.explorers.perceptron import perceptron_explorer
from nnbasics.explorers.race import race_explorer
from nnbasics.explorers.softmax import softmax_explorer
from nnbasics.explorers.spread import spread_explorer
from nnbasics.explorers.temperature import temperature_explorer
from nnbasics.explorers.threshold import threshold_explorer
from nnbasics.figures.style import use_style

GOAL, GOAL_SLOW = 25, 50  # ms: the median, and what 95 % stay below
GRAPH = [
    *(Node(name, value=value) for name, value in zip("xwvt", (2.0, 3.0, 0.5, 5.0), strict=True)),
    Node("z", "×", ("w", "x")),
    Node("h", "ReLU", ("z",)),
    Node("y", "×", ("v", "h")),
    Node("e", "−", ("y", "t")),
    Node("loss", "square", ("e",)),
]
PLACE = (-3.0, 3.0), (-2.0, 2.0)  # of a ravine, and where to start in it
START = (2.5, 1.5)


def ravine(w1: np.ndarray, w2: np.ndarray) -> np.ndarray:
    return w1**2 + 8 * w2**2


def slope(w: np.ndarray) -> np.ndarray:
    return np.array([2, 16]) * w


def race() -> LiveFigure:
    paths = {f"lr {lr}": descend(slope, START, lr, 100) for lr in (0.01, 0.03, 0.06, 0.12)}
    return race_explorer(ravine, *PLACE, paths)


FIGURES = {
    "threshold, bias": (threshold_explorer, "bias"),
    "boundary, weight of sleep": (boundary_explorer, "sleep"),
    "perceptron, step": (lambda: perceptron_explorer("xor"), "at"),
    "activation, z": (lambda: activation_explorer({"GELU": (gelu, gelu_grad)}), "z"),
    "depth, layers": (lambda: depth_explorer({"GELU": (gelu, gelu_grad)}), "layers"),
    "softmax, temperature": (
        lambda: softmax_explorer({"mat": 2.0, "roof": 1.0, "moon": 0.1}),
        "temperature",
    ),
    "overflow, added": (overflow_explorer, "added"),
    "descent, steps": (descent_explorer, "steps"),
    "houses, steps": (houses_explorer, "steps"),
    "batch size, learning rate": (batch_size_explorer, "lr"),
    "ten layers, spread": (spread_explorer, "std"),
    "fitting, updates": (fitting_explorer, "updates"),
    "landscape, steps": (lambda: landscape_explorer(ravine, slope, *PLACE, START), "steps"),
    "race of four, step": (race, "step"),
    "graph, step": (lambda: graph_explorer(GRAPH), "at"),
    "bits of 100,000 weights": (
        lambda: bits_explorer(np.random.default_rng(0).normal(size=100_000)),
        "bits",
    ),
    "temperature": (
        lambda: temperature_explorer(dict(zip("abcde", range(5), strict=True))),
        "temperature",
    ),
}


def times(live: LiveFigure, name: str, moves: int) -> list[float]:
    """Milliseconds for each of ``moves`` moves of one control, to and fro."""
    control = live.controls[name]
    taken = []
    direction = 1
    log = isinstance(control, FloatLogSlider)  # its step and ends are exponents
    for _ in range(moves):
        place = math.log(control.value, control.base) if log else control.value
        if not control.min - 1e-9 <= place + direction * control.step <= control.max + 1e-9:
            direction = -direction
        place += direction * control.step
        before = live.sentence
        started = time.perf_counter()
        control.value = control.base**place if log else place
        taken.append(1000 * (time.perf_counter() - started))
        if live.sentence == before:
            raise RuntimeError(f"{name}: nothing has changed at {control.value}")
    return taken


def main() -> None:
    """Measure, and print a line for each figure as soon as it is done."""
    options = parser(__doc__)
    options.add_argument(
        "--moves",
        type=int,
        default=200,
        metavar="N",
        help="of each slider, 2 or more (default: 200)",
    )
    moves = options.parse_args().moves
    if moves < 2:
        options.error("--moves has to be 2 or more: fewer have no slowest 5 %")
    use_style()
    print(f"{'live figure':28} {'median':>8} {'95 %':>8} {'worst':>8}   ms, {moves} moves")
    with tqdm(FIGURES.items(), unit=" figures", disable=None) as bar:
        for what, (make, name) in bar:
            bar.set_description(what)
            taken = times(make(), name, moves)
            slow = quantiles(taken, n=20)[-1]
            good = median(taken) < GOAL and slow < GOAL_SLOW
            mark = "" if good else f"   above the goal of {GOAL} and {GOAL_SLOW} ms"
            line = f"{what:28} {median(taken):8.1f} {slow:8.1f} {max(taken):8.1f}{mark}"
            bar.write(line, file=sys.stdout)
            sys.stdout.flush()


if __name__ == "__main__":
    main()
