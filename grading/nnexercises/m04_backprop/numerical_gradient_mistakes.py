"""Mistakes that are known with `numerical_gradient`, the most specific first."""

from collections.abc import Callable

import numpy as np

from nnexercises.m04_backprop.numerical_gradient_parts import numerical
from nngrader.declare import Mistake


def _itself(x: np.ndarray) -> np.ndarray:
    return x


def _in_copy_or_not(slope: Callable) -> tuple[Callable, Callable]:
    """Another slope, in a copy or in x itself, put back exactly."""
    return numerical(slope), numerical(slope, copy=_itself)


def _backward_difference(f, x, eps=1e-5):
    result = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        moved = np.array(x, dtype=float)
        moved[i] -= eps
        result[i] = (f(x) - f(moved)) / eps
    return result


def _one_sided_never_back(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    result = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        before = f(x)
        x[i] += eps
        result[i] = (f(x) - before) / eps
    return result


def _left_at_minus(f, x, eps=1e-5):
    result = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += eps
        above = f(x)
        x[i] -= 2 * eps
        result[i] = (above - f(x)) / (2 * eps)
    return result


def _put_back_by_adding(f, x, eps=1e-5):
    result = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += eps
        above = f(x)
        x[i] -= 2 * eps
        below = f(x)
        x[i] += eps
        result[i] = (above - below) / (2 * eps)
    return result


def _rows_at_once(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    result = np.zeros(x.shape)
    for i in range(len(x)):
        above, below = x.copy(), x.copy()
        above[i] += eps
        below[i] -= eps
        result[i] = (f(above) - f(below)) / (2 * eps)
    return result


def _index_up_to_size(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    result = np.zeros(x.shape)
    for i in range(x.size):
        above, below = x.copy(), x.copy()
        above[i] += eps
        below[i] -= eps
        result[i] = (f(above) - f(below)) / (2 * eps)
    return result


def _first_axis_only(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    result = np.zeros(len(x))
    for i in range(len(x)):
        above, below = x.copy(), x.copy()
        above[i] += eps
        below[i] -= eps
        result[i] = (f(above) - f(below)) / (2 * eps)
    return result


def _flat_result(f, x, eps=1e-5):
    return numerical()(f, x, eps).ravel()


def _calls_f_with_flat(f, x, eps=1e-5):
    flat = np.array(x, dtype=float).ravel()
    result = np.zeros(flat.size)
    for i in range(flat.size):
        above, below = flat.copy(), flat.copy()
        above[i] += eps
        below[i] -= eps
        result[i] = (f(above) - f(below)) / (2 * eps)
    return result.reshape(x.shape)


def _two_axes_only(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    result = np.zeros(x.shape)
    rows, columns = x.shape
    for i in range(rows):
        for j in range(columns):
            above, below = x.copy(), x.copy()
            above[i, j] += eps
            below[i, j] -= eps
            result[i, j] = (f(above) - f(below)) / (2 * eps)
    return result


MISTAKES = (
    Mistake(
        "x-left-perturbed",
        "An entry is still moved while the next one is tried: each slope is asked at x itself.",
        numerical(undo=False),
        _one_sided_never_back,
        _left_at_minus,
        numerical(undo=False, copy=_itself),
    ),
    Mistake(
        "one-sided",
        "The difference was taken between x and one point beside it; take one point on each side.",
        *_in_copy_or_not(lambda above, middle, below, eps: (above - middle) / eps),
        _backward_difference,
    ),
    Mistake(
        "missing-half",
        "It is twice what is asked: how far from each other are the two points?",
        *_in_copy_or_not(lambda above, middle, below, eps: (above - below) / eps),
    ),
    Mistake(
        "divided-wrongly",
        "`/ 2 * eps` divides by 2, and then multiplies by eps: parentheses are missing.",
        *_in_copy_or_not(lambda above, middle, below, eps: (above - below) / 2 * eps),
    ),
    Mistake(
        "not-divided",
        "These are the differences of f; a slope is a difference for each unit of x.",
        *_in_copy_or_not(lambda above, middle, below, eps: above - below),
    ),
    Mistake(
        "flat-only",
        "It works for a vector only: with more axes, every entry needs to be moved alone, and "
        "f needs an array of x's shape.",
        _rows_at_once,
        _index_up_to_size,
        _first_axis_only,
        _flat_result,
        _calls_f_with_flat,
    ),
    Mistake(
        "matrices-only",
        "It works for two axes only; x may have any number of them.",
        _two_axes_only,
    ),
    Mistake(
        "all-at-once",
        "All entries were moved together: each one has a slope of its own.",
        lambda f, x, eps=1e-5: (f(x + eps) - f(x - eps)) / (2 * eps),
        lambda f, x, eps=1e-5: np.full(x.shape, (f(x + eps) - f(x - eps)) / (2 * eps)),
    ),
    Mistake(
        "eps-ignored",
        "The size of the step is fixed: it has to be the eps that is given.",
        *(numerical(fixed_eps=eps) for eps in (1e-4, 1e-5, 1e-6)),
        numerical(fixed_eps=1e-5, copy=_itself),
        *_in_copy_or_not(lambda above, middle, below, eps: (above - below) / 2e-5),
    ),
    Mistake(
        "sign-flipped",
        "The sign is the wrong way round: where f rises with x, the slope is positive.",
        *_in_copy_or_not(lambda above, middle, below, eps: (below - above) / (2 * eps)),
    ),
    Mistake(
        "int-truncation",
        "With an array of integers the steps or the slopes get lost: an integer plus eps, "
        "stored as an integer, is what it was.",
        numerical(copy=lambda x: x.copy()),
        numerical(copy=lambda x: x.copy(), into=np.zeros_like),
        numerical(into=np.zeros_like),
    ),
    Mistake(
        "float32",
        "In float32 the two values of f share nearly all their digits, and little is left of "
        "their difference: use float64.",
        numerical(copy=lambda x: np.array(x, dtype=np.float32)),
    ),
    Mistake(
        "moves-x-itself",
        "The entries were moved in the array that was passed in: also when they are put back, "
        "work on a copy.",
        _put_back_by_adding,
        numerical(copy=_itself),
        numerical(copy=_itself, into=np.zeros_like),
    ),
)
