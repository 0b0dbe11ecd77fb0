"""What students hand in is read, or refused with a reason, whatever it is."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from faults import broken
from hypothesis import given
from hypothesis import strategies as st
from notebooks import EXERCISES, PROJECT

from nngrader.limits import DEFAULT_LIMITS, Limits
from nngrader.submissions import reading
from nngrader.submissions.reading import Notebook, Unreadable, read_submission

GOOD = EXERCISES[0].read_bytes()
UNREADABLE = broken.unreadable(GOOD)
STRANGE = broken.strange(GOOD)


def code_of(notebook: nbformat.NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


CODE = code_of(nbformat.reads(GOOD.decode(), as_version=4))


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_a_released_notebook_is_read_as_it_is(path: Path) -> None:
    read = read_submission(path)
    assert isinstance(read, Notebook)
    assert read.repairs == ()
    released = nbformat.read(path, as_version=4)
    for cell, wanted in zip(read.content.cells, released.cells, strict=True):
        assert (cell.id, cell.cell_type, cell.source) == (
            wanted.id,
            wanted.cell_type,
            wanted.source,
        )
        assert cell.metadata.get("nbgrader") == wanted.metadata.get("nbgrader")


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_refused_with_a_reason(name: str) -> None:
    kind, data = UNREADABLE[name]
    read = read_submission(data)
    assert isinstance(read, Unreadable), read
    assert read.kind == kind, read.reason
    assert read.reason.endswith((".", '"', "HEAD")) or "not JSON" in read.reason
    assert 10 < len(read.reason) < 200


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_notebook_is_read_with_all_its_code(name: str) -> None:
    read = read_submission(STRANGE[name])
    assert isinstance(read, Notebook), read
    nbformat.validate(read.content)
    assert (read.content.nbformat, read.content.nbformat_minor) == (4, 5)
    wanted = ["# ?\n" + source for source in CODE] if name == "half a character" else CODE
    assert code_of(read.content) == wanted
    json.dumps(read.content, allow_nan=False, ensure_ascii=False).encode()  # can be written
    harmless = {"byte order mark", "source is text", "wild metadata", "unknown keys"}
    harmless |= {
        "UTF-16",
        "UTF-16 big-endian",
        "NaN in the metadata",
        "wild outputs",
        "infinite points",
    }
    harmless |= {"no metadata", "metadata is a list"}
    assert bool(read.repairs) == (name not in harmless), read.repairs
    assert {repair.kind for repair in read.repairs} <= {"format"}


def test_cells_with_wrong_parts_are_reported_one_by_one() -> None:
    document = json.loads(GOOD)
    document["cells"] = [
        {"cell_type": "code", "id": "a", "source": None},
        {"cell_type": "heading", "id": "b", "source": ["x", 3, "y"], "metadata": []},
        {"cell_type": ["code"], "id": "c", "outputs": []},
        {"cell_type": "markdown", "id": "d", "metadata": {"nbgrader": [1]}, "source": {"x": 1}},
        {},
    ]
    read = read_submission(json.dumps(document).encode())
    assert [cell.cell_type for cell in read.content.cells] == [
        "code",
        "raw",
        "code",
        "markdown",
        "raw",
    ]
    assert [cell.source for cell in read.content.cells] == ["", "xy", "", "", ""]
    assert [repair.cell for repair in read.repairs] == [0, 1, 2, 3, 4, None]
    assert "text, metadata, list of outputs" in read.repairs[0].text


def test_the_reason_of_a_conflict_shows_the_line() -> None:
    read = read_submission(UNREADABLE["merge conflict"][1])
    assert "line 2" in read.reason and "<<<<<<< HEAD" in read.reason


def test_what_stays_invalid_is_refused(monkeypatch) -> None:
    cell = {"cell_type": "code", "id": "a"}
    invalid = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    monkeypatch.setattr(reading, "normalized", lambda document: (invalid, []))
    assert read_submission(GOOD).kind == "invalid"


def test_pictures_in_a_written_answer_are_kept() -> None:
    document = json.loads(GOOD)
    markdown = next(cell for cell in document["cells"] if cell["cell_type"] == "markdown")
    picture = {"image/png": "iVBORw0KGgo="}
    markdown["attachments"] = {
        "a.png": picture | {"text/html": "<script>", "image/jpeg": "é"},
        "b": [1],
    }
    read = read_submission(json.dumps(document).encode())
    attachments = [cell.attachments for cell in read.content.cells if "attachments" in cell]
    assert attachments == [{"a.png": picture}]


def test_no_output_is_taken_over() -> None:
    document = json.loads(GOOD)
    for cell in document["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "2.0"}]
            cell["execution_count"] = 7
    read = read_submission(json.dumps(document).encode())
    code = [cell for cell in read.content.cells if cell.cell_type == "code"]
    assert code and all(cell.outputs == [] and cell.execution_count is None for cell in code)


def test_special_files_are_refused(tmp_path: Path) -> None:
    opened = len(os.listdir("/proc/self/fd"))
    for name, (kind, path) in broken.broken_files(tmp_path, GOOD).items():
        read = read_submission(path)
        assert isinstance(read, Unreadable) and read.kind == kind, (name, read)
    assert len(os.listdir("/proc/self/fd")) == opened, "a file was left open"


def test_a_link_above_the_file_is_refused_below_the_root(tmp_path: Path) -> None:
    alice, mallory = tmp_path / "alice", tmp_path / "mallory"
    alice.mkdir()
    mallory.mkdir()
    (alice / "a.ipynb").write_bytes(GOOD)
    (mallory / "assignment").symlink_to(alice)
    assert isinstance(read_submission(alice / "a.ipynb", root=tmp_path), Notebook)
    stolen = mallory / "assignment" / "a.ipynb"
    assert isinstance(read_submission(stolen), Notebook)
    assert read_submission(stolen, root=tmp_path).kind == "link"


def test_a_file_without_permission_is_refused(tmp_path: Path, monkeypatch) -> None:
    def refuse(*arguments: object, **more: object) -> int:
        raise PermissionError(13, "Permission denied")  # root would be let in

    monkeypatch.setattr(os, "open", refuse)
    assert read_submission(tmp_path / "x.ipynb").kind == "no permission"


def test_the_size_is_limited_for_files_and_bytes(tmp_path: Path) -> None:
    path = tmp_path / "sparse.ipynb"
    with path.open("wb") as file:
        file.truncate(10**12)
    assert read_submission(path).kind == "too large"
    path.write_bytes(GOOD)
    just, less = Limits(notebook=len(GOOD)), Limits(notebook=len(GOOD) - 1)
    assert read_submission(path, less).kind == "too large"
    assert read_submission(GOOD, less).kind == "too large"
    assert isinstance(read_submission(path, just), Notebook)
    assert DEFAULT_LIMITS.notebook == 20_000_000


def test_cells_are_limited_by_their_number() -> None:
    count = len(json.loads(GOOD)["cells"])
    refused = read_submission(GOOD, Limits(notebook_cells=count - 1))
    assert refused.reason == f"The notebook has more than {count - 1} cells."
    assert isinstance(read_submission(GOOD, Limits(notebook_cells=count)), Notebook)


def test_lists_and_objects_are_limited_by_their_number() -> None:
    count = GOOD.count(b"[") + GOOD.count(b"{")
    refused = read_submission(GOOD, Limits(notebook_items=count - 1))
    assert refused.reason == f"The file has more than {count - 1} lists and objects."
    assert isinstance(read_submission(GOOD, Limits(notebook_items=count)), Notebook)


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "x.ipynb"
    path.write_bytes(GOOD)
    fstat = os.fstat
    seen = []

    def fstat_and_write(descriptor: int) -> os.stat_result:
        seen.append(fstat(descriptor))
        if len(seen) == 1:
            path.write_bytes(GOOD + b"\n")
        return seen[-1]

    monkeypatch.setattr(os, "fstat", fstat_and_write)
    assert read_submission(path).kind == "changing"


def test_a_file_that_is_replaced_while_it_is_read_is_read_whole(
    tmp_path: Path, monkeypatch
) -> None:
    path, other = tmp_path / "x.ipynb", tmp_path / "y.ipynb"
    path.write_bytes(GOOD)
    other.write_bytes(b"[]")
    open_file = os.open

    def open_and_replace(*arguments: object, **more: object) -> int:
        descriptor = open_file(*arguments, **more)
        os.replace(other, path)
        return descriptor

    monkeypatch.setattr(os, "open", open_and_replace)
    assert isinstance(read_submission(path), Notebook)


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "x.ipynb"
    path.write_bytes(GOOD)
    assert read_submission(path).digest == read_submission(GOOD).digest
    assert read_submission(GOOD + b"\n").digest != read_submission(GOOD).digest


@pytest.mark.parametrize("piece", [b"[],", b'"ab",', b'{"a":0,"b":0,"c":0,"d":0,"e":0,"f":0},'])
def test_twenty_megabytes_of_anything_take_little_memory(piece: bytes, tmp_path: Path) -> None:
    path = tmp_path / "bomb.ipynb"
    data = b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": ['
    path.write_bytes(data + piece * ((DEFAULT_LIMITS.notebook - 100) // len(piece)) + b"0]}")
    program = f"""
