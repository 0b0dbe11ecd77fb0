"""The declaration: a file for the exercise, one for its mistakes, and its place in the module."""

import ast
import re
import sys
from pathlib import Path

from nngrader.commands.skeleton.filling import filled_in, read
from nngrader.commands.skeleton.reference import Reference
from nngrader.commands.skeleton.wanted import NewExerciseError, Wanted

LINE = 100  # characters


def declaration_files(wanted: Wanted, reference: Reference) -> dict[Path, str]:
    """A file for the exercise, one for its mistakes, and the module's list with one name more."""
    package, folder = _package(wanted)
    declared, mistakes = folder / f"{wanted.id}.py", folder / f"{wanted.id}_mistakes.py"
    for path in (declared, mistakes):
        if path.exists():
            raise NewExerciseError(f"There is a file {path} already.")
    listing = folder / "__init__.py"
    text = read(listing)
    if re.search(rf"\b{wanted.id}\b", text):
        raise NewExerciseError(f"The name {wanted.id} is taken in {listing}.")
    lines = [f"from {package}.{wanted.id}_mistakes import MISTAKES", reference.imported]
    lines += ["from nngrader.declare import Aspect, Case, Exercise, Text, unchanged"]
    stub = "" if reference.path else f"{filled_in('reference.py.j2', wanted)}\n\n"
    return {
        declared: filled_in(
            "declaration.py.j2",
            wanted,
            imports="\n".join(sorted(filter(None, lines))),
            stub=stub,
            reference=reference.name,
        ),
        mistakes: filled_in("mistakes.py.j2", wanted),
        listing: _listed(_imported(text, package, wanted.id), wanted),
    }


def _package(wanted: Wanted) -> tuple[str, Path]:
    """The package that declares the module, where its exercises have a file each; its folder."""
    inside = f"{wanted.course.package}."
    for name, package in sorted(sys.modules.items()):
        values = vars(package).values() if f"{name}.".startswith(inside) else ()
        if any(value is wanted.module for value in values):
            path = Path(str(package.__file__))
            if path.name == "__init__.py":
                return name, path.parent
    raise NewExerciseError(
        f"{wanted.module.assignment} has no package of its own below {wanted.course.package}, "
        "with a file for each exercise: write it by hand."
    )


def _imported(text: str, package: str, name: str) -> str:
    """The module's file with one exercise more imported, in the order of the others."""
    lines = text.splitlines(keepends=True)
    nodes = [node for node in ast.parse(text).body if isinstance(node, ast.ImportFrom)]
    own = next((node for node in nodes if node.module == package and not node.level), None)
    if own is None:
        place = max((n.end_lineno or 0 for n in nodes if f"{n.module}" < package), default=None)
        place = nodes[0].lineno - 1 if place is None else place
        return "".join([*lines[:place], f"from {package} import {name}\n", *lines[place:]])
    names = [ast.unparse(each) for each in own.names]
    # Classes stay first: capitals sort before the small letters of a function.
    later = (i for i, each in enumerate(names) if each > name)
    names.insert(next(later, len(names)), name)
    line = f"from {package} import {', '.join(names)}\n"
    if own.end_lineno != own.lineno or len(line) > LINE:
        line = "\n".join([f"from {package} import (", *(f"    {each}," for each in names), ")\n"])
    return "".join([*lines[: own.lineno - 1], line, *lines[own.end_lineno :]])


def _listed(text: str, wanted: Wanted) -> str:
    """The module's file with the exercise in the list of its exercises."""
    listed = next(
        (
            each.value
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "Module"
            for each in node.keywords
            if each.arg == "exercises"
        ),
        None,
    )
    if not isinstance(listed, ast.Tuple) or len(listed.elts) != len(wanted.module.exercises):
        raise NewExerciseError("The module's file does not list its exercises one by one.")
    names = [ast.unparse(each) for each in listed.elts]
    names.insert(wanted.place, f"{wanted.id}.EXERCISE")
    lines = text.splitlines(keepends=True)
    first, last = listed.lineno - 1, (listed.end_lineno or listed.lineno) - 1
    before = lines[first].encode()[: listed.col_offset].decode()
    after = lines[last].encode()[listed.end_col_offset :].decode()
    margin = " " * (len(before) - len(before.lstrip()))
    body = "".join(f"{margin}    {name},\n" for name in names)
    return "".join([*lines[:first], f"{before}(\n{body}{margin}){after}", *lines[last + 1 :]])
