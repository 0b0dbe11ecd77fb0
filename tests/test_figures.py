"""Figures: geometry, the live figures' pictures and sentences, and the palette."""

import base64
import colorsys
import itertools
import re
from io import BytesIO

import ipywidgets as widgets
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

from nnbasics import figures, style
from nnbasics.data import gate, students
from nnbasics.explorers.boundary import boundary_explorer
from nnbasics.explorers.hello import hello
from nnbasics.explorers.perceptron import EPOCHS, perceptron_explorer, visits
from nnbasics.explorers.threshold import firing_interval, threshold_explorer
from nnbasics.live import CSS_DPI, SHARPNESS, LiveFigure, slider
from nnbasics.neurons import neuron, step
from nnbasics.perceptron import train_perceptron
from nnbasics.plane import Points, half_plane

GATES = ["and", "or", "nand", "xor"]
EXPLORERS = [hello, threshold_explorer, boundary_explorer, perceptron_explorer]
explorers = pytest.mark.parametrize("make", EXPLORERS, ids=lambda make: make.__name__)

XLIM, YLIM = (-1.0, 2.0), (-2.0, 3.0)
number = st.integers(-40, 40).map(lambda n: n / 10)


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(png)).convert("RGB")).astype(int)


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", " ", html)


# --- where a neuron fires ---------------------------------------------------------------


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


# --- every live figure ------------------------------------------------------------------


@explorers
def test_something_sensible_before_a_touch(make):
    live = make()
    picture = pixels(live.png)
    width, height = live._figure.get_size_inches() * CSS_DPI * SHARPNESS
    assert picture.shape == (round(height), round(width), 3)
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) >= 5
    assert plain(live.sentence).strip()


@explorers
def test_a_control_changes_picture_and_sentence(make):
    live = make()
    for name, control in live.controls.items():
        png, sentence = live.png, live.sentence
        if isinstance(control, widgets.Dropdown):
            control.value = control.options[-1][1]
        else:
            control.value += control.step
        assert live.png != png, name
        assert live.sentence != sentence, name


@explorers
def test_blitting_leaves_nothing_behind(make):
    """There and back is the same picture, and a new drawing is the same as a change."""
    live = make()
    first = live.png
    control = list(live.controls.values())[-1]
    for steps in (3, 4):
        control.value += steps * control.step
    there = live.png
    live.redraw()
    assert live.png == there
    control.value -= 7 * control.step
    assert live.png == first


@explorers
def test_every_value_can_be_shown(make):
    """At both ends of every control nothing breaks, and no number is nan."""
    live = make()
    ends = []
    for control in live.controls.values():
        slides = hasattr(control, "min")
        ends.append([control.min, control.max] if slides else [v for _, v in control.options])
    for values in itertools.product(*ends):
        for control, value in zip(live.controls.values(), values, strict=True):
            control.value = min(value, control.max) if hasattr(control, "max") else value
        assert not re.search(r"\b(nan|inf)\b|-\d|-0", plain(live.sentence)), live.sentence


@explorers
def test_other_pages_get_a_picture_and_its_name(make):
    live = make()
    bundle = live._repr_mimebundle_()
    assert base64.b64decode(bundle["image/png"]) == live.png
    assert bundle["text/plain"] == repr(live)
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert len(live._title) > 30 and live._title in repr(live)
    assert 'aria-live="polite"' in live._sentence.value


def test_few_colors_are_the_right_colors():
    """The picture is encoded with few colors: they must still be those of the palette."""
    figure = Figure(figsize=(2, 2))
    ax = figure.subplots()
    ax.axis("off")
    colors = [*style.CLASS_COLORS, style.VERMILION, style.GREEN, style.PURPLE, style.SKY]
    for i, color in enumerate(colors):
        ax.bar(i, 1, width=1, color=color, animated=True)
    live = LiveFigure(figure, {"n": slider("n", 0, 0, 1, 0.1)}, lambda n: "", title="Six bars")
    found = np.unique(pixels(live.png).reshape(-1, 3), axis=0)
    for color in (*colors, "#FFFFFF"):
        wanted = np.array(to_rgb(color)) * 255
        assert np.abs(found - wanted).max(axis=1).min() <= 3, color


