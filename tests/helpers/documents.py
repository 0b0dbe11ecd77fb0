"""What a document for maintainers mentions: paths, names, tests. Does it exist?

Each function takes the text of a document and lists what is wrong.
"""

import ast
import importlib
import re
from functools import cache
from pathlib import Path
from types import ModuleType

from lint import page
from notebooks import PROJECT

# Where a short form of a path or of a name may begin.
PACKAGES = ("grading/nngrader", "grading/nnexercises", "lib/nnbasics")
FOLDERS = (PROJECT, *(PROJECT / package for package in PACKAGES))
PREFIXES = ("", "nngrader.", "nngrader.limits.")
ALIASES = {"np": "numpy", "nn": "torch.nn", "rng": "numpy.random.Generator"}

PATH = re.compile(r"[\w.*-]+(/[\w.*-]+)*/?")
FILE = re.compile(r"\.(py|md|toml|ipynb|json|svg|js|yaml|yml|j2)$")
NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
TEST = re.compile(r"(tests/[\w/]+\.py)::(.+)")
PLACEHOLDER = re.compile(r"\b[A-Z]{2,}\b")  # solutions/NAME/NAME.ipynb


def code(text: str) -> list[str]:
    """What stands between backticks, blocks of code left out."""
    return [span.get_text() for span in page(text).find_all("code") if span.parent.name != "pre"]


def missing_paths(text: str, folder: Path, known: frozenset[str] = frozenset()) -> list[str]:
    """Paths that lead nowhere, from the project, a package of it, or the document's folder.

    known: what looks like a path and is none, or is made by a command.
    """
    found = [span for span in code(text) if _is_path(span) and span not in known]
    return [path for path in found if not any(_there(f, path) for f in (*FOLDERS, folder))]


def _is_path(span: str) -> bool:
    return bool(PATH.fullmatch(span)) and ("/" in span or bool(FILE.search(span)))


def _there(folder: Path, path: str) -> bool:
    pattern = PLACEHOLDER.sub("*", path)
    if "*" in pattern:
        return any(folder.glob(pattern))
    there = folder / path
    return there.is_dir() if path.endswith("/") else there.exists()


def missing_names(text: str, known: frozenset[str] = frozenset()) -> list[str]:
    """Dotted names, such as ``checking.scoring.score``, that Python does not know."""
    found = [re.sub(r"\(.*\)$", "", span) for span in code(text)]
    names = [n for n in found if NAME.fullmatch(n) and not FILE.search(n) and n not in known]
    return [name for name in names if not any(_exists(prefix + name) for prefix in PREFIXES)]


@cache
def _exists(name: str) -> bool:
    first, _, rest = name.partition(".")
    parts = f"{ALIASES.get(first, first)}.{rest}".split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ImportError:
            continue
        for part in parts[length:]:
            if not _has(found, part):
                return False
            found = getattr(found, part, None)
        return True
    return False


def _has(thing: object, name: str) -> bool:
    """Fields of a dataclass count, too, of which the class itself knows only the type."""
    fields = {} if isinstance(thing, ModuleType) else getattr(thing, "__annotations__", {})
    return hasattr(thing, name) or name in fields


def named_tests(text: str) -> list[str]:
    """The tests that are mentioned, as pytest takes them."""
    return [span for span in code(text) if TEST.fullmatch(span)]


def missing_tests(text: str) -> list[str]:
    """Tests that are not there: ``tests/a/test_b.py::test_c``, a parameter's id in brackets."""
    return [test for test in named_tests(text) if not _is_test(test)]


def _is_test(test: str) -> bool:
    file, _, name = test.partition("::")
    name, _, parameter = name.partition("[")
    path = PROJECT / file
    if not path.is_file() or name not in _tests_in(path):
        return False
    if not parameter:
        return True
    quoted = f'"{parameter.removesuffix("]")}"'
    return any(quoted in each.read_text("utf-8") for each in path.parent.glob("*.py"))


@cache
def _tests_in(path: Path) -> set[str]:
    """The tests of a file: functions, and methods as ``Class::method``."""
    found = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        inner = node.body if isinstance(node, ast.ClassDef) else []
        found |= {
            f"{node.name}::{each.name}" for each in inner if isinstance(each, ast.FunctionDef)
        }
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            found.add(node.name)
    return found


def sections(text: str, level: str = "##") -> dict[str, str]:
    """The text below each heading of a level, up to the next of the same or a higher one."""
    parts = re.split(rf"^(#{{1,{len(level)}}}) (.+)$", text, flags=re.MULTILINE)[1:]
    triples = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return {title: body for marks, title, body in triples if marks == level}


def table(text: str) -> list[list[str]]:
    """The rows of the first table, each cell as Markdown."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]
