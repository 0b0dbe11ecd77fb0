"""Our own answers are asked once a seed, only as far as needed, and never kept by half."""

import pytest

from nngrader.checking import expected
from nngrader.checking.scoring import local_runner, score
from nngrader.declare import Aspect, Case, Exercise, Mistake, Text


def doubled(asked: list) -> Exercise:
    """An exercise whose functions write down what they are asked."""

    def reference(x):
        asked.append(("reference", x))
        return 2 * x

    def squared(x):
        asked.append(("squared", x))
        return x**2

    return Exercise(
        id="doubled",
        signature="(x)",
        text=Text("Twice", 1, "easy"),
        aspects=(Aspect("values", 1.0, "twice the number"),),
        inputs=lambda rng: [Case(x) for x in (3.0, float(rng.uniform(4, 9)))],
        reference=reference,
        mistakes=(Mistake("squared", "It is the square.", squared),),
    )


def test_each_is_asked_once_for_a_seed_however_many_are_judged():
    asked = []
    exercise = doubled(asked)
    verdicts = [
        score(exercise, local_runner(exercise, answer), seed=1)
        for answer in (lambda x: 2 * x, lambda x: x + 1, lambda x: x**2, lambda x: x**2)
    ]
    assert [v.mistakes for v in verdicts] == [(), (), ("squared",), ("squared",)]
    assert len(asked) == len(set(asked)) == 4  # two functions, two cases

    score(exercise, local_runner(exercise, lambda x: x + 1), seed=2)
    # Other cases; and the first tells that x + 1 is not the square.
    assert [name for name, _ in asked[4:]] == ["reference", "reference", "squared"]


def test_a_learner_who_stops_the_check_stops_it():
    exercise = doubled([])
    interrupted = Exercise(**{**vars(exercise), "reference": _stop})
    with pytest.raises(KeyboardInterrupt):
        expected.OwnAnswers(interrupted, 0).right(_stop)


def _stop(x):
    raise KeyboardInterrupt


def test_what_is_not_done_in_time_is_not_kept(monkeypatch):
    monkeypatch.setattr(expected, "SECONDS", 0.05)
    slow = [True]

    def sometimes_slow(x):
        while slow[0]:
            pass
        return 2 * x

    own = expected.OwnAnswers(doubled([]), 0)
    with pytest.raises(RuntimeError, match="not done in time"):
        own.right(sometimes_slow)
    slow[0] = False
    assert own.right(sometimes_slow)[0].value == 6.0
