"""The exported grades: nbgrader's columns, and an empty score where there is no final one."""

import csv
from pathlib import Path

from nbgrader.api import Assignment, Gradebook, MissingEntry, Student

from nngrader.plugins.final_grades import FinalGrade, FinalGrades

COLUMNS = [
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
    "needs_person",
    "note",
]


class Grades(FinalGrades):
    """Writes CSV as nbgrader's own plugin does, with two differences.

    A submission that could not be graded, or in which a person still has to give points, has an
    empty score instead of a 0 or a part of it; the column needs_person says who that is (yes or
    no), and the column note says why. What has a comma or a line end in it is quoted.
    """

    def export(self, gradebook: Gradebook) -> None:
        """Write the grades to the file ``to``."""
        to = Path(self.to or "grades.csv")
        self.log.info("Exporting grades to %s", to)
        with to.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            for assignment in self.chosen(gradebook):
                found = self.grades(gradebook, assignment)
                for student in gradebook.students:
                    if self.wanted(student.id):
                        grade = found.get(student.id)
                        writer.writerow(_row(gradebook, assignment, student, grade))


def _row(
    gradebook: Gradebook, assignment: Assignment, student: Student, grade: FinalGrade | None
) -> dict[str, object]:
    row = {
        "assignment": assignment.name,
        "duedate": assignment.duedate,
        "student_id": student.id,
        "last_name": student.last_name,
        "first_name": student.first_name,
        "email": student.email,
        "max_score": assignment.max_score,
        "needs_person": "no",
    }
    try:
        submission = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:  # nothing was handed in: that is worth 0, as in nbgrader
        return row | {"raw_score": 0.0, "late_submission_penalty": 0.0, "score": 0.0}
    row["timestamp"] = submission.timestamp
    if grade is None:
        return row
    row |= {"needs_person": "yes" if grade.needs_person else "no", "note": grade.note}
    if grade.score is None:
        return row
    return row | {
        "raw_score": grade.raw,
        "late_submission_penalty": grade.penalty,
        "score": grade.score,
    }
