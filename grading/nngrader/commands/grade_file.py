"""``nngrader grade-file``: what the judge finds in one notebook, as text, JSON or a page."""

import argparse
import json
import sys
from pathlib import Path


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "grade-file",
        help="grade one notebook",
        description="Grade one notebook as it would be graded in a class, and show what was "
        "found. Nothing is written but the page that you ask for.",
    )
    command.add_argument("notebook", type=Path, metavar="NB.ipynb")
    command.add_argument("--json", action="store_true", help="print it as JSON")
    command.add_argument("--html", type=Path, metavar="OUT", help="write a feedback page")
    command.add_argument(
        "--assignment", default="", metavar="NAME", help="if the file does not tell"
    )
    command.add_argument("--seed", type=int, metavar="N", help="repeat a run with its inputs")
    command.add_argument("--no-sandbox", action="store_true", help="trust the notebook's code")
    command.add_argument("--course-root", type=Path, metavar="DIR", help="another course folder")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Grade; returns 0 if that went well, 1 if it can't be graded, 2 for wrong usage."""
    from nngrader.batch.grade_class import no_sandbox, without_sandbox
    from nngrader.batch.grade_file import grade_file
    from nngrader.gradebook.course import Course, CourseError
    from nngrader.kernels.sandbox import SandboxUnavailable
    from nngrader.plugins.feedback import feedback_page

    if options.no_sandbox:
        print(without_sandbox(), file=sys.stderr)
    try:
        graded = grade_file(
            options.notebook,
            Course.load(options.course_root),
            options.assignment,
            options.seed,
            not options.no_sandbox,
        )
    except CourseError as error:
        print(error, file=sys.stderr)
        return 2
    except SandboxUnavailable as error:
        print(no_sandbox(error), file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(graded.to_json(), indent=2, ensure_ascii=False))
    else:
        print(graded)
    if graded.notebook is None:
        return 1
    if options.html:
        try:
            page = feedback_page(graded.notebook, options.notebook.stem)
            options.html.write_text(page, encoding="utf-8")
        except OSError as error:
            print(f"{options.html} can't be written: {error.strerror}.", file=sys.stderr)
            return 1
    return 0
