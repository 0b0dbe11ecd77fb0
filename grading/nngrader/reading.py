"""Read what a student handed in: a notebook, or the reason why it is none.

Whatever is in the file, the answer is a `Notebook` that is valid and holds no outputs, or
an `Unreadable`. Only what grading needs is taken over from each cell: its id, type, text,
pictures pasted into Markdown, and the metadata of nbgrader, which `nngrader.repair` judges.
"""

import errno
import hashlib
import json
import os
import re
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

MAX_BYTES = 20_000_000
MAX_CELLS = 5_000
# Each `[` or `{` becomes an object: 20 MB of them would take gigabytes of memory.
MAX_BRACKETS = 1_000_000

FORMAT = (4, 5)
MAKE = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}

# What a file that is no notebook begins with, and what it then is.
OTHER_FILES = {
    b"<": "a web page or another marked-up text",
    b"PK\x03\x04": "a ZIP archive",
    b"\x1f\x8b": "a gzip archive",
    b"%PDF": "a PDF",
}


@dataclass(frozen=True)
class Repair:
    """Something in a submission that was put right before grading.

    cell: the grade id of the cell, or its place in the submitted notebook counted from 0,
    or None for the notebook as a whole. text: a sentence for the feedback.
    """

    cell: str | int | None
    kind: str
    text: str


@dataclass(frozen=True)
class Notebook:
    """A submitted notebook: valid, in the newest format, without outputs."""

    content: NotebookNode
    repairs: tuple[Repair, ...]
    digest: str  # SHA-256 of the bytes that were handed in


@dataclass(frozen=True)
class Unreadable:
    """A submission that can't be read: what is wrong with it, as a word and as a sentence."""

    kind: str
    reason: str


class _Refused(Exception):
    """Two arguments: those of `Unreadable`."""


def read_submission(
    submission: Path | bytes, max_bytes: int = MAX_BYTES, root: Path | None = None
) -> Notebook | Unreadable:
    """Read a submitted notebook from its file, or from the bytes of one.

    Of a file, links and special files are refused. root: a folder above it; if given, no
    folder between the two may be a link either. A file that has changed while it was read
    is refused, so that no half of it is graded.
    """
    try:
        if not isinstance(submission, bytes):
            submission = _bytes_of(Path(submission), max_bytes, root)
        if len(submission) > max_bytes:
            raise _Refused("too large", f"The file is larger than {max_bytes / 1e6:g} MB.")
        content, repairs = tidied(_upgraded(_parsed(submission)))
        if len(content.cells) > MAX_CELLS:
            raise _Refused("too large", f"The notebook has more than {MAX_CELLS} cells.")
        nbformat.validate(content)
    except _Refused as refused:
        return Unreadable(*refused.args)
    except nbformat.ValidationError as error:
        return Unreadable("invalid", f"The notebook is not valid: {error.message[:200]}")
    return Notebook(content, tuple(repairs), hashlib.sha256(submission).hexdigest())


def _bytes_of(path: Path, max_bytes: int, root: Path | None) -> bytes:
    """What a regular file holds, or one byte more than the limit."""
    try:
        descriptor = _open(path, root)
        with open(descriptor, "rb") as file:
            before = os.fstat(descriptor)
            if stat.S_ISDIR(before.st_mode):
                raise _Refused("not a file", "There is a folder where the notebook should be.")
            if not stat.S_ISREG(before.st_mode):
                raise _Refused("not a file", "What was handed in is not a file, but a device.")
            data = file.read(max_bytes + 1)
            after = os.fstat(descriptor)
    except FileNotFoundError:
        raise _Refused("missing", f"There is no {path.name}.") from None
    except PermissionError:
        raise _Refused("no permission", "The grader has no permission to read it.") from None
    except OSError as error:
        raise _Refused(*_refusal(error)) from None
    unchanged = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    if not unchanged or len(data) != min(after.st_size, max_bytes + 1):
        raise _Refused("changing", "The file was being written while it was read.")
    return data


