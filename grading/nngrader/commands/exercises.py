"""``nngrader exercises``: what is declared, as a list, as JSON, or as pages for maintainers."""

import argparse
import importlib.util
import json
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nngrader.declare.home import home_set
from nngrader.declare.registry import RegistryError, modules
from nngrader.values.describe import points

if TYPE_CHECKING:
    from nngrader.declare import ExerciseSet, Module

MADE = "<!-- Made by `nngrader exercises --markdown` from the declarations: change those. -->"
_CODE_OR_MARKUP = re.compile(r"`[^`]*`|[\\|*_<>\[\]$]")


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "exercises",
        help="list all exercises",
        description="What the installed courses declare: each exercise, its points and mistakes.",
    )
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as JSON, for other programs")
    form.add_argument(
        "--markdown",
        type=Path,
        metavar="FOLDER",
        help="write a page for each module of this course, with parts and mistakes",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """List, or write the pages.

    RegistryError where it is not clear which course's pages are meant, or none is installed.
    """
    if options.markdown:
        for path in write_pages(home_set(), options.markdown):
            print(path)
    elif options.json:
        json.dump(listing(), sys.stdout, indent=2, ensure_ascii=False)
        print()
    else:
        if not modules():
            raise RegistryError("No course with exercises is installed here.")
        for row in listing():
            print(f"{row['module']:24} {row['points']:4g}  {row['id']}{row['signature']}")
    return 0


def listing() -> list[dict[str, Any]]:
    """Every exercise: id, module, points, aspects and mistakes. Other programs rely on it."""
    return [
        {
            "id": exercise.id,
            "module": module.assignment,
            "title": exercise.text.title,
            "signature": exercise.signature,
            "points": exercise.points,
            "aspects": [{"name": a.name, "points": a.points} for a in exercise.aspects],
            "mistakes": [{"id": m.id, "text": m.text} for m in exercise.mistakes],
        }
        for module in modules()
        for exercise in module.exercises
    ]


# ---------------------------------------------------------------- pages


def write_pages(course: "ExerciseSet", folder: Path) -> list[Path]:
    """Write what `pages` says into ``folder``, and remove pages of modules that are gone."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in pages(course, folder).items():
        written.append(folder / name)
        written[-1].write_text(text, encoding="utf-8")
    for path in folder.glob("*.md"):
        if path not in written and path.read_text(encoding="utf-8").startswith(MADE):
            path.unlink()
    return written


def pages(course: "ExerciseSet", folder: Path) -> dict[str, str]:
    """A page for each module and one that lists them, as Markdown, by file name.

    folder: where they will be, for their links.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("nngrader.commands"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"text": as_cell, "points": points}
    environment.globals |= {"made": MADE, "allowed": lambda module: _allowed(course, module)}
    found = {"README.md": environment.get_template("exercises/index.md.j2").render(course=course)}
    page = environment.get_template("exercises/module.md.j2")
    home = {e.id: m.assignment for m in course.modules for e in m.exercises}

    def link(path: Path) -> str:
        return Path(os.path.relpath(path, folder)).as_posix()

    for module in course.modules:
        name = module.assignment
        files = {exercise.id: declaration(course, exercise.id) for exercise in module.exercises}
        found[f"{name}.md"] = page.render(
            module=module,
            home=home,
            solution=link(course.project / "solutions" / name / f"{name}.ipynb")
            if course.project
            else "",
            declared={id: (path.name, link(path)) for id, path in files.items() if path},
        )
    return found


def _allowed(course: "ExerciseSet", module: "Module") -> list[str]:
    """What answers may import. ``torch._dynamo`` allows nothing more: it is only loaded early."""
    helpers = {each.name for each in course.helpers}
    return [name for name in module.imports if "." not in name or name in helpers]


def declaration(course: "ExerciseSet", exercise_id: str) -> Path | None:
    """The file that an exercise is declared in, if one of the course's is named by its id."""
    spec = importlib.util.find_spec(course.package)
    folders = spec.submodule_search_locations if spec else None
    found = [path for each in folders or () for path in Path(each).rglob(f"{exercise_id}.py")]
    return found[0] if len(found) == 1 else None


def as_cell(text: str) -> str:
    """A text in a cell of a Markdown table: as it is, but for code between backticks."""

    def escaped(match: re.Match[str]) -> str:
        found = match[0]
        return found.replace("|", r"\|") if found.startswith("`") else f"\\{found}"

    return _CODE_OR_MARKUP.sub(escaped, " ".join(text.split()))
