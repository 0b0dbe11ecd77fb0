"""The map of the package: what is where."""

import importlib
import inspect
import re

from matplotlib.figure import Figure
from notebooks import LESSONS, PROJECT, read

import nnbasics
from nnbasics import figures

PACKAGE = PROJECT / "lib" / "nnbasics"
FOLDERS = {"experiments", "notebook", "figures", "explorers"}


def test_the_map_names_every_reference_and_every_folder():
    table = nnbasics.__doc__.split("===\n")[1]
    above, below = re.split(r"^-+ +-+$", table, flags=re.MULTILINE)
    named = re.findall(r"\w+", " ".join(line[:24] for line in above.splitlines()))
    assert set(re.findall(r"`nnbasics\.(\w+)`", below)) == FOLDERS
    references = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"} | {"texts"}
    assert sorted(named) == sorted(references)


# --- the still figures ------------------------------------------------------------------


def makes_a_figure(thing: object) -> bool:
    return inspect.isfunction(thing) and thing.__annotations__.get("return") is Figure


def test_figures_exports_every_function_that_makes_a_figure_and_nothing_else():
    files = (PACKAGE / "figures").glob("[!_]*.py")
    made = {
        name
        for path in files
        for name, thing in vars(importlib.import_module(f"nnbasics.figures.{path.stem}")).items()
        if makes_a_figure(thing) and not name.startswith("_")
    }
    assert sorted(figures.__all__) == list(figures.__all__) == sorted(made)
    functions = {name for name, thing in vars(figures).items() if inspect.isfunction(thing)}
    assert functions == made


def test_lessons_take_still_figures_from_the_front_door():
    used = set()
    for path in LESSONS:
        for cell in read(path).cells:
            if cell.cell_type == "code":
                used |= set(re.findall(r"(?<!\.)\bfigures\.(\w+)\(", cell.source))
                lines = re.findall(r"^from nnbasics\.figures import (.+)$", cell.source, re.M)
                used |= {name for line in lines for name in line.split(", ")}
                deeper = re.findall(r"^from nnbasics\.figures\.(\w+)", cell.source, re.M)
                assert set(deeper) <= {"style"}
    assert used - {"style"} and used - {"style"} <= set(figures.__all__)
