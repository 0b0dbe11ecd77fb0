"""Mistakes that are known with `iterate_minibatches`, the most specific first."""

import numpy as np

from nnexercises.m05_training_loop.iterate_minibatches_parts import batcher
from nngrader.declare import Mistake


def _with_replacement_each_batch(X, y, batch_size, rng):
    for start in range(0, len(X), batch_size):
        rows = rng.integers(0, len(X), min(batch_size, len(X) - start))
        yield X[rows], y[rows]


def _full_batches_with_replacement(X, y, batch_size, rng):
    for _ in range(-(-len(X) // batch_size)):
        rows = rng.choice(len(X), batch_size)
        yield X[rows], y[rows]


def _new_choice_each_batch(X, y, batch_size, rng):
    for start in range(0, len(X), batch_size):
        rows = rng.permutation(len(X))[: min(batch_size, len(X) - start)]
        yield X[rows], y[rows]


def _never_ends(X, y, batch_size, rng):
    while True:
        yield from batcher()(X, y, batch_size, rng)


def _first_batch_only(X, y, batch_size, rng):
    rows = rng.permutation(len(X))[:batch_size]
    return [(X[rows], y[rows])]


def _returns_first_batch(X, y, batch_size, rng):
    return next(batcher()(X, y, batch_size, rng))


def _shuffles_in_place(X, y, batch_size, rng):
    state = rng.bit_generator.state
    rng.shuffle(X)
    rng.bit_generator.state = state
    rng.shuffle(y)
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size].copy(), y[start : start + batch_size].copy()


def _reorders_in_place(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    X[:], y[:] = X[order], y[order]
    return [(X[i : i + batch_size].copy(), y[i : i + batch_size].copy())
            for i in range(0, len(X), batch_size)]  # fmt: skip


def _both_shuffled_apart(X, y, batch_size, rng):
    X, y = rng.permutation(X), rng.permutation(y)
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


def _only_x_by_shuffle(X, y, batch_size, rng):
    X = X.copy()
    rng.shuffle(X)
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


def _blocks(rng, n, size):
    starts = rng.permutation(range(0, n, size))
    return np.concatenate([np.arange(start, min(start + size, n)) for start in starts])


def _within_blocks(rng, n, size):
    return np.concatenate(
        [rng.permutation(np.arange(i, min(i + size, n))) for i in range(0, n, size)]
    )


MISTAKES = (
    Mistake(
        "shuffles-x-only",
        "X and y no longer fit together: X was shuffled, y was not.",
        batcher(order_of_y=lambda order, rng: np.arange(len(order))),
        _only_x_by_shuffle,
    ),
    Mistake(
        "shuffled-apart",
        "X and y were shuffled independently of each other: each sample got another one's label.",
        batcher(order_of_y=lambda order, rng: rng.permutation(len(order))),
        _both_shuffled_apart,
    ),
    Mistake(
        "shuffles-y-only",
        "X and y no longer fit together: y was shuffled, X was not.",
        batcher(
            order=lambda rng, n, size: np.arange(n),
            order_of_y=lambda order, rng: rng.permutation(len(order)),
        ),
    ),
    Mistake(
        "no-shuffle",
        "The samples come in the order in which they were given: every epoch needs a new "
        "random one.",
        batcher(order=lambda rng, n, size: np.arange(n)),
    ),
    Mistake(
        "reversed-only",
        "The order is only turned round: every epoch needs a new random one.",
        batcher(order=lambda rng, n, size: np.arange(n)[::-1]),
    ),
    Mistake(
        "last-batch-dropped",
        "What does not fill a whole batch is left out: the last batch may be short.",
        batcher(starts=lambda n, size: range(0, n - size + 1, size)),
        batcher(starts=lambda n, size: range(0, n // size * size, size)),
    ),
    Mistake(
        "last-batch-lost",
        "The last batch is always missing, also when it is full.",
        batcher(starts=lambda n, size: range(0, n - size, size)),
    ),
    Mistake(
        "empty-batch-at-the-end",
        "After the last sample comes a batch with nothing in it.",
        batcher(starts=lambda n, size: range(0, n + 1, size)),
        batcher(starts=lambda n, size: range(0, (n // size + 1) * size, size)),
    ),
    Mistake(
        "with-replacement",
        "Some samples come twice and others not at all: in an epoch each comes exactly once.",
        batcher(order=lambda rng, n, size: rng.integers(0, n, n)),
        batcher(order=lambda rng, n, size: rng.choice(n, n)),
        _with_replacement_each_batch,
        _full_batches_with_replacement,
    ),
    Mistake(
        "new-order-each-batch",
        "Each batch was drawn from all samples again: some come twice in the epoch, and others "
        "not at all.",
        _new_choice_each_batch,
    ),
    Mistake(
        "blocks-shuffled",
        "Only the order of the batches is random: the same samples are always together.",
        batcher(order=_blocks),
        batcher(order=lambda rng, n, size: np.roll(np.arange(n), size * rng.integers(n))),
    ),
    Mistake(
        "shuffled-within-batches",
        "The order is random only inside of each batch: the same samples are always together.",
        batcher(order=_within_blocks),
    ),
    Mistake(
        "generator-ignored",
        "The order is not drawn from rng: two generators in the same state have to give the "
        "same order.",
        batcher(source=lambda rng: np.random.default_rng()),
        batcher(order=lambda rng, n, size: np.random.permutation(n)),  # noqa: NPY002
    ),
    Mistake(
        "same-order-every-epoch",
        "Every epoch has the same order: draw from the rng that is passed in, not from one of "
        "your own with a fixed seed.",
        batcher(source=lambda rng: np.random.default_rng(0)),
        batcher(source=lambda rng: np.random.default_rng(42)),
    ),
    Mistake(
        "never-ends",
        "It goes on after the last batch: it is to end when every sample has come once.",
        _never_ends,
    ),
    Mistake(
        "first-batch-only",
        "There is only one batch: an epoch goes on until every sample has come.",
        _first_batch_only,
    ),
    Mistake(
        "one-sample-each",
        "Every batch has one sample: there should be batch_size of them, except in the last.",
        lambda X, y, batch_size, rng: batcher()(X, y, 1, rng),
    ),
    Mistake(
        "number-for-size",
        "batch_size was taken for the number of batches; it is how many samples one batch has.",
        lambda X, y, batch_size, rng: (
            (X[rows], y[rows])
            for rows in np.array_split(rng.permutation(len(X)), min(batch_size, len(X)))
        ),
    ),
    Mistake(
        "evenly-cut",
        "The batches were made nearly equal; all but the last one should have batch_size samples.",
        lambda X, y, batch_size, rng: (
            (X[rows], y[rows])
            for rows in np.array_split(rng.permutation(len(X)), -(-len(X) // batch_size))
        ),
    ),
    Mistake(
        "batch-returned",
        "A single batch came back, and the function was over: `return` ends it, `yield` gives "
        "a value and goes on.",
        _returns_first_batch,
    ),
    Mistake(
        "labels-missing",
        "The batches hold samples without their labels: (X_b, y_b) is asked.",
        batcher(give=lambda X_b, y_b: X_b),
    ),
    Mistake(
        "order-swapped",
        "The labels come first; asked is (X_b, y_b).",
        batcher(give=lambda X_b, y_b: (y_b, X_b)),
    ),
    Mistake(
        "inputs-shuffled",
        "The batches are right, but X and y themselves have been shuffled: the arrays that "
        "were passed in have to stay as they were.",
        _shuffles_in_place,
        _reorders_in_place,
    ),
)
