"""What the inputs, the rules, the mistakes and the accepted answers of `train` share."""

import functools
import itertools
from collections.abc import Callable, Iterator

import numpy as np

from nnbasics.gradients import loss_and_gradients
from nnbasics.networks import Params
from nngrader.declare import Case

Cut = tuple[tuple[int, ...], ...]  # the samples of each batch of an epoch, the first batch first

# ---------------------------------------------------------------- every way to cut an epoch


def cuts_of(case: Case) -> tuple[Cut, ...]:
    return _cuts(tuple(range(len(case.args[0]))), case.args[5])


@functools.cache
def _cuts(samples: tuple[int, ...], size: int) -> tuple[Cut, ...]:
    """All ways to deal these samples out; the order within a batch makes no difference."""
    if not samples:
        return ((),)
    return tuple(
        (batch, *rest)
        for batch in itertools.combinations(samples, min(size, len(samples)))
        for rest in _cuts(tuple(i for i in samples if i not in batch), size)
    )


def all_epochs(case: Case, params: Params) -> Iterator[tuple[Cut, Params, float]]:
    """For each way to cut an epoch: the parameters after it, and its mean loss.

    All ways are gone at once: the first axis of every array here is the way.
    """
    X, labels, _, lr = case.args[:4]
    cuts = cuts_of(case)
    layers = [(np.stack([W] * len(cuts)), np.stack([b] * len(cuts))[:, None]) for W, b in params]
    total = np.zeros(len(cuts))
    for batch in zip(*cuts, strict=True):
        rows = np.array(batch)
        losses, grads = _losses_and_gradients(X[rows], labels[rows], layers)
        layers = [
            (W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(layers, grads, strict=True)
        ]
        total += losses.sum(axis=1)
    for i, cut in enumerate(cuts):
        yield cut, [(W[i], b[i, 0]) for W, b in layers], total[i] / len(X)


def _losses_and_gradients(X: np.ndarray, labels: np.ndarray, layers: list) -> tuple:
    """The loss of every sample, and the gradients of each batch's mean loss."""
    inputs = [X]
    for W, b in layers[:-1]:
        inputs.append(np.maximum(inputs[-1] @ W + b, 0))
    Z = inputs[-1] @ layers[-1][0] + layers[-1][1]
    E = np.exp(Z - Z.max(axis=2, keepdims=True))
    P = E / E.sum(axis=2, keepdims=True)
    right = labels[..., None] == np.arange(P.shape[2])
    losses, dout, grads = -np.log(P[right]).reshape(labels.shape), (P - right) / X.shape[1], []
    for A, (W, _) in zip(reversed(inputs), reversed(layers), strict=True):
        grads.insert(0, (A.transpose(0, 2, 1) @ dout, dout.sum(axis=1, keepdims=True)))
        dout = dout @ W.transpose(0, 2, 1) * (A > 0)
    return losses, grads


# ---------------------------------------------------------------- answers


def sgd(params, grads, lr):
    return [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads, strict=True)]


def trainer(
    *,
    orders: Callable = lambda rng, n, epochs: (rng.permutation(n) for _ in range(epochs)),
    starts: Callable = lambda n, size: range(0, n, size),
    labels_of: Callable = lambda labels, rows, rng: labels[rows],
    gradients: Callable = loss_and_gradients,
    update: Callable = sgd,
    weight: Callable = len,
    mean: Callable = lambda total, n, batches: total / n,
    begin: Callable = lambda params: params,
    every_epoch: Callable = lambda params, start: params,
    finish: Callable = lambda params, history: (params, history),
    source: Callable = lambda rng: rng,
) -> Callable:
    """As it should be, but for what is given."""

    def train(X, labels, params, lr, epochs, batch_size, rng):
        rng = source(rng)
        first = params = begin(params)
        history = []
        for order in orders(rng, len(X), epochs):
            params = every_epoch(params, first)
            total, batches = 0.0, 0
            for start in starts(len(X), batch_size):
                rows = order[start : start + batch_size]
                loss, grads = gradients(X[rows], labels_of(labels, rows, rng), params)
                params = update(params, grads, lr)
                total += loss * weight(rows)
                batches += 1
            history.append(mean(total, len(X), batches))
        return finish(params, history)

    return train


def step_in_place(params, grads, lr):
    for (W, b), (dW, db) in zip(params, grads, strict=True):
        W -= lr * dW
        b -= lr * db
    return params
