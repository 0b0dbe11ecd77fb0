"""How a candidate is scored, with invented exercises: what is paid, named, and noted."""

import ast
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from nngrader.checking import scoring
from nngrader.checking.scoring import local_runner, score
from nngrader.checking.verdict import Verdict
from nngrader.declare import Aspect, Case, Comparison, Exercise, Mistake, Run, Text, unchanged
from nngrader.inside.observe import Call, Error, Outcome
from nngrader.limits import Limits

VALUES = Aspect("values", 1.0, "twice the numbers")
SMALL, LARGE = np.array([1.0, 2.0]), np.arange(1.0, 9.0)


def twice(x):
    return 2 * np.asarray(x)


def doubling(*mistakes: Mistake, **changes: object) -> Exercise:
    """An exercise that asks for twice an array. changes: fields that differ."""
    fields = {
        "id": "double",
        "signature": "(x)",
        "text": Text("Twice", 1, "easy"),
        "aspects": (VALUES,),
        "inputs": lambda rng: [Case(SMALL), Case(LARGE)],
        "reference": twice,
        "mistakes": mistakes,
    }
    return Exercise(**fields | changes)


def verdict_on(exercise: Exercise, candidate: Callable, **more: object) -> Verdict:
    return score(exercise, local_runner(exercise, candidate), **more)


def notes(verdict: Verdict) -> list[str]:
    return [note.id for note in verdict.notes]


# ---------------------------------------------------------------- asking


def test_calls_go_out_by_aspect_and_come_back_to_their_cases():
    """The calls of one aspect share a fork of the student's kernel; those of another don't."""
    exercise = doubling(
        aspects=(VALUES, Aspect("negative", 1.0, "below zero")),
        inputs=lambda rng: [Case(1.0), Case(-1.0, aspect="negative"), Case(2.0), Case(3.0)],
    )
    asked = []

    def runner(groups: Sequence[Sequence[Call]]) -> list[list[Outcome]]:
        asked.extend([call.args[0] for call in group] for group in groups)
        return [[Outcome(2 * call.args[0]) for call in group] for group in groups]

    assert score(exercise, runner).score == 2
    assert asked == [[1.0, 2.0, 3.0], [-1.0]]


def test_a_runner_that_loses_an_answer_is_an_error_and_no_verdict():
    exercise = doubling(inputs=lambda rng: [Case(1.0), Case(2.0)])
    with pytest.raises(ValueError, match="zip"):
        score(exercise, lambda groups: [])
    with pytest.raises(ValueError, match="zip"):
        score(exercise, lambda groups: [[Outcome(2.0)]])


