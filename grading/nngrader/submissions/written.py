"""Find answers that a person grades where they are not in the cell that is marked for them.

Code is found by what it defines. A text or a plot defines nothing: it is found by its place,
between cells of the instructor's that are recognized. nbgrader gives 0 to such an answer, without
asking anybody, if its cell is as it was handed out; so where an answer may be somewhere else, that
cell says so, and a person has to grade it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from keyword import iskeyword
from typing import Any

from nbformat import NotebookNode

from nngrader.submissions.instructor import InstructorVersion, Part
from nngrader.submissions.normalize import Repair

# Of a text of the instructor's that was edited, this share of its words is still there.
KEPT_WORDS = 0.6
LONGEST_TEXT = 20_000  # characters of such a text


def find_written(
    cells: list[NotebookNode],
    version: InstructorVersion,
    missing: set[str],
    submitted: Sequence[NotebookNode],
) -> list[Repair]:
    """Mark the answers that are found, and see to it that a person looks for the others.

    cells: the repaired notebook, in which each of the instructor's parts is once; it is changed.
    missing: the grade ids of those that were put back. submitted: the cells that were handed in,
    to say where something stood. Returns what was done.
    """
    repairs, missing = [], set(missing)
    while found := _next_found(cells, version, missing):
        part, place, others = found
        repairs.append(_mark(cells, part, place, others, missing, submitted))
        missing.discard(part.grade_id)
    return repairs + _ask_for_others(cells, version, missing, submitted)


class _Layout:
    """Which cells of a notebook are the instructor's, and which answers are not written yet.

    all_texts: whether texts that nbgrader does not care for separate answers from each other.
    """

    def __init__(
        self, cells: list[NotebookNode], version: InstructorVersion, all_texts: bool = True
    ) -> None:
        self.cells, self.parts = cells, version.parts
        self.marked = {id_: i for i, cell in enumerate(cells) if (id_ := _grade_id(cell))}
        self.open = [k for k, part in enumerate(self.parts) if self._is_open(part)]
        texts = _places_of_texts(cells, version.parts)
        self.edited = {k: i for k, i in texts.items() if self._has_more(k, i)}
        answered = {
            k: self.marked[part.grade_id]
            for k, part in enumerate(self.parts)
            if part.grade_id and k not in self.open
        }
        self._fixed = {**answered, **texts} if all_texts else answered
        self._not_theirs = {*texts.values(), *self.marked.values()}
        self._given = {_squeezed(part.handed_out) for part in self.parts}

    def _is_open(self, part: Part) -> bool:
        if not part.by_hand:
            return False
        text = _squeezed(self.cells[self.marked[part.grade_id]].source)
        return text in ("", _squeezed(part.handed_out))

    def _has_more(self, k: int, place: int) -> bool:
        """Whether something was written into this text of the instructor's."""
        text, given = self.cells[place].source, self.parts[k].cell.source
        return _squeezed(text) != _squeezed(given) and not _words(text) <= _words(given)

    def edited_near(self, k: int) -> list[int]:
        """Where texts beside this answer are into which something was written."""
        stretch = {k}
        for step in (-1, 1):
            each = k + step
            while 0 <= each < len(self.parts) and not self.parts[each].grade_id:
                stretch.add(each)
                each += step
        return [i for each, i in self.edited.items() if each in stretch]

    def is_theirs(self, place: int) -> bool:
        """Whether a student wrote this, and it is not marked as an answer."""
        text = _squeezed(self.cells[place].source)
        return bool(text) and place not in self._not_theirs and text not in self._given

    def gaps(self) -> Iterator[tuple[list[int], list[int]]]:
        """Answers not written that follow each other, and the places between their neighbors."""
        groups: dict[tuple[int, int], list[int]] = {}
        for k in self.open:
            before = max((each for each in self._fixed if each < k), default=-1)
            after = min((each for each in self._fixed if each > k), default=len(self.parts))
            groups.setdefault((before, after), []).append(k)
        stops = set(self._fixed.values())
        for (before, after), group in groups.items():
            around: set[int] = set()
            for start, step in (
                (self._fixed.get(before, -1), 1),
                (self._fixed.get(after, len(self.cells)), -1),
            ):
                place = start + step
                while 0 <= place < len(self.cells) and place not in stops:
                    around.add(place)
                    place += step
            yield group, sorted(around)


