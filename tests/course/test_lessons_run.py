"""Every lesson and every solution runs top to bottom in a fresh kernel, offline."""

import os

import nbformat
import pytest
from kernels import LONGEST_CELL, problems, run
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook
from notebooks import LESSONS, PROJECT, SOLUTIONS, name

VERDICT = "application/vnd.nngrader.verdict+json"


def uses_mnist(path):
    return "load_mnist(" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_lesson_runs(path):
    lesson = nbformat.read(path, as_version=4)
    wrong = run(lesson, PROJECT / "course", keep=path.name)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", [path for path in LESSONS if uses_mnist(path)], ids=name)
def test_lesson_runs_without_mnist(path, tmp_path, monkeypatch):
    """With no data and no network, the digits of scikit-learn take MNIST's place."""
    if "NNBASICS_DATA" not in os.environ:
        pytest.skip("without NNBASICS_DATA, test_lesson_runs has done this already")
    monkeypatch.setenv("NNBASICS_DATA", str(tmp_path))
    lesson = nbformat.read(path, as_version=4)
    wrong = run(lesson, PROJECT / "course", keep=f"without_mnist_{path.name}")
    assert not wrong, "\n".join(wrong)
    texts = [o.get("text", "") for cell in lesson.cells for o in cell.get("outputs", [])]
    assert any("scikit-learn" in text for text in texts)


@pytest.mark.parametrize("path", SOLUTIONS, ids=name)
def test_solution_runs_and_has_full_marks(path, tmp_path):
    """Far from the project: a submission is graded in a folder of its own."""
    solution = nbformat.read(path, as_version=4)
    wrong = run(solution, tmp_path, keep=f"solution_{path.name}")
    assert not wrong, "\n".join(wrong)
    checks = [cell for cell in solution.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    assert checks
    for cell in checks:
        verdict = next(o.data[VERDICT] for o in cell.outputs if VERDICT in o.get("data", {}))
        assert verdict["score"] == verdict["max_score"] == cell.metadata.nbgrader.points


# --- the test itself: it must see what it is there for ------------------------------------


def runs(source: str, folder) -> list[str]:
    return run(new_notebook(cells=[new_code_cell(source)]), folder)


def test_nothing_to_say_of_a_good_cell(tmp_path):
    assert runs("print(1 + 1)", tmp_path) == []


@pytest.mark.parametrize(
    "source",
    [
        "import warnings; warnings.warn('careful')",
        "import sys; print('careful', file=sys.stderr)",
        # A thread of the kernel reads it: what comes after the cell's end is nobody's output.
        "import os, time; os.write(2, b'careful'); time.sleep(2)",
    ],
    ids=["a warning", "stderr", "stderr below Python"],
)
def test_stderr_is_seen(source, tmp_path):
    (problem,) = runs(source, tmp_path)
    assert "careful" in problem


@pytest.mark.parametrize(
    "source",
    [
        "import urllib.request; urllib.request.urlopen('https://example.org')",
        "import socket; socket.create_connection(('example.org', 80))",
        "import socket; socket.socket().connect(('192.0.2.1', 80))",
        "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 53))",
    ],
    ids=["a page", "a name", "an address", "a datagram"],
)
def test_there_is_no_network(source, tmp_path):
    with pytest.raises(CellExecutionError, match=r"offline|Connection refused"):
        runs(source, tmp_path)


def test_a_slow_cell_is_seen():
    times = {
        "iopub.execute_input": "2026-01-01T10:00:00.000000+00:00",
        "shell.execute_reply": f"2026-01-01T10:00:{LONGEST_CELL + 1}.000000+00:00",
    }
    (problem,) = problems(0, new_code_cell("sleep()", metadata={"execution": times}))
    assert "took" in problem
