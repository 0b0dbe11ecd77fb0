"""How a notebook is run, cell by cell, with kernels that do what the test tells them."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from nngrader.inside.observe import Call, Outcome
from nngrader.judging import notebook_run
from nngrader.judging.notebook_run import NotebookRun, run_notebook
from nngrader.kernels.kernel import CellResult
from nngrader.limits import Limits

PICTURE = "![look](attachment:a.png)"  # a text of the instructor's
LIMITS = Limits(cell=10, check=20, fit=30, submission=100)


class Clock:
    """Time that passes only where a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@dataclass
class Script:
    """What kernels do, and in log what they were asked.

    cells: what a cell gives, by its source: the first time, the second time, …; then, and where
    it is not named, nothing. seconds: how long it takes.
    """

    cells: dict[str, list[CellResult]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    log: list[tuple[object, ...]] = field(default_factory=list)
    kernels: int = 0

    def asked(self, kernel: int) -> list[object]:
        """The sources that a kernel has run, in order."""
        return [entry[2] for entry in self.log if entry[:2] == (kernel, "run")]


class ScriptedKernel:
    """A `Kernel` without a process."""

    def __init__(self, script: Script, clock: Clock) -> None:
        script.kernels += 1
        self._number, self._script, self._clock = script.kernels, script, clock
        self.alive, self.problems = True, script.problems

    def run(self, source: str, limit: float) -> CellResult:
        self._script.log.append((self._number, "run", source, limit))
        self._clock.now += self._script.seconds.get(source, 0)
        results = self._script.cells.get(source)
        result = results.pop(0) if results else CellResult([], "ok")
        self.alive = result.status != "died"
        return result

    def ask(
        self, names: Sequence[str], groups: Sequence[Sequence[Call]], driver: str, limit: float
    ) -> list[list[Outcome]]:
        self._script.log.append((self._number, "ask", names, driver, limit))
        return [[Outcome(np.dot(c.args[0], c.args[1]) + c.args[2]) for c in g] for g in groups]

    def close(self) -> None:
        self._script.log.append((self._number, "close"))


@pytest.fixture
def run(monkeypatch) -> Callable[..., NotebookRun]:
    """Run cells as a script has it."""
    clock = Clock()
    monkeypatch.setattr(notebook_run, "time", clock)

    def run(script: Script, *cells: NotebookNode | str, limits: Limits = LIMITS) -> NotebookRun:
        server = SimpleNamespace(kernel=lambda files: ScriptedKernel(script, clock))
        made = [new_code_cell(cell) if isinstance(cell, str) else cell for cell in cells]
        notebook = new_notebook(cells=made)
        before = deepcopy(notebook)
        result = run_notebook(notebook, server, {}, limits, seed=5, texts=["Given.", PICTURE])
        assert notebook == before
        assert script.log[-1:] == [(script.kernels, "close")] or script.kernels == 0
        return result

    return run


def check_cell(points: float = 1) -> NotebookNode:
    """The check of an exercise of the course, which the kernel's answers are right for."""
    marks = {"grade": True, "solution": False, "points": points, "grade_id": "check_weighted_sum"}
    return new_code_cell('check("weighted_sum", weighted_sum)', metadata={"nbgrader": marks})


def stream(text: str) -> dict[str, object]:
    return {"output_type": "stream", "name": "stdout", "text": text}


def error(name: str) -> dict[str, object]:
    return {"output_type": "error", "ename": name, "evalue": "", "traceback": [name]}


def shown(result: NotebookRun, place: int) -> list[str]:
    """The outputs of a cell: texts, and names of errors."""
    return [o.get("text") or o.get("ename") for o in result.notebook.cells[place].outputs]


# ---------------------------------------------------------------- cells


def test_cells_run_in_one_kernel_in_their_order_but_for_empty_ones(run):
    script = Script()
    result = run(script, "a = 1", new_markdown_cell("Text."), "  \n", "b = 2")
    assert script.asked(1) == ["a = 1", "b = 2"] and script.kernels == 1
    counts = [cell.get("execution_count") for cell in result.notebook.cells]
    assert counts == [1, None, 3, 4]
    assert result.events == ()


def test_the_count_of_a_result_is_that_of_its_cell(run):
    """The kernel's own counts the cells of an earlier kernel, too, or what a student made of it."""
    output = {"output_type": "execute_result", "data": {"text/plain": "1"}, "metadata": {}}
    script = Script({"a": [CellResult([{**output, "execution_count": 99}], "ok")]})
    result = run(script, "", "a")
    assert result.notebook.cells[1].outputs[0].execution_count == 2


def test_a_cell_that_raises_is_no_reason_for_another_kernel(run):
    script = Script({"bad": [CellResult([error("KeyError")], "error")]})
    result = run(script, "bad", "good")
    assert script.kernels == 1 and shown(result, 0) == ["KeyError"] and result.events == ()


def test_what_was_cut_is_said(run):
    result = run(Script({"loud": [CellResult([stream("x")], "ok", cut=True)]}), "", "loud")
    assert result.events == ("The output of cell 2 was too long and has been cut.",)


@pytest.mark.parametrize("status", ["died", "timeout"])
def test_a_cell_that_is_left_out_says_why_once(run, status):
    """Beside the error that the kernel has shown, if it has."""
    reason = "it ended the kernel"
    outputs = [stream("so far"), error("KeyboardInterrupt")]
    script = Script({
        "silent": [CellResult([stream("so far")], status, reason=reason)],
        "loud": [CellResult(outputs, status, reason="")],
    })  # fmt: skip
    result = run(script, "silent", "loud")
    assert shown(result, 0) == ["so far", "Stopped"]
    assert result.notebook.cells[0].outputs[1].evalue == reason
    assert shown(result, 1) == ["so far", "KeyboardInterrupt"]
    assert result.events == (
        f"Cell 1 was left out ({reason}); the rest was graded without it.",
        "Cell 2 was left out (it was stopped); the rest was graded without it.",
    )


def test_a_file_that_a_kernel_cannot_have_is_said_once(run):
    script = Script({"bad": [CellResult([], "died")]}, problems=("data.csv is a link",))
    result = run(script, "bad", "good")
    assert script.kernels == 2
    said = [event for event in result.events if "data.csv" in event]
    assert said == ["A file of the submission could not be given to it: data.csv is a link"]


# ---------------------------------------------------------------- another kernel


def test_after_a_dead_kernel_the_cells_before_run_again_without_the_one_that_ended_it(run):
    script = Script({"deadly": [CellResult([], "died")]})
    cells = ("a = 1", new_markdown_cell("Text."), check_cell(), " ", "deadly", "b = 2")
    result = run(script, *cells, check_cell())
    assert script.asked(1) == ["a = 1", "deadly"]
    assert script.asked(2) == ["a = 1", "b = 2"]  # and no check a second time
    assert (1, "close") in script.log
    assert [entry[:2] for entry in script.log if entry[1] == "ask"] == [(1, "ask"), (2, "ask")]
    assert result.verdicts["weighted_sum"].passed


def test_a_cell_that_was_stopped_and_left_the_kernel_alive_is_not_run_again_either(run):
    script = Script({
        "slow": [CellResult([], "timeout")],
        "deadly": [CellResult([], "died")],
    })  # fmt: skip
    run(script, "slow", "a = 1", "deadly", "b = 2")
    assert script.asked(1) == ["slow", "a = 1", "deadly"]
    assert script.asked(2) == ["a = 1", "b = 2"]


@pytest.mark.parametrize("status", ["died", "timeout"])
def test_a_cell_that_ends_the_second_kernel_is_left_out_from_then_on_and_said(run, status):
    """What went well the first time: a download that is refused, say, or a random number."""
    script = Script({
        "moody": [CellResult([], "ok"), CellResult([], status, reason="it ended the kernel")],
        "deadly": [CellResult([], "died")],
    })  # fmt: skip
    result = run(script, "moody", "a = 1", "deadly", "b = 2")
    last = script.kernels
    assert script.asked(2)[0] == "moody"
    assert script.asked(last)[-2:] == ["a = 1", "b = 2"]
    assert sum(script.asked(number).count("moody") for number in range(1, last + 1)) == 2
    assert len(result.events) == 2 and "Cell 3 was left out" in result.events[0]
    assert "Cell 1 was left out" in result.events[1] and "again" in result.events[1]


# ---------------------------------------------------------------- time


def test_each_cell_has_its_time_and_all_together_theirs(run):
    script = Script(seconds={"long": 95})
    run(script, "short", "long", "after")
    limits = [entry[3] for entry in script.log if entry[1] == "run"]
    assert limits == [10, 10, 5]


def test_checks_have_what_is_left(run):
    script = Script(seconds={"long": 93})
    run(script, check_cell(), "long", check_cell())
    asked = [entry[2:] for entry in script.log if entry[1] == "ask"]
    assert asked == [(("weighted_sum",), "call_once", 20), (("weighted_sum",), "call_once", 7)]


def test_when_the_time_is_used_up_nothing_is_run_and_every_cell_says_so(run):
    script = Script(seconds={"long": 101})
    result = run(script, "long", "after", check_cell(2))
    assert script.asked(1) == ["long"]
    assert shown(result, 1) == ["TimeUp"]
    verdict = result.verdicts["weighted_sum"]
    assert "used up the time" in verdict.problem
    assert (verdict.score, verdict.max_score, verdict.seed) == (0, 2, 5)


def test_time_that_is_used_up_while_cells_run_again_ends_it(run):
    script = Script({"deadly": [CellResult([], "died")]}, seconds={"slow": 40})
    result = run(script, "slow", "slow", "deadly", "after")
    assert script.asked(2) == [
        "slow"
    ]  # 120 of 100 seconds: neither the second one nor what follows
    assert shown(result, 3) == ["TimeUp"]


# ---------------------------------------------------------------- text


def test_only_text_of_the_instructors_stays_as_it_is(run):
    wild = "<script>alert(1)</script>Words."
    locked = new_markdown_cell(wild, metadata={"nbgrader": {"locked": True, "grade": False}})
    own = new_markdown_cell(wild)
    given = new_markdown_cell("Given.")
    result = run(Script(), locked, own, given)
    kept, cleaned, same = result.notebook.cells
    assert kept.source == wild and same.source == "Given."
    assert "<script>" not in cleaned.source and "Words." in cleaned.source
    assert result.events == ()


def test_a_picture_that_the_student_has_taken_away_is_not_looked_for(run):
    """A text that was handed out with a picture: nbconvert stops where it is not there."""
    there = new_markdown_cell(PICTURE, attachments={"a.png": {"image/png": "iVBORw0KGgo="}})
    gone = new_markdown_cell(PICTURE)
    result = run(Script(), there, gone)
    kept, broken = (cell.source for cell in result.notebook.cells)
    assert kept == PICTURE
    assert "](" not in broken and "look" in broken


def test_what_is_no_picture_is_taken_out_of_attachments_and_raw_cells_have_no_format(run):
    wild = new_markdown_cell(PICTURE, attachments={"a.png": {"text/html": "<script>"}})
    raw = new_raw_cell("<b>", metadata={"format": "text/html", "raw_mimetype": "text/html"})
    result = run(Script(), wild, raw)
    assert "<script>" not in str(result.notebook.cells[0])
    assert result.notebook.cells[1].metadata == {}
