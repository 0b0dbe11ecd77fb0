"""The pages to look things up: the quick reference, and the statements computed again."""

import re
from itertools import pairwise

import pytest
from notebooks import PROJECT, read

from nngrader.declare.registry import exercises

COURSE = PROJECT / "course"
REFERENCE = read(COURSE / "quick_reference.ipynb")
CORRECTIONS = read(COURSE / "corrections.ipynb")

# Two functions that are one exercise.
ASKED = {"save_load": ("save_params", "load_params")}


def prose(notebook) -> str:
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def in_code(text: str, name: str) -> bool:
    """Whether a name stands between backticks."""
    return bool(re.search(rf"`[^`\n]*\b{name}\b[^`\n]*`", text))


def test_every_exercise_is_in_the_quick_reference():
    page = prose(REFERENCE)
    names = [name for each in exercises() for name in ASKED.get(each.id, (each.id,))]
    assert names and [name for name in names if not in_code(page, name)] == []


# --- the glossary -----------------------------------------------------------------------


def glossary() -> list[tuple[str, str]]:
    """Each word of the glossary, and the lesson that its row links to."""
    tables = prose(REFERENCE).partition("## What a word means")[2]
    return re.findall(r"^\| ([^|]+?) \| [^|]+ \| \[\d\]\(([\w.]+)\) \|$", tables, re.MULTILINE)


def plain(text: str) -> str:
    """Without emphasis and line ends, so that a word is found wherever a line breaks."""
    return re.sub(r"\s+", " ", text.replace("*", "")).lower()


def test_the_glossary_is_in_alphabetical_order():
    words = [word.lower() for word, _ in glossary()]
    assert len(words) > 100 and words == sorted(set(words))


@pytest.mark.parametrize("lesson", sorted({lesson for _, lesson in glossary()}))
def test_a_word_is_explained_where_the_glossary_says(lesson):
    text = plain(prose(read(COURSE / lesson)))
    words = [word for word, its in glossary() if its == lesson]
    assert [word for word in words if plain(word) not in text] == []


# --- the corrections --------------------------------------------------------------------


def sections() -> dict[str, list]:
    """The cells of each section of the corrections, by its heading."""
    cells = CORRECTIONS.cells
    starts = [i for i, cell in enumerate(cells) if re.search(r"^##", cell.source, re.MULTILINE)]
    found = {}
    for start, end in pairwise([*starts, len(cells)]):
        if heading := re.search(r"^### (.+)$", cells[start].source, re.MULTILINE):
            found[heading[1]] = cells[start:end]
    return found


@pytest.mark.parametrize("heading", sections())
def test_a_correction_is_shown_and_says_where_it_is_taught(heading):
    cells = sections()[heading]
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    assert re.search(r"^\s*assert ", code, re.MULTILINE), "nothing is asserted"
    first = cells[0].source
    assert "**Often printed:**" in first and "*Taught in* [lesson" in first


def test_the_table_of_corrections_has_them_all_in_order():
    anchors = re.findall(r"\]\(#([^)]+)\) \|$", CORRECTIONS.cells[0].source, re.MULTILINE)
    assert len(anchors) >= 20
    assert anchors == [heading.replace(" ", "-") for heading in sections()]
