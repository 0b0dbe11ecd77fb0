"""Which course the commands mean that work in a course's repository."""

from pathlib import Path

from nngrader.declare.exercise_set import ExerciseSet
from nngrader.declare.registry import RegistryError, exercise_sets


def home_set(folder: Path | None = None) -> ExerciseSet:
    """The course whose repository holds ``folder`` (default: the current one), or the only one.

    RegistryError where no course that is installed has a repository here, or where several have.
    """
    folder = (folder or Path.cwd()).resolve()
    found = [each for each in exercise_sets() if each.project is not None]
    around = [e for e in found if e.project and folder.is_relative_to(e.project.resolve())]
    if len(around or found) == 1:
        return (around or found)[0]
    many = ", ".join(each.package for each in found)
    raise RegistryError(
        f"Several courses are installed ({many}): run this in the folder of one of them."
        if found
        else "No course that is installed here has a repository with solutions."
    )
