"""What is seen to before nbgrader grades or gives feedback, whatever it then leaves alone."""

import re

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import MissingEntry
from nbgrader.converters import Autograde, BaseConverter, GenerateFeedback
from nbgrader.preprocessors import NbGraderPreprocessor

from nngrader.gradebook.course import Course
from nngrader.gradebook.gradebook import open_gradebook
from nngrader.gradebook.penalties import derive_penalties, late_policy
from nngrader.gradebook.steps import names_in
from nngrader.gradebook.students import how_to_bring_back, removed_students
from nngrader.plugins.collect import not_collected


def before_grading(converter: Autograde) -> None:
    """See to what nbgrader does not: it skips what it has graded, and adds whoever it finds.

    Penalties are derived anew. Students who were removed from the gradebook are left out,
    unless they are asked for by name.
    """
    directory = converter.coursedir
    if newer := not_collected(Course(directory, converter.config), directory.assignment_id):
        converter.log.warning(newer)
    policy = late_policy(converter.config)
    with open_gradebook(directory.db_url, directory.course_id) as gradebook:
        for student in derive_penalties(gradebook, policy, directory.assignment_id):
            converter.log.warning("The late penalty of %s has changed", student)
        removed = removed_students(gradebook)
    if "*" in directory.student_id:
        for folder, student, assignment in _submissions(converter):
            if student in removed:
                del converter.assignments[folder]
                converter.log.warning(
                    "Left out, no longer in the gradebook: %s. To bring them back: %s",
                    *(student, how_to_bring_back(assignment, [student])),
                )


def before_feedback(converter: GenerateFeedback) -> None:
    """Leave out the graded folders of which the gradebook knows nothing: nbgrader stops at them."""
    directory = converter.coursedir
    with open_gradebook(directory.db_url, directory.course_id) as gradebook:
        for folder, student, assignment in _submissions(converter):
            try:
                gradebook.find_submission(assignment, student)
            except MissingEntry:
                del converter.assignments[folder]
                converter.log.warning(
                    "No feedback on %s for %s: it is not in the gradebook. To grade it: %s",
                    *(assignment, student, how_to_bring_back(assignment, [student])),
                )


def _submissions(converter: BaseConverter) -> list[tuple[str, str, str]]:
    """The folders that nbgrader is about to convert, each with its student and assignment."""
    pattern = converter._format_source("(?P<assignment>.*)", "(?P<student>.*)", escape=True)
    found = ((folder, re.match(pattern, folder)) for folder in converter.assignments)
    return [(folder, m["student"], m["assignment"]) for folder, m in found if m]


class PenaltyOfToday(NbGraderPreprocessor):
    """For ``GenerateFeedback.preprocessors``: the page shows the penalty that holds now."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """The notebook as it is; the gradebook is brought up to date."""
        names = names_in(resources)
        policy = late_policy(self.config)
        with open_gradebook(resources["nbgrader"]["db_url"], "") as gradebook:
            derive_penalties(gradebook, policy, names.assignment, names.student)
        return nb, resources
