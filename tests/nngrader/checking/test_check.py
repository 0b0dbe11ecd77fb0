"""``check()`` as a learner meets it: every kind of bad answer gets a clear message."""

import json
import threading
import time
import warnings

import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter

from nngrader import Verdict, check
from nngrader.checking.check import check as notebook_check
from nngrader.checking.scoring import local_runner, score
from nngrader.declare import Aspect, Case, Exercise, Mistake, Text
from nngrader.inside import observe
from nngrader.inside.observe import Call, run_calls
from nngrader.limits import Limits
from nngrader.values.compare import compare


def weighted_sum(x, w, b):
    return np.dot(x, w) + b


def first_message(verdict):
    return next(a.message for a in verdict.aspects if not a.passed)


# ---------------------------------------------------------------- wrong use of check


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("weigted_sum", weighted_sum), "Did you mean “weighted_sum”?"),
        (("nothing like it", weighted_sum), "There are: weighted_sum"),
        ((weighted_sum,), "name in quotes"),
        (("weighted_sum",), "nothing came"),
        (("weighted_sum", weighted_sum, weighted_sum), "2 things came"),
        (("weighted_sum", 2.5), "without parentheses"),
        (("weighted_sum", None), "without parentheses"),
        (("weighted_sum", np.zeros((2, 3))), "an array of shape (2, 3)"),
    ],
)
def test_wrong_use_is_explained(arguments, words):
    verdict = check(*arguments)
    assert words in verdict.problem
    assert verdict.score == 0.0 and not verdict.passed
    assert words.replace('"', "&quot;") in verdict._repr_mimebundle_()["text/html"]


# ---------------------------------------------------------------- answers that are no answers


def raises_in_a_helper(x, w, b):
    return _helper(x, w)


def _helper(x, w):
    return x[17] * w


def changes_its_inputs(x, w, b):
    result = np.dot(x, w) + b
    w[:] = 0
    return result


def endless_recursion(x, w, b):
    return endless_recursion(x, w, b)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda x, w, b: None, "Is a `return` missing?"),
        (lambda x, w, b: np.zeros(3), "shape (3,), () is asked"),
        (lambda x, w, b: np.nan, "is nan"),
        (lambda x, w, b: [1.0], "is a list, a number is asked"),
        (lambda x, w, b: (1.0, 2.0), "is a tuple, a number is asked"),
        (lambda x, w, b: "4.0", "is a text, a number is asked"),
        (lambda x, w, b: {"z": 4.0}, "of type dict"),
        (lambda x, w, b: np.array(["4.0"]), "array of <U3"),
        (lambda x, w, b: complex(4, 0), "of type complex"),
        (lambda x, w, b: True, "numbers are asked"),
        (lambda x, w: 4.0, "the call weighted_sum(x, w, b) was refused"),
        (raises_in_a_helper, "it raised IndexError"),
        (endless_recursion, "calls itself without end"),
        (lambda x, w, b: exit(), "tried to end the program"),
        (lambda x, w, b: np.broadcast_to(1.0, (10**6, 10**6)), "too large"),
    ],
)
def test_a_wrong_answer_gets_a_message_in_plain_words(function, words):
    verdict = check("weighted_sum", function)
    assert words in first_message(verdict) + str(verdict)
    assert verdict.score == 0.0


def test_an_array_of_numbers_is_no_list_of_pairs():
    found = compare([(1, 2), (3, 4)], np.array([1, 2]))
    assert found.difference == "the result[0] is a number: a tuple of 2 items is asked"


def test_the_traceback_is_trimmed_to_the_learners_lines():
    trace = check("weighted_sum", raises_in_a_helper).aspects[0].example.trace
    assert [line.split(": ", 1)[1] for line in trace.splitlines()] == [
        "return _helper(x, w)",
        "return x[17] * w",
    ]


def test_errors_inside_numpy_end_at_the_learners_line():
    trace = check("layer", lambda X, W, b: np.linalg.inv(X) @ W).aspects[0].example.trace
    assert len(trace.splitlines()) == 1 and "np.linalg.inv(X)" in trace


def test_changed_inputs_are_found_and_named():
    verdict = check("weighted_sum", changes_its_inputs)
    assert [a.passed for a in verdict.aspects] == [True, False]
    assert "changed its input w" in verdict.aspects[1].message
    assert verdict.score == 0.75


def test_a_mistake_is_named_even_if_the_inputs_are_changed_too():
    def two_faults(X, w, b):
        result = X @ w
        X[:] = 0
        return result

    verdict = check("neuron", two_faults)
    assert verdict.mistakes == ("bias-omitted",)


def test_a_mistake_that_changes_inputs_is_not_named_where_none_is_changed():
    def overwrites(x):
        x[:] = x + 2
        return x

    exercise = Exercise(
        id="add_one",
        signature="(x)",
        text=Text("Add one", 1, "easy"),
        aspects=(Aspect("values", 1.0, "x + 1"),),
        inputs=lambda rng: [Case(rng.normal(size=3))],
        reference=lambda x: x + 1,
        mistakes=(Mistake("overwrites", "It overwrites its input.", overwrites),),
    )
    assert score(exercise, local_runner(exercise, overwrites)).mistakes == ("overwrites",)
    assert score(exercise, local_runner(exercise, lambda x: x + 2)).mistakes == ()


