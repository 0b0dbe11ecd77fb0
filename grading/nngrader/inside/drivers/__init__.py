"""Drivers: how a candidate is put to use. They are public and know no right answers.

A driver gets the candidates and the plain arguments of one call, and returns what is to
be compared. Most exercises need only `call_once`. What a module needs besides stands in a
file of its own beside this one, found by its name: ``m04.py`` for module 4. Such a file
imports the standard library and NumPy; torch inside of its functions.
"""

import importlib
import pkgutil
from collections.abc import Callable, Sequence

Driver = Callable[..., object]


def call_once(candidates: Sequence[Callable], *args: object) -> object:
    """Call the only candidate with the arguments."""
    return candidates[0](*args)


def load() -> None:
    """Import every file of drivers. Before a sandbox is closed: later, nothing is imported."""
    for info in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{info.name}")


def name_of(driver: Driver) -> str:
    """The name by which a kernel finds a driver. ValueError for a function of another place."""
    found = f"{driver.__module__}.{driver.__qualname__}".removeprefix(f"{__name__}.")
    if found.startswith(driver.__module__) or "<" in found:
        raise ValueError(f"{found} is no driver: those stand in {__name__}")
    return found


def find(name: str) -> Driver:
    """The driver with this name. ValueError where there is none."""
    module, _, function = name.rpartition(".")
    known = not module or any(info.name == module for info in pkgutil.iter_modules(__path__))
    if known and not function.startswith("_"):
        place = importlib.import_module(f"{__name__}.{module}" if module else __name__)
        found = getattr(place, function, None)
        if getattr(found, "__module__", "") == place.__name__:
            return found
    raise ValueError(f"there is no driver called {name}")
