"""The live figures of lesson 5, and the networks that are trained side by side for them."""

from itertools import islice

import numpy as np
import pytest
from live_checks import said

from nnbasics.batches import iterate_minibatches
from nnbasics.data import moons
from nnbasics.explorers import clinic, trained
from nnbasics.explorers.batch_size import BATCHES, batch_size_explorer, loss_over_epochs
from nnbasics.explorers.clinic import CAUSES, clinic_explorer, curves_figure, patient, train_patient
from nnbasics.explorers.fitting import fits, fitting_explorer
from nnbasics.explorers.spread import spread_explorer
from nnbasics.gradients import loss_and_gradients
from nnbasics.initialization import init_params
from nnbasics.losses import cross_entropy
from nnbasics.metrics import accuracy
from nnbasics.networks import mlp_forward

X, Y = moons(30, 0.2, np.random.default_rng(0))

PARAMS = init_params([2, 5, 4, 2], np.random.default_rng(1))


def rng(seed: int = 2) -> np.random.Generator:
    return np.random.default_rng(seed)


def same(one, other) -> bool:
    pairs = [pair for layers in zip(one, other, strict=True) for pair in zip(*layers, strict=True)]
    return all(np.allclose(a, b, rtol=1e-9, atol=1e-12) for a, b in pairs)


# --- networks side by side ------------------------------------------------------------------


def test_side_by_side_each_learns_as_it_would_alone():
    widths, lrs, l2 = (1, 3, 6), (0.1, 0.3, 1.0), (0.0, 0.01, 0.0)
    starts = [init_params([2, width, 2], rng(width)) for width in widths]
    steps = trained.train_side_by_side(
        X, Y, trained.stack(starts), trained.Rates(lrs, l2), 8, rng()
    )
    *_, after = islice(steps, 9)  # the start, and two epochs of four batches
    orders = rng()
    batches = [batch for _ in range(2) for batch in iterate_minibatches(X, Y, 8, orders)]
    for k, params in enumerate(starts):
        for X_b, y_b in batches:
            _, grads = loss_and_gradients(X_b, y_b, params)
            params = [
                (W - lrs[k] * (dW + 2 * l2[k] * W), b - lrs[k] * db)
                for (W, b), (dW, db) in zip(params, grads, strict=True)
            ]
        (W1, b1), (W2, b2) = trained.one_of(after, k)
        wide = widths[k]
        assert same([(W1[:, :wide], b1[:wide]), (W2[:wide], b2)], params)
        assert not W1[:, wide:].any() and not W2[wide:].any()  # what is not there stays away


def test_losses_side_by_side():
    networks = [init_params([2, width, 2], rng(width)) for width in (2, 4)]
    loss, right = trained.losses(X, Y, trained.stack(networks))
    for k, params in enumerate(networks):
        Z = mlp_forward(X, params)
        assert np.isclose(loss[k], cross_entropy(Z, Y)) and np.isclose(right[k], accuracy(Z, Y))


def test_dropout_side_by_side_drops_its_share():
    """A network of one layer of equal neurons: how many of them learn from a batch?"""
    width = 2000
    small = rng().normal(0, 0.001, (width, 2))
    start = [(np.ones((2, width)), np.ones(width)), (small, np.zeros(2))]
    one, label = np.ones((1, 2)), np.array([1])
    steps = trained.train_side_by_side(
        one, label, trained.stack([start, start]), trained.Rates(0.1, 0.0, [0.0, 0.3]), 1, rng()
    )
    _, after = islice(steps, 2)
    moved = [np.mean(trained.one_of(after, k)[1][0][:, 0] != start[1][0][:, 0]) for k in (0, 1)]
    assert moved[0] == 1 and moved[1] == pytest.approx(0.7, abs=0.05)


# --- the live figures -----------------------------------------------------------------------


def test_ten_times_the_batch_needs_ten_times_the_learning_rate():
    live = batch_size_explorer()
    for batch, lr in [("10", 0.1), ("100", 1.0)]:
        live.controls["batch"].value, live.controls["lr"].value = batch, lr
        assert "from 1.15 to 0.27" in said(live)
    live.controls["batch"].value, live.controls["lr"].value = "1", 10**0.5
    assert "infinity" in said(live)


@pytest.mark.parametrize("batch", BATCHES)
def test_epochs_are_samples_seen(batch):
    x, heights = loss_over_epochs(batch)
    assert x[0] == 0 and x[-1] == 5 and len(x) == len(heights)
    assert np.allclose(heights[0], heights[0, 0])  # all learning rates start from the same


def test_spread_in_words():
    live = spread_explorer()
    for activation, std, words in [
        ("relu", 0.01, "by about 0.1. The signal dies out"),
        ("relu", 0.1, "by about 1. The signal comes through"),
        ("relu", 1.0, "by about 10. The signal explodes"),
        ("tanh", 1.0, "stuck near −1 or 1"),
    ]:
        live.controls["activation"].value, live.controls["std"].value = activation, std
        assert words in said(live)


@pytest.mark.parametrize(
    ("samples", "width", "against", "updates", "words"),
    [
        (60, 64, "nothing", 0, "Nothing has been learned"),
        (60, 1, "nothing", 3000, "Underfitting"),
        (60, 64, "nothing", 3000, "Overfitting: validation was best, 0.27, after 450 updates"),
        (20, 64, "nothing", 3000, "Overfitting"),
        (60, 64, "L2, strength 0.003", 3000, "No sign of either"),
        (300, 16, "nothing", 500, "No sign of either"),
    ],
)
def test_fitting_in_words(samples, width, against, updates, words):
    live = fitting_explorer()
    chosen = (str(samples), str(width), against, updates)
    for control, value in zip(live.controls.values(), chosen, strict=True):
        control.value = value
    fit = fits(samples)[width, against]
    assert words in said(live)
    assert f"Training loss {fit.train[updates // 50]:.2f}" in said(live)


def test_fits_are_measured_on_their_networks():
    fit = fits(20)[4, "dropout, p = 0.5"]
    X20, y20 = moons(20, 0.3, rng(20))
    assert np.isclose(fit.train[-1], cross_entropy(mlp_forward(X20, fit.networks[-1]), y20))


# --- the clinic -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", "ABCDE")
def test_a_right_diagnosis_is_told_and_cured(name):
    live = clinic_explorer()
    live.controls["patient"].value = name
    answers = {}
    for cause in CAUSES:
        live.controls["diagnosis"].value = cause
        answers[cause] = said(live)
    right = [cause for cause, answer in answers.items() if f"Yes, {cause}" in answer]
    assert right == [clinic._SICK[name]]
    assert "The cure" in answers[right[0]]
    assert sum("Not this" in answer for answer in answers.values()) == len(CAUSES) - 1


def test_each_patient_has_an_illness_of_its_own():
    assert len(set(clinic._SICK.values())) == 5
    healthy = train_patient()
    assert healthy.validation[-1] < 0.25 and len(healthy.training) == 800
    for name, cause in clinic._SICK.items():
        again = train_patient(**CAUSES[cause].settings)
        assert np.array_equal(again.training, patient(name).training)
        assert again.validation[-1] > 1.5 * healthy.validation[-1]


def test_curves_are_drawn_each_in_a_panel():
    figure = curves_figure({name: patient(name) for name in "ABCDE"})
    shown = [ax for ax in figure.axes if ax.get_visible()]
    assert ["".join(map(ax.get_title, ("left", "center"))) for ax in shown] == list("ABCDE")
    assert np.array_equal(shown[1].lines[0].get_ydata(), patient("B").training)
