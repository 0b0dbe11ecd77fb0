"""Read what a student handed in: a notebook, or the reason why it is none.

Whatever is in the file, the answer is a `Notebook`, valid and without outputs, or an
`Unreadable`, which says in plain words what is wrong.
"""

import errno
import hashlib
import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from nngrader.limits import DEFAULT_LIMITS, Limits
from nngrader.submissions.normalize import FORMAT, Repair, normalized

# What a file that is no notebook begins with, and what it then is.
OTHER_FILES = {
    b"<": "a web page or another marked-up text",
    b"PK\x03\x04": "a ZIP archive",
    b"\x1f\x8b": "a gzip archive",
    b"%PDF": "a PDF",
}

NOTEBOOK_KEY = "nngrader"  # where a graded notebook's metadata says how it was graded
OTHER_NAMES = "handed_in_as"  # and there, what the same file is called besides


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


class _ReadingError(Exception):
    """Two arguments: those of `Unreadable`."""


def read_submission(
    submission: Path | bytes, limits: Limits = DEFAULT_LIMITS, root: Path | None = None
) -> Notebook | Unreadable:
    """Read a submitted notebook from its file, or from the bytes of one.

    Of a file, links and special files are refused. root: a folder above it; if given, no
    folder between the two may be a link either. A file that has changed while it was read
    is refused, so that no half of it is graded.
    """
    try:
        if not isinstance(submission, bytes):
            submission = _bytes_of(Path(submission), limits.notebook, root)
        if len(submission) > limits.notebook:
            raise _ReadingError("too large", _notebook_too_large(limits))
        content, repairs = normalized(_upgraded(_parsed(submission, limits), limits))
        nbformat.validate(content)
    except _ReadingError as error:
        return Unreadable(*error.args)
    except nbformat.ValidationError as error:
        return Unreadable("invalid", f"The notebook is not valid: {error.message[:200]}")
    return Notebook(content, tuple(repairs), hashlib.sha256(submission).hexdigest())


def read_bytes(path: Path, max_bytes: int, root: Path | None = None) -> bytes | Unreadable:
    """The bytes of a file that was handed in, read once, as `read_submission` reads them."""
    try:
        data = _bytes_of(path, max_bytes, root)
    except _ReadingError as error:
        return Unreadable(*error.args)
    if len(data) > max_bytes:
        return Unreadable("too large", f"The file is larger than {max_bytes / 1e6:g} MB.")
    return data


def read_notebook(path: Path, limits: Limits, root: Path | None = None) -> bytes | Unreadable:
    """The bytes of a notebook that was handed in, read once; what is in it is not looked at."""
    found = read_bytes(path, limits.notebook, root)
    if isinstance(found, Unreadable) and found.kind == "too large":
        return Unreadable(found.kind, _notebook_too_large(limits))
    return found


def _notebook_too_large(limits: Limits) -> str:
    """What a student can do about it, and what an instructor can."""
    most = limits.notebook
    return (
        f"The file is larger than {most / 1e6:g} MB. Clearing its outputs makes it smaller; "
        f'c.Judge.limits = {{"notebook": {2 * most}}} in nbgrader_config.py allows twice as much.'
    )


def _bytes_of(path: Path, max_bytes: int, root: Path | None) -> bytes:
    """What a regular file holds, at most one byte more than the limit."""
    try:
        descriptor = _open(path, root)
        try:
            before = os.fstat(descriptor)
            if stat.S_ISDIR(before.st_mode):
                raise _ReadingError("not a file", "There is a folder where the notebook should be.")
            if not stat.S_ISREG(before.st_mode):
                raise _ReadingError("not a file", "What was handed in is a device, not a file.")
            with open(descriptor, "rb", closefd=False) as file:
                data = file.read(max_bytes + 1)
            after = os.fstat(descriptor)
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        raise _ReadingError("missing", f"There is no {path.name}.") from None
    except PermissionError:
        raise _ReadingError("no permission", "The grader has no permission to read it.") from None
    except OSError as error:
        raise _ReadingError(*_refusal(error)) from None
    unchanged = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    if not unchanged or len(data) != min(after.st_size, max_bytes + 1):
        raise _ReadingError("changing", "The file was being written while it was read.")
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
        return "not a file", "What was handed in is a socket, not a file."
    return "no permission", f"The file can't be read: {error.strerror}."


