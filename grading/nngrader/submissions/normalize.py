"""A valid notebook from nearly anything that has a list of cells.

Only what grading needs is taken over from a cell: its id, type, text, pictures that were
pasted into Markdown, and the metadata of nbgrader, which `repair` judges. Outputs are not: the
cells are run again.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_notebook

FORMAT = (4, 5)

KINDS = ("code", "markdown", "raw")
_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


@dataclass(frozen=True)
class Repair:
    """Something in a submission that was put right before grading.

    cell: the grade id of the cell, or its place in the submitted notebook counted from 0,
    or None for the notebook as a whole. text: a sentence for the feedback.
    """

    cell: str | int | None
    kind: str
    text: str


def normalized(document: Mapping[str, Any]) -> tuple[NotebookNode, list[Repair]]:
    """A valid notebook without outputs from what has a list of cells.

    The argument is not modified. What is wrong is put right where possible, and reported.
    """
    found = (document.get("nbformat"), document.get("nbformat_minor"))
    repairs = []
    if found != FORMAT:
        clear = all(type(number) is int and 0 <= number < 100 for number in found)
        had = f"had format {found[0]}.{found[1]}" if clear else "did not say its format"
        text = f"The notebook {had}. It was read as format {FORMAT[0]}.{FORMAT[1]}."
        repairs.append(Repair(None, "format", text))
    cells = []
    for i, cell in enumerate(document["cells"]):
        if not isinstance(cell, Mapping):
            text = f"Item {i + 1} of the list of cells was not a cell. It was left out."
            repairs.append(Repair(i, "format", text))
            continue
        normal, wrong = _normalized_cell(cell)
        cells.append(normal)
        if wrong:
            text = f"Cell {i + 1} had missing or wrong parts, put right now: {', '.join(wrong)}."
            repairs.append(Repair(i, "format", text))
    if give_ids(cells) and found == FORMAT:
        text = "Some cells had no id, or one that another cell has. They were given new ones."
        repairs.append(Repair(None, "format", text))
    metadata = _kernelspec(document.get("metadata"))
    return new_notebook(cells=cells, metadata=metadata, nbformat_minor=FORMAT[1]), repairs


def _normalized_cell(cell: Mapping[str, Any]) -> tuple[NotebookNode, list[str]]:
    """The cell as it should be, and the names of its parts that were not."""
    wrong = []
    kind, source = cell.get("cell_type"), cell.get("source")
    if kind not in KINDS:
        wrong.append("type")
        kind = "code" if "outputs" in cell else "raw"
    lines = source if isinstance(source, list) else [source]
    text = "".join(line for line in lines if isinstance(line, str))
    clean = _without_surrogates(text)
    if clean != text or not all(isinstance(line, str) for line in lines):
        wrong.append("text")
    metadata = cell.get("metadata")
    if not isinstance(metadata, Mapping):
        wrong.append("metadata")
        metadata = {}
    if kind == "code" and not isinstance(cell.get("outputs"), list):
        wrong.append("list of outputs")
    normal = new_cell(kind, clean, cell.get("id"))
    if marks := metadata.get("nbgrader"):
        normal.metadata.nbgrader = _flat(marks)
    if kind != "code" and (attachments := _pictures(cell.get("attachments"))):
        normal.attachments = attachments
    return normal, wrong


def new_cell(kind: str, source: str, cell_id: object) -> NotebookNode:
    """A cell without metadata and outputs. `give_ids` sees to it that its id is a good one."""
    # Not by nbformat's own functions: they validate each cell on its own, which takes longer
    # than all the rest of reading. The notebook is validated once, when it is whole.
    cell = NotebookNode(id=cell_id, cell_type=kind, metadata=NotebookNode(), source=source)
    if kind == "code":
        cell.execution_count, cell.outputs = None, []
    return cell


def _without_surrogates(text: str) -> str:
    """Half a character, which JSON can hold and no file or database, as a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _flat(marks: object) -> dict[str, str | float]:
    """nbgrader's metadata of a cell, without lists, objects, NaN and odd text: it has none."""
    values = marks.items() if isinstance(marks, Mapping) else ()
    return {key: value for key, value in values if key.isascii() and _is_plain(value)}


def _is_plain(value: object) -> bool:
    if isinstance(value, str):
        return value.isascii()
    return isinstance(value, int) or (isinstance(value, float) and math.isfinite(value))


def _pictures(attachments: object) -> dict[str, dict[str, str]]:
    """Pictures that were pasted into a Markdown cell: by name, by type, in base64."""
    if not isinstance(attachments, Mapping):
        return {}
    return {
        _without_surrogates(name): {
            kind: data
            for kind, data in bundle.items()
            if kind.startswith("image/") and isinstance(data, str) and data.isascii()
        }
        for name, bundle in attachments.items()
        if isinstance(bundle, Mapping)
    }


def _kernelspec(metadata: object) -> dict[str, dict[str, str]]:
    spec = metadata.get("kernelspec") if isinstance(metadata, Mapping) else None
    keys = ("name", "display_name")
    if not isinstance(spec, Mapping) or not all(isinstance(spec.get(key), str) for key in keys):
        return {}
    return {"kernelspec": {key: _without_surrogates(spec[key])[:100] for key in keys}}


def give_ids(cells: list[NotebookNode]) -> int:
    """Give a cell whose id is missing, not allowed, or another's before it a new one.

    Returns how many there were. The same cells get the same ids each time.
    """
    seen: set[str] = set()
    lacking = []
    for cell in cells:
        given = cell.get("id")
        if isinstance(given, str) and given not in seen and _ID.fullmatch(given):
            seen.add(given)
        else:
            lacking.append(cell)
    number = 0
    for cell in lacking:
        while (fresh := f"cell-{number}") in seen:
            number += 1
        cell.id = fresh
        seen.add(fresh)
    return len(lacking)
