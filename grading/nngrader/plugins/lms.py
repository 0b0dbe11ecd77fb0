"""Grades as Canvas and Moodle import them: one row for each student, one column an assignment.

    nbgrader export --exporter=nngrader.plugins.lms.Canvas --to=canvas.csv
    nbgrader export --exporter=nngrader.plugins.lms.Moodle --to=moodle.csv

A submission that could not be graded has an empty cell, which both take for "no grade yet",
and so has a student who has handed in nothing. Scores are after nbgrader's late penalties.
"""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from nbgrader.api import Assignment, Gradebook, Student, SubmittedAssignment
from nbgrader.plugins import ExportPlugin

from nngrader.gradebook.gradebook import standings

Scores = Mapping[str, float]  # of one assignment, by student


class _Table(ExportPlugin):
    """One row for each student; what the columns are is said by the classes below."""

    default_name = "grades.csv"

    def export(self, gradebook: Gradebook) -> None:
        """Write the grades to the file ``to``."""
        to = Path(self.to or self.default_name)
        self.log.info("Exporting grades to %s", to)
        wanted, chosen = ([str(x) for x in each] for each in (self.student, self.assignment))
        assignments = [a for a in gradebook.assignments if not chosen or a.name in chosen]
        students = [s for s in gradebook.students if not wanted or s.id in wanted]
        scores = [final_scores(gradebook, assignment) for assignment in assignments]
        with to.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerows(self.head(assignments))
            for student in students:
                writer.writerow([*self.about(student), *(_cell(s, student) for s in scores)])

    def head(self, assignments: Sequence[Assignment]) -> list[list[object]]:
        """The rows above the first student."""
        raise NotImplementedError

    def about(self, student: Student) -> list[str]:
        """The columns before the grades."""
        raise NotImplementedError


class Canvas(_Table):
    """For Canvas: Grades, Import. Students are found by their SIS login id, nbgrader's id."""

    default_name = "canvas.csv"

    def head(self, assignments: Sequence[Assignment]) -> list[list[object]]:
        """Names of the columns, and the points that can be had."""
        columns = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
        names = [assignment.name for assignment in assignments]
        possible = [assignment.max_score for assignment in assignments]
        return [[*columns, *names], ["    Points Possible", "", "", "", "", *possible]]

    def about(self, student: Student) -> list[str]:
        """Canvas's own number of a student is not known here: it goes by the login id."""
        last, first = student.last_name or "", student.first_name or ""
        name = ", ".join(filter(None, [last, first])) or student.id
        return [name, "", "", student.id, ""]


class Moodle(_Table):
    """For Moodle: Grades, Import, CSV file. Map "ID number" or "Email address" to the user."""

    default_name = "moodle.csv"

    def head(self, assignments: Sequence[Assignment]) -> list[list[object]]:
        """Names of the columns, as Moodle's own export has them."""
        columns = ["First name", "Last name", "ID number", "Email address"]
        return [[*columns, *(f"Assignment: {a.name} (Real)" for a in assignments)]]

    def about(self, student: Student) -> list[str]:
        """The ID number is nbgrader's id of the student."""
        return [
            student.first_name or "", student.last_name or "", student.id, student.email or "",
        ]  # fmt: skip


def final_scores(gradebook: Gradebook, assignment: Assignment) -> Scores:
    """The scores of an assignment after penalties, of those who have one."""
    penalties = dict(
        gradebook.db.query(
            SubmittedAssignment.student_id, SubmittedAssignment.late_submission_penalty
        )
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .filter(Assignment.name == assignment.name)
        .all()
    )
    return {
        student: max(0.0, standing.score - (penalties.get(student) or 0.0))
        for student, standing in standings(gradebook, assignment.name).items()
        if standing.score is not None
    }


def _cell(scores: Scores, student: Student) -> str:
    score = scores.get(student.id)
    return "" if score is None else f"{round(score, 4):g}"
