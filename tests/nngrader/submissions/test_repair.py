"""Notebooks that students changed are put right, and nothing that they wrote is lost."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from faults import edits
from faults.powers import FLAGS, SOURCE, Course, cell_of, solved
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook
from notebooks import EXERCISES, SOLUTIONS, read

from nngrader.submissions.instructor import InstructorVersion
from nngrader.submissions.reading import read_submission
from nngrader.submissions.repair import Repair, repair

# nbgrader's gradebook does not use SQLAlchemy quite as it should.
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

VERSION = InstructorVersion.of(SOURCE)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return Course(tmp_path_factory.mktemp("course"), SOURCE)


@pytest.fixture
def released(course: Course) -> NotebookNode:
    """What a student got, to be edited."""
    return deepcopy(course.released)


@pytest.fixture
def written(released: NotebookNode) -> NotebookNode:
    """What a student got, with answers written into it."""
    edits.write(released, edits.find(released, "square"), "def square(x):\n    return x * x")
    edits.write(released, edits.find(released, "cube"), "def cube(x):\n    return x * x * x")
    edits.write(released, edits.find(released, "essay"), "I think so.")
    return released


def names(notebook: NotebookNode) -> list[str]:
    """Each cell: its grade id, or its text in brackets."""
    marks = [cell.metadata.get("nbgrader", {}) for cell in notebook.cells]
    return [
        mark.get("grade_id", f"[{cell.source}]")
        for mark, cell in zip(marks, notebook.cells, strict=True)
    ]


def graded(notebook: NotebookNode) -> list[str]:
    return [name for name in names(notebook) if not name.startswith("[")]


def kinds(repairs: list[Repair]) -> list[tuple]:
    return [(repair.kind, repair.cell) for repair in repairs]


def words(text: str) -> str:
    return " ".join(text.split())


def cell_by_id(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    return notebook.cells[edits.find(notebook, grade_id)]


def code(notebook: NotebookNode) -> str:
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")


def test_an_unedited_notebook_needs_no_repair(course: Course) -> None:
    repaired, repairs = repair(course.released, VERSION)
    assert repairs == []
    assert names(repaired) == names(course.released)
    assert course.sanitized(repaired) == repaired
    hidden = cell_by_id(repaired, "test_square").source
    assert "assert square(3) == 9" in hidden  # hidden tests are run
    assert "SOLUTION" not in code(repaired)


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_the_assignments_of_the_course_need_no_repair(path: Path) -> None:
    (solution,) = [each for each in SOLUTIONS if each.stem == path.stem]
    submitted = read_submission(path).content
    for instructor in (read(solution), read(path)):
        repaired, repairs = repair(submitted, instructor)
        assert repairs == []
        for cell, wanted in zip(repaired.cells, read(path).cells, strict=True):
            assert (cell.id, cell.cell_type, cell.source) == (
                wanted.id,
                wanted.cell_type,
                wanted.source,
            )
            # Also the checksums, by which nbgrader sees that nothing was written.
            assert cell.metadata.get("nbgrader") == wanted.metadata.get("nbgrader")
    checks = {part.grade_id: part.answer for part in InstructorVersion.of(read(solution)).parts}
    for grade_id, answer in checks.items():
        if grade_id.startswith("check_"):
            assert answer == grade_id.removeprefix("check_")


def test_no_solution_gets_into_an_empty_submission(course: Course) -> None:
    for instructor in (SOURCE, course.released):
        repaired, repairs = repair(new_notebook(metadata=SOURCE.metadata), instructor)
        assert graded(repaired) == [
            "setup", "square", "test_square", "square_of_array", "note",
            "cube", "volume", "check_cube", "essay", "plot", "task",
        ]  # fmt: skip
        assert {repair.kind for repair in repairs} == {"missing"}
        assert "x**2" not in code(repaired) and "x**3" not in code(repaired)
        assert cell_by_id(repaired, "essay").source == "YOUR ANSWER HERE"


def test_a_solution_below_an_old_checksum_is_cut_out_too(course: Course) -> None:
    """An instructor has made the source from a released notebook: its checksums are old."""
    source = deepcopy(course.released)
    edits.write(source, edits.find(source, "square"), solved("square", "x**2"))
    repaired, _ = repair(new_notebook(), source)
    assert "x**2" not in code(repaired)


def test_the_arguments_are_not_modified(written: NotebookNode) -> None:
    edits.copy(written, edits.find(written, "square"), 0)
    edits.mark(written, edits.find(written, "cube"), grade=True, points=100)
    before, source, version = deepcopy(written), deepcopy(SOURCE), InstructorVersion.of(SOURCE)
    for instructor in (SOURCE, version):
        repaired, _ = repair(written, instructor)
        for cell in repaired.cells:
            cell.source = "changed"
            cell.metadata.setdefault("nbgrader", {})["points"] = 7
        repaired.metadata.kernelspec.name = "changed"
    assert written == before and source == SOURCE
    assert "checksum" not in str(SOURCE)  # which is added to a copy
    assert version == InstructorVersion.of(source)


def test_a_copied_answer_counts_where_it_was_last_pasted(written: NotebookNode) -> None:
    place = edits.find(written, "square")
    edits.copy(written, place, place + 1)
    edits.write(written, place, "def helper(x):\n    return x * x")
    edits.write(written, place + 1, "def square(x):\n    return helper(x)")
    repaired, repairs = repair(written, VERSION)
    assert kinds(repairs) == [("duplicate", "square")]
    assert names(repaired)[3:6] == [
        "[def helper(x):\n    return x * x]",
        "square",
        "test_square",
    ]
    assert cell_by_id(repaired, "square").source == "def square(x):\n    return helper(x)"


def test_of_copied_imports_the_first_count(written: NotebookNode) -> None:
    edits.copy(written, edits.find(written, "setup"), len(written.cells))
    repaired, repairs = repair(written, VERSION)
    assert kinds(repairs) == [("duplicate", "setup")]
    assert edits.find(repaired, "setup") == edits.find(written, "setup")
    assert names(repaired)[-1] == "[import math]"


def test_a_copy_below_the_tests_takes_them_along(written: NotebookNode) -> None:
    edits.copy(written, edits.find(written, "square"), len(written.cells))
    edits.write(written, len(written.cells) - 1, "def square(x):\n    return x ** 2")
    repaired, repairs = repair(written, VERSION)
    assert [repair.kind for repair in repairs] == ["duplicate", "moved", "moved"]
    assert names(repaired)[-3:] == ["square", "test_square", "square_of_array"]


@pytest.mark.parametrize("left", ["untouched", "empty", "raw"])
def test_a_copy_without_an_answer_does_not_count(
    written: NotebookNode, released: NotebookNode, left: str
) -> None:
    place = edits.find(written, "essay")
    edits.copy(written, place, place + 1)
    if left == "untouched":
        edits.write(written, place + 1, "YOUR ANSWER HERE")
    elif left == "empty":
        edits.write(written, place + 1, "  \n")
    else:
        edits.write(written, place + 1, "An older try")
        edits.retype(written, place + 1, "raw")
    repaired, _ = repair(written, VERSION)
    assert cell_by_id(repaired, "essay").source == "I think so."


@pytest.mark.parametrize("at", range(32))
def test_a_split_answer_keeps_its_code_and_its_tests(written: NotebookNode, at: int) -> None:
    text = "y = 7\ndef square(x):\n    return x"
    edits.write(written, edits.find(written, "square"), text)
    place = edits.find(written, "square")
    edits.split(written, place, at)
    repaired, repairs = repair(written, VERSION)
    assert kinds(repairs) == [("duplicate", "square")]
    halves = repaired.cells[place : place + 2]
    assert [half.source for half in halves] == [
        half.source for half in written.cells[place : place + 2]
    ]
    assert "square" in names(repaired)[place : place + 2]
    assert names(repaired)[place + 2] == "test_square"


def test_an_answer_merged_with_its_tests_gets_them_back(written: NotebookNode) -> None:
    place = edits.find(written, "square")
    edits.merge(written, place)
    repaired, repairs = repair(written, VERSION)
    assert kinds(repairs) == [("missing", "test_square")]
    assert names(repaired)[place : place + 3] == ["square", "test_square", "square_of_array"]
    assert cell_by_id(repaired, "square").source.startswith("def square(x):\n    return x * x")


def test_an_answer_written_into_a_locked_cell_is_kept(written: NotebookNode) -> None:
    """Other programs than JupyterLab don't care that a cell is locked."""
    place = edits.find(written, "check_cube")
    answer = "def cube(x):\n    return x**3\n\n" + written.cells[place].source
    edits.write(written, place, answer)
    edits.delete(written, edits.find(written, "cube"))
    repaired, repairs = repair(written, VERSION)
    assert kinds(repairs) == [("edited", "check_cube"), ("missing", "cube")]
    stub, kept, check = (
        names(repaired).index(name) for name in ("cube", f"[{answer}]", "check_cube")
    )
    assert stub < kept < check
    assert cell_by_id(repaired, "check_cube").source == 'check("cube", cube)'


