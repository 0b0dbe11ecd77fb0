"""What the mistakes and the accepted answers of `iterate_minibatches` share."""

from collections.abc import Callable


def batcher(
    *,
    order: Callable = lambda rng, n, size: rng.permutation(n),
    order_of_y: Callable = lambda order, rng: order,
    starts: Callable = lambda n, size: range(0, n, size),
    source: Callable = lambda rng: rng,
    give: Callable = lambda X_b, y_b: (X_b, y_b),
) -> Callable:
    """As it should be, but for what is given."""

    def iterate_minibatches(X, y, batch_size, rng):
        rows = order(source(rng), len(X), batch_size)
        rows_of_y = order_of_y(rows, rng)
        for start in starts(len(X), batch_size):
            end = start + batch_size
            yield give(X[rows[start:end]], y[rows_of_y[start:end]])

    return iterate_minibatches
