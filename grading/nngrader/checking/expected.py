"""What our own functions answer: the reference, the mistakes, the other right answers.

They are asked the same cases for every candidate that is judged with the same seed: a
whole class in one run. So each is asked once, and only for as many cases as were needed.
"""

import functools
import threading
import zlib
from contextlib import AbstractContextManager, nullcontext

import numpy as np
from threadpoolctl import threadpool_limits

from nngrader.declare import Answer, Exercise
from nngrader.declare.exercise import as_candidates
from nngrader.inside.observe import Call, Outcome, run_calls
from nngrader.inside.plain import Plain
from nngrader.limits import DEFAULT_LIMITS

SECONDS = DEFAULT_LIMITS.fit  # for one case: much more than any of our functions needs
_ONE_AT_A_TIME = threading.RLock()  # what is printed and warned is caught for the whole process


@functools.lru_cache(maxsize=128)
def own_answers(exercise: Exercise, seed: int) -> "OwnAnswers":
    """The cases of an exercise for this seed, and our answers to them.

    Each exercise draws from a stream of its own, so that one seed serves a whole notebook.
    """
    return OwnAnswers(exercise, seed)


class OwnAnswers:
    """The cases that one seed gives for an exercise, and what our functions answer."""

    def __init__(self, exercise: Exercise, seed: int) -> None:
        stream = zlib.crc32(exercise.id.encode())
        self.exercise = exercise
        self.cases = tuple(exercise.inputs(np.random.default_rng([seed, stream])))
        self.calls = tuple(Call(case.args, case.read_only) for case in self.cases)
        self._outcomes: dict[Answer, list[Outcome]] = {}
        self._views: dict[tuple[Answer, int], Plain] = {}

    def outcome(self, answer: Answer, place: int) -> Outcome:
        """What ``answer`` gives for the case at this place. The cases before it come first.

        An answer that was stopped at the time limit is not kept: the machine may be less
        busy the next time. Raises KeyboardInterrupt when the learner stops the check here.
        """
        with _ONE_AT_A_TIME, threads_for(self.exercise):
            known = self._outcomes.setdefault(answer, [])
            for call in self.calls[len(known) : place + 1]:
                (outcome,) = run_calls(
                    as_candidates(answer), [call], self.exercise.run.driver, limit=SECONDS
                )
                if outcome.error and outcome.error.kind == "interrupted":
                    raise KeyboardInterrupt
                if outcome.error and outcome.error.kind == "time":
                    return outcome
                known.append(outcome)
            return known[place]

    def right(self, answer: Answer) -> list[Outcome]:
        """What a right answer gives for all cases.

        Raises RuntimeError when it takes too long.
        """
        outcomes = [self.outcome(answer, place) for place in range(len(self.cases))]
        if any(outcome.error and outcome.error.kind == "time" for outcome in outcomes):
            raise RuntimeError(
                f"{self.exercise.id}: the checker's own answer was not done in time. "
                "Is this machine very busy? Try again."
            )
        return outcomes

    def view(self, answer: Answer, place: int) -> Plain:
        """The part of an outcome that counts when it is compared with a mistake's."""
        assert self.exercise.compare.view is not None
        with _ONE_AT_A_TIME:
            key = answer, place
            if key not in self._views:
                outcome = self.outcome(answer, place)
                self._views[key] = self.exercise.compare.view(self.cases[place], outcome)
            return self._views[key]


def threads_for(exercise: Exercise) -> AbstractContextManager[object]:
    """One thread for what trains a network, as in the sandbox.

    For matrices this small a second one hardly helps, and where other work goes on beside,
    the two wait for each other: the same training then takes many times as long.
    """
    return threadpool_limits(1) if exercise.run.trains else nullcontext()
