"""nbgrader's configuration of this course.

nbgrader reads it in this folder, or from anywhere when JUPYTER_CONFIG_PATH holds this
folder (as in `make lab`). grading/README.md shows the commands.

Four variables of the environment move things:

NNBASICS_COURSE_ROOT  another folder with solutions/, exercises/ and grading/ in it
NNBASICS_EXCHANGE     the exchange directory that instructor and students share
NNBASICS_WORK         where students' fetched assignments go (else the current folder)
NNBASICS_DB_URL       another gradebook, such as postgresql://user@host/gradebook
"""

import os
from pathlib import Path

c = get_config()  # noqa: F821 (nbgrader defines it)

root = Path(os.environ.get("NNBASICS_COURSE_ROOT") or Path(__file__).parents[1]).resolve()

# Absolute paths only: a relative one means another folder when a command runs elsewhere,
# and `nbgrader export` would then make a new, empty gradebook without a word.
c.CourseDirectory.course_id = "nnbasics"
c.CourseDirectory.root = str(root)
c.CourseDirectory.db_url = (
    os.environ.get("NNBASICS_DB_URL")
    or f"sqlite:///{(root / 'grading' / 'gradebook.db').as_posix()}"
)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.submitted_directory = "grading/submitted"
c.CourseDirectory.autograded_directory = "grading/autograded"
c.CourseDirectory.feedback_directory = "grading/feedback"
# nbgrader's own list, and hidden files, which students should neither get nor hand in.
c.CourseDirectory.ignore = [".*", "*.pyc", "__pycache__", "feedback"]

exchange = os.environ.get("NNBASICS_EXCHANGE")
c.Exchange.root = str(Path(exchange).resolve() if exchange else root / "grading" / "exchange")
# Of what a student hands in, the last before the due date counts, or the last if all came later.
c.ExchangeFactory.collect = "nngrader.plugins.collect.Collect"
c.ExchangeCollect.before_duedate = True
if work := os.environ.get("NNBASICS_WORK"):
    c.Exchange.assignment_dir = str(Path(work).resolve())

# A student's code is cut out of the solution and replaced by this.
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}

# nbgrader's own steps, and two of ours.
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.InstantiateTests",
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearSolutions",
    "nngrader.plugins.release_steps.SayPoints",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# The judge takes the place of nbgrader's own steps. It repairs what was handed in from the
# instructor's version, so nothing is left to do before it. Its limits are in
# nngrader/limits.py; c.Judge.limits = {"cell": 60} changes one of them.
c.Autograde.exporter_class = "nngrader.plugins.preprocessors.SubmissionExporter"
c.Autograde.sanitize_preprocessors = []
c.Autograde.autograde_preprocessors = [
    "nngrader.plugins.preprocessors.Judge",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nngrader.plugins.preprocessors.SaveGrades",
]

# nbgrader's own steps, after the one that takes hidden tests out, and before the one that says
# at the top what a student wants to know.
c.GenerateFeedback.exporter_class = "nngrader.plugins.feedback.FeedbackExporter"
c.GenerateFeedback.preprocessors = [
    "nngrader.plugins.hide_tests.HideTests",
    "nngrader.plugins.before_grading.PenaltyOfToday",
    "nbgrader.preprocessors.GetGrades",
    "nngrader.plugins.overview.Overview",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]

c.ExportApp.plugin_class = "nngrader.plugins.export.Grades"
c.ExportPlugin.to = str(root / "grading" / "grades.csv")