def test_an_emptied_locked_cell_is_filled_again(written: NotebookNode) -> None:
    edits.write(written, edits.find(written, "setup"), " \n")
    repaired, repairs = repair(written, VERSION)
    assert kinds(repairs) == [("edited", "setup")]
    assert names(repaired) == names(written)


def test_space_at_the_ends_of_lines_is_no_edit(released: NotebookNode) -> None:
    for grade_id in ("setup", "test_square", "note"):
        place = edits.find(released, grade_id)
        text = released.cells[place].source.replace("\n", "  \r\n") + "\n\n"
        edits.write(released, place, text)
    repaired, repairs = repair(released, VERSION)
    assert repairs == []
    assert cell_by_id(repaired, "setup").source == "import math"


@pytest.mark.parametrize("grade_id", ["test_square", "square_of_array", "volume", "check_cube"])
def test_missing_tests_come_back_after_their_answer(written: NotebookNode, grade_id: str) -> None:
    edits.insert(written, edits.find(written, "cube"), "code", "scratch = 1")
    wanted = names(written)
    if grade_id in ("volume", "check_cube"):  # the essay stood between
        wanted.remove(grade_id)
        wanted.insert(wanted.index("cube") + 1, grade_id)
    edits.delete(written, edits.find(written, grade_id))
    repaired, repairs = repair(written, VERSION)
    assert kinds(repairs) == [("missing", grade_id)]
    assert names(repaired) == wanted


