"""The course's own answer: where it is, or will be, and its stub."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from nngrader.commands.skeleton.filling import filled_in, read
from nngrader.commands.skeleton.wanted import Wanted
from nngrader.declare.exercise import as_candidates
from nngrader.declare.exercise_set import place_of, written_in


@dataclass(frozen=True)
class Reference:
    """Where the course's own answer is, or will be. path: None for the declaration's own file."""

    path: Path | None
    imported: str  # the line that imports it into the declaration
    name: str  # by which it is called there

    @classmethod
    def of(cls, wanted: Wanted) -> "Reference":
        """The file that has the function, else the one with most references of the module.

        A course whose references stand in its declarations gets this one in its declaration.
        """
        answers = (exercise.reference for exercise in wanted.module.exercises)
        found = Counter(written_in(each) for answer in answers for each in as_candidates(answer))
        most = found.most_common(1)[0][0]
        package, _, _ = most.rpartition(".")
        path = place_of(most)
        ours = f"{most}.".startswith(f"{wanted.course.package}.")
        if ours or path is None or not path.is_relative_to(wanted.project):
            return cls(None, "", wanted.id)
        beside = sorted(path.parent.glob("*.py")) if package else [path]
        path = next((each for each in beside if _defines(read(each), wanted.id)), path)
        line = f"from {package} import {path.stem}" if package else f"import {path.stem}"
        return cls(path, line, f"{path.stem}.{wanted.id}")

    def file(self, wanted: Wanted) -> dict[Path, str]:
        """The file of the references with a new stub; nothing if there is a function already."""
        text = read(self.path) if self.path else ""
        if self.path is None or _defines(text, wanted.id):
            return {}
        return {self.path: f"{text.rstrip()}\n\n\n{filled_in('reference.py.j2', wanted)}"}


def _defines(text: str, name: str) -> bool:
    return bool(re.search(rf"^def {name}\(", text, re.MULTILINE))
