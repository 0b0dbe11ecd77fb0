"""The exercises of all courses that are installed, found by the group `nngrader.exercises`."""

import functools
from collections import Counter
from importlib.metadata import entry_points

from nngrader.declare.exercise import Exercise
from nngrader.declare.module import ExerciseSet, Module
from nngrader.inside import drivers

GROUP = "nngrader.exercises"


class RegistryError(Exception):
    """What is installed declares its exercises wrongly; the message says what to do."""


@functools.cache
def exercise_sets() -> tuple[ExerciseSet, ...]:
    """The exercises of each course that is installed, in the order of the entry points' names.

    RegistryError where one can't be loaded, or where two declare the same.
    """
    points = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    found = []
    for point in points:
        try:
            loaded = point.load()
        except Exception as error:
            raise RegistryError(
                f"The exercises “{point.name}” ({point.value}) can't be loaded: "
                f"{type(error).__name__}: {error}"
            ) from error
        if not isinstance(loaded, ExerciseSet):
            raise RegistryError(f"The entry point {point.name} = {point.value} is no ExerciseSet.")
        found.append(loaded)
    _refuse_twins("exercise", [e.id for each in found for m in each.modules for e in m.exercises])
    _refuse_twins("assignment", [m.assignment for each in found for m in each.modules])
    for each in found:
        drivers.allow(each.drivers)
    return tuple(found)


def _refuse_twins(what: str, names: list[str]) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise RegistryError(f"Declared twice by what is installed: {what} {', '.join(twice)}.")


@functools.cache
def modules() -> tuple[Module, ...]:
    """Every module, in the order of its course."""
    return tuple(module for each in exercise_sets() for module in each.modules)


def exercises() -> tuple[Exercise, ...]:
    """Every exercise, in the order of the course."""
    return tuple(exercise for module in modules() for exercise in module.exercises)


def ids() -> list[str]:
    """The names of all exercises."""
    return [exercise.id for exercise in exercises()]


def find(exercise_id: object) -> Exercise | None:
    """The exercise with this id, or None."""
    return next((e for e in exercises() if e.id == exercise_id), None)


def module_of(exercise_id: str) -> Module:
    """The module that an exercise belongs to. KeyError for an unknown id."""
    for module in modules():
        if any(e.id == exercise_id for e in module.exercises):
            return module
    raise KeyError(exercise_id)


def set_of(exercise_id: str) -> ExerciseSet:
    """The course's set that an exercise belongs to. KeyError for an unknown id."""
    module = module_of(exercise_id)
    return next(each for each in exercise_sets() if module in each.modules)
