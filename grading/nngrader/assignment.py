"""How one assignment is graded: what was handed in, the task of it, and what becomes of it."""

from dataclasses import dataclass, field
from functools import cached_property

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook

from nngrader.course import Course
from nngrader.fingerprint import fingerprint
from nngrader.gradebook import NOTEBOOK_KEY
from nngrader.handedin import HandedIn, instructor_files, read_handed_in
from nngrader.judging import Judged, Task, module_for
from nngrader.limits import Limits
from nngrader.original import Original
from nngrader.repair import repair
from nngrader.sanitize import as_markdown


@dataclass
class Grading:
    """One assignment (and one notebook of it), and the settings of a run.

    seed: of all inputs of this run; None draws a secret one for each submission.
    """

    course: Course
    assignment: str
    notebook: str = ""
    limits: Limits = field(default_factory=Limits)
    sandbox: bool = True
    seed: int | None = None

    def __post_init__(self) -> None:
        self.notebook = self.notebook or self.assignment
        self._instructor = self.course.instructor_notebook(self.assignment, self.notebook)
        self._files = instructor_files(self.course, self.assignment)

    @cached_property
    def instructor(self) -> NotebookNode:
        """The instructor's version, with the solutions."""
        return nbformat.reads(self._instructor.decode(), as_version=4)

    @property
    def imports(self) -> tuple[str, ...]:
        """What its answers may import besides NumPy and matplotlib."""
        module = module_for(self.assignment, self.instructor)
        return tuple(module.imports) if module else ()

    def read(self, student: str) -> HandedIn:
        """What a student has handed in, each file read once."""
        return read_handed_in(self.course, student, self.assignment, self.limits, self.notebook)

    def fingerprint(self, handed_in: HandedIn) -> str:
        """The hash of all that the grade of a submission depends on."""
        return fingerprint(handed_in, self._instructor, self._files, self.limits, self.sandbox)

    def files(self, handed_in: HandedIn) -> dict[str, bytes]:
        """The files beside the graded notebook: the student's, and the instructor's."""
        return handed_in.files | self._files

    def task(self, student: str, handed_in: HandedIn) -> Task:
        """What a worker needs to judge a submission."""
        return Task(
            assignment=self.assignment,
            student=student,
            notebook=handed_in.notebook,
            instructor=self._instructor,
            files=self.files(handed_in),
            seed=self.seed,
            limits=self.limits,
            sandbox=self.sandbox,
            events=handed_in.events,
        )

    def graded(self, judged: Judged, handed_in: HandedIn) -> NotebookNode:
        """The graded notebook; for one that can't be graded, one that says so."""
        if judged.notebook is None:
            notebook = self._ungraded(judged.unreadable)
        else:
            notebook = nbformat.v4.reads(judged.notebook.decode())
        how = notebook.metadata.setdefault(NOTEBOOK_KEY, {})
        how["fingerprint"] = self.fingerprint(handed_in)
        if judged.notebook is None:
            how["unreadable"] = judged.unreadable
            how["events"] = list(handed_in.events)
        return notebook

    def _ungraded(self, reason: str) -> NotebookNode:
        """The assignment as it was handed out, in which a person can grade by hand."""
        notebook, _ = repair(new_notebook(), Original.of(self.instructor, self.course.config))
        notice = (
            f"**This submission could not be graded.** {as_markdown(reason)}\n\n"
            "It has no score yet: a person will look at it. What was handed in has been kept."
        )
        notebook.cells.insert(0, new_markdown_cell(notice, id="not-graded"))
        return notebook
