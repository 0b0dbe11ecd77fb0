"""How long the kernel takes to answer a moved slider: new picture and sentence, as PNG.

    python benchmarks/live_figures.py [--moves 200]

The goal is a median below 25 ms for each live figure. What the browser adds is measured by
benchmarks/slider.py.
"""

import argparse
import time
from statistics import median, quantiles

from nnbasics.explorers.boundary import boundary_explorer
from nnbasics.explorers.perceptron import perceptron_explorer
from nnbasics.explorers.threshold import threshold_explorer
from nnbasics.live import LiveFigure
from nnbasics.style import use_style

GOAL = 25  # ms
FIGURES = {
    "threshold, bias": (threshold_explorer, "bias"),
    "boundary, weight of sleep": (boundary_explorer, "sleep"),
    "perceptron, step": (lambda: perceptron_explorer("xor"), "at"),
}


def times(live: LiveFigure, name: str, moves: int) -> list[float]:
    """Milliseconds for each of ``moves`` moves of one control, to and fro."""
    control = live.controls[name]
    taken = []
    direction = 1
    for _ in range(moves):
        if not control.min <= control.value + direction * control.step <= control.max:
            direction = -direction
        before = live.sentence
        started = time.perf_counter()
        control.value += direction * control.step
        taken.append(1000 * (time.perf_counter() - started))
        if live.sentence == before:
            raise RuntimeError(f"{name}: nothing has changed at {control.value}")
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--moves", type=int, default=200)
    moves = parser.parse_args().moves
    use_style()
    print(f"{'live figure':28} {'median':>8} {'95 %':>8} {'worst':>8}   ms, {moves} moves")
    for what, (make, name) in FIGURES.items():
        taken = times(make(), name, moves)
        mark = "" if median(taken) < GOAL else f"   above the goal of {GOAL} ms"
        print(
            f"{what:28} {median(taken):8.1f} {quantiles(taken, n=20)[-1]:8.1f} "
            f"{max(taken):8.1f}{mark}"
        )


if __name__ == "__main__":
    main()