def test_only_animated_artists_move():
    figure = Figure()
    ax = figure.subplots()
    (still,) = ax.plot([0, 1], [0, 1])
    live = LiveFigure(
        figure,
        {"n": slider("n", 0, 0, 5, 1)},
        lambda n: still.set_ydata([n, n]) or f"{n}",
        title="A line that was not told to move",
    )
    before = live.png
    live.controls["n"].value = 3
    assert live.png == before
    live.redraw()
    assert live.png != before


# --- what the explorers say -------------------------------------------------------------


@given(
    weight=st.integers(-10, 10).map(lambda n: n / 10),
    bias=st.integers(-10, 10).map(lambda n: n / 2),
)
def test_firing_interval(weight, bias):
    low, high = firing_interval(weight, bias)
    for hunger in np.linspace(0.05, 9.95, 100):
        assert (low < hunger < high) == (weight * hunger + bias > 0)


@pytest.mark.parametrize(
    ("weight", "bias", "words"),
    [
        (0.5, -2.0, "where hunger is above 4.0"),
        (0.5, 3.0, "all over this scale"),
        (0.5, 0.0, "where hunger is above 0.0"),
        (-0.3, 3.0, "where hunger is below 10.0"),
        (-1.0, 5.0, "where hunger is below 5.0"),
        (0.5, -5.0, "never fires"),
        (0.0, 0.0, "never fires"),
        (0.0, 1.0, "all over this scale"),
    ],
)
def test_threshold_in_words(weight, bias, words):
    live = threshold_explorer()
    live.controls["weight"].value, live.controls["bias"].value = weight, bias
    assert words in live.sentence


@settings(max_examples=30)  # each draws three pictures
@given(
    study=st.integers(-20, 20).map(lambda n: n / 10),
    sleep=st.integers(-20, 20).map(lambda n: n / 10),
    bias=st.integers(-40, 40).map(lambda n: n / 2),
)
def test_boundary_counts_the_errors(study, sleep, bias):
    live = _boundary
    for name, value in (("study", study), ("sleep", sleep), ("bias", bias)):
        live.controls[name].value = value
    X, y = students()
    decided = study * X[:, 0] + sleep * X[:, 1] + bias > 1e-9
    lost, missed = int((decided & (y == 0)).sum()), int((~decided & (y == 1)).sum())
    said = plain(live.sentence)
    assert f"{lost + missed} of 24" in said
    assert f"shaded side: {lost}" in said and f"other side: {missed}" in said


_boundary = boundary_explorer()


def test_students_need_both_hours():
    """No error is possible with both, and with one of the two it is not."""
    X, y = students()
    assert np.array_equal(step(neuron(X, [1, 1], -12)), y)
    for feature in X.T:
        for threshold in np.unique(feature):
            for fires in (feature > threshold, feature <= threshold):
                assert (fires != y).sum() >= 3


@pytest.mark.parametrize("name", GATES)
def test_visits_are_the_steps_of_train_perceptron(name):
    X, y = gate(name)
    w, b, errors = train_perceptron(X, y, 1.0, EPOCHS)
    seen = visits(X, y, 1.0, EPOCHS)
    assert np.array_equal(seen[-1].new_w, w) and seen[-1].new_b == b
    each = [sum(v.error != 0 for v in seen if v.epoch == e + 1) for e in range(len(errors))]
    assert each == errors and len(seen) == len(X) * len(errors)


@pytest.mark.parametrize("name", GATES)
def test_perceptron_to_the_end(name):
    live = perceptron_explorer(name)
    at = live.controls["at"]
    at.value = at.max
    if name == "xor":
        assert "for ever" in live.sentence and at.max == 4 * EPOCHS
    else:
        assert f"learned in {at.max // 4} epochs" in live.sentence
        for earlier in range(at.max):
            at.value = earlier
            assert "learned" not in live.sentence and "for ever" not in live.sentence


