"""The map of the package: what is where, and what may import what."""

import ast
import importlib
import inspect
import re

import pytest
from matplotlib.figure import Figure
from notebooks import LESSONS, PROJECT, read

import nnbasics
from nnbasics import figures

PACKAGE = PROJECT / "lib" / "nnbasics"
FOLDERS = {"experiments", "notebook", "figures", "explorers"}

# What the files of a folder may import besides references and their own folder.
ALLOWED = {
    "": set(),
    "experiments": set(),
    "notebook": {"nnbasics.figures.style"},
    "figures": {"nnbasics.experiments"},
    "explorers": {"nnbasics.experiments", "nnbasics.notebook", "nnbasics.figures"},
}
FILES = [path.relative_to(PACKAGE).as_posix() for path in sorted(PACKAGE.rglob("*.py"))]


def folder_of(file: str) -> str:
    """The folder with rules of its own; "" for the references."""
    first = file.partition("/")[0]
    return first if first in FOLDERS else ""


def imported(source: str) -> set[str]:
    """All that is imported from nnbasics, as dotted names: ``nnbasics.neurons.Array``."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.startswith("nnbasics.")}


def within(name: str, module: str) -> bool:
    return name == module or name.startswith(f"{module}.")


@pytest.mark.parametrize("file", FILES)
def test_imports_only_lead_where_they_may(file):
    own = folder_of(file)
    allowed = ALLOWED[own] | ({f"nnbasics.{own}"} if own else set())
    wrong = [
        name
        for name in imported((PACKAGE / file).read_text("utf-8"))
        if name.split(".")[1] in FOLDERS and not any(within(name, each) for each in allowed)
    ]
    assert wrong == []


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
