"""Computations that a learner types: what they mean, and what is wrong with them."""

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnbasics.experiments.expressions import MOST, expression_graph, names_in
from nnbasics.explorers.expression import (
    EXAMPLES,
    read_values,
    write_values,
)
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
