"""`nngrader new-exercise`, and CONTRIBUTING.md's way through it, followed to the letter."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from notebooks import PROJECT

from nngrader.commands import cli
from nngrader.commands.skeleton import NewExerciseError, Wanted

PARTS = ("grading", "lib", "solutions", "exercises", "tests", "Makefile", "pyproject.toml")
MADE = shutil.ignore_patterns(
    "__pycache__", ".*", "submitted", "autograded", "feedback", "exchange", "gradebook.db", "hub"
)
FENCE = re.compile(r"^(`{3,})(\w*)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"In\s+`([^`]+)`,\s+(all of it|in place of `(\w+)`):\s*\Z")
CELL = re.compile(r"In\s+the\s+cell\s+`([\w-]+)`:\s*\Z")


@dataclass
class Copy:
    """A copy of what the repository has, in which commands run on its own files."""

    root: Path

    def run(self, command: str) -> subprocess.CompletedProcess:
        keep = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "NNBASICS_"))}
        environment = keep | {
            "PYTHONPATH": os.pathsep.join([str(self.root / "grading"), str(self.root / "lib")]),
        }
        return subprocess.run(
            ["sh", "-ec", command], cwd=self.root, env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def files(self) -> dict[str, bytes]:
        """All files, with what is in them."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for part in PARTS
            for path in [self.root / part, *(self.root / part).rglob("*")]
            if path.is_file() and "__pycache__" not in path.parts
        }


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Copy:
    root = tmp_path_factory.mktemp("repository")
    for part in PARTS:
        if (PROJECT / part).is_dir():
            shutil.copytree(PROJECT / part, root / part, ignore=MADE)
        else:
            shutil.copy(PROJECT / part, root)
    # The environment of this test, which make takes for the copy's own.
    environment = root / ".venv"
    environment.mkdir()
    for path in Path(sys.prefix).iterdir():
        if not path.name.startswith("."):
            (environment / path.name).symlink_to(path)
    place = subprocess.run("pwd | cksum | cut -d' ' -f1", shell=True, cwd=root,
                           capture_output=True, text=True).stdout.strip()  # fmt: skip
    for stamp in ("ready", "ready-to-test"):
        (environment / f".{stamp}-{place}").touch()
    return Copy(root)


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["09_nothing", "f(z)"], "no module 09_nothing"),
        (["02_activations", "relu(z)"], "There is an exercise relu in 02_activations"),
        (["03_networks", "relu(z)"], "There is an exercise relu in 02_activations"),
        (["02_activations", "f"], "A signature looks like"),
        (["02_activations", "f(z"], "A signature looks like"),
        (["02_activations", "f(z): pass\ndef g(z)"], "A signature looks like"),
        (["02_activations", "f(z) -> float"], "A signature looks like"),
        (["02_activations", "f(*z)"], "Plain parameters only"),
        (["02_activations", "f(z: float)"], "No type hints"),
        (["02_activations", "f()"], "needs a parameter"),
        (["02_activations", "Adam2(params)"], "A class needs a driver"),
        (["02_activations", "draw(z)", "--after", "neuron"], "no exercise neuron in"),
        (["02_activations", "f(z)", "--points", "0"], "1 point or more"),
        (["02_activations", "f(z)", "--points", "1.5"], "whole number"),
        (["02_activations", "f(z)", "--minutes", "0"], "a minute or more"),
    ],
)
def test_wrong_usage(arguments, complaint, capsys, monkeypatch):
    def nothing(*given, **more):
        raise AssertionError("a file was written")

    monkeypatch.setattr(Path, "write_text", nothing)
    assert cli.main(["new-exercise", *arguments]) == 2
    assert complaint in capsys.readouterr().err


def test_a_file_that_is_in_the_way_stops_it_before_anything_is_written(copy):
    before = copy.files()
    done = copy.run('.venv/bin/nngrader new-exercise 02_activations "arrays(z)"')
    assert done.returncode == 2 and "arrays.py already" in done.stdout
    assert copy.files() == before


