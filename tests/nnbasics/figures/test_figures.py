"""Figures: geometry, the live figures' pictures and sentences, and the palette."""

import base64
import colorsys
import itertools
import re
from io import BytesIO
from pathlib import Path

import ipywidgets as widgets
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

from nnbasics import figures
from nnbasics.activations import (
    gelu,
    gelu_grad,
    relu,
    relu_grad,
    sigmoid,
    sigmoid_grad,
    softmax,
    tanh,
    tanh_grad,
)
from nnbasics.autograd import Value
from nnbasics.data import gate, students
from nnbasics.experiments.graphs import OPERATIONS, Node, backward, forward, graph_of
from nnbasics.explorers.activation import activation_explorer
from nnbasics.explorers.bits import bits_explorer
from nnbasics.explorers.boundary import boundary_explorer
from nnbasics.explorers.depth import depth_explorer
from nnbasics.explorers.descent import descent_explorer
from nnbasics.explorers.graph import graph_explorer
from nnbasics.explorers.hello import hello
from nnbasics.explorers.houses import houses_explorer
from nnbasics.explorers.landscape import descend, landscape_explorer
from nnbasics.explorers.live import CSS_DPI, SHARPNESS, LiveFigure, slider
from nnbasics.explorers.overflow import overflow_explorer
from nnbasics.explorers.perceptron import EPOCHS, perceptron_explorer, visits
from nnbasics.explorers.race import race_explorer
from nnbasics.explorers.softmax import softmax_explorer
from nnbasics.explorers.temperature import temperature_explorer
from nnbasics.explorers.threshold import firing_interval, threshold_explorer
from nnbasics.figures import style
from nnbasics.figures.graph import layout
from nnbasics.figures.plane import Points, half_plane
from nnbasics.gradients import numerical_gradient
from nnbasics.neurons import neuron, step
from nnbasics.optimizers import SGD, minimize
from nnbasics.perceptron import train_perceptron
from nnbasics.quantization import dequantize, quantize

GATES = ["and", "or", "nand", "xor"]
PLACE = (-3.0, 3.0), (-2.0, 2.0)  # a ravine, and where to start in it
START = (2.5, 1.5)
WEIGHTS = np.random.default_rng(0).normal(size=500)
GRAPH = [
    Node("x", value=2.0),
    Node("w", value=3.0),
    Node("z", "×", ("w", "x")),
    Node("h", "ReLU", ("z",)),
    Node("v", value=0.5),
    Node("y", "×", ("v", "h")),
    Node("target", value=5.0),
    Node("e", "−", ("y", "target")),
    Node("loss", "square", ("e",)),
]


def ravine(w1, w2):
    return w1**2 + 8 * w2**2


def ravine_gradient(w):
    return np.array([2, 16]) * w


ACTIVATIONS = {
    "sigmoid": (sigmoid, sigmoid_grad),
    "tanh": (tanh, tanh_grad),
    "GELU": (gelu, gelu_grad),
}


def activation():
    return activation_explorer(ACTIVATIONS)


def depth():
    return depth_explorer(ACTIVATIONS)


def logits():
    return softmax_explorer({"mat": 2.0, "roof": 1.0, "moon": 0.1})


def landscape():
    return landscape_explorer(ravine, ravine_gradient, *PLACE, START)


def race():
    return race_explorer(ravine, *PLACE, PATHS)


def graph():
    return graph_explorer(GRAPH)


def bits():
    return bits_explorer(WEIGHTS)


def temperature():
    return temperature_explorer({"mat": 2.0, "roof": 1.0, "moon": 0.1})


PATHS = {f"lr {lr}": descend(ravine_gradient, START, lr, 40) for lr in (0.02, 0.06, 0.12)}
SHARED = [activation, depth, logits, landscape, race, graph, bits, temperature]
EXPLORERS = [
    hello,
    threshold_explorer,
    boundary_explorer,
    perceptron_explorer,
    overflow_explorer,
    descent_explorer,
    houses_explorer,
    *SHARED,
]
explorers = pytest.mark.parametrize("make", EXPLORERS, ids=lambda make: make.__name__)

XLIM, YLIM = (-1.0, 2.0), (-2.0, 3.0)


