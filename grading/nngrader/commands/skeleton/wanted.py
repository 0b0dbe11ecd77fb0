"""What exercise is to be made, and where: as it was asked for, and checked."""

import ast
import keyword
from dataclasses import dataclass
from pathlib import Path

from nngrader.declare import Aspect, Exercise, ExerciseSet, Module, Text
from nngrader.declare.exercise import Difficulty
from nngrader.declare.home import home_set
from nngrader.declare.registry import RegistryError, exercises, find, module_of

MINUTES_A_POINT = 5
DIFFICULTIES: dict[float, Difficulty] = {1: "easy", 2: "medium"}  # by points; more is hard
TITLE = "TODO: what to do, a short imperative phrase"


class NewExerciseError(Exception):
    """The exercise can't be made; the message says why. Nothing was written."""


@dataclass(frozen=True)
class Wanted:
    """What is to be made. after: the exercise before it. names, required: of its parameters."""

    course: ExerciseSet
    module: Module
    id: str
    signature: str
    names: tuple[str, ...]
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
        try:
            course = home_set()
        except RegistryError as error:
            raise NewExerciseError(str(error)) from None
        known = {each.assignment: each for each in course.modules}
        if module not in known:
            raise NewExerciseError(f"There is no module {module}. There are: {', '.join(known)}.")
        id, arguments = _signature(signature)
        if find(id):
            raise NewExerciseError(f"There is an exercise {id} in {module_of(id).assignment}.")
        others = [exercise.id for exercise in known[module].exercises]
        after = others[-1] if after is None else after
        if after not in others:
            raise NewExerciseError(
                f"There is no exercise {after} in {module}. There are: {', '.join(others)}."
            )
        if not (points > 0 and points % 1 == 0):
            raise NewExerciseError(f"An exercise has 1 point or more, a whole number: {points:g}.")
        minutes = round(MINUTES_A_POINT * points) if minutes is None else minutes
        if minutes < 1:
            raise NewExerciseError(f"An exercise takes a minute or more: {minutes}.")
        names = tuple(argument.arg for argument in arguments.args)
        required = names[: len(names) - len(arguments.defaults)]
        text = f"({ast.unparse(arguments)})"
        return cls(course, known[module], id, text, names, required, points, minutes, after)

    @property
    def project(self) -> Path:
        """The folder of the course's repository."""
        assert self.course.project is not None  # home_set finds no other
        return self.course.project

    @property
    def place(self) -> int:
        """Where it comes in its module, from 0."""
        return [exercise.id for exercise in self.module.exercises].index(self.after) + 1

    @property
    def exercise(self) -> Exercise:
        """What is known of it so far: enough for its heading and the line below."""
        text = Text(TITLE, self.minutes, DIFFICULTIES.get(self.points, "hard"))
        aspects = (Aspect("values", self.points, ""),)
        return Exercise(self.id, self.signature, text, aspects, lambda rng: [], lambda: None, ())


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
        classes = [exercise.id for exercise in exercises() if exercise.id != exercise.id.lower()]
        pattern = f", by the pattern of {classes[0]}" if classes else ""
        raise NewExerciseError(
            f"{id} is no name for a function of an exercise: small letters and _ only. A class "
            f"needs a driver of its own; write it by hand{pattern}."
        )
    return id, given
