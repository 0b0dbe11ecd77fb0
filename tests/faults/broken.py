"""Files that are handed in instead of a notebook, or as a strange one."""

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path


def unreadable(good: bytes) -> dict[str, tuple[str, bytes]]:
    """What can't be read, made of a good notebook: by name, the kind of reason and the bytes."""
    text = good.decode()
    deep = b'{"nbformat": 4, "cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    return {
        "empty": ("empty", b""),
        "white space": ("empty", b" \n\n"),
        "zeros after a crash": ("empty", bytes(4096)),
        "text": ("not JSON", b"def step(z):\n    return z > 0\n"),
        "web page": ("not JSON", b"\n<!DOCTYPE html>\n<html></html>"),
        "archive": ("not JSON", b"PK\x03\x04" + bytes(100)),
        "merge conflict": ("not JSON", text.replace('"cells"', "<<<<<<< HEAD\n", 1).encode()),
        "cut in a string": ("truncated", good[: good.index(b"step") + 2]),
        "cut after a brace": ("truncated", good[: good.rindex(b"}", 0, len(good) // 2) + 1]),
        "cut at the end": ("truncated", good.rstrip()[:-1]),
        "Latin-1": ("encoding", text.replace("step", "Stufe für", 1).encode("latin-1", "replace")),
        "picture": ("encoding", b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
        "list": ("not a notebook", b"[" + good + b"]"),
        "number": ("not a notebook", b"4"),
        "no cells": ("not a notebook", b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}'),
        "cells are no list": ("not a notebook", b'{"nbformat": 4, "cells": {"0": {}}}'),
        "next format": ("too new", _changed(good, lambda document: document.update(nbformat=5))),
        "format with 400 digits": ("too new", b'{"nbformat": ' + b"9" * 400 + b"}"),
        "old and broken": ("invalid", b'{"nbformat": 3, "worksheets": [{"cells": [1]}]}'),
        "deep lists": ("invalid", deep),
        "deep objects": ("invalid", b'{"a":' * 100_000),
        "huge number": ("invalid", _changed(good, lambda document: None, "9" * 5000)),
        "many lists": ("too large", b"[" + b"[]," * 600_000 + b"[]]"),
        "many cells": ("too large", b'{"nbformat": 4, "cells": [' + b"{}," * 6000 + b"{}]}"),
    }


def strange(good: bytes) -> dict[str, bytes]:
    """What must be read nevertheless, with all its code: by name."""
    text = good.decode()
    return {
        "byte order mark": text.encode("utf-8-sig"),
        "UTF-16": text.encode("utf-16"),
        "UTF-16 big-endian": b"\xfe\xff" + text.encode("utf-16-be"),
        "format 4.4": _changed(good, _to_4_4),
        "format 4.0": _changed(good, lambda document: _to_4_4(document, minor=0)),
        "format 3": _changed(good, _to_3),
        "format 3 with wild outputs": _changed(
            good, lambda document: _to_3(document, outputs=[{"output_type": "pyout"}, 1, None])
        ),
        "format 4.9": _changed(good, lambda document: document.update(nbformat_minor=9)),
        "no format": _changed(good, lambda document: _remove(document, "nbformat")),
        "format is text": _changed(good, lambda document: document.update(nbformat="4")),
        "minor is null": _changed(good, lambda document: document.update(nbformat_minor=None)),
        "no metadata": _changed(good, lambda document: _remove(document, "metadata")),
        "metadata is a list": _changed(good, lambda document: document.update(metadata=[1])),
        "no ids": _changed(good, _each_cell(lambda cell: _remove(cell, "id"))),
        "same ids": _changed(good, _each_cell(lambda cell: cell.update(id="a"))),
        "ids are numbers": _changed(good, _each_cell(lambda cell: cell.update(id=1))),
        "ids with a space": _changed(good, _each_cell(lambda cell: cell.update(id="a b"))),
        "source is text": _changed(
            good, _each_cell(lambda cell: cell.update(source="".join(cell["source"])))
        ),
        "outputs are null": _changed(good, _each_cell(lambda cell: cell.update(outputs=None))),
        "no outputs": _changed(good, _each_cell(lambda cell: _remove(cell, "outputs"))),
        "wild outputs": _changed(good, _each_cell(lambda cell: cell.update(outputs=[1, {}, None]))),
        "NaN in the metadata": _changed(
            good,
            _each_cell(lambda cell: cell["metadata"].update(nbgrader={"points": float("nan")})),
        ),
        "infinite points": _changed(good, lambda document: None).replace(b": 2,", b": 1e999,"),
        "things that are no cells": _changed(
            good, lambda document: document["cells"].extend([None, 7, [], "x"])
        ),
        "unknown keys": _changed(good, _each_cell(lambda cell: cell.update(more=[1], prompt=2))),
        "half a character": _changed(good, _each_cell(_add_half_a_character)),
        "wild metadata": _changed(good, _each_cell(_make_wild)),
    }


def broken_files(folder: Path, good: bytes) -> dict[str, tuple[str, Path]]:
    """Things in a folder that are no notebooks: by name, the kind of reason and the path."""
    target = folder / "target"
    target.write_bytes(good)
    names = ("link", "broken link", "pipe", "folder", "socket")
    paths = {name: folder / f"{name}.ipynb" for name in names}
    paths["link"].symlink_to(target)
    paths["broken link"].symlink_to(folder / "nowhere")
    os.mkfifo(paths["pipe"])
    paths["folder"].mkdir()
    with socket.socket(socket.AF_UNIX) as listener:
        # The path of a socket may have 107 characters only.
        here = os.getcwd()
        os.chdir(folder)
        try:
            listener.bind(paths["socket"].name)
        finally:
            os.chdir(here)
    return {
        "missing": ("missing", folder / "missing.ipynb"),
        "below a file": ("link", target / "x.ipynb"),
        "link": ("link", paths["link"]),
        "broken link": ("link", paths["broken link"]),
        "pipe": ("not a file", paths["pipe"]),
        "folder": ("not a file", paths["folder"]),
        "socket": ("not a file", paths["socket"]),
        "device": ("not a file", Path("/dev/zero")),
    }


def _changed(good: bytes, change: Callable[[dict], None], number: str = "") -> bytes:
    document = json.loads(good)
    change(document)
    text = json.dumps(document, indent=1)
    return (text.replace("{", '{"number": ' + number + ",", 1) if number else text).encode()


def _each_cell(change: Callable[[dict], None]) -> Callable[[dict], None]:
    def change_all(document: dict) -> None:
        for cell in document["cells"]:
            if cell["cell_type"] == "code":
                change(cell)

    return change_all


def _remove(values: dict, key: str) -> None:
    del values[key]


def _to_4_4(document: dict, minor: int = 4) -> None:
    document["nbformat_minor"] = minor
    for cell in document["cells"]:
        del cell["id"]


def _to_3(document: dict, outputs: list | None = None) -> None:
    cells = document.pop("cells")
    for cell in cells:
        del cell["id"]
        if cell["cell_type"] == "code":
            cell["input"] = cell.pop("source")
            cell["prompt_number"] = cell.pop("execution_count")
            cell["language"] = "python"
            cell["outputs"] = outputs or []
    document.update(nbformat=3, nbformat_minor=0, worksheets=[{"cells": cells, "metadata": {}}])


def _add_half_a_character(cell: dict) -> None:
    cell["source"] = ["# \ud83d\n", *cell["source"]]
    cell["metadata"]["nbgrader"] = {"grade_id": "\ud83d", "\ud83d": 1}


def _make_wild(cell: dict) -> None:
    cell["metadata"] |= {
        "tags": ["a", "a", "b,c", 7],
        "name": "",
        "collapsed": "yes",
        "scrolled": 3,
        "deletable": {"x": []},
        "editable": None,
        "execution": [1],
        "jupyter": "source_hidden",
        "big": "x" * 100_000,
    }
