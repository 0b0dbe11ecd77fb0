"""The skeleton of an exercise: declaration, reference, promise, and cells in the notebook.

All files are made in memory first and written at the end: where something is wrong, nothing
changes.
"""

import ast
import inspect
import keyword
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import nbformat
from jinja2 import Environment, StrictUndefined
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from nngrader.declare import Answer, Module
from nngrader.declare.home import home_set
from nngrader.declare.registry import find, module_of, modules
from nngrader.values.describe import points

MINUTES_A_POINT = 5
UNCHANGED_SHARE = 0.25  # of the points, for *inputs unchanged*
DIFFICULTIES = {1: "easy", 2: "medium"}  # by points; more is hard
TOTAL = re.compile(r"About (\d+) minutes, (\d+) points\.")
HEADING = re.compile(r"^## Exercise (\d+):", re.MULTILINE)


class NewExerciseError(Exception):
    """The exercise can't be made; the message says why. Nothing was written."""


@dataclass(frozen=True)
class Wanted:
    """What is to be made. after: the exercise before it."""

    module: Module
    id: str
    signature: str
    names: tuple[str, ...]  # of the parameters
    required: tuple[str, ...]
    points: float
    minutes: int
    after: str

    @classmethod
    def parsed(
        cls,
        module: str,
        signature: str,
        points: float = 1,
        minutes: int | None = None,
        after: str | None = None,
    ) -> "Wanted":
        """What was asked for, as it is typed. NewExerciseError for what can't be made."""
        known = {each.assignment: each for each in modules()}
        if module not in known:
            raise NewExerciseError(f"There is no module {module}. There are: {', '.join(known)}.")
        id, arguments = _signature(signature)
        if find(id):
            raise NewExerciseError(f"There is an exercise {id} in {module_of(id).assignment}.")
        exercises = [exercise.id for exercise in known[module].exercises]
        after = exercises[-1] if after is None else after
        if after not in exercises:
            raise NewExerciseError(
                f"There is no exercise {after} in {module}. There are: {', '.join(exercises)}."
            )
        if not (points > 0 and points % 1 == 0):
            raise NewExerciseError(f"An exercise has 1 point or more, a whole number: {points:g}.")
        minutes = round(MINUTES_A_POINT * points) if minutes is None else minutes
        if minutes < 1:
            raise NewExerciseError(f"An exercise takes a minute or more: {minutes}.")
        names = tuple(argument.arg for argument in arguments.args)
        required = names[: len(names) - len(arguments.defaults)]
        text = f"({ast.unparse(arguments)})"
        return cls(known[module], id, text, names, required, points, minutes, after)

    @property
    def name(self) -> str:
        """What the declaration is called in its file."""
        return self.id.upper()


def _signature(text: str) -> tuple[str, ast.arguments]:
    wrong = f'A signature looks like "softplus(z)" or "leaky_relu(z, slope=0.01)": {text!r}.'
    try:
        (function,) = ast.parse(f"def {text}: ...").body
    except (SyntaxError, ValueError):
        raise NewExerciseError(wrong) from None
    if not isinstance(function, ast.FunctionDef) or function.returns:
        raise NewExerciseError(wrong)
    given = function.args
    if given.posonlyargs or given.kwonlyargs or given.vararg or given.kwarg:
        raise NewExerciseError(f"Plain parameters only, no * and no /: {text!r}.")
    if any(argument.annotation for argument in given.args):
        raise NewExerciseError(f"No type hints, which learners have not met: {text!r}.")
    if not given.args:
        raise NewExerciseError(f"An exercise needs a parameter, to be tried with: {text!r}.")
    id = function.name
    if id != id.lower() or id.startswith("_") or not id.isascii() or keyword.issoftkeyword(id):
        raise NewExerciseError(
            f"{id} is no name for a function of an exercise: small letters and _ only. A class "
            "needs a driver of its own; write it by the pattern of 06_optimizers."
        )
    return id, given


def make(wanted: Wanted, project: Path | None = None) -> list[str]:
    """Write the skeleton. Returns the names of the files, from the project's folder."""
    project = project or home_set().project
    files = {**_reference(wanted, project), **_declaration(wanted, project)}
    for path, text in files.items():
        try:
            ast.parse(text)
        except SyntaxError as error:  # of the file as it was
            raise NewExerciseError(f"{path} can't be changed: {error}.") from None
    files |= _promise(wanted, project)
    files |= _cells(wanted, project)
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    return sorted(path.relative_to(project).as_posix() for path in files)


