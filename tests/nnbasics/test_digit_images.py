"""Drawings in the form of MNIST's digits, and digits that are moved."""

import numpy as np
import pytest
from needs import need

from nnbasics.data import load_mnist
from nnbasics.digit_images import like_mnist, shift_images


def block(height: int, width: int, top: int = 0, left: int = 0, side: int = 112):
    ink = np.zeros((side, side), np.uint8)
    ink[top : top + height, left : left + width] = 255
    return ink


def center(image) -> tuple[float, float]:
    """Of the ink, in pixels from the upper left corner of the image."""
    places = np.arange(28) + 0.5
    return places @ image.sum(axis=1) / image.sum(), places @ image.sum(axis=0) / image.sum()


def test_a_stroke_becomes_20_pixels_high():
    image = like_mnist(block(80, 8, top=20, left=70))
    assert image.shape == (28, 28) and image.dtype == np.float32
    assert np.array_equal(image[4:24, 13:15], np.ones((20, 2)))
    assert image.sum() == 40


@pytest.mark.parametrize("place", [(0, 0), (32, 50), (3, 90)])
def test_the_place_does_not_matter(place):
    top, left = place
    wanted = like_mnist(block(60, 15))
    assert np.array_equal(like_mnist(block(60, 15, top=top, left=left)), wanted)


def test_the_size_does_not_matter():
    for times in (0.5, 1, 3):
        ink = block(round(40 * times), round(20 * times), side=150)
        image = like_mnist(ink)
        assert np.array_equal(np.flatnonzero(image.any(axis=1)), np.arange(4, 24))
        assert np.array_equal(np.flatnonzero(image.any(axis=0)), np.arange(9, 19))


def test_wide_drawings_keep_their_shape():
    image = like_mnist(block(10, 100))
    assert np.array_equal(np.flatnonzero(image.any(axis=0)), np.arange(4, 24))
    assert np.flatnonzero(image.any(axis=1)).size == 2


def test_the_center_of_mass_is_in_the_middle():
    ink = block(80, 10)
    ink[:20, :60] = 255  # a heavy top: the box's middle is not the center of mass
    image = like_mnist(ink)
    assert all(abs(place - 14) <= 0.51 for place in center(image))
    assert np.flatnonzero(image.any(axis=1))[0] > 4  # it has moved down for that


def test_no_ink_is_cut_off():
    ink = np.zeros((112, 112))
    ink[0, 0] = ink[111, 111] = 1
    ink[:30, :30] = 255  # all weight in one corner
    image = like_mnist(ink)
    rows = np.flatnonzero(image.any(axis=1))
    assert rows[-1] - rows[0] == 19
    assert np.isclose(image.sum(), like_mnist(ink[::-1, ::-1]).sum())


def test_nothing_and_a_dot():
    assert not like_mnist(np.zeros((112, 112))).any()
    dot = like_mnist(block(1, 1))
    assert dot.sum() == 400 and dot.max() == 1  # a dot fills the box: 20 x 20


def test_the_drawing_stays_as_it_is():
    ink = block(30, 30)
    ink.flags.writeable = False
    like_mnist(ink)
    assert ink.sum() == 900 * 255


def test_mnist_comes_back_as_it_was():
    """Enlarged, MNIST's own digits give themselves: this is how they were made."""
    need("mnist")
    images = load_mnist().test_images[:200]
    for image in images:
        again = like_mnist(np.kron(image, np.ones((4, 4))))
        assert np.allclose(again, image / 255, atol=1e-6)


def test_shift():
    image = np.arange(1, 10).reshape(1, 3, 3)
    assert shift_images(image, 1, 0).tolist() == [[[0, 0, 0], [1, 2, 3], [4, 5, 6]]]
    assert shift_images(image, -1, 0).tolist() == [[[4, 5, 6], [7, 8, 9], [0, 0, 0]]]
    assert shift_images(image, 0, 2).tolist() == [[[0, 0, 1], [0, 0, 4], [0, 0, 7]]]
    assert shift_images(image, -2, -1).tolist() == [[[8, 9, 0], [0, 0, 0], [0, 0, 0]]]
    assert shift_images(image, 0, 0).tolist() == image.tolist()
    assert not shift_images(image, 3, 0).any()
