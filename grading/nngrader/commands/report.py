"""``nngrader report``: how a class did, as a page or in a few lines."""

import argparse
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from nngrader.commands.startup import without_garbage_collection
from nngrader.reports.caution import CAUTION
from nngrader.values.describe import points

if TYPE_CHECKING:
    from nngrader.reports.class_data import ClassData
    from nngrader.reports.likeness import Likeness

MOST_MISTAKES = 5  # in the short form
MOST_PAIRS = 5


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "report",
        help="show how a class did",
        description="Scores, exercises, common mistakes and open cases of a graded class, from "
        "the gradebook and the graded notebooks. Nothing is graded or changed.",
    )
    command.add_argument("assignment", nargs="*", help="which ones (default: all that are graded)")
    command.add_argument("--html", type=Path, metavar="OUT", help="write a page")
    command.add_argument("--course-root", type=Path, metavar="DIR", help="another course folder")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Report; returns 0, 1 if the page can't be written, 2 for wrong usage."""
    with without_garbage_collection():
        return _run(options)


def _run(options: argparse.Namespace) -> int:
    from nbgrader.api import MissingEntry

    from nngrader.gradebook.course import Course, CourseError
    from nngrader.gradebook.gradebook import GradebookError, open_gradebook
    from nngrader.reports.class_data import collect
    from nngrader.reports.likeness import likeness_if_known
    from nngrader.reports.report_page import page

    try:
        course = Course.load(options.course_root)
        with open_gradebook(course.database, course.name) as gradebook:
            names = options.assignment or [a.name for a in gradebook.assignments]
            found = [collect(course, gradebook, name) for name in names]
    except (CourseError, GradebookError, MissingEntry) as error:
        print(error, file=sys.stderr)
        return 2
    if not options.assignment:
        found = [data for data in found if data.submissions]
    if not found:
        print("Nothing has been graded yet. Run: nngrader grade ASSIGNMENT", file=sys.stderr)
        return 2
    alike = {data.assignment: likeness_if_known(data, course) for data in found}
    if options.html is None:
        print("\n\n".join(summary(data, alike[data.assignment]) for data in found))
        return 0
    try:
        options.html.write_text(page(found, course.name, alike), encoding="utf-8")
    except OSError as error:
        print(f"{options.html} can't be written: {error.strerror}.", file=sys.stderr)
        return 1
    print(f"{options.html}: {len(found)} {'assignment' if len(found) == 1 else 'assignments'}")
    return 0


def summary(data: "ClassData", alike: "Likeness | None" = None) -> str:
    """One assignment in a few lines."""
    from nngrader.reports.likeness import lines_of_pairs

    lines = [f"{data.assignment}: {len(data.submissions)} submissions"]
    if data.scores:
        mean, median = statistics.fmean(data.scores), statistics.median(data.scores)
        most = points(data.max_score)
        open_ones = f"; {data.not_final} not final" if data.not_final else ""
        lines.append(f"  score      mean {mean:.1f}, median {median:.1f} of {most}{open_ones}")
    for e in data.exercises():
        lines.append(f"  {e.exercise:26} {e.passed:4.0%} passed, mean {e.mean:.1f}")
    for q in data.questions:
        share = "–" if q.full is None else f"{q.full:.0%}"
        average = "–" if q.mean is None else f"{q.mean:.1f}"
        still = f", {q.open} to be graded by hand" if q.open else ""
        lines.append(f"  {q.question:26} {share:>4} all points, mean {average}{still}")
    for m in data.mistakes()[:MOST_MISTAKES]:
        lines.append(f"  {len(m.students)} × {m.exercise}: {m.mistake}")
    if data.own_tests:
        lines.append(f"  tests of your own, not protected: {', '.join(data.own_tests)}")
    if open_cases := data.needing_a_person:
        lines.append(f"  need a person: {', '.join(data.who(s.student) for s in open_cases)}")
    if alike and alike.pairs:
        lines.append(f"  alike ({CAUTION})")
        lines += [f"  {line}" for line in lines_of_pairs(alike)[:MOST_PAIRS]]
    return "\n".join(lines)
