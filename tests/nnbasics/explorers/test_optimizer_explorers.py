"""Lesson 6: its live figures, and the still ones that compare fairly."""

import re

import numpy as np
import pytest
import test_figures
from matplotlib.colors import to_rgb

from nnbasics import figures
from nnbasics.experiments.averages import moving_average
from nnbasics.experiments.racing import run
from nnbasics.experiments.surfaces import SURFACES, ravine, ravine_gradient
from nnbasics.explorers.averages import averages_explorer
from nnbasics.explorers.finder import finder_explorer
from nnbasics.explorers.momentum import momentum_explorer, roll
from nnbasics.explorers.race import Race, race_explorer, races_explorer
from nnbasics.figures import style
from nnbasics.optimizers import SGD, Adam

PLACE = (-2.2, 2.2), (-2.0, 2.4)
VALUES = np.random.default_rng(0).normal(1.0, 0.5, 40)
RATES = np.geomspace(0.001, 10, 50)
CHOICES = 10.0 ** np.arange(-3, 2)
SWEEPS = {
    "SGD": 2.3 - np.linspace(0, 1, 50) ** 2,
    "Adam": np.concatenate([np.linspace(2.3, 0.5, 30), [1.0, 9.0]]),
}
HISTORIES = {
    "SGD": np.geomspace(2.3, np.linspace(2, 0.02, 5), 4).T,
    "Adam": np.vstack([np.geomspace(2.3, np.linspace(2, 0.5, 4), 4).T, [2.3, 5, np.inf, np.nan]]),
}


def momentum():
    return momentum_explorer(ravine, ravine_gradient, (-1.6, 2.4), (-1.4, 1.4), (2.0, 1.0))


def averages():
    return averages_explorer(VALUES)


def finder():
    return finder_explorer(RATES, SWEEPS, CHOICES, HISTORIES)


def some_races(steps=60):
    races = {}
    for name, surface in SURFACES.items():
        starts = surface.starts(3, np.random.default_rng(1))
        paths = {
            "SGD": run(SGD, 0.015, surface.gradient, starts, steps),
            "Adam": run(Adam, 0.2, surface.gradient, starts, steps),
        }
        races[name] = Race(surface.loss, {n: p.swapaxes(0, 1) for n, p in paths.items()}, log=True)
    return races


def races():
    return races_explorer(some_races(), *PLACE, finish=0.01)


MADE = {"momentum": momentum, "averages": averages, "finder": finder, "races": races}
every = pytest.mark.parametrize("make", MADE.values(), ids=MADE)
stepping = pytest.mark.parametrize(
    "make", [momentum, races, lambda: averages()], ids=["momentum", "races", "averages"]
)


def said(live) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", live.sentence).split())


def values_of(control) -> list:
    """Both ends of a slider, or all that can be chosen."""
    if hasattr(control, "options"):
        return [option[1] if isinstance(option, tuple) else option for option in control.options]
    if hasattr(control, "base"):
        return [control.base**control.min, control.base**control.max]
    return [control.min, control.max]


@every
def test_something_sensible_before_a_touch(make):
    test_figures.test_something_sensible_before_a_touch(make)
    test_figures.test_other_pages_get_a_picture_and_its_name(make)


@stepping
def test_nothing_is_left_behind(make):
    test_figures.test_blitting_leaves_nothing_behind(make)


@every
def test_each_control_changes_picture_and_sentence(make):
    live = make()
    for name, control in live.controls.items():
        png, sentence = live.png, live.sentence
        control.value = next(v for v in reversed(values_of(control)) if v != control.value)
        assert live.png != png, name
        assert live.sentence != sentence, name


@every
def test_every_value_can_be_shown(make):
    live = make()
    for control in live.controls.values():
        for value in values_of(control):
            control.value = value
            assert not re.search(r"\b(nan|inf)\b|-\d|e[-−]", said(live)), said(live)


# --- momentum -----------------------------------------------------------------------------


def test_without_momentum_it_is_gradient_descent():
    path = roll(ravine_gradient, (2.0, 1.0), 0.03, 0.0, 10)
    assert np.allclose(path[:, 0], 2 * 0.97 ** np.arange(11))
    assert np.allclose(path[:, 1], (1 - 0.03 * 49) ** np.arange(11))
    assert len(roll(ravine_gradient, (2.0, 1.0), 1.0, 0.9, 300)) < 300  # left for infinity


