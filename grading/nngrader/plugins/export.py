"""The exported grades: nbgrader's columns, and an empty score where there is none."""

import csv
from pathlib import Path

from nbgrader.api import Assignment as GradebookAssignment
from nbgrader.api import Gradebook, MissingEntry, Student
from nbgrader.plugins import ExportPlugin

from nngrader.gradebook.gradebook import Standing, standings

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
]


class Grades(ExportPlugin):
    """Writes CSV as nbgrader's own plugin does, with two differences.

    A submission that could not be graded has an empty score instead of a 0, and the column
    needs_person says which submissions somebody has to look at (yes or no). What has a comma
    or a line end in it is quoted.
    """

    def export(self, gradebook: Gradebook) -> None:
        """Write the grades to the file ``to``."""
        to = Path(self.to or "grades.csv")
        self.log.info("Exporting grades to %s", to)
        students, assignments = ([str(x) for x in each] for each in (self.student, self.assignment))
        with to.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            for assignment in gradebook.assignments:
                if assignments and assignment.name not in assignments:
                    continue
                found = standings(gradebook, assignment.name)
                for student in gradebook.students:
                    if not students or student.id in students:
                        standing = found.get(student.id)
                        writer.writerow(_row(gradebook, assignment, student, standing))


def _row(
    gradebook: Gradebook,
    assignment: GradebookAssignment,
    student: Student,
    standing: Standing | None,
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
    penalty = submission.late_submission_penalty
    row["timestamp"] = submission.timestamp
    row["needs_person"] = "yes" if standing and standing.needs_person else "no"
    if standing is None or standing.score is None:
        return row
    return row | {
        "raw_score": standing.score,
        "late_submission_penalty": penalty,
        "score": max(0.0, standing.score - penalty),
    }
