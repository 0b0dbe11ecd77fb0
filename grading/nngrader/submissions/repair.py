"""Put a submitted notebook right, from the instructor's version and by grade id.

Cells are deleted, copied, split, moved and retyped, mostly by innocent people; nbgrader
stops at some of it and mistakes some of it for an answer. Here such a notebook becomes one
that can be graded, and each thing that was put right is reported.

Nothing that a student wrote is lost: text that can't stay in its cell, because the cell
is locked or because another copy of the cell counts, is an ordinary cell of its own.
"""

from collections import defaultdict
from collections.abc import Iterator
from copy import deepcopy

from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from nngrader.submissions.instructor import ROLES, InstructorVersion, Part, defined
from nngrader.submissions.normalize import FORMAT, Repair, give_ids, new_cell, normalized
from nngrader.submissions.written import find_written


def repair(
    submitted: NotebookNode, instructor: NotebookNode | InstructorVersion
) -> tuple[NotebookNode, list[Repair]]:
    """Return the submitted notebook as it can be graded, and what was put right.

    Every cell that nbgrader knows is there once, as the instructor made it; answers hold
    what the student wrote; tests come after their answer, and the instructor's imports and
    helpers where they are needed. Cells are otherwise in the student's order, without outputs.
    The arguments are not modified; a repaired notebook needs no further repair.

    instructor: with the solutions or as released; for a class, prepare it once.
    """
    version = (
        instructor
        if isinstance(instructor, InstructorVersion)
        else InstructorVersion.of(instructor)
    )
    submitted, repairs = normalized(submitted)
    holders = _holders(submitted.cells, version, repairs)
    cells: list[NotebookNode] = []
    for i, cell in enumerate(submitted.cells):
        if i in holders:
            cells += _restored(cell, holders[i], repairs)
        else:
            cells.append(_ordinary(cell, cell.id))
    missing = _put_back_missing(cells, version, repairs)
    _put_tests_after_answers(cells, version, repairs)
    found = find_written(cells, version, missing, submitted.cells)
    put_back = {("missing", each.cell) for each in found}  # that is not all that is to be said
    repairs = [each for each in repairs if (each.kind, each.cell) not in put_back] + found
    _put_tests_after_answers(cells, version, repairs)
    _put_locked_code_in_order(cells, version, missing, repairs)
    give_ids(cells)
    named, right = (
        each.get("kernelspec", {}).get("name") for each in (submitted.metadata, version.metadata)
    )
    if right and named != right:
        had = f"for the kernel “{named}”" if named else "for no kernel that could be read"
        text = f"The notebook was made {had}. It was graded with “{right}”."
        repairs.append(Repair(None, "kernelspec", text))
    metadata = deepcopy(version.metadata)
    return new_notebook(cells=cells, metadata=metadata, nbformat_minor=FORMAT[1]), repairs


def _holders(
    cells: list[NotebookNode], version: InstructorVersion, repairs: list[Repair]
) -> dict[int, Part]:
    """Which of the instructor's parts each cell is, by its place. Other cells are ordinary."""
    graded = version.graded
    claims, free = defaultdict(list), []
    for i, cell in enumerate(cells):
        grade_id = _grade_id(cell)
        if grade_id in graded:
            claims[grade_id].append(i)
        elif cell.source.strip():
            free.append(i)
    holders = {}
    for grade_id, places in claims.items():
        place = _best(cells, places, graded[grade_id])
        holders[place] = graded[grade_id]
        if len(places) > 1:
            text = (
                f"{len(places)} cells were marked as “{grade_id}”. Cell {place + 1} counts; "
                f"what the others hold was kept as ordinary cells."
            )
            repairs.append(Repair(grade_id, "duplicate", text))
    found = set(claims)
    for recognizes in (_defines, _has_id, _has_text):
        for grade_id, part in graded.items():
            if grade_id in found or part.is_answer == (recognizes is _has_text):
                continue
            # Of imports, the first: the others need it.
            for i in free if part.is_locked_code else reversed(free):
                if recognizes(cells[i], part):
                    free.remove(i)
                    found.add(grade_id)
                    holders[i] = part
                    what = "the answer " if part.is_answer else ""
                    text = (
                        f"Cell {i + 1} had lost its mark as {what}“{grade_id}”. It was "
                        f"recognized and marked again."
                    )
                    repairs.append(Repair(grade_id, "retagged", text))
                    break
    for i in free:
        marks = cells[i].metadata.get("nbgrader", {})
        if any(marks.get(role) for role in ROLES):
            text = (
                f"Cell {i + 1} was marked as a cell that this assignment does not have. It was "
                f"treated as an ordinary cell."
            )
            repairs.append(Repair(i, "unknown id", text))
    return holders


