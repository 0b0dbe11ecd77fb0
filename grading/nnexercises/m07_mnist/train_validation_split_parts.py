"""What the mistakes and the accepted answers of `train_validation_split` share."""

from collections.abc import Callable


def splitter(
    *,
    count: Callable = lambda n, fraction: round(n * fraction),
    order: Callable = lambda rng, n: rng.permutation(n),
    order_of_y: Callable = lambda order, rng: order,
    cut: Callable = lambda order, count: (order[count:], order[:count]),
    source: Callable = lambda rng: rng,
    give: Callable = lambda X_tr, y_tr, X_va, y_va: (X_tr, y_tr, X_va, y_va),
) -> Callable:
    """As it should be, but for what is given."""

    def train_validation_split(X, y, fraction, rng):
        rng = source(rng)
        rows = order(rng, len(X))
        rows_of_y = order_of_y(rows, rng)
        size = count(len(X), fraction)
        train, validation = cut(rows, size)
        train_y, validation_y = cut(rows_of_y, size)
        return give(X[train], y[train_y], X[validation], y[validation_y])

    return train_validation_split