def _filled_in(template: str, wanted: Wanted, **more: object) -> str:
    environment = Environment(
        trim_blocks=True, keep_trailing_newline=True, undefined=StrictUndefined
    )
    folder = resources.files("nngrader") / "templates" / "new_exercise"
    source = (folder / template).read_text(encoding="utf-8")
    unchanged = UNCHANGED_SHARE * wanted.points
    return environment.from_string(source).render(
        id=wanted.id,
        name=wanted.name,
        signature=wanted.signature,
        names=", ".join(wanted.names),
        values=points(wanted.points - unchanged),
        unchanged=points(unchanged),
        points=f"{points(wanted.points)} point{'s' * (wanted.points != 1)}",
        minutes=wanted.minutes,
        difficulty=DIFFICULTIES.get(wanted.points, "hard"),
        arguments=lambda value: ", ".join([value] * max(1, len(wanted.required))),
        **more,
    )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise NewExerciseError(f"{path} can't be read: {error.strerror}.") from None


# ---------------------------------------------------------------- the reference


def _reference(wanted: Wanted, project: Path) -> dict[Path, str]:
    """The file of the references with a new stub; nothing if there is a function already."""
    path = _place_of_reference(wanted, project)
    text = _read(path)
    if _defines(text, wanted.id):
        return {}
    return {path: f"{text.rstrip()}\n\n\n{_filled_in('reference.py.j2', wanted)}"}


def _place_of_reference(wanted: Wanted, project: Path) -> Path:
    """The file that has the function, else the one with most references of the module."""
    folder = project / "lib" / "nnbasics"
    for path in sorted(folder.glob("*.py")):
        if _defines(_read(path), wanted.id):
            return path
    files = Counter(
        Path(inspect.getsourcefile(inspect.unwrap(part))).name
        for exercise in wanted.module.exercises
        for part in _functions(exercise.reference)
    )
    return folder / files.most_common(1)[0][0]


def _functions(answer: Answer) -> tuple[Callable, ...]:
    return answer if isinstance(answer, tuple) else (answer,)


def _defines(text: str, name: str) -> bool:
    return bool(re.search(rf"^def {name}\(", text, re.MULTILINE))


# ---------------------------------------------------------------- the declaration


def _declaration(wanted: Wanted, project: Path) -> dict[Path, str]:
    reference = _place_of_reference(wanted, project).stem
    skeleton = _filled_in("declaration.py.j2", wanted, reference=reference)
    modules_folder = project / "grading" / "nngrader" / "modules"
    name = f"m{wanted.module.assignment}"
    if (modules_folder / name).is_dir():
        return _in_a_package(wanted, modules_folder / name, skeleton, reference)
    path = modules_folder / f"{name}.py"
    text = _read(path)
    _refuse_name(text, wanted, path)
    if not re.search(rf"^from nnbasics import .*\b{reference}\b", text, re.MULTILINE):
        text = _with_import(text, f"from nnbasics import {reference}")
    before, after = text[: text.index("\nMODULE = ")], text[text.index("\nMODULE = ") :]
    rule = f"# {'-' * 64} {wanted.id}"
    return {path: _registered(f"{before}\n{rule}\n\n\n{skeleton}{after}", wanted)}


def _in_a_package(wanted: Wanted, package: Path, skeleton: str, reference: str) -> dict[Path, str]:
    new, listing = package / f"{wanted.id}.py", package / "__init__.py"
    if new.exists():
        raise NewExerciseError(f"There is a file {new} already.")
    head = (
        f'"""TODO: what {wanted.id} is, in a line."""\n\nimport numpy as np\n\n'
        f"from nnbasics import {reference}\n"
        "from nngrader.declare import Aspect, Case, Exercise, Mistake, unchanged\n\n\n"
    )
    text = _read(listing)
    _refuse_name(text, wanted, listing)
    line = f"from nnexercises.{package.name}.{wanted.id} import {wanted.name}"
    return {new: head + skeleton, listing: _registered(_with_import(text, line), wanted)}


def _refuse_name(text: str, wanted: Wanted, path: Path) -> None:
    if re.search(rf"\b{wanted.name}\b", text):
        raise NewExerciseError(f"The name {wanted.name} is taken in {path}.")


def _with_import(text: str, line: str) -> str:
    """The text with one import more, in the order of the others."""
    lines = text.splitlines(keepends=True)
    nodes = [node for node in ast.parse(text).body if isinstance(node, ast.ImportFrom)]
    place = nodes[0].lineno - 1
    for node in nodes:
        if f"from {node.module} " < line:
            place = node.end_lineno
    return "".join([*lines[:place], f"{line}\n", *lines[place:]])


