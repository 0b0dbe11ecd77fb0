"""The instructor's version of an assignment, made ready for repairing submissions."""

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode
from traitlets.config import Config

from nngrader.submissions.check_cells import say_points
from nngrader.submissions.normalize import normalized

ROLES = ("grade", "solution", "locked", "task")


@dataclass(frozen=True)
class Part:
    """A cell of the instructor's notebook, as a graded notebook needs it.

    grade_id: empty for a cell that nbgrader does not care for. cell: for an answer, its text
    is the stub that students start from; for a locked cell, hidden tests are in it. handed_out:
    the text that students got. answer: of a cell with tests, the grade id of its answer cell.
    """

    grade_id: str
    cell: NotebookNode
    handed_out: str
    answer: str = ""

    @property
    def is_answer(self) -> bool:
        """Students write here, be it graded by tests or by a person."""
        return self.marks.get("solution", False)

    @property
    def by_hand(self) -> bool:
        """An answer that a person grades: a text, or a plot."""
        return self.is_answer and self.marks.get("grade", False)

    @property
    def is_locked_code(self) -> bool:
        """Code of the instructor's that answers and tests may need, such as imports."""
        return bool(self.grade_id and self.cell.cell_type == "code") and not (
            self.is_answer or self.is_test
        )

    @property
    def is_test(self) -> bool:
        return self.marks.get("grade", False) and not self.is_answer

    @property
    def marks(self) -> Mapping[str, Any]:
        """The cell's nbgrader metadata."""
        return self.cell.metadata.get("nbgrader", {})


@dataclass(frozen=True)
class InstructorVersion:
    """What `nngrader.submissions.repair.repair` goes by. Prepare it once for each assignment."""

    parts: tuple[Part, ...]
    metadata: dict[str, Any]  # of the notebook: its kernel and language

    @classmethod
    def of(cls, notebook: NotebookNode, config: Config | None = None) -> "InstructorVersion":
        """Prepare the instructor's notebook: the one with the solutions, or the released one.

        Solutions are cut out, so that none can get into a submission. config: nbgrader's, if
        it sets other stubs or markers. Errors are those of `nbgrader generate_assignment`.
        """
        # Importing nbgrader takes seconds; a worker that is given one of these needs none of it.
        from nbgrader.preprocessors import (
            ClearHiddenTests,
            ClearMarkScheme,
            ClearSolutions,
            ComputeChecksums,
        )
        from nbgrader.utils import compute_checksum

        kernelspec = notebook.metadata.get("kernelspec", {})
        language = {"language": kernelspec.get("language", "python")}
        clear_solution = ClearSolutions(config=config).preprocess_cell
        clear_more = [each(config=config) for each in (ClearHiddenTests, ClearMarkScheme)]
        add_checksum = ComputeChecksums(config=config).preprocess_cell
        parts: list[Part] = []
        for source, cell in zip(notebook.cells, normalized(notebook)[0].cells, strict=True):
            cell.metadata = deepcopy(source.metadata)
            marks = cell.metadata.get("nbgrader", {})
            if not any(marks.get(role) for role in ROLES):
                parts.append(Part("", cell, cell.source))
                continue
            # A released answer has the checksum of its stub: there is no solution in it.
            if marks.get("solution") and marks.get("checksum") != compute_checksum(cell):
                clear_solution(cell, language, 0)
            say_points(cell)
            handed_out = deepcopy(cell)
            for each in clear_more:
                each.preprocess_cell(handed_out, {}, 0)
            if marks.get("solution"):
                cell = handed_out
            add_checksum(cell, {}, 0)
            part = Part(marks["grade_id"], cell, handed_out.source)
            answer = _answer_of(part, parts) if part.is_test else ""
            parts.append(Part(part.grade_id, cell, part.handed_out, answer))
        keep = ("kernelspec", "language_info")
        metadata = {key: notebook.metadata[key] for key in keep if key in notebook.metadata}
        return cls(tuple(parts), deepcopy(metadata))

    @property
    def graded(self) -> dict[str, Part]:
        """The parts that nbgrader knows, by grade id, in their order."""
        return {part.grade_id: part for part in self.parts if part.grade_id}


def _answer_of(test: Part, before: Iterable[Part]) -> str:
    """The answer of a test: by name, else the last one before it that holds code."""
    answers = [each.grade_id for each in before if each.is_answer and each.cell.cell_type == "code"]
    named = test.grade_id.removeprefix("check_")
    return named if named in answers else (answers or [""])[-1]


def defined(cell: NotebookNode) -> set[str]:
    """The functions and classes that a code cell defines, also where its code is broken."""
    if cell.cell_type != "code":
        return set()
    return set(re.findall(r"^(?:async +def|def|class) +(\w+)", cell.source, re.MULTILINE))
