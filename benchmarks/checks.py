"""How long a learner waits for one ``check()``: median and worst over all exercises.

    python benchmarks/checks.py [--repeat 20]

Each exercise is checked with its reference, with every named mistake (which has to be
found among all mistakes, so it takes longest) and with every accepted variant. Goals:
the median under 0.2 s, the worst under 1 s. Exit code 1 if a goal is missed.
"""

import argparse
import statistics
import sys
import time

from nngrader import check
from nngrader.declare.registry import exercises

MEDIAN_GOAL, WORST_GOAL = 0.2, 1.0


def seconds(exercise_id: str, function: object) -> float:
    start = time.perf_counter()
    check(exercise_id, function)._repr_mimebundle_()
    return time.perf_counter() - start


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=20)
    repeat = parser.parse_args().repeat
    everything = []
    print(f"{'exercise':20} {'median ms':>10} {'worst ms':>10}")
    for exercise in exercises():
        mistakes = [function for m in exercise.mistakes for function in m.functions]
        answers = [exercise.reference, *exercise.accepted.values(), *mistakes]
        times = [seconds(exercise.id, answer) for answer in answers for _ in range(repeat)]
        everything += times
        print(f"{exercise.id:20} {1e3 * statistics.median(times):10.1f} {1e3 * max(times):10.1f}")
    median, worst = statistics.median(everything), max(everything)
    print(f"{'all':20} {1e3 * median:10.1f} {1e3 * worst:10.1f}")
    return int(median > MEDIAN_GOAL or worst > WORST_GOAL)


if __name__ == "__main__":
    sys.exit(main())
