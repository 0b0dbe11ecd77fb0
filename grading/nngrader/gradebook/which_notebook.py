"""Which of an assignment's notebooks a file is, by its cells, since its name may be another."""

from collections.abc import Mapping, Set
from typing import TypeVar

from nbformat import NotebookNode

K = TypeVar("K")

ENOUGH = 0.5  # of the cells that are answered or graded: fewer are a draft, or somebody's excerpt


def answer_ids(notebook: NotebookNode) -> frozenset[str]:
    """The grade ids of the cells that are answered or graded.

    Locked cells don't count: there is one called `setup` in most assignments.
    """
    marks = (cell.metadata.get("nbgrader", {}) for cell in notebook.cells)
    return frozenset(
        mark["grade_id"]
        for mark in marks
        if isinstance(mark, dict)
        and isinstance(mark.get("grade_id"), str)
        and (mark.get("grade") or mark.get("solution") or mark.get("task"))
    )


def closest(ids: Set[str], known: Mapping[K, Set[str]]) -> list[K]:
    """Those that share the most ids, and of these the ones that lack the fewest.

    known: the ids of each notebook that it could be. Returns none, one, or several that are as
    close.
    """
    found = _sharing_most(ids, known)
    fewest = min((len(known[each]) for each in found), default=0)
    return [each for each in found if len(known[each]) == fewest]


def is_it(ids: Set[str], known: Mapping[K, Set[str]]) -> K | None:
    """The one that it certainly is: it has enough of its cells, and fewer of any other's."""
    found = _sharing_most(ids, known)
    if len(found) != 1 or len(ids & known[found[0]]) < ENOUGH * len(known[found[0]]):
        return None
    return found[0]


def _sharing_most(ids: Set[str], known: Mapping[K, Set[str]]) -> list[K]:
    shared = {each: len(ids & its) for each, its in known.items()}
    most = max(shared.values(), default=0)
    return [each for each, count in shared.items() if count == most] if most else []
