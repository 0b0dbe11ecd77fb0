"""What the mistakes and the accepted answers of `top_confusions` share."""

from collections.abc import Callable

import numpy as np


def top(
    *,
    pairs: Callable = lambda C: [
        (t, p, int(C[t, p])) for t in range(len(C)) for p in range(len(C)) if t != p and C[t, p] > 0
    ],
    key: Callable = lambda pair: (-pair[2], pair[0], pair[1]),
    cut: Callable = lambda found, k: found[:k],
    finish: Callable = lambda found: found,
) -> Callable:
    """As it should be, but for what is given."""

    def top_confusions(confusion, k):
        return finish(cut(sorted(pairs(confusion), key=key), k))

    return top_confusions


def by_argsort(C, k, *, flip=True, fill=0):
    counts = np.array(C)
    np.fill_diagonal(counts, fill)
    order = np.argsort(counts.ravel())[::-1] if flip else np.argsort(-counts.ravel(), kind="stable")
    found = [divmod(int(i), len(counts)) for i in order[:k]]
    return [(t, p, int(counts[t, p])) for t, p in found if counts[t, p] > 0]
