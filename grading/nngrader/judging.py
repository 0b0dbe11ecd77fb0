"""Judge one submission: run its notebook in a sandboxed kernel, ask its functions, score.

Nothing is taken from the student's process but outputs to show and plain data to compare.
This module knows no folders and no gradebook: bytes go in, a graded notebook and its
verdicts come out, so that it runs as well on another machine.
"""

import contextlib
import functools
import json
import secrets
import threading
import time
from dataclasses import dataclass, field

import nbformat
import nbformat.v4
from nbformat import NotebookNode

from nngrader.checkcells import check_call
from nngrader.declare import Module
from nngrader.forkserver import ForkServer, SandboxUnavailable, ServerDied
from nngrader.limits import Limits
from nngrader.original import Original
from nngrader.reading import Unreadable, read_submission
from nngrader.registry import modules
from nngrader.repair import repair
from nngrader.running import NotebookRun
from nngrader.sanitize import as_markdown

NOTEBOOK_KEY = "nngrader"  # where a graded notebook's metadata says how it was graded


@dataclass(frozen=True)
class Task:
    """All that is needed to judge one submission, as plain data that can travel.

    notebook: the submitted file's bytes, or the reason why it could not be read.
    files: other files of the submission, by relative name. events: what was noticed when they
    were read, for the feedback. instructor: the bytes of the
    source notebook. seed: of the inputs; None draws a fresh secret one.
    """

    assignment: str
    student: str
    notebook: bytes | Unreadable
    instructor: bytes
    files: dict[str, bytes] = field(default_factory=dict)
    seed: int | None = None
    limits: Limits = field(default_factory=Limits)
    sandbox: bool = True
    events: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judged:
    """What came of a task. notebook: the graded notebook, or None where none could be read."""

    notebook: bytes | None
    verdicts: dict[str, dict] = field(default_factory=dict)
    events: tuple[str, ...] = ()
    unreadable: str = ""
    seed: int = 0
    sandboxed: bool = True
    seconds: float = 0.0

    @property
    def score(self) -> float | None:
        """Points of all checks together; None where a person has to look."""
        return None if self.notebook is None else sum(v["score"] for v in self.verdicts.values())


class ServerPool:
    """One fork server for each set of imports, started when it is first needed."""

    def __init__(self, limits: Limits | None = None, sandbox: bool = True) -> None:
        self.limits = limits or Limits()
        self.sandbox = sandbox
        self._servers: dict[tuple[str, ...], ForkServer] = {}
        self._lock = threading.Lock()

    def server(self, imports: tuple[str, ...]) -> ForkServer:
        """The server whose kernels may import these besides NumPy and matplotlib."""
        with self._lock:
            if imports not in self._servers:
                self._servers[imports] = ForkServer(imports, self.limits, self.sandbox)
            return self._servers[imports]

    def warm_up(self, imports: tuple[str, ...]) -> None:
        """Start this server in the background, while there is something else to do.

        What is wrong with it is said by whoever needs it.
        """

        def start() -> None:
            with contextlib.suppress(SandboxUnavailable, ServerDied, ValueError, OSError):
                self.server(imports).start()

        threading.Thread(target=start, name="start of a fork server", daemon=True).start()

    def use(self, limits: Limits) -> None:
        """Set the limits of the kernels to come."""
        with self._lock:
            self.limits = limits
            for server in self._servers.values():
                server.limits = limits

    def close(self) -> None:
        """End all servers and their kernels."""
        with self._lock:
            for server in self._servers.values():
                server.close()
            self._servers.clear()

    def __enter__(self) -> "ServerPool":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def judge_submission(task: Task, servers: ServerPool) -> Judged:
    """Judge a submission. A server that dies on the way is started again and tried once more."""
    start = time.monotonic()
    seed = secrets.randbits(63) if task.seed is None else task.seed
    instructor, original = _prepared(task.instructor)
    submitted = task.notebook
    if isinstance(submitted, bytes):
        submitted = read_submission(submitted, task.limits.notebook)
    if isinstance(submitted, Unreadable):
        return Judged(None, unreadable=submitted.reason, seed=seed)
    notebook, repairs = repair(submitted.content, original)
    module = module_for(task.assignment, instructor)
    server = servers.server(module.imports if module else ())
    texts = [cell.source for cell in instructor.cells if cell.cell_type == "markdown"]
    for attempt in (1, 2):
        run = NotebookRun(notebook, server, task.files, task.limits, seed, texts)
        try:
            run.grade()
            break
        except ServerDied:
            if attempt == 2:
                reason = "the grader's own server ended twice while this submission ran"
                return Judged(None, unreadable=reason, seed=seed)
    repaired = [each.text for each in (*submitted.repairs, *repairs)]
    events = [*task.events, *repaired, *run.events]
    graded = run.notebook
    graded.metadata[NOTEBOOK_KEY] = {
        "events": events,
        "seed": seed,
        "sandboxed": task.sandbox,
    }
    if notes := _notes(events, task.sandbox):
        graded.cells.insert(0, notes)
    return Judged(
        json.dumps(graded).encode(),  # it is validated when it is written
        {name: verdict.to_json() for name, verdict in run.verdicts.items()},
        tuple(events),
        seed=seed,
        sandboxed=task.sandbox,
        seconds=time.monotonic() - start,
    )


def _notes(events: list[str], sandboxed: bool) -> NotebookNode | None:
    """A cell at the top of the feedback that says what was out of the ordinary."""
    if not sandboxed:
        events = [*events, "This notebook was graded without a sandbox, next to other files."]
    if not events:
        return None
    lines = "\n".join(f"- {as_markdown(event)}" for event in events)
    return nbformat.v4.new_markdown_cell(f"**Notes on how this was graded**\n\n{lines}")


@functools.lru_cache(maxsize=8)
def _prepared(source: bytes) -> tuple[NotebookNode, Original]:
    """The instructor's notebook, and what repairing goes by: once for a whole class."""
    notebook = nbformat.reads(source.decode(), as_version=4)
    return notebook, Original.of(notebook)


def module_for(assignment: str, notebook: NotebookNode) -> Module | None:
    """The module of an assignment, by its name or else by the exercises that it checks."""
    by_name = {module.assignment: module for module in modules()}
    if assignment in by_name:
        return by_name[assignment]
    checked = {c.exercise.id for c in map(check_call, notebook.cells) if c}
    for module in modules():
        if checked & {exercise.id for exercise in module.exercises}:
            return module
    return None
