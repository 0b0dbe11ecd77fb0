"""What is done to an assignment when it is generated, besides nbgrader's own steps."""

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from nngrader.submissions.check_cells import say_points


class SayPoints(NbGraderPreprocessor):
    """Check cells say their points where the instructor has given them other ones."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: ResourcesDict, cell_index: int
    ) -> tuple[NotebookNode, ResourcesDict]:
        """The cell, modified."""
        say_points(cell)
        return cell, resources