@pytest.mark.parametrize("grade_id", ["setup", "square", "note", "cube", "essay", "plot", "task"])
def test_other_missing_cells_come_back_in_their_place(
    released: NotebookNode, grade_id: str
) -> None:
    wanted = names(released)
    edits.delete(released, edits.find(released, grade_id))
    repaired, repairs = repair(released, VERSION)
    assert kinds(repairs) == [("missing", grade_id)]
    assert names(repaired) == wanted


def test_the_stub_of_a_missing_answer_does_not_replace_what_a_student_defined(
    written: NotebookNode,
) -> None:
    """An answer in a cell of one's own, the answer cell deleted."""
    place = edits.find(written, "square")
    for text in ("x = 1", "def square(x):\n    return x * x", "y = 2"):
        edits.insert(written, place, "code", text)
    edits.delete(written, edits.find(written, "square"))
    repaired, repairs = repair(written, VERSION)
    assert kinds(repairs) == [("retagged", "square")]
    assert cell_by_id(repaired, "square").source == "def square(x):\n    return x * x"
    assert code(repaired).count("def square") == 1


def test_of_several_definitions_the_last_is_the_missing_answer(written: NotebookNode) -> None:
    place = edits.find(written, "square")
    edits.unmark(written, place)  # its id is still that of the answer cell
    edits.write(written, place, "x = 1")
    for text in ("def square(x):\n    return 1", "def square(x):\n    return x * x"):
        place += 1
        edits.insert(written, place, "code", text)
    repaired, repairs = repair(written, VERSION)
    assert kinds(repairs) == [("retagged", "square")]
    assert edits.places(repaired, "square") == [place]


