"""What the commands print, and their exit codes."""

import json
import os
import re
import sys
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from needs import need
from smallclass import ASSIGNMENT, POINTS, SOLUTIONS, SmallClass, make_template

from nngrader.batch import executors, grade_class
from nngrader.commands import cli
from nngrader.kernels import pool
from nngrader.kernels.doctor import Finding
from nngrader.kernels.sandbox import SandboxUnavailable


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    need("user namespaces")
    return make_template(tmp_path_factory.mktemp("template") / "class")


@pytest.fixture
def small(template, tmp_path) -> SmallClass:
    return SmallClass(template, tmp_path / "course")


@pytest.fixture
def nngrader(small, capsys):
    """Run a command in this course: its exit code, what it prints, what it complains of."""

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            code = cli.main([*arguments, "--course-root", str(small.root)])
        except SystemExit as error:
            code = error.code
        return code, *capsys.readouterr()

    return run


# ---------------------------------------------------------------- grade


def test_a_class_without_faults(small, nngrader):
    small.hand_in("ada")
    small.hand_in("ben", {})
    code, out, err = nngrader("grade", ASSIGNMENT)
    assert (code, err) == (0, "")
    assert f"{ASSIGNMENT}: 2 submissions" in out
    assert re.search(r"graded +2\n", out)
    assert re.search(rf"mean score +{POINTS / 2:.2f} of {POINTS:g}\n", out)
    code, out, err = nngrader("grade", ASSIGNMENT)
    assert (code, err) == (0, "")
    assert re.search(r"unchanged +2\n", out)


def test_who_has_no_grade_is_named_at_once_and_at_the_end(small, nngrader):
    small.hand_in("ada")
    small.hand_in("ben", content=b"")
    code, out, err = nngrader("grade", ASSIGNMENT)
    assert code == 1
    assert "ben: needs a person. The file is empty." in err
    assert "ben: needs a person. The file is empty." in out
    assert re.search(r"needs a person +1\n", out)
    assert re.search(rf"mean score +{POINTS:.2f} of {POINTS:g}\n", out)


def test_options_of_grade(small, nngrader):
    for student in ("ada", "ben", "cleo"):
        small.hand_in(student)
    arguments = ["grade", ASSIGNMENT, "--student", "ada", "--student", "ben", "--seed", "7"]
    code, out, _ = nngrader(*arguments)
    assert code == 0
    assert small.finished() == {"ada", "ben"}
    assert small.how("ada")["seed"] == 7
    assert re.search(r"seed +7\b", out)
    code, out, _ = nngrader("grade", ASSIGNMENT, "--student", "ada", "--force", "--seed", "8")
    assert re.search(r"graded +1\n", out)
    assert small.how("ada")["seed"] == 8


def test_no_sandbox_is_said_everywhere(small, nngrader):
    small.hand_in("ada")
    code, out, err = nngrader("grade", ASSIGNMENT, "--no-sandbox")
    assert code == 0
    assert ("you are root" if os.geteuid() == 0 else "Warning: no sandbox") in err
    assert re.search(r"sandbox +none", out)
    assert small.how("ada")["sandboxed"] is False
    assert "without a sandbox" in small.graded("ada").read_text()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["grade"], "required"),
        (["grade", "09_nothing"], "can't be read"),
        (["grade", ASSIGNMENT, "--student", "zoe"], "by: zoe"),
        (["grade", ASSIGNMENT, "--jobs", "0"], "at least 1"),
        (["grade", ASSIGNMENT, "--jobs", "2", "--scheduler", "tcp://x:1"], "not allowed with"),
        (["grade", ASSIGNMENT, "--scheduler", "tcp://127.0.0.1:9"], "No Dask scheduler"),
        (["grade-file"], "required"),
    ],
)
def test_wrong_usage(small, nngrader, monkeypatch, arguments, complaint):
    monkeypatch.setattr("nngrader.batch.cluster.CONNECT_SECONDS", 0.5)
    small.hand_in("ada")
    code, out, err = nngrader(*arguments)
    assert (code, out) == (2, "")
    assert complaint in err
    assert small.finished() == set()


def test_a_cluster_without_dask(small, nngrader, monkeypatch):
    monkeypatch.delitem(sys.modules, "nngrader.batch.cluster", raising=False)
    monkeypatch.setitem(sys.modules, "distributed", None)
    small.hand_in("ada")
    code, _, err = nngrader("grade", ASSIGNMENT, "--scheduler", "tcp://127.0.0.1:9")
    assert code == 2
    assert "pip install -e '.[cluster]'" in err


def test_without_a_sandbox_it_refuses_and_says_what_to_do(small, nngrader, monkeypatch):
    def unavailable(*given):
        raise SandboxUnavailable("no bubblewrap: apt install bubblewrap")

    monkeypatch.setattr(pool, "probe_isolation", unavailable)
    small.hand_in("ada")
    code, _, err = nngrader("grade", ASSIGNMENT)
    assert code == 1
    assert "apt install bubblewrap" in err
    assert "--no-sandbox" in err
    assert small.finished() == set()


def test_in_a_sandbox_that_does_not_hold_nothing_is_graded(small, nngrader, monkeypatch):
    broken = [Finding("network", False, "a connection"), Finding("writing", True, "no")]
    monkeypatch.setattr(pool, "probe_isolation", lambda server: broken)
    small.hand_in("ada")
    code, _, err = nngrader("grade", ASSIGNMENT)
    assert code == 1
    assert "network: a connection" in err
    assert "writing" not in err
    assert small.finished() == set()