def test_perceptron_writes_the_step_in_numbers():
    live = perceptron_explorer("and")
    live.controls["at"].value = 4
    said = " ".join(plain(live.sentence).split())
    assert "x = (1, 1), label 1. z = 0 · 1 + 0 · 1 + 0 = 0" in said
    assert "should have fired: w = (0, 0) + (1, 1) = (1, 1) , b = 0 + 1 = 1" in said
    assert "Rows that are wrong with these weights: 3 of 4" in said


def test_perceptron_cycle_is_told_where_it_closes():
    live = perceptron_explorer("xor")
    told = []
    for at in range(live.controls["at"].max + 1):
        live.controls["at"].value = at
        if "for ever" in live.sentence:
            told.append(at)
    assert told == list(range(12, 4 * EPOCHS + 1, 4))


def test_perceptron_buttons_stop_at_both_ends():
    live = perceptron_explorer("or")
    at = live.controls["at"]
    panel = live.children[0].children
    back, forward = (w for w in panel if isinstance(w, widgets.Button))
    back.click()
    assert at.value == 0
    for _ in range(at.max + 3):
        forward.click()
    assert at.value == at.max
    back.click()
    assert at.value == at.max - 1


def test_another_gate_starts_from_the_beginning():
    live = perceptron_explorer("or")
    live.controls["at"].value = 7
    live.controls["gate"].value = "xor"
    assert live.controls["at"].value == 0
    assert live.controls["at"].max == 4 * EPOCHS
    assert "Before the first step" in live.sentence


# --- still figures and style ------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        lambda: figures.gates({name: ([1.0, 1.0], -0.5) for name in ("and", "or")}),
        figures.xor_diagonals,
        lambda: figures.neuron_diagram(["a", "b"], [0.5, -1.0], 2.0),
        lambda: figures.neuron_diagram(["a", "b"], [0.5, -1.0], 2.0, [1.0, 2.0]),
        lambda: figures.layer_shapes(4, 3, 2),
    ],
    ids=["gates", "xor", "neuron", "neuron with numbers", "layer"],
)
def test_still_figures_are_opaque(make):
    """Readable in a dark theme too."""
    style.use_style()
    buffer = BytesIO()
    make().savefig(buffer, format="png")
    alpha = np.asarray(Image.open(buffer).convert("RGBA"))[..., 3]
    assert (alpha == 255).all()


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for ax in figure.axes for text in ax.texts]


def test_neuron_diagram_works_out_the_sum():
    drawn = texts(figures.neuron_diagram(["a", "b"], [0.5, -1.0], 2.0, [1.0, 2.0]))
    assert "0.5 · 1 = 0.5" in drawn and "−1 · 2 = −2" in drawn
    assert "$z$ = 0.5" in drawn and "1" in drawn and "bias 2" in drawn


def test_layer_shapes_are_those_of_numpy():
    drawn = texts(figures.layer_shapes(4, 3, 2))
    for shape in [(4, 3), (3, 2), (2,), (4, 2), (2, 3)]:
        assert str(shape) in drawn


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(-0.5, None, "−0.5"), (2.0, None, "2"), (-0.04, 1, "0.0"), (1.0, 1, "1.0"), (-3, 0, "−3")],
)
def test_numbers_for_people(value, digits, text):
    assert style.number(value, digits) == text


def test_weighted_sums_for_people():
    said = style.weighted_text([0.8, -0.3, -0.0], ["a", "b", "c"], -1.0)
    assert said == "0.8 · a − 0.3 · b + 0 · c − 1"


def luminance(color: str) -> float:
    """Relative luminance, as WCAG defines it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


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


def test_an_unknown_gate():
    with pytest.raises(ValueError, match="'nor'"):
        gate("nor")
