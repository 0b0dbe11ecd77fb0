"""The plane on which a neuron decides: where it fires, and points that are crossed out."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from nnbasics.data import gate
from nnbasics.figures.plane import Points, half_plane
from nnbasics.neurons import neuron, step

XLIM, YLIM = (-1.0, 2.0), (-2.0, 3.0)

number = st.integers(-40, 40).map(lambda n: n / 10)


def area(polygon: np.ndarray) -> float:
    x, y = polygon.T
    return abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2


@given(number, number, number)
def test_half_plane_is_where_the_neuron_fires(w1, w2, b):
    region, boundary = half_plane([w1, w2], b, XLIM, YLIM)
    grid = np.array(list(itertools.product(np.linspace(*XLIM, 61), np.linspace(*YLIM, 61))))
    share = step(neuron(grid, [w1, w2], b)).mean()
    whole = 15.0
    covered = area(region) / whole if len(region) else 0.0
    assert covered == pytest.approx(share, abs=0.04)  # the grid is coarse
    assert len(boundary) in (0, 2)
    for points in (region, boundary):
        assert ((points >= [XLIM[0], YLIM[0]]) & (points <= [XLIM[1], YLIM[1]])).all()
    if len(region):
        assert (neuron(region, [w1, w2], b) > -1e-9).all()
    if len(boundary):
        assert np.allclose(neuron(boundary, [w1, w2], b), 0)


@pytest.mark.parametrize(
    ("w", "b", "corners", "ends"),
    [
        ([1, 0], -0.5, 4, 2),  # upright, in the middle
        ([1, 1], 10, 4, 0),  # fires all over
        ([1, 1], -10, 0, 0),  # fires nowhere
        ([0, 0], 0, 0, 0),  # no weights: z is 0, and step(0) is 0
        ([0, 0], 1, 4, 0),
        ([5, -3], -1, 3, 2),  # through two corners
    ],
)
def test_half_plane_by_hand(w, b, corners, ends):
    region, boundary = half_plane(w, b, XLIM, YLIM)
    assert (len(region), len(boundary)) == (corners, ends)


def test_points_cross_out_what_is_wrong():
    X, y = gate("and")
    ax = Figure().subplots()
    points = Points(ax, ["no", "yes"])
    points.show(X, y, [1, 0, 0, 0])
    zeros, ones, wrong = points.legend_handles
    assert zeros.get_xydata().tolist() == [[0, 0], [0, 1], [1, 0]]
    assert ones.get_xydata().tolist() == [[1, 1]]
    assert wrong.get_xydata().tolist() == [[0, 0], [1, 1]]
    assert len({line.get_marker() for line in (zeros, ones, wrong)}) == 3