def _next_found(
    cells: list[NotebookNode], version: InstructorVersion, missing: set[str]
) -> tuple[Part, int, list[int]] | None:
    """An answer that is not written in its cell, where it is, and what else may belong to it."""
    for all_texts in (True, False):
        layout = _Layout(cells, version, all_texts)
        for group, places in layout.gaps():
            around = [place for place in places if layout.is_theirs(place)]
            parts = [version.parts[k] for k in group]
            fitting = [[i for i in around if _fits(cells[i], part)] for part in parts]
            if len(parts) == 1 and fitting[0]:
                # The last counts, as it does of several cells that are marked.
                *others, place = fitting[0]
                return parts[0], place, others
            if len(parts) == len(around) and all(map(_fits, [cells[i] for i in around], parts)):
                return parts[0], around[0], []
            for part, those in zip(parts, fitting, strict=True):
                if len(those) == 1 and sum(those[0] in each for each in fitting) == 1:
                    return part, those[0], []
    # The cell as it was handed out, without its marks: nothing was written.
    for group, places in _Layout(cells, version).gaps():
        for part in (version.parts[k] for k in group):
            for place in places if part.grade_id in missing else ():
                if not _grade_id(cells[place]) and _is_handed_out(cells[place], part):
                    return part, place, []
    return None


def _mark(
    cells: list[NotebookNode],
    part: Part,
    place: int,
    others: list[int],
    missing: set[str],
    submitted: Sequence[NotebookNode],
) -> Repair:
    """Make the cell at this place the answer, in place of the one in which nothing is written."""
    cell, unwritten = cells[place], _place_of(cells, part)
    numbers = _numbers(submitted, [cell])
    more = _numbers(submitted, [cells[i] for i in others])
    answer = deepcopy(part.cell)
    answer.id, answer.source = cell.id, cell.source
    if "attachments" in cell and answer.cell_type != "code":
        answer.attachments = cell.attachments
    cells[place] = answer
    del cells[unwritten]
    where = _cells_named(numbers) or "A cell near its place"
    if part.grade_id in missing:
        text = f"{where} had lost its mark as the answer “{part.grade_id}”. It was recognized by "
        text += "its place and marked again."
    else:
        text = f"Nothing was written in the answer cell “{part.grade_id}”. {where} stands near it "
        text += "and was taken for the answer."
    if cell.cell_type != answer.cell_type:
        text += f" It is a {answer.cell_type} cell again."
    if more:
        text += f" {_cells_named(more)} may belong to it."
    return Repair(part.grade_id, "retagged", text)


def _ask_for_others(
    cells: list[NotebookNode],
    version: InstructorVersion,
    missing: set[str],
    submitted: Sequence[NotebookNode],
) -> list[Repair]:
    """Let a person look for answers that may be somewhere, and were not found."""
    layout, repairs = _Layout(cells, version), []
    near = {k: places for group, places in _Layout(cells, version, False).gaps() for k in group}
    theirs = [i for i in range(len(cells)) if layout.is_theirs(i)]
    wrote = _wrote_something(submitted, version)
    for k in layout.open:
        part = version.parts[k]
        lost = part.grade_id in missing
        code = part.cell.cell_type == "code"
        # A picture of a plot can be in any cell. A text is not in code that stands beside.
        beside = [i for i in near[k] if layout.is_theirs(i)]
        beside = [i for i in beside if lost or code or _fits(cells[i], part)]
        beside += layout.edited_near(k)
        if not beside and not (lost and wrote):
            continue
        looked = beside or theirs + list(layout.edited.values())
        where = _cells_named(_numbers(submitted, [cells[i] for i in sorted(set(looked))]))
        place = _place_of(cells, part)
        notice = (
            "No answer was found in the cell that is meant for it. Whoever grades this: it may "
            f"stand in another cell{f' (handed in as {_lower(where)})' if where else ''}."
        )
        cells[place].source = f"# {notice}" if code else f"*{notice}*"
        text = f"The answer “{part.grade_id}” was not found in a cell that is meant for it, so it "
        text += "needs a person. "
        text += f"Look at {_lower(where)}." if where else "It may be part of another answer."
        repairs.append(Repair(part.grade_id, "not found", text))
    return repairs


