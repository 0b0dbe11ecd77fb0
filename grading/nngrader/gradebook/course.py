"""A course as nbgrader's configuration describes it: its folders, its gradebook, its settings."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbgrader.apps.baseapp import NbGrader
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from nngrader.declare.home import home_set
from nngrader.declare.registry import RegistryError, exercise_sets


class CourseError(Exception):
    """Something about the course itself is not as grading needs it; the message says what."""


class Course:
    """Where everything of a course is, and how nbgrader is configured there."""

    def __init__(self, directory: CourseDirectory, config: Config) -> None:
        self.directory = directory
        self.config = config
        self.autograde = Autograde(coursedir=directory, config=config)

    @classmethod
    def load(cls, root: Path | None = None) -> "Course":
        """Read nbgrader's configuration, as its own commands do.

        It is looked for in the current folder, in JUPYTER_CONFIG_PATH and where Jupyter has
        its settings; without any, the course's own is taken. root: another course folder.
        """
        with _environment(root):
            app = NbGrader(log_level=logging.ERROR)
            app.initialize([])
        return cls(app.coursedir, app.config)

    @property
    def name(self) -> str:
        """nbgrader's id of the course."""
        return self.directory.course_id

    @property
    def database(self) -> str:
        """The URL of the gradebook."""
        return self.directory.db_url

    @property
    def root(self) -> Path:
        """The course's folder."""
        return Path(self.directory.root)

    def source(self, assignment: str) -> Path:
        """The folder with the instructor's version of an assignment."""
        return self._path(self.directory.source_directory, ".", assignment)

    def submitted(self, student: str, assignment: str) -> Path:
        """The folder that a student has handed in."""
        return self._path(self.directory.submitted_directory, student, assignment)

    def autograded(self, student: str, assignment: str) -> Path:
        """The folder of a graded submission."""
        return self._path(self.directory.autograded_directory, student, assignment)

    def instructor_notebooks(self, assignment: str) -> dict[str, bytes]:
        """The bytes of the instructor's notebooks, by name. CourseError where there are none."""
        folder = self.source(assignment)
        # As nbgrader does it: each notebook in the folder is one of the assignment.
        paths = sorted(p for p in folder.glob("*.ipynb") if not p.name.startswith("."))
        if not paths:
            expected = folder / f"{assignment}.ipynb"
            raise CourseError(f"The instructor's version can't be read: there is no {expected}.")
        try:
            return {path.stem: path.read_bytes() for path in paths}
        except OSError as error:
            raise CourseError(
                f"The instructor's version can't be read: {error.filename}: {error.strerror}."
            ) from None

    def assignments(self) -> list[str]:
        """The assignments of which there is an instructor's version, in alphabetical order."""
        pattern = self.source("*").relative_to(self.root)
        place = pattern.parts.index("*")
        found = (path.relative_to(self.root) for path in self.root.glob(f"{pattern}/*.ipynb"))
        return sorted({path.parts[place] for path in found if not path.name.startswith(".")})

    def students_with(self, assignment: str) -> list[str]:
        """Students who have handed in something for an assignment, in alphabetical order."""
        return [name for name in self._folders(assignment) if not name.startswith(".")]

    def skipped_folders(self, assignment: str) -> list[str]:
        """Folders with something handed in that belong to no student.

        Their names begin with a dot: nbgrader leaves such folders out, and so does grading.
        """
        return [name for name in self._folders(assignment) if name.startswith(".")]

    def _folders(self, assignment: str) -> list[str]:
        pattern = self.submitted("*", assignment).relative_to(self.root)
        place = pattern.parts.index("*")
        return sorted(path.relative_to(self.root).parts[place] for path in self._found(pattern))

    def _found(self, pattern: Path) -> Iterator[Path]:
        # Python's glob skips links that lead nowhere; here somebody is to be told of them.
        before, after = str(pattern).split("*", 1)
        above = self.root / before
        if not above.is_dir():
            return
        for entry in above.iterdir():
            found = Path(f"{entry}{after}")
            linked = entry.is_symlink() and not entry.name.startswith(".")
            if found.exists() or found.is_symlink() or linked:
                yield found

    def _path(self, step: str, student: str, assignment: str) -> Path:
        return Path(os.path.normpath(self.directory.format_path(step, student, assignment)))


@contextmanager
def _environment(root: Path | None) -> Iterator[None]:
    """Let nbgrader's configuration be found, for another course folder if one is given."""
    wanted = {}
    if root is not None:
        for each in exercise_sets():
            wanted[f"{each.variables}_COURSE_ROOT"] = str(root.resolve())
    path = os.environ.get("JUPYTER_CONFIG_PATH", "")
    here = (Path.cwd() / "nbgrader_config.py").exists()
    config = None if here else _own_config()
    if config is not None:
        # Last, so that it comes after a configuration of the instructor's own.
        wanted["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, [path, str(config)]))
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _own_config() -> Path | None:
    """The folder with the configuration of the course that is installed, if it is only one."""
    try:
        return home_set().config
    except RegistryError:
        return None
