"""Lesson 6: surfaces, races on them, curvatures, and the learning-rate finder."""

import numpy as np
import pytest
from lazy_modules import LazyModule

from nnbasics.data import moons
from nnbasics.experiments.averages import moving_average
from nnbasics.experiments.curvature import curvatures
from nnbasics.experiments.finder import WORSE, sweep_learning_rate
from nnbasics.experiments.racing import arrivals, run
from nnbasics.experiments.surfaces import SURFACES, ravine, ravine_gradient
from nnbasics.gradients import loss_and_gradients, numerical_gradient
from nnbasics.initialization import init_params
from nnbasics.optimizers import SGD, Adam, Momentum, RMSProp

torch = LazyModule("torch")

OPTIMIZERS = [SGD, Momentum, RMSProp, Adam]
X, Y = moons(60, 0.1, np.random.default_rng(0))


# --- surfaces -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", SURFACES)
def test_gradients_are_slopes(name):
    surface, rng = SURFACES[name], np.random.default_rng(1)
    places = rng.normal(size=(2, 5, 2))
    gradients = surface.gradient(places)
    assert gradients.shape == places.shape
    for index in np.ndindex(2, 5):
        slope = numerical_gradient(lambda w: surface.loss(*w), places[index])
        assert np.allclose(gradients[index], slope, rtol=1e-6, atol=1e-7)


def test_lowest_places_and_the_saddle():
    lowest = {"ravine": (0, 0), "turned ravine": (0, 0), "saddle": (0, -1), "curved valley": (1, 1)}
    for name, place in lowest.items():
        assert SURFACES[name].loss(*np.array(place, dtype=float)) == 0
    assert np.array_equal(SURFACES["saddle"].gradient(np.zeros(2)), [0, 0])


def test_the_turned_ravine_is_the_ravine_seen_from_elsewhere():
    plain, turned = (
        SURFACES[n].starts(9, np.random.default_rng(3)) for n in ("ravine", "turned ravine")
    )
    assert np.allclose(ravine(*plain.T), SURFACES["turned ravine"].loss(*turned.T))
    assert np.allclose(np.linalg.norm(plain, axis=1), np.linalg.norm(turned, axis=1))
    angle = np.arctan2(turned[:, 1], turned[:, 0]) - np.arctan2(plain[:, 1], plain[:, 0])
    assert np.allclose(np.mod(angle, 2 * np.pi), np.pi / 4)


@pytest.mark.parametrize("name", SURFACES)
def test_starts_lie_in_their_box_and_off_the_finish(name):
    surface = SURFACES[name]
    starts = surface.starts(200, np.random.default_rng(4))
    assert starts.shape == (200, 2)
    if not surface.turned:
        assert (starts >= surface.low).all() and (starts <= surface.high).all()
    assert (np.abs(starts) < 3).all()


# --- races --------------------------------------------------------------------------------


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_all_at_once_is_one_by_one(optimizer):
    """Many starts, and a learning rate for each row, in one array."""
    starts = np.random.default_rng(5).normal(size=(4, 2))
    rates = np.array([0.01, 0.03])
    beside = np.repeat(starts[None], 2, axis=0)
    kept = beside.copy()
    together = run(optimizer, rates[:, None, None], ravine_gradient, beside, 25)
    assert together.shape == (26, 2, 4, 2) and np.array_equal(beside, kept)
    for i, j in np.ndindex(2, 4):
        alone = run(optimizer, rates[i], ravine_gradient, starts[j], 25)
        assert np.allclose(together[:, i, j], alone, rtol=1e-12)


def test_a_run_that_leaves_for_infinity_is_no_warning(recwarn):
    path = run(SGD, 10.0, ravine_gradient, [1.0, 1.0], 400)
    assert not np.isfinite(path[-1]).all()
    assert arrivals(ravine, path) == np.inf
    assert not recwarn.list


def test_arrivals_by_hand():
    def loss(w1, w2):
        return np.abs(w1)

    ways = {  # first weight at each step → arrival at a loss below 1
        (2.0, 1.5, 0.5, 2.0): 2,  # what comes afterwards does not count
        (0.5, 2.0, 2.0, 2.0): 0,
        (2.0, 1.0, 1.0, 1.0): np.inf,  # on the line is not below it
        (2.0, 0.5, 0.5, 3.5): np.inf,  # out, although it had arrived
    }
    path = np.stack([np.array(list(ways)).T, np.zeros((4, 4))], axis=-1)  # (steps, runs, 2)
    assert arrivals(loss, path, finish=1.0).tolist() == list(ways.values())
    assert arrivals(loss, path, finish=1.0, track=4.0)[3] == 1
    assert arrivals(loss, path[:, 0], finish=1.0) == 2  # a single run


