"""The exercise `standardize`: one unit for all columns, and nothing learned from the test set."""

from collections.abc import Callable

import numpy as np

from nnbasics import preprocessing
from nngrader.declare import Aspect, Case, Exercise, Mistake, unchanged
from nngrader.modules.m04_backprop.parts import draw


def _inputs(rng: np.random.Generator) -> list[Case]:
    def columns(n: int, *spread: tuple[float, float]) -> np.ndarray:
        return np.column_stack([mean + std * draw(rng, n) for mean, std in spread])

    units = (3.0, 2.0), (-40.0, 25.0), (0.1, 0.05)
    constant = {"aspect": "constant columns"}
    rounding = {"aspect": "rounding"}
    sizes = {"aspect": "any sizes"}
    with_seven, tested = draw(rng, 5, 3), draw(rng, 3, 3)
    with_seven[:, 1] = 7.0
    return [
        Case(np.array([[1.0, 10.0], [3.0, 40.0]]), np.array([[2.0, 40.0], [5.0, 10.0]])),
        Case(np.array([[1.0, 5.0], [3.0, 5.0]]), np.array([[2.0, 6.0]]),
             label="the second column is constant", **constant),
        Case(np.array([[0.1, 1.0], [0.1, 2.0], [0.1, 4.0]]), np.array([[0.1, 3.0], [0.3, 2.0]]),
             label="a column of 0.1, whose mean is rounded", **rounding),
        Case(np.array([[2e7 / 7, 1.0], [2e7 / 7, 2.0], [2e7 / 7, 4.0]]),
             np.array([[2e7 / 7, 3.0]]), label="a constant column of large numbers", **rounding),
        Case(np.array([[1e-9, 1.0], [3e-9, 2.0], [2e-9, 3.0]]), np.array([[4e-9, 2.0]]),
             label="a column of small numbers, not constant", **rounding),
        Case(columns(5, *units), columns(4, *units)),
        Case(columns(6, *units), columns(6, *units) + 2, label="as many rows in both sets"),
        Case(draw(rng, 3, 3), draw(rng, 3, 3) + 1, label="as many rows as columns"),
        Case(np.array([[1, 20], [2, 50], [6, 20]]), np.array([[3, 35]]), aspect="any sizes",
             label="whole numbers"),
        Case(draw(rng, 4, 1), draw(rng, 3, 1) * 5, label="a single column", **sizes),
        Case(draw(rng, 30, 4) * 3 - 1, draw(rng, 7, 4), label="30 training samples", **sizes),
        Case(draw(rng, 4, 2), draw(rng, 1, 2), label="a single test sample", **sizes),
        Case(with_seven, tested, label="the middle column is constant", **constant),
        Case(np.array([[2.0, -3.0]]), np.array([[2.5, -3.0], [1.0, 0.0]]),
             label="a single training sample", **constant),
        Case(draw(rng, 4, 3), draw(rng, 2, 3),
             aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]  # fmt: skip


def _is_constant(X, std):
    return std <= 1e-12 * np.abs(X).max(axis=0)


def _standardizer(
    *,
    seen: Callable = lambda X, T: (X, X),
    center: Callable = lambda X: X.mean(axis=0),
    spread: Callable = lambda X: X.std(axis=0),
    constant: Callable = _is_constant,
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


def _never(X, std):
    return np.zeros(std.shape, dtype=bool)


def _careless(**changed: Callable) -> tuple[Callable, ...]:
    """The same change in an answer that cares for constant columns, and in two that do not."""
    return (
        _standardizer(**changed),
        _standardizer(constant=lambda X, std: std == 0, **changed),
        _standardizer(constant=_never, **changed),
    )


def _in_place(X_train, X_test):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    std = np.where(_is_constant(X_train, std), 1.0, std)
    X_train -= mean
    X_train /= std
    X_test -= mean
    X_test /= std
    return X_train, X_test


def _careless_in_place(X_train, X_test):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    std[std == 0] = 1
    X_train[:] = (X_train - mean) / std
    X_test[:] = (X_test - mean) / std
    return X_train, X_test


def _test_after_train_in_place(X_train, X_test):
    X_train = X_train.astype(float)
    X_train -= X_train.mean(axis=0)
    X_train /= np.where(X_train.std(axis=0) == 0, 1, X_train.std(axis=0))
    std = X_train.std(axis=0)
    return X_train, (X_test - X_train.mean(axis=0)) / np.where(std == 0, 1, std)


def _truncated(X_train, X_test):
    A, B = _standardizer()(X_train, X_test)
    return A.astype(X_train.dtype), B.astype(X_test.dtype)


def _column_by_column(X_train, X_test):
    A, B = np.zeros(X_train.shape), np.zeros(X_test.shape)
    for j in range(X_train.shape[1]):
        column = X_train[:, j]
        mean = sum(column) / len(column)
        variance = sum((v - mean) ** 2 for v in column) / len(column)
        flat = max(column) == min(column)
        A[:, j] = (column - mean) / (1.0 if flat else variance**0.5)
        B[:, j] = (X_test[:, j] - mean) / (1.0 if flat else variance**0.5)
    return A, B


def _with_mask(X_train, X_test):
    mean = np.mean(X_train, axis=0, keepdims=True)
    std = np.std(X_train, axis=0, keepdims=True)
    std[std <= 1e-12 * np.max(np.abs(X_train), axis=0, keepdims=True)] = 1
    return [np.divide(X_train - mean, std), np.divide(X_test - mean, std)]


def _by_range(X_train, X_test):
    centered = X_train - X_train.mean(axis=0)
    varies = np.ptp(X_train, axis=0) > 0
    std = np.sqrt((centered**2).mean(axis=0))
    std[~varies] = 1.0
    return centered / std, (X_test - X_train.mean(axis=0)) / std


def _float32_at_the_end(X_train, X_test):
    return tuple(Z.astype(np.float32) for Z in _standardizer()(X_train, X_test))


STANDARDIZE = Exercise(
    id="standardize",
    title="Give all columns the same unit",
    signature="(X_train, X_test)",
    aspects=(
        Aspect("values", 1.0, "both sets, with the training set's mean and standard deviation"),
        Aspect("any sizes", 0.25, "any number of rows and columns; whole numbers", ("values",)),
        Aspect("constant columns", 0.25, "divided by 1, in both sets", ("values",)),
        Aspect(
            "rounding",
            0.25,
            "constant is below 1e-12 times the largest magnitude",
            ("values", "constant columns"),
        ),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=preprocessing.standardize,
    results=("X_train, standardized", "X_test, standardized"),
    warned="It divided by 0 on the way, and NumPy warned. The result is right all the same.",
    mistakes=(
        Mistake(
            "both-sets-together",
            "Mean and standard deviation were taken from both sets together: nothing may be known "
            "of the test set.",
            *_careless(seen=lambda X, T: (np.vstack([X, T]),) * 2),
        ),
        Mistake(
            "test-statistics",
            "The test set was standardized by its own mean and standard deviation: take those of "
            "the training set.",
            *_careless(seen=lambda X, T: (X, T)),
            *_careless(seen=lambda X, T: (T, T)),
        ),
        Mistake(
            "whole-array-statistics",
            "One mean and one standard deviation were used for all columns: each column has its "
            "own.",
            *_careless(center=np.mean, spread=np.std),
        ),
        Mistake(
            "row-statistics",
            "Each row was standardized by itself; the mean is that of a column, over all samples.",
            *_careless(
                center=lambda X: X.mean(axis=1, keepdims=True),
                spread=lambda X: X.std(axis=1, keepdims=True),
                seen=lambda X, T: (X, T),
            )[1:],
            lambda X_train, X_test: (
                (X_train - X_train.mean(axis=1)) / X_train.std(axis=1),
                (X_test - X_train.mean(axis=1)) / X_train.std(axis=1),
            ),
        ),
        Mistake(
            "variance-not-std",
            "It was divided by the variance; the standard deviation is its square root.",
            *_careless(spread=lambda X: X.var(axis=0)),
        ),
        Mistake(
            "sample-std",
            "The sum of squares was divided by N − 1; here it is N, as `np.std` has it.",
            *_careless(spread=lambda X: X.std(axis=0, ddof=1) if len(X) > 1 else X.std(axis=0)),
            _standardizer(spread=lambda X: X.std(axis=0, ddof=1), constant=_never),
            _standardizer(spread=lambda X: X.std(axis=0, ddof=1)),
        ),
        Mistake(
            "mean-not-subtracted",
            "The columns were only divided: their mean is to be 0.",
            *_careless(center=lambda X: 0.0),
        ),
        Mistake(
            "not-divided",
            "The means are subtracted, but the spread is as it was: it is to be 1.",
            _standardizer(scale=lambda Z, std: Z),
        ),
        Mistake(
            "min-max-scaling",
            "The columns run from 0 to 1; asked are the mean 0 and the standard deviation 1.",
            *_careless(center=lambda X: X.min(axis=0), spread=lambda X: np.ptp(X, axis=0)),
        ),
        Mistake(
            "test-untouched",
            "The test set comes back as it was: it is moved and scaled as the training set is.",
            *(
                lambda X_train, X_test, own=own: (own(X_train, X_test)[0], X_test)
                for own in _careless()
            ),
            _test_after_train_in_place,
        ),
        Mistake(
            "training-set-only",
            "Only the training set came back: both sets are asked, (X_train, X_test).",
            *_careless(finish=lambda A, B: A),
        ),
        Mistake(
            "order-swapped",
            "The test set comes first; asked is the training set, then the test set.",
            *_careless(finish=lambda A, B: (B, A)),
        ),
        Mistake(
            "divides-by-zero",
            "A column whose values are all the same has a standard deviation of 0, and it was "
            "divided by that.",
            _standardizer(constant=_never),
        ),
        Mistake(
            "epsilon-added",
            "A small number was added to the standard deviation: that makes the test set's numbers "
            "huge where the training column is constant.",
            *(
                _standardizer(scale=lambda Z, std, eps=eps: Z / (std + eps), constant=_never)
                for eps in (1e-8, 1e-7, 1e-9, 1e-10, 1e-12, 1e-15)
            ),
            *(
                _standardizer(
                    scale=lambda Z, std, eps=eps: Z / np.maximum(std, eps), constant=_never
                )
                for eps in (1e-8, 1e-10, 1e-12)
            ),
        ),
        Mistake(
            "zeros-in-the-test-set",
            "Where a training column is constant, the test set became 0 as well: subtract the "
            "mean, and divide by 1.",
            lambda X_train, X_test: tuple(
                np.where(_is_constant(X_train, X_train.std(axis=0)), 0.0, Z)
                for Z in _standardizer()(X_train, X_test)
            ),
            lambda X_train, X_test: tuple(
                np.nan_to_num(Z, posinf=0, neginf=0)
                for Z in _standardizer(constant=_never)(X_train, X_test)
            ),
            lambda X_train, X_test: tuple(
                np.where(X_train.std(axis=0) == 0, 0.0, Z)
                for Z in _standardizer(constant=lambda X, std: std == 0)(X_train, X_test)
            ),
        ),
        Mistake(
            "exactly-zero-only",
            "Rounding gives a column of 0.1 a tiny standard deviation that is not 0, and it was "
            "divided by that.",
            _standardizer(constant=lambda X, std: std == 0),
        ),
        Mistake(
            "fixed-threshold",
            "Whether a column is constant was decided by a fixed bound: how much is rounded "
            "depends on how large its numbers are.",
            *(
                _standardizer(constant=lambda X, std, bound=bound: std < bound)
                for bound in (1e-12, 1e-10, 1e-8, 1e-6, 1e-15)
            ),
            _standardizer(constant=lambda X, std: np.isclose(std, 0)),
        ),
        Mistake(
            "int-truncation",
            "With whole numbers the fractions get lost: the result was stored as integers.",
            _truncated,
        ),
        Mistake(
            "inputs-overwritten",
            "The numbers are right, but the arrays that were passed in have been overwritten.",
            _in_place,
            _careless_in_place,
        ),
    ),
    accepted={
        "column by column": _column_by_column,
        "a mask, keepdims, a list": _with_mask,
        "by the range of a column": _by_range,
        "float32 at the end": _float32_at_the_end,
    },
)
