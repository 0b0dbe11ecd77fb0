"""Make ``exercises/``, the students' version of every assignment, from ``solutions/``.

First the notebooks in ``solutions/`` are given what the declarations say of each exercise.
"""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from nngrader.commands.demo_class import Classroom
from nngrader.declare import Module
from nngrader.declare.home import home_set
from nngrader.declare.registry import RegistryError
from nngrader.submissions.assignment_text import AssignmentTextError, declared_text


def write_declared(modules: tuple[Module, ...], project: Path) -> list[Path]:
    """Write what the declarations say into the notebooks below ``solutions/``.

    Returns the notebooks that are different now. AssignmentTextError for what can't be written;
    then none is.
    """
    changed = {}
    for module in modules:
        path = project / "solutions" / module.assignment / f"{module.assignment}.ipynb"
        name = path.relative_to(project).as_posix()
        try:
            source = path.read_bytes().decode("utf-8")
        except OSError as error:
            raise AssignmentTextError(f"{name} can't be read: {error.strerror}.") from None
        text = declared_text(source, module, name)
        if text != source:
            changed[path] = text
    for path, text in changed.items():
        path.write_bytes(text.encode("utf-8"))
    return list(changed)


def generate(folder: Path) -> Path:
    """Generate every assignment below an empty ``folder``. Returns where they are.

    It is done in a course of its own, so that no gradebook of a real class is touched and
    the result depends on nothing but ``solutions/``.
    """
    classroom = Classroom(folder)
    classroom.instructor("generate_assignment", "--assignment=*")
    return classroom.course / "exercises"


def main() -> int:
    """Bring ``solutions/`` up to date, then replace ``exercises/`` by what nbgrader makes of it.

    Returns 0, or 2 where a notebook has no place for what the declarations say: then no file
    has changed.
    """
    try:
        course = home_set()
        assert course.project is not None  # home_set finds no other
        written = write_declared(course.modules, course.project)
    except (AssignmentTextError, RegistryError) as error:
        print(error, file=sys.stderr)
        return 2
    with TemporaryDirectory() as folder:
        generated = generate(Path(folder))
        exercises = course.project / "exercises"
        if exercises.exists():
            shutil.rmtree(exercises)
        shutil.copytree(generated, exercises)
    for notebook in [*written, *sorted(exercises.rglob("*.ipynb"))]:
        print(notebook.relative_to(course.project))
    return 0


if __name__ == "__main__":
    sys.exit(main())
