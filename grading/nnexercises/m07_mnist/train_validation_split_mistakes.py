"""Mistakes that are known with `train_validation_split`, the most specific first."""

import numpy as np

from nnexercises.m07_mnist.train_validation_split_parts import splitter
from nngrader.declare import Mistake


def _leaks_in_order(X, y, fraction, rng):
    rows = rng.permutation(len(X))[: round(len(X) * fraction)]
    return X, y, X[rows], y[rows]


def _two_choices(X, y, fraction, rng):
    count = round(len(X) * fraction)
    train = rng.choice(len(X), len(X) - count, replace=False)
    validation = rng.choice(len(X), count, replace=False)
    return X[train], y[train], X[validation], y[validation]


def _with_replacement(X, y, fraction, rng):
    count = round(len(X) * fraction)
    rows = rng.integers(0, len(X), len(X))
    return X[rows[count:]], y[rows[count:]], X[rows[:count]], y[rows[:count]]


def _shuffles_in_place(X, y, fraction, rng):
    order = rng.permutation(len(X))
    X[:], y[:] = X[order], y[order]
    count = round(len(X) * fraction)
    return X[count:].copy(), y[count:].copy(), X[:count].copy(), y[:count].copy()


MISTAKES = (
    Mistake(
        "leak",
        "Samples of the validation part are in the training part as well: then they measure "
        "what was learned by heart.",
        splitter(cut=lambda order, count: (order, order[:count])),
        _leaks_in_order,
        _two_choices,
    ),
    Mistake(
        "no-shuffle",
        "The samples were cut in the order in which they came: if that order means something, "
        "the parts differ.",
        splitter(order=lambda rng, n: np.arange(n)),
        splitter(
            order=lambda rng, n: np.arange(n),
            cut=lambda order, count: (order[: len(order) - count], order[len(order) - count :]),
        ),
        splitter(order=lambda rng, n: np.arange(n)[::-1]),
    ),
    Mistake(
        "fraction-swapped",
        "The two parts have changed places: the fraction is the share of the validation "
        "samples, and the training part comes first.",
        splitter(cut=lambda order, count: (order[:count], order[count:])),
        splitter(give=lambda X_tr, y_tr, X_va, y_va: (X_va, y_va, X_tr, y_tr)),
    ),
    Mistake(
        "labels-misaligned",
        "Samples got labels that are not theirs: X and y have to be shuffled in the same way.",
        splitter(order_of_y=lambda order, rng: rng.permutation(len(order))),
        splitter(order_of_y=lambda order, rng: np.arange(len(order))),
        splitter(
            order=lambda rng, n: np.arange(n),
            order_of_y=lambda order, rng: rng.permutation(len(order)),
        ),
    ),
    Mistake(
        "another-order",
        "The four arrays came in another order; asked is (X_tr, y_tr, X_va, y_va).",
        splitter(give=lambda X_tr, y_tr, X_va, y_va: (X_tr, X_va, y_tr, y_va)),
    ),
    Mistake(
        "pairs",
        "Two pairs came back: asked is one tuple of four arrays.",
        splitter(give=lambda X_tr, y_tr, X_va, y_va: ((X_tr, y_tr), (X_va, y_va))),
    ),
    Mistake(
        "cut-down",
        "The number of validation samples was cut down, not rounded: 4.6 is nearer to 5.",
        splitter(count=lambda n, fraction: int(n * fraction)),
        splitter(count=lambda n, fraction: int(np.floor(n * fraction))),
    ),
    Mistake(
        "rounded-up",
        "The number of validation samples was rounded up always: 4.4 is nearer to 4.",
        splitter(count=lambda n, fraction: int(np.ceil(n * fraction))),
    ),
    Mistake(
        "minus-zero",
        "It goes wrong where no sample is to be set aside: `-0` is 0, and `order[-0:]` is all "
        "of it.",
        splitter(cut=lambda order, count: (order[:-count], order[-count:])),
        splitter(cut=lambda order, count: (order[: len(order) - count], order[-count:])),
    ),
    Mistake(
        "with-replacement",
        "Some samples come twice and others not at all: each has to be in exactly one part.",
        _with_replacement,
    ),
    Mistake(
        "generator-ignored",
        "The parts are not drawn from rng: two generators in the same state have to give the "
        "same ones.",
        splitter(source=lambda rng: np.random.default_rng()),
        splitter(order=lambda rng, n: np.random.permutation(n)),  # noqa: NPY002
    ),
    Mistake(
        "fixed-seed",
        "Every call gives the same parts: draw from the rng that is passed in, not from one "
        "of your own with a fixed seed.",
        splitter(source=lambda rng: np.random.default_rng(0)),
        splitter(source=lambda rng: np.random.default_rng(42)),
    ),
    Mistake(
        "inputs-shuffled",
        "The parts are right, but X and y themselves have been shuffled: the arrays that were "
        "passed in have to stay as they were.",
        _shuffles_in_place,
    ),
)
