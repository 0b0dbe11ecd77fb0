"""What every notebook of the project has to be, as functions that list what is wrong.

Each takes the path of a notebook and its content as JSON, and returns messages.
"""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from nbformat.validator import iter_validate
from notebooks import PROJECT, name

# Lines of a cell. The style asks for about 15 lines of code; the bound leaves room for
# comments and blank lines. Nobody should have to scroll inside a cell.
LONGEST_CODE = 20
LONGEST_ANSWER = 40
LONGEST_CLASS = 90  # an answer that is a whole class: a method after the other
LONGEST_TEXT = 40

# A code cell that draws: by its tag, or by what it calls.
DRAWS = re.compile(r"\bplt\.(figure|subplots|plot|show)\b|\bfigures\.\w+\(|\w_explorer\(")
CAPTION = re.compile(r"\*Figure: .+\*", re.DOTALL)

# The place of a file on somebody's machine.
MACHINE_PATH = re.compile(r"(?<![\w.:/])/(home|Users|root|tmp|mnt|work|var)/|\b[A-Z]:\\\\?\w")

markdown = MarkdownIt("commonmark").enable("table")


def source(cell: dict) -> str:
    return "".join(cell["source"])


def at(path: Path, index: int) -> str:
    return f"{name(path)}, cell {index + 1}"


def is_valid(path: Path, notebook: dict) -> list[str]:
    """Notebook format 4.5, in which every cell has an id of its own."""
    problems = []
    if (notebook["nbformat"], notebook["nbformat_minor"]) != (4, 5):
        problems.append(f"{name(path)}: format is not 4.5")
    # Not validate(), which mends ids instead of reporting them.
    errors = iter_validate(nbformat.from_dict(notebook), version=4, version_minor=5)
    problems += [f"{name(path)}: {error.message}" for error in errors]
    ids = [cell.get("id") for cell in notebook["cells"]]
    problems += [f"{at(path, i)}: no id" for i, given in enumerate(ids) if not given]
    problems += [
        f"{at(path, i)}: id {given!r} is used before"
        for i, given in enumerate(ids)
        if given in ids[:i]
    ]
    return problems


def is_stripped(path: Path, notebook: dict) -> list[str]:
    """No outputs, no execution counts, no state of widgets or of an editor."""
    problems = []
    for i, cell in enumerate(notebook["cells"]):
        if cell.get("outputs"):
            problems.append(f"{at(path, i)}: has outputs")
        if cell.get("execution_count") is not None:
            problems.append(f"{at(path, i)}: has an execution count")
        if extra := set(cell["metadata"]) - {
            "tags",
            "nbgrader",
            "deletable",
            "editable",
            "jupyter",
        }:
            problems.append(f"{at(path, i)}: has metadata {', '.join(sorted(extra))}")
    if extra := set(notebook["metadata"]) - {"kernelspec", "language_info"}:
        problems.append(f"{name(path)}: has metadata {', '.join(sorted(extra))}")
    return problems


def has_the_kernel(path: Path, notebook: dict) -> list[str]:
    """Everybody's Python kernel, not one of a single machine."""
    kernel = notebook["metadata"].get("kernelspec", {}).get("name")
    return [] if kernel == "python3" else [f"{name(path)}: kernel is {kernel!r}, not 'python3'"]


def figures_have_text(path: Path, notebook: dict) -> list[str]:
    """Below a cell that draws, a cell that says in words what is to be seen.

    It is one paragraph, ``*Figure: …*``, first in the text cell right below.
    """
    problems = []
    cells = notebook["cells"]
    for i, cell in enumerate(cells):
        if not draws(cell):
            continue
        below = cells[i + 1] if i + 1 < len(cells) else None
        first = source(below).strip().split("\n\n")[0] if below else ""
        if below is None or below["cell_type"] != "markdown" or not CAPTION.fullmatch(first):
            problems.append(f"{at(path, i)}: draws, and no '*Figure: …*' stands below it")
    return problems


def draws(cell: dict) -> bool:
    """Whether a cell draws a figure."""
    if cell["cell_type"] != "code":
        return False
    if "figure" in cell["metadata"].get("tags", []):
        return True
    # Cells that only define a function that draws, or import one, draw nothing yet.
    statements = [
        line for line in source(cell).splitlines() if not line.startswith((" ", "from", "import"))
    ]
    return bool(DRAWS.search("\n".join(statements)))


