"""Make ``exercises/``, the students' version of every assignment, from ``solutions/``."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from nngrader.commands.demo_class import Classroom
from nngrader.declare.home import home_set


def generate(folder: Path) -> Path:
    """Generate every assignment below an empty ``folder``. Returns where they are.

    It is done in a course of its own, so that no gradebook of a real class is touched and
    the result depends on nothing but ``solutions/``.
    """
    classroom = Classroom(folder)
    classroom.instructor("generate_assignment", "--assignment=*")
    return classroom.course / "exercises"


def main() -> None:
    """Replace ``exercises/`` by what nbgrader makes of ``solutions/`` today."""
    with TemporaryDirectory() as folder:
        generated = generate(Path(folder))
        project = home_set().project
        exercises = project / "exercises"
        if exercises.exists():
            shutil.rmtree(exercises)
        shutil.copytree(generated, exercises)
    for notebook in sorted(exercises.rglob("*.ipynb")):
        print(notebook.relative_to(project))


if __name__ == "__main__":
    main()