@pytest.mark.parametrize(
    ("lr", "beta", "words"),
    [
        (0.03, 0.0, "after 60 steps the loss is still 0.052. Steps that made it higher: 0 of 60"),
        (0.04, 0.7, "the loss is first below 0.01 after 15 steps"),
        (0.0415, 0.0, "the loss is higher than at the start. Too large"),
        (0.1, 0.0, "leave for infinity within"),
    ],
)
def test_momentum_in_words(lr, beta, words):
    live = momentum()
    live.controls["lr"].value, live.controls["beta"].value = lr, beta
    assert words in said(live)


# --- averages -----------------------------------------------------------------------------


def test_averages_write_the_correction_in_numbers():
    live = averages()
    live.controls["beta"].value, live.controls["at"].value = 0.9, 3
    m, m_hat = (moving_average(VALUES, 0.9, corrected=c)[2] for c in (False, True))
    text = said(live)
    assert "1 − 0.93 = 0.271" in text  # the exponent 3 is raised
    assert f"m = {m:.3f}" in text and f"m / 0.271 = {m_hat:.3f}" in text


# --- the finder ---------------------------------------------------------------------------


def test_finder_tells_what_became_of_a_rate():
    live = finder()
    live.controls["name"].value, live.controls["lr"].value = "Adam", 10.0
    lowest = RATES[moving_average(SWEEPS["Adam"], 0.9).argmin()]
    assert f"lowest at a learning rate of {lowest:.2g}" in said(live)
    assert "You have chosen 10: after 4 epochs the training loss is infinite" in said(live)
    live.controls["lr"].value = 0.001
    assert "You have chosen 0.001: after 4 epochs the training loss is 2." in said(live)


# --- races --------------------------------------------------------------------------------


def test_races_tell_who_has_arrived():
    live, made = races(), some_races()
    for name, race in made.items():
        live.controls["race"].value = name
        for start in (1, 3):
            live.controls["start"].value = start
            for step in (0, 20, 60):
                live.controls["step"].value = step
                losses = {n: race.loss(*path[start - 1].T) for n, path in race.paths.items()}
                below = {n: loss[: step + 1] < 0.01 for n, loss in losses.items()}
                there = {n: int(b.argmax()) for n, b in below.items() if b.any()}
                text = said(live)
                assert f"Step {step}" in text
                for n in race.paths:
                    assert (f"{n} at {there[n]}" in text) if n in there else (f"{n} at" not in text)
                assert ("Nobody" in text) == (not there)


def test_another_landscape_has_another_background():
    """Chosen twice, it is the same picture; and a new drawing changes nothing."""
    live, pictures = races(), {}
    for name in SURFACES:
        live.controls["race"].value = name
        pictures[name] = live.png
    assert len(set(pictures.values())) == len(SURFACES)
    for name in SURFACES:
        live.controls["race"].value = name
        assert live.png == pictures[name]
        live.redraw()
        assert live.png == pictures[name]


def test_each_landscape_is_shown_alone():
    """With the same paths on all of them, only the landscape can make a difference."""
    path = {"way": np.zeros((3, 2))}
    everywhere = {name: Race(surface.loss, path, log=True) for name, surface in SURFACES.items()}
    live = races_explorer(everywhere, *PLACE, finish=0.01)
    pictures = []
    for name in SURFACES:
        live.controls["race"].value = name
        pictures.append(live.png)
    assert len(set(pictures)) == len(SURFACES)


def test_a_single_race_is_no_choice():
    (race,) = [each for name, each in some_races().items() if name == "ravine"]
    one = race_explorer(race.loss, *PLACE, {name: path[0] for name, path in race.paths.items()})
    assert list(one.controls) == ["step"]
    many = race_explorer(race.loss, *PLACE, race.paths)
    assert list(many.controls) == ["start", "step"]


def test_races_need_the_same_names_and_shapes():
    made = some_races()
    made["saddle"] = Race(made["saddle"].loss, {"SGD": made["saddle"].paths["SGD"]})
    with pytest.raises(ValueError, match="saddle SGD"):
        races_explorer(made, *PLACE)


# --- still figures ------------------------------------------------------------------------


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
            picture = test_figures.rendered(figure)
            assert (picture[..., 3] == 255).all()
            assert np.abs(picture[0, 0, :3] - np.array(to_rgb(style.PAPER)) * 255).max() <= 1
            assert figure.axes[0].get_xlabel()
    finally:
        style.use_style()
