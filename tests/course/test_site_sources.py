"""The site's sources: every page is reachable, and nothing on it is left over from JupyterLab.

tests/browser/test_site.py builds the site and looks at it.
"""

import json
import re
import runpy
import sys
from fnmatch import fnmatch
from pathlib import Path

import ipywidgets as widgets
import nbformat
import pytest
from bs4 import BeautifulSoup
from lint import draws
from nbformat.v4 import new_code_cell, new_markdown_cell
from notebooks import LESSONS, PROJECT, name

from nnbasics.explorers.boundary import boundary_explorer
from nnbasics.notebook.quiz import LETTERS, load_quiz, quiz_names

sys.path.insert(0, str(PROJECT / "course" / "site"))

import build
import pages
import sources

SITE = PROJECT / "course" / "site"


def page(path: Path) -> nbformat.NotebookNode:
    return sources.page(path.stem, nbformat.read(path, as_version=4))


# --- contents ----------------------------------------------------------------------------


def test_every_page_is_once_in_the_table_of_contents():
    index = (SITE / "index.md").read_text("utf-8")
    entries = [
        line
        for block in re.findall(r"```\{toctree\}\n(.*?)```", index, re.DOTALL)
        for line in block.split()
        if not line.startswith(":") and re.fullmatch(r"[\w*\[\]-]+", line)
    ]
    names = [path.stem for path in (*LESSONS, *SITE.glob("*.md")) if path.stem != "index"]
    for each in names:
        assert sum(fnmatch(each, entry) for entry in entries) == 1, each


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_every_figure_has_an_alternative_text(path):
    drawn = [cell for cell in page(path).cells if draws(cell)]
    texts = [cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "") for cell in drawn]
    assert all(len(text) > 20 for text in texts), texts


def test_links_out_of_the_course_lead_to_the_page_that_says_how_to_run_it():
    text = "".join(cell.source for path in LESSONS for cell in page(path).cells)
    assert "](run.md#Exercises)" in text
    assert "](../" not in text
    assert pages.anchor("Exercises") in re.findall(r"(?m)^## (.*)", (SITE / "run.md").read_text())


# --- a page made of a notebook -----------------------------------------------------------


@pytest.mark.parametrize(
    ("caption", "alt"),
    [
        ("*Figure: a line. It rises from 0. Then it falls.*", "A line. It rises from 0."),
        ("*Figure: in `X` the **point** $x_1$ is at 0.5, on the\nleft side. More.*\n\nText.", None),
        ("A line. *Figure: no.*", ""),
    ],
    ids=["not too short", "Markdown", "no caption"],
)
def test_alternative_text(caption, alt):
    expected = "In X the point x_1 is at 0.5, on the left side." if alt is None else alt
    assert (sources.alternative_text(new_markdown_cell(caption)) or "") == expected


def test_what_is_folded_in_jupyterlab_or_gives_a_guess_away_is_folded():
    hidden = new_code_cell("assert True", metadata={"jupyter": {"source_hidden": True}})
    guess = new_code_cell("my_guess = None")
    plain = new_code_cell("1 + 1")
    notebook = nbformat.v4.new_notebook(cells=[new_markdown_cell("# Title"), hidden, guess, plain])
    cells = sources.page("03_networks", notebook).cells
    assert cells[0].source == "# 3 · Title"
    tags = [cell.metadata.get("tags", []) for cell in cells[1:]]
    assert tags == [["hide-input"], ["hide-output"], []]