def _open(path: Path, root: Path | None) -> int:
    # Not blocking: to open a named pipe would wait for somebody who writes into it.
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
    if root is None:
        return os.open(path, flags)
    *folders, name = path.relative_to(root).parts
    above = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for folder in folders:
            inner = os.open(folder, flags | os.O_DIRECTORY, dir_fd=above)
            os.close(above)
            above = inner
        return os.open(name, flags, dir_fd=above)
    finally:
        os.close(above)


def _refusal(error: OSError) -> tuple[str, str]:
    if error.errno == errno.ELOOP:
        return "link", "What was handed in is a link to another place, not a file."
    if error.errno == errno.ENOTDIR:
        return "link", "A folder above the file is a link or no folder."
    if error.errno == errno.ENXIO:
        return "not a file", "What was handed in is not a file, but a socket."
    return "no permission", f"The file can't be read: {error.strerror}."


def _parsed(data: bytes) -> dict:
    """The JSON object that the bytes hold."""
    if not data.strip(b"\0 \t\r\n"):
        raise _Refused("empty", "The file is empty.")
    for beginning, what in OTHER_FILES.items():
        if data.lstrip().startswith(beginning):
            raise _Refused("not JSON", f"The file is not a notebook, but {what}.")
    try:
        text = data.decode(json.detect_encoding(data))
    except UnicodeDecodeError as error:
        reason = f"The file is not text in UTF-8: it breaks off at byte {error.start + 1}."
        raise _Refused("encoding", reason) from None
    if text.count("[") + text.count("{") > MAX_BRACKETS:
        raise _Refused("too large", f"The file has more than {MAX_BRACKETS} lists and objects.")
    try:
        # NaN and Infinity are no JSON, yet written by Python; nothing here needs them.
        document = json.loads(text, parse_constant=lambda name: None)
    except json.JSONDecodeError as error:
        raise _Refused(*_not_json(text, error)) from None
    except RecursionError:
        raise _Refused("invalid", "The file has lists in lists, too deep to be read.") from None
    except ValueError:  # the digits of a number are limited
        raise _Refused("invalid", "The file has a number with thousands of digits.") from None
    if not isinstance(document, dict):
        raise _Refused("not a notebook", "The file is JSON, but not a notebook.")
    return document


def _not_json(text: str, error: json.JSONDecodeError) -> tuple[str, str]:
    text = text.rstrip()
    at_end = error.pos >= len(text) or error.msg.startswith("Unterminated string")
    if text.startswith("{") and (at_end or not text.endswith("}")):
        return "truncated", f"The notebook is cut off: the file ends early, in line {error.lineno}."
    line = text.splitlines()[error.lineno - 1 : error.lineno] or [""]
    reason = f"The file is not a notebook: line {error.lineno} is not JSON: {line[0].strip()[:60]}"
    return "not JSON", reason


def _upgraded(document: dict) -> dict:
    """The document in format 4, if it says that it has an older one."""
    major = document.get("nbformat")
    if type(major) is int and major > FORMAT[0]:
        reason = f"The notebook has format {major}, newer than {FORMAT[0]}, which can be read."
        raise _Refused("too new", reason)
    if type(major) is int and 1 <= major < FORMAT[0]:
        for sheet in _dicts(document.get("worksheets")):
            for cell in _dicts(sheet.get("cells")):
                cell["outputs"] = []
        try:
            document = nbformat.convert(nbformat.from_dict(document), FORMAT[0])
        except Exception:  # what is wrong in an old notebook shows as any error
            reason = f"The notebook has the old format {major} and can't be brought to a new one."
            raise _Refused("invalid", reason) from None
        document["nbformat"] = major  # for the report
    if not isinstance(document.get("cells"), list):
        raise _Refused("not a notebook", "The file is JSON, but no notebook: it has no cells.")
    return document


def _dicts(values: object) -> Iterable[dict]:
    return (value for value in values if isinstance(value, dict)) if type(values) is list else ()