def test_prints_and_warnings_are_shown_and_cost_nothing(capsys):
    def chatty(x, w, b):
        print("features:", len(x))
        warnings.warn("a warning of mine", stacklevel=1)
        np.log(np.zeros(1))
        return weighted_sum(x, w, b)

    with warnings.catch_warnings():
        warnings.simplefilter("error")  # not even when a learner makes errors of warnings
        verdict = check("weighted_sum", chatty)
    assert verdict.passed
    assert "features: 2" in verdict.output
    assert any("a warning of mine" in text for text in verdict.warnings)
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_endless_output_is_cut():
    def flood(x, w, b):
        print("x" * 1_000_000)
        return weighted_sum(x, w, b)

    assert len(check("weighted_sum", flood).output) < 3 * observe.MAX_OUTPUT


def test_student_text_is_escaped():
    def script(x, w, b):
        print("<script>alert(1)</script>")
        raise ValueError("<img src=x onerror=alert(1)>")

    html = check("weighted_sum", script)._repr_mimebundle_()["text/html"]
    assert "<script>" not in html and "<img" not in html and "&lt;script&gt;" in html


def test_a_program_is_shown_line_by_line_and_its_errors_name_the_line():
    class Half:
        def __init__(self, data):
            self.data, self.grad = data, 0.0

        def __mul__(self, other):
            return Half(self.data * other.data)

    verdict = check("Value", Half)
    example = verdict.aspects[0].example
    assert dict(example.inputs)["program"].splitlines()[0] == "x = Value(2.0)"
    assert "line 3 of <module>: y = x * w + 1" in example.trace
    assert "unsupported operand type(s) for +" in first_message(verdict)


# ---------------------------------------------------------------- time


def endless(x):
    while True:
        pass


def swallows(x):
    while True:
        try:  # noqa: SIM105
            endless(x)
        except:  # noqa: E722
            pass


def sleeps(x):
    time.sleep(60)


@pytest.mark.parametrize("function", [endless, swallows, sleeps])
def test_what_runs_for_ever_is_stopped(function):
    start = time.monotonic()
    outcomes = run_calls([function], [Call((1,)), Call((2,))], limit=0.3)
    assert [outcome.error.kind for outcome in outcomes] == ["time", "not run"]
    assert time.monotonic() - start < 3


def test_the_time_limit_holds_in_other_threads_too():
    kinds = []
    thread = threading.Thread(
        target=lambda: kinds.append(run_calls([endless], [Call((1,))], limit=0.3)[0].error.kind)
    )
    thread.start()
    thread.join(5)
    assert kinds == ["time"]


def test_a_slow_last_input_keeps_what_came_before(monkeypatch):
    def slow_on_matrices(z):
        while np.ndim(z) == 2:
            pass
        return np.where(np.asarray(z) > 0, 1.0, 0.0)

    monkeypatch.setattr("nngrader.checking.scoring.DEFAULT_LIMITS", Limits(check=0.3))
    verdict = check("step", slow_on_matrices)
    assert [a.passed for a in verdict.aspects] == [True, False, False]
    assert "still running" in verdict.aspects[1].message
    assert verdict.mistakes == ()


def test_the_learner_can_interrupt():
    def interrupted(x, w, b):
        raise KeyboardInterrupt

    assert "you stopped the check" in first_message(check("weighted_sum", interrupted))


# ---------------------------------------------------------------- precision and notes


def test_float32_is_accepted_and_named():
    def in_float32(x, w, b):
        return np.dot(x.astype(np.float32), w.astype(np.float32)) + np.float32(b)

    verdict = check("weighted_sum", in_float32)
    assert verdict.passed and [note.id for note in verdict.notes] == ["computed-in-float32"]
    assert check("weighted_sum", weighted_sum).notes == ()


def test_float64_has_to_be_exact():
    verdict = check("weighted_sum", lambda x, w, b: weighted_sum(x, w, b) * (1 + 1e-5))
    assert verdict.score == 0.0


# ---------------------------------------------------------------- the verdict's forms


def test_the_forms_of_a_verdict():
    verdict = check("neuron", lambda X, w, b: X @ w)
    assert isinstance(verdict, Verdict) and notebook_check is check
    bundle, _ = DisplayFormatter().format(verdict)
    assert bundle["text/plain"] == "0.0"
    assert 'data-mistake="bias-omitted"' in bundle["text/html"]
    data = json.loads(json.dumps(bundle["application/vnd.nngrader.verdict+json"]))
    assert data["exercise"] == "neuron" and data["mistakes"] == ["bias-omitted"]
    assert set(data["aspects"][0]) >= {"name", "points", "passed", "message"}
    assert repr(check("neuron", lambda X, w, b: X @ w + b)) == "2.0"


def test_partial_credit():
    verdict = check("gate_weights", lambda name: (np.array([1.0, 1.0]), -1.5))
    assert 0 < verdict.score < verdict.max_score
    assert verdict.score == sum(a.points for a in verdict.aspects if a.passed)


def test_a_cell_may_be_worth_other_points():
    right = check("weighted_sum", weighted_sum)
    for points in (3, 0.5, 0):
        scaled = check("weighted_sum", weighted_sum, points=points)
        assert (scaled.score, scaled.max_score) == (points, points)
        assert scaled.passed
        assert sum(a.points for a in scaled.aspects) == pytest.approx(points)
        assert [a.name for a in scaled.aspects] == [a.name for a in right.aspects]
    nothing = check("weighted_sum", lambda x, w, b: None, points=0)
    assert (nothing.score, nothing.passed) == (0, False)
    assert check("no such exercise", weighted_sum, points=3).max_score == 0
