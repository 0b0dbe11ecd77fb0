"""Mistakes that are known with `top_confusions`, the most specific first."""

import numpy as np

from nnexercises.m07_mnist.top_confusions_parts import by_argsort, top
from nngrader.declare import Mistake


def _all_pairs(C, *, diagonal=False, zeros=False):
    n = len(C)
    return [
        (t, p, int(C[t, p]))
        for t in range(n)
        for p in range(n)
        if (diagonal or t != p) and (zeros or C[t, p] > 0)
    ]


def _diagonal_too(confusion, k):
    pairs = [(t, p, int(n)) for t, row in enumerate(confusion) for p, n in enumerate(row) if n > 0]
    return sorted(pairs, key=lambda pair: (-pair[2], pair[0], pair[1]))[:k]


def _diagonal_in_place(confusion, k):
    np.fill_diagonal(confusion, 0)
    return by_argsort(confusion, k, flip=False)


MISTAKES = (
    Mistake(
        "diagonal-included",
        "What is right was listed as well: only mistakes are asked.",
        _diagonal_too,
        top(pairs=lambda C: _all_pairs(C, diagonal=True, zeros=True)),
    ),
    Mistake(
        "transposed",
        "True and predicted class have changed places: a row of the table is a true class.",
        top(
            pairs=lambda C: [(p, t, n) for t, p, n in _all_pairs(C)],
        ),
        top(
            pairs=lambda C: [(p, t, n) for t, p, n in _all_pairs(C)],
            key=lambda pair: (-pair[2], pair[1], pair[0]),
        ),
    ),
    Mistake(
        "ties-unordered",
        "Pairs with equal counts come in another order: the smaller true class first, then "
        "the smaller predicted one.",
        top(key=lambda pair: (-pair[2], -pair[0], -pair[1])),
        top(key=lambda pair: (-pair[2], pair[1], pair[0])),
        top(key=lambda pair: (-pair[2], pair[0], -pair[1])),
        lambda confusion, k: sorted(_all_pairs(confusion), key=lambda pair: pair[2])[::-1][:k],
    ),
    Mistake(
        "zeros-included",
        "Pairs that never happened were listed: there may be fewer than k mistakes.",
        top(pairs=lambda C: _all_pairs(C, zeros=True)),
    ),
    Mistake(
        "smallest-first",
        "The rarest mistakes come first; the most frequent ones are asked.",
        top(key=lambda pair: (pair[2], pair[0], pair[1])),
        top(
            key=lambda pair: (pair[2], pair[0], pair[1]),
            cut=lambda found, k: found[max(len(found) - k, 0) :],
        ),
    ),
    Mistake(
        "not-sorted",
        "The pairs come in the order of the table; the largest count comes first.",
        top(key=lambda pair: pair[:2]),
    ),
    Mistake(
        "k-ignored",
        "All mistakes are listed: at most k are asked.",
        top(cut=lambda found, k: found),
    ),
    Mistake(
        "one-too-few",
        "The list has one entry too few.",
        top(cut=lambda found, k: found[: k - 1]),
    ),
    Mistake(
        "pairs-merged",
        "The two ways of mixing up a pair were added: 4 taken for 9 is another mistake than 9 "
        "taken for 4.",
        top(
            pairs=lambda C: [
                (t, p, int(C[t, p] + C[p, t]))
                for t in range(len(C))
                for p in range(t + 1, len(C))
                if C[t, p] + C[p, t] > 0
            ]
        ),
    ),
    Mistake(
        "best-of-each-row",
        "Only one mistake of each true class was listed: a class may be taken for several others.",
        top(
            pairs=lambda C: [
                max(row, key=lambda pair: pair[2])
                for t in range(len(C))
                if (row := [pair for pair in _all_pairs(C) if pair[0] == t])
            ]
        ),
    ),
    Mistake(
        "count-first",
        "The count comes first in each entry; asked is (true, predicted, count).",
        top(finish=lambda found: [(n, t, p) for t, p, n in found]),
    ),
    Mistake(
        "count-missing",
        "The entries have no count: asked is (true, predicted, count).",
        top(finish=lambda found: [(t, p) for t, p, n in found]),
    ),
    Mistake(
        "shares",
        "The last number of an entry is a share; asked is the count.",
        lambda confusion, k: [(t, p, n / confusion[t].sum()) for t, p, n in top()(confusion, k)],
        lambda confusion, k: [(t, p, n / confusion.sum()) for t, p, n in top()(confusion, k)],
    ),
    Mistake(
        "inputs-overwritten",
        "The list is right, but the diagonal of the table that was passed in has been overwritten.",
        _diagonal_in_place,
    ),
)
