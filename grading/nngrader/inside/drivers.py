"""Drivers: how a candidate is put to use. They are public and know no right answers.

A driver gets the candidates and the plain arguments of one call, and returns what is to
be compared. Most exercises need only `call_once`. What a course needs besides stands in its
own ``mycourse.drivers``, a file or a package of files, which is there under the same name in
the sandbox. It imports the standard library and NumPy; anything else inside of its functions.
"""

import importlib
import pkgutil
import sys
from collections.abc import Callable, Collection, Iterable, Sequence

Candidate = Callable[..., object]
Driver = Callable[..., object]

_homes: list[str] = []  # where the drivers of this kernel are


def call_once(candidates: Sequence[Candidate], *args: object) -> object:
    """Call the only candidate with the arguments."""
    return candidates[0](*args)


def name_of(driver: Driver) -> str:
    """The name by which a kernel finds a driver."""
    if driver is call_once:
        return call_once.__name__
    return f"{driver.__module__}.{driver.__qualname__}"


def is_driver(name: str, homes: Collection[str]) -> bool:
    """Whether this is how a function of these modules, or of files in these packages, is called."""
    module, _, function = name.rpartition(".")
    public = function.isidentifier() and not function.startswith("_")
    return name == call_once.__name__ or (
        public and (module in homes or module.rpartition(".")[0] in homes)
    )


def load(homes: Iterable[str]) -> None:
    """Import every file of drivers. Before a sandbox is closed: later, nothing is imported."""
    for home in homes:
        _homes.append(home)
        package = importlib.import_module(home)
        for info in pkgutil.iter_modules(getattr(package, "__path__", [])):
            importlib.import_module(f"{home}.{info.name}")


def find(name: str) -> Driver:
    """The driver with this name, of those that are loaded. ValueError where there is none."""
    if name == call_once.__name__:
        return call_once
    module, _, function = name.rpartition(".")
    found = getattr(sys.modules.get(module), function, None)
    if is_driver(name, _homes) and callable(found) and found.__module__ == module:
        return found
    raise ValueError(f"there is no driver called {name}")
