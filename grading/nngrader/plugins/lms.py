"""Grades as Canvas and Moodle import them: one row for each student, one column an assignment.

    nbgrader export --exporter=nngrader.plugins.lms.Canvas --to=canvas.csv
    nbgrader export --exporter=nngrader.plugins.lms.Moodle --to=moodle.csv

A submission without a final score has an empty cell, which both take for "no grade yet": one that
could not be graded, and one in which a person still has to give points. The log names them. A
student who has handed in nothing has an empty cell, too. Scores are after late penalties.
"""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from nbgrader.api import Assignment, Gradebook, Student

from nngrader.plugins.final_grades import FinalGrade, FinalGrades


class _Table(FinalGrades):
    """One row for each student; what the columns are is said by the classes below."""

    default_name = "grades.csv"

    def export(self, gradebook: Gradebook) -> None:
        """Write the grades to the file ``to``."""
        to = Path(self.to or self.default_name)
        self.log.info("Exporting grades to %s", to)
        assignments = self.chosen(gradebook)
        students = [student for student in gradebook.students if self.wanted(student.id)]
        grades = [self.grades(gradebook, assignment) for assignment in assignments]
        with to.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerows(self.head(assignments))
            for student in students:
                writer.writerow([*self.about(student), *(_cell(each, student) for each in grades)])

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


def _cell(grades: Mapping[str, FinalGrade], student: Student) -> str:
    grade = grades.get(student.id)
    return "" if grade is None or grade.score is None else f"{round(grade.score, 4):g}"
