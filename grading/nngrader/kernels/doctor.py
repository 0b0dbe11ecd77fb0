"""What this machine gives for grading, and whether the sandbox holds: by trying it.

`machine` says what there is; `probe_isolation` sends a kernel against the walls.
"""

import json
import os
import platform
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from nngrader.declare import Allowed
from nngrader.declare.registry import exercise_sets
from nngrader.inside import seccomp
from nngrader.kernels import cgroups, sandbox
from nngrader.kernels.fork_server import ForkServer, ServerDied
from nngrader.kernels.kernel import CellResult
from nngrader.limits import MB, Limits

# What no notebook may import besides what its module lists; the first that is there counts.
FORBIDDEN = ("torch", "sklearn", "pandas", "nbgrader", "nngrader.declare.registry")
SOURCES = Path(__file__).parents[1]
OWN_VARIABLES = {"PWD"}  # and those that the server sets, to values of its own
PREFIX = ".nngrader-probe-"
OLD_SECONDS = 600.0
MEMORY, FILES, PROCESSES = 120 * MB, 4 * MB, 16  # small limits are met soon


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    name: str
    ok: bool
    detail: str


def machine() -> list[Finding]:
    """What this machine gives."""
    reason = sandbox.why_not()
    version = _output_of("bwrap", "--version")
    groups = cgroups.available()
    return [
        Finding("Python", True, f"{platform.python_version()} ({sandbox.interpreter()})"),
        Finding("system", sys.platform == "linux", f"{platform.system()} {platform.release()}"),
        Finding("bubblewrap", bool(version), version or "not found"),
        Finding("sandbox", reason is None, reason or "nothing is missing, as far as one can see"),
        Finding(
            "system call filter",
            seccomp.supported(),
            "yes" if seccomp.supported() else f"not for {platform.machine()}",
        ),
        Finding(
            "control groups",
            True,  # a kernel's memory is counted without them too, less closely
            f"{groups}: memory and processes of a kernel are limited together"
            if groups
            else "none that this user may use: the judge counts by itself",
        ),
    ]


def probe_isolation(server: ForkServer) -> list[Finding]:
    """Let a kernel of ``server`` try to get out. One finding for each wall."""
    if not server.sandbox:  # without walls the attempts would succeed, and do harm
        return [Finding("sandbox", False, "off: a submission can do all that this user can")]
    limits = replace(
        server.limits,
        memory=MEMORY,
        memory_with_torch=MEMORY,
        files=FILES,
        processes=PROCESSES,
        cell=10.0,
    )
    token = f"{PREFIX}{secrets.token_hex(8)}"
    with _planted(token) as planted, socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        questions = {
            "port": listener.getsockname()[1],
            "secrets": [str(path) for path in planted],
            "folders": [str(path.parent) for path in planted],
            "token": _written(Path(token)).name,
            "variables": sorted(set(os.environ) - OWN_VARIABLES - set(server.variables)),
            "forbidden": sorted(_forbidden(server.allowed)),
            "files": FILES,
            "processes": PROCESSES,
            "memory": MEMORY,
        }
        findings = _answers(
            _run(server, limits, f"from nninside import probe; probe.run({questions!r})")
        )
        with suppress(BlockingIOError):
            listener.accept()
            findings.append(Finding("network", False, "a connection came in"))
        for path in planted:
            if _written(path).exists():
                findings.append(Finding("writing", False, f"a file came into {path.parent}"))
    many = f"from nninside import probe; probe.memory_of_many({MEMORY // 4}, 8)"
    stopped = "of memory" in _run(server, limits, many).reason
    detail = "refused" if stopped else "more than the limit"
    findings.append(Finding("limit on memory of all processes", stopped, detail))
    return findings


def _run(server: ForkServer, limits: Limits, source: str) -> CellResult:
    reason = ""
    for _ in range(2):  # a server that was killed says nothing of the walls: ask a new one
        try:
            with server.kernel(limits=limits) as kernel:
                return kernel.run(source)
        except ServerDied as error:
            reason = str(error)
    return CellResult([], "died", reason=reason)


def report(findings: Sequence[Finding]) -> str:
    """The findings as a table."""
    width = max((len(finding.name) for finding in findings), default=0)
    return "\n".join(
        f"{'ok  ' if finding.ok else 'FAIL'}  {finding.name:{width}}  {finding.detail}"
        for finding in findings
    )


def _answers(result: CellResult) -> list[Finding]:
    text = "".join(output.get("text", "") for output in result.outputs)
    try:
        answers = json.loads(text)
        return [Finding(name, ok is True, str(detail)) for name, (ok, detail) in answers.items()]
    except (ValueError, AttributeError, TypeError):
        why = result.reason or (text or str(result.outputs))[-500:]
        return [Finding("probe", False, f"it gave no answer: {why}")]


@contextmanager
def _planted(token: str) -> Iterator[list[Path]]:
    """Files with a secret where a submission must not look."""
    folders = {*_projects(), Path.home(), Path(tempfile.gettempdir()), Path.cwd()}
    planted = []
    try:
        for folder in sorted(folders):
            _remove_old(folder)
            path = folder / token
            with suppress(OSError):  # a folder that can't be written
                path.write_text(token)
                planted.append(path)
        yield planted
    finally:
        for path in planted:
            path.unlink(missing_ok=True)
            _written(path).unlink(missing_ok=True)


def _projects() -> set[Path]:
    """The folders where solutions and answers lie, and the grader's own."""
    sources = {place for each in exercise_sets() for place in each.sources() if place.is_dir()}
    return sources | {each.project for each in exercise_sets() if each.project} | {SOURCES}


def _forbidden(allowed: Allowed) -> set[str]:
    """Modules that must not be there: those with answers, of whatever course, and some others."""
    chosen = sandbox.names_of(sandbox.distributions(allowed))
    found = {name for name in FORBIDDEN if name.partition(".")[0] not in chosen}
    there = chosen | sandbox.names_of(sandbox.ALWAYS)
    empty = sandbox.empty_packages(allowed)
    for each in exercise_sets():
        own = each.package.partition(".")[0]
        for name in each.answer_modules() - empty:
            top = name.partition(".")[0]
            # A package that is there on purpose may have the answer in it: numpy.median. But
            # a course's own must not be there, even if the course itself allows it.
            if top == own or top not in there:
                found.add(name)
    return found


def _remove_old(folder: Path) -> None:
    """Remove what a run left that was killed; not what another plants at this moment."""
    for path in folder.glob(f"{PREFIX}*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > OLD_SECONDS:
                path.unlink()


def _written(path: Path) -> Path:
    """The file that a probe tries to write beside a planted one."""
    return path.with_name(f"{path.name}-written")


def _output_of(*command: str) -> str:
    if shutil.which(command[0]) is None:
        return ""
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()
