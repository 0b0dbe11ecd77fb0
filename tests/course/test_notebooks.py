"""Every notebook keeps the rules of tests/helpers/lint.py, and so do prose and code."""

import copy
import json
import shutil
import subprocess
import sys
from pathlib import Path

import lint
import pytest
from notebooks import ALL, PROJECT, name

OTHERS = {".venv", ".local", "build", "my_work", "artifacts", "node_modules"}  # not the project's
PAGES = [path for path in sorted(PROJECT.glob("**/*.md")) if not OTHERS & set(path.parts)]


def load(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def git_files(*patterns: str) -> list[str]:
    """Files that are in the repository or would be with the next `git add`."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", *patterns]
    if not shutil.which("git") or not (PROJECT / ".git").exists():
        pytest.skip("not a clone of the repository")
    listed = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    return [file for file in listed.stdout.split("\0") if file and (PROJECT / file).exists()]


@pytest.mark.parametrize("path", ALL, ids=name)
@pytest.mark.parametrize("check", lint.CHECKS, ids=lambda check: check.__name__)
def test_notebook(check, path):
    problems = check(path, load(path))
    assert not problems, "\n" + "\n".join(problems)


def test_no_notebook_is_left_out():
    material = ("tests/", "benchmarks/")  # what tests and benchmarks grade: nobody reads it
    tracked = [path for path in git_files("*.ipynb") if not path.startswith(material)]
    assert sorted(tracked) == sorted(name(path) for path in ALL)


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_page(path):
    text = path.read_text(encoding="utf-8")
    page = lint.page(text)
    problems = lint.dead_links(path, page, lint.anchors_of_page(text))
    problems += [
        f"{i['src']}: no alternative text" for i in page.find_all("img") if not i.get("alt")
    ]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("command", ["ruff check", "ruff format --check", "codespell"])
def test_tool_is_content(command):
    tool, *arguments = command.split()
    # Beside this Python, so that it works without an activated environment.
    program = shutil.which(tool, path=str(Path(sys.executable).parent)) or tool
    result = subprocess.run([program, *arguments], cwd=PROJECT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr


# --- the rules themselves: each must see what it is there for -----------------------------


def text(source: str) -> dict:
    return {"cell_type": "markdown", "id": "text", "metadata": {}, "source": source}


def code(source: str, **more) -> dict:
    cell = {"cell_type": "code", "id": "code", "metadata": {}, "source": source}
    return cell | {"outputs": [], "execution_count": None} | more


def notebook(*cells: dict, **more) -> dict:
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"},
        "language_info": {"name": "python"},
    }
    cells = [cell | {"id": f"cell-{i}"} for i, cell in enumerate(copy.deepcopy(cells))]
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5} | more


HERE = PROJECT / "course" / "a_lesson.ipynb"
FIGURE = code("plt.subplots()")
CAPTION = text("*Figure: a line that rises from left to right.*")
STREAM = {"output_type": "stream", "name": "stdout", "text": "1"}

GOOD = [
    notebook(text("# Add two numbers\n\n[top](#Add-two-numbers)"), code("1 + 1")),
    notebook(FIGURE, CAPTION),
    notebook(FIGURE, text(CAPTION["source"] + "\n\nMore about it.")),
    notebook(code("def draw():\n    plt.subplots()")),
    notebook(text("[readme](../README.md) ![a neuron](../README.md) <https://numpy.org>")),
    notebook(text("Take the data/x/y path, or a/home/b.")),
    notebook(
        code(
            "class A:\n" + "    a = 1\n" * lint.LONGEST_ANSWER,
            metadata={"nbgrader": {"solution": True}},
        )
    ),
]

BAD = {
    "an old format": (lint.is_valid, notebook(nbformat_minor=4)),
    "an id used twice": (lint.is_valid, {**notebook(), "cells": [text("a"), text("b")]}),
    "no id": (
        lint.is_valid,
        {**notebook(), "cells": [{"cell_type": "markdown", "metadata": {}, "source": "a"}]},
    ),
    "a cell of no type": (lint.is_valid, notebook(text("a") | {"cell_type": "image"})),
    "an output": (lint.is_stripped, notebook(code("1", outputs=[STREAM]))),
    "an execution count": (lint.is_stripped, notebook(code("1", execution_count=3))),
    "a timing": (lint.is_stripped, notebook(code("1", metadata={"execution": {}}))),
    "the state of widgets": (lint.is_stripped, notebook(metadata={"widgets": {}})),
    "a kernel of one machine": (
        lint.has_the_kernel,
        notebook(metadata={"kernelspec": {"name": "my-env"}}),
    ),
    "a figure at the end": (lint.figures_have_text, notebook(FIGURE)),
    "a figure above code": (lint.figures_have_text, notebook(FIGURE, code("1"))),
    "a figure above other text": (lint.figures_have_text, notebook(FIGURE, text("A line."))),
    "a figure by its tag": (
        lint.figures_have_text,
        notebook(code("drag(1)", metadata={"tags": ["figure"]}), text("Now:")),
    ),
    "a live figure": (lint.figures_have_text, notebook(code("boundary_explorer()"))),
    "an image without text": (lint.images_have_text, notebook(text("![](neuron.png)"))),
    "an HTML image without text": (
        lint.images_have_text,
        notebook(text('<img src="neuron.png">')),
    ),
    "a missing file": (lint.links_resolve, notebook(text("[next](99_next.ipynb)"))),
    "a missing image": (lint.links_resolve, notebook(text("![a neuron](neuron.png)"))),
    "a missing heading": (lint.links_resolve, notebook(text("# One\n\n[two](#Two)"))),
    "a missing heading elsewhere": (
        lint.links_resolve,
        notebook(text("[there](../README.md#no-such-part)")),
    ),
    "a file outside": (lint.links_resolve, notebook(text("[up](../..)"))),
    "an unsafe link": (lint.links_resolve, notebook(text("[a](http://example.org)"))),
    "much code": (lint.cells_have_a_size, notebook(code("1\n" * (lint.LONGEST_CODE + 1)))),
    "much text": (lint.cells_have_a_size, notebook(text("a\n" * (lint.LONGEST_TEXT + 1)))),
    "an empty cell": (lint.cells_have_a_size, notebook(code(""))),
    "a long answer": (
        lint.cells_have_a_size,
        notebook(
            code("1\n" * (lint.LONGEST_ANSWER + 1), metadata={"nbgrader": {"solution": True}})
        ),
    ),
    "a long class": (
        lint.cells_have_a_size,
        notebook(
            code(
                "class A:\n" + "    a = 1\n" * lint.LONGEST_CLASS,
                metadata={"nbgrader": {"solution": True}},
            )
        ),
    ),
    "a path of Linux": (lint.names_no_machine, notebook(code('open("/home/ada/x.csv")'))),
    "a path of Windows": (lint.names_no_machine, notebook(code(r'open("C:\\Users\\ada")'))),
}


@pytest.mark.parametrize("good", GOOD, ids=range(len(GOOD)))
def test_rules_accept(good):
    assert [problem for check in lint.CHECKS for problem in check(HERE, good)] == []


@pytest.mark.parametrize(("check", "bad"), BAD.values(), ids=BAD)
def test_rules_see(check, bad):
    assert check(HERE, bad)
