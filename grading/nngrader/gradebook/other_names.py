"""Notebooks that were handed in under other names than the assignment has for them.

nbgrader looks for a student's feedback by the name of the file that the student has. So the
other names are remembered, and a page is made for each (`nngrader.plugins.feedback`).
"""

import os
import stat
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path

from nngrader.gradebook.which_notebook import answer_ids, is_it
from nngrader.judging.digest import digest
from nngrader.limits import Limits
from nngrader.submissions.reading import Unreadable, read_notebook, read_submission


@dataclass
class Found:
    """What is in the other notebooks of a submission. All by the assignment's names.

    notebooks: the contents, or why there are none. names: those that the same content has
    besides or instead, without `.ipynb`. renamed: files that were taken for missing ones.
    events: which for which, as sentences.
    """

    notebooks: dict[str, bytes | Unreadable]
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    renamed: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)


def look_at_others(
    folder: Path,
    above: Path,
    limits: Limits,
    notebooks: Mapping[str, bytes | Unreadable],
    ids: Mapping[str, Set[str]],
) -> Found:
    """Find the notebooks that are missing, and copies of those that are there.

    folder: of the submission. above: a folder above it, see `read_submission`. notebooks: what
    is there by its right name. ids: `answer_ids` of the instructor's versions.
    """
    found = Found(dict(notebooks))
    missing = {
        name: Candidates()
        for name, content in notebooks.items()
        if isinstance(content, Unreadable) and content.kind == "missing"
    }
    there = {digest([each]): n for n, each in notebooks.items() if isinstance(each, bytes)}
    others = [name for name in _notebooks_in(folder) if name not in notebooks]
    for name in others[: limits.other_notebooks]:
        data = read_notebook(folder / f"{name}.ipynb", limits, above)
        if isinstance(data, Unreadable):
            continue
        if (key := digest([data])) in there:
            same = there[key]
            found.names[same] = (*found.names.get(same, ()), name)
        elif missing and (its := _whose(data, limits, ids)) in missing:
            missing[its].add(name, key, data)
    for name, candidates in missing.items():
        content = found.notebooks[name]
        assert isinstance(content, Unreadable)
        if len(candidates.names) == 1:
            (called,) = candidates.names.values()
            assert candidates.first is not None
            found.notebooks[name] = candidates.first
            found.names[name] = tuple(called)
            found.renamed.append(_listed(called[:1]))
            found.events.append(
                f"There is no {name}.ipynb. By its cells, {_listed(called[:1])} is that notebook, "
                "and was graded."
            )
        elif candidates.names:
            called = [each for names in candidates.names.values() for each in names]
            reason = f" By their cells, each of these could be it: {_listed(called)}."
            found.notebooks[name] = Unreadable(content.kind, content.reason + reason)
        elif others:
            reason = f" Handed in was: {_listed(others[:5])}."
            found.notebooks[name] = Unreadable(content.kind, content.reason + reason)
    found.names = {name: kept for name, all_ in found.names.items() if (kept := _usable(all_))}
    return found


@dataclass
class Candidates:
    """The notebooks that a missing one could be: their names by content, and one content."""

    names: dict[str, list[str]] = field(default_factory=dict)
    first: bytes | None = None  # only this one is kept in memory

    def add(self, name: str, key: str, data: bytes) -> None:
        """One more. key: the digest of its bytes."""
        if self.first is None:
            self.first = data
        self.names.setdefault(key, []).append(name)


def readable(name: str) -> str:
    """A file's name as text: a name can hold bytes that no text has."""
    return os.fsencode(name).decode(errors="replace")


def _whose(data: bytes, limits: Limits, ids: Mapping[str, Set[str]]) -> str | None:
    """The assignment's notebook that these bytes are, by their cells."""
    found = read_submission(data, limits)
    return None if isinstance(found, Unreadable) else is_it(answer_ids(found.content), ids)


def _notebooks_in(folder: Path) -> list[str]:
    """The names, without `.ipynb`, of the notebooks that nbgrader sees."""
    try:
        return sorted(
            entry.name.removesuffix(".ipynb")
            for entry in os.scandir(folder)
            if entry.name.endswith(".ipynb")
            and not entry.name.startswith(".")
            and stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode)
        )
    except OSError:
        return []


def _listed(names: list[str]) -> str:
    return ", ".join(f"{readable(name)}.ipynb" for name in names)


def _usable(names: tuple[str, ...]) -> tuple[str, ...]:
    """Those under which a page can be written: text, as a notebook's metadata has to be."""
    return tuple(name for name in names if readable(name) == name)
