"""Mistakes that are known with `loss_and_gradients`, the most specific first."""

from collections.abc import Callable

import numpy as np

from nnexercises.m04_backprop.loss_and_gradients_parts import (
    backprop,
    relu,
    sample_by_sample,
    softmax_of,
)
from nngrader.declare import Mistake


def _plain_softmax(Z):
    return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


def _losses_of(softmax: Callable) -> Callable:
    return lambda Z, labels: -np.log(softmax(Z)[np.arange(len(Z)), labels])


def _unstable_too(**changed: Callable) -> tuple[Callable, ...]:
    """The same change in a network that is right for huge logits, and in two that are not."""
    return (
        backprop(**changed),
        backprop(losses=_losses_of(softmax_of), **changed),
        backprop(losses=_losses_of(_plain_softmax), softmax=_plain_softmax, **changed),
    )


def _steps_downhill(X, labels, params):
    loss, grads = backprop()(X, labels, params)
    for (W, b), (dW, db) in zip(params, grads, strict=True):
        W -= 0.1 * dW
        b -= 0.1 * db
    return loss, grads


def _turns_the_list(X, labels, params):
    loss, grads = backprop()(X, labels, params)
    params.reverse()
    return loss, grads


def _empties_the_list(X, labels, params):
    loss, grads = backprop()(X, labels, params)
    while params:
        params.pop()
    return loss, grads


def _replaces_in_the_list(X, labels, params):
    loss, grads = backprop()(X, labels, params)
    for i, (dW, db) in enumerate(grads):
        params[i] = (params[i][0] - 0.1 * dW, params[i][1] - 0.1 * db)
    return loss, grads


def _with_zeros_before(grads):
    dW, db = grads[0]
    return [*([(np.zeros_like(dW), np.zeros_like(db))] * (len(grads) - 1)), (dW, db)]