@pytest.fixture(autouse=True)
def course_style():
    """As in a lesson: titles on the left, and so on, whichever test is the first."""
    style.use_style()


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
        elif isinstance(control, widgets.FloatLogSlider):
            control.value *= control.base**control.step
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
    at = control.value
    for steps in (1, 2):
        control.value += steps * control.step
    there = live.png
    assert there != first
    live.redraw()
    assert live.png == there
    control.value = at
    assert live.png == first


@explorers
def test_every_value_can_be_shown(make):
    """At both ends of every control nothing breaks, and no number is nan."""
    live = make()
    ends = []
    for control in live.controls.values():
        if isinstance(control, widgets.FloatLogSlider):
            ends.append([control.base**control.min, control.base**control.max])
        elif hasattr(control, "min"):
            ends.append([control.min, control.max])
        else:
            ends.append([v for _, v in control.options])
    for values in itertools.product(*ends):
        for control, value in zip(live.controls.values(), values, strict=True):
            control.value = min(value, control.max) if isinstance(value, int) else value
        assert not re.search(r"\b(nan|inf)\b|-\d", plain(live.sentence)), live.sentence


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


# --- the explorers that lessons share -----------------------------------------------------


def test_descent_is_that_of_sgd():
    w = np.array(START)
    path = minimize(SGD([w], 0.05), [w], lambda params: [ravine_gradient(params[0])], 20)
    assert np.allclose([each[0] for each in path], descend(ravine_gradient, START, 0.05, 20))


def test_descent_ends_where_it_leaves_for_infinity():
    path = descend(ravine_gradient, START, 1.0, 1000)
    assert np.isfinite(path).all() and 1 < len(path) < 100


@pytest.mark.parametrize(
    ("lr", "steps", "words"),
    [
        (0.1, 0, "before the first step the loss is 24.2"),
        (0.05, 50, "Steps that made it higher: 0 of 50"),
        (0.126, 50, "higher than at the start: too large"),
        (1.0, 50, "infinity within"),
    ],
)
def test_landscape_in_words(lr, steps, words):
    live = landscape()
    live.controls["lr"].value, live.controls["steps"].value = lr, steps
    assert words in " ".join(plain(live.sentence).split())


def test_race_names_the_lowest_first():
    live = race()
    for at in (0, 1, 40):
        live.controls["step"].value = at
        losses = {name: ravine(*path[at]) for name, path in PATHS.items()}
        said = plain(live.sentence)
        order = sorted(losses, key=losses.get)
        assert f"Step {at}" in said
        assert [said.index(name) for name in order] == sorted(said.index(name) for name in order)


def test_race_needs_paths_of_one_length():
    with pytest.raises(ValueError, match=r"b \(2, 2\)"):
        race_explorer(ravine, *PLACE, {"a": np.zeros((3, 2)), "b": np.zeros((2, 2))})


def test_graph_goes_forward_and_then_backward():
    live = graph()
    at = live.controls["at"]
    said = []
    for place in range(at.max + 1):
        at.value = place
        said.append(" ".join(plain(live.sentence).split()))
    assert at.max == 11
    assert "z = w · x = 3 · 2 = 6" in said[1]
    assert "loss = e² = (−2)² = 4" in said[5]
    assert "Backward begins" in said[6]
    assert "∂loss/∂v = ∂loss/∂y · ∂y/∂v = −4 · 6 = −24" in said[9]
    assert "∂loss/∂w = ∂loss/∂z · ∂z/∂w = −2 · 2 = −4" in said[11]


def test_graph_shows_a_number_when_its_step_has_come():
    live = graph()
    shown = []
    for live.controls["at"].value in (0, 1, 6, 11):
        drawn = texts(live._figure)
        shown.append(
            (sum(t.startswith("value") for t in drawn), sum(t.startswith("grad") for t in drawn))
        )
    assert shown == [(4, 0), (5, 0), (9, 1), (9, 9)]


def test_graph_buttons_stop_at_both_ends():
    live = graph()
    at = live.controls["at"]
    back, onward = (w for w in live.children[0].children if isinstance(w, widgets.Button))
    back.click()
    assert at.value == 0
    for _ in range(at.max + 2):
        onward.click()
    assert at.value == at.max


@pytest.mark.parametrize("count", [2, 4, 8])
def test_bits_are_those_of_quantize(count):
    live = bits()
    live.controls["bits"].value = count
    q, scale = quantize(WEIGHTS, count)
    error = np.sqrt(np.mean((WEIGHTS - dequantize(q, scale)) ** 2)) / WEIGHTS.std()
    said = " ".join(plain(live.sentence).split())
    assert f"{2**count - 1} levels" in said
    assert f"{len(np.unique(q))} of them are used" in said
    assert f"off by {error:.1%}" in said
    assert f"{32 / count:.1f} times less memory" in said


