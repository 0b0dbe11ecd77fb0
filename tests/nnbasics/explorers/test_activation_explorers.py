"""The live figures of lesson 2: what they compute, and what they say."""

import re

import numpy as np
import pytest

from nnbasics.activations import gelu, gelu_grad, relu, relu_grad, sigmoid, sigmoid_grad, softmax
from nnbasics.explorers.activation import GROWING, LEVELED, activation_explorer
from nnbasics.explorers.depth import (
    deep_network,
    depth_explorer,
    gradients_by_layer,
    typical,
    weighted_sums,
)
from nnbasics.explorers.overflow import overflow_explorer, softmax_as_written
from nnbasics.explorers.softmax import softmax_explorer
from nnbasics.figures import style

PAIRS = {"sigmoid": (sigmoid, sigmoid_grad), "ReLU": (relu, relu_grad), "GELU": (gelu, gelu_grad)}


def said(live) -> str:
    return re.sub(r"<[^>]+>", "", live.sentence)


# --- function and derivative ------------------------------------------------------------------


def test_value_and_slope_are_said_and_drawn():
    live = activation_explorer(PAIRS)
    assert "sigmoid: f(1.0) = 0.7311, and the slope is 0.1966" in said(live)
    live.controls["z"].value = 0.0
    assert "f(0.0) = 0.5000, and the slope is 0.2500" in said(live)
    assert "multiply a change by 9.5 · 10⁻⁷" in said(live)
    top, bottom = live._figure.axes
    marks = [ax.lines[-1].get_xydata()[0].tolist() for ax in (top, bottom)]
    assert marks == [[0, 0.5], [0, 0.25]]


def test_where_it_is_flat_nothing_gets_through():
    live = activation_explorer(PAIRS, name="ReLU", z=-2.0)
    assert "flat" in said(live) and "No change gets through" in said(live)
    live.controls["z"].value = 0.1
    assert "flat" not in said(live)


def test_the_tangent_has_the_slope():
    live = activation_explorer(PAIRS, name="GELU", z=-1.5)
    tangent = next(line for line in live._figure.axes[0].lines if line.get_label() == "tangent")
    (x1, y1), (x2, y2) = tangent.get_xydata()
    assert (y2 - y1) / (x2 - x1) == pytest.approx(float(gelu_grad(-1.5)))
    assert np.mean([y1, y2]) == pytest.approx(float(gelu(-1.5)))


def test_functions_that_grow_fit():
    """The axis changes with the function, and back to the same picture."""
    live = activation_explorer(PAIRS)
    top = live._figure.axes[0]
    first = live.png
    assert top.get_ylim() == LEVELED
    live.controls["name"].value = "ReLU"
    assert top.get_ylim() == GROWING and live.png != first
    live.controls["name"].value = "sigmoid"
    assert top.get_ylim() == LEVELED and live.png == first


# --- gradients through depth ------------------------------------------------------------------


@pytest.mark.parametrize("name", PAIRS)
def test_gradients_are_what_a_nudge_does(name):
    f, derivative = PAIRS[name]
    rng = np.random.default_rng(3)
    X, params = rng.normal(size=(4, 5)), deep_network(3, 5, 1.2, rng)
    slopes = [derivative(Z) for Z in weighted_sums(X, params, f)[:-1]]
    for layer, G in enumerate(gradients_by_layer(params, slopes)):
        assert G.shape == (4, 5)
        for h in range(5):
            ends = []
            for nudge in (1e-6, -1e-6):
                nudged = [(W, b.copy()) for W, b in params]
                nudged[layer][1][h] += nudge
                ends.append(weighted_sums(X, nudged, f)[-1][:, 0])
            assert np.allclose(G[:, h], (ends[0] - ends[1]) / 2e-6, atol=1e-8)


def test_weights_have_the_size():
    rng = np.random.default_rng(0)
    *hidden, (last, _) = deep_network(4, 200, 3.0, rng)
    assert len(hidden) == 4 and last.shape == (200, 1)
    for W, b in hidden:
        assert W.std() == pytest.approx(3 / np.sqrt(200), rel=0.02) and not b.any()


