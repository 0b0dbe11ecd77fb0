"""A function, its slope, and the tangent at one place. For activations, and for losses."""

from collections.abc import Callable, Mapping

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure

from nnbasics import style
from nnbasics.live import LiveFigure, slider
from nnbasics.neurons import Array
from nnbasics.style import number

Pair = tuple[Callable[[Array], Array], Callable[[Array], Array]]

FLAT = 0.01  # a slope below this hardly moves a weight
REACH = 1.6  # how far the tangent reaches to each side


def function_explorer(
    functions: Mapping[str, Pair],
    *,
    z: float = 1.0,
    limits: tuple[float, float] = (-6.0, 6.0),
    heights: tuple[float, float] = (-1.4, 3.2),
) -> LiveFigure:
    """Choose a function, move along it, and see its value and its slope.

    functions: by name, ``(f, derivative)``; each takes an array ``(M,)`` and returns one.
    z: where to begin. limits, heights: of the axes.
    """
    figure = Figure(figsize=(6.4, 4.2), layout="constrained")
    ax = figure.subplots()
    ax.set(xlim=limits, ylim=heights, xlabel="z", ylabel="value and slope at z")
    for line in (ax.axhline, ax.axvline):
        line(0, color=style.GRAY, linewidth=1)
    moving = {"animated": True}
    (values,) = ax.plot([], [], "-", color=style.BLUE, label="function", **moving)
    (slopes,) = ax.plot([], [], "--", color=style.ORANGE, label="its slope", **moving)
    (tangent,) = ax.plot([], [], "-", color=style.INK, linewidth=1.2, label="tangent", **moving)
    (value,) = ax.plot([], [], "o", color=style.BLUE, markersize=11, **moving)
    (slope,) = ax.plot([], [], "s", color=style.ORANGE, markersize=10, **moving)
    figure.legend(handles=[values, slopes, tangent], loc="outside upper left", ncols=3)
    places = np.linspace(*limits, 481)

    def update(name: str, z: float) -> str:
        z = round(z, 1)
        f, derivative = functions[name]
        height, steepness = (float(each(np.array([z]))[0]) for each in (f, derivative))
        values.set_data(places, f(places))
        slopes.set_data(places, style.broken(derivative(places)))
        value.set_data([z], [height])
        slope.set_data([z], [steepness])
        ends = np.array([-REACH, REACH])
        tangent.set_data(z + ends, height + steepness * ends)
        outlook = (
            "It is nearly flat here: what is learned through it is learned slowly."
            if abs(steepness) < FLAT
            else f"A small step to the right changes it {number(steepness, 2)} times as much."
        )
        return (
            f"<b>{name}({number(z, 1)}) = {number(height, 4)}</b>, and its slope there is "
            f"<b>{number(steepness, 4)}</b>. {outlook}"
        )

    names = [(each, each) for each in functions]
    which = widgets.Dropdown(options=names, description="function")
    controls = {"name": which, "z": slider("z", z, *limits, 0.1)}
    title = f"A function and its slope at a place z: {', '.join(functions)}"
    return LiveFigure(figure, controls, update, title=title)