def test_a_reference_that_nothing_is_compared_with_is_not_asked():
    """A training would take its time twice."""

    def rule(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
        return None if outcome.value == 2 * case.args[0] else "it is not twice the number"

    exercise = doubling(
        aspects=(Aspect("values", 1.0, "twice the number", rule=rule),),
        inputs=lambda rng: [Case(3.0)],
        reference=lambda x: pytest.fail("it was asked"),
        compare=Comparison(with_reference=False),
    )
    assert verdict_on(exercise, lambda x: 2 * x).passed
    wrong = verdict_on(exercise, lambda x: x).aspects[0]
    assert wrong.message == "it is not twice the number"
    assert (wrong.example.expected, wrong.example.got) == ("", "3")


@pytest.mark.parametrize(("trains", "wanted"), [(False, 3.0), (True, 7.0)])
def test_a_training_has_the_time_of_a_training(trains, wanted, monkeypatch):
    given = []

    def note_limit(candidates, calls, driver, limit):
        given.append(limit)
        return [Outcome(2 * call.args[0]) for call in calls]

    monkeypatch.setattr(scoring, "run_calls", note_limit)
    exercise = doubling(run=Run(trains=trains))
    assert score(exercise, local_runner(exercise, twice, limits=Limits(check=3, fit=7))).passed
    assert given == [wanted]


def stub(x):
    raise NotImplementedError


def test_what_is_not_started_has_passed_nothing():
    verdict = verdict_on(doubling(aspects=(VALUES, unchanged(0.5))), stub)
    assert (verdict.score, verdict.max_score, verdict.started) == (0.0, 1.5, False)
    assert [(a.passed, a.skipped) for a in verdict.aspects] == [(False, True)] * 2
    assert {a.message for a in verdict.aspects} == {"not started"}
    half = verdict_on(doubling(), lambda x: twice(x) if len(x) == 2 else stub(x))
    assert half.started and "not written yet" in half.aspects[0].message


@pytest.mark.parametrize("started", [True, False])
def test_a_verdict_says_with_which_seed_it_was_found(started):
    verdict = verdict_on(doubling(), twice if started else stub, seed=17)
    assert (verdict.seed, verdict.started) == (17, started)


# ---------------------------------------------------------------- what is paid


def test_an_aspect_is_skipped_where_one_that_it_needs_is_not_right():
    exercise = doubling(
        aspects=(
            VALUES,
            Aspect("negative", 0.5, "below zero", needs=("values",)),
            Aspect("zero", 0.25, "zero", needs=("values", "negative")),
        ),
        inputs=lambda rng: [Case(1.0), Case(-1.0, aspect="negative"), Case(0.0, aspect="zero")],
    )
    verdict = verdict_on(exercise, abs)
    assert [aspect.skipped for aspect in verdict.aspects] == [False, True, True]
    verdict = verdict_on(exercise, lambda x: 2 * abs(x))
    assert [aspect.passed for aspect in verdict.aspects] == [True, False, False]
    assert verdict.aspects[2].message == "it needs “negative” to be right first"
    assert verdict.score == 1.0


def test_the_smallest_input_that_fails_is_shown():
    exercise = doubling(inputs=lambda rng: [Case(LARGE, label="many"), Case(SMALL, label="two")])
    (aspect,) = verdict_on(exercise, lambda x: x).aspects
    assert aspect.message.endswith("(input: two)")
    assert aspect.example.inputs == (("x", "shape (2,), float64\n[1. 2.]"),)
    assert aspect.example.expected.endswith("[2. 4.]") and aspect.example.got.endswith("[1. 2.]")


def test_an_input_that_was_not_tried_is_not_the_one_that_is_shown():
    """What ran out of time says so, though the inputs after it are smaller."""
    exercise = doubling(inputs=lambda rng: [Case(LARGE, label="many"), Case(SMALL, label="two")])

    def endless(x):
        while True:
            pass

    (aspect,) = score(exercise, local_runner(exercise, endless, limits=Limits(check=0.05))).aspects
    assert aspect.message.startswith("still running") and aspect.message.endswith("(input: many)")


def test_errors_that_are_asked_for():
    def positive(x):
        if x < 0:
            raise ValueError("x is negative")
        return 2 * x

    def message(candidate: Callable) -> str:
        return verdict_on(exercise, candidate).aspects[0].message

    class OwnError(ValueError):
        pass

    def raises(error: type[Exception]) -> Callable:
        def candidate(x):
            if x < 0:
                raise error("no")
            return 2 * x

        return candidate

    exercise = doubling(inputs=lambda rng: [Case(1.0), Case(-1.0)], reference=positive)
    assert message(raises(ValueError)) == message(raises(OwnError)) == ""
    assert message(lambda x: 2 * x) == ("a ValueError is asked for this input, and none was raised")
    assert (
        message(raises(TypeError)) == "a ValueError is asked for this input, a TypeError was raised"
    )


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Error("time"), "still running when the time for this check was up"),
        (Error("not run"), "not tried: the time for this check was used up before"),
        (Error("interrupted"), "you stopped the check here"),
        (Error("died"), "the program ended during this call"),
        (Error("missing", message="double"), "there is no double: did its cell run"),
        (Error("not callable", message="double"), "double is not a function any more"),
        (Error("signature", message="missing 'x'"), "the call double(x) was refused: missing 'x'"),
        (Error("raised", ("RecursionError",)), "it calls itself without end"),
        (Error("raised", ("SystemExit",)), "it tried to end the program"),
        (Error("raised", ("ValueError",), "output is read-only"), "it writes into one of its"),
        (Error("raised", ("KeyError", "LookupError"), "'x'"), "it raised KeyError: 'x'"),
    ],
    ids=lambda value: "" if isinstance(value, str) else f"{value.kind} {''.join(value.types[:1])}",
)
def test_every_way_to_give_no_answer_has_its_sentence(error, words):
    """Some of them happen in another process alone."""
    verdict = score(doubling(), lambda groups: [[Outcome(error=error) for _ in groups[0]]])
    assert verdict.aspects[0].message.startswith(words)
    assert verdict.aspects[0].example.got == ""


# ---------------------------------------------------------------- other right answers


