"""What the mistakes and the accepted answers of `dropout` share."""

from collections.abc import Callable


def dropper(
    *,
    mask: Callable = lambda rng, shape, p: rng.random(shape) >= p,
    scale: Callable = lambda p: 1 / (1 - p),
    at_test: Callable = lambda X, p: X,
    check: Callable = lambda p, training: 0 <= p < 1,
    source: Callable = lambda rng: rng,
    combine: Callable = lambda X, keep, factor: X * keep * factor,
) -> Callable:
    """As it should be, but for what is given."""

    def dropout(X, p, training, rng):
        if not check(p, training):
            raise ValueError(p)
        if not training:
            return at_test(X, p)
        return combine(X, mask(source(rng), X.shape, p), scale(p))

    return dropout
