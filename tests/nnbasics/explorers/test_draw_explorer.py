"""The live figures of lesson 7: a digit that is drawn, and digits that are moved."""

import numpy as np
from live_checks import said
from PIL import Image
from sample_explorers import heavy, top_or_bottom

from nnbasics.digit_images import like_mnist
from nnbasics.explorers.draw import DrawingArea, draw_explorer
from nnbasics.explorers.shift import accuracy_when_shifted, shift_explorer


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
