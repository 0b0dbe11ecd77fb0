"""Lesson 4: computations that a learner types, and the live figures around them."""

import functools
import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnbasics.experiments.expressions import MOST, expression_graph, names_in
from nnbasics.explorers.descent import STEPS, descent_explorer
from nnbasics.explorers.expression import (
    EXAMPLES,
    OWN,
    expression_explorer,
    read_values,
    write_values,
)
from nnbasics.explorers.graph import graph_explorer
from nnbasics.explorers.houses import START, houses_explorer
from nnbasics.explorers.landscape import descend
from nnbasics.gradients import numerical_gradient

PYTHON = {  # what the functions mean, worked out in another way
    "relu": lambda a: a if a > 0 else 0.0,
    "tanh": math.tanh,
    "sigmoid": lambda a: 1 / (1 + math.exp(-a)),
    "exp": math.exp,
    "log": math.log,
    "square": lambda a: a * a,
    "sqrt": math.sqrt,
}


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def value_in_python(text: str, values: dict[str, float]) -> float:
    """Run the lines as Python, and return the last one's value."""
    *lines, last = text.split(";")
    names = {**PYTHON, **values}
    for line in lines:
        exec(line.strip(), names)
    return eval(last.partition("=")[2].strip() or last.strip(), names)


# --- expressions --------------------------------------------------------------------------


TEXTS = [
    *EXAMPLES.values(),
    ("sigmoid(tanh(w*x + b)*-3)**3/2", "w = 0.4, x = 2, b = -0.3"),
    ("a / b - b / a", "a = 3, b = 2"),
    ("-(a - 2)**4 + exp(-a) * sqrt(b)", "a = 1.3, b = 0.7"),
    ("1 / (1 + exp(-a)) + a**0.5 + a**-1", "a = 0.8"),
    ("p = a*b; q = p*p; r = q + p + a; unused = a*7; r*q", "a = 0.5, b = -2"),
    ("result + n1*n2 + n1", "result = 2, n1 = 3, n2 = 4"),  # names that are used otherwise
    ("y = a*b + c; n1 = y*2; n1 + y", "a = 1, b = 2, c = 3"),
    ("square(x) + log(x) + 2*3", "x = 1.5"),
]


@pytest.mark.parametrize(("text", "numbers"), TEXTS, ids=[text for text, _ in TEXTS])
def test_value_and_gradients(text, numbers):
    values = read_values(numbers)
    nodes = {node.name: node for node in expression_graph(text, values)}
    *_, last = nodes.values()
    assert last.value == pytest.approx(value_in_python(text, values))

    def result(x):
        return value_in_python(text, dict(zip(values, x, strict=True)))

    slopes = numerical_gradient(result, list(values.values()))
    for name, slope in zip(values, slopes, strict=True):
        assert nodes[name].grad == pytest.approx(slope, rel=1e-6, abs=1e-8), name


leaves = st.sampled_from(["a", "b", "c", "2", "0.5"])
random_texts = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(st.sampled_from(sorted(PYTHON)), inner).map(lambda t: f"{t[0]}({t[1]})"),
        st.tuples(inner, st.sampled_from(["2", "3", "4", "0.5"])).map(lambda t: f"{t[0]}**{t[1]}"),
        inner.map(lambda t: f"(-{t})"),
    ),
    max_leaves=6,
)


@given(random_texts, st.lists(st.floats(0.2, 2), min_size=3, max_size=3))
@settings(max_examples=100)
def test_any_expression_has_the_value_that_python_gives_it(text, numbers):
    values = dict(zip("abc", numbers, strict=True))
    try:
        nodes = expression_graph(text, values)
    except ValueError:
        return
    assert nodes[-1].value == pytest.approx(value_in_python(text, values), rel=1e-9)


@given(st.text(alphabet="ab12.+-*/=()[]{};,'\"\\ \n:@^_%lambdifnot€", max_size=30))
@settings(max_examples=200)
def test_whatever_is_typed_makes_a_graph_or_a_value_error(text):
    try:
        nodes = expression_graph(text, dict.fromkeys(names_in(text), 1.0))
    except ValueError as problem:
        assert str(problem)
    else:
        assert nodes[-1].operation


def test_names_in_the_order_in_which_they_are_met():
    assert names_in("z = w*x + w; relu(z) - t") == ["w", "x", "t"]


