"""Other right answers to `train`."""

import numpy as np

from nnbasics.gradients import loss_and_gradients
from nnexercises.m05_training_loop.train_parts import step_in_place, trainer


def _copies(params):
    return [(W.astype(float), b.astype(float)) for W, b in params]


def _shuffles_data(X, labels, params, lr, epochs, batch_size, rng):
    X, labels = X.copy(), labels.copy()
    params = _copies(params)
    history = []
    for _ in range(epochs):
        order = np.arange(len(X))
        rng.shuffle(order)
        X, labels = X[order], labels[order]
        losses = np.zeros(len(X))
        for i in range(int(np.ceil(len(X) / batch_size))):
            part = slice(i * batch_size, (i + 1) * batch_size)
            losses[part], grads = loss_and_gradients(X[part], labels[part], params)
            step_in_place(params, grads, lr)
        history.append(np.mean(losses))
    return params, np.array(history)


def _orders_beforehand(X, labels, params, lr, epochs, batch_size, rng):
    orders = [np.argsort(rng.random(len(X))) for _ in range(epochs)]
    return list(trainer(orders=lambda *_: orders)(X, labels, params, lr, epochs, batch_size, rng))


def _sample_gradients(X, labels, params, lr, epochs, batch_size, rng):
    """The mean of each sample's own gradient, one sample at a time."""
    history = []
    for _ in range(epochs):
        losses, left = [], [int(i) for i in rng.permutation(len(X))]
        while left:
            rows, left = left[:batch_size], left[batch_size:]
            sums = [[0 * W, 0 * b] for W, b in params]
            for i in rows:
                loss, grads = loss_and_gradients(X[i : i + 1], labels[i : i + 1], params)
                losses.append(float(loss))
                sums = [
                    [s + g for s, g in zip(*pair, strict=True)]
                    for pair in zip(sums, grads, strict=True)
                ]
            params = [
                [W - lr / len(rows) * dW, b - lr / len(rows) * db]
                for (W, b), (dW, db) in zip(params, sums, strict=True)
            ]
        history.append(sum(losses) / len(losses))
    return params, history


def _in_float32(X, labels, params, lr, epochs, batch_size, rng):
    small = [(W.astype(np.float32), b.astype(np.float32)) for W, b in params]
    found, history = trainer()(
        X.astype(np.float32), labels, small, np.float32(lr), epochs, batch_size, rng
    )
    return found, [np.float32(loss) for loss in history]


ACCEPTED = {
    "the data shuffled on, in place in a copy": _shuffles_data,
    "all orders drawn beforehand": _orders_beforehand,
    "sample by sample": _sample_gradients,
    "new arrays": trainer(),
    "a copy, changed in place": trainer(begin=_copies, update=step_in_place),
    "float32": _in_float32,
}