def _best(cells: list[NotebookNode], places: list[int], part: Part) -> int:
    """Of several cells marked as the same part, the one that counts.

    The last, as in nbgrader; but a cell in which nothing was written, or which was turned
    into another type so that it does not run, does not take the place of one with an
    answer. Of locked cells without tests (imports, say) the first: the others need it.
    """

    def merit(place: int) -> tuple[bool, bool, int]:
        cell = cells[place]
        untouched = _same(cell.source, part.handed_out)
        good = bool(cell.source.strip()) and not untouched if part.is_answer else untouched
        late = place if part.is_answer or part.is_test else -place
        return good, cell.cell_type == part.cell.cell_type, late

    return max(places, key=merit)


def _defines(cell: NotebookNode, part: Part) -> bool:
    names = defined(part.cell)
    return bool(names) and names <= defined(cell)


def _has_id(cell: NotebookNode, part: Part) -> bool:
    return (cell.id, cell.cell_type) == (part.cell.id, part.cell.cell_type)


def _has_text(cell: NotebookNode, part: Part) -> bool:
    return cell.cell_type == part.cell.cell_type and _same(cell.source, part.handed_out)


def _restored(cell: NotebookNode, part: Part, repairs: list[Repair]) -> list[NotebookNode]:
    """The cell as this part has to be; before it, text that was in its way."""
    grade_id, right = part.grade_id, part.cell
    marks = cell.metadata.get("nbgrader", {})
    restored = deepcopy(right)
    restored.id = cell.id
    kept = []
    if part.is_answer:
        restored.source = cell.source
        if "attachments" in cell and right.cell_type != "code":
            restored.attachments = cell.attachments
    elif not _same(cell.source, part.handed_out) and not _same(cell.source, right.source):
        text = f"The text of the locked cell “{grade_id}” had been changed. It was put back."
        if cell.source.strip():
            kept.append(_ordinary(cell, None))
            text += " What stood there was kept as an ordinary cell before it."
        repairs.append(Repair(grade_id, "edited", text))
    if cell.cell_type != right.cell_type:
        text = (
            f"The cell “{grade_id}” had been turned into a {cell.cell_type} cell. It is a "
            f"{right.cell_type} cell again."
        )
        repairs.append(Repair(grade_id, "retyped", text))
    keys = (*ROLES, "schema_version")
    changed = [key for key in keys if (marks.get(key) or 0) != (part.marks.get(key) or 0)]
    if changed and marks.get("grade_id") == grade_id:
        text = f"Marks of the cell “{grade_id}” had been changed: {', '.join(changed)}."
        repairs.append(Repair(grade_id, "retagged", f"{text} They were put right."))
    if marks.get("points") != part.marks.get("points") and marks.get("grade_id") == grade_id:
        worth = part.marks.get("points")
        text = f"The points of “{grade_id}” had been changed. They were put back"
        text += "." if worth is None else f" to {worth:g}."
        repairs.append(Repair(grade_id, "points", text))
    return [*kept, restored]


def _ordinary(cell: NotebookNode, cell_id: str | None) -> NotebookNode:
    """A cell with the same text that nbgrader does not care for."""
    ordinary = new_cell(cell.cell_type, cell.source, cell_id)
    if "attachments" in cell:
        ordinary.attachments = cell.attachments
    return ordinary


def _same(text: str, other: str) -> bool:
    """Equal but for space at the ends of lines, which editors and formatters remove."""
    lines, other_lines = (each.strip().splitlines() for each in (text, other))
    return [line.rstrip() for line in lines] == [line.rstrip() for line in other_lines]


