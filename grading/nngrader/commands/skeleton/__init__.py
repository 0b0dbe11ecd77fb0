"""The skeleton of an exercise: declaration, mistakes, reference, promise, and its cells.

Where all of it belongs is found through the course's `ExerciseSet`. All files are made in memory
first and written at the end: where something is wrong, nothing changes.
"""

import ast

from nngrader.commands.skeleton.cells import notebook_with_cells
from nngrader.commands.skeleton.declaration import declaration_files
from nngrader.commands.skeleton.promise import promise_file
from nngrader.commands.skeleton.reference import Reference
from nngrader.commands.skeleton.wanted import NewExerciseError, Wanted

__all__ = ["NewExerciseError", "Wanted", "make"]


def make(wanted: Wanted) -> list[str]:
    """Write the skeleton. Returns the names of the files, from the project's folder."""
    reference = Reference.of(wanted)
    files = {**reference.file(wanted), **declaration_files(wanted, reference)}
    for path, text in files.items():
        try:
            ast.parse(text)
        except SyntaxError as error:  # of the file as it was
            raise NewExerciseError(f"{path} can't be changed: {error}.") from None
    files |= promise_file(wanted)
    files |= notebook_with_cells(wanted)
    for path in files:
        if not path.is_relative_to(wanted.project):
            raise NewExerciseError(f"{path} is not in the repository, {wanted.project}.")
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    return sorted(path.relative_to(wanted.project).as_posix() for path in files)
