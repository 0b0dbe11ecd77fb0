"""Training against learning by heart: dropout and the L2 penalty."""

import numpy as np

from nnbasics.data import moons
from nnbasics.experiments.regularized_training import gradients_with_dropout, train_regularized
from nnbasics.gradients import loss_and_gradients, numerical_gradient
from nnbasics.initialization import init_params
from nnbasics.training import train

X, Y = moons(30, 0.2, np.random.default_rng(0))

PARAMS = init_params([2, 5, 4, 2], np.random.default_rng(1))


def rng(seed: int = 2) -> np.random.Generator:
    return np.random.default_rng(seed)


def same(one, other) -> bool:
    pairs = [pair for layers in zip(one, other, strict=True) for pair in zip(*layers, strict=True)]
    return all(np.allclose(a, b, rtol=1e-9, atol=1e-12) for a, b in pairs)


def test_without_dropout_it_is_backpropagation():
    loss, grads = gradients_with_dropout(X, Y, PARAMS, 0.0, rng())
    wanted_loss, wanted = loss_and_gradients(X, Y, PARAMS)
    assert loss == wanted_loss and same(grads, wanted)


def test_with_dropout_it_is_the_slope_of_the_loss():
    """The same generator drops the same numbers, so the loss is a function of the weights."""
    params = [(W, rng().normal(size=b.shape)) for W, b in PARAMS]  # no sum is 0, where ReLU bends
    _, grads = gradients_with_dropout(X, Y, params, 0.4, rng())
    for i in range(len(params)):
        for part in (0, 1):

            def loss(array, i=i, part=part):
                changed = [list(layer) for layer in params]
                changed[i][part] = array
                return gradients_with_dropout(X, Y, changed, 0.4, rng())[0]

            slope = numerical_gradient(loss, params[i][part])
            assert np.allclose(grads[i][part], slope, atol=1e-7), (i, part)


def test_with_nothing_against_it_is_the_training_loop():
    kept = [(W.copy(), b.copy()) for W, b in PARAMS]
    settings = 0.3, 4, len(X)  # one batch, for dropout draws numbers even when it drops nothing
    params, history = train_regularized(X, Y, PARAMS, *settings, rng())
    wanted, wanted_history = train(X, Y, PARAMS, *settings, rng())
    assert same(params, wanted) and np.allclose(history, wanted_history)
    assert same(PARAMS, kept)


def test_the_penalty_pulls_weights_and_no_biases():
    free, _ = train_regularized(X, Y, PARAMS, 0.5, 1, len(X), rng())
    pulled, _ = train_regularized(X, Y, PARAMS, 0.5, 1, len(X), rng(), l2=0.01)
    for (W, b), (W_pulled, b_pulled), (W_start, _) in zip(free, pulled, PARAMS, strict=True):
        assert np.allclose(W - W_pulled, 0.5 * 2 * 0.01 * W_start)
        assert np.allclose(b, b_pulled)