@given(st.integers(1, 50).map(lambda n: n / 10))
@settings(max_examples=10)
def test_temperature_is_a_softmax(value):
    live = _temperature
    live.controls["temperature"].value = value
    p = softmax(np.array([2.0, 1.0, 0.1]) / value)
    assert f"mat has probability <b>{p[0]:.3f}</b>" in live.sentence
    assert [f"{each:.3f}" for each in p] == texts(live._figure)


_temperature = temperature()


# --- computations as graphs ---------------------------------------------------------------


def test_values_and_gradients_of_the_lesson():
    nodes = {node.name: node for node in backward(forward(GRAPH))}
    assert nodes["loss"].value == 4 and nodes["y"].value == 3
    assert nodes["v"].grad == -24 and nodes["w"].grad == -4


@pytest.mark.parametrize("operation", OPERATIONS)
@given(a=st.floats(0.1, 3), b=st.floats(-3, 3))
def test_slopes_of_every_operation(operation, a, b):
    """By central differences, and by a class that was made in another way."""
    names = ("a", "b")[: operation_takes(operation)]
    given_nodes = [Node("a", value=a), Node("b", value=b)]

    def result(a, b):
        return forward([Node("a", value=a), Node("b", value=b), Node("c", operation, names)])[-1]

    slopes = numerical_gradient(lambda x: result(*x).value, [a, b])
    nodes = backward(forward([*given_nodes, Node("c", operation, names)]))
    assert np.allclose([nodes[0].grad, nodes[1].grad], slopes, rtol=1e-6, atol=1e-8)


def operation_takes(operation: str) -> int:
    return 2 if "{1}" in OPERATIONS[operation].written else 1


def test_ways_of_a_gradient_add_up():
    nodes = backward(forward([Node("a", value=3.0), Node("c", "×", ("a", "a"))]))
    assert nodes[0].grad == 6


@pytest.mark.parametrize(
    ("nodes", "words"),
    [
        ([Node("a", value=1.0), Node("a", value=2.0)], "two nodes are called 'a'"),
        ([Node("a")], "neither an operation nor a value"),
        ([Node("a", value=1.0), Node("b", "modulo", ("a",))], "no operation 'modulo'"),
        ([Node("b", "tanh", ("a",)), Node("a", value=1.0)], "not above it"),
    ],
)
def test_a_graph_that_cannot_be_computed(nodes, words):
    with pytest.raises(ValueError, match=words):
        forward(nodes)


def test_the_graph_of_a_value():
    x, w = Value(2.0), Value(-3.0)
    loss = (x * w + x).tanh()
    loss.backward()
    nodes = graph_of(loss, {"x": x, "w": w, "loss": loss})
    assert [node.name for node in nodes] == ["x", "w", "n1", "n2", "loss"]
    assert [node.inputs for node in nodes] == [(), (), ("x", "w"), ("n1", "x"), ("n2",)]
    assert nodes[0].grad == x.grad and nodes[2].value == -6
    figures.computational_graph(nodes)  # can be drawn


@st.composite
def graphs(draw):
    nodes = [Node("n0", value=1.0)]
    for i in range(1, draw(st.integers(1, 9))):
        inputs = draw(st.lists(st.integers(0, i - 1), max_size=2))
        nodes.append(Node(f"n{i}", value=1.0, inputs=tuple(f"n{j}" for j in inputs)))
    return nodes


@given(graphs())
def test_layout_goes_from_left_to_right_and_covers_nothing(nodes):
    places = layout(nodes)
    points = [place for way in places.values() for place in way]
    assert len(set(points)) == len(points)
    for node in nodes:
        for name in node.inputs:
            assert places[name][0][0] < places[node.name][0][0]
    for way in places.values():
        assert [x for x, _ in way] == [way[0][0] + i for i in range(len(way))]


def test_layout_avoids_crossings():
    """Two chains whose second halves are written in the other order."""
    nodes = [Node(name, value=1.0) for name in "ab"]
    nodes += [Node("c", inputs=("b",)), Node("d", inputs=("a",))]
    row = {name: way[0][1] for name, way in layout(nodes).items()}
    assert (row["a"] > row["b"]) == (row["d"] > row["c"])


