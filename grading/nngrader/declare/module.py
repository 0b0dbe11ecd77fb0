"""A module of a course, and all that a course declares to the judge."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from nngrader.declare.exercise import Exercise


@dataclass(frozen=True)
class Module:
    """A module of the course: its assignment, its exercises, what its answers may import.

    imports: besides the standard library, NumPy and matplotlib: names of distributions, such as
    ``"torch"``, and of what the course lends (`Lent`). What is listed is imported once, before
    the kernels are forked. ``"torch._dynamo"`` beside ``"torch"`` allows nothing more: PyTorch's
    first optimizer imports it, which takes a second, and every fork that trains would have to
    wait for it.
    """

    number: int
    assignment: str
    title: str
    exercises: tuple[Exercise, ...]
    imports: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lent:
    """A module of the course's own that answers may import while they are graded.

    name: as it is imported. source: its file, which imports nothing of the course. folder: an
    environment variable that names a folder which it reads, such as one with data sets.
    """

    name: str
    source: Path
    folder: str = ""


class Record(Protocol):
    """Where a course keeps what a learner has done. What can't be kept fails no check."""

    def note(
        self, exercise: str, score: float, max_score: float, mistakes: tuple[str, ...]
    ) -> None:
        """Note the result of a check."""

    @property
    def off(self) -> str:
        """Why nothing is kept, as a sentence, if that is so."""

    def results(self) -> Mapping[str, tuple[float, float]]:
        """The last score and the points of each exercise that was checked, by its id."""

    def questions(self, assignment: str) -> Mapping[str, bool]:
        """The questions of a module's quiz, and whether each has been answered right."""


@dataclass(frozen=True)
class ExerciseSet:
    """The exercises of one course, as the entry-point group ``nngrader.exercises`` names them.

    package: the Python package that declares them; drivers stand in its subpackage ``drivers``.
    modules: in the order of the course. references: the package of the right answers, if it is
    another one. lent: what answers may import of the course's own, where a module lists it.
    standins: what stands in a kernel for packages that must not be there, place below the folder
    of packages -> file. secret: modules that no kernel may be able to import, for the test of
    the sandbox. record: where a learner's results are noted. project: the folder of the
    course's repository, with ``solutions/`` and ``exercises/`` in it, for the commands that work
    there. config: the folder with its nbgrader_config.py. variables: what the names of the
    environment variables begin with that this configuration reads (``…_COURSE_ROOT``,
    ``…_EXCHANGE``).
    """

    package: str
    modules: tuple[Module, ...]
    references: str = ""
    lent: tuple[Lent, ...] = ()
    standins: Mapping[str, Path] = field(default_factory=dict)
    secret: tuple[str, ...] = ()
    record: Record | None = None
    project: Path | None = None
    config: Path | None = None
    variables: str = "NNGRADER"

    @property
    def drivers(self) -> str:
        """The package of its drivers; it need not be there."""
        return f"{self.package}.drivers"
