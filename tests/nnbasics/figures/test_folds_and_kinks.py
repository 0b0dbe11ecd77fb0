"""Many networks trained at once, networks written down, and the figures that show both."""

import itertools
import re

import ipywidgets as widgets
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nnbasics import figures
from nnbasics.activations import sigmoid
from nnbasics.data import gate
from nnbasics.experiments.kinks import kinks, through_points, zigzag
from nnbasics.experiments.many_starts import forward_many, init_many, one_of, train_many
from nnbasics.explorers.fold import (
    NETWORKS,
    clip,
    fired,
    fold_explorer,
    xor_training_explorer,
)
from nnbasics.explorers.kinks import CURVES, kinks_explorer, kinks_training_explorer
from nnbasics.initialization import init_params
from nnbasics.losses import bce, mse
from nnbasics.networks import mlp_forward

X, Y = gate("xor")
STEPS = [0, 1, 10, 100]
LINE = np.linspace(-1, 1, 21)


# --- many networks at once --------------------------------------------------------------


def test_the_first_starts_do_not_depend_on_how_many_there_are():
    few = init_many([2, 3, 1], 2, np.random.default_rng(0))
    many = init_many([2, 3, 1], 5, np.random.default_rng(0))
    rng = np.random.default_rng(0)
    for start in range(2):
        single = init_params([2, 3, 1], rng)
        for layer, *others in zip(single, one_of(few, start), one_of(many, start), strict=True):
            for other in others:
                assert all(np.array_equal(a, b) for a, b in zip(layer, other, strict=True))


def test_pytorch_start_is_as_wide_as_pytorchs():
    params = init_many([5, 3, 2], 400, np.random.default_rng(0), "pytorch")
    torch.manual_seed(0)
    for (W, b), fan_in, fan_out in zip(params, (5, 3), (3, 2), strict=True):
        assert W.shape == (400, fan_in, fan_out) and b.shape == (400, 1, fan_out)
        theirs = torch.nn.Linear(fan_in, 2000)
        for ours, other in ((W, theirs.weight), (b, theirs.bias)):
            assert np.abs(ours).max() <= 1 / np.sqrt(fan_in)
            assert ours.std() == pytest.approx(other.detach().numpy().std(), rel=0.05)


def test_forward_is_that_of_each_network():
    params = init_many([2, 4, 3, 1], 3, np.random.default_rng(1))
    outputs = forward_many(X, params)
    assert [each.shape for each in outputs] == [(3, 4, 4), (3, 4, 3), (3, 4, 1)]
    for start in range(3):
        assert np.allclose(outputs[-1][start], mlp_forward(X, one_of(params, start)))


@pytest.mark.parametrize("sizes", [[2, 3, 1], [2, 3, 4, 1], [2, 1]], ids=str)
@pytest.mark.parametrize("output", ["logit", "number"])
@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_training_is_that_of_pytorch(sizes, output, activation):
    start = init_many(sizes, 2, np.random.default_rng(2), "pytorch")
    kept = [array.copy() for layer in start for array in layer]
    trained, _ = train_many(X, Y, start, 0.3, 20, activation=activation, output=output)
    bend = {"relu": torch.relu, "tanh": torch.tanh}[activation]
    loss = {"logit": torch.nn.BCEWithLogitsLoss(), "number": torch.nn.MSELoss()}[output]
    for network in range(2):
        params = [
            [torch.tensor(array, requires_grad=True) for array in layer]
            for layer in one_of(start, network)
        ]
        flat = [array for layer in params for array in layer]
        optimizer = torch.optim.SGD(flat, lr=0.3)
        for _ in range(20):
            optimizer.zero_grad()
            A = torch.tensor(X)
            for W, b in params[:-1]:
                A = bend(A @ W + b)
            loss(A @ params[-1][0] + params[-1][1], torch.tensor(Y)[:, None].double()).backward()
            optimizer.step()
        ours = [array for layer in one_of(trained, network) for array in layer]
        for mine, theirs in zip(ours, flat, strict=True):
            assert np.allclose(mine, theirs.detach().numpy(), rtol=1e-9, atol=1e-12)
    assert all(
        np.array_equal(a, b)
        for a, b in zip(kept, (array for layer in start for array in layer), strict=True)
    )


def test_moments_are_kept_in_order():
    start = init_many([2, 3, 1], 2, np.random.default_rng(3))
    end, kept = train_many(X, Y, start, 0.5, 30, keep=[30, 0, 10])
    after_ten, _ = train_many(X, Y, start, 0.5, 10)
    for moment, wanted in zip(kept, (start, after_ten, end), strict=True):
        assert all(np.array_equal(W, V) for (W, _), (V, _) in zip(moment, wanted, strict=True))


