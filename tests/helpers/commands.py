"""The commands ``nngrader`` and ``nbgrader`` in processes of their own that start at once."""

import multiprocessing
import os
import sys
from collections.abc import Callable
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
        "nbgrader.apps.nbgraderapp",
    ]
)
CONFIG = Path(__file__).parents[2] / "grading"  # of nbgrader


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
        """SIGKILL, for which no program can prepare. Nothing happens if it has ended."""
        # Its parent is the server, which waits for it: it is the server's end that tells.
        if self.process.exitcode is None:
            self.process.kill()
        self.process.join()

    @property
    def output(self) -> str:
        """All that it has written."""
        return self.stdout.read_text() + self.stderr.read_text()


def start(folder: Path, *arguments: str) -> Command:
    """Start ``nngrader`` with these arguments. folder: an existing one, for its output."""
    return _start(folder, _run, arguments)


def _start(folder: Path, target: Callable[..., None], *given: object) -> Command:
    number = len(list(folder.glob("*.out")))
    stdout, stderr = (folder / f"command{number}.{kind}" for kind in ("out", "err"))
    stdout.touch()
    stderr.touch()
    process = _context.Process(target=target, args=(stdout, stderr, *given))
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
    fingerprint.grader_digest = lambda courses: "the grader of this test"
    with stdout.open("a", buffering=1) as sys.stdout, stderr.open("a", buffering=1) as sys.stderr:
        sys.exit(cli.main(arguments))


def nbgrader(folder: Path, course: Path, *arguments: str) -> tuple[int, str]:
    """Run ``nbgrader`` with these arguments, as the instructor of a course.

    folder: an existing one, where it runs. course: the course's folder. Returns the exit code and
    what it wrote, its log included.
    """
    command = _start(folder, _run_as_instructor, folder, course, "nbgrader", arguments)
    return command.wait(), command.output


def nngrader(folder: Path, course: Path, *arguments: str) -> tuple[int, str, str]:
    """Run ``nngrader`` as ``nbgrader`` above: exit code, and what it wrote to stdout and stderr."""
    command = _start(folder, _run_as_instructor, folder, course, "nngrader", arguments)
    return command.wait(), command.stdout.read_text(), command.stderr.read_text()


def _run_as_instructor(
    stdout: Path, stderr: Path, folder: Path, course: Path, program: str, arguments: tuple[str, ...]
) -> None:
    os.chdir(folder)
    os.environ |= {
        "JUPYTER_CONFIG_PATH": str(CONFIG),
        "JUPYTER_CONFIG_DIR": str(folder / ".jupyter"),
        "JUPYTER_DATA_DIR": str(folder / ".local"),
        "IPYTHONDIR": str(folder / ".ipython"),
        "NNBASICS_COURSE_ROOT": str(course),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
    }
    os.environ.pop("NNBASICS_EXCHANGE", None)
    from nbgrader.apps.nbgraderapp import NbGraderApp

    from nngrader.commands import cli
    from nngrader.gradebook import fingerprint

    fingerprint.grader_digest = lambda courses: "the grader of this test"
    sys.argv = [program, *arguments]
    # Not sys.stdout alone: what nbgrader prints to was settled when it was imported.
    for stream, path in ((sys.stdout, stdout), (sys.stderr, stderr)):
        with path.open("a") as file:
            os.dup2(file.fileno(), stream.fileno())
    run_it = {"nbgrader": NbGraderApp.launch_instance, "nngrader": cli.main}[program]
    sys.exit(run_it(list(arguments)))