def images_have_text(path: Path, notebook: dict) -> list[str]:
    """Every image has an alternative text."""
    return [
        f"{at(path, i)}: image {image.get('src')} has no alternative text"
        for i, page in pages(notebook)
        for image in page.find_all("img")
        if not image.get("alt", "").strip()
    ]


def links_resolve(path: Path, notebook: dict) -> list[str]:
    """Every link to a file of the project, or to a heading, leads somewhere."""
    here = anchors(notebook)
    return [
        f"{at(path, i)}: {problem}"
        for i, page in pages(notebook)
        for problem in dead_links(path, page, here)
    ]


def cells_have_a_size(path: Path, notebook: dict) -> list[str]:
    """No cell is longer than what one sees at once."""
    problems = []
    for i, cell in enumerate(notebook["cells"]):
        lines = len(source(cell).splitlines())
        longest = LONGEST_TEXT if cell["cell_type"] != "code" else LONGEST_CODE
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            longest = LONGEST_CLASS if source(cell).startswith("class ") else LONGEST_ANSWER
        if lines > longest:
            problems.append(f"{at(path, i)}: {lines} lines, at most {longest}")
        if lines == 0:
            problems.append(f"{at(path, i)}: empty")
    return problems


def names_no_machine(path: Path, notebook: dict) -> list[str]:
    """No path that only one machine has."""
    return [
        f"{at(path, i)}: {found[0]!r} is a place on one machine"
        for i, cell in enumerate(notebook["cells"])
        if (found := MACHINE_PATH.search(source(cell)))
    ]


CHECKS = [
    is_valid,
    is_stripped,
    has_the_kernel,
    figures_have_text,
    images_have_text,
    links_resolve,
    cells_have_a_size,
    names_no_machine,
]


# --- links -------------------------------------------------------------------------------


def pages(notebook: dict) -> list[tuple[int, BeautifulSoup]]:
    """The text cells as HTML, each with its index."""
    return [
        (i, page(source(cell)))
        for i, cell in enumerate(notebook["cells"])
        if cell["cell_type"] == "markdown"
    ]


def page(text: str) -> BeautifulSoup:
    return BeautifulSoup(markdown.render(text), "html.parser")


def anchors(notebook: dict) -> set[str]:
    """What `#…` may follow in a notebook: JupyterLab makes it of each heading."""
    found = set()
    for _, text in pages(notebook):
        found |= {
            heading.get_text().replace(" ", "-") for heading in text.select("h1,h2,h3,h4,h5,h6")
        }
        found |= {element["id"] for element in text.find_all(id=True)}
    return found


def anchors_of_page(text: str) -> set[str]:
    """What `#…` may follow in a Markdown file: as GitHub and others make it."""
    headings = page(text).select("h1,h2,h3,h4,h5,h6")
    return {re.sub(r"[^\w\- ]", "", h.get_text().lower()).replace(" ", "-") for h in headings}


def dead_links(path: Path, text: BeautifulSoup, here: set[str]) -> list[str]:
    """The links and images of a page at ``path`` that lead nowhere."""
    targets = [link["href"] for link in text.find_all("a", href=True)]
    targets += [image["src"] for image in text.find_all("img", src=True)]
    return [problem for target in targets if (problem := dead(path, target, here))]


def dead(path: Path, target: str, here: set[str]) -> str | None:
    url = urlsplit(target)
    if url.scheme or url.netloc:
        return None if url.scheme in ("https", "mailto") else f"{target}: not https"
    to = (path.parent / unquote(url.path)).resolve()
    if not to.exists():
        return f"{target}: no such file"
    if not to.is_relative_to(PROJECT):
        return f"{target}: outside the project"
    if url.fragment and unquote(url.fragment) not in (anchors_at(to) if url.path else here):
        return f"{target}: no such heading"
    return None


def anchors_at(path: Path) -> set[str]:
    """What `#…` may follow in a link to this file."""
    if path.suffix == ".ipynb":
        return anchors(nbformat.read(path, as_version=4))
    return anchors_of_page(path.read_text(encoding="utf-8")) if path.suffix == ".md" else set()
