"""How one assignment is graded: what was handed in, the task of it, and what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook

from nngrader.declare import Allowed
from nngrader.gradebook.course import Course
from nngrader.gradebook.fingerprint import fingerprint
from nngrader.gradebook.handed_in import HandedIn, instructor_files, read_handed_in
from nngrader.gradebook.which_notebook import answer_ids
from nngrader.judging.judge import Judged, Task, allowed_in
from nngrader.limits import DEFAULT_LIMITS, Limits
from nngrader.submissions.instructor import InstructorVersion
from nngrader.submissions.reading import NOTEBOOK_KEY, OTHER_NAMES
from nngrader.submissions.repair import repair
from nngrader.submissions.sanitize import as_markdown


@dataclass(frozen=True)
class Grading:
    """One assignment with its notebooks, and the settings of a run.

    sources: the bytes of the instructor's notebooks, by name. extra_files: the files that come
    with them, by name. seed: of all inputs of this run; None draws a secret one for each notebook.
    """

    course: Course
    assignment: str
    sources: Mapping[str, bytes]
    extra_files: Mapping[str, bytes]
    limits: Limits = DEFAULT_LIMITS
    sandbox: bool = True
    seed: int | None = None

    @classmethod
    def of(
        cls,
        course: Course,
        assignment: str,
        limits: Limits = DEFAULT_LIMITS,
        sandbox: bool = True,
        seed: int | None = None,
    ) -> "Grading":
        """An assignment of a course, as it is now. CourseError where it can't be read."""
        return cls(
            course,
            assignment,
            course.instructor_notebooks(assignment),
            instructor_files(course, assignment),
            limits,
            sandbox,
            seed,
        )

    def but(self, seed: int | None = None, sandbox: bool = True) -> "Grading":
        """The same with this seed, if there is one, and without a sandbox where it is False."""
        seed = self.seed if seed is None else seed
        return replace(self, seed=seed, sandbox=self.sandbox and sandbox)

    @cached_property
    def instructor(self) -> Mapping[str, NotebookNode]:
        """The instructor's versions by name, with the solutions."""
        return {
            name: nbformat.reads(source.decode(), as_version=4)
            for name, source in self.sources.items()
        }

    @cached_property
    def ids(self) -> Mapping[str, frozenset[str]]:
        """By which cells each of the notebooks is known."""
        return {name: answer_ids(notebook) for name, notebook in self.instructor.items()}

    def allowed(self, notebook: str) -> Allowed:
        """What the answers in a notebook may import besides NumPy and matplotlib."""
        return self._allowed[notebook]

    @property
    def courses(self) -> tuple[str, ...]:
        """The packages of the courses whose exercises it asks for."""
        return tuple(sorted({each for a in self._allowed.values() for each in a.courses}))

    @cached_property
    def _allowed(self) -> Mapping[str, Allowed]:
        return {name: allowed_in(self.assignment, nb) for name, nb in self.instructor.items()}

    def read(self, student: str) -> HandedIn:
        """What a student has handed in, each file read once."""
        return read_handed_in(self.course, student, self.assignment, self.limits, self.ids)

    def fingerprint(self, handed_in: HandedIn) -> str:
        """The hash of all that the grade of a submission depends on."""
        return fingerprint(
            handed_in,
            self.sources,
            self.extra_files,
            self.courses,
            self.limits,
            self.sandbox,
        )

    def files(self, handed_in: HandedIn) -> dict[str, bytes]:
        """The files beside the graded notebooks: the student's, and the instructor's."""
        return {**handed_in.files, **self.extra_files}

    def task(self, student: str, handed_in: HandedIn, notebook: str) -> Task:
        """What a worker needs to judge a notebook of a submission."""
        return Task(
            assignment=self.assignment,
            student=student,
            notebook=handed_in.notebooks[notebook],
            instructor=self.sources[notebook],
            files=self.files(handed_in),
            seed=self.seed,
            limits=self.limits,
            sandbox=self.sandbox,
            events=handed_in.events,
        )

    def graded(self, judged: Judged, handed_in: HandedIn, name: str) -> NotebookNode:
        """The graded notebook of this name; for one that can't be graded, one that says so."""
        if judged.notebook is None:
            notebook = self._ungraded(name, judged.unreadable)
        else:
            notebook = nbformat.v4.reads(judged.notebook.decode())
        how = notebook.metadata.setdefault(NOTEBOOK_KEY, {})
        how["fingerprint"] = self.fingerprint(handed_in)
        if others := handed_in.other_names.get(name):
            how[OTHER_NAMES] = list(others)
        if judged.notebook is None:
            how["unreadable"] = judged.unreadable
            how["events"] = list(handed_in.events)
        return notebook

    def _ungraded(self, name: str, reason: str) -> NotebookNode:
        """The notebook as it was handed out, in which a person can grade by hand."""
        version = InstructorVersion.of(self.instructor[name], self.course.config)
        notebook, _ = repair(new_notebook(), version)
        notice = (
            f"**This submission could not be graded.** {as_markdown(reason)}\n\n"
            "It has no score yet: a person will look at it. What was handed in has been kept."
        )
        notebook.cells.insert(0, new_markdown_cell(notice, id="not-graded"))
        return notebook
