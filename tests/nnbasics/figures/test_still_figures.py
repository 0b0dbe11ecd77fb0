"""Every still figure: opaque, of a size that fits, labeled; and what each one shows."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from pictures import rendered, texts
from PIL import Image
from sample_explorers import GRAPH, PLACE, START, paths, ravine, weights

from nnbasics import figures
from nnbasics.activations import relu, relu_grad, sigmoid, tanh, tanh_grad
from nnbasics.experiments.graphs import backward, forward
from nnbasics.experiments.kinks import through_points
from nnbasics.figures import style


@pytest.fixture(autouse=True)
def course_style():
    """As in a lesson: titles on the left, and so on, whichever test is the first."""
    style.use_style()


@pytest.fixture
def light():
    """The light style, before and after."""
    style.use_style()
    yield
    style.use_style()


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
    "histograms": lambda: figures.layer_histograms(
        {"layer 1": weights(), "layer 2": weights() / 2}
    ),
    "landscape": lambda: figures.loss_landscape(ravine, *PLACE, paths()),
    "graph": lambda: figures.computational_graph(backward(forward(GRAPH))),
}
DRAWINGS = {"neuron", "neuron with numbers", "layer", "graph", "images", "weights"}  # no axes
still = pytest.mark.parametrize("make", STILL.values(), ids=STILL)


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


# --- regions --------------------------------------------------------------------------------


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


# --- curves ---------------------------------------------------------------------------------


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


def test_first_colors_of_lines_differ_in_gray():
    picture = rendered(figures.loss_curves({"a": [1, 1, 1], "b": [2, 2, 2]}))[..., :3]
    gray = np.asarray(Image.fromarray(picture.astype(np.uint8)).convert("L"))
    found = np.unique(gray, return_counts=True)
    levels = [np.dot(to_rgb(color), [0.299, 0.587, 0.114]) * 255 for color in style.CLASS_COLORS]
    for level in levels:
        assert found[1][np.abs(found[0].astype(int) - level) <= 2].sum() > 500
    assert abs(levels[0] - levels[1]) > 60


def test_a_jump_is_a_gap():
    figure = figures.function_and_derivative({"ReLU": (relu, relu_grad)})
    function, slope = (max(ax.lines, key=lambda line: len(line.get_ydata())) for ax in figure.axes)
    assert np.isfinite(function.get_ydata()).all()
    assert np.isnan(slope.get_ydata()).sum() == 1


def test_line_with_kinks_goes_through_its_points():
    drawn = figures.line_with_kinks(through_points([0, 1, 3], [0, 2, 1]), [0, 1, 3], [0, 2, 1])
    lines = {line.get_label(): line.get_xydata() for line in drawn.axes[0].lines}
    assert lines["kink"].tolist() == [[0, 0], [1, 2]]
    for point in lines["points"][:2]:
        assert np.isclose(lines["network"], point).all(axis=1).any()


def test_gaps_by_width_shows_median_and_spread():
    drawn = figures.gaps_by_width([4, 8], [0.2, 0.1], [[0.1, 0.3, 0.5], [0.2, 0.3, 0.9]])
    lines = {line.get_label(): line.get_ydata().tolist() for line in drawn.axes[0].lines}
    assert lines["trained (median)"] == [0.3, 0.3] and lines["built by hand"] == [0.2, 0.1]


def test_zigzags_one_panel_for_each_depth():
    drawn = figures.zigzags([1, 3])
    titles = [ax.get_title() or ax.get_title("left") for ax in drawn.axes]
    assert titles == ["1 hidden layer", "3 hidden layers"]


def test_solved_counts_has_each_number():
    drawn = texts(figures.solved_counts({"tanh": {2: 30, 8: 50}, "ReLU": {2: 7, 8: 47}}, of=50))
    assert sorted(drawn, key=int) == ["7", "30", "47", "50"]


# --- tables of counts, images, histograms ---------------------------------------------------


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
    layers = {"one": weights(), "two": np.concatenate([weights(), [50.0]])}
    figure = figures.layer_histograms(layers, limits=(-3, 3))
    for ax, values in zip(figure.axes, layers.values(), strict=True):
        heights = ax.patches[0].get_data().values
        assert heights.sum() == pytest.approx(1)
        assert f"std {values.std():.2g}" in ax.get_title("left")


def test_equal_values_make_a_histogram():
    figures.layer_histograms({"zeros": np.zeros(5)})


# --- landscapes -----------------------------------------------------------------------------


def test_a_path_begins_in_a_ring_and_ends_in_its_marker():
    figure = figures.loss_landscape(ravine, *PLACE, {"way": paths()["lr 0.06"]})
    casing, line, end, start = figure.axes[0].lines
    assert np.array_equal(line.get_xydata(), paths()["lr 0.06"])
    assert np.array_equal(casing.get_xydata(), line.get_xydata())
    assert start.get_xydata().tolist() == [list(START)]
    assert np.array_equal(end.get_xydata()[0], paths()["lr 0.06"][-1])


@pytest.mark.parametrize("log", [False, True])
def test_contours_rise_from_the_lowest_place(log):
    figure = figures.loss_landscape(lambda a, b: ravine(a, b) + 1, *PLACE, log=log)
    levels = figure.axes[0].collections[0].levels
    assert levels[0] == pytest.approx(1, rel=0.01) and levels[-1] == pytest.approx(42)
    steps = levels[1:] / levels[:-1] if log else np.diff(levels)
    assert np.allclose(steps, steps[0]) if log else (np.diff(steps) > 0).all()


# --- several runs, compared fairly -----------------------------------------------------------


def test_over_rates_shows_medians_and_all_runs():
    results = {"a": [[1.0, 2.0, 6.0], [0.1, 0.2, np.nan]], "b": [[3.0, 3.0, 3.0], [1, 1, np.inf]]}
    figure = figures.over_rates([0.1, 1.0], results, ceiling=5)
    (ax,) = figure.axes
    assert [line.get_ydata().tolist() for line in ax.lines] == [[2.0, 0.2], [3.0, 1.0]]
    heights = [band.get_paths()[0].vertices[:, 1] for band in ax.collections]
    assert [(each.min(), each.max()) for each in heights] == [(0.1, 5.0), (1.0, 5.0)]
    with pytest.raises(ValueError, match=r"\(2, 2\)"):
        figures.over_rates([1, 2, 3], {"a": [[1, 2], [3, 4]]})


def test_spread_shows_every_result():
    results = {"one": {"a": [1, 2, 30], "b": [4, np.inf]}, "two": {"a": [5], "b": [6, 7]}}
    figure = figures.spread(results, xlabel="steps", log=True)
    one, two = figure.axes
    dots = [line for line in one.lines if line.get_marker() in style.MARKERS]
    assert [len(line.get_xdata()) for line in dots] == [3, 2]
    assert dots[0].get_xdata().tolist() == [1, 2, 30]
    assert dots[1].get_xdata()[1] > 30  # beside the others
    assert one.get_xlim()[1] > dots[1].get_xdata()[1]
    medians = [line.get_xdata()[0] for line in one.lines if line.get_color() == style.INK]
    assert medians[0] == 2
    assert "never" in [text.get_text() for text in one.texts]
    assert "never" not in [text.get_text() for text in two.texts]
    assert [label.get_text() for label in one.get_yticklabels()] == ["a", "b"]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_fair_figures_are_opaque_and_labelled(dark):
    style.use_style(dark=dark)
    try:
        made = [
            figures.over_rates([0.1, 1.0], {"a": [[1, 2], [3, 4]]}),
            figures.spread({"one": {"a": [1, 2, 3]}}, xlabel="steps"),
        ]
        for figure in made:
            picture = rendered(figure)
            assert (picture[..., 3] == 255).all()
            assert np.abs(picture[0, 0, :3] - np.array(to_rgb(style.PAPER)) * 255).max() <= 1
            assert figure.axes[0].get_xlabel()
    finally:
        style.use_style()


# --- adaptation ------------------------------------------------------------------------------


def test_still_figures_show_what_they_are_given():
    runs = {"a": np.array([[0.1, 0.3], [0.5, 0.9]])}
    figure = figures.over_examples([10, 50], {"x": runs, "y": runs}, before={"x": 0.2})
    left, right = figure.axes
    assert left.lines[0].get_ydata().tolist() == [0.2, 0.7]
    assert (len(left.lines), len(right.lines)) == (2, 1)
    figure = figures.attention_maps(np.eye(3)[None].repeat(2, 0), "a b")
    assert [t.get_text() for t in figure.axes[0].get_xticklabels()] == ["a", "␣", "b"]
