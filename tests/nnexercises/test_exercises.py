"""Every exercise's checks, tested with right answers, wrong answers and no answer.

A check that gives points to a wrong answer, or takes them from a right one, fails here.
Everything is found in the declarations: a new exercise needs no new line.
"""

import importlib
import inspect
import pkgutil
from pathlib import Path

import contracts
import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from nngrader.checking.expected import OwnAnswers, as_candidates, own_answers
from nngrader.checking.scoring import NOTEBOOK_SEED, local_runner, score
from nngrader.declare.registry import exercises, find, module_of
from nngrader.inside.plain import same_plain

SEEDS = [NOTEBOOK_SEED, 1, 2, 3, 2**62 + 1]
ALL = {exercise.id: exercise for exercise in exercises()}


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """Two threads for a product of small matrices wait for each other on a busy machine."""
    with threadpool_limits(1):
        yield


@pytest.fixture(autouse=True)
def torch_is_there(request):
    """Where an exercise uses it: now, and not while the time limit of a check runs."""
    given = request.node.callspec.params if hasattr(request.node, "callspec") else {}
    exercise = given.get("exercise")
    if exercise and "torch" in module_of(exercise.id).imports:
        import torch._dynamo  # noqa: F401


def of_each(names):
    """Parameters for every (exercise, name) pair, with readable ids."""
    return [pytest.param(e, n, id=f"{e.id}-{n}") for e in ALL.values() for n in names(e)]


def verdict_on(exercise, function, seed=NOTEBOOK_SEED):
    return score(exercise, local_runner(exercise, *as_candidates(function)), seed)


def on_all_seeds(exercise, function):
    """The verdicts, seed by seed. (Each as a test of its own would be ten thousand tests more.)"""
    return (verdict_on(exercise, function, seed) for seed in seeds_of(exercise))


def seeds_of(exercise):
    """All of them; one for what may take long, because it trains a network."""
    return SEEDS if not exercise.run.trains else SEEDS[:1]


@pytest.mark.parametrize("exercise", ALL.values(), ids=ALL)
def test_the_reference_gets_full_marks(exercise):
    for verdict in on_all_seeds(exercise, exercise.reference):
        assert verdict.passed, str(verdict)
        assert verdict.score == exercise.points and verdict.mistakes == ()


@pytest.mark.parametrize("exercise", ALL.values(), ids=ALL)
def test_the_reference_raises_only_what_is_asked_for(exercise):
    """An error by accident, in the reference or in an input, would count as the right answer."""
    for seed in seeds_of(exercise):
        outcomes = own_answers(exercise, seed).right(exercise.reference)
        errors = [outcome.error for outcome in outcomes if outcome.error]
        assert {error.types[0] for error in errors} <= {"ValueError"}, f"seed {seed}"


@pytest.mark.parametrize(("exercise", "name"), of_each(lambda e: e.accepted))
def test_accepted_variants_get_full_marks(exercise, name):
    for verdict in on_all_seeds(exercise, exercise.accepted[name]):
        assert verdict.passed, str(verdict)


@pytest.mark.parametrize(
    ("exercise", "mistake", "function"),
    [
        pytest.param(e, m, f, id=f"{e.id}-{m.id}-{i}")
        for e in ALL.values()
        for m in e.mistakes
        for i, f in enumerate(m.functions)
    ],
)
def test_a_named_mistake_loses_points_and_is_named_first(exercise, mistake, function):
    for verdict in on_all_seeds(exercise, function):
        assert verdict.score < exercise.points, f"seed {verdict.seed}"
        assert verdict.mistakes[:1] == (mistake.id,), f"seed {verdict.seed}: {verdict}"


@pytest.mark.parametrize("exercise", ALL.values(), ids=ALL)
def test_a_stub_is_not_started(exercise):
    def stub(*args, **kwargs):
        raise NotImplementedError()

    verdict = verdict_on(exercise, (stub,) * exercise.run.candidates)
    assert (verdict.score, verdict.started, verdict.mistakes) == (0.0, False, ())
    assert "Not started" in str(verdict)


@pytest.mark.parametrize(
    "lazy",
    [
        lambda *args: None,
        lambda *args: args[0],
        lambda *args: 0.0,
        lambda *args: np.zeros(3),
        lambda *args: float("nan"),
    ],
    ids=["None", "its first argument", "zero", "zeros", "nan"],
)
@pytest.mark.parametrize("exercise", ALL.values(), ids=ALL)
def test_no_work_earns_nothing(exercise, lazy):
    assert verdict_on(exercise, (lazy,) * exercise.run.candidates).score == 0.0


@pytest.mark.parametrize("exercise", ALL.values(), ids=ALL)
def test_the_declaration_is_sound(exercise):
    aspects = [aspect.name for aspect in exercise.aspects]
    cases = exercise.inputs(np.random.default_rng(0))
    assert len(set(aspects)) == len(aspects)
    assert {case.aspect for case in cases} <= set(aspects)
    assert all(set(aspect.needs) <= set(aspects[:i]) for i, aspect in enumerate(exercise.aspects))
    assert all(
        aspect.every_case or any(case.aspect == aspect.name for case in cases)
        for aspect in exercise.aspects
    ), "an aspect without a case would be given for nothing"
    most = len(exercise.parameters)
    assert all(exercise.required <= len(case.args) <= most for case in cases)
    assert len(exercise.accepted) >= 3
    ids = [mistake.id for mistake in exercise.mistakes]
    assert len(set(ids)) == len(ids)
    for mistake in exercise.mistakes:
        assert mistake.id == mistake.id.lower().replace("_", "-").replace(" ", "-")
        assert mistake.text.endswith((".", "?")) and len(mistake.text) < 200


@pytest.mark.parametrize("exercise", ALL.values(), ids=ALL)
def test_inputs_come_from_the_seed_alone(exercise):
    first, again, other = (
        [case.args for case in OwnAnswers(exercise, seed).cases] for seed in (5, 5, 6)
    )
    assert same_plain(first, again)
    draws = exercise.id != "gate_weights"  # which has no inputs to draw: three names are all
    assert same_plain(first, other) is not draws


def test_a_verdict_tells_its_seed():
    exercise = ALL["softmax"]
    assert verdict_on(exercise, exercise.reference, 7).seed == 7


def test_exercises_have_names_of_their_own():
    assert len(ALL) == len(exercises())
    assert find("no such exercise") is None


# Ids and points that other programs rely on: what is asked, not what the code says.
CONTRACT = {
    exercise_id: promised
    for info in pkgutil.iter_modules(contracts.__path__)
    for exercise_id, promised in importlib.import_module(f"contracts.{info.name}").CONTRACT.items()
}


@pytest.mark.parametrize("exercise_id", CONTRACT)
def test_points_and_mistakes_that_are_promised(exercise_id):
    points, mistakes = CONTRACT[exercise_id]
    assert ALL[exercise_id].points == points
    assert mistakes <= {mistake.id for mistake in ALL[exercise_id].mistakes}


def test_every_exercise_has_its_contract():
    assert list(CONTRACT) == list(ALL)


def test_the_references_together_stay_small():
    """A learner reads them: about 1,200 lines, docstrings and comments counted."""
    answers = [part for e in ALL.values() for part in as_candidates(e.reference)]
    files = {inspect.getsourcefile(inspect.unwrap(answer)) for answer in answers}
    lines = [line for file in files for line in Path(file).read_text().splitlines()]
    assert all("nnbasics" in Path(file).parts for file in files)
    assert sum(bool(line.strip()) for line in lines) < 1200
