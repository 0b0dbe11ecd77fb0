"""The live figure itself: its colors, what moves, and what is on top."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from pictures import pixels

from nnbasics.explorers.live import LiveFigure, slider
from nnbasics.figures import style


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


@pytest.mark.parametrize(
    ("first", "second", "on_top"),
    [(3, 2, style.BLUE), (2, 3, style.ORANGE), (2, 2, style.ORANGE)],
    ids=["the first has the higher z-order", "the second has", "among equals the later one"],
)
def test_what_moves_is_drawn_in_z_order(first, second, on_top):
    """Not in the order in which it was made: points of a class would be hidden by a region."""
    figure = Figure(figsize=(2, 2))
    ax = figure.subplots()
    ax.axis("off")
    for color, zorder in ((style.BLUE, first), (style.ORANGE, second)):
        ax.bar(0, 1, color=color, zorder=zorder, animated=True)
    live = LiveFigure(figure, {"n": slider("n", 0, 0, 1, 0.1)}, lambda n: "", title="Two bars")
    for place in (0, 1):
        live.controls["n"].value = place
        picture = pixels(live.png)
        middle = picture[len(picture) // 2, picture.shape[1] // 2]
        assert middle == pytest.approx(np.array(to_rgb(on_top)) * 255, abs=3)
