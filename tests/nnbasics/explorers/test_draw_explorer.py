"""Lesson 7: drawings in the form of MNIST's digits, moved digits, and the two live figures."""

import re

import numpy as np
import pytest
import test_figures
from needs import need
from PIL import Image

from nnbasics.data import load_mnist
from nnbasics.digit_images import like_mnist, shift_images
from nnbasics.explorers.draw import DrawingArea, draw_explorer
from nnbasics.explorers.shift import accuracy_when_shifted, shift_explorer


def block(height: int, width: int, top: int = 0, left: int = 0, side: int = 112):
    ink = np.zeros((side, side), np.uint8)
    ink[top : top + height, left : left + width] = 255
    return ink


def center(image) -> tuple[float, float]:
    """Of the ink, in pixels from the upper left corner of the image."""
    places = np.arange(28) + 0.5
    return places @ image.sum(axis=1) / image.sum(), places @ image.sum(axis=0) / image.sum()


def said(live) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", live.sentence).split())


# --- the preprocessing --------------------------------------------------------------------


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


# --- moving -------------------------------------------------------------------------------


def test_shift():
    image = np.arange(1, 10).reshape(1, 3, 3)
    assert shift_images(image, 1, 0).tolist() == [[[0, 0, 0], [1, 2, 3], [4, 5, 6]]]
    assert shift_images(image, -1, 0).tolist() == [[[4, 5, 6], [7, 8, 9], [0, 0, 0]]]
    assert shift_images(image, 0, 2).tolist() == [[[0, 0, 1], [0, 0, 4], [0, 0, 7]]]
    assert shift_images(image, -2, -1).tolist() == [[[8, 9, 0], [0, 0, 0], [0, 0, 0]]]
    assert shift_images(image, 0, 0).tolist() == image.tolist()
    assert not shift_images(image, 3, 0).any()


# --- the live figures -----------------------------------------------------------------------


def top_or_bottom(X):
    """A network in small: 7 when the upper half has more ink, else 2."""
    X = np.asarray(X).reshape(-1, 28, 28)
    top = X[:, :14].sum(axis=(1, 2)) / np.maximum(X.sum(axis=(1, 2)), 1e-9)
    P = np.zeros((len(X), 10))
    P[:, 7], P[:, 2] = top, 1 - top
    return P


def heavy(top: bool):
    image = np.zeros((28, 28), np.uint8)
    rows = slice(4, 12) if top else slice(16, 24)
    image[4:24, 13:15] = image[rows, 9:19] = 255
    return image


def test_the_drawing_area_gives_gray_values():
    area = DrawingArea()
    assert area.ink.shape == (112, 112) and not area.ink.any()
    area.paint(heavy(top=True))
    assert area.ink.shape == (112, 112) and area.ink.max() == 255
    assert np.array_equal(area.ink[::4, ::4], heavy(top=True))
    area.paint()
    assert not area.ink.any()


def test_draw_explorer_reads_what_is_drawn():
    shown = []

    def network(X):
        shown.append(np.asarray(X))
        return top_or_bottom(X)

    live = draw_explorer(network, {"Heavy top": [heavy(True)], "Both": [heavy(True), heavy(False)]})
    assert np.array_equal(shown[-1], like_mnist(live.area.ink).reshape(1, 784))
    before = live.png
    live.area.paint()
    assert said(live).startswith("Draw a digit") and live.png != before
    drawn = np.asarray(Image.fromarray(heavy(True)).resize((112, 112)))
    live.area.set_state({"value": memoryview(drawn.tobytes())})  # as the page sends it
    assert said(live).startswith("The network reads a ")
    assert shown[-1].shape == (1, 784) and 0.9 < shown[-1].max() <= 1
    pictures = set()
    for _ in range(4):  # two examples, again and again
        live.buttons["Both"].click()
        pictures.add(live.png)
    assert len(pictures) == 2


def test_draw_explorer_without_examples_asks_for_a_drawing():
    live = draw_explorer(top_or_bottom)
    assert said(live).startswith("Draw a digit")
    assert not live.buttons
    assert "b'" not in repr(live)  # no bytes in the text of a page


def test_shift_explorer_moves_and_counts():
    images = np.stack([heavy(True), heavy(False)]) / 255
    right = accuracy_when_shifted(top_or_bottom, images, [7, 2])
    assert right.shape == (11, 11) and right[5, 5] == 1
    assert right[10, 5] == 0.5  # down by five pixels: the top is heavy no more
    live = shift_explorer(top_or_bottom, images, [7, 2])
    assert "Right. Not moved, 100% of 2 images are right" in said(live)
    live.controls["down"].value = 5
    assert "Wrong, it is a 7. Moved by 5 down, 50% of 2" in said(live)
    live.controls["across"].value = -1
    assert "Moved by 1 to the left and 5 down" in said(live)
    live.controls["number"].value = 1
    assert "reads a 2" in said(live)


def draw_something():
    return draw_explorer(top_or_bottom, {"Heavy top": [heavy(True)]})


def shift_something():
    images = np.stack([heavy(True), heavy(False)]) / 255
    return shift_explorer(top_or_bottom, images, [7, 2])


@pytest.mark.parametrize(
    "check",
    [
        test_figures.test_something_sensible_before_a_touch,
        test_figures.test_a_control_changes_picture_and_sentence,
        test_figures.test_blitting_leaves_nothing_behind,
        test_figures.test_every_value_can_be_shown,
        test_figures.test_other_pages_get_a_picture_and_its_name,
    ],
    ids=lambda check: check.__name__,
)
def test_shift_is_a_live_figure(check):
    check(shift_something)


@pytest.mark.parametrize(
    "check",
    [
        test_figures.test_something_sensible_before_a_touch,
        test_figures.test_other_pages_get_a_picture_and_its_name,
    ],
    ids=lambda check: check.__name__,
)
def test_draw_is_a_live_figure(check):
    check(draw_something)
