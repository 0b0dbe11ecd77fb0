"""Which scores are final: what every export goes by, so that none shows half-graded work as done.

A score is final when a person has nothing left to grade in the submission, and after the
penalty for being late that holds today.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nbgrader.api import Assignment, Gradebook, SubmittedAssignment
from nbgrader.plugins import ExportPlugin
from traitlets import Bool

from nngrader.gradebook.gradebook import Standing, standings
from nngrader.gradebook.penalties import derive_penalties, late_policy


@dataclass(frozen=True)
class FinalGrade:
    """What a submission is worth. score: None where that is not known yet; note: why not.

    raw: before the penalty. needs_person: whether a person has something to grade.
    """

    raw: float | None
    penalty: float
    needs_person: bool
    note: str

    @property
    def score(self) -> float | None:
        """After the penalty."""
        return None if self.raw is None else max(0.0, self.raw - self.penalty)


class FinalGrades(ExportPlugin):
    """An export without scores for submissions in which a person still has to grade something."""

    unfinished = Bool(
        False,
        help="Export also what is known so far of submissions that are not graded to the end",
    ).tag(config=True)

    def chosen(self, gradebook: Gradebook) -> list[Assignment]:
        """The assignments that are to be exported, with the penalties of today."""
        derive_penalties(gradebook, late_policy(self.config))
        names = [str(name) for name in self.assignment]
        return [each for each in gradebook.assignments if not names or each.name in names]

    def wanted(self, student: str) -> bool:
        """Whether a student is to be exported."""
        return not self.student or student in map(str, self.student)

    def grades(self, gradebook: Gradebook, assignment: Assignment) -> Mapping[str, FinalGrade]:
        """The grades of everybody who has handed in, by student. Who has no score is logged."""
        penalties = dict(
            gradebook.db.query(
                SubmittedAssignment.student_id, SubmittedAssignment.late_submission_penalty
            ).filter(SubmittedAssignment.assignment_id == assignment.id)
        )
        found = {
            student: self._grade(standing, penalties.get(student) or 0.0)
            for student, standing in standings(gradebook, assignment.name).items()
            if self.wanted(student)
        }
        self._say_who_has_none(assignment, found)
        return found

    def _grade(self, standing: Standing, penalty: float) -> FinalGrade:
        raw, note = standing.score, ""
        if raw is None:
            note = "could not be graded: a person has to give points"
        elif standing.open:
            note = f"points by hand are open: {', '.join(standing.open)}"
            raw = raw if self.unfinished else None
        return FinalGrade(raw, penalty, standing.needs_person, note)

    def _say_who_has_none(self, assignment: Assignment, found: Mapping[str, FinalGrade]) -> None:
        without = sorted(student for student, grade in found.items() if grade.score is None)
        partly = sorted(s for s, grade in found.items() if grade.note and s not in without)
        if without:
            self.log.warning(
                "%s: no score for %s, in whose work a person still has to give points. To export "
                "what is known so far: --FinalGrades.unfinished=True",
                *(assignment.name, _listed(without)),
            )
        if partly:
            self.log.warning(
                "%s: not final, points by hand are open: %s", assignment.name, _listed(partly)
            )


def _listed(students: Sequence[str]) -> str:
    return f"{len(students)} ({', '.join(students)})"
