"""``nngrader grade``: progress while it runs, failures as they come, a table at the end."""

import argparse
import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from nngrader.declare.registry import allowed_for
from nngrader.values.describe import points

if TYPE_CHECKING:
    from nngrader.batch.executors import Executor
    from nngrader.batch.grade_class import Report
    from nngrader.gradebook.grading import Grading
    from nngrader.kernels.pool import ServerPool


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "grade",
        help="grade a class",
        description="Grade all submissions of an assignment, many at a time. What is graded "
        "already is left alone; after a crash, start it again and it goes on.",
    )
    command.add_argument("assignment", help="such as 01_weights_and_bias")
    command.add_argument(
        "--student", nargs="+", action="extend", metavar="ID", help="only these students"
    )
    where = command.add_mutually_exclusive_group()
    where.add_argument("--jobs", type=_positive, metavar="N", help="how many at a time")
    where.add_argument("--scheduler", metavar="URL", help="a Dask cluster: tcp://HOST:PORT")
    command.add_argument(
        "--force", action="store_true", help="grade again what has not changed; manual grades stay"
    )
    command.add_argument("--seed", type=int, metavar="N", help="repeat a run with its inputs")
    command.add_argument("--no-sandbox", action="store_true", help="trust the students' code")
    command.add_argument("--course-root", type=Path, metavar="DIR", help="another course folder")
    command.add_argument("--debug", action="store_true", help="show where the grader's errors are")
    command.set_defaults(run=run)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("has to be at least 1")
    return number


def run(options: argparse.Namespace) -> int:
    """Grade; returns 0 if all is graded, 1 if something could not be, 2 if nothing can."""
    servers = None if options.scheduler else _starting(options)
    from nngrader.gradebook.course import CourseError

    try:
        return _run(options, servers)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    finally:
        if servers is not None:
            servers.close()


def _starting(options: argparse.Namespace) -> "ServerPool":
    """The fork servers, the first of which starts while nbgrader is imported."""
    from nngrader.kernels.pool import ServerPool

    servers = ServerPool(sandbox=not options.no_sandbox)
    servers.warm_up(allowed_for(options.assignment))
    return servers


def _run(options: argparse.Namespace, servers: "ServerPool | None") -> int:
    # Importing nbgrader takes a second: `nngrader --help` need not wait for it.
    from nngrader.batch.grade_class import BatchError, Result, grade_class, without_sandbox
    from nngrader.gradebook.course import Course
    from nngrader.gradebook.gradebook import GradebookError
    from nngrader.gradebook.settings import grading_of
    from nngrader.plugins.collect import not_collected

    course = Course.load(options.course_root)
    grading = grading_of(course, options.assignment)
    grading = grading.but(seed=options.seed, sandbox=not options.no_sandbox)
    if not grading.sandbox:
        print(without_sandbox(), file=sys.stderr)
    if newer := not_collected(course, options.assignment):
        print(newer, file=sys.stderr)
    errors = sys.stderr  # the checks of other threads catch what is printed for a moment
    with contextlib.ExitStack() as stack:
        bar = stack.enter_context(_bar(options.assignment))
        executor = stack.enter_context(_executor(options, grading, servers))

        def observe(result: Result) -> None:
            bar.update()
            if not result.in_order:
                bar.write(f"{result.student}: {result.state}. {result.reason}", file=errors)
                if options.debug and result.details:
                    bar.write(result.details, file=errors)

        try:
            report = grade_class(
                grading, executor, options.student, options.force, observe, bar.reset
            )
        except (BatchError, GradebookError) as error:
            print(error, file=sys.stderr)
            return 1
    print(summary(report))
    if report.stopped:
        print(f"\n{report.stopped}", file=sys.stderr)
    return 0 if report.in_order else 1


def _bar(assignment: str) -> tqdm:
    """Only on a terminal: a log file is not a place for it."""
    return tqdm(desc=assignment, unit=" submissions", disable=None, dynamic_ncols=True)


def _executor(
    options: argparse.Namespace, grading: "Grading", servers: "ServerPool | None"
) -> contextlib.AbstractContextManager["Executor"]:
    if options.scheduler:
        try:
            from nngrader.batch.cluster import cluster
        except ModuleNotFoundError as error:
            from nngrader.gradebook.course import CourseError

            raise CourseError(
                f"--scheduler needs the package {error.name}: pip install -e '.[cluster]'"
            ) from None

        return cluster(options.scheduler, grading.limits, grading.sandbox, grading.courses)
    from nngrader.batch.executors import threads

    return threads(options.jobs, grading.limits, grading.sandbox, servers)


def summary(report: "Report") -> str:
    """The table at the end of a batch."""
    from nngrader.batch.grade_class import FAILED, GRADED, NEEDS_PERSON, UNCHANGED, WHY_SKIPPED
    from nngrader.gradebook.students import how_to_bring_back

    rows = [(state, str(report.count(state))) for state in (GRADED, UNCHANGED, NEEDS_PERSON)]
    if report.count(FAILED):
        rows.append((FAILED, str(report.count(FAILED))))
    scores = [result.score for result in report.results if result.score is not None]
    if scores:
        most = points(report.results[0].max_score)
        rows.append(("mean score", f"{sum(scores) / len(scores):.2f} of {most}"))
    rows += [("seconds", f"{report.seconds:.1f}"), ("seed", str(report.seed))]
    if not report.sandbox:
        rows.append(("sandbox", "none"))
    lines = [f"{report.assignment}: {len(report.results)} submissions"]
    lines += [f"  {name:16} {value:>10}" for name, value in rows]
    if report.removed:
        again = how_to_bring_back(report.assignment, report.removed)
        lines.append(
            f"Left out, no longer in the gradebook: {', '.join(report.removed)}. To bring them "
            f"back: {again}"
        )
    if report.skipped:
        lines.append(f"Skipped: {', '.join(report.skipped)}. {WHY_SKIPPED}")
    if report.by_hand:
        lines.append(f"Not final, points by hand are open: {', '.join(report.by_hand)}")
    for result in report.results:
        if result.renamed:
            lines.append(f"Under another name, by {result.student}: {', '.join(result.renamed)}")
    if report.penalties:
        lines.append(f"Late penalties that have changed: {', '.join(report.penalties)}")
    left = [result for result in report.results if not result.in_order]
    if left:
        lines.append("Without a grade:")
        lines += [f"  {r.student}: {r.state}. {r.reason}" for r in left]
    return "\n".join(lines)