def test_sources_are_written_once_and_old_ones_go(tmp_path):
    (tmp_path / "old.md").write_text("gone")
    sources.prepare(PROJECT / "course", SITE, tmp_path, run=["01*"])
    assert {path.stem for path in tmp_path.iterdir()} == {
        path.stem for path in (*LESSONS, *SITE.glob("*.md"))
    }
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    sources.prepare(PROJECT / "course", SITE, tmp_path, run=["01*"])
    assert before == {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    modes = {
        path.stem[:2]: json.loads(path.read_text())["metadata"].get("mystnb")
        for path in tmp_path.glob("0*.ipynb")
    }
    assert modes.pop("01") is None
    assert all(mode == {"execution_mode": "off"} for mode in modes.values())


# --- live figures and quizzes ------------------------------------------------------------


def test_a_live_figure_tells_what_its_controls_are():
    figure = boundary_explorer()
    state = widgets.Widget.get_manager_state()["state"]
    tree = list(pages.walk(state, figure.model_id))
    controls = [text for each in tree if (text := pages.control(each))]
    assert controls[0] == "weight of study <b>1.0</b>"
    assert "bias <b>−3.0</b>" in controls


@pytest.mark.parametrize(
    ("widget", "text"),
    [
        (widgets.Dropdown(options=["a<b", "c"], value="c", description="way"), "way <b>c</b>"),
        (widgets.RadioButtons(options=["a<b"], value="a<b"), "<b>a&lt;b</b>"),
        (widgets.SelectionSlider(options=[("one", 1)], description="n:"), "n <b>one</b>"),
        (widgets.FloatLogSlider(value=0.01, min=-4, description="lr"), "lr <b>0.01</b>"),
        (widgets.Checkbox(value=True, description="noise"), "noise <b>on</b>"),
        (widgets.Text(value="2 * x", description="f"), "f <b>2 * x</b>"),
        (widgets.Button(description="Next"), "<kbd>Next</kbd>"),
        (widgets.IntSlider(value=-3, min=-5, description="a&lt;b"), "a&lt;b <b>−3</b>"),
        (widgets.Play(), ""),
        (widgets.HTML("<b>7</b>"), ""),
    ],
    ids=lambda given: type(given).__name__ if isinstance(given, widgets.Widget) else "",
)
def test_a_control_is_its_label_and_value(widget, text):
    assert pages.control(widget.get_state()) == text


@pytest.mark.parametrize("quiz", quiz_names())
def test_a_quiz_has_a_reason_folded_under_each_choice(quiz):
    questions = load_quiz(quiz)
    html = BeautifulSoup(pages.quiz_as_html(questions), "html.parser")
    for item, question in zip(html.select("ol > li"), questions, strict=True):
        choices = item.find_all("details", open=False)
        for letter, details, choice in zip(LETTERS, choices, question.choices, strict=False):
            assert details.summary.get_text() == f"{letter}) {choice}"
        assert len(choices) == len(question.choices)
        right = [index for index, each in enumerate(choices) if "nnb-right" in each["class"]]
        assert right == [question.right]


# --- building ----------------------------------------------------------------------------


def test_pages_load_nothing_from_elsewhere():
    settings = runpy.run_path(str(SITE / "conf.py"))
    loaded = {key: settings[key] for key in ("mathjax_path", "html_css_files", "html_js_files")}
    assert "://" not in repr(loaded)
    assert settings["nb_ipywidgets_js"] == {}
    assert settings["nb_execution_mode"] == "cache"


def test_versions_from_npm_are_exact_and_locked():
    package = json.loads((SITE / "package.json").read_text())
    lock = json.loads((SITE / "package-lock.json").read_text())["packages"]
    for each, version in (package["dependencies"] | package["devDependencies"]).items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
        locked = lock[f"node_modules/{each}"]
        assert locked["version"] == version and locked["integrity"]


def test_without_npm_it_says_what_to_install(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv(build.WORK, "")
    assert build.main(["--out", str(tmp_path / "site")]) == 1
    assert "npm is missing" in capsys.readouterr().err


def test_results_are_kept_until_the_library_changes(tmp_path, monkeypatch):
    library = tmp_path / "lib" / "nnbasics" / "neurons.py"
    library.parent.mkdir(parents=True)
    library.write_text("one = 1")
    monkeypatch.setattr(build, "PROJECT", tmp_path)
    before = build.cache_folder()
    assert build.cache_folder() == before
    library.write_text("one = 2")
    assert build.cache_folder() != before