def test_the_stub_of_a_missing_answer_stands_before_tests_that_were_moved(
    written: NotebookNode,
) -> None:
    edits.delete(written, edits.find(written, "cube"))
    for grade_id in ("volume", "check_cube"):
        edits.move(written, edits.find(written, grade_id), 0)
    repaired, repairs = repair(written, VERSION)
    assert kinds(repairs) == [("missing", "cube"), ("moved", "setup")]
    assert graded(repaired)[:4] == ["setup", "cube", "check_cube", "volume"]


def test_checks_belong_to_their_answer_wherever_they_are() -> None:
    source = deepcopy(SOURCE)
    edits.move(source, edits.find(source, "check_cube"), len(source.cells) - 1)
    place = edits.find(source, "cube")
    edits.copy(source, place, len(source.cells) - 1)
    edits.mark(source, len(source.cells) - 2, grade_id="fourth")
    edits.move(source, edits.find(source, "check_cube"), len(source.cells) - 1)
    answers = {part.grade_id: part.answer for part in InstructorVersion.of(source).parts}
    assert answers["check_cube"] == "cube"  # not "fourth", the last before it
    assert answers["volume"] == "cube"  # not "essay", in which there is no code
    assert answers["test_square"] == answers["square_of_array"] == "square"


def test_tests_before_their_answer_go_behind_it(written: NotebookNode) -> None:
    for grade_id in ("square_of_array", "test_square"):
        edits.move(written, edits.find(written, grade_id), 0)
    repaired, repairs = repair(written, VERSION)
    assert kinds(repairs) == [("moved", "test_square"), ("moved", "square_of_array")]
    place = edits.find(repaired, "square")
    assert names(repaired)[place + 1 : place + 3] == ["test_square", "square_of_array"]


def test_other_cells_stay_in_the_order_of_the_student(written: NotebookNode) -> None:
    edits.move(written, edits.find(written, "essay"), 0)
    edits.insert(written, 5, "code", "scratch = 1")
    edits.insert(written, 5, "raw", "notes")
    edits.move(written, edits.find(written, "check_cube"), len(written.cells) - 1)
    cell_by_id(written, "cube").id = "as-in-another-program"
    repaired, repairs = repair(written, VERSION)
    assert repairs == []
    assert names(repaired) == names(written)
    assert [cell.id for cell in repaired.cells] == [cell.id for cell in written.cells]


@pytest.mark.parametrize("to", ["square", "cube", "the end"])
def test_imports_that_were_moved_come_back_before_what_needs_them(
    written: NotebookNode, to: str
) -> None:
    wanted = names(written)
    end = len(written.cells) - 1
    edits.move(
        written, edits.find(written, "setup"), end if to == "the end" else edits.find(written, to)
    )
    repaired, repairs = repair(written, VERSION)
    assert kinds(repairs) == [("moved", "setup")]
    assert names(repaired) == wanted
    assert repair(repaired, VERSION) == (repaired, [])


def test_imports_come_back_before_the_students_own_cells_too(written: NotebookNode) -> None:
    """These need them as well, and nothing else changes its place."""
    edits.insert(written, edits.find(written, "square"), "code", "half = math.pi / 2")
    edits.move(written, edits.find(written, "cube"), 2)
    wanted = names(written)
    edits.move(written, edits.find(written, "setup"), len(written.cells) - 1)
    repaired, repairs = repair(written, VERSION)
    assert kinds(repairs) == [("moved", "setup")]
    assert names(repaired) == wanted


def test_a_helper_stays_between_the_answer_it_needs_and_its_tests(course: Course) -> None:
    source = deepcopy(SOURCE)
    helper = cell_of("code", "helper", "area = square(3)", "locked")
    source.cells.insert(edits.find(source, "test_square"), helper)
    version = InstructorVersion.of(source)
    released, _ = repair(new_notebook(), version)
    edits.write(released, edits.find(released, "square"), "def square(x):\n    return x * x")
    for to in (0, len(released.cells) - 1):
        moved = deepcopy(released)
        edits.move(moved, edits.find(moved, "helper"), to)
        repaired, repairs = repair(moved, version)
        assert ("moved", "helper") in kinds(repairs)
        assert graded(repaired) == graded(released)


