"""The live figures of lesson 1: a threshold, a boundary, and the perceptron's steps."""

from functools import cache

import ipywidgets as widgets
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from live_checks import said

from nnbasics.data import gate, students
from nnbasics.explorers.boundary import boundary_explorer
from nnbasics.explorers.perceptron import EPOCHS, perceptron_explorer, visits
from nnbasics.explorers.threshold import firing_interval, threshold_explorer
from nnbasics.neurons import neuron, step
from nnbasics.perceptron import train_perceptron

GATES = ["and", "or", "nand", "xor"]


# --- a threshold ------------------------------------------------------------------------


@given(
    weight=st.integers(-10, 10).map(lambda n: n / 10),
    bias=st.integers(-10, 10).map(lambda n: n / 2),
)
def test_firing_interval(weight, bias):
    low, high = firing_interval(weight, bias)
    for hunger in np.linspace(0.05, 9.95, 100):
        assert (low < hunger < high) == (weight * hunger + bias > 0)


@pytest.mark.parametrize(
    ("weight", "bias", "words"),
    [
        (0.5, -2.0, "where hunger is above 4.0"),
        (0.5, 3.0, "all over this scale"),
        (0.5, 0.0, "where hunger is above 0.0"),
        (-0.3, 3.0, "where hunger is below 10.0"),
        (-1.0, 5.0, "where hunger is below 5.0"),
        (0.5, -5.0, "never fires"),
        (0.0, 0.0, "never fires"),
        (0.0, 1.0, "all over this scale"),
    ],
)
def test_threshold_in_words(weight, bias, words):
    live = threshold_explorer()
    live.controls["weight"].value, live.controls["bias"].value = weight, bias
    assert words in live.sentence


# --- a boundary -------------------------------------------------------------------------


boundary = cache(boundary_explorer)


@settings(max_examples=30)  # each draws three pictures
@given(
    study=st.integers(-20, 20).map(lambda n: n / 10),
    sleep=st.integers(-20, 20).map(lambda n: n / 10),
    bias=st.integers(-40, 40).map(lambda n: n / 2),
)
def test_boundary_counts_the_errors(study, sleep, bias):
    live = boundary()
    for name, value in (("study", study), ("sleep", sleep), ("bias", bias)):
        live.controls[name].value = value
    X, y = students()
    decided = study * X[:, 0] + sleep * X[:, 1] + bias > 1e-9
    lost, missed = int((decided & (y == 0)).sum()), int((~decided & (y == 1)).sum())
    text = said(live)
    assert f"{lost + missed} of 24" in text
    assert f"shaded side: {lost}" in text and f"other side: {missed}" in text


def test_students_need_both_hours():
    """No error is possible with both, and with one of the two it is not."""
    X, y = students()
    assert np.array_equal(step(neuron(X, [1, 1], -12)), y)
    for feature in X.T:
        for threshold in np.unique(feature):
            for fires in (feature > threshold, feature <= threshold):
                assert (fires != y).sum() >= 3


# --- the perceptron ---------------------------------------------------------------------


@pytest.mark.parametrize("name", GATES)
def test_visits_are_the_steps_of_train_perceptron(name):
    X, y = gate(name)
    w, b, errors = train_perceptron(X, y, 1.0, EPOCHS)
    seen = visits(X, y, 1.0, EPOCHS)
    assert np.array_equal(seen[-1].new_w, w) and seen[-1].new_b == b
    each = [sum(v.error != 0 for v in seen if v.epoch == e + 1) for e in range(len(errors))]
    assert each == errors and len(seen) == len(X) * len(errors)


@pytest.mark.parametrize("name", GATES)
def test_perceptron_to_the_end(name):
    live = perceptron_explorer(name)
    at = live.controls["at"]
    at.value = at.max
    if name == "xor":
        assert "for ever" in live.sentence and at.max == 4 * EPOCHS
    else:
        assert f"learned in {at.max // 4} epochs" in live.sentence
        for earlier in range(at.max):
            at.value = earlier
            assert "learned" not in live.sentence and "for ever" not in live.sentence


def test_perceptron_writes_the_step_in_numbers():
    live = perceptron_explorer("and")
    live.controls["at"].value = 4
    text = said(live)
    assert "x = (1, 1), label 1. z = 0 · 1 + 0 · 1 + 0 = 0" in text
    assert "should have fired: w = (0, 0) + (1, 1) = (1, 1), b = 0 + 1 = 1" in text
    assert "Rows that are wrong with these weights: 3 of 4" in text


def test_perceptron_cycle_is_told_where_it_closes():
    live = perceptron_explorer("xor")
    told = []
    for at in range(live.controls["at"].max + 1):
        live.controls["at"].value = at
        if "for ever" in live.sentence:
            told.append(at)
    assert told == list(range(12, 4 * EPOCHS + 1, 4))


def test_perceptron_buttons_stop_at_both_ends():
    live = perceptron_explorer("or")
    at = live.controls["at"]
    panel = live.children[0].children
    back, forward = (w for w in panel if isinstance(w, widgets.Button))
    back.click()
    assert at.value == 0
    for _ in range(at.max + 3):
        forward.click()
    assert at.value == at.max
    back.click()
    assert at.value == at.max - 1


def test_another_gate_starts_from_the_beginning():
    live = perceptron_explorer("or")
    live.controls["at"].value = 7
    live.controls["gate"].value = "xor"
    assert live.controls["at"].value == 0
    assert live.controls["at"].max == 4 * EPOCHS
    assert "Before the first step" in live.sentence
