"""What the mistakes and the accepted answers of `standardize` share."""

from collections.abc import Callable

import numpy as np


def is_constant(X, std):
    return std <= 1e-12 * np.abs(X).max(axis=0)


def standardizer(
    *,
    seen: Callable = lambda X, T: (X, X),
    center: Callable = lambda X: X.mean(axis=0),
    spread: Callable = lambda X: X.std(axis=0),
    constant: Callable = is_constant,
    scale: Callable = lambda Z, std: Z / std,
    finish: Callable = lambda A, B: (A, B),
) -> Callable:
    """As it should be, but for what is given: most mistakes are a switch away."""

    def standardize(X_train, X_test):
        results = []
        for X, source in zip((X_train, X_test), seen(X_train, X_test), strict=True):
            std = np.asarray(spread(source), dtype=float)
            std = np.where(constant(source, std), 1.0, std)
            results.append(scale(X - center(source), std))
        return finish(*results)

    return standardize
