"""How the checks of module 6 use a class: programs that run, and classes left as they were."""

import numpy as np
import pytest

from nnbasics import optimizers
from nnexercises.drivers.m06 import run_optimizer
from nngrader import check
from nngrader.checking.scoring import local_runner, score
from nngrader.declare.registry import exercises
from nngrader.inside.observe import Call, run_calls

OPTIMIZERS = {e.id: e for e in exercises() if e.run.driver is run_optimizer}


def failed(verdict):
    return [aspect.name for aspect in verdict.aspects if not aspect.passed]


@pytest.mark.parametrize("exercise", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_every_program_runs_and_looks_at_params(exercise):
    """A mistake in a program would be one for reference and candidate alike."""
    cases = exercise.inputs(np.random.default_rng(0))
    calls = [Call(case.args, case.read_only) for case in cases]
    for case, outcome in zip(
        cases, run_calls([exercise.reference], calls, exercise.run.driver, limit=60.0), strict=True
    ):
        assert outcome.error is None and outcome.changed == (), case.args[0]
        assert len(outcome.value) == len(case.args[2]), "one look for each step"


class Remembering(optimizers.Momentum):
    """Its velocities are in the class; what stands in `made` harms nobody."""

    memory = []  # noqa: RUF012
    made = 0

    def __init__(self, *given, **named):
        super().__init__(*given, **named)
        type(self).made += 1
        self.memory.extend(self.velocities)
        self.velocities = self.memory

    def step(self, grads):
        type(self).last = grads
        for w, g, v in zip(self.params, grads, self.velocities, strict=False):
            v *= self.beta
            v += g
            w -= self.lr * v


def test_a_class_that_remembers_is_found_out_by_two_optimizers_alone():
    first, again = (check("Momentum", Remembering) for _ in range(2))
    assert failed(first) == ["nothing shared"] and first.mistakes == ("state-in-class",)
    assert first.to_json() == again.to_json()
    assert Remembering.memory == [] and Remembering.made == 0
    assert not hasattr(Remembering, "last")


def test_a_class_may_count_its_objects():
    class Counting(optimizers.Momentum):
        made = 0

        def __init__(self, *given, **named):
            super().__init__(*given, **named)
            Counting.made += 1

    assert check("Momentum", Counting).passed


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", ["RMSProp", "Adam"])
def test_epsilon_under_the_root_costs_one_part(name, seed):
    exercise = OPTIMIZERS[name]
    (inside,) = (m.function for m in exercise.mistakes if m.id == "eps-inside-sqrt")
    verdict = score(exercise, local_runner(exercise, inside), seed)
    assert failed(verdict) == ["small gradients"]


def test_what_step_returns_does_not_matter():
    class Chatty(optimizers.SGD):
        def step(self, grads):
            super().step(grads)
            return self.params

    assert check("SGD", Chatty).passed


def test_a_class_without_step_is_told_so():
    class Idle:
        def __init__(self, params, lr):
            pass

    verdict = check("SGD", Idle)
    assert verdict.score == 0.0
    assert "has no attribute 'step'" in verdict.aspects[0].message
    assert "optimizer.step(grads)" in verdict.aspects[0].example.trace
