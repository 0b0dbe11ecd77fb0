"""What nbgrader runs on a submission besides its own preprocessors."""

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

VERDICT = "application/vnd.nngrader.verdict+json"


class DropStderr(NbGraderPreprocessor):
    """Let what a student's code writes to stderr cost nothing.

    nbgrader gives 0 points to a grade cell with any stderr in its outputs, so a warning
    would cost what a right answer has earned. Where the cell has a verdict, the verdict
    is the score: there stderr becomes stdout, and stays to be read. Other grade cells (an
    instructor's own asserts) are scored as nbgrader does it.
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: ResourcesDict, index: int
    ) -> tuple[NotebookNode, ResourcesDict]:
        outputs = cell.get("outputs", [])
        if any(VERDICT in output.get("data", {}) for output in outputs):
            for output in outputs:
                if output.output_type == "stream":
                    output.name = "stdout"
        return cell, resources
