"""Which notebooks nbgrader grades: those of the assignment, under whatever names they came in."""

import glob
import os
from fnmatch import fnmatch

from nbgrader.converters import Autograde

from nngrader.gradebook.course import Course, CourseError
from nngrader.gradebook.settings import grading_of


def take_the_assignments_notebooks(converter: Autograde) -> None:
    """Have nbgrader grade each notebook of the assignment, in each submission.

    By itself it takes the files that are there, drops those that have other names, and gives 0
    for what is missing. The judge reads by itself what was handed in: it finds a notebook by its
    cells, and one that is really missing needs a person.
    """
    directory = converter.coursedir
    try:
        grading = grading_of(Course(directory, converter.config), directory.assignment_id)
    except CourseError:  # which nbgrader says in its own way
        return
    wanted = [name for name in grading.sources if fnmatch(name, directory.notebook_id)]
    folders = converter._format_source(directory.assignment_id, directory.student_id)
    for folder in filter(os.path.isdir, glob.glob(folders)):
        paths = {name: os.path.join(folder, f"{name}.ipynb") for name in wanted}
        converter.assignments[folder] = [
            path for name, path in paths.items() if grading.ids[name] or os.path.exists(path)
        ]
