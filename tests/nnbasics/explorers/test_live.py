"""The live figure itself: its colors, and what moves."""

import numpy as np
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