# --- the figures that lessons share -------------------------------------------------------


POINTS = np.random.default_rng(1).normal(size=(30, 2)) + np.repeat([[0, 0], [4, 0], [0, 4]], 10, 0)
LABELS = np.repeat([0, 1, 2], 10)


def nearest(points):
    """The nearest of three centers: borders are known by hand."""
    centers = np.array([[0, 0], [4, 0], [0, 4]])
    return ((points[:, None] - centers) ** 2).sum(axis=2).argmin(axis=1)


COUNTS = [[8, 2, 0], [0, 5, 0], [1, 0, 1]]
STILL = {
    "gates": lambda: figures.gates({name: ([1.0, 1.0], -0.5) for name in ("and", "or")}),
    "xor": figures.xor_diagonals,
    "neuron": lambda: figures.neuron_diagram(["a", "b"], [0.5, -1.0], 2.0),
    "neuron with numbers": lambda: figures.neuron_diagram(["a", "b"], [0.5, -1.0], 2.0, [1.0, 2.0]),
    "layer": lambda: figures.layer_shapes(4, 3, 2),
    "regions": lambda: figures.decision_regions(nearest, POINTS, LABELS),
    "probability": lambda: figures.probability_map(
        lambda X: sigmoid(X[:, 0] - 2), POINTS[:20], LABELS[:20]
    ),
    "losses": lambda: figures.loss_curves({"training": [3, 2, 1], "validation": [3, 1, 2]}),
    "functions": lambda: figures.function_and_derivative({"tanh": (tanh, tanh_grad)}),
    "confusion": lambda: figures.confusion_matrix(COUNTS),
    "images": lambda: figures.image_grid(np.arange(36).reshape(4, 9), ["a", "b", "c", "d"]),
    "weights": lambda: figures.weight_images(np.arange(36).reshape(9, 4)),
    "histograms": lambda: figures.layer_histograms({"layer 1": WEIGHTS, "layer 2": WEIGHTS / 2}),
    "landscape": lambda: figures.loss_landscape(ravine, *PLACE, PATHS),
    "graph": lambda: figures.computational_graph(backward(forward(GRAPH))),
}
DRAWINGS = {"neuron", "neuron with numbers", "layer", "graph", "images", "weights"}  # no axes
still = pytest.mark.parametrize("make", STILL.values(), ids=STILL)


@pytest.fixture
def light():
    """The light style, before and after."""
    style.use_style()
    yield
    style.use_style()


def rendered(figure: Figure) -> np.ndarray:
    buffer = BytesIO()
    figure.savefig(buffer, format="png", dpi=100)
    return np.asarray(Image.open(buffer).convert("RGBA")).astype(int)


@still
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_still_figures_are_opaque(make, dark, light):
    """Readable on a page of any color: the figure brings its own."""
    style.use_style(dark=dark)
    picture = rendered(make())
    assert (picture[..., 3] == 255).all()
    paper = np.array(to_rgb(style.PAPER)) * 255
    assert np.abs(picture[0, 0, :3] - paper).max() <= 1
    assert picture[..., :3].std() > 5  # something is drawn


@still
def test_still_figures_fit_on_the_page(make):
    width, height = make().get_size_inches()
    assert 2 <= width <= 9 and 0.8 <= height <= 8


@pytest.mark.parametrize("name", sorted(set(STILL) - DRAWINGS))
def test_axes_are_labelled(name):
    figure = STILL[name]()
    shared = figure.get_supxlabel() and figure.get_supylabel()
    for ax in figure.axes:
        if ax.axison and ax.get_visible() and ax.get_label() != "<colorbar>":
            assert shared or (ax.get_xlabel() and ax.get_ylabel()), name


def test_every_figure_is_tried():
    tests = Path(__file__).parents[1].rglob("test_*.py")
    source = "\n".join(path.read_text(encoding="utf-8") for path in tests)
    assert [name for name in figures.__all__ if f"figures.{name}" not in source] == []


