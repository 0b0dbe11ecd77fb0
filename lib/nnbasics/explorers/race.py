"""Several ways down the same landscape, step by step: who is ahead?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets
import numpy as np
from matplotlib.collections import Collection
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nnbasics.explorers.live import LiveFigure
from nnbasics.figures import style
from nnbasics.figures.landscape import Loss, Way, draw_landscape
from nnbasics.figures.plane import Limits
from nnbasics.figures.style import number
from nnbasics.neurons import Array

TINY = 1e-4  # no digits of a loss below it are told: it is as good as 0


@dataclass(frozen=True)
class Race:
    """A landscape, and the ways that were taken down it.

    loss: two arrays of one shape → losses. paths: by name, the places an optimizer went
    through, the start first: ``(T, 2)``, or ``(R, T, 2)`` from R starts. log: contours at
    equal ratios.
    """

    loss: Loss
    paths: Mapping[str, ArrayLike]
    log: bool = False


def race_explorer(
    loss: Loss,
    xlim: Limits,
    ylim: Limits,
    paths: Mapping[str, ArrayLike],
    *,
    weights: tuple[str, str] = ("weight 1", "weight 2"),
    log: bool = False,
    at: int = 10,
) -> LiveFigure:
    """Left the landscape and the ways so far, right their losses.

    loss, paths, log: as in `Race`; at most six ways. xlim, ylim: what is shown. weights:
    names of the axes. at: the step shown first.
    """
    return races_explorer({"": Race(loss, paths, log)}, xlim, ylim, weights=weights, at=at)


def races_explorer(
    races: Mapping[str, Race],
    xlim: Limits,
    ylim: Limits,
    *,
    finish: float | None = None,
    weights: tuple[str, str] = ("weight 1", "weight 2"),
    at: int = 10,
) -> LiveFigure:
    """Races to choose from, on landscapes of one size; from several starts, if there are.

    races: by the name of the landscape; each with the same names, steps and starts. xlim,
    ylim: what is shown. finish: a loss; the sentence says who has been below it. weights:
    names of the axes. at: the step shown first.
    """
    ways = {title: _by_start(race) for title, race in races.items()}
    every = [path for paths in ways.values() for path in paths.values()]
    names = [list(paths) for paths in ways.values()]
    if len({path.shape for path in every}) != 1 or any(each != names[0] for each in names):
        shapes = ", ".join(
            f"{title} {name} {np.shape(path)}".strip()
            for title, race in races.items()
            for name, path in race.paths.items()
        )
        raise ValueError(f"all paths must have the same shape; got {shapes}")
    starts, steps = every[0].shape[0], every[0].shape[1] - 1
    losses = {
        title: {name: np.asarray(races[title].loss(*path.T)).T for name, path in paths.items()}
        for title, paths in ways.items()
    }  # by landscape and name: (starts, steps + 1)

    figure = Figure(figsize=(7.6, 4.1), layout="constrained")
    plane, curve = figure.subplots(1, 2, width_ratios=(1.25, 1))
    plane.set(xlabel=weights[0], ylabel=weights[1])
    contours: dict[str, list[Collection]] = {}
    for title, race in races.items():
        before = len(plane.collections)
        draw_landscape(plane, race.loss, xlim, ylim, log=race.log)
        contours[title] = list(plane.collections)[before:]
    low, high = _limits([each for paths in losses.values() for each in paths.values()], finish)
    curve.set(xlim=(-0.02 * steps, steps), ylim=(low / 2, high * 2), yscale="log")
    curve.set(xlabel="step", ylabel="loss")
    style.plain_numbers(curve.yaxis)
    if finish is not None:
        curve.axhline(finish, color=style.INK, linestyle="--", linewidth=1)
        curve.annotate("finish", (steps, finish), (0, 3), textcoords="offset points", ha="right")
    drawn, lines = {}, {}
    for index, name in enumerate(names[0]):
        drawn[name] = Way(plane, index, name, animated=True)
        # Solid here too: dashes are lost where a loss goes up and down.
        look = {**style.look(index), "linestyle": "-", "linewidth": 1.5, "markersize": 5}
        (lines[name],) = curve.plot([], [], **look, animated=True)
    handles = [way.legend_handle for way in drawn.values()]
    figure.legend(handles=handles, loc="outside upper left", ncols=6)

    def update(step: int, start: int = 1, race: str = next(iter(races))) -> str:
        heights = {name: each[start - 1] for name, each in losses[race].items()}
        for name, path in ways[race].items():
            drawn[name].show(path[start - 1, : step + 1])
            shown = np.clip(heights[name][: step + 1], low, high)
            lines[name].set_data(range(step + 1), np.nan_to_num(shown, nan=high))
            lines[name].set_markevery(max(1, step // 8))
        order = sorted(heights, key=lambda name: np.nan_to_num(heights[name][step], nan=np.inf))
        now = ", ".join(f"{name} {_short(heights[name][step])}" for name in order)
        said = f"<b>Step {step}</b>, lowest loss first: {now}."
        if finish is not None:
            said += f"<br>{_arrivals(heights, finish, step)}"
        return said

    choose: dict[str, widgets.Widget] = {}
    if len(races) > 1:
        choose["race"] = widgets.Dropdown(
            options=[(title, title) for title in races], description="landscape"
        )
    if starts > 1:
        choose["start"] = widgets.IntSlider(1, min=1, max=starts, description="start")
    place = widgets.IntSlider(min(at, steps), min=0, max=steps, description="step")
    play = widgets.Play(value=min(at, steps), max=steps, interval=200, show_repeat=False)
    widgets.jslink((play, "value"), (place, "value"))
    where = f"down {', '.join(races)}" if len(races) > 1 else "down a landscape"
    title = f"A race {where} between {', '.join(names[0])}"
    controls = {**choose, "step": place}
    return _Races(contours, figure, controls, update, title=title, buttons=[play])


class _Races(LiveFigure):
    """A live figure with a background for each landscape: contours take long to draw."""

    def __init__(self, contours: Mapping[str, list[Collection]], *given: Any, **more: Any) -> None:
        self._contours, self._backgrounds = contours, {}
        super().__init__(*given, **more)

    def redraw(self) -> None:
        for shown in self._contours:
            for title, shapes in self._contours.items():
                for shape in shapes:
                    shape.set_visible(title == shown)
            self._canvas.draw()
            self._backgrounds[shown] = self._canvas.copy_from_bbox(self._figure.bbox)
        super().redraw()

    def _show(self, _change: object = None) -> None:
        self._background = self._backgrounds[self.values.get("race", next(iter(self._contours)))]
        super()._show()


def _by_start(race: Race) -> dict[str, Array]:
    """Each path as ``(R, T, 2)``, also when there is one start."""
    paths = {name: np.asarray(path, dtype=float) for name, path in race.paths.items()}
    return {name: path[None] if path.ndim == 2 else path for name, path in paths.items()}


def _limits(losses: list[Array], finish: float | None) -> tuple[float, float]:
    """Of the axis: up to the highest loss at a start, and down to the lowest that matters."""
    high = max(float(each[:, 0].max()) for each in losses)
    some = np.concatenate([each[np.isfinite(each) & (each > 0)] for each in losses])
    return max(float(some.min()), high * 1e-10 if finish is None else finish / 30), high


def _arrivals(losses: Mapping[str, Array], finish: float, step: int) -> str:
    """Who has been below the finish line until now, the first one first."""
    arrived = {
        name: int((each < finish).argmax())
        for name, each in losses.items()
        if (each[: step + 1] < finish).any()
    }
    if not arrived:
        return "Nobody has reached the finish line yet."
    order = sorted(arrived, key=arrived.__getitem__)
    return "At the finish line: " + ", ".join(f"{name} at {arrived[name]}" for name in order) + "."


def _short(loss: float) -> str:
    if not np.isfinite(loss):
        return "beyond all numbers"
    return f"below {number(TINY)}" if loss < TINY else number(float(f"{loss:.2g}"))