def test_unknown_output_is_refused():
    start = init_many([2, 1], 1, np.random.default_rng(0))
    with pytest.raises(ValueError, match="no output 'class'"):
        train_many(X, Y, start, 0.1, 1, output="class")


# --- networks written down --------------------------------------------------------------


@given(st.lists(st.integers(-20, 20), min_size=2, max_size=9), st.data())
def test_through_points(heights, data):
    gaps = data.draw(st.lists(st.integers(1, 5), min_size=len(heights), max_size=len(heights)))
    x, y = np.cumsum(gaps), np.array(heights, dtype=float)
    params = through_points(x, y)
    between = np.linspace(x[0], x[-1], 50)
    assert np.allclose(mlp_forward(between[:, None], params)[:, 0], np.interp(between, x, y))
    assert np.allclose(mlp_forward(np.array([[x[0] - 3.0]]), params), y[0])
    assert np.array_equal(kinks(params), x[:-1])


def test_a_neuron_that_does_not_look_has_no_kink():
    params = [(np.array([[2.0, 0.0]]), np.array([-1.0, 3.0])), (np.ones((2, 1)), np.zeros(1))]
    assert np.array_equal(kinks(params), [0.5, np.nan], equal_nan=True)


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_zigzag_is_folding_again_and_again(depth):
    x = np.linspace(0, 1, 129)
    folded = x
    for _ in range(depth):
        folded = 1 - np.abs(2 * folded - 1)
    assert np.allclose(mlp_forward(x[:, None], zigzag(depth))[:, 0], folded)
    assert len(zigzag(depth)) == depth + 1


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


# --- the live figures -------------------------------------------------------------------


def xor_runs():
    _, kept = train_many(
        X, Y, init_many([2, 2, 1], 3, np.random.default_rng(0)), 0.5, 100, keep=STEPS
    )
    return {f"start {start}": [one_of(each, start) for each in kept] for start in (0, 1, 2)}


def wave_runs():
    start = init_many([1, 5, 1], 2, np.random.default_rng(0))
    wave = np.sin(np.pi * LINE)
    _, kept = train_many(LINE[:, None], wave, start, 0.1, 100, output="number", keep=STEPS)
    return {f"start {start}": [one_of(each, start) for each in kept] for start in (0, 1)}


def xor_training():
    return xor_training_explorer(xor_runs(), STEPS)


def kinks_training():
    return kinks_training_explorer(wave_runs(), STEPS, LINE, np.sin(np.pi * LINE))


EXPLORERS = [fold_explorer, xor_training, kinks_explorer, kinks_training]
explorers = pytest.mark.parametrize("make", EXPLORERS, ids=lambda make: make.__name__)


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def values(control) -> list:
    """All that a control can be set to."""
    if isinstance(control, widgets.Dropdown | widgets.SelectionSlider):
        return [value for _, value in control.options]
    steps = round((control.max - control.min) / control.step)
    return [type(control.value)(control.min + n * control.step) for n in range(steps + 1)]


@explorers
def test_a_control_changes_picture_and_sentence(make):
    live = make()
    for name, control in live.controls.items():
        png, sentence = live.png, live.sentence
        control.value = next(value for value in values(control) if value != control.value)
        assert live.png != png, name
        assert live.sentence != sentence, name


@explorers
def test_there_and_back_is_the_same_picture(make):
    live = make()
    for control in live.controls.values():
        first, at = live.png, {name: each.value for name, each in live.controls.items()}
        control.value = next(value for value in values(control) if value != control.value)
        there = live.png
        live.redraw()
        assert live.png == there  # what is blitted is what a new drawing shows
        for name, value in at.items():
            live.controls[name].value = value
        assert live.png == first


@explorers
def test_every_value_can_be_shown(make):
    live = make()
    for ends in itertools.product(
        *(values(control)[::-1][:1] + values(control)[:1] for control in live.controls.values())
    ):
        for control, value in zip(live.controls.values(), ends, strict=True):
            control.value = (
                min(value, control.max) if isinstance(control, widgets.IntSlider) else value
            )
        assert not re.search(r"\b(nan|inf)\b|-\d", plain(live.sentence)), live.sentence


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
    assert f"{wrong} of 4" in plain(live.sentence)


def test_another_network_brings_its_own_bias():
    live = fold_explorer()
    live.controls["network"].value = "against each other"
    assert live.controls["bias"].value == 0
    live.controls["bias"].value = -1  # that of the other network already
    live.controls["network"].value = "sum"
    assert live.controls["bias"].value == -1
    assert "(0, 0) → (0.00, −1.00)" in plain(live.sentence)


def test_a_network_whose_neurons_are_all_dead_can_be_shown():
    dead = [(-np.ones((2, 2)), np.zeros(2)), (np.ones((2, 1)), np.zeros(1))]
    live = xor_training_explorer({"dead": [dead, dead]}, [0, 5])
    assert "(1, 1) → (0.00, 0.00)" in plain(live.sentence) and "0.693" in live.sentence