def test_explorer_shows_what_the_lesson_measures():
    rng = np.random.default_rng(0)
    X, params = rng.normal(size=(50, 50)), deep_network(10, 50, 1.0, rng)
    slopes = [sigmoid_grad(Z) for Z in weighted_sums(X, params, sigmoid)[:-1]]
    sizes = [typical(G) for G in gradients_by_layer(params, slopes)]
    live = depth_explorer(PAIRS)
    points = live._figure.axes[0].lines[-1].get_xydata()
    assert points[:, 0].tolist() == list(range(1, 11))
    assert np.allclose(points[:, 1], np.array(sizes) / sizes[-1])
    assert f"{style.scientific(sizes[-1] / sizes[0])} times smaller" in said(live)


def test_flat_neurons_are_counted():
    live = depth_explorer(PAIRS, name="ReLU", layers=3)
    heights = [bar.get_height() for bar in live._figure.axes[1].patches]
    assert all(0.3 < height < 0.7 for height in heights[:3]) and not any(heights[3:])
    assert f"{np.mean(heights[:3]):.0%} of the neurons are flat" in said(live)
    live.controls["name"].value = "sigmoid"  # with sums this small, none is saturated
    assert not any(bar.get_height() for bar in live._figure.axes[1].patches)


def test_one_layer_is_compared_with_nothing():
    assert "nothing to be compared with" in said(depth_explorer(PAIRS, layers=1))


# --- softmax ----------------------------------------------------------------------------------


def test_softmax_writes_the_division():
    live = softmax_explorer({"mat": 2.0, "roof": 1.0, "moon": 0.1})
    assert "7.39 + 2.72 + 1.11 = 11.2" in said(live) and "mat: 7.39 / 11.2 = 0.659" in said(live)
    live.controls["temperature"].value = 0.5
    live.controls["moon"].value = 3.0
    p, usual = softmax(np.array([4.0, 2.0, 6.0])), softmax(np.array([2.0, 1.0, 3.0]))
    bars, outlines = np.split(np.array([b.get_width() for b in live._figure.axes[0].patches]), 2)
    assert np.allclose(bars, p) and np.allclose(outlines, usual)
    assert f"moon: 403 / {style.scientific(np.exp([4, 2, 6]).sum(), 3)} = {p[2]:.3f}" in said(live)


# --- overflow ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dtype", "last_good"), [(np.float16, 9), (np.float32, 86), (np.float64, None)]
)
def test_overflow_begins_where_it_does(dtype, last_good):
    live = overflow_explorer(added=0, dtype=dtype)
    for added in (0, 8, 9, 10, 86, 87, 88, 120):
        live.controls["added"].value = added
        broken = last_good is not None and added > last_good
        assert ("not a number" in said(live)) == broken, added
        marks = [text.get_text() for text in live._figure.axes[1].texts]
        assert ("nan" in marks[:3]) == broken and "nan" not in marks[3:]


def test_one_too_large_logit_spoils_the_row():
    live = overflow_explorer(added=87)
    assert "not a number, 0.000, 0.000" in said(live) and "0.659, 0.242, 0.099" in said(live)


def test_as_written_is_softmax_where_nothing_overflows():
    Z = np.random.default_rng(0).normal(size=(4, 3))
    assert np.allclose(softmax_as_written(Z), softmax(Z))


# --- numbers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.0, 2, "0"),
        (7.389, 3, "7.39"),
        (-0.0123, 2, "−0.012"),
        (22026.5, 2, "22,000"),
        (466_832, 2, "470,000"),
        (9_999_999, 2, "1.0 · 10⁷"),
        (5.18e21, 3, "5.18 · 10²¹"),
        (-9.54e-7, 2, "−9.5 · 10⁻⁷"),
        (9.996, 3, "10"),
    ],
)
def test_scientific(value, digits, text):
    assert style.scientific(value, digits) == text
