"""Run a repaired notebook in sandboxed kernels, cell by cell, and judge its checks.

A cell that ends or hangs its kernel costs that cell alone: a fresh kernel is forked, the
cells before are run again without it, and grading goes on.
"""

import copy
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode

from nngrader.checking.scoring import Runner, score
from nngrader.checking.verdict import Verdict
from nngrader.inside.drivers import name_of
from nngrader.inside.observe import Call, Outcome
from nngrader.kernels.fork_server import ForkServer
from nngrader.kernels.kernel import CellResult, Kernel
from nngrader.kernels.outputs import Output
from nngrader.limits import Limits
from nngrader.submissions.check_cells import CheckCall, check_call
from nngrader.submissions.sanitize import clean_attachments, clean_markdown, clean_output


@dataclass(frozen=True)
class NotebookRun:
    """What came of running a notebook: with its outputs, the verdicts by exercise, the events."""

    notebook: NotebookNode
    verdicts: Mapping[str, Verdict]
    events: tuple[str, ...]


def run_notebook(
    notebook: NotebookNode,
    server: ForkServer,
    files: Mapping[str, bytes],
    limits: Limits,
    seed: int,
    texts: Collection[str] = (),
) -> NotebookRun:
    """Run every cell in order; judge each check when it is reached.

    notebook: repaired; it stays as it is. files: what lies beside it. seed: of the inputs.
    texts: of the instructor's text cells, which stay as they are. ServerDied when the server
    ends meanwhile.
    """
    return _Run(notebook, server, files, limits, seed, texts).grade()