def _registered(text: str, wanted: Wanted) -> str:
    """The text with the name in the list of exercises at its end."""
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
    ids = [exercise.id for exercise in wanted.module.exercises]
    if not isinstance(listed, ast.Tuple) or len(listed.elts) != len(ids):
        raise NewExerciseError("The module's file does not list its exercises one by one.")
    names = [ast.unparse(each) for each in listed.elts]
    names.insert(ids.index(wanted.after) + 1, wanted.name)
    lines = text.splitlines(keepends=True)
    first, last = listed.lineno - 1, listed.end_lineno - 1
    before = lines[first].encode()[: listed.col_offset].decode()
    after = lines[last].encode()[listed.end_col_offset :].decode()
    body = "".join(f"        {name},\n" for name in names)
    return "".join([*lines[:first], f"{before}(\n{body}    ){after}", *lines[last + 1 :]])


# ---------------------------------------------------------------- the promise


def _promise(wanted: Wanted, project: Path) -> dict[Path, str]:
    """The line in tests/nnexercises/contracts/ that says what other programs may rely on."""
    path = project / "tests" / "contracts" / f"m{wanted.module.number:02}.py"
    text = _read(path)
    (listed,) = (node.value for node in ast.parse(text).body if isinstance(node, ast.Assign))
    places = {
        key.value: value.end_lineno for key, value in zip(listed.keys, listed.values, strict=True)
    }
    lines = text.splitlines(keepends=True)
    promise = f'"{wanted.id}": ({points(wanted.points)}, {{"todo"}}),'
    lines.insert(places[wanted.after], f"    {promise}  # TODO: the mistakes that it names\n")
    return {path: "".join(lines)}


# ---------------------------------------------------------------- the cells


def _cells(wanted: Wanted, project: Path) -> dict[Path, str]:
    assignment = wanted.module.assignment
    path = project / "solutions" / assignment / f"{assignment}.ipynb"
    notebook = nbformat.reads(_read(path), as_version=4)
    place = _place(notebook, wanted)
    number = len(HEADING.findall("\n".join(c.source for c in notebook.cells[:place]))) + 1
    new = _new_cells(wanted, number)
    taken = {cell.id for cell in notebook.cells} & {cell.id for cell in new}
    if taken:
        raise NewExerciseError(f"{path} has a cell with the id {', '.join(sorted(taken))}.")
    for cell in notebook.cells[place:]:
        if cell.cell_type == "markdown":
            cell.source = HEADING.sub(_next_number, cell.source)
    _add_up(notebook, wanted, path)
    notebook.cells[place:place] = new
    return {path: f"{nbformat.writes(notebook).rstrip()}\n"}


def _place(notebook: NotebookNode, wanted: Wanted) -> int:
    """Right below the check of the exercise before."""
    for i, cell in enumerate(notebook.cells):
        if cell.metadata.get("nbgrader", {}).get("grade_id") == f"check_{wanted.after}":
            return i + 1
    raise NewExerciseError(f"The notebook has no check of {wanted.after}.")


def _new_cells(wanted: Wanted, number: int) -> list[NotebookNode]:
    word = wanted.id.replace("_", "-")
    marks = {"grade_id": wanted.id, "locked": False, "schema_version": 3, "task": False}
    answer = marks | {"grade": False, "solution": True}
    check = marks | {"grade": True, "solution": False, "locked": True}
    check |= {"grade_id": f"check_{wanted.id}", "points": int(wanted.points)}
    text = _filled_in("text.md.j2", wanted, number=number).rstrip()
    stub = _filled_in("answer.py.j2", wanted).rstrip()
    call = f'check("{wanted.id}", {wanted.id})'
    return [
        new_markdown_cell(text, id=f"exercise-{word}"),
        new_code_cell(stub, id=f"answer-{word}", metadata={"nbgrader": answer}),
        new_code_cell(call, id=f"check-{word}", metadata={"nbgrader": check}),
    ]


def _next_number(found: re.Match[str]) -> str:
    return f"## Exercise {int(found[1]) + 1}:"


def _add_up(notebook: NotebookNode, wanted: Wanted, path: Path) -> None:
    """Points and minutes in the first cell."""
    first = notebook.cells[0]
    total = TOTAL.search(first.source)
    if not total:
        raise NewExerciseError(f"The first cell of {path} has no 'About … minutes, … points.'")
    minutes, most = int(total[1]) + wanted.minutes, int(total[2]) + int(wanted.points)
    first.source = TOTAL.sub(f"About {minutes} minutes, {most} points.", first.source)
