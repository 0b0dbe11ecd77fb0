"""The live figures of lesson 4: descent on one weight and on two, houses, and graphs."""

import re
from functools import cache

import ipywidgets as widgets
import numpy as np
import pytest
from live_checks import said
from pictures import texts
from sample_explorers import PLACE, START, graph, landscape, paths, race, ravine, ravine_gradient

from nnbasics.explorers import houses as houses_module
from nnbasics.explorers.descent import STEPS, descent_explorer
from nnbasics.explorers.landscape import descend
from nnbasics.explorers.race import race_explorer
from nnbasics.optimizers import SGD, minimize

# --- one weight, and three houses -------------------------------------------------------


@pytest.mark.parametrize(
    ("lr", "words"),
    [
        (0.005, "slow"),
        (0.1, "0.20: straight down"),
        (0.125, "in one step"),
        (0.2, "−0.60: to and fro across the valley, and down"),
        (0.25, "always equally far"),
        (0.255, "farther away at each step"),
    ],
)
def test_descent_in_words(lr, words):
    live = descent_explorer()
    live.controls["lr"].value = lr
    assert words in said(live)


def test_descent_is_gradient_descent():
    live = descent_explorer()
    live.controls["lr"].value, live.controls["steps"].value = 0.2, STEPS
    path = descend(lambda w: 8 * w - 40, [0.0], 0.2, STEPS)
    way = live._figure.axes[0].lines[1]
    assert np.allclose(way.get_xdata(), path[:, 0])


houses = cache(houses_module.houses_explorer)  # it takes a second to draw


def fate(lr: float, steps: int = 100) -> list[str]:
    live = houses()
    live.controls["lr"].value, live.controls["steps"].value = lr, steps
    return said(live).split("; ")


def test_houses_start_from_the_same_line():
    assert [re.search(r"loss ([\d.e+]*\d)", each)[1] for each in fate(0.1, 0)] == ["227000"] * 3
    assert houses_module.START == (0.5, 10.0)


@pytest.mark.parametrize(
    ("lr", "gone"),
    [(1e-7, [0, 0, 0]), (1e-6, [1, 0, 0]), (0.29, [1, 0, 0]), (0.5, [1, 1, 0]), (1.2, [1, 1, 1])],
)
def test_houses_go_to_infinity_where_the_curvature_says_so(lr, gone):
    assert ["infinity" in each for each in fate(lr)] == [bool(each) for each in gone]


def test_standardized_houses_are_there_in_one_step():
    loss = float(re.search(r"loss ([\d.e−+]*\d)", fate(0.5, 1)[2])[1].replace("−", "-"))
    assert loss < 1e-20


# --- two weights ------------------------------------------------------------------------


def test_descent_is_that_of_sgd():
    w = np.array(START)
    path = minimize(SGD([w], 0.05), [w], lambda params: [ravine_gradient(params[0])], 20)
    assert np.allclose([each[0] for each in path], descend(ravine_gradient, START, 0.05, 20))


def test_descent_ends_where_it_leaves_for_infinity():
    path = descend(ravine_gradient, START, 1.0, 1000)
    assert np.isfinite(path).all() and 1 < len(path) < 100


@pytest.mark.parametrize(
    ("lr", "steps", "words"),
    [
        (0.1, 0, "before the first step the loss is 24.2"),
        (0.05, 50, "Steps that made it higher: 0 of 50"),
        (0.126, 50, "higher than at the start: too large"),
        (1.0, 50, "infinity within"),
    ],
)
def test_landscape_in_words(lr, steps, words):
    live = landscape()
    live.controls["lr"].value, live.controls["steps"].value = lr, steps
    assert words in said(live)


def test_race_names_the_lowest_first():
    live = race()
    for at in (0, 1, 40):
        live.controls["step"].value = at
        losses = {name: ravine(*path[at]) for name, path in paths().items()}
        text = said(live)
        order = sorted(losses, key=losses.get)
        assert f"Step {at}" in text
        assert [text.index(name) for name in order] == sorted(text.index(name) for name in order)


def test_race_needs_paths_of_one_length():
    with pytest.raises(ValueError, match=r"b \(2, 2\)"):
        race_explorer(ravine, *PLACE, {"a": np.zeros((3, 2)), "b": np.zeros((2, 2))})


# --- a graph, forward and backward ------------------------------------------------------


def test_graph_goes_forward_and_then_backward():
    live = graph()
    at = live.controls["at"]
    sentences = []
    for place in range(at.max + 1):
        at.value = place
        sentences.append(said(live))
    assert at.max == 11
    assert "z = w · x = 3 · 2 = 6" in sentences[1]
    assert "loss = e² = (−2)² = 4" in sentences[5]
    assert "Backward begins" in sentences[6]
    assert "∂loss/∂v = ∂loss/∂y · ∂y/∂v = −4 · 6 = −24" in sentences[9]
    assert "∂loss/∂w = ∂loss/∂z · ∂z/∂w = −2 · 2 = −4" in sentences[11]


def test_graph_shows_a_number_when_its_step_has_come():
    live = graph()
    shown = []
    for live.controls["at"].value in (0, 1, 6, 11):
        drawn = texts(live._figure)
        shown.append(
            (sum(t.startswith("value") for t in drawn), sum(t.startswith("grad") for t in drawn))
        )
    assert shown == [(4, 0), (5, 0), (9, 1), (9, 9)]


def test_graph_buttons_stop_at_both_ends():
    live = graph()
    at = live.controls["at"]
    back, onward = (w for w in live.children[0].children if isinstance(w, widgets.Button))
    back.click()
    assert at.value == 0
    for _ in range(at.max + 2):
        onward.click()
    assert at.value == at.max