def test_figures_say_what_fits():
    with pytest.raises(ValueError, match=r"\(3, 5\)"):
        figures.image_grid(np.zeros((3, 5)))
    with pytest.raises(ValueError, match=r"\(2, 3\)"):
        figures.confusion_matrix(np.zeros((2, 3)))
    with pytest.raises(ValueError, match=r"\(30, 2\) and \(29,\)"):
        figures.decision_regions(nearest, POINTS, LABELS[1:])
    with pytest.raises(ValueError, match="one number for each"):
        figures.decision_regions(lambda X: X, POINTS, LABELS)
    with pytest.raises(ValueError, match=r"got \(\)"):
        figures.loss_landscape(lambda a, b: np.array(1.0), *PLACE)


def test_figures_leave_what_they_are_given():
    X, W, losses = POINTS.copy(), np.eye(4), np.array([[1.0, np.inf, 2.0]])
    for array in (X, W, losses):
        array.flags.writeable = False
    figures.decision_regions(nearest, X, LABELS)
    figures.weight_images(W)
    figures.loss_curves({"a": losses}, log=True)


def test_regions_are_where_the_classes_are():
    figure = figures.decision_regions(nearest, POINTS, LABELS, limits=((-2, 6), (-2, 6)))
    (ax,) = figure.axes
    (image,) = ax.images
    colors = image.get_array()
    side = len(colors)

    def at(x, y):
        return tuple(colors[int((y + 2) / 8 * side), int((x + 2) / 8 * side)])

    assert at(0, 0) == at(1.8, 1.8) == at(-1.5, 1.5)
    assert at(5, 0) == at(2.3, 0) and at(0, 5) == at(1, 2.3)
    assert len({at(0, 0), at(5, 0), at(0, 5)}) == 3
    assert at(2, 0) == pytest.approx(to_rgb(style.INK))  # the border between the first two
    drawn = [line.get_xydata() for line in ax.lines if len(line.get_xydata())]
    assert [len(points) for points in drawn] == [10, 10, 10]


def test_probability_one_half_is_paper_beside_the_line():
    figure = figures.probability_map(
        lambda X: sigmoid(X[:, 0]), POINTS[:20], LABELS[:20], limits=((-9, 9), (-9, 9))
    )
    row = figure.axes[0].images[0].get_array()[100]
    distance = np.abs(row - to_rgb(style.PAPER)).sum(axis=1)
    middle = len(row) // 2
    ink = np.abs(row - to_rgb(style.INK)).sum(axis=1) < 1e-9
    assert set(np.flatnonzero(ink)) == {middle - 1, middle}
    assert distance[0] > 0.3 and distance[-1] > 0.3
    assert not np.allclose(row[0], row[-1], atol=0.1)  # each side has its own color
    assert 5 * distance[middle + 3] < distance[-1] and 5 * distance[middle - 4] < distance[0]


def test_runs_are_shown_with_their_spread():
    runs = [[4.0, 2.0, 1.0], [9.0, 3.0, np.inf], [5.0, 4.0, 3.0]]
    figure = figures.loss_curves({"sgd": runs, "adam": [3.0, 1.0, 2.0]}, best="adam")
    (ax,) = figure.axes
    middle, alone, best = ax.lines
    assert middle.get_xdata().tolist() == [1, 2, 3]
    assert middle.get_ydata().tolist() == [5, 3, 2]  # the infinite one is left out
    assert best.get_xydata().tolist() == [[2, 1]] and "epoch 2" in best.get_label()
    (band,) = ax.collections
    corners = band.get_paths()[0].vertices
    assert corners[:, 1].min() == 1 and corners[:, 1].max() == 9
    assert middle.get_linestyle() != alone.get_linestyle()
    assert middle.get_marker() != alone.get_marker()


def test_a_jump_is_a_gap():
    figure = figures.function_and_derivative({"ReLU": (relu, relu_grad)})
    function, slope = (max(ax.lines, key=lambda line: len(line.get_ydata())) for ax in figure.axes)
    assert np.isfinite(function.get_ydata()).all()
    assert np.isnan(slope.get_ydata()).sum() == 1


def test_confusion_counts_are_written_and_shares_are_colored():
    figure = figures.confusion_matrix([[900, 100], [0, 5]], ["cat", "dog"])
    ax, bar = figure.axes
    where = {text.get_position(): text.get_text() for text in ax.texts}
    assert where == {(0, 0): "900", (1, 0): "100", (1, 1): "5"}  # zero is left out
    assert np.allclose(ax.images[0].get_array(), [[0.9, 0.1], [0, 1]])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["cat", "dog"]
    assert "share" in bar.get_ylabel()


