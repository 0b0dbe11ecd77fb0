"""Mistakes that are known with `train`, the most specific first."""

from collections.abc import Callable

import numpy as np

from nnbasics import training
from nnbasics.gradients import loss_and_gradients
from nnexercises.m05_training_loop.train_parts import sgd, step_in_place, trainer
from nngrader.declare import Mistake


def _step_in_list(params, grads, lr):
    for i, ((W, b), (dW, db)) in enumerate(zip(params, grads, strict=True)):
        params[i] = (W - lr * dW, b - lr * db)
    return params


def _one_order(rng, n, epochs):
    order = rng.permutation(n)
    return [order] * epochs


def _in_order(rng, n, epochs):
    return [np.arange(n)] * epochs


def _first_gradient_of_epoch(X, labels, params, lr, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        order, total, grads = rng.permutation(len(X)), 0.0, None
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            loss, new = loss_and_gradients(X[rows], labels[rows], params)
            grads = grads or new
            params = sgd(params, grads, lr)
            total += loss * len(rows)
        history.append(total / len(X))
    return params, history


def _first_rows_of_x(X, labels, params, lr, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        order, total = rng.permutation(len(X)), 0.0
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            loss, _ = loss_and_gradients(X[rows], labels[rows], params)
            _, grads = loss_and_gradients(X[:batch_size], labels[:batch_size], params)
            params = sgd(params, grads, lr)
            total += loss * len(rows)
        history.append(total / len(X))
    return params, history


def _first_batch_only(X, labels, params, lr, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        rows = rng.permutation(len(X))[:batch_size]
        loss, grads = loss_and_gradients(X[rows], labels[rows], params)
        params = sgd(params, grads, lr)
        history.append(loss)
    return params, history


def _whole_batch(X, labels, params, lr, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        loss, grads = loss_and_gradients(X, labels, params)
        params = sgd(params, grads, lr)
        history.append(loss)
    return params, history


def _update_once_an_epoch(X, labels, params, lr, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        order, total, grads = rng.permutation(len(X)), 0.0, None
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            loss, grads = loss_and_gradients(X[rows], labels[rows], params)
            total += loss * len(rows)
        params = sgd(params, grads, lr)
        history.append(total / len(X))
    return params, history


def _loss_per_batch(X, labels, params, lr, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            loss, grads = loss_and_gradients(X[rows], labels[rows], params)
            params = sgd(params, grads, lr)
            history.append(loss)
    return params, history


def _loss_of_last_batch(X, labels, params, lr, epochs, batch_size, rng):
    history, loss = [], None
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            loss, grads = loss_and_gradients(X[rows], labels[rows], params)
            params = sgd(params, grads, lr)
        history.append(loss)
    return params, history


def _loss_after(whole: bool, before: bool = False) -> Callable:
    """The loss of all samples at the end of each epoch, or of each batch after its update."""

    def train(X, labels, params, lr, epochs, batch_size, rng):
        history = []
        for _ in range(epochs):
            order, total = rng.permutation(len(X)), 0.0
            at_first = loss_and_gradients(X, labels, params)[0]
            for start in range(0, len(X), batch_size):
                rows = order[start : start + batch_size]
                _, grads = loss_and_gradients(X[rows], labels[rows], params)
                params = sgd(params, grads, lr)
                total += loss_and_gradients(X[rows], labels[rows], params)[0] * len(rows)
            at_last = loss_and_gradients(X, labels, params)[0]
            history.append((at_first if before else at_last) if whole else total / len(X))
        return params, history

    return train


def _running_total(X, labels, params, lr, epochs, batch_size, rng):
    history, total = [], 0.0
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            loss, grads = loss_and_gradients(X[rows], labels[rows], params)
            params = sgd(params, grads, lr)
            total += loss * len(rows)
        history.append(total / len(X))
    return params, history


def _with_list_default(X, labels, params, lr, epochs, batch_size, rng, history=[]):  # noqa: B006
    params, new = training.train(X, labels, params, lr, epochs, batch_size, rng)
    history += new
    return params, list(history)


def _with_replacement(X, labels, params, lr, epochs, batch_size, rng):
    def orders(rng, n, epochs):
        return (rng.integers(0, n, n) for _ in range(epochs))

    return trainer(orders=orders)(X, labels, params, lr, epochs, batch_size, rng)


def _wide_replacement(X, labels, params, lr, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        total = 0.0
        for start in range(0, len(X), batch_size):
            rows = rng.choice(len(X), min(batch_size, len(X) - start), replace=False)
            loss, grads = loss_and_gradients(X[rows], labels[rows], params)
            params = sgd(params, grads, lr)
            total += loss * len(rows)
        history.append(total / len(X))
    return params, history


MISTAKES = (
    Mistake(
        "no-update",
        "The parameters stay as they were: no update reaches what is returned.",
        trainer(update=lambda params, grads, lr: params),
        trainer(
            finish=lambda params, history: (params, history),
            every_epoch=lambda params, start: start,
            update=lambda params, grads, lr: params,
        ),
        lambda X, labels, params, *others: (
            params,
            training.train(X, labels, params, *others)[1],
        ),
    ),
    Mistake(
        "params-mutated",
        "The results are right, but the parameters that were passed in have changed: start "
        "with a copy, or make new arrays.",
        trainer(update=step_in_place),
        trainer(update=step_in_place, begin=list),
        trainer(update=_step_in_list),
    ),
    Mistake(
        "mean-of-batch-means",
        "The losses of the batches were averaged as if all batches were equally large: a short "
        "batch counts for fewer samples.",
        trainer(weight=lambda rows: 1, mean=lambda total, n, batches: total / batches),
    ),
    Mistake(
        "same-order-every-epoch",
        "Every epoch has the same order: each needs a new one, drawn from the rng that is "
        "passed in.",
        trainer(orders=_one_order),
        trainer(
            orders=lambda rng, n, epochs: (
                np.random.default_rng(0).permutation(n) for _ in range(epochs)
            )
        ),
        trainer(
            orders=lambda rng, n, epochs: (
                np.random.default_rng(42).permutation(n) for _ in range(epochs)
            )
        ),
    ),
    Mistake(
        "no-shuffle",
        "The samples come in the order in which they were given: each epoch needs a new random "
        "one.",
        trainer(orders=_in_order),
    ),
    Mistake(
        "gradient-of-first-batch",
        "The same samples' gradient was used for every update: each batch has its own.",
        _first_gradient_of_epoch,
        _first_rows_of_x,
    ),
    Mistake(
        "first-batch-only",
        "There is one update in an epoch, with its first batch: the other samples are never used.",
        _first_batch_only,
    ),
    Mistake(
        "update-once-an-epoch",
        "There is one update in an epoch: the parameters change after every batch.",
        _update_once_an_epoch,
        _whole_batch,
    ),
    Mistake(
        "last-batch-dropped",
        "What does not fill a whole batch is left out: the last batch may be short.",
        trainer(starts=lambda n, size: range(0, n // size * size, size)),
        trainer(starts=lambda n, size: range(0, n - size + 1, size)),
    ),
    Mistake(
        "ascent",
        "The parameters move with their gradients, so the loss grows: move them against.",
        trainer(update=lambda params, grads, lr: sgd(params, grads, -lr)),
    ),
    Mistake(
        "learning-rate-ignored",
        "The learning rate has no effect on the updates.",
        trainer(update=lambda params, grads, lr: sgd(params, grads, 1.0)),
    ),
    Mistake(
        "biases-not-updated",
        "Only the weights learn: the biases have gradients too.",
        trainer(
            update=lambda params, grads, lr: [
                (W - lr * dW, b) for (W, b), (dW, _) in zip(params, grads, strict=True)
            ]
        ),
    ),
    Mistake(
        "last-layer-only",
        "Only the last layer learns: every layer has gradients.",
        trainer(update=lambda params, grads, lr: [*params[:-1], *sgd(params[-1:], grads[-1:], lr)]),
    ),
    Mistake(
        "gradient-divided-again",
        "The gradients were divided by the number of samples: the mean is in them already.",
        lambda X, labels, params, lr, epochs, batch_size, rng: training.train(
            X, labels, params, lr / batch_size, epochs, batch_size, rng
        ),
        trainer(
            gradients=lambda X, labels, params: (
                (found := loss_and_gradients(X, labels, params))[0],
                [(dW / len(X), db / len(X)) for dW, db in found[1]],
            )
        ),
    ),
    Mistake(
        "starts-over",
        "Every epoch begins with the parameters that were passed in: it has to go on with "
        "those of the epoch before.",
        trainer(every_epoch=lambda params, start: start),
    ),
    Mistake(
        "one-epoch-only",
        "There was only one epoch: asked are as many as `epochs` says.",
        lambda X, labels, params, lr, epochs, batch_size, rng: training.train(
            X, labels, params, lr, min(epochs, 1), batch_size, rng
        ),
    ),
    Mistake(
        "sum-not-mean",
        "history holds sums: asked is the mean loss over the samples of an epoch.",
        trainer(mean=lambda total, n, batches: total),
        trainer(weight=lambda rows: 1, mean=lambda total, n, batches: total),
    ),
    Mistake(
        "divided-by-wrong-number",
        "The losses were added and divided by a number that does not fit: is each of them "
        "multiplied by its samples, and the sum divided by all samples?",
        trainer(weight=lambda rows: 1, mean=lambda total, n, batches: total / n),
        trainer(mean=lambda total, n, batches: total / batches),
    ),
    Mistake(
        "loss-of-each-batch",
        "history has an entry for every batch: one for each epoch is asked.",
        _loss_per_batch,
    ),
    Mistake(
        "loss-of-last-batch",
        "history holds the loss of each epoch's last batch: all samples of the epoch count.",
        _loss_of_last_batch,
    ),
    Mistake(
        "loss-after-update",
        "The losses were measured after the update, or after the epoch: take the loss from "
        "each batch's own forward pass, before its update.",
        _loss_after(whole=True),
        _loss_after(whole=False),
    ),
    Mistake(
        "loss-before-epoch",
        "The loss was measured once, before the epoch: take it from each batch's own forward pass.",
        _loss_after(whole=True, before=True),
    ),
    Mistake(
        "total-not-reset",
        "The sum of the losses goes on from one epoch to the next: each epoch begins at 0.",
        _running_total,
    ),
    Mistake(
        "history-survives",
        "A second call finds the history of the first one: every call begins with a list of "
        "its own.",
        _with_list_default,
    ),
    Mistake(
        "labels-misaligned",
        "Samples and labels do not fit together: both need the same order.",
        trainer(labels_of=lambda labels, rows, rng: labels[np.sort(rows)]),
        trainer(labels_of=lambda labels, rows, rng: labels[: len(rows)]),
    ),
    Mistake(
        "with-replacement",
        "Batches were drawn so that some samples come twice in an epoch and others not at all: "
        "each comes exactly once.",
        _wide_replacement,
        _with_replacement,
    ),
    Mistake(
        "generator-ignored",
        "The order is not drawn from rng: the same call with a generator in the same state has "
        "to give the same result.",
        trainer(source=lambda rng: np.random.default_rng()),
        trainer(
            orders=lambda rng, n, epochs: (np.random.permutation(n) for _ in range(epochs))  # noqa: NPY002
        ),
    ),
    Mistake(
        "params-only",
        "Only the parameters came back: asked is (params, history).",
        trainer(finish=lambda params, history: params),
    ),
    Mistake(
        "history-only",
        "Only the history came back: asked is (params, history).",
        trainer(finish=lambda params, history: history),
    ),
    Mistake(
        "order-swapped",
        "history comes first; asked is (params, history).",
        trainer(finish=lambda params, history: (history, params)),
    ),
)
