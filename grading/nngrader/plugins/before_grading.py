"""What is seen to before nbgrader grades or gives feedback, whatever it then leaves alone."""

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.converters import Autograde
from nbgrader.preprocessors import NbGraderPreprocessor

from nngrader.gradebook.gradebook import open_gradebook
from nngrader.gradebook.penalties import derive_penalties, late_policy
from nngrader.gradebook.steps import names_in


def before_grading(converter: Autograde) -> None:
    """Derive the penalties of an assignment: nbgrader skips what it has graded already."""
    directory = converter.coursedir
    policy = late_policy(converter.config)
    with open_gradebook(directory.db_url, directory.course_id) as gradebook:
        for student in derive_penalties(gradebook, policy, directory.assignment_id):
            converter.log.warning("The late penalty of %s has changed", student)


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
