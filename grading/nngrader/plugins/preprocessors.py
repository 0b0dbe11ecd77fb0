"""The judge as nbgrader runs it: in `nbgrader autograde` and behind formgrader's button.

nbgrader first copies a submission as it can read it, then runs `Judge` and `SaveGrades` on
the copy. The judge reads what was handed in by itself, so that it sees the very bytes, and
does with them what `nngrader grade` does.
"""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from nbgrader.converters import Autograde
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets.config import Config

from nngrader.gradebook.course import Course
from nngrader.gradebook.settings import JudgeSettings
from nngrader.gradebook.steps import SaveGrades, names_in
from nngrader.judging.judge import judge
from nngrader.kernels.shared_servers import shared_servers
from nngrader.plugins.before_grading import before_grading
from nngrader.plugins.notebooks_to_grade import take_the_assignments_notebooks
from nngrader.submissions.reading import Unreadable, read_submission

__all__ = ["Judge", "SaveGrades", "SubmissionExporter"]  # what nbgrader_config.py names


class SubmissionExporter(NotebookExporter):
    """Reads any file that was handed in, so that one that is no notebook stops nobody."""

    def __init__(self, config: Config | None = None, **traits: Any) -> None:
        super().__init__(config=config, **traits)
        # nbgrader makes it when it knows what it will grade, and has begun with nothing.
        if isinstance(self.parent, Autograde):
            take_the_assignments_notebooks(self.parent)
            before_grading(self.parent)

    def from_filename(  # type: ignore[override]  # nbconvert's type says notebook, and means text
        self, filename: str, resources: ResourcesDict | None = None, **more: object
    ) -> tuple[str, ResourcesDict]:
        """The notebook in a file; an empty one where there is none that can be read."""
        found = read_submission(Path(filename))
        notebook = new_notebook() if isinstance(found, Unreadable) else found.content
        resources = ResourcesDict() if resources is None else resources
        resources["metadata"] = ResourcesDict(name=Path(filename).stem)
        return self.from_notebook_node(notebook, resources=resources, **more)


class Judge(JudgeSettings, NbGraderPreprocessor):
    """Replaces nbgrader's Execute: runs the submission in the sandbox and judges its checks."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """The graded notebook in place of ``nb``."""
        names = names_in(resources)
        assert self.parent is not None
        converter = self.parent.parent  # the exporter's, which is nbgrader's Autograde
        course = Course(converter.coursedir, converter.config)
        grading = self.grading(course, names.assignment)
        handed_in = grading.read(names.student)
        allowed = grading.allowed(names.notebook)
        with shared_servers(grading.limits, grading.sandbox, allowed) as servers:
            judged = judge(grading.task(names.student, handed_in, names.notebook), servers)
        for name in handed_in.renamed:
            self.log.warning("%s has handed in under another name: %s", names.student, name)
        if judged.notebook is None:
            self.log.error("%s needs a person: %s", names.student, judged.unreadable)
        _remove_others(course.autograded(names.student, names.assignment), grading.files(handed_in))
        return grading.graded(judged, handed_in, names.notebook), resources


def _remove_others(folder: Path, files: Collection[str]) -> None:
    """Remove what nbgrader has copied and the judge has left out, as what a link leads to."""
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if name not in files and path.suffix != ".ipynb" and not path.is_dir():
            path.unlink()