def _places_of_texts(cells: list[NotebookNode], parts: Sequence[Part]) -> dict[int, int]:
    """Where the instructor's cells are that nbgrader does not care for, by their number.

    They have no marks: they are known by their text, else by their id, else by most of their words.
    """
    free = {i: cell for i, cell in enumerate(cells) if not _grade_id(cell) and cell.source.strip()}
    wanted = {k: p.cell for k, p in enumerate(parts) if not p.grade_id and p.cell.source.strip()}
    found: dict[int, int] = {}
    for kind_of in (lambda cell: _squeezed(cell.source), lambda cell: cell.id):
        places: dict[str, list[int]] = defaultdict(list)
        for i, cell in free.items():
            places[kind_of(cell)].append(i)
        for k, cell in wanted.items():
            if k not in found and places[kind_of(cell)]:
                found[k] = places[kind_of(cell)].pop(0)
        free = {i: cell for i, cell in free.items() if i not in found.values()}
    words = {i: _words(c.source) for i, c in free.items() if len(c.source) < LONGEST_TEXT}
    for k, cell in wanted.items():
        kept = KEPT_WORDS * len(_words(cell.source))
        if k in found or cell.cell_type == "code" or kept < 2:
            continue
        for i, its_words in words.items():
            if len(_words(cell.source) & its_words) >= kept:
                found[k] = i
                del words[i]
                break
    return found


def _is_handed_out(cell: NotebookNode, part: Part) -> bool:
    """Whether a cell is as students got this part, but for its marks."""
    same_kind = cell.cell_type == part.cell.cell_type
    return same_kind and _squeezed(cell.source) == _squeezed(part.handed_out)


def _fits(cell: NotebookNode, part: Part) -> bool:
    """Whether a cell can be this answer. Code stays code: what comes after may need it."""
    if part.cell.cell_type == "code":
        return cell.cell_type == "code"
    return cell.cell_type != "code" or _is_prose(cell.source)


def _is_prose(source: str) -> bool:
    """Whether a code cell can't be code: two names in a row are not Python's, outside of strings.

    Not by parsing it: that takes long for some texts, and this is done in the judge's own process.
    """
    if re.search(r"^\s*[%!]", source, re.MULTILINE):
        return False
    plain = re.sub(r'""".*?"""|\'\'\'.*?\'\'\'', " ", source, flags=re.DOTALL)
    plain = re.sub(r'"[^"\n]*"|#[^\n]*', ";", plain)
    if not re.search(r"\w", plain):
        return True  # comments or a string alone
    pairs = re.finditer(r"(?=\b([^\W\d]\w*)[ \t]+([^\W\d]\w*))", plain)
    soft = {"match", "case", "type", "print"}
    return any(
        not (iskeyword(a) or iskeyword(b) or a in soft) for a, b in (p.groups() for p in pairs)
    )


def _wrote_something(submitted: Sequence[NotebookNode], version: InstructorVersion) -> bool:
    given = {_squeezed(text) for p in version.parts for text in (p.handed_out, p.cell.source)}
    return any(_squeezed(cell.source) not in {*given, ""} for cell in submitted)


def _numbers(submitted: Sequence[NotebookNode], cells: Sequence[NotebookNode]) -> list[int]:
    """Where these cells stood in what was handed in, counted from 1."""
    texts = {_squeezed(cell.source) for cell in cells}
    return [i for i, cell in enumerate(submitted, start=1) if _squeezed(cell.source) in texts]


def _cells_named(numbers: list[int]) -> str:
    if len(numbers) < 2:
        return "".join(f"Cell {number}" for number in numbers)
    shown = [str(number) for number in numbers[:10]]
    return f"Cells {', '.join(shown[:-1])} and {shown[-1]}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _place_of(cells: list[NotebookNode], part: Part) -> int:
    return next(i for i, cell in enumerate(cells) if _grade_id(cell) == part.grade_id)


def _grade_id(cell: NotebookNode) -> str:
    marks: Mapping[str, Any] = cell.metadata.get("nbgrader", {})
    return marks.get("grade_id", "")
