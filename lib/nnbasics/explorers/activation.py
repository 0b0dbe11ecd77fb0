"""Lesson 2: an activation above, its derivative below, and one slider through both."""

from collections.abc import Callable, Mapping

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure

from nnbasics.explorers.live import LiveFigure, slider
from nnbasics.figures import style
from nnbasics.figures.style import number, scientific
from nnbasics.neurons import Array

Pair = tuple[Callable[[Array], Array], Callable[[Array], Array]]

LIMITS = (-6.0, 6.0)  # of z
LEVELED = (-1.35, 1.35)  # heights shown of a function that stays between -1 and 1
GROWING = (-1.35, 6.35)  # and of one that grows with z
SLOPES = (-0.2, 1.3)
FLAT = 0.01  # a slope below this hardly passes on a change
REACH = 1.2  # of the tangent, to each side
IN_A_ROW = 10  # layers


def activation_explorer(
    functions: Mapping[str, Pair], *, name: str | None = None, z: float = 1.0
) -> LiveFigure:
    """Choose an activation and move z: the slope above is the height below.

    functions: by name, ``(f, derivative)``; each takes an array ``(M,)`` and returns one.
    name: the one shown first, else the first. z: where to begin, from -6 to 6.
    """
    picture = _Picture(functions)
    which = widgets.Dropdown(
        options=[(each, each) for each in functions],
        value=name or next(iter(functions)),
        description="activation",
    )
    controls = {"name": which, "z": slider("z", z, *LIMITS, 0.1)}
    title = f"Activations above, their derivatives below: {', '.join(functions)}"
    return LiveFigure(picture.figure, controls, picture.update, title=title)


class _Picture:
    """Two axes, one above the other, with the same z."""

    def __init__(self, functions: Mapping[str, Pair]) -> None:
        self._functions = functions
        self.figure = Figure(figsize=(6.4, 4.8), layout="constrained")
        top, bottom = self.figure.subplots(2, 1, sharex=True, height_ratios=(1.35, 1))
        self._top = top
        top.set(xlim=LIMITS, ylabel="activation f(z)")
        bottom.set(ylim=SLOPES, xlabel="z", ylabel="derivative f′(z)")
        moving = {"animated": True}
        top.yaxis.set_animated(True)  # functions that grow need other heights
        for ax in (top, bottom):
            ax.axhline(0, color=style.GRAY, linewidth=1, linestyle="-", **moving)
        thin = {"color": style.INK, "linewidth": 1, "linestyle": ":"}
        self._guides = [ax.axvline(0, **thin, **moving) for ax in (top, bottom)]
        (self._values,) = top.plot([], [], "-", color=style.BLUE, label="activation", **moving)
        (self._tangent,) = top.plot(
            [], [], "-", color=style.INK, linewidth=1.5, label="tangent", **moving
        )
        (self._slopes,) = bottom.plot([], [], "--", color=style.ORANGE, **moving)
        self._slopes.set_label("derivative: slope of the tangent")
        (self._value,) = top.plot([], [], "o", color=style.BLUE, markersize=11, **moving)
        (self._slope,) = bottom.plot([], [], "s", color=style.ORANGE, markersize=10, **moving)
        handles = [self._values, self._tangent, self._slopes]
        self.figure.legend(handles=handles, loc="outside upper left", ncols=3)
        self._places = np.linspace(*LIMITS, 481)

    def update(self, name: str, z: float) -> str:
        z = round(z, 1) + 0.0  # no -0.0
        f, derivative = self._functions[name]
        height, slope = (float(each(np.array([z]))[0]) for each in (f, derivative))
        values = f(self._places)
        self._top.set_ylim(GROWING if values.max() > LEVELED[1] else LEVELED)
        self._values.set_data(self._places, style.broken(values))
        self._slopes.set_data(self._places, style.broken(derivative(self._places)))
        self._value.set_data([z], [height])
        self._slope.set_data([z], [slope])
        for guide in self._guides:
            guide.set_xdata([z, z])
        ends = np.array([-REACH, REACH])
        self._tangent.set_data(z + ends, height + slope * ends)
        return (
            f"<b>{name}: f({number(z, 1)}) = {number(height, 4)}</b>, and the slope is "
            f"<b>{number(slope, 4)}</b>{_in_words(slope)} {_in_a_row(slope)}"
        )


def _in_words(slope: float) -> str:
    if abs(slope) < FLAT:
        return ": <b>flat</b>. A change of z is hardly noticed here."
    return f". If z changes by 0.1, f changes by about {number(0.1 * slope, 3)}."


def _in_a_row(slope: float) -> str:
    """What is left of a change that goes through several such slopes."""
    left = abs(slope) ** IN_A_ROW
    if left == 0:
        return "No change gets through."
    return f"{IN_A_ROW} such slopes in a row multiply a change by {scientific(left)}."
