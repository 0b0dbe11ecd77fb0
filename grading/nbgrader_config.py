"""nbgrader's configuration of this course.

nbgrader reads it in this folder, or from anywhere when JUPYTER_CONFIG_PATH holds this
folder (as in `make lab`). grading/README.md shows the commands.

Three variables of the environment move things:

NNBASICS_COURSE_ROOT  another folder with solutions/, exercises/ and grading/ in it
NNBASICS_EXCHANGE     the exchange directory that instructor and students share
NNBASICS_WORK         where students' fetched assignments go (else the current folder)
"""

import os
from pathlib import Path

c = get_config()  # noqa: F821 (nbgrader defines it)

root = Path(os.environ.get("NNBASICS_COURSE_ROOT") or Path(__file__).parents[1]).resolve()

# Absolute paths only: a relative one means another folder when a command runs elsewhere,
# and `nbgrader export` would then make a new, empty gradebook without a word.
c.CourseDirectory.course_id = "nnbasics"
c.CourseDirectory.root = str(root)
c.CourseDirectory.db_url = f"sqlite:///{(root / 'grading' / 'gradebook.db').as_posix()}"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.submitted_directory = "grading/submitted"
c.CourseDirectory.autograded_directory = "grading/autograded"
c.CourseDirectory.feedback_directory = "grading/feedback"
# nbgrader's own list, and hidden files, which students should neither get nor hand in.
c.CourseDirectory.ignore = [".*", "*.pyc", "__pycache__", "feedback"]

exchange = os.environ.get("NNBASICS_EXCHANGE")
c.Exchange.root = str(Path(exchange).resolve() if exchange else root / "grading" / "exchange")
if work := os.environ.get("NNBASICS_WORK"):
    c.Exchange.assignment_dir = str(Path(work).resolve())

# A student's code is cut out of the solution and replaced by this.
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}

# Seconds for one cell. A check ends by itself after 10; the rest is the student's own code.
c.Execute.timeout = 30

# nbgrader's list with one more, where outputs are there and not yet scored.
c.Autograde.autograde_preprocessors = [
    "nbgrader.preprocessors.Execute",
    "nngrader.preprocessors.DropStderr",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

c.ExportApp.plugin_class = "nbgrader.plugins.CsvExportPlugin"
c.ExportPlugin.to = str(root / "grading" / "grades.csv")