def test_in_a_file_with_others_before_it(copy, tmp_path):
    """In the middle of a module that is a single file; later exercises get the next number."""
    before = copy.files()
    done = copy.run(
        '.venv/bin/nngrader new-exercise 01_weights_and_bias "ramp(z, top=1.0)" --after step'
    )
    assert done.returncode == 0, done.stdout
    try:
        changed = {name for name, data in copy.files().items() if before.get(name) != data}
        assert changed == {
            "grading/nngrader/modules/m01_weights_and_bias.py",
            "lib/nnbasics/neurons.py",
            "solutions/01_weights_and_bias/01_weights_and_bias.ipynb",
            "tests/nnexercises/contracts/m01.py",
        }
        assert all(name in done.stdout for name in changed)
        path = copy.root / "solutions" / "01_weights_and_bias" / "01_weights_and_bias.ipynb"
        old = nbformat.reads(before[path.relative_to(copy.root).as_posix()].decode(), 4)
        notebook = nbformat.read(path, 4)
        new = [cell.id for cell in notebook.cells if cell.id not in {c.id for c in old.cells}]
        assert new == ["exercise-ramp", "answer-ramp", "check-ramp"]
        headings = re.findall(
            r"^## Exercise (\d+)", "\n".join(c.source for c in notebook.cells), re.M
        )
        assert headings == [str(i + 1) for i in range(len(headings))]
        listed = copy.run(".venv/bin/nngrader exercises").stdout.splitlines()
        place = next(i for i, line in enumerate(listed) if "ramp(z, top=1.0)" in line)
        assert "step(z)" in listed[place - 1] and "neuron(" in listed[place + 1]
        files = " ".join(sorted(changed))
        done = copy.run(f".venv/bin/ruff check {files} && .venv/bin/ruff format --check {files}")
        assert done.returncode == 0, done.stdout
    finally:
        for name in changed:
            (copy.root / name).write_bytes(before[name])


# ---------------------------------------------------------------- CONTRIBUTING.md


def steps() -> list[tuple[str, str, str]]:
    """The fenced blocks of the section: the text before each, its language, and what is in it."""
    text = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = re.search(r"^## Add an exercise\n(.*?)^## Code$", text, re.M | re.S)[1]
    found = list(FENCE.finditer(section))
    starts = [0, *(match.end() for match in found)]
    return [
        (section[start : match.start()], match[2], match[3])
        for start, match in zip(starts, found, strict=False)
    ]


def edit(copy: Copy, before: str, notebook: str, content: str) -> str:
    """Do what the text before a block says with what is in it; the notebook that it is about."""
    if cell := CELL.search(before):
        named = re.findall(r"`([^`]+\.ipynb)`", before)
        path = copy.root / (named[-1] if named else notebook)
        content_of = nbformat.read(path, 4)
        (wanted,) = (each for each in content_of.cells if each.id == cell[1])
        wanted.source = content.rstrip()
        nbformat.write(content_of, path)
        return named[-1] if named else notebook
    file = FILE.search(before)
    assert file, f"no place is said for the block after: {before[-200:]}"
    path = copy.root / file[1]
    if file[3]:
        name, old = file[3], path.read_text()
        pattern = rf'^(def {name}\(.*?(?=^\S|\Z)|    "{name}": .*?\n)'
        assert len(re.findall(pattern, old, re.M | re.S)) == 1
        content = re.sub(pattern, lambda _: content, old, count=1, flags=re.M | re.S)
    path.write_text(content)
    return notebook


def test_the_way_through_it_leads_to_green_tests(copy):
    before_it = copy.files()
    notebook, commands, unfinished = "", 0, None
    for before, language, content in steps():
        if language:
            notebook = edit(copy, before, notebook, content)
            continue
        for line in re.sub(r"\\\n", "", content).splitlines():
            done = copy.run(line.replace(". .venv/bin/activate", ":"))
            assert done.returncode == 0, f"{line}\n{done.stdout[-5000:]}"
            commands += 1
        if unfinished is None:
            tests = "tests/nnexercises/test_unfinished.py"
            command = f".venv/bin/python -m pytest -q {tests} -k softplus"
            unfinished = copy.run(command)
    assert commands == 4
    assert unfinished.returncode == 1
    assert "softplus is not finished" in unfinished.stdout
    for what in ("the title", "the inputs", "the reference", "the text cell", "the answer cell"):
        assert f"{what}: " in unfinished.stdout
    names = [name for name, data in copy.files().items() if before_it.get(name) != data]
    changed = " ".join(name for name in names if not name.startswith("exercises/"))
    done = copy.run(f".venv/bin/ruff check {changed} && .venv/bin/ruff format --check {changed}")
    assert done.returncode == 0, done.stdout
    released = copy.root / "exercises" / "02_activations" / "02_activations.ipynb"
    assert "def softplus(z):" in released.read_text()


def test_a_default_of_a_parameter_need_not_be_given():
    wanted = Wanted.parsed("02_activations", "soft(z, slope=0.01)", 3)
    assert (wanted.names, wanted.required) == (("z", "slope"), ("z",))
    assert (wanted.signature, wanted.minutes) == ("(z, slope=0.01)", 15)
    with pytest.raises(NewExerciseError):
        Wanted.parsed("02_activations", "soft(z)", 3, after="no such")