def upward(x):
    return np.round(x + 0.1)


def downward(x):
    return np.round(x - 0.1)


ROUNDING = doubling(
    aspects=(Aspect("values", 1.0, "whole numbers"), Aspect("negative", 1.0, "below zero")),
    inputs=lambda rng: [Case(0.5), Case(-0.5, aspect="negative")],
    reference=upward,
    styles=(Mistake("downward", "Halves go down.", downward),),
    mistakes=(Mistake("cut", "Digits are cut off.", np.trunc),),
)


def test_an_answer_agrees_with_one_style_throughout():
    assert verdict_on(ROUNDING, upward).passed and notes(verdict_on(ROUNDING, upward)) == []
    verdict = verdict_on(ROUNDING, downward)
    assert verdict.passed and notes(verdict) == ["downward"]
    mixed = verdict_on(ROUNDING, lambda x: upward(x) if x > 0 else downward(x))
    assert mixed.score == 1.0 and notes(mixed) == []


def test_a_wrong_answer_is_compared_with_the_right_one_that_it_is_nearest_to():
    half = verdict_on(ROUNDING, lambda x: downward(x) if x > 0 else 7.0)
    assert [aspect.passed for aspect in half.aspects] == [True, False]
    assert half.aspects[1].example.expected == "-1"  # as its own style has it
    wrong = verdict_on(ROUNDING, lambda x: 7.0)
    assert wrong.aspects[0].example.expected == "1"  # the reference's, where both are as far


# ---------------------------------------------------------------- mistakes


def in_place(x):
    x += 1
    return x


def test_what_did_just_the_same_is_named_before_what_gave_the_same():
    plus_one = Mistake("plus-one", "It adds one.", lambda x: x + 1)
    overwrites = Mistake("overwrites", "It adds one, to its input.", in_place)
    exercise = doubling(plus_one, overwrites, aspects=(VALUES, unchanged(0.5)))
    assert verdict_on(exercise, in_place).mistakes == ("overwrites", "plus-one")
    assert verdict_on(exercise, lambda x: x + 1).mistakes == ("plus-one",)


def test_one_way_to_make_a_mistake_is_enough():
    squared = Mistake("power", "It takes a power.", lambda x: x**2, lambda x: x**3)
    assert verdict_on(doubling(squared), lambda x: x * x * x).mistakes == ("power",)


def test_a_right_answer_has_no_mistakes():
    same = Mistake("same", "It is what is asked.", twice)
    assert verdict_on(doubling(same), twice).mistakes == ()


def failing(error: type[Exception]) -> Callable:
    def fail(x):
        raise error("no")

    return fail


def test_an_error_is_the_mistake_with_the_same_error():
    exercise = doubling(
        Mistake("type", "It refuses arrays.", failing(TypeError)),
        Mistake("value", "It refuses numbers.", failing(ValueError)),
        Mistake("half", "It halves.", lambda x: x / 2),
    )
    assert verdict_on(exercise, failing(ValueError)).mistakes == ("value",)
    assert verdict_on(exercise, failing(TypeError)).mistakes == ("type",)
    assert verdict_on(exercise, failing(KeyError)).mistakes == ()
    assert verdict_on(exercise, lambda x: x / 2).mistakes == ("half",)


def test_on_an_input_that_may_not_be_written_to_a_mistake_is_known_by_the_other_inputs():
    exercise = doubling(
        Mistake("plus-one", "It adds one.", lambda x: x + 1),
        aspects=(VALUES, unchanged(0.5)),
        inputs=lambda rng: [Case(SMALL), Case(LARGE, aspect="inputs unchanged", read_only=True)],
    )
    verdict = verdict_on(exercise, in_place)
    assert verdict.mistakes == ("plus-one",)
    assert verdict_on(exercise, lambda x: in_place(x) + 1).mistakes == ()
    # Only there: another error on the way is no mistake that gives a result.
    assert (
        verdict_on(exercise, lambda x: x + 1 if len(x) == 2 else failing(KeyError)(x)).mistakes
        == ()
    )


