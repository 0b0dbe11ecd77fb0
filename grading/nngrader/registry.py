"""All modules of the course and their exercises, found by the files in `nngrader.modules`."""

import functools
import importlib
import pkgutil

from nngrader import modules as package
from nngrader.declare import Exercise, Module


@functools.cache
def modules() -> tuple[Module, ...]:
    """Every module, in the order of the course."""
    names = sorted(info.name for info in pkgutil.iter_modules(package.__path__))
    loaded = (importlib.import_module(f"{package.__name__}.{name}") for name in names)
    return tuple(module.MODULE for module in loaded)


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
