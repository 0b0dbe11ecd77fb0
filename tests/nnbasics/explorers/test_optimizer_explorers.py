"""The live figures of lesson 6: momentum, averages, the learning-rate finder, races."""

import numpy as np
import pytest
from live_checks import said
from sample_explorers import (
    RATES,
    SQUARE,
    SWEEPS,
    averages,
    finder,
    momentum,
    noisy_values,
    races,
    some_races,
)

from nnbasics.experiments.averages import moving_average
from nnbasics.experiments.surfaces import SURFACES, ravine_gradient
from nnbasics.explorers.momentum import roll
from nnbasics.explorers.race import Race, race_explorer, races_explorer

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
    m, m_hat = (moving_average(noisy_values(), 0.9, corrected=c)[2] for c in (False, True))
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
    live = races_explorer(everywhere, *SQUARE, finish=0.01)
    pictures = []
    for name in SURFACES:
        live.controls["race"].value = name
        pictures.append(live.png)
    assert len(set(pictures)) == len(SURFACES)


def test_a_single_race_is_no_choice():
    (race,) = [each for name, each in some_races().items() if name == "ravine"]
    one = race_explorer(race.loss, *SQUARE, {name: path[0] for name, path in race.paths.items()})
    assert list(one.controls) == ["step"]
    many = race_explorer(race.loss, *SQUARE, race.paths)
    assert list(many.controls) == ["start", "step"]


def test_races_need_the_same_names_and_shapes():
    made = some_races()
    made["saddle"] = Race(made["saddle"].loss, {"SGD": made["saddle"].paths["SGD"]})
    with pytest.raises(ValueError, match="saddle SGD"):
        races_explorer(made, *SQUARE)
