"""`nngrader exercises`: the list, and the pages in docs/exercises/, say what is declared."""

import json

import pytest
from lint import anchors_of_page, dead_links
from lint import page as rendered
from notebooks import PROJECT

from nngrader.commands import cli
from nngrader.commands.exercises import MADE, as_cell, pages
from nngrader.declare.home import home_set

COURSE = home_set()
PAGES = PROJECT / "docs" / "exercises"
modules = pytest.mark.parametrize("module", COURSE.modules, ids=lambda m: m.assignment)


def plain(text: str) -> str:
    return " ".join(text.replace("`", "").split())


def rows(module) -> list[list[str]]:
    """The cells of all tables of a page, as a reader sees them."""
    page = rendered((PAGES / f"{module.assignment}.md").read_text("utf-8"))
    return [[plain(cell.get_text()) for cell in row.find_all("td")] for row in page.select("tr")]


@pytest.mark.parametrize("name", ["README.md", *(f"{m.assignment}.md" for m in COURSE.modules)])
def test_the_pages_are_made_of_todays_declarations(name):
    committed = (PAGES / name).read_text("utf-8")
    assert committed == pages(COURSE, PAGES)[name], "run `make exercises`"


def test_there_is_a_page_for_each_module_and_no_other():
    assert {path.name for path in PAGES.iterdir()} == set(pages(COURSE, PAGES))


def test_the_list_of_modules_has_their_sums_and_leads_to_them():
    page = rendered((PAGES / "README.md").read_text("utf-8"))
    rows = [[cell.get_text() for cell in row.find_all("td")] for row in page.select("tbody tr")]
    assert len(rows) == len(COURSE.modules)
    fourth = COURSE.modules[3].exercises
    assert rows[3][1:4] == [
        str(len(fourth)),
        f"{sum(exercise.points for exercise in fourth):g}",
        str(sum(exercise.text.minutes for exercise in fourth)),
    ]
    assert rows[6][4] == "nnbasics.data, torch"
    assert dead_links(PAGES / "README.md", page, set()) == []
    links = [link["href"] for link in page.find_all("a")]
    assert links == [f"{module.assignment}.md" for module in COURSE.modules]


@pytest.mark.parametrize(
    "text",
    [
        "|x| and `|x|`",
        "2 *x* y and _z_",
        "`W[:, 0]` is `a_b_c`",
        "[a](b) <b>c</b>",
        r"a \\ b",
        "two\nlines",
    ],
)
def test_a_text_is_shown_as_it_is_in_a_table(text):
    table = f"| text | more |\n| --- | --- |\n| {as_cell(text)} | end |\n"
    cells = [cell.get_text() for cell in rendered(table).find_all("td")]
    assert cells == [plain(text), "end"]


@modules
def test_nothing_of_a_declaration_is_lost_on_the_way(module):
    found = rows(module)
    for exercise in module.exercises:
        for mistake in (*exercise.mistakes, *exercise.styles):
            assert [mistake.id, plain(mistake.text)] in found
        for aspect in exercise.aspects:
            needs = ", ".join(aspect.needs)
            assert [aspect.name, f"{aspect.points:g}", plain(aspect.text), needs] in found
        text = exercise.text
        facts = [exercise.id, f"{exercise.points:g}", str(text.minutes), text.difficulty]
        assert [*facts, ", ".join(exercise.rests_on), plain(text.lesson)] in found


@modules
def test_its_links_lead_somewhere(module):
    path = PAGES / f"{module.assignment}.md"
    text = path.read_text("utf-8")
    page = rendered(text)
    assert dead_links(path, page, anchors_of_page(text)) == []
    linked = {link.get_text() for link in page.find_all("a")}
    assert {f"{exercise.id}.py" for exercise in module.exercises} <= linked


def test_the_command_writes_them_and_removes_those_of_modules_that_are_gone(tmp_path, capsys):
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "00_gone.md").write_text(f"{MADE}\n\n# Gone\n")
    (folder / "own.md").write_text("# Not made by this command\n")
    assert cli.main(["exercises", "--markdown", str(folder)]) == 0
    names = ["README.md", *(f"{module.assignment}.md" for module in COURSE.modules)]
    assert sorted(path.name for path in folder.iterdir()) == sorted([*names, "own.md"])
    assert capsys.readouterr().out.split() == [str(folder / name) for name in names]
    assert "`softmax(Z)`" in (folder / "02_activations.md").read_text("utf-8")


def test_a_folder_of_no_course_is_an_error(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("nngrader.declare.home.exercise_sets", lambda: ())
    assert cli.main(["exercises", "--markdown", str(tmp_path / "docs")]) == 2
    assert "No course" in capsys.readouterr().err
    assert not (tmp_path / "docs").exists()


def test_the_list_for_other_programs(capsys):
    assert cli.main(["exercises", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    declared = [(m, exercise) for m in COURSE.modules for exercise in m.exercises]
    assert len(found) >= len(declared)  # other courses may be installed, too
    for module, exercise in declared:
        (row,) = (row for row in found if row["id"] == exercise.id)
        assert row == {
            "id": exercise.id,
            "module": module.assignment,
            "title": exercise.text.title,
            "signature": exercise.signature,
            "points": exercise.points,
            "aspects": [{"name": a.name, "points": a.points} for a in exercise.aspects],
            "mistakes": [{"id": m.id, "text": m.text} for m in exercise.mistakes],
        }


def test_the_list_for_people(capsys):
    assert cli.main(["exercises"]) == 0
    lines = [line.split(maxsplit=2) for line in capsys.readouterr().out.splitlines()]
    assert ["02_activations", "3", "softmax(Z)"] in lines
    assert len(lines) >= sum(len(module.exercises) for module in COURSE.modules)
