"""What holds for every live figure: it shows something, follows its controls, and never breaks."""

import importlib
import inspect
import pkgutil

import pytest
import sample_explorers
from live_checks import CHECKS
from sample_explorers import SAMPLES

from nnbasics import explorers
from nnbasics.explorers.live import LiveFigure

# Its control is an area to draw on, with neither ends nor steps: see test_draw_explorer.py.
ON_PAPER = {
    "draw": {name for name in CHECKS if "value" in name or "same" in name or "each" in name}
}


@pytest.mark.parametrize(
    ("name", "check"),
    [(name, check) for name in SAMPLES for check in CHECKS if check not in ON_PAPER.get(name, ())],
)
def test_every_live_figure(name, check):
    CHECKS[check](SAMPLES[name])


def test_none_is_left_out():
    modules = [info.name for info in pkgutil.iter_modules(explorers.__path__)]
    made = {
        name
        for module in modules
        for name, thing in vars(importlib.import_module(f"nnbasics.explorers.{module}")).items()
        if inspect.isfunction(thing) and thing.__annotations__.get("return") is LiveFigure
    }
    assert len(made) > 20
    assert [name for name in made if not hasattr(sample_explorers, name)] == []
