"""The command ``nngrader``."""

import argparse
import errno
import os
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
from nngrader.declare.registry import RegistryError

GONE = 141  # what a shell reports of a program whose reader has gone


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 not all graded, 2 wrong usage.

    Where its output goes nowhere (a closed pipe, a full disk), it says so in a sentence.
    """
    try:
        code = _run(argv)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        _let_go_of_stdout()
        return GONE
    except OSError as error:
        if error.filename is not None or error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
            raise
        _let_go_of_stdout()
        print(f"The output can't be written: {error.strerror}.", file=sys.stderr)
        return 1


def _let_go_of_stdout() -> None:
    """What is still to be written goes nowhere, so that Python's end says nothing of it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _run(argv: Sequence[str] | None) -> int:
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
    try:
        return options.run(options)
    except RegistryError as error:  # of what is installed: no command can do without
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
