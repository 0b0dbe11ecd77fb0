"""The training loop: forward, loss, backward, update, repeat."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike
from tqdm.auto import trange

from nnbasics.batches import iterate_minibatches
from nnbasics.gradients import loss_and_gradients
from nnbasics.networks import Params
from nnbasics.neurons import Array
from nnbasics.optimizers import SGD, Optimizer

# Called after each epoch with its number (from 0), the parameters and the mean loss.
# Whoever wants to keep the parameters copies them: training goes on in the same arrays.
Callback = Callable[[int, Params, float], object]


def train(
    X: ArrayLike,
    labels: ArrayLike,
    params: Params,
    lr: float,
    epochs: int,
    batch_size: int,
    rng: np.random.Generator,
    *,
    optimizer: Callable[[list[Array], float], Optimizer] = SGD,
    callbacks: Sequence[Callback] = (),
    progress: bool = False,
) -> tuple[Params, list[float]]:
    """Train a ReLU network with cross-entropy, in mini-batches in a new order each epoch.

    X: ``(N, D)``. labels: integers ``(N,)``. params: where to start; they stay as they are.
    optimizer: a class of `nnbasics.optimizers`. callbacks: called after each epoch; if one
    returns True, that epoch is the last. progress: show a progress bar.
    Returns the new params and the history: the mean loss over the samples of each epoch,
    each taken before its batch's update. With X and params in float32 all is float32.
    """
    X, labels = np.asarray(X), np.asarray(labels)
    params = [(W.copy(), b.copy()) for W, b in params]
    steps = optimizer(_arrays(params), lr)
    history: list[float] = []
    for epoch in (bar := trange(epochs, desc="epochs", disable=not progress)):
        total = 0.0
        for X_b, y_b in iterate_minibatches(X, labels, batch_size, rng):
            loss, grads = loss_and_gradients(X_b, y_b, params)
            steps.step(_arrays(grads))
            total += loss * len(X_b)  # the last batch may be short, and then counts less
        history.append(total / len(X))
        bar.set_postfix(loss=f"{history[-1]:.4f}")
        # All of them are called, also after one has said that it is enough.
        if any([callback(epoch, params, history[-1]) is True for callback in callbacks]):
            break
    return params, history


def _arrays(params: Params) -> list[Array]:
    """``[(W1, b1), (W2, b2)]`` as ``[W1, b1, W2, b2]``, the same arrays."""
    return [array for layer in params for array in layer]
