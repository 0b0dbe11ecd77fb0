"""`nngrader new-exercise`, and CONTRIBUTING.md's way through it, followed to the letter."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from notebooks import PROJECT
from repository import Repository

from nngrader.commands import cli
from nngrader.commands.skeleton import NewExerciseError, Wanted

FENCE = re.compile(r"^(`{3,})(\w*)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
FILE = re.compile(
    r"In\s+(?:`([^`]+)`|the\s+same\s+file),\s+(?:all of it|in place of (?:its )?`(\w+)`):\s*\Z"
)
CELL = re.compile(r"In\s+the\s+cell\s+`([\w-]+)`(,\s+below\s+these\s+two\s+lines)?:\s*\Z")


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Repository:
    return Repository.copied(tmp_path_factory.mktemp("repository"))


@pytest.fixture
def restored(copy) -> Iterator[Repository]:
    """The copy, which is as before when the test is over."""
    before = copy.files()
    yield copy
    for name in copy.changed_since(before):
        if name in before:
            (copy.root / name).write_bytes(before[name])
        else:
            (copy.root / name).unlink()


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


@pytest.mark.parametrize("id", ["arrays", "softmax_mistakes"])
def test_a_file_that_is_in_the_way_stops_it_before_anything_is_written(copy, id):
    before = copy.files()
    done = copy.run(f'.venv/bin/nngrader new-exercise 02_activations "{id}(z)"')
    assert done.returncode == 2 and f"{id}.py already" in done.stdout
    assert copy.files() == before


@pytest.mark.parametrize(
    ("assignment", "signature", "place", "before", "after", "reference"),
    [
        ("01_weights_and_bias", "ramp(z, top=1.0)", 3, "step(z)", "neuron(", "neurons"),
        ("06_optimizers", "averaged(path)", 2, "SGD(", "Momentum(", "optimizers"),  # among classes
    ],
)
def test_in_the_middle_of_a_module(
    restored, assignment, signature, place, before, after, reference
):
    """Later exercises get the next number, and nothing else of them changes."""
    old = restored.files()
    id = signature.partition("(")[0]
    previous = before.partition("(")[0]
    done = restored.run(
        f'.venv/bin/nngrader new-exercise {assignment} "{signature}" --after {previous}'
    )
    assert done.returncode == 0, done.stdout
    notebook = f"solutions/{assignment}/{assignment}.ipynb"
    changed = restored.changed_since(old)
    assert changed == {
        f"grading/nnexercises/m{assignment}/__init__.py",
        f"grading/nnexercises/m{assignment}/{id}.py",
        f"grading/nnexercises/m{assignment}/{id}_mistakes.py",
        f"lib/nnbasics/{reference}.py",
        notebook,
        f"tests/nnexercises/contracts/m{assignment[:2]}.py",
    }
    assert all(name in done.stdout for name in changed)
    assert f"“exercise {place}”" in done.stdout  # texts may call it so, and it has another number
    known = {cell.id for cell in nbformat.reads(old[notebook].decode(), 4).cells}
    cells = nbformat.read(restored.root / notebook, 4).cells
    assert [c.id for c in cells if c.id not in known] == [
        f"exercise-{id}", f"answer-{id}", f"check-{id}",
    ]  # fmt: skip
    headings = re.findall(r"^## Exercise (\d+)", "\n".join(c.source for c in cells), re.M)
    assert headings == [str(i + 1) for i in range(len(headings))]
    listed = restored.run(".venv/bin/nngrader exercises").stdout.splitlines()
    line = next(i for i, line in enumerate(listed) if signature in line)
    assert before in listed[line - 1] and after in listed[line + 1]
    files = " ".join(sorted(changed))
    done = restored.run(f".venv/bin/ruff check {files} && .venv/bin/ruff format --check {files}")
    assert done.returncode == 0, done.stdout


# ---------------------------------------------------------------- CONTRIBUTING.md


@dataclass
class Guide:
    """A section of CONTRIBUTING.md that is followed to the letter, in a copy."""

    copy: Repository
    notebook: str = ""
    file: str = ""

    def steps(self, title: str) -> Iterator[tuple[str, str, str]]:
        """The fenced blocks of a section: the text before each, its language, what is in it."""
        text = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
        section = re.search(rf"^## {title}\n(.*?)^## ", text, re.M | re.S)[1]
        start = 0
        for block in FENCE.finditer(section):
            yield section[start : block.start()], block[2], block[3]
            start = block.end()

    def run(self, commands: str) -> int:
        """Run the lines of a block; how many there are."""
        lines = re.sub(r"\\\n", "", commands).splitlines()
        for line in lines:
            done = self.copy.run(line.replace(". .venv/bin/activate", ":"))
            assert done.returncode == 0, f"{line}\n{done.stdout[-5000:]}"
        return len(lines)

    def edit(self, before: str, content: str) -> None:
        """Do what the text before a block says with what is in the block."""
        if named := re.findall(r"`([^`]+\.ipynb)`", before):
            self.notebook = named[-1]
        if cell := CELL.search(before):
            self.edit_cell(cell[1], content.rstrip(), below=bool(cell[2]))
            return
        place = FILE.search(before)
        assert place, f"no place is said for the block after: {before[-200:]}"
        self.file = place[1] or self.file
        path = self.copy.root / self.file
        path.write_text(replaced(path.read_text(), place[2], content) if place[2] else content)

    def edit_cell(self, id: str, content: str, below: bool) -> None:
        path = self.copy.root / self.notebook
        notebook = nbformat.read(path, 4)
        (cell,) = (each for each in notebook.cells if each.id == id)
        kept = cell.source.split("\n\n")[:2] if below else []
        cell.source = "\n\n".join([*kept, content])
        nbformat.write(notebook, path)


def replaced(text: str, name: str, content: str) -> str:
    """The text with another function, promise or argument of this name."""
    forms = [
        rf"def {name}\(.*?(?=^\S|\Z)",
        rf'    "{name}": .*?\n',
        rf"    {name}=\(\n.*?^    \),\n",
        rf"        {name}=\w+,\n",
    ]
    pattern = re.compile(f"^(?:{'|'.join(forms)})", re.M | re.S)
    assert len(pattern.findall(text)) == 1, f"{name} has more than one place, or none"
    return pattern.sub(lambda _: content, text)


def assert_well_formed(copy: Repository, before: dict[str, bytes]) -> None:
    changed = copy.changed_since(before)
    ours = [name for name in changed if not name.startswith("exercises/")]  # those have holes
    files = " ".join(name for name in ours if name.endswith((".py", ".ipynb")))
    done = copy.run(f".venv/bin/ruff check {files} && .venv/bin/ruff format --check {files}")
    assert done.returncode == 0, done.stdout


def test_the_way_to_an_exercise_leads_to_green_tests(restored):
    before = restored.files()
    guide, commands, unfinished = Guide(restored), 0, None
    for text, language, content in guide.steps("Add an exercise"):
        if language:
            guide.edit(text, content)
            continue
        commands += guide.run(content)
        if unfinished is None:
            tests = "tests/nnexercises/test_unfinished.py"
            unfinished = restored.run(f".venv/bin/python -m pytest -q {tests} -k softplus")
    assert commands == 4
    assert unfinished.returncode == 1
    assert "softplus is not finished" in unfinished.stdout
    for what in ("softplus.py: ", "title=", "lesson=", "rests_on=", "softplus_mistakes.py: ",
                 "the reference: ", "the text cell: ", "the answer cell: "):  # fmt: skip
        assert what in unfinished.stdout
    assert_well_formed(restored, before)
    released = (restored.root / "exercises/02_activations/02_activations.ipynb").read_text()
    assert "def softplus(z):" in released
    assert "## Exercise 11: Round the corner of ReLU" in released
    assert "About 95 minutes, 18 points." in released


def test_the_way_to_other_points_leads_to_green_tests(restored):
    before = restored.files()
    guide, commands = Guide(restored), 0
    for text, language, content in guide.steps("Change points"):
        if language:
            guide.edit(text, content)
        else:
            commands += guide.run(content)
    assert commands == 2
    assert restored.changed_since(before) == {
        "grading/nnexercises/m02_activations/silu.py",
        "tests/nnexercises/contracts/m02.py",
        "solutions/02_activations/02_activations.ipynb",
        "exercises/02_activations/02_activations.ipynb",
        "docs/exercises/02_activations.md",
        "docs/exercises/README.md",
    }
    assert_well_formed(restored, before)


def test_a_default_of_a_parameter_need_not_be_given():
    wanted = Wanted.parsed("02_activations", "soft(z, slope=0.01)", 3)
    assert (wanted.names, wanted.required) == (("z", "slope"), ("z",))
    assert (wanted.signature, wanted.minutes) == ("(z, slope=0.01)", 15)
    with pytest.raises(NewExerciseError):
        Wanted.parsed("02_activations", "soft(z)", 3, after="no such")