def test_a_class_without_samples_has_a_row_of_zeros():
    figure = figures.confusion_matrix([[0, 0], [1, 2]])
    assert figure.axes[0].images[0].get_array()[0].tolist() == [0, 0]


def test_weight_images_are_columns_on_one_scale():
    W = np.arange(12.0).reshape(6, 2) - 4
    figure = figures.weight_images(W, (2, 3), titles=["a", "b"])
    images = [ax.images[0] for ax in figure.axes if ax.images]
    for h, image in enumerate(images):
        assert np.array_equal(image.get_array(), W[:, h].reshape(2, 3))
        assert image.get_clim() == (-7, 7)
    assert len(images) == 2


def test_wrong_images_are_marked_without_color_too():
    figure = figures.image_grid(np.zeros((3, 2, 2)), ["a", "b", "c"], wrong=[False, True, False])
    titles = [ax.get_title("center") for ax in figure.axes]
    assert titles == ["a", "× b", "c"]
    assert [ax.spines["left"].get_visible() for ax in figure.axes] == [False, True, False]


def test_histograms_hold_every_value():
    layers = {"one": WEIGHTS, "two": np.concatenate([WEIGHTS, [50.0]])}
    figure = figures.layer_histograms(layers, limits=(-3, 3))
    for ax, values in zip(figure.axes, layers.values(), strict=True):
        heights = ax.patches[0].get_data().values
        assert heights.sum() == pytest.approx(1)
        assert f"std {values.std():.2g}" in ax.get_title("left")


def test_equal_values_make_a_histogram():
    figures.layer_histograms({"zeros": np.zeros(5)})


def test_a_path_begins_in_a_ring_and_ends_in_its_marker():
    figure = figures.loss_landscape(ravine, *PLACE, {"way": PATHS["lr 0.06"]})
    casing, line, end, start = figure.axes[0].lines
    assert np.array_equal(line.get_xydata(), PATHS["lr 0.06"])
    assert np.array_equal(casing.get_xydata(), line.get_xydata())
    assert start.get_xydata().tolist() == [list(START)]
    assert np.array_equal(end.get_xydata()[0], PATHS["lr 0.06"][-1])


@pytest.mark.parametrize("log", [False, True])
def test_contours_rise_from_the_lowest_place(log):
    figure = figures.loss_landscape(lambda a, b: ravine(a, b) + 1, *PLACE, log=log)
    levels = figure.axes[0].collections[0].levels
    assert levels[0] == pytest.approx(1, rel=0.01) and levels[-1] == pytest.approx(42)
    steps = levels[1:] / levels[:-1] if log else np.diff(levels)
    assert np.allclose(steps, steps[0]) if log else (np.diff(steps) > 0).all()


# --- in gray --------------------------------------------------------------------------------


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


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_regions_differ_in_gray(dark, light):
    """As it is printed: the picture itself, made gray."""
    style.use_style(dark=dark)
    figure = figures.decision_regions(nearest, POINTS, LABELS, limits=((-2, 6), (-2, 6)))
    colors = figure.axes[0].images[0].get_array()
    gray = np.asarray(Image.fromarray((colors * 255).astype(np.uint8)).convert("L")).astype(int)
    side = len(gray)
    near, far = side // 20, side - side // 20
    inside = [gray[near, near], gray[near, far], gray[far, near]]
    assert min(abs(a - b) for a, b in itertools.combinations(inside, 2)) >= 6
    ink = gray.max() if dark else gray.min()
    assert min(abs(ink - each) for each in inside) > 100


def test_first_colors_of_lines_differ_in_gray():
    picture = rendered(figures.loss_curves({"a": [1, 1, 1], "b": [2, 2, 2]}))[..., :3]
    gray = np.asarray(Image.fromarray(picture.astype(np.uint8)).convert("L"))
    found = np.unique(gray, return_counts=True)
    levels = [np.dot(to_rgb(color), [0.299, 0.587, 0.114]) * 255 for color in style.CLASS_COLORS]
    for level in levels:
        assert found[1][np.abs(found[0].astype(int) - level) <= 2].sum() > 500
    assert abs(levels[0] - levels[1]) > 60


def test_style_can_be_changed_back(light):
    paper = style.PAPER
    style.use_style(dark=True)
    assert contrast(style.PAPER, paper) > 10
    style.use_style()
    assert paper == style.PAPER
