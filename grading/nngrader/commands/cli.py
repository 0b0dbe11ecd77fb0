"""The command ``nngrader``."""

import argparse
import json
import sys
from collections.abc import Sequence

from nngrader.commands import doctor, grade, grade_file, new_exercise, report, similar, startup
from nngrader.declare.registry import modules


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 not all graded, 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="nngrader", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    listing = commands.add_parser("exercises", help="list all exercises")
    listing.add_argument("--json", action="store_true", help="as JSON, for other programs")
    listing.set_defaults(run=list_exercises)
    for command in (
        grade,
        grade_file,
        report,
        similar,
        doctor,
        new_exercise,
    ):
        command.add_to(commands)
    options = parser.parse_args(argv)
    startup.without_grammar_of_addresses()
    return options.run(options)


def list_exercises(options: argparse.Namespace) -> int:
    """Print every exercise: id, module, points, aspects and mistakes."""
    rows = [
        {
            "id": exercise.id,
            "module": module.assignment,
            "title": exercise.text.title,
            "signature": exercise.signature,
            "points": exercise.points,
            "aspects": [{"name": a.name, "points": a.points} for a in exercise.aspects],
            "mistakes": [{"id": m.id, "text": m.text} for m in exercise.mistakes],
        }
        for module in modules()
        for exercise in module.exercises
    ]
    if options.json:
        json.dump(rows, sys.stdout, indent=2, ensure_ascii=False)
        print()
        return 0
    for row in rows:
        call = row["id"] + row["signature"]
        print(f"{row['module']:24} {row['points']:4g}  {call}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