def test_whole_numbers_are_told_from_floats_where_they_are_asked():
    exercise = doubling(
        Mistake("float", "It is a float.", lambda x: x / 1),
        Mistake("same", "It is the same number.", lambda x: x),
        inputs=lambda rng: [Case(3), Case(4)],
        compare=Comparison(integer=True),
        reference=lambda x: 2 * x,
    )
    assert verdict_on(exercise, lambda x: float(x)).mistakes == ("float",)
    # Floats of a mistake are not asked to be whole: it is named for its numbers.
    assert verdict_on(exercise, lambda x: x).mistakes == ("float", "same")
    arrays = doubling(
        Mistake("same", "It is the same array.", lambda x: x),
        inputs=lambda rng: [Case(np.array([1, 2]))],
        compare=Comparison(integer=True),
    )
    assert verdict_on(arrays, lambda x: x).mistakes == ("same",)
    assert verdict_on(arrays, lambda x: x.astype(float)).mistakes == ()
    floats = doubling(
        Mistake("float", "It is an array of floats.", lambda x: x.astype(float)),
        inputs=lambda rng: [Case(np.array([1, 2]))],
        compare=Comparison(integer=True),
    )
    assert verdict_on(floats, lambda x: x.astype(float)).mistakes == ("float",)


def test_nothing_is_named_where_an_input_had_no_answer():
    exercise = doubling(
        Mistake("half", "It halves.", lambda x: x / 2),
        styles=(Mistake("float32", "In float32.", lambda x: 2 * np.float32(x)),),
    )

    def endless_with_many(x):
        while len(x) > 2:
            pass
        return x / 2

    runner = local_runner(exercise, endless_with_many, limits=Limits(check=0.05))
    verdict = score(exercise, runner)
    assert verdict.mistakes == () and notes(verdict) == []


# ---------------------------------------------------------------- remarks that cost nothing


def overflowing(result: Callable) -> Callable:
    def candidate(x):
        np.exp(np.array([1000.0]))
        return result(x)

    return candidate


def test_a_right_answer_is_told_that_its_arithmetic_warned():
    exercise = doubling(text=Text("Twice", 1, "easy", warned="It overflows on the way."))
    verdict = verdict_on(exercise, overflowing(twice))
    assert verdict.passed and notes(verdict) == ["warned"]
    assert any("overflow" in warning for warning in verdict.warnings)
    assert notes(verdict_on(exercise, twice)) == []
    assert notes(verdict_on(exercise, overflowing(abs))) == []  # it has other things to read
    assert notes(verdict_on(doubling(), overflowing(twice))) == []


def no_loop(tree: ast.Module) -> str | None:
    return "There is a loop." if any(isinstance(n, ast.For) for n in ast.walk(tree)) else None


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("for i in x: pass", ["source"]),
        ("2 * x", []),
        ("", []),
        ("for i in", []),
        ("\0", []),
        ("x = " + "-" * 100_000 + "1", []),
    ],
    ids=["a remark", "no remark", "no source", "syntax error", "no text", "too deep"],
)
def test_a_hint_looks_at_the_source_and_costs_nothing(source, wanted):
    exercise = doubling(text=Text("Twice", 1, "easy", hint=no_loop))
    verdict = verdict_on(exercise, twice, source=source)
    assert verdict.passed and notes(verdict) == wanted


def test_float32_is_noted_where_something_is_right():
    exercise = doubling(aspects=(VALUES, Aspect("negative", 1.0, "below zero")),
                        inputs=lambda rng: [Case(0.1), Case(-0.1, aspect="negative")])  # fmt: skip
    low = np.float32
    assert notes(verdict_on(exercise, lambda x: low(2 * x))) == ["computed-in-float32"]
    half = verdict_on(exercise, lambda x: low(2 * x) if x > 0 else 7.0)
    assert half.score == 1.0 and notes(half) == ["computed-in-float32"]
    assert notes(verdict_on(exercise, lambda x: low(3 * x))) == []


def test_float32_is_noted_beside_an_error_that_is_asked_for():
    def positive(x):
        if x < 0:
            raise ValueError("x is negative")
        return 2 * x

    exercise = doubling(inputs=lambda rng: [Case(0.1), Case(-0.1)], reference=positive)
    verdict = verdict_on(exercise, lambda x: np.float32(positive(x)))
    assert verdict.passed and notes(verdict) == ["computed-in-float32"]


def test_what_is_printed_again_and_again_is_shown_once_and_never_without_end():
    def loud(x):
        print("here")
        print("x" * 8_000, len(x))
        return twice(x)

    shown = verdict_on(doubling(), loud).output
    assert len(shown) == 10_000

    def quiet(x):
        print("once")
        return twice(x)

    assert verdict_on(doubling(), quiet).output == "once"
