"""What counts as the same: what was computed in float32 has the tolerance of float32."""

import warnings

import numpy as np
import pytest

from nngrader import check
from nngrader.values.compare import compare

WANTED = np.random.default_rng(0).normal(size=(3, 4))


def in_float32(array: np.ndarray) -> np.ndarray:
    """Numbers of float32 in an array of float64."""
    return array.astype(np.float32).astype(np.float64)


def layer_in_float32(X, W, b):
    X, W, b = (np.asarray(each, dtype=np.float32) for each in (X, W, b))
    return (X @ W + b).astype(np.float64)


def test_what_was_computed_in_float32_may_be_handed_back_in_float64():
    """As from PyTorch by way of a list, or from an array that was made before."""
    verdict = check("layer", layer_in_float32)
    assert verdict.passed
    assert [note.id for note in verdict.notes] == ["computed-in-float32"]


def test_a_float64_that_is_no_float32_has_to_be_exact():
    assert not check("layer", lambda X, W, b: (X @ W + b) * (1 + 1e-5)).passed


@pytest.mark.parametrize(
    ("got", "same", "said"),
    [
        (WANTED * (1 + 1e-7), True, False),
        (WANTED * (1 + 2e-5), False, False),
        (in_float32(WANTED * (1 + 2e-5)), True, True),
        ((WANTED * (1 + 2e-5)).astype(np.float32), True, True),
        (WANTED.astype(np.float32), True, True),
        (in_float32(WANTED * (1 + 1e-3)), False, False),
        # One number that fits into no float32 tells that the others are so by chance.
        (np.where(np.eye(3, 4), WANTED, in_float32(WANTED * (1 + 2e-5))), False, False),
    ],
    ids=[
        "rounded in float64",
        "wrong in float64",
        "float32 in float64",
        "float32",
        "float32, very near",
        "wrong in float32",
        "mixed",
    ],
)
def test_the_tolerance_is_that_of_the_numbers(got, same, said):
    found = compare(WANTED, got)
    assert (found.difference is None, found.in_float32) == (same, said)


def test_whole_numbers_are_not_taken_for_float32():
    assert compare(100_000, 100_001).difference == "the result is 100001, 100000 is expected"


def test_numbers_beyond_float32_are_compared_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert compare(np.array([1e300]), np.array([1e300])).difference is None
        assert compare(np.array([1e300]), np.array([1.1e300])).difference is not None