def _place(cells: list[NotebookNode], part: Part) -> int | None:
    """Where this part of the instructor's version is: by grade id, or by cell id."""
    return next(_places(cells, part), None)


def _places(cells: list[NotebookNode], part: Part) -> Iterator[int]:
    for i, cell in enumerate(cells):
        if _grade_id(cell) == part.grade_id and (part.grade_id or cell.id == part.cell.id):
            yield i


def _grade_id(cell: NotebookNode) -> str:
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")


def _put_back_missing(
    cells: list[NotebookNode], version: InstructorVersion, repairs: list[Repair]
) -> set[str]:
    """Insert the parts that are missing, but for tests, which come with their answer.

    Returns the grade ids of those that were inserted.
    """
    after, missing = 0, set()
    for part in version.parts:
        place = _place(cells, part)
        if place is None and part.grade_id and not part.answer:
            # Before its own tests, wherever they are, and in any case after what precedes it.
            tests = (_place(cells, each) for each in version.parts if each.answer == part.grade_id)
            place = min([after, *(test for test in tests if test is not None)])
            cells.insert(place, deepcopy(part.cell))
            text = f"The cell “{part.grade_id}” was missing. It was put back."
            if part.is_answer:
                text = (
                    f"The answer cell “{part.grade_id}” was missing. It was put back as it was "
                    f"handed out, which counts as not started."
                )
            repairs.append(Repair(part.grade_id, "missing", text))
            missing.add(part.grade_id)
        if place is not None:
            after = place + 1
    return missing


def _put_tests_after_answers(
    cells: list[NotebookNode], version: InstructorVersion, repairs: list[Repair]
) -> None:
    """Put each test that is missing, or before its answer, right after its answer."""
    graded = version.graded
    done: dict[str, str] = {}  # of each test so far, its answer
    for part in version.parts:
        if not part.answer:
            continue
        answer, test = next(_places(cells, graded[part.answer])), _place(cells, part)
        if test is None:
            cell = deepcopy(part.cell)
            text = f"The test cell “{part.grade_id}” was missing. It was put back"
            repairs.append(Repair(part.grade_id, "missing", f"{text} after “{part.answer}”."))
        elif test < answer:
            cell = cells.pop(test)
            text = f"The test cell “{part.grade_id}” stood before its answer cell. It was moved"
            repairs.append(Repair(part.grade_id, "moved", f"{text} after “{part.answer}”."))
        if test is None or test < answer:
            place = next(_places(cells, graded[part.answer])) + 1
            while cells[place:] and done.get(_grade_id(cells[place])) == part.answer:
                place += 1
            cells.insert(place, cell)
        done[part.grade_id] = part.answer


def _put_locked_code_in_order(
    cells: list[NotebookNode],
    version: InstructorVersion,
    missing: set[str],
    repairs: list[Repair],
) -> None:
    """Put the instructor's imports and helpers where the answers and tests find them.

    Each stands before the answers and tests that come after it in the instructor's version and,
    where the student's order allows it, after the answers that come before it.
    """
    code = [part for part in version.graded.values() if part.cell.cell_type == "code"]
    for number, part in enumerate(code):
        if not part.is_locked_code:
            continue
        places = {each.grade_id: next(_places(cells, each)) for each in code}
        here = places[part.grade_id]
        earlier = [places[p.grade_id] for p in code[:number] if p.is_answer or p.is_locked_code]
        later = [places[p.grade_id] for p in code[number + 1 :]]
        limit = min(later, default=len(cells))
        lowest = max(earlier, default=-1)
        if here < limit and (lowest < here or lowest > limit):
            continue
        before = version.parts[: version.parts.index(part)]
        known = (place for each in reversed(before) if (place := _place(cells, each)) is not None)
        # As in the instructor's version, right after what precedes it: a cell of the student's
        # may need it, too.
        target = min(max(next(known, -1), *earlier, -1) + 1, limit)
        cell = cells.pop(here)
        cells.insert(target - (here < target), cell)
        if part.grade_id not in missing:
            text = f"The locked cell “{part.grade_id}” stood where others that need it did not "
            text += "find it. It was moved back to its place."
            repairs.append(Repair(part.grade_id, "moved", text))