def test_a_second_batch(small, nngrader):
    small.hand_in("ada")
    with grade_class.locked(small.course):
        code, out, err = nngrader("grade", ASSIGNMENT)
    assert (code, out) == (1, "")
    assert "Another batch is at work" in err


def test_debug_shows_where_the_grader_failed(small, nngrader, monkeypatch):
    def fail(task, servers):
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(executors, "judge", fail)
    small.hand_in("ada")
    code, out, err = nngrader("grade", ASSIGNMENT)
    assert code == 1
    assert "ada: failed. The grader had an error: ZeroDivisionError: oh" in err
    assert "Traceback" not in err
    assert re.search(r"failed +1\n", out)
    assert "in fail" in nngrader("grade", ASSIGNMENT, "--debug")[2]


# ---------------------------------------------------------------- grade-file


def test_a_file_as_text(small, nngrader):
    path = small.hand_in("ada", {**SOLUTIONS, "step": "def step(z):\n    return z >= 0\n"})
    code, out, err = nngrader("grade-file", str(path))
    assert (code, err) == (0, "")
    assert out.startswith(f"{ASSIGNMENT}.ipynb ({ASSIGNMENT}): ")
    assert "step: Not yet right" in out
    assert "Mistake found" in out
    assert small.scores() == {}  # and no gradebook


def test_a_file_as_json(small, nngrader):
    path = small.hand_in("ada")
    code, out, _ = nngrader("grade-file", str(path), "--json", "--seed", "3")
    found = json.loads(out)
    assert code == 0
    assert found["score"] == found["max_score"] == POINTS
    assert found["seed"] == 3
    assert set(found["verdicts"]) == set(SOLUTIONS)
    assert found["verdicts"]["step"]["score"] == 1


def test_the_assignment_is_found_by_what_is_in_the_file(small, nngrader, tmp_path):
    renamed = small.hand_in("ada").rename(tmp_path / "my homework (1).ipynb")
    code, out, _ = nngrader("grade-file", str(renamed), "--json")
    assert (code, json.loads(out)["assignment"]) == (0, ASSIGNMENT)


def test_the_limits_of_the_course_hold_for_a_file(small, tmp_path):
    small.configure('c.Judge.limits = {"notebook": 30_000_000}')
    notebook = nbformat.read(small.hand_in("ada"), as_version=4)
    notebook.cells.append(nbformat.v4.new_raw_cell("x" * 21_000_000))
    path = tmp_path / "large, of another name.ipynb"
    nbformat.write(notebook, path)
    code, out, err = small.nngrader("grade-file", str(path), "--json")
    assert (code, json.loads(out)["assignment"]) == (0, ASSIGNMENT), err


def test_a_file_of_no_assignment(nngrader, tmp_path):
    path = tmp_path / "other.ipynb"
    path.write_text('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}')
    code, _, err = nngrader("grade-file", str(path))
    assert code == 2
    assert "--assignment" in err
    code, out, _ = nngrader("grade-file", str(path), "--assignment", ASSIGNMENT)
    assert code == 0
    assert f"0 of {POINTS:g} points" in out


@pytest.mark.parametrize("name", [f"{ASSIGNMENT}.ipynb", "other.ipynb"])
def test_a_file_that_is_no_notebook(nngrader, tmp_path, name):
    path = tmp_path / name
    path.write_text("def step(z): ...")
    code, out, _ = nngrader("grade-file", str(path))
    assert code == 1
    assert "can't be graded. The file is not a notebook" in out
    code, out, _ = nngrader("grade-file", str(path), "--json")
    found = json.loads(out)
    assert code == 1
    assert found["score"] is None
    assert "not a notebook" in found["problem"]


def test_a_file_as_a_page(small, nngrader, tmp_path):
    path = small.hand_in("ada", {**SOLUTIONS, "step": "def step(z):\n    return z >= 0\n"})
    to = tmp_path / "page.html"
    code, out, _ = nngrader("grade-file", str(path), "--html", str(to))
    assert code == 0
    page = BeautifulSoup(to.read_text(encoding="utf-8"), "html.parser")
    points = re.search(rf"([\d.]+) of {POINTS:g} points", out)[1]
    assert page.h1.get_text() == f"01_weights_and_bias: {points} of {POINTS:g} points"
    assert len(page.select(".nngrader-verdict")) == len(SOLUTIONS)
    assert not page.select("script")
    loads = [tag for tag in page.select("[src], link[href]") if not is_inside(tag)]
    assert loads == []


def is_inside(tag) -> bool:
    return (tag.get("src") or tag.get("href")).startswith("data:")


def test_a_page_that_cannot_be_written(small, nngrader):
    path = small.hand_in("ada")
    code, _, err = nngrader("grade-file", str(path), "--html", "/nowhere/page.html")
    assert code == 1
    assert "can't be written" in err


# ---------------------------------------------------------------- doctor


def test_doctor_says_what_the_machine_gives(capsys):
    need("user namespaces")
    code = cli.main(["doctor"])
    out = capsys.readouterr().out
    assert code == (1 if "FAIL" in out else 0)
    assert "network" in out


def test_doctor_without_a_sandbox(capsys, monkeypatch):
    monkeypatch.setattr("nngrader.kernels.sandbox.why_not", lambda: "no bubblewrap")
    assert cli.main(["doctor"]) == 1
    assert "no bubblewrap" in capsys.readouterr().out
