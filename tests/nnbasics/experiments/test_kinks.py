"""Networks written down by hand: a line through points, and folding again and again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnbasics.experiments.kinks import kinks, through_points, zigzag
from nnbasics.networks import mlp_forward


@given(st.lists(st.integers(-20, 20), min_size=2, max_size=9), st.data())
def test_through_points(heights, data):
    gaps = data.draw(st.lists(st.integers(1, 5), min_size=len(heights), max_size=len(heights)))
    x, y = np.cumsum(gaps), np.array(heights, dtype=float)
    params = through_points(x, y)
    between = np.linspace(x[0], x[-1], 50)
    assert np.allclose(mlp_forward(between[:, None], params)[:, 0], np.interp(between, x, y))
    assert np.allclose(mlp_forward(np.array([[x[0] - 3.0]]), params), y[0])
    assert np.array_equal(kinks(params), x[:-1])


def test_a_neuron_that_does_not_look_has_no_kink():
    params = [(np.array([[2.0, 0.0]]), np.array([-1.0, 3.0])), (np.ones((2, 1)), np.zeros(1))]
    assert np.array_equal(kinks(params), [0.5, np.nan], equal_nan=True)


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_zigzag_is_folding_again_and_again(depth):
    x = np.linspace(0, 1, 129)
    folded = x
    for _ in range(depth):
        folded = 1 - np.abs(2 * folded - 1)
    assert np.allclose(mlp_forward(x[:, None], zigzag(depth))[:, 0], folded)
    assert len(zigzag(depth)) == depth + 1
