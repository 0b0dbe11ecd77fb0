"""What may import what, and types: import-linter and mypy hold them, in `make lint` and here."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from notebooks import PROJECT

LINT = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]

# (the contract that forbids it, a file, what it must not import)
WRONG = [
    ("floors", "nngrader/gradebook/course.py", "nngrader.batch.worker"),
    ("floors", "nngrader/batch/worker.py", "nngrader.plugins.collect"),
    ("floors", "nngrader/plugins/collect.py", "nngrader.reports.class_data"),
    ("floors", "nngrader/submissions/reading.py", "nngrader.checking.verdict"),
    ("floors", "nngrader/inside/wire.py", "nngrader.limits"),
    ("floors", "nngrader/limits.py", "nngrader.inside.wire"),
    ("any-course", "nngrader/inside/wire.py", "nngrader"),
    ("any-course", "nngrader/commands/cli.py", "nnexercises"),
    ("any-course", "nngrader/values/compare.py", "nnbasics.neurons"),
    ("exercises", "nnexercises/m01_weights_and_bias/step.py", "nngrader"),
    ("exercises", "nnexercises/drivers/m03.py", "nngrader.limits"),
    ("exercises", "nnexercises/__init__.py", "nngrader.declare.registry"),
    ("nnbasics-alone", "nnbasics/notebook/progress.py", "nngrader.checking.progress"),
    ("nnbasics-alone", "nnbasics/data.py", "nnexercises.record"),
    ("experiments", "nnbasics/neurons.py", "nnbasics.experiments.kinks"),
    ("experiments", "nnbasics/notebook/show.py", "nnbasics.experiments.kinks"),
    ("figures", "nnbasics/experiments/kinks.py", "nnbasics.figures.style"),
    ("figures", "nnbasics/notebook/quiz.py", "nnbasics.figures.plane"),
    ("explorers", "nnbasics/figures/plane.py", "nnbasics.explorers.live"),
    ("notebook", "nnbasics/explorers/live.py", "nnbasics.notebook.show"),
    ("circles", "nngrader/checking/findings.py", "nngrader.checking.verdict"),
    ("circles", "nnbasics/neurons.py", "nnbasics.training"),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """import-linter in ``folder``, a copy of the project or the project itself."""
    paths = os.pathsep.join(str(folder / name) for name in ("grading", "lib"))
    environment = os.environ | {"PYTHONPATH": paths, "COLUMNS": "200"}
    return subprocess.run(LINT, cwd=folder, env=environment, capture_output=True, text=True)


def broken(result: subprocess.CompletedProcess[str]) -> list[str]:
    """The names of the contracts that are broken."""
    return re.findall(r"^(.+) BROKEN\b", result.stdout, re.MULTILINE)


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    shutil.copy(PROJECT / "pyproject.toml", folder)
    only_code = shutil.ignore_patterns("__pycache__", "submitted", "autograded", "feedback")
    for name in ("grading", "lib"):
        shutil.copytree(PROJECT / name, folder / name, ignore=only_code)
    return folder


@pytest.fixture(scope="module")
def names(copy) -> dict[str, str]:
    """The contracts' names, by their ids."""
    contracts = re.findall(
        r'^id = "(.+)"\nname = "(.+)"', (copy / "pyproject.toml").read_text(), re.M
    )
    return dict(contracts)


def test_all_imports_are_as_they_may_be():
    result = lint(PROJECT)
    assert result.returncode == 0, result.stdout
    assert not broken(result) and "0 broken" in result.stdout


@pytest.mark.parametrize("contract, file, module", WRONG)
def test_a_wrong_import_is_found_even_inside_a_function(copy, names, contract, file, module):
    path = next(p for p in (copy / "grading" / file, copy / "lib" / file) if p.exists())
    before = path.read_text()
    path.write_text(f"{before}\n\ndef late():\n    import {module}\n")
    try:
        result = lint(copy)
    finally:
        path.write_text(before)
    assert result.returncode == 1, result.stdout
    assert names[contract] in broken(result)


def test_every_contract_is_tried_above(names):
    assert set(names) == {contract for contract, _, _ in WRONG}


def test_a_new_folder_of_the_judge_needs_a_floor(copy, names):
    new = copy / "grading" / "nngrader" / "attic"
    new.mkdir()
    (new / "__init__.py").touch()
    try:
        result = lint(copy)
    finally:
        shutil.rmtree(new)
    assert result.returncode == 1
    assert "nngrader.attic" in result.stdout


# --- types ------------------------------------------------------------------------------


def types(*files: Path) -> subprocess.CompletedProcess[str]:
    """mypy as the project configures it. What it has found out stays in .mypy_cache."""
    paths = os.pathsep.join(str(PROJECT / name) for name in ("grading", "lib"))
    environment = os.environ | {"MYPYPATH": paths}
    command = [sys.executable, "-m", "mypy", *files]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True)


def test_types_are_right():
    result = types()
    assert result.returncode == 0, result.stdout


def test_wrong_types_are_found(tmp_path):
    wrong = {
        "Limits(cell='30 s')": "arg-type",
        "def show(verdict): return str(verdict)": "no-untyped-def",
        "def count(values: dict) -> int: return len(values)": "type-arg",
        "mse(1.0, 2.0, 3.0)": "call-arg",
        "x = 1  # type: ignore[assignment]": "unused-ignore",
    }
    file = tmp_path / "wrong.py"
    imports = ["from nnbasics.losses import mse", "from nngrader.limits import Limits"]
    file.write_text("\n".join([*imports, *wrong]))
    found = re.findall(r"wrong\.py:(\d+): error: .+\[(.+)\]$", types(file).stdout, re.MULTILINE)
    assert found == [(str(line), error) for line, error in enumerate(wrong.values(), start=3)]


def test_only_pictures_are_not_checked():
    config = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["mypy"]
    assert config["files"] == ["lib/nnbasics", "grading/nngrader"] and config["strict"]
    unchecked = [o["module"] for o in config["overrides"] if o.get("ignore_errors")]
    assert unchecked == [["nnbasics.explorers.*", "nnbasics.figures.*"]]


# --- make lint --------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
def test_make_lint_runs_all_of_it():
    told = subprocess.run(
        ["make", "-n", "lint"], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    for tool in ("ruff check", "ruff format --check", "codespell", "lint-imports", "mypy"):
        assert f".venv/bin/{tool}" in told.stdout
