"""The command ``nngrader`` in processes of its own that start at once."""

import multiprocessing
import sys
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

# Importing nbgrader takes seconds. A server that has done it forks a process for each command,
# which has its own lock and its own kernels, as if it had been started anew.
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(
    [
        "nngrader.batch.grade_class",
        "nngrader.commands.grade",
        "nngrader.batch.grade_file",
        "nngrader.batch.cluster",
    ]
)


@dataclass(frozen=True)
class Command:
    """A command that runs. Its output goes to files, so that it may be killed at any time."""

    process: BaseProcess
    stdout: Path
    stderr: Path

    def wait(self) -> int:
        """The exit code."""
        self.process.join(120)
        return self.process.exitcode

    def kill(self) -> None:
        """SIGKILL, for which no program can prepare."""
        self.process.kill()
        self.process.join()

    @property
    def output(self) -> str:
        """All that it has written."""
        return self.stdout.read_text() + self.stderr.read_text()


def start(folder: Path, *arguments: str) -> Command:
    """Start ``nngrader`` with these arguments. folder: an existing one, for its output."""
    number = len(list(folder.glob("*.out")))
    stdout, stderr = (folder / f"command{number}.{kind}" for kind in ("out", "err"))
    stdout.touch()
    stderr.touch()
    process = _context.Process(target=_run, args=(stdout, stderr, arguments))
    process.start()
    return Command(process, stdout, stderr)


def run(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Run ``nngrader``: its exit code, and what it wrote to stdout and stderr."""
    command = start(folder, *arguments)
    return command.wait(), command.stdout.read_text(), command.stderr.read_text()


def _run(stdout: Path, stderr: Path, arguments: tuple[str, ...]) -> None:
    from nngrader.commands import cli
    from nngrader.gradebook import fingerprint

    # To the command, the grader is the same if somebody edits a file of it meanwhile.
    fingerprint.grader_digest = lambda: "the grader of this test"
    with stdout.open("a", buffering=1) as sys.stdout, stderr.open("a", buffering=1) as sys.stderr:
        sys.exit(cli.main(arguments))
