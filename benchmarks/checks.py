"""How long a learner waits for one ``check()``: median and worst over all exercises.

    python benchmarks/checks.py
    python benchmarks/checks.py --modules 1 2 --rounds 20

Each exercise is checked with its reference, with every named mistake (which has to be
found among all mistakes, so it takes longest) and with every accepted variant. Goals:
the median under 0.2 s, the worst under 1 s. Exit code 1 if a goal is missed.

Needs: nothing but the course.
Takes: 2 minutes a round, most of it for what trains a network: 6 minutes in all.
"""

import statistics
import sys
import time

from frame import parser
from tqdm import tqdm

from nngrader import check
from nngrader.declare import Answer
from nngrader.declare.registry import modules

MEDIAN_GOAL, WORST_GOAL = 0.2, 1.0  # seconds


def seconds(exercise_id: str, answer: Answer) -> float:
    """What one check takes, and the page that it shows."""
    candidates = answer if isinstance(answer, tuple) else (answer,)
    start = time.perf_counter()
    check(exercise_id, *candidates)._repr_mimebundle_()
    return time.perf_counter() - start


def main() -> int:
    """Measure, and print a line for each exercise as soon as it is done."""
    options = parser(__doc__)
    numbers = [module.number for module in modules()]
    options.add_argument(
        "--modules", type=int, nargs="+", choices=numbers, default=numbers, metavar="N",
        help="only the exercises of these modules (default: all)",
    )  # fmt: skip
    options.add_argument(
        "--rounds", type=int, default=3, metavar="N", help="checks of each answer (default: 3)"
    )
    chosen = options.parse_args()
    exercises = [e for m in modules() if m.number in chosen.modules for e in m.exercises]
    answers = {
        exercise.id: [
            exercise.reference,
            *exercise.accepted.values(),
            *(function for mistake in exercise.mistakes for function in mistake.functions),
        ]
        for exercise in exercises
    }
    everything: list[float] = []
    total = chosen.rounds * sum(map(len, answers.values()))
    print(line("exercise", "median ms", "worst ms"))
    with tqdm(total=total, unit=" checks", disable=None) as bar:
        for name, given in answers.items():
            bar.set_description(name)
            times = []
            for answer in given * chosen.rounds:
                times.append(seconds(name, answer))
                bar.update()
            everything += times
            bar.write(result(name, times), file=sys.stdout)
            sys.stdout.flush()
    print(result("all", everything))
    return int(statistics.median(everything) > MEDIAN_GOAL or max(everything) > WORST_GOAL)


def result(name: str, times: list[float]) -> str:
    """A line of the table. times: in seconds."""
    return line(name, f"{1e3 * statistics.median(times):.1f}", f"{1e3 * max(times):.1f}")


def line(name: str, median: str, worst: str) -> str:
    return f"{name:24} {median:>10} {worst:>10}"


if __name__ == "__main__":
    sys.exit(main())
