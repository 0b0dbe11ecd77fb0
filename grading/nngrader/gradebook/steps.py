"""What happens to a notebook after it is judged: the course's own steps, and saving the grades."""

from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbgrader.preprocessors import AssignLatePenalties
from traitlets.utils.importstring import import_item

from nngrader.gradebook.course import Course
from nngrader.gradebook.gradebook import Names, open_gradebook, save
from nngrader.gradebook.settings import JudgeSettings
from nngrader.gradebook.students import removed_students


class SaveGrades(AssignLatePenalties):
    """Replaces nbgrader's SaveAutoGrades and AssignLatePenalties: both in one transaction."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Write the scores of a graded notebook into the gradebook."""
        with open_gradebook(resources["nbgrader"]["db_url"], "") as gradebook:
            save(gradebook, names_in(resources), nb, self)
            removed_students(gradebook)  # nbgrader has added this one: that is remembered
        return nb, resources


def steps_after_judging(course: Course) -> list[Preprocessor]:
    """What the course has configured to be done with a graded notebook before it is kept."""
    kinds = [
        import_item(kind) if isinstance(kind, str) else kind
        for kind in course.autograde.autograde_preprocessors
    ]
    ours = (JudgeSettings, SaveGrades)
    return [kind(config=course.config) for kind in kinds if not issubclass(kind, ours)]


def names_in(resources: ResourcesDict) -> Names:
    """Whose notebook of which assignment nbgrader is at work on."""
    given = resources["nbgrader"]
    return Names(given["student"], given["assignment"], given["notebook"])