def test_a_power_may_be_written_in_two_ways():
    assert expression_graph("x^2", {"x": 3})[-1].value == 9


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "nothing to compute"),
        ("w * (", "is a * or a ) missing"),
        ("2 x", "is a * or a ) missing"),
        ("5", "computes nothing"),
        ("y = x", "computes nothing"),
        ("import os", "name = computation"),
        ("x + 1; x * 2", "name = computation"),
        ("__import__('os')", "too long for a box"),
        ("open(x)", "no function open: use one of relu"),
        ("x.real * 2", "no arithmetic"),
        ("x @ x", "no arithmetic"),
        ("[x] * 2", "no arithmetic"),
        ("relu(x, 2)", "no arithmetic"),
        ("'x' * 2", "no number"),
        ("True + x", "no number"),
        ("2 ** x", "2, 3, 4, 0.5 or −1"),
        ("x ** 9", "2, 3, 4, 0.5 or −1"),
        ("x = 2 * x", "x gets a value twice"),
        ("y = z * 2; z = x * 2; y + z", "z gets a value twice"),
        ("log(x - 5)", "log"),
        ("1 / (x - 1)", "1 / n1"),
        ("exp(exp(exp(exp(x + 3))))", "no finite value"),
        ("x * 1e999", "too large"),
        ("+".join("x" * (MOST + 2)), f"more than {MOST} operations"),
        ("x + " * 60 + "x", "characters are too many"),
        ("(" * 150 + "x", "missing"),
    ],
)
def test_what_is_wrong_is_said(text, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        expression_graph(text, dict.fromkeys(names_in(text), 1.0))


def test_a_name_without_a_value():
    with pytest.raises(ValueError, match="b has no value"):
        expression_graph("a * b", {"a": 1.0})


@given(st.dictionaries(st.sampled_from("abcw"), st.integers(-40, 40).map(lambda n: n / 8)))
def test_values_read_back(values):
    assert read_values(write_values(values)) == values


@pytest.mark.parametrize("text", ["x 2", "x = two", "2 = x", "= 3", "x = 1 y = 2"])
def test_values_that_are_not_understood(text):
    with pytest.raises(ValueError, match="write values as"):
        read_values(text)


# --- the stepper for them -----------------------------------------------------------------


def test_every_example_can_be_stepped_through():
    stepper = expression_explorer()
    for name in EXAMPLES:
        stepper.example.value = name
        assert stepper.computation.value == EXAMPLES[name][0] and "Not yet" not in said(stepper)
        at, sentences = stepper.live.controls["at"], set()
        for step in range(at.max + 1):
            at.value = step
            sentences.add(stepper.live.sentence)
        assert len(sentences) == at.max + 1


def said(stepper) -> str:
    return plain(stepper.message.value)


def test_what_is_typed_is_drawn():
    stepper = expression_explorer()
    before = stepper.live
    stepper.computation.value = "f = a*b + a"
    assert stepper.example.value == OWN
    assert stepper.numbers.value == "a = 1, b = 1" and "a, b" in said(stepper)
    assert stepper.live is not before
    stepper.numbers.value = "a = 3, b = −2"
    at = stepper.live.controls["at"]
    at.value = at.max
    assert said(stepper) == ""
    assert "∂f/∂a = ∂f/∂n1 · ∂n1/∂a = 1 · (−2) = −2 , in all −1" in plain(stepper.live.sentence)


def test_other_values_leave_the_step_and_another_computation_begins_anew():
    stepper = expression_explorer()
    stepper.live.controls["at"].value = 4
    stepper.numbers.value = stepper.numbers.value.replace("w = 3", "w = −1")
    assert stepper.live.controls["at"].value == 4
    assert "0 − 5 = −5" in plain(stepper.live.sentence)
    stepper.computation.value = "w * x"
    assert stepper.live.controls["at"].value == 0


def test_a_mistake_leaves_the_last_graph_and_is_told():
    stepper = expression_explorer()
    before = stepper.live
    stepper.computation.value = "(w <b> x) * 2"
    assert stepper.live is before
    assert "Not yet: w &lt; b > x is no arithmetic" in stepper.message.value  # text, not HTML
    stepper.computation.value = "w * x"
    assert stepper.live is not before and said(stepper) == ""


def test_values_are_remembered_when_a_name_comes_back():
    stepper = expression_explorer()
    stepper.computation.value = "w * 2"
    stepper.computation.value = "w * x"
    assert stepper.numbers.value == "w = 3, x = 2"


def test_a_number_in_the_formula_is_asked_for_no_gradient():
    live = graph_explorer(expression_graph("(2*x + -3)**2", {"x": 4.0}))
    at = live.controls["at"]
    sentences = []
    for step in range(at.max + 1):
        at.value = step
        sentences.append(plain(live.sentence))
    assert not any("∂2" in each or "∂(−3)" in each for each in sentences)
    assert "∂result/∂x = ∂result/∂n1 · ∂n1/∂x = 10 · 2 = 20" in sentences[-1]


def test_arrows_go_forward_and_then_back():
    live = graph_explorer(expression_graph("a*a + a", {"a": 3.0}))
    drawing = next(c for c in _closure(live) if hasattr(c, "_marked"))
    shown = []
    for live.controls["at"].value in (1, 5):
        shown.append({key for key, arrow in drawing._marked.items() if arrow.get_visible()})
    assert shown == [{("a", "n1", False)}, {("a", "n1", True)}]
    for (_, _, back), arrow in drawing._marked.items():
        along = arrow._path_original.vertices[:, 0]
        assert (along[-1] < along[0]) == back


def _closure(live):
    walk = live._update.__self__
    return vars(walk).values()


def test_a_page_that_cannot_show_widgets_shows_the_picture():
    bundle = expression_explorer()._repr_mimebundle_()
    assert bundle["image/png"] and "relu" in bundle["text/plain"]


# --- descent on one weight, and the three houses ------------------------------------------


EXPLORERS = pytest.mark.parametrize("make", [descent_explorer, houses_explorer])


@EXPLORERS
def test_each_slider_changes_picture_and_sentence(make):
    live = make()
    for control in live.controls.values():
        before = live.png, live.sentence
        control.value = (
            control.value * control.base**control.step
            if hasattr(control, "base")
            else control.value + control.step
        )
        assert live.png != before[0] and live.sentence != before[1]


@EXPLORERS
def test_there_and_back_is_the_same_picture(make):
    live = make()
    first = live.png
    steps = live.controls["steps"]
    at = steps.value
    steps.value = at + 3
    assert live.png != first
    steps.value = at
    assert live.png == first


@pytest.mark.parametrize(
    ("lr", "words"),
    [
        (0.005, "slow"),
        (0.1, "0.20 : straight down"),
        (0.125, "in one step"),
        (0.2, "−0.60 : to and fro across the valley, and down"),
        (0.25, "always equally far"),
        (0.255, "farther away at each step"),
    ],
)
def test_descent_in_words(lr, words):
    live = descent_explorer()
    live.controls["lr"].value = lr
    assert words in plain(live.sentence)


def test_descent_is_gradient_descent():
    live = descent_explorer()
    live.controls["lr"].value, live.controls["steps"].value = 0.2, STEPS
    path = descend(lambda w: 8 * w - 40, [0.0], 0.2, STEPS)
    way = live._figure.axes[0].lines[1]
    assert np.allclose(way.get_xdata(), path[:, 0])


houses = functools.cache(houses_explorer)  # it takes a second to draw


def fate(lr: float, steps: int = 100) -> list[str]:
    live = houses()
    live.controls["lr"].value, live.controls["steps"].value = lr, steps
    return plain(live.sentence).split("; ")


def test_houses_start_from_the_same_line():
    assert [re.search(r"loss ([\d.e+]+)", each)[1] for each in fate(0.1, 0)] == ["227000"] * 3
    assert START == (0.5, 10.0)


@pytest.mark.parametrize(
    ("lr", "gone"),
    [(1e-7, [0, 0, 0]), (1e-6, [1, 0, 0]), (0.29, [1, 0, 0]), (0.5, [1, 1, 0]), (1.2, [1, 1, 1])],
)
def test_houses_go_to_infinity_where_the_curvature_says_so(lr, gone):
    assert ["infinity" in each for each in fate(lr)] == [bool(each) for each in gone]


def test_standardized_houses_are_there_in_one_step():
    loss = float(re.search(r"loss ([\d.e−+]+)", fate(0.5, 1)[2])[1].replace("−", "-"))
    assert loss < 1e-20