import resource
from nngrader.submissions.reading import read_submission
resource.setrlimit(resource.RLIMIT_DATA, ({600 * 2**20}, {600 * 2**20}))
print(read_submission({str(path)!r}).kind)
"""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT)
    assert done.stdout == "too large\n", done.stderr


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
cells = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw", "heading"]) | json_values,
        "id": st.sampled_from(["a", "b", "é"]) | json_values,
        "source": st.text(max_size=5) | json_values,
        "outputs": json_values,
        "attachments": json_values,
        "metadata": json_values | st.fixed_dictionaries({"nbgrader": json_values}),
    },
)


@given(
    st.fixed_dictionaries(
        {"cells": st.lists(cells | json_values, max_size=5)},
        optional={
            "nbformat": st.sampled_from([1, 2, 3, 4, 5]) | json_values,
            "nbformat_minor": st.integers(0, 6) | json_values,
            "metadata": json_values | st.fixed_dictionaries({"kernelspec": json_values}),
            "worksheets": json_values,
        },
    )
)
def test_any_notebook_is_read_or_refused(document: dict) -> None:
    read = read_submission(json.dumps(document).encode())
    if isinstance(read, Notebook):
        nbformat.validate(read.content)
        json.dumps(read.content, allow_nan=False, ensure_ascii=False).encode()


@given(st.binary(max_size=50) | st.binary(max_size=50).map(lambda more: GOOD[:5000] + more))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert isinstance(read_submission(data), Notebook | Unreadable)
