"""The start page's live figure: as small as one can be, to see whether sliders work.

It is also the shortest example of how to make one.
"""

import ipywidgets as widgets
from matplotlib.figure import Figure

from nnbasics.explorers.live import LiveFigure
from nnbasics.figures import style


def hello() -> LiveFigure:
    """Ten squares, as many of them filled as a slider says."""
    figure = Figure(figsize=(6.4, 1.1), layout="constrained")
    ax = figure.subplots()
    ax.axis("off")
    ax.set(xlim=(0.4, 10.6), ylim=(-0.6, 0.6))
    ax.plot(range(1, 11), [0] * 10, "s", markersize=26, color=style.PALE)
    (filled,) = ax.plot([], [], "s", markersize=26, color=style.BLUE, animated=True)

    def update(count: int) -> str:
        filled.set_data(range(1, count + 1), [0] * count)
        return f"<b>{count} of 10</b> squares are filled. If they follow the slider, all is well."

    controls = {"count": widgets.IntSlider(3, min=0, max=10, description="squares")}
    return LiveFigure(figure, controls, update, title="Ten squares in a row, some of them filled")
