"""All that a course declares to the judge."""

import importlib.util
import inspect
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from nngrader.declare.exercise import as_candidates
from nngrader.declare.lazy import Lazy
from nngrader.declare.module import Module
from nngrader.declare.record import Record
from nngrader.inside.drivers import Candidate


@dataclass(frozen=True)
class Helper:
    """A module of the course's own that answers may import while they are graded.

    name: as it is imported. It imports nothing else of the course: that is not there
    data: the environment variable with the folder that it reads, such as one with data sets
    """

    name: str
    data: str = ""


@dataclass(frozen=True)
class ExerciseSet:
    """The exercises of one course, as the entry-point group ``nngrader.exercises`` names them.

    package: the Python package that declares them. Drivers stand in its ``drivers``, a file or a
        folder
    modules: in the order of the course
    helpers: what answers may import of the course's own, where their module lists it
    record: where a learner's results are kept, if they are

    For the commands that work in a course's repository, and for `nngrader grade` anywhere:

    project: the repository's folder, with ``solutions/`` and ``exercises/`` in it
    config: the folder with its nbgrader_config.py
    variables: what the environment variables begin with that this configuration reads:
        ``…_COURSE_ROOT``, another folder of the course, and ``…_EXCHANGE``, another exchange
    """

    package: str
    modules: tuple[Module, ...]
    helpers: tuple[Helper, ...] = ()
    record: Record | None = None
    project: Path | None = None
    config: Path | None = None
    variables: str = "NNGRADER"

    @property
    def drivers(self) -> str:
        """The module or package of its drivers; it need not be there."""
        return f"{self.package}.drivers"

    def answer_modules(self) -> set[str]:
        """The modules in which its inputs, its right answers and its mistakes are written.

        Python's own are left out: an answer that is `sum` gives nothing away.
        """
        found = {written_in(function) for function in self._functions()} | {self.package}
        return {name for name in found if name.partition(".")[0] not in sys.stdlib_module_names}

    def sources(self) -> list[Path]:
        """The folders (or files) of its package, and of those that its references come from."""
        answers = (e.reference for module in self.modules for e in module.exercises)
        modules = {written_in(function) for answer in answers for function in as_candidates(answer)}
        tops = {name.partition(".")[0] for name in modules | {self.package}}
        found = (place_of(name) for name in sorted(tops - set(sys.stdlib_module_names)))
        return [place for place in found if place is not None]

    def _functions(self) -> Iterator[Candidate]:
        for exercise in (e for module in self.modules for e in module.exercises):
            yield exercise.inputs
            wrong = (f for m in (*exercise.mistakes, *exercise.styles) for f in m.functions)
            for answer in (exercise.reference, *exercise.accepted.values(), *wrong):
                yield from as_candidates(answer)


def place_of(name: str) -> Path | None:
    """The folder of a package or the file of a module; None where there is none.

    It is not imported, but the packages that it is in are.
    """
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):  # what it should be in is not there, or no package
        return None
    if spec is None:
        return None
    if spec.submodule_search_locations:
        return Path(next(iter(spec.submodule_search_locations)))
    return Path(spec.origin) if spec.has_location and spec.origin else None


def written_in(function: Candidate) -> str:
    """The name of the module in which a function is written."""
    if isinstance(function, Lazy):  # which is not to be imported for this
        return function.module
    if isinstance(function, partial):
        return written_in(function.func)
    return getattr(inspect.unwrap(function), "__module__", None) or "builtins"
