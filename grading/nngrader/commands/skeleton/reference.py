"""The course's own answer: where it is, or will be, and its stub."""

import importlib.util
import inspect
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nngrader.commands.skeleton.filling import filled_in, read
from nngrader.commands.skeleton.wanted import NewExerciseError, Wanted
from nngrader.declare import Answer, Module
from nngrader.inside.drivers import Candidate


@dataclass(frozen=True)
class Reference:
    """Where the course's own answer is, or will be. path: None for the declaration's own file."""

    path: Path | None
    imported: str  # the line that imports it into the declaration
    name: str  # by which it is called there

    @classmethod
    def of(cls, wanted: Wanted) -> "Reference":
        """The file that has the function, else the one with most references of the module."""
        package = wanted.course.references
        if not package:
            return cls(None, "", wanted.id)
        spec = importlib.util.find_spec(package)
        (found, *_) = (spec and spec.submodule_search_locations) or [""]
        folder = Path(found)
        path = next((p for p in sorted(folder.glob("*.py")) if _defines(read(p), wanted.id)), None)
        if path is None:
            files = Counter(file for file in _references(wanted.module) if file.parent == folder)
            if not files:
                raise NewExerciseError(f"{package} has no reference of this module's exercises.")
            path = files.most_common(1)[0][0]
        return cls(path, f"from {package} import {path.stem}", f"{path.stem}.{wanted.id}")

    def file(self, wanted: Wanted) -> dict[Path, str]:
        """The file of the references with a new stub; nothing if there is a function already."""
        text = read(self.path) if self.path else ""
        if self.path is None or _defines(text, wanted.id):
            return {}
        return {self.path: f"{text.rstrip()}\n\n\n{filled_in('reference.py.j2', wanted)}"}


def _references(module: Module) -> Iterator[Path]:
    """The files of all right answers to a module's exercises."""
    for exercise in module.exercises:
        for part in _functions(exercise.reference):
            if file := inspect.getsourcefile(inspect.unwrap(part)):
                yield Path(file)


def _functions(answer: Answer) -> tuple[Candidate, ...]:
    return answer if isinstance(answer, tuple) else (answer,)


def _defines(text: str, name: str) -> bool:
    return bool(re.search(rf"^def {name}\(", text, re.MULTILINE))
