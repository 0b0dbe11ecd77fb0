"""Training with something against learning by heart: an L2 penalty, and dropout.

The training loop of `nnbasics.training` with two lines more. Read that one first.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from nnbasics.activations import relu
from nnbasics.batches import iterate_minibatches
from nnbasics.gradients import linear_backward
from nnbasics.losses import cross_entropy, cross_entropy_grad
from nnbasics.networks import Params, linear
from nnbasics.regularization import dropout, l2_penalty
from nnbasics.training import Callback


def gradients_with_dropout(
    X: ArrayLike, labels: ArrayLike, params: Params, p: float, rng: np.random.Generator
) -> tuple[float, Params]:
    """`gradients.loss_and_gradients`, with dropout on what each hidden layer hands on.

    X: ``(N, D)``. labels: ``(N,)``. p: the probability of dropping, ``0 <= p < 1``.
    """
    inputs = [np.asarray(X)]  # of each layer
    for W, b in params[:-1]:
        A = relu(linear(inputs[-1], W, b))
        inputs.append(dropout(A, p, training=True, rng=rng))
    logits = linear(inputs[-1], *params[-1])

    dout = cross_entropy_grad(logits, labels)  # (N, C)
    grads = []
    for i in reversed(range(len(params))):
        dX, dW, db = linear_backward(dout, inputs[i], params[i][0])
        grads.append((dW, db))
        # Positive are exactly those that ReLU let through and dropout kept, times 1 / (1 - p).
        dout = np.where(inputs[i] > 0, dX / (1 - p), 0)
    return cross_entropy(logits, labels), grads[::-1]


def train_regularized(
    X: ArrayLike,
    labels: ArrayLike,
    params: Params,
    lr: float,
    epochs: int,
    batch_size: int,
    rng: np.random.Generator,
    *,
    l2: float = 0.0,
    drop: float = 0.0,
    callbacks: Sequence[Callback] = (),
) -> tuple[Params, list[float]]:
    """`training.train` by SGD, with an L2 penalty of strength l2 and dropout of probability drop.

    Returns the new params and the history: the mean loss of each epoch, with dropout at work
    and the penalty not counted.
    """
    history: list[float] = []
    for epoch in range(epochs):
        total = 0.0
        for X_b, y_b in iterate_minibatches(X, labels, batch_size, rng):
            loss, grads = gradients_with_dropout(X_b, y_b, params, drop, rng)
            _, pulls = l2_penalty(params, l2)
            params = [
                (W - lr * (dW + pull), b - lr * db)
                for (W, b), (dW, db), (pull, _) in zip(params, grads, pulls, strict=True)
            ]
            total += loss * len(X_b)
        history.append(total / len(np.asarray(X)))
        if any([callback(epoch, params, history[-1]) is True for callback in callbacks]):
            break
    return params, history