MISTAKES = (
    Mistake(
        "mask-of-wrong-layer",
        "On the way back a layer was masked by another layer's sums: each ReLU stops what it "
        "had stopped on the way forward.",
        *_unstable_too(mask=lambda dX, sums, i: dX * (sums[0] > 0)),
        *_unstable_too(mask=lambda dX, sums, i: dX * (sums[i] > 0)),
        *_unstable_too(mask=lambda dX, sums, i: dX * (sums[-2] > 0)),
    ),
    Mistake(
        "gradient-not-averaged",
        "The gradients are those of the sum over the rows; the loss is their mean.",
        *_unstable_too(start=lambda P, Y, Z: P - Y),
    ),
    Mistake(
        "relu-mask-missing",
        "Everything passes on the way back: where ReLU gave 0, a change of its input had no "
        "effect.",
        *_unstable_too(mask=lambda dX, sums, i: dX),
    ),
    Mistake(
        "last-layer-only",
        "Only the last layer has its gradients: the others need theirs, through the layers "
        "behind them.",
        *_unstable_too(finish=lambda grads: grads[:1]),
        *_unstable_too(finish=lambda grads: grads[0]),
        *_unstable_too(finish=_with_zeros_before),
    ),
    Mistake(
        "bias-gradient-missing",
        "The gradients of the biases are missing: each layer has a pair, (dW, db).",
        *_unstable_too(bias=lambda dout: np.zeros(dout.shape[1])),
        *_unstable_too(finish=lambda grads: [dW for dW, db in grads[::-1]]),
        *_unstable_too(bias=lambda dout: 0.0),
    ),
    Mistake(
        "params-mutated",
        "The results are right, but the parameters that were passed in have changed: nothing "
        "is learned here, only the gradients are asked.",
        _steps_downhill,
        _turns_the_list,
        _empties_the_list,
        _replaces_in_the_list,
    ),
    Mistake(
        "order-reversed",
        "The gradients stand last layer first: asked is the order of params.",
        *_unstable_too(finish=lambda grads: grads),
    ),
    Mistake(
        "one-flat-list",
        "The gradients stand in one flat list: asked is a pair (dW, db) for each layer.",
        *_unstable_too(finish=lambda grads: [part for pair in grads[::-1] for part in pair]),
    ),
    Mistake(
        "bias-not-summed",
        "The gradient of a bias still has a row for each sample: the bias was added to every "
        "row, so all of them contribute.",
        *_unstable_too(bias=lambda dout: dout),
    ),
    Mistake(
        "bias-averaged",
        "The gradient of a bias is a mean over the rows: the loss's mean is in it already.",
        *_unstable_too(bias=lambda dout: dout.mean(axis=0)),
    ),
    Mistake(
        "bias-has-two-axes",
        "The gradient of a bias has shape (1, H); asked is the shape of b, (H,).",
        *_unstable_too(bias=lambda dout: dout.sum(axis=0, keepdims=True)),
    ),
    Mistake(
        "averaged-twice",
        "The gradients were divided by the number of rows twice.",
        *_unstable_too(start=lambda P, Y, Z: (P - Y) / len(P) ** 2),
        *_unstable_too(
            weights=lambda A, Z, dout: A.T @ dout / len(A), bias=lambda dout: dout.mean(axis=0)
        ),
        *_unstable_too(weights=lambda A, Z, dout: A.T @ dout / len(A)),
    ),
    Mistake(
        "int-truncation",
        "With whole numbers as parameters the fractions get lost: the gradients were written "
        "into arrays of integers.",
        lambda X, labels, params: sample_by_sample(X, labels, params, np.zeros_like),
    ),
    Mistake(
        "one-at-zero",
        "At a weighted sum of exactly 0 something passes; here ReLU's slope is 0 there.",
        *_unstable_too(mask=lambda dX, sums, i: dX * (sums[i - 1] >= 0)),
    ),
    Mistake(
        "mask-of-gradient",
        "What is negative in the gradient was stopped; ReLU stops where its own input was not "
        "above 0.",
        *_unstable_too(mask=lambda dX, sums, i: np.maximum(dX, 0)),
    ),
    Mistake(
        "value-not-slope",
        "The gradient was multiplied by ReLU's output; on the way back its slope counts, 1 or 0.",
        *_unstable_too(mask=lambda dX, sums, i: dX * relu(sums[i - 1])),
    ),
    Mistake(
        "sums-for-activations",
        "A layer's weights got the gradient for its neighbor's sums; what it saw as its input "
        "was the output of ReLU.",
        *_unstable_too(weights=lambda A, Z, dout: Z.T @ dout),
    ),
    Mistake(
        "activation-on-logits",
        "ReLU was used on the last layer too: logits may be negative, and have no activation.",
        *_unstable_too(last=relu),
        *_unstable_too(last=relu, start=lambda P, Y, Z: (P - Y) / len(P) * (Z > 0)),
    ),
    Mistake(
        "mask-on-logits",
        "On the way back the last layer was masked, too: it has no ReLU.",
        *_unstable_too(start=lambda P, Y, Z: (P - Y) / len(P) * (Z > 0)),
    ),
    Mistake(
        "no-nonlinearity",
        "There is no ReLU in this network, neither forward nor back.",
        *_unstable_too(hidden=lambda Z: Z, mask=lambda dX, sums, i: dX),
    ),
    Mistake(
        "sign-flipped",
        "The gradients have the wrong sign: they point to where the loss falls.",
        *_unstable_too(start=lambda P, Y, Z: (Y - P) / len(P)),
    ),
    Mistake(
        "loss-summed",
        "The loss is a sum over the rows; their mean is asked.",
        *_unstable_too(reduce=np.sum),
        *_unstable_too(reduce=np.sum, start=lambda P, Y, Z: P - Y),
    ),
    Mistake(
        "log-zero",
        "With huge logits a probability rounds to 0, and its logarithm is −inf: what you wrote "
        "for cross_entropy helps.",
        backprop(losses=_losses_of(softmax_of)),
    ),
    Mistake(
        "overflow",
        "The exponential of a logit of 1000 is too large for a float: what you wrote for "
        "cross_entropy helps.",
        backprop(losses=_losses_of(_plain_softmax), softmax=_plain_softmax),
        backprop(softmax=_plain_softmax),
    ),
)