# --- curvatures ---------------------------------------------------------------------------


def test_curvatures_are_the_eigenvalues_of_pytorchs_hessian():
    rng = np.random.default_rng(6)
    params = [(W, rng.normal(size=b.shape)) for W, b in init_params([2, 3, 2], rng)]
    kept = [(W.copy(), b.copy()) for W, b in params]
    shapes = [array.shape for layer in params for array in layer]
    flat = torch.tensor(np.concatenate([a.ravel() for layer in params for a in layer]))

    def loss(vector):
        parts = torch.split(vector, [int(np.prod(shape)) for shape in shapes])
        W1, b1, W2, b2 = (part.reshape(s) for part, s in zip(parts, shapes, strict=True))
        hidden = torch.relu(torch.tensor(X) @ W1 + b1)
        return torch.nn.functional.cross_entropy(hidden @ W2 + b2, torch.tensor(Y))

    hessian = torch.autograd.functional.hessian(loss, flat)
    wanted = torch.linalg.eigvalsh(hessian).numpy()[::-1]
    found = curvatures(X, Y, params)
    assert np.allclose(found, wanted, atol=1e-6)
    assert all(np.array_equal(W, W_kept) for (W, _), (W_kept, _) in zip(params, kept, strict=True))
    assert all(np.array_equal(b, b_kept) for (_, b), (_, b_kept) in zip(params, kept, strict=True))


# --- the finder ---------------------------------------------------------------------------


def test_the_sweep_takes_each_step_with_its_own_rate():
    params = init_params([2, 5, 2], np.random.default_rng(7))
    rates = [0.01, 0.1, 0.2]
    losses = sweep_learning_rate(X, Y, params, rates, len(X), np.random.default_rng(8))
    w = [(W.copy(), b.copy()) for W, b in params]
    for lr, loss in zip(rates, losses, strict=True):
        wanted, grads = loss_and_gradients(X, Y, w)  # the order of one batch does not matter
        assert loss == pytest.approx(wanted, rel=1e-12)
        w = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(w, grads, strict=True)]


def test_the_sweep_goes_on_after_an_epoch_and_leaves_what_it_is_given():
    params = init_params([2, 5, 2], np.random.default_rng(7))
    kept = [(W.copy(), b.copy()) for W, b in params]
    rates = np.full(13, 0.1)
    losses = sweep_learning_rate(X, Y, params, rates, 25, np.random.default_rng(8), optimizer=Adam)
    assert len(losses) == 13 and losses[-1] < losses[0]
    for (W, b), (W_kept, b_kept) in zip(params, kept, strict=True):
        assert np.array_equal(W, W_kept) and np.array_equal(b, b_kept)


def test_the_sweep_ends_when_it_has_failed():
    params = init_params([2, 5, 2], np.random.default_rng(7))
    with np.errstate(all="ignore"):
        losses = sweep_learning_rate(
            X, Y, params, np.geomspace(0.1, 1e6, 60), 20, np.random.default_rng(8)
        )
    assert len(losses) < 60
    assert not losses[-1] < WORSE * losses[0]
    assert (losses[:-1] < WORSE * losses[0]).all()


def test_the_sweep_ends_when_the_loss_is_no_number_any_more():
    """nan is not above any limit."""
    params = init_params([2, 5, 2], np.random.default_rng(7))
    with np.errstate(all="ignore"):  # the second step makes weights whose products overflow
        losses = sweep_learning_rate(
            X, Y, params, [0.1, 1e300, 0.1, 0.1], len(X), np.random.default_rng(8)
        )
    assert np.isnan(losses).tolist() == [False, False, True]


def test_a_moving_average_is_adams():
    values = np.random.default_rng(9).normal(1.0, 0.5, 30)
    w = np.zeros(1)
    adam = Adam([w], 0.1, (0.8, 0.99))
    for t, value in enumerate(values):
        adam.step([np.array([value])])
        assert moving_average(values, 0.8, corrected=False)[t] == pytest.approx(adam.means[0][0])
    corrected = moving_average(values, 0.8)
    assert corrected[0] == pytest.approx(values[0])
    weights = 0.2 * 0.8 ** np.arange(30)[::-1]
    assert corrected[-1] == pytest.approx(weights @ values / weights.sum())
    assert np.allclose(moving_average(np.full(9, 3.0), 0.999), 3.0)
