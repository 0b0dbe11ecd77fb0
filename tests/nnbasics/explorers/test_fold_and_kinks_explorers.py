"""The live figures of lesson 3: folding the plane, and lines with kinks."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from live_checks import said
from sample_explorers import LINE, STEPS, WAVE, kinks_training, wave_runs, xor_runs, xor_training

from nnbasics.activations import sigmoid
from nnbasics.data import gate
from nnbasics.experiments.kinks import kinks
from nnbasics.explorers.fold import NETWORKS, clip, fired, fold_explorer, xor_training_explorer
from nnbasics.explorers.kinks import CURVES, kinks_explorer
from nnbasics.losses import bce, mse
from nnbasics.networks import mlp_forward

X, Y = gate("xor")


# --- where a network fires --------------------------------------------------------------


SQUARE = np.array([(-1.0, -1.0), (2.0, -1.0), (2.0, 2.0), (-1.0, 2.0)])


def area(polygon):
    x, y = polygon.T
    return abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2


def test_clip_by_hand():
    assert area(clip(SQUARE, np.array([1.0, 0.0]), -0.5)) == pytest.approx(4.5)
    assert area(clip(SQUARE, np.array([1.0, 1.0]), -1.0)) == pytest.approx(4.5)
    assert clip(SQUARE, np.array([1.0, 1.0]), -10.0).shape == (0, 2)
    assert area(clip(SQUARE, np.array([1.0, 1.0]), 10.0)) == pytest.approx(9)


@settings(max_examples=50)
@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.4, 1.0]))
def test_fired_parts_are_where_the_network_fires(seed, slope):
    rng = np.random.default_rng(seed)
    W, b, v, c = rng.normal(size=(2, 2)), rng.normal(size=2), rng.normal(size=2), rng.normal()
    grid = np.array(list(itertools.product(np.linspace(-1, 2, 91), repeat=2)))
    Z = grid @ W + b
    share = np.mean(np.where(Z > 0, Z, slope * Z) @ v + c > 0)
    parts = fired(SQUARE, (W, b), (v, c), slope)
    assert sum(area(part) for _, part in parts) / 9 == pytest.approx(share, abs=0.03)
    assert len({signs for signs, _ in parts}) == len(parts)


def test_a_network_that_says_zero_everywhere_fires_nowhere():
    nothing = np.zeros((2, 2)), np.zeros(2)
    assert fired(SQUARE, nothing, (np.ones(2), 0.0), 0.0) == []


# --- folding ----------------------------------------------------------------------------


@pytest.mark.parametrize("network", NETWORKS)
def test_folding_solves_xor(network):
    live = fold_explorer()
    live.controls["network"].value = network
    assert "0 of 4" not in live.sentence
    live.controls["fold"].value = 1.0
    assert "0 of 4" in live.sentence and "Folded" in live.sentence


@pytest.mark.parametrize(("bias", "wrong"), [(-1.5, 1), (-1.25, 0), (-1, 0), (-0.75, 2)])
def test_the_second_bias_has_to_fit(bias, wrong):
    live = fold_explorer()
    live.controls["fold"].value = 1.0
    live.controls["bias"].value = bias
    assert f"{wrong} of 4" in said(live)


def test_another_network_brings_its_own_bias():
    live = fold_explorer()
    live.controls["network"].value = "against each other"
    assert live.controls["bias"].value == 0
    live.controls["bias"].value = -1  # that of the other network already
    live.controls["network"].value = "sum"
    assert live.controls["bias"].value == -1
    assert "(0, 0) → (0.00, −1.00)" in said(live)


def test_a_network_whose_neurons_are_all_dead_can_be_shown():
    dead = [(-np.ones((2, 2)), np.zeros(2)), (np.ones((2, 1)), np.zeros(1))]
    live = xor_training_explorer({"dead": [dead, dead]}, [0, 5])
    assert "(1, 1) → (0.00, 0.00)" in said(live) and "0.693" in live.sentence


def test_xor_training_says_loss_and_errors():
    runs, live = xor_runs(), xor_training()
    for (name, run), at in itertools.product(runs.items(), range(len(STEPS))):
        live.controls["run"].value, live.controls["at"].value = name, at
        logits = mlp_forward(X, run[at])[:, 0]
        wrong = int(((logits > 0) != Y).sum())
        text = said(live)
        assert f"Step {STEPS[at]}: loss {bce(sigmoid(logits), Y):.3f}" in text
        assert f"wrong {wrong} of 4" in text


# --- kinks ------------------------------------------------------------------------------


@pytest.mark.parametrize("curve", CURVES)
def test_kinks_say_the_gap(curve):
    live = kinks_explorer()
    live.controls["curve"].value = curve
    live.controls["neurons"].value = 6
    x = np.linspace(-1, 1, 481)
    places = np.linspace(-1, 1, 7)
    gap = np.abs(np.interp(x, places, CURVES[curve](places)) - CURVES[curve](x)).max()
    assert live.controls["added"].value == 6
    assert f"is {gap:.3f}" in said(live)


def test_neurons_can_be_added_one_by_one():
    live = kinks_explorer(neurons=8)
    live.controls["added"].value = 3
    assert "3 of 8 neurons: the line follows the curve up to x = −0.25" in said(live)
    live.controls["neurons"].value = 2  # fewer than are added: all that there are
    assert live.controls["added"].value == 2 and live.sentence.startswith("<b>2 neurons</b>")
    live.controls["added"].value = 0
    assert "No neuron" in live.sentence


def test_corner_needs_two_neurons():
    live = kinks_explorer()
    live.controls["curve"].value = "corner"
    live.controls["neurons"].value = 2
    assert "is 0.000" in said(live)


def test_kinks_in_training_are_counted():
    runs, live = wave_runs(), kinks_training()
    for (name, run), at in itertools.product(runs.items(), range(len(STEPS))):
        live.controls["run"].value, live.controls["at"].value = name, at
        inside = int((np.abs(kinks(run[at])) <= 1 + 1e-9).sum())
        assert f"{inside} of 5" in live.sentence
    assert mse(mlp_forward(LINE[:, None], runs["start 0"][-1]), WAVE) < 1