def test_xor_training_says_loss_and_errors():
    runs, live = xor_runs(), xor_training()
    for (name, run), at in itertools.product(runs.items(), range(len(STEPS))):
        live.controls["run"].value, live.controls["at"].value = name, at
        logits = mlp_forward(X, run[at])[:, 0]
        wrong = int(((logits > 0) != Y).sum())
        said = plain(live.sentence)
        assert f"Step {STEPS[at]} : loss {bce(sigmoid(logits), Y):.3f}" in said
        assert f"wrong {wrong} of 4" in said


@pytest.mark.parametrize("curve", CURVES)
def test_kinks_say_the_gap(curve):
    live = kinks_explorer()
    live.controls["curve"].value = curve
    live.controls["neurons"].value = 6
    x = np.linspace(-1, 1, 481)
    places = np.linspace(-1, 1, 7)
    gap = np.abs(np.interp(x, places, CURVES[curve](places)) - CURVES[curve](x)).max()
    assert live.controls["added"].value == 6
    assert f"is {gap:.3f}" in plain(live.sentence)


def test_neurons_can_be_added_one_by_one():
    live = kinks_explorer(neurons=8)
    live.controls["added"].value = 3
    assert "3 of 8 neurons : the line follows the curve up to x = −0.25" in plain(live.sentence)
    live.controls["neurons"].value = 2  # fewer than are added: all that there are
    assert live.controls["added"].value == 2 and live.sentence.startswith("<b>2 neurons</b>")
    live.controls["added"].value = 0
    assert "No neuron" in live.sentence


def test_corner_needs_two_neurons():
    live = kinks_explorer()
    live.controls["curve"].value = "corner"
    live.controls["neurons"].value = 2
    assert "is 0.000" in plain(live.sentence)


def test_kinks_in_training_are_counted():
    runs, live = wave_runs(), kinks_training()
    for (name, run), at in itertools.product(runs.items(), range(len(STEPS))):
        live.controls["run"].value, live.controls["at"].value = name, at
        inside = int((np.abs(kinks(run[at])) <= 1 + 1e-9).sum())
        assert f"{inside} of 5" in live.sentence
    assert mse(mlp_forward(LINE[:, None], runs["start 0"][-1]), np.sin(np.pi * LINE)) < 1


# --- still figures ----------------------------------------------------------------------


def texts(figure):
    return [text.get_text() for ax in figure.axes for text in ax.texts]


def test_network_diagram_writes_weights_and_biases():
    W1, b1 = np.array([[1.5, 0.0], [-2.0, 3.0]]), np.array([0.5, -4.0])
    names = [["age", "size"], ["young", "large"], ["buy"]]
    drawn = figures.network_diagram(names, [(W1, b1), (np.array([[1], [7]]), np.array([9]))])
    said = texts(drawn)
    assert {"age", "size", "young", "large", "buy", "b 0.5", "b −4", "b 9"} <= set(said)
    assert {"1.5", "−2", "3", "7"} <= set(said) and "0" not in said


def test_solved_counts_has_each_number():
    drawn = texts(figures.solved_counts({"tanh": {2: 30, 8: 50}, "ReLU": {2: 7, 8: 47}}, of=50))
    assert sorted(drawn, key=int) == ["7", "30", "47", "50"]


def test_line_with_kinks_goes_through_its_points():
    drawn = figures.line_with_kinks(through_points([0, 1, 3], [0, 2, 1]), [0, 1, 3], [0, 2, 1])
    lines = {line.get_label(): line.get_xydata() for line in drawn.axes[0].lines}
    assert lines["kink"].tolist() == [[0, 0], [1, 2]]
    for point in lines["points"][:2]:
        assert np.isclose(lines["network"], point).all(axis=1).any()


def test_gaps_by_width_shows_median_and_spread():
    drawn = figures.gaps_by_width([4, 8], [0.2, 0.1], [[0.1, 0.3, 0.5], [0.2, 0.3, 0.9]])
    lines = {line.get_label(): line.get_ydata().tolist() for line in drawn.axes[0].lines}
    assert lines["trained (median)"] == [0.3, 0.3] and lines["built by hand"] == [0.2, 0.1]


def test_more_dimensions_writes_shapes():
    drawn = texts(figures.more_dimensions(4, 3, 2))
    assert {"(3,)", "(4, 3)", "(2, 4, 3)"} <= set(drawn)


def test_zigzags_one_panel_for_each_depth():
    drawn = figures.zigzags([1, 3])
    titles = [ax.get_title() or ax.get_title("left") for ax in drawn.axes]
    assert titles == ["1 hidden layer", "3 hidden layers"]
