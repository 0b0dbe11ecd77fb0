"""The palette, also in gray and in the dark, and numbers as people write them."""

import colorsys
import itertools

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from pictures import contrast, luminance

from nnbasics.figures import style


@pytest.fixture
def light():
    """The light style, before and after."""
    style.use_style()
    yield
    style.use_style()


# --- numbers ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(-0.5, None, "−0.5"), (2.0, None, "2"), (-0.04, 1, "0.0"), (1.0, 1, "1.0"), (-3, 0, "−3")],
)
def test_numbers_for_people(value, digits, text):
    assert style.number(value, digits) == text


def test_weighted_sums_for_people():
    said = style.weighted_text([0.8, -0.3, -0.0], ["a", "b", "c"], -1.0)
    assert said == "0.8 · a − 0.3 · b + 0 · c − 1"


# --- colors -----------------------------------------------------------------------------


def test_classes_differ_in_gray():
    assert contrast(*style.CLASS_COLORS) > 2
    assert len(set(style.CLASS_MARKERS)) == 2


def test_text_and_lines_stand_out_from_the_paper():
    assert contrast(style.INK, style.PAPER) > 7
    assert contrast(style.GRAY, style.PAPER) > 4.5
    for color in (style.BLUE, style.GREEN, style.VERMILION):
        assert contrast(color, style.PAPER) > 3


def test_palette_has_no_two_alike():
    hues = [colorsys.rgb_to_hsv(*to_rgb(c)) for c in (*style.CLASS_COLORS, style.GREEN)]
    assert all(abs(a[0] - b[0]) > 0.05 for a, b in itertools.combinations(hues, 2))


def test_lines_differ_without_color():
    looks = [style.look(i) for i in range(6)]
    for part in ("color", "marker", "linestyle"):
        assert len({str(look[part]) for look in looks}) == 6
    assert style.look(6) == style.look(0)


@pytest.mark.parametrize("name", ["SIGNED", "AMOUNT"])
def test_color_scales_rise_in_gray(name):
    scale = getattr(style, name)(np.linspace(0, 1, 101))[:, :3]
    light = [luminance(color) for color in scale]
    assert (np.diff(light) > 0).all()
    assert contrast(scale[0], scale[-1]) > 3


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_both_styles_can_be_read(dark, light):
    style.use_style(dark=dark)
    assert contrast(style.INK, style.PAPER) > 7
    assert contrast(style.GRAY, style.PAPER) > 4.5
    for color in style.COLORS:
        assert contrast(color, style.PAPER) > (3 if dark else 2)
    for tint in (style.tint(style.COLORS[0], 0.45), style.tint(style.COLORS[1], 0.28)):
        assert contrast(style.INK, tint) > 4.5  # the border between regions


def test_style_can_be_changed_back(light):
    paper = style.PAPER
    style.use_style(dark=True)
    assert contrast(style.PAPER, paper) > 10
    style.use_style()
    assert paper == style.PAPER
