"""``nngrader`` in processes that start at once, to be killed."""

import multiprocessing
import sys
from multiprocessing.process import BaseProcess
from pathlib import Path

# Importing nbgrader takes seconds. A server that has done it forks a process for each command.
# The lock and the kernels are of that process alone, as if it had been started anew.
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["nngrader.batch", "nngrader.gradecommand", "nngrader.cluster"])


def start(output: Path, *arguments: str) -> BaseProcess:
    """Start ``nngrader`` with these arguments; what it writes goes to the file ``output``."""
    process = _context.Process(target=_run, args=(output, arguments))
    process.start()
    return process


def _run(output: Path, arguments: tuple[str, ...]) -> None:
    from nngrader import cli, fingerprint

    # To the command, the grader is the same if somebody edits a file of it meanwhile.
    fingerprint.grader_digest = lambda: "the grader of this test"
    with output.open("a", buffering=1) as file:
        sys.stdout = sys.stderr = file
        sys.exit(cli.main(arguments))