def tidied(document: Mapping) -> tuple[NotebookNode, list[Repair]]:
    """A valid notebook without outputs from what has a list of cells.

    The argument is not modified. What is wrong is put right where possible, and reported.
    """
    found = (document.get("nbformat"), document.get("nbformat_minor"))
    repairs = []
    if found != FORMAT:
        shown = ".".join(str(part) if type(part) is int else "?" for part in found)
        text = f"The notebook had format {shown[:20]}. It was read as {FORMAT[0]}.{FORMAT[1]}."
        repairs.append(Repair(None, "format", text))
    cells = []
    for i, cell in enumerate(document["cells"]):
        if not isinstance(cell, Mapping):
            text = f"Item {i + 1} of the list of cells was not a cell. It was left out."
            repairs.append(Repair(i, "format", text))
            continue
        tidy, wrong = _tidied_cell(cell)
        cells.append(tidy)
        if wrong:
            text = f"Cell {i + 1} had a missing or wrong {', '.join(wrong)}. It was put right."
            repairs.append(Repair(i, "format", text))
    if give_ids(cells) and found == FORMAT:
        text = "Some cells had no id, or one that another cell has. They were given new ones."
        repairs.append(Repair(None, "format", text))
    metadata = _kernelspec(document.get("metadata"))
    return new_notebook(cells=cells, metadata=metadata, nbformat_minor=FORMAT[1]), repairs


def _tidied_cell(cell: Mapping) -> tuple[NotebookNode, list[str]]:
    """The cell as it should be, and the names of its parts that were not."""
    wrong = []
    kind = cell.get("cell_type")
    if kind not in MAKE:
        wrong.append("type")
        kind = "code" if "outputs" in cell else "raw"
    source = cell.get("source")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        wrong.append("text")
        source = json.dumps(source)[:1000] if source else ""
    if source != (source := _without_surrogates(source)):
        wrong.append("text")
    metadata = cell.get("metadata")
    if not isinstance(metadata, Mapping):
        wrong.append("metadata")
        metadata = {}
    if kind == "code" and not isinstance(cell.get("outputs"), list):
        wrong.append("list of outputs")
    tidy = MAKE[kind](source, id=cell.get("id"), metadata=_of_nbgrader(metadata))
    if kind != "code" and (attachments := _pictures(cell.get("attachments"))):
        tidy.attachments = attachments
    return tidy, wrong


def _without_surrogates(text: str) -> str:
    """Half a character, which JSON can hold and no file or database, as a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _of_nbgrader(metadata: Mapping) -> dict:
    """nbgrader's metadata, as far as it is flat. All of nbgrader's own is."""
    marks = metadata.get("nbgrader")
    if not isinstance(marks, Mapping):
        return {"nbgrader": {"grade_id": None}} if marks else {}
    flat = (str, int, float, type(None))
    return {"nbgrader": {key: value for key, value in marks.items() if isinstance(value, flat)}}


def _pictures(attachments: object) -> dict:
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


def _kernelspec(metadata: object) -> dict:
    spec = metadata.get("kernelspec") if isinstance(metadata, Mapping) else None
    keys = ("name", "display_name")
    if not isinstance(spec, Mapping) or not all(isinstance(spec.get(key), str) for key in keys):
        return {}
    return {"kernelspec": {key: _without_surrogates(spec[key])[:100] for key in keys}}


def give_ids(cells: list[NotebookNode]) -> int:
    """Give a cell whose id is missing, not allowed, or another's before it a new one.

    Returns how many there were. The same cells get the same ids each time.
    """
    seen, lacking = set(), []
    for cell in cells:
        with suppress(TypeError):
            if re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", cell.get("id")) and cell.id not in seen:
                seen.add(cell.id)
                continue
        lacking.append(cell)
    number = 0
    for cell in lacking:
        while (fresh := f"cell-{number}") in seen:
            number += 1
        cell.id = fresh
        seen.add(fresh)
    return len(lacking)
