"""Mistakes that are known with `fit`, the most specific first."""

from collections.abc import Callable

import numpy as np

from nnbasics.fast_training import train_fast
from nnbasics.networks import mlp_forward, predict
from nnexercises.m07_mnist.fit_parts import all_shuffled, descend, first_params, reader
from nngrader.declare import Mistake


def _quickly(X, labels, rng, steps, lr=1e-3):
    """Parameters after about so many steps with Adam."""
    rows = rng.permutation(len(X))[: 64 * steps]
    return train_fast(X[rows], labels[rows], first_params(rng), lr, 1, 64, rng, optimizer="adam")[0]


def _untrained(X, labels, rng):
    return reader(first_params(rng))


def _new_weights_lost(X, labels, rng):
    params = first_params(rng)
    descend(X, labels, params, all_shuffled(rng, 640, 1, 64), 0.1)
    return reader(params)


def _untrained_and_scaled(X, labels, rng):
    mean, spread = X.mean(axis=0), X.std(axis=0) + 0.1
    return reader(first_params(rng), lambda X: (X - mean) / spread)


def _first_rows(size: int, steps: int, lr: float = 0.1) -> Callable:
    def fit(X, labels, rng):
        return reader(descend(X, labels, first_params(rng), [np.arange(size)] * steps, lr))

    return fit


def _labels_mixed(X, labels, rng):
    return reader(_quickly(X, rng.permutation(labels), rng, 200))


def _rows_mixed(X, labels, rng):
    n = min(len(X), 16_000)
    batches = all_shuffled(rng, n, 1, 64)
    return reader(
        descend(X, labels, first_params(rng), batches, 0.1,
                 labels_at=lambda i, rows: np.arange(64 * i, 64 * i + len(rows)))
    )  # fmt: skip


def _zeros(X, labels, rng):
    start = [(0 * W, b) for W, b in first_params(rng)]
    return reader(descend(X, labels, start, all_shuffled(rng, 3200, 1, 64), 0.1))


def _diverges(X, labels, rng):
    return reader(descend(X, labels, first_params(rng), all_shuffled(rng, 640, 1, 64), 1e4))


def _uphill(X, labels, rng):
    return reader(descend(X, labels, first_params(rng), all_shuffled(rng, 6400, 1, 64), -0.5))


def _few_steps(steps: int, lr: float) -> Callable:
    def fit(X, labels, rng):
        rows = rng.permutation(len(X))[: 64 * steps]
        batches = (rows[i : i + 64] for i in range(0, len(rows), 64))
        return reader(descend(X, labels, first_params(rng), batches, lr))

    return fit


def _one_drawn_batch(X, labels, rng):
    rows = rng.permutation(len(X))[:64]
    return reader(descend(X, labels, first_params(rng), [rows] * 100, 0.1))


def _classes_from_one(X, labels, rng):
    params = _quickly(X, labels, rng, 200)
    return lambda X: predict(X, params) + 1


def _turned_round(X, labels, rng):
    return reader(_quickly(X, 9 - labels, rng, 200))


def _gives_scores(X, labels, rng):
    params = _quickly(X, labels, rng, 20)
    return lambda X: mlp_forward(X, params)


def _gives_rows(X, labels, rng):
    params = _quickly(X, labels, rng, 20)
    return lambda X: np.eye(10)[predict(X, params)]


def _keeps_its_images(X, labels, rng):
    params = _quickly(X, labels, rng, 20)
    return lambda new: predict(X, params)


MISTAKES = (
    Mistake(
        "untrained",
        "It answers as a network does that still has its first weights: do the new ones reach "
        "predict?",
        _untrained,
        _new_weights_lost,
        _untrained_and_scaled,
    ),
    Mistake(
        "overfits-first-batch",
        "It knows the very first images that it was given, and few others: does every step "
        "get other rows?",
        _first_rows(64, 80),
        _first_rows(32, 80),
        _first_rows(16, 80),
    ),
    Mistake(
        "labels-shuffled",
        "It has learned something, and does no better than guessing: does each image keep its "
        "own label when you shuffle?",
        _labels_mixed,
        _rows_mixed,
    ),
    Mistake(
        "always-one-class",
        "predict gives the same class for nearly every image: are the weights all the same at "
        "the start, do the steps hardly change them, or have they become huge or nan?",
        _zeros,
        _diverges,
        _uphill,
    ),
    Mistake(
        "classes-renamed",
        "It tells the digits apart, and gives them other names: which class does the first "
        "column of the logits stand for?",
        _classes_from_one,
        _turned_round,
    ),
    Mistake(
        "returns-scores",
        "predict gives ten numbers for each image: the class is asked, a single one.",
        _gives_scores,
        _gives_rows,
    ),
    Mistake(
        "images-kept",
        "predict gives the classes of the images that it was trained with, whatever it is "
        "called with.",
        _keeps_its_images,
    ),
    Mistake(
        "no-function",
        "What came back can't be called: fit has to return a function, without calling it.",
        lambda X, labels, rng: _untrained(X, labels, rng)(X),
        lambda X, labels, rng: first_params(rng),
        lambda X, labels, rng: (_untrained(X, labels, rng), [0.5]),
    ),
    Mistake(
        "stops-too-early",
        "It is on the way, and has learned too little: too few steps, steps that are too "
        "short, or the same few images again and again.",
        _few_steps(40, 0.1),
        _few_steps(150, 0.02),
        _one_drawn_batch,
    ),
)