class _Run:
    """One run of one notebook, as far as it has come."""

    def __init__(
        self,
        notebook: NotebookNode,
        server: ForkServer,
        files: Mapping[str, bytes],
        limits: Limits,
        seed: int,
        texts: Collection[str],
    ) -> None:
        self.notebook = copy.deepcopy(notebook)
        self.verdicts: dict[str, Verdict] = {}
        self.events: list[str] = []
        self._server = server
        self._files = files
        self._limits = limits
        self._seed = seed
        self._texts = frozenset(texts)
        self._kernel: Kernel | None = None
        self._left_out: set[int] = set()  # cells that must not be run again
        self._output_room = limits.notebook_output

    def grade(self) -> NotebookRun:
        self._deadline = time.monotonic() + self._limits.submission
        try:
            for i, cell in enumerate(self.notebook.cells):
                if cell.cell_type != "code":
                    _clean_text_cell(cell, self._texts)
                    continue
                cell.execution_count = i + 1
                asked = check_call(cell)
                cell.outputs = self._judge(i, asked) if asked else self._run(i, cell)
        finally:
            self._end_kernel()
        return NotebookRun(self.notebook, self.verdicts, tuple(self.events))

    # ------------------------------------------------------------ cells

    def _run(self, index: int, cell: NotebookNode) -> list[NotebookNode]:
        if not cell.source.strip():
            return []
        result = self._execute(index, cell.source)
        if result is None:
            return [_note_as_error("TimeUp", "not run: the time for this notebook was used up")]
        raw = self._within_room(index, _nodes(result.outputs))
        cleaned = (clean_output(output, self._limits) for output in raw)
        outputs = [output for output in cleaned if output is not None]
        for output in outputs:
            if "execution_count" in output:  # the kernel's own is nothing to rely on
                output.execution_count = index + 1
        if result.status in ("died", "timeout"):
            what = result.reason or "it was stopped"
            self._leave_out(index, f"was left out ({what})")
            if not any(o.output_type == "error" for o in outputs):
                outputs.append(_note_as_error("Stopped", what))
        if result.cut:
            self.events.append(f"The output of cell {index + 1} was too long and has been cut.")
        return outputs

    def _judge(self, index: int, asked: CheckCall) -> list[NotebookNode]:
        exercise = asked.exercise
        if self._time_left() <= 0:
            verdict = Verdict(
                exercise.id,
                0.0,
                exercise.points,
                problem="Not checked: the cells before used up the time for this notebook.",
                seed=self._seed,
            )
        else:
            kernel = self._living_kernel(index)
            source = self._answer(exercise.id)
            verdict = score(exercise, self._runner(asked, kernel), self._seed, source)
        # The instructor may have given it more or fewer points than the exercise declares.
        verdict = verdict.worth(asked.points)
        self.verdicts[exercise.id] = verdict
        shown = {"data": verdict._repr_mimebundle_(), "metadata": {}, "execution_count": index + 1}
        return _nodes([{"output_type": "execute_result", **shown}])

    def _answer(self, exercise_id: str) -> str:
        sources = [
            cell.source
            for cell in self.notebook.cells
            if cell.metadata.get("nbgrader", {}).get("grade_id") == exercise_id
        ]
        return sources[-1] if sources else ""

    def _runner(self, asked: CheckCall, kernel: Kernel) -> Runner:
        def run(groups: Sequence[Sequence[Call]]) -> Sequence[Sequence[Outcome]]:
            usual = self._limits.fit if asked.exercise.run.trains else self._limits.check
            limit = min(usual, self._time_left())
            return kernel.ask(
                asked.names, groups, driver=name_of(asked.exercise.run.driver), limit=limit
            )

        return run

    # ------------------------------------------------------------ kernels

    def _execute(self, index: int, source: str) -> CellResult | None:
        """Run source in a kernel that has seen the cells before; None if time is up."""
        kernel = self._living_kernel(index)
        left = self._time_left()
        if left <= 0:
            return None
        return kernel.run(source, limit=min(self._limits.cell, left))

    def _living_kernel(self, index: int) -> Kernel:
        """A kernel in the state that cell ``index`` has to find."""
        while self._kernel is None or not self._kernel.alive:
            self._end_kernel()
            self._kernel = self._server.kernel(self._files)
            for problem in self._kernel.problems:
                event = f"A file of the submission could not be given to it: {problem}"
                if event not in self.events:
                    self.events.append(event)
            if self._replay(self._kernel, index):
                break  # else another cell ended it: now that one is left out, too
        return self._kernel

    def _replay(self, kernel: Kernel, index: int) -> bool:
        for i, cell in enumerate(self.notebook.cells[:index]):
            runs = cell.cell_type == "code" and i not in self._left_out and cell.source.strip()
            if not runs or check_call(cell):
                continue
            left = self._time_left()
            if left <= 0:
                return True
            result = kernel.run(cell.source, limit=min(self._limits.cell, left))
            if result.status in ("died", "timeout"):
                what = result.reason or "it was stopped"
                self._leave_out(i, f"was left out when it was run again ({what})")
            if not kernel.alive:
                return False
        return True

    def _leave_out(self, index: int, what: str) -> None:
        self._left_out.add(index)
        self.events.append(f"Cell {index + 1} {what}; the rest was graded without it.")

    def _end_kernel(self) -> None:
        if self._kernel is not None:
            self._kernel.close()
            self._kernel = None

    def _time_left(self) -> float:
        return self._deadline - time.monotonic()

    def _within_room(self, index: int, outputs: list[NotebookNode]) -> list[NotebookNode]:
        size = sum(len(str(output)) for output in outputs)
        self._output_room -= size
        if self._output_room >= 0 or not outputs:
            return outputs
        self.events.append(
            f"The output of cell {index + 1} was left out: there is too much in all."
        )
        # An error has to stay: it is what takes the points from an instructor's own test.
        return [output for output in outputs if output.output_type == "error"][:1]


def _nodes(outputs: Sequence[Output]) -> list[NotebookNode]:
    return [nbformat.from_dict(output) for output in outputs]


def _note_as_error(name: str, text: str) -> NotebookNode:
    shown = {"ename": name, "evalue": text, "traceback": [f"{name}: {text}"]}
    return nbformat.from_dict({"output_type": "error", **shown})


def _clean_text_cell(cell: NotebookNode, instructors: Collection[str]) -> None:
    if cell.metadata.get("nbgrader", {}).get("locked"):
        _mark_given(cell)
        return  # the instructor's own text
    if "attachments" in cell:
        clean_attachments(cell)
    attached = "attachment:" in cell.source  # the student may have taken that away
    if cell.cell_type == "markdown" and cell.source in instructors and not attached:
        _mark_given(cell)
        return
    cell.source = clean_markdown(cell.source, cell.get("attachments", ()))
    if cell.cell_type == "raw":  # with a format, raw cells go into a page as they are
        cell.metadata.pop("format", None)
        cell.metadata.pop("raw_mimetype", None)


def _mark_given(cell: NotebookNode) -> None:
    """Note that everybody has this text: a page of feedback folds it."""
    if not cell.metadata.get("nbgrader", {}).get("grade"):
        cell.metadata["nngrader"] = {"given": True}