def test_locked_cells_without_marks_are_recognized(course: Course, written: NotebookNode) -> None:
    for place in range(len(written.cells)):
        edits.unmark(written, place)
        written.cells[place].id = f"new-{place}"
    repaired, repairs = repair(written, VERSION)
    assert {each.kind for each in repairs} == {"retagged"}
    assert graded(repaired) == graded(course.released)
    assert len(repaired.cells) == len(course.released.cells)


def test_pictures_in_written_answers_are_kept(written: NotebookNode) -> None:
    attachments = {"a.png": {"image/png": "iVBORw0KGgo="}}
    place = edits.find(written, "essay")
    written.cells[place].attachments = attachments
    edits.copy(written, place, place + 1)
    edits.write(written, place + 1, "The last word.")
    repaired, _ = repair(written, VERSION)
    assert [cell.get("attachments") for cell in repaired.cells[place : place + 2]] == (
        [attachments] * 2
    )


def test_a_check_of_ones_own_is_an_ordinary_cell(written: NotebookNode) -> None:
    edits.insert(written, 0, "code", 'check("cube", cube)')
    repaired, repairs = repair(written, VERSION)
    assert repairs == []
    assert names(repaired) == names(written)


@pytest.mark.parametrize("cell_type", ["markdown", "raw", "code"])
@pytest.mark.parametrize("grade_id", ["setup", "square", "check_cube", "essay", "note", "task"])
def test_cells_get_their_type_back(written: NotebookNode, grade_id: str, cell_type: str) -> None:
    place = edits.find(written, grade_id)
    before = written.cells[place]
    edits.retype(written, place, cell_type)
    repaired, repairs = repair(written, VERSION)
    assert kinds(repairs) == [("retyped", grade_id)] * (before.cell_type != cell_type)
    after = cell_by_id(repaired, grade_id)
    assert after.cell_type == before.cell_type
    assert after.source.startswith(before.source)  # with the mark scheme of the task


WILD = [
    None,
    "yes",
    0,
    1,
    True,
    False,
    -1,
    10**400,
    float("nan"),
    [],
    {},
    {"a": [1]},
    "é",
    "x" * 9999,
]


@pytest.mark.parametrize(
    "key", [*FLAGS, "schema_version", "points", "checksum", "cell_type", "more"]
)
def test_marks_are_put_right(course: Course, written: NotebookNode, key: str) -> None:
    wanted, _ = repair(written, VERSION)
    for value in WILD:
        submitted = deepcopy(written)
        for place, cell in enumerate(submitted.cells):
            if "nbgrader" in cell.metadata:
                edits.mark(submitted, place, **{key: value})
        repaired, repairs = repair(submitted, VERSION)
        assert repaired == wanted
        if key in ("checksum", "cell_type", "more"):
            assert repairs == []
        elif value == "yes":
            count = len(graded(wanted))
            kind = "points" if key == "points" else "retagged"
            assert [repair.kind for repair in repairs] == [kind] * count


def test_marks_that_are_missing_are_no_change_where_they_mean_no(written: NotebookNode) -> None:
    """A version of nbgrader before tasks wrote none of them."""
    for cell in written.cells:
        if not cell.metadata.get("nbgrader", {}).get("task", True):
            del cell.metadata.nbgrader["task"]
    assert repair(written, VERSION)[1] == []


def test_points_are_put_back_and_named(written: NotebookNode) -> None:
    edits.mark(written, edits.find(written, "check_cube"), points=100)
    repaired, (change,) = repair(written, VERSION)
    assert change.text == "The points of “check_cube” had been changed. They were put back to 1.5."
    assert cell_by_id(repaired, "check_cube").metadata.nbgrader.points == 1.5


