"""The command ``nngrader``."""

import argparse
import sys
from collections.abc import Sequence

from nngrader.commands import (
    doctor,
    exercises,
    grade,
    grade_file,
    new_exercise,
    report,
    similar,
    startup,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 not all graded, 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="nngrader", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in (
        exercises,
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


if __name__ == "__main__":
    sys.exit(main())
