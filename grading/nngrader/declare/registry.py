"""The exercises of all courses that are installed, found by the group `nngrader.exercises`."""

import functools
import sys
from collections.abc import Callable, Collection, Iterable
from importlib.metadata import EntryPoint, entry_points
from types import FunctionType

from nngrader.declare.exercise import Exercise
from nngrader.declare.exercise_set import ExerciseSet, place_of
from nngrader.declare.module import Allowed, Module
from nngrader.inside.drivers import call_once, is_driver, name_of

GROUP = "nngrader.exercises"


class RegistryError(Exception):
    """What is installed declares its exercises wrongly; the message says what to do."""


@functools.cache
def exercise_sets() -> tuple[ExerciseSet, ...]:
    """The exercises of each course that is installed, in the order of the entry points' names.

    RegistryError where one can't be loaded or is not sound, or where two declare the same.
    """
    points = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    found = tuple(_loaded(point) for point in points)
    _refuse_twins("exercise", lambda module: [exercise.id for exercise in module.exercises], found)
    _refuse_twins("assignment", lambda module: [module.assignment], found)
    for each in found:
        _refuse_unsound(each, found)
    return found


def _loaded(point: EntryPoint) -> ExerciseSet:
    name = f"The entry point {point.name} = {point.value} of the group {GROUP}"
    try:
        loaded = point.load()
    except Exception as error:
        raise RegistryError(
            f"{name} can't be loaded: {type(error).__name__}: {error}. "
            "Mend or uninstall the course that it is of."
        ) from error
    if not isinstance(loaded, ExerciseSet):
        raise RegistryError(f"{name} is of type {type(loaded).__name__}: an ExerciseSet is asked.")
    return loaded


def _refuse_twins(
    what: str, names_in: Callable[[Module], list[str]], found: Iterable[ExerciseSet]
) -> None:
    declared: dict[str, str] = {}
    for each in found:
        for name in (name for module in each.modules for name in names_in(module)):
            if other := declared.get(name):
                raise RegistryError(
                    f"The {what} {name} is declared twice, by {other} and by {each.package}. "
                    "Rename one, or uninstall one of the courses."
                )
            declared[name] = each.package


def _refuse_unsound(each: ExerciseSet, found: Iterable[ExerciseSet]) -> None:
    """RegistryError for what would else come up when somebody's work is graded."""
    if place_of(each.package) is None:
        raise RegistryError(f"An ExerciseSet is of the package {each.package}: there is none.")
    for helper in each.helpers:
        if place_of(helper.name) is None:
            raise RegistryError(f"{each.package}: there is no module {helper.name} (a helper).")
    known = {e.id for other in found for module in other.modules for e in module.exercises}
    for exercise in (e for module in each.modules for e in module.exercises):
        for other in exercise.rests_on:
            if other not in known:
                raise RegistryError(f"{exercise.id} rests on {other}: there is no such exercise.")
        _refuse_driver(each, exercise)


def _refuse_driver(each: ExerciseSet, exercise: Exercise) -> None:
    driver = exercise.run.driver
    if driver is call_once:
        return
    if not isinstance(driver, FunctionType):
        raise RegistryError(f"The driver of {exercise.id} has to be a function with a name.")
    name = name_of(driver)
    if not is_driver(name, [each.drivers]):
        raise RegistryError(
            f"The driver of {exercise.id} is {name}. The sandbox has only the drivers in "
            f"{each.drivers}: move it there, to a file of that package, as a function that has a "
            "name without _."
        )
    if getattr(sys.modules.get(driver.__module__), driver.__qualname__, None) is not driver:
        raise RegistryError(
            f"The driver of {exercise.id} is called {name}, and something else has that name."
        )


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


def set_named(package: str) -> ExerciseSet:
    """The set that a package declares. RegistryError where none does that is installed."""
    for each in exercise_sets():
        if each.package == package:
            return each
    raise RegistryError(f"The exercises of {package} are not installed here.")


def allowed_for(assignment: str, checked: Collection[str] = ()) -> Allowed:
    """What the answers of an assignment may import.

    checked: ids of exercises that its notebook checks. They bring what their modules allow, so
    that an assignment may have a name that nobody declares, and exercises of several modules.
    """
    found = [
        (each.package, module)
        for each in exercise_sets()
        for module in each.modules
        if module.assignment == assignment or any(e.id in checked for e in module.exercises)
    ]
    imports = dict.fromkeys(name for _, module in found for name in module.imports)
    return Allowed(tuple(imports), tuple(dict.fromkeys(package for package, _ in found)))
