"""Submissions that are alike, as one page that needs nothing else: their answers side by side."""

import unicodedata
from datetime import UTC, datetime
from importlib import resources
from typing import Any

from jinja2 import Environment

from nngrader.reports.caution import CAUTION
from nngrader.reports.class_data import ClassData
from nngrader.reports.likeness import Likeness, Pair

MOST_PAIRS = 50  # with their code; more would make a page that nobody reads
MOST_CHARACTERS = 5_000  # of an answer that is shown


def page(data: ClassData, found: Likeness) -> str:
    """The page. All text in it is escaped, and characters that are not to be seen are marked."""
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"percent": lambda share: f"{share:.0%}"}
    source = (resources.files("nngrader.reports") / "templates" / "similar.html.j2").read_text(
        "utf-8"
    )
    made = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    pairs = [_with_code(data, pair) for pair in found.pairs[:MOST_PAIRS]]
    text = environment.from_string(source).render(
        assignment=data.assignment, found=found, pairs=pairs, made=made, caution=CAUTION
    )
    return text.encode("utf-8", "replace").decode("utf-8")


def _with_code(data: ClassData, pair: Pair) -> dict[str, Any]:
    """A pair, and of each exercise that tells something the code of both."""
    code = {each.student: each.code for each in data.submissions if each.student in pair.students}
    rows = [
        (each, [_shown(code[student], each.exercise) for student in pair.students])
        for each in pair.telling
    ]
    own = [_shown(code[student], "") for student in pair.students]
    return {"pair": pair, "rows": rows, "own": own if any(own) else None}


def _shown(code: tuple[tuple[str, str], ...], answer: str) -> str:
    """The text of an answer (or of all cells of the student's own), fit to be shown."""
    text = "\n\n".join(source for given, source in code if given == answer and source.strip())
    if len(text) > MOST_CHARACTERS:
        text = f"{text[:MOST_CHARACTERS]}\n[cut: {len(text)} characters]"
    return "".join(map(_visible, text))


def _visible(character: str) -> str:
    """Marks of the direction of writing and the like could show code as what it is not."""
    if character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cf", "Cs"):
        return character
    return f"\\u{ord(character):04x}"
