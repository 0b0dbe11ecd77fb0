"""Make the source of a page from each notebook: for a reader who cannot run anything.

The notebooks are content and stay as they are. What a page needs besides is added to the
copy: a picture's alternative text, what is folded, where a link leads.
"""

import json
import re
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import nbformat
from markdown_it import MarkdownIt

Cell = dict[str, Any]

# A link to what is no page of the site leads to the page that says how to get it.
ELSEWHERE = {
    re.compile(r"\]\(\.\./exercises/[^)]*\)"): "](run.md#Exercises)",
    re.compile(r"\]\(\.\./README\.md[^)]*\)"): "](run.md)",
}
CAPTION = re.compile(r"\*Figure: (.+?)\*(\n\n|$)", re.DOTALL)
SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
ENOUGH = 20  # characters: "A neuron." does not say what is to be seen

markdown = MarkdownIt("commonmark")


def prepare(course: Path, site: Path, source: Path, run: Iterable[str] = ("*",)) -> None:
    """Put the sources of all pages into a folder; what is there and has not changed stays.

    run: patterns of the notebooks that are to be run.
    """
    source.mkdir(parents=True, exist_ok=True)
    pages = {path.name: path.read_text("utf-8") for path in site.glob("*.md")}
    for path in course.glob("*.ipynb"):
        notebook = page(path.stem, nbformat.read(path, as_version=4))
        if not any(fnmatch(path.stem, pattern) for pattern in run):
            notebook.metadata["mystnb"] = {"execution_mode": "off"}
        pages[path.name] = json.dumps(notebook, indent=1, ensure_ascii=False)
    for path in source.iterdir():
        if path.name not in pages:
            path.unlink()
    for name, text in pages.items():
        path = source / name
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")


def page(name: str, notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A notebook, changed in place into a page's source."""
    cells = notebook.cells
    number_title(name, cells[0])
    for cell, below in zip(cells, [*cells[1:], None], strict=True):
        if cell.cell_type == "markdown":
            for link, target in ELSEWHERE.items():
                cell.source = link.sub(target, cell.source)
            continue
        if alt := alternative_text(below):
            cell.metadata["mystnb"] = {"image": {"alt": alt}}
        tags = set(cell.metadata.get("tags", []))
        if cell.metadata.get("jupyter", {}).get("source_hidden"):
            tags.add("hide-input")
        if "my_guess" in cell.source:  # predict first: the result is folded
            tags.add("hide-output")
        if tags:
            cell.metadata["tags"] = sorted(tags)
    return notebook


def number_title(name: str, first: Cell) -> None:
    """Put a lesson's number before its title, for the table of contents and the search."""
    number = int(name[:2]) if name[:2].isdigit() else 0
    if number:
        first.source = re.sub(r"\A# ", f"# {number} · ", first.source)


def alternative_text(below: Cell | None) -> str | None:
    """The beginning of the figure's description, which stands in the cell below it.

    All of it can be read there; an alternative text that repeats it would be heard twice.
    """
    caption = CAPTION.match(below.source) if below and below.cell_type == "markdown" else None
    if caption is None:
        return None
    tokens = markdown.parseInline(caption[1])[0].children or []
    text = "".join(" " if t.type == "softbreak" else t.content for t in tokens)
    first, *others = SENTENCE_END.split(text.replace("$", ""))
    while len(first) <= ENOUGH and others:
        first += f" {others.pop(0)}"
    return first[:1].upper() + first[1:]