@pytest.mark.parametrize("how", ["by its id", "by what it defines"])
def test_an_answer_without_marks_is_recognized(written: NotebookNode, how: str) -> None:
    place = edits.find(written, "square")
    edits.unmark(written, place)
    if how == "by its id":
        edits.write(written, place, "square = lambda x: x * x")
    else:
        written.cells[place].id = "new"
    repaired, repairs = repair(written, VERSION)
    assert kinds(repairs) == [("retagged", "square")]
    assert graded(repaired) == [*graded(written)[:1], "square", *graded(written)[1:]]
    assert cell_by_id(repaired, "square").source == written.cells[place].source


def test_code_copied_into_a_fresh_notebook_is_recognized(written: NotebookNode) -> None:
    """All marks and ids are lost, and the cells of others too."""
    fresh = new_notebook(metadata=SOURCE.metadata)
    for text in (cell.source for cell in written.cells if cell.cell_type == "code"):
        edits.insert(fresh, len(fresh.cells), "code", text)
    repaired, _ = repair(fresh, VERSION)
    for grade_id in ("square", "cube"):
        assert cell_by_id(repaired, grade_id).source == cell_by_id(written, grade_id).source
        assert edits.find(repaired, grade_id) < min(
            edits.find(repaired, part.grade_id) for part in VERSION.parts if part.answer == grade_id
        )


def test_marks_of_another_assignment_are_dropped(written: NotebookNode) -> None:
    edits.insert(written, 2, "code", "x = 1")
    edits.mark(written, 2, grade_id="layer", grade=False, solution=True, locked=False)
    edits.insert(written, 3, "code", "x = 2")
    written.cells[3].metadata["nbgrader"] = "hello"
    edits.insert(written, 4, "code", "x = 3")
    edits.mark(written, 4, grade=False)
    repaired, repairs = repair(written, VERSION)
    assert kinds(repairs) == [("unknown id", 2)]
    assert [cell.metadata for cell in repaired.cells[2:5]] == [{}, {}, {}]


def test_swapped_ids_leave_each_test_behind_its_answer(written: NotebookNode) -> None:
    edits.swap_ids(written, edits.find(written, "square"), edits.find(written, "cube"))
    repaired, repairs = repair(written, VERSION)
    assert {repair.kind for repair in repairs} == {"moved"}
    assert names(repaired).index("square") < names(repaired).index("test_square")


def test_an_id_swapped_with_that_of_the_tests_loses_no_code(written: NotebookNode) -> None:
    edits.swap_ids(written, edits.find(written, "square"), edits.find(written, "test_square"))
    repaired, repairs = repair(written, VERSION)
    assert "[def square(x):\n    return x * x]" in names(repaired)
    assert {"edited", "retagged", "points"} <= {repair.kind for repair in repairs}


def test_the_kernel_is_that_of_the_instructor(written: NotebookNode) -> None:
    written.metadata.kernelspec = {"name": "my-venv", "display_name": "Mine", "language": "x"}
    repaired, repairs = repair(written, VERSION)
    assert kinds(repairs) == [("kernelspec", None)]
    assert "“my-venv”" in repairs[0].text
    assert repaired.metadata == SOURCE.metadata
    del written.metadata["kernelspec"]
    assert kinds(repair(written, VERSION)[1]) == [("kernelspec", None)]


def test_metadata_of_students_does_not_get_through(written: NotebookNode) -> None:
    for cell in written.cells:
        cell.metadata |= {"jupyter": {"source_hidden": True}, "tags": ["remove"], "x": [[]]}
    written.metadata |= {"widgets": {"x": 1}, "authors": "me"}
    repaired, repairs = repair(written, VERSION)
    assert repairs == []
    assert all(set(cell.metadata) <= {"nbgrader"} for cell in repaired.cells)


def test_an_untouched_written_answer_is_seen_as_no_response(
    course: Course, released: NotebookNode
) -> None:
    edits.delete(released, edits.find(released, "essay"))
    repaired, _ = repair(released, VERSION)
    score(course, repaired)
    assert grade(course, "essay") == (0, False)


