"""Drivers: how a candidate is put to use. They are public and know no right answers.

A driver gets the candidates and the plain arguments of one call, and returns what is to
be compared. Most exercises need only `call_once`. What a course needs besides stands in
files of a package of its own, such as ``mycourse.drivers``, which is there under the same name
in the sandbox. Such a file imports the standard library and NumPy; torch inside of its functions.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Sequence

Candidate = Callable[..., object]
Driver = Callable[..., object]

_packages: set[str] = set()


def call_once(candidates: Sequence[Candidate], *args: object) -> object:
    """Call the only candidate with the arguments."""
    return candidates[0](*args)


def allow(package: str) -> None:
    """Let drivers be found in the files of this package."""
    _packages.add(package)


def load(packages: Iterable[str]) -> None:
    """Import every file of drivers. Before a sandbox is closed: later, nothing is imported."""
    for package in packages:
        allow(package)
        for info in pkgutil.iter_modules(importlib.import_module(package).__path__):
            importlib.import_module(f"{package}.{info.name}")


def name_of(driver: Driver) -> str:
    """The name by which a kernel finds a driver. ValueError for a function of another place."""
    if driver is call_once:
        return call_once.__name__
    name = f"{driver.__module__}.{driver.__qualname__}"
    if find(name) is not driver:
        raise ValueError(f"{name} is no driver: another function has its name")
    return name


def find(name: str) -> Driver:
    """The driver with this name. ValueError where there is none."""
    if name == call_once.__name__:
        return call_once
    module, _, function = name.rpartition(".")
    package, _, file = module.rpartition(".")
    if package in _packages and file.isidentifier() and not function.startswith("_"):
        try:
            place = importlib.import_module(module)
        except ModuleNotFoundError:
            place = None
        found = getattr(place, function, None)
        if callable(found) and getattr(found, "__module__", "") == module:
            return found
    stand = ", ".join(sorted(_packages)) or "none"
    raise ValueError(f"there is no driver called {name}; packages of drivers: {stand}")
