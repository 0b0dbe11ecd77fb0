"""``nngrader similar``: submissions that are suspiciously alike, side by side."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nngrader.reports.caution import CAUTION

if TYPE_CHECKING:
    from nngrader.reports.likeness import Likeness


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "similar",
        help="show submissions that are suspiciously alike",
        description="Find graded submissions of an assignment that share code which hardly anybody "
        f"else has. {CAUTION} Nothing is changed.",
    )
    command.add_argument("assignment", help="such as 01_weights_and_bias")
    command.add_argument("--html", type=Path, metavar="OUT", help="write a page, side by side")
    command.add_argument("--json", action="store_true", help="print it as JSON")
    command.add_argument("--course-root", type=Path, metavar="DIR", help="another course folder")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Compare; returns 0, 1 if the page can't be written, 2 for wrong usage."""
    from nbgrader.api import MissingEntry

    from nngrader.gradebook.course import Course, CourseError
    from nngrader.gradebook.gradebook import GradebookError, open_gradebook
    from nngrader.reports.class_data import collect
    from nngrader.reports.likeness import likeness_of
    from nngrader.reports.similar_page import page

    try:
        course = Course.load(options.course_root)
        with open_gradebook(course.database, course.name) as gradebook:
            data = collect(course, gradebook, options.assignment)
        found = likeness_of(data, course)
    except (CourseError, GradebookError, MissingEntry) as error:
        print(error, file=sys.stderr)
        return 2
    if not data.submissions:
        print("Nothing has been graded yet. Run: nngrader grade ASSIGNMENT", file=sys.stderr)
        return 2
    if options.html is not None:
        try:
            options.html.write_text(page(data, found), encoding="utf-8")
        except OSError as error:
            print(f"{options.html} can't be written: {error.strerror}.", file=sys.stderr)
            return 1
    if options.json:
        print(json.dumps(to_json(options.assignment, found), indent=2, ensure_ascii=False))
    else:
        print(summary(options.assignment, found))
    return 0


def summary(assignment: str, found: "Likeness") -> str:
    """The pairs that stand out, in a line each."""
    from nngrader.reports.likeness import lines_of_pairs

    lines = [f"{assignment}: {len(found.compared)} submissions compared"]
    if not found.pairs:
        return "\n".join([*lines, "  None of them stand out as alike."])
    lines += [f"  {line}" for line in lines_of_pairs(found)]
    lines += [
        f"  These hang together by such pairs: {', '.join(group)}."
        for group in found.groups
        if len(group) > 2
    ]
    return "\n".join([*lines, CAUTION])


def to_json(assignment: str, found: "Likeness") -> dict[str, Any]:
    """What was found, for other programs."""
    return {
        "assignment": assignment,
        "compared": len(found.compared),
        "pairs": [
            {
                "students": list(pair.students),
                "weight": round(pair.weight, 1),
                "exercises": [
                    {
                        "id": each.exercise,
                        "weight": round(each.weight, 1),
                        "likeness": round(each.likeness, 3),
                        "usual": round(each.usual, 3),
                        "same": each.same,
                    }
                    for each in pair.shared
                ],
            }
            for pair in found.pairs
        ],
    }