def _parsed(data: bytes, limits: Limits) -> dict[str, Any]:
    """The JSON object that the bytes hold."""
    if not data.strip(b"\0 \t\r\n"):
        raise _ReadingError("empty", "The file is empty.")
    for beginning, what in OTHER_FILES.items():
        if data.lstrip().startswith(beginning):
            raise _ReadingError("not JSON", f"The file is not a notebook, but {what}.")
    try:
        text = data.decode(json.detect_encoding(data))
    except UnicodeDecodeError as error:
        reason = f"The file is not text in UTF-8: its byte {error.start + 1} does not fit."
        raise _ReadingError("encoding", reason) from None
    most = limits.notebook_items
    if text.count("[") + text.count("{") > most:
        raise _ReadingError("too large", f"The file has more than {most} lists and objects.")
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise _ReadingError(*_not_json(text, error)) from None
    except RecursionError:
        raise _ReadingError(
            "invalid", "The file has lists in lists, too deep to be read."
        ) from None
    except ValueError:  # the digits of a number are limited
        raise _ReadingError("invalid", "The file has a number with thousands of digits.") from None
    if not isinstance(document, dict):
        raise _ReadingError("not a notebook", "The file is JSON, but not a notebook.")
    return document


def _not_json(text: str, error: json.JSONDecodeError) -> tuple[str, str]:
    text = text.rstrip()
    at_end = error.pos >= len(text) or error.msg.startswith("Unterminated string")
    if text.startswith("{") and (at_end or not text.endswith("}")):
        return "truncated", f"The notebook is cut off: the file ends early, in line {error.lineno}."
    line = text.split("\n")[error.lineno - 1].strip()[:60]
    reason = f"The file is not a notebook: line {error.lineno} is not JSON: {line}"
    return "not JSON", reason


def _upgraded(document: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """The document with a list of cells, as format 4 has it, if it has an older format."""
    major, minor = document.get("nbformat"), document.get("nbformat_minor", 0)
    if type(major) is int and major > FORMAT[0]:
        reason = f"The notebook has a newer format than {FORMAT[0]}, the newest that can be read."
        raise _ReadingError("too new", reason)
    if type(major) is int and 1 <= major < FORMAT[0]:
        sheets = [document, *_dicts(document.get("worksheets"))]
        old_cells = [cell for sheet in sheets for cell in _dicts(sheet.get("cells"))]
        _refuse_too_many(old_cells, limits)
        for cell in old_cells:
            cell["outputs"] = []
        try:
            document = nbformat.convert(nbformat.from_dict(document), FORMAT[0])
        except Exception:  # what is wrong in an old notebook shows as any error
            reason = f"The notebook has the old format {major} and can't be brought to a new one."
            raise _ReadingError("invalid", reason) from None
        document.update(nbformat=major, nbformat_minor=minor)  # for the report
    if not isinstance(document.get("cells"), list):
        raise _ReadingError("not a notebook", "The file is JSON, but no notebook: it has no cells.")
    _refuse_too_many(document["cells"], limits)
    return document


def _refuse_too_many(cells: list[Any], limits: Limits) -> None:
    if len(cells) > limits.notebook_cells:
        most = limits.notebook_cells
        raise _ReadingError("too large", f"The notebook has more than {most} cells.")


def _dicts(values: object) -> list[dict[str, Any]]:
    return [each for each in values if isinstance(each, dict)] if isinstance(values, list) else []