def test_a_written_answer_waits_for_a_person_and_points_are_counted(
    course: Course, written: NotebookNode
) -> None:
    edits.retype(written, edits.find(written, "essay"), "code")
    edits.mark(written, edits.find(written, "essay"), grade=False, points=100)
    edits.copy(written, edits.find(written, "check_cube"), 0)
    repaired, _ = repair(written, VERSION)
    shown = score(course, repaired)
    assert grade(course, "essay") == (None, True)
    assert grade(course, "check_cube") == (1.5, False)
    with Gradebook(course.url) as gradebook:
        submission = gradebook.find_submission("powers", "ada")
        assert submission.max_score == 2 + 1 + 3 + 1 + 1.5 + 2 + 4
    assert cell_by_id(shown, "check_cube").metadata.nbgrader.score == 1.5


def score(course: Course, notebook: NotebookNode) -> NotebookNode:
    """Let nbgrader score a repaired notebook, and put the scores into it as for feedback."""
    scored = course.run(course.sanitized(notebook), "SaveAutoGrades CheckCellMetadata")
    return course.run(scored, "GetGrades")


def grade(course: Course, grade_id: str) -> tuple[float | None, bool]:
    with Gradebook(course.url) as gradebook:
        found = gradebook.find_grade(grade_id, "powers", "powers", "ada")
        return found.auto_score, found.needs_manual_grade


ANYWHERE = st.integers(0, 30)
TEXT = st.sampled_from(["", "x = 1", "def square(x):\n    return 1", 'check("cube", cube)', "# é"])
TYPE = st.sampled_from(["code", "markdown", "raw"])
ID = st.sampled_from([*VERSION.graded, "other", "", None, 7])
EDIT = st.one_of(
    st.tuples(st.just(edits.delete), ANYWHERE),
    st.tuples(st.just(edits.copy), ANYWHERE, ANYWHERE),
    st.tuples(st.just(edits.move), ANYWHERE, ANYWHERE),
    st.tuples(st.just(edits.split), ANYWHERE, ANYWHERE),
    st.tuples(st.just(edits.merge), ANYWHERE),
    st.tuples(st.just(edits.retype), ANYWHERE, TYPE),
    st.tuples(st.just(edits.write), ANYWHERE, TEXT),
    st.tuples(st.just(edits.insert), ANYWHERE, TYPE, TEXT),
    st.tuples(st.just(edits.unmark), ANYWHERE),
    st.tuples(st.just(edits.swap_ids), ANYWHERE, ANYWHERE),
    st.tuples(
        st.just(lambda notebook, place, key, value: edits.mark(notebook, place, **{key: value})),
        ANYWHERE,
        st.sampled_from([*FLAGS, "points", "schema_version", "checksum"]),
        st.sampled_from(WILD),
    ),
    st.tuples(
        st.just(lambda notebook, place, value: edits.mark(notebook, place, grade_id=value)),
        ANYWHERE,
        ID,
    ),
)


def apply(notebook: NotebookNode, edit: Callable, *arguments: object) -> None:
    places = len(notebook.cells)
    if places == 0:
        return
    inside = [value % places if type(value) is int else value for value in arguments[:2]]
    edit(notebook, *inside, *arguments[2:])


@settings(max_examples=300)
@given(st.lists(EDIT, max_size=12))
@example([(edits.delete, 0)] * 13)
def test_any_edits_can_be_repaired(course: Course, changes: list[tuple]) -> None:
    submitted = deepcopy(course.released)
    for change in changes:
        apply(submitted, *change)
    repaired, _ = repair(submitted, VERSION)
    nbformat.validate(repaired)
    assert sorted(graded(repaired)) == sorted(VERSION.graded)
    for part in VERSION.graded.values():
        cell = cell_by_id(repaired, part.grade_id)
        assert cell.cell_type == part.cell.cell_type
        assert cell.metadata == part.cell.metadata
        if not part.is_answer:
            assert cell.source == part.cell.source
        if part.answer:
            assert edits.find(repaired, part.answer) < edits.find(repaired, part.grade_id)
    texts = [cell.source for cell in repaired.cells]
    texts += [part.handed_out for part in VERSION.parts]
    lost = {words(cell.source) for cell in submitted.cells} - {words(text) for text in texts}
    assert lost <= {""}
    assert repair(repaired, VERSION) == (repaired, [])
    assert course.sanitized(repaired) == repaired
