"""The documents for maintainers: what they mention exists, and what they claim is held."""

import re
import tomllib
import xml.etree.ElementTree as ElementTree
from dataclasses import asdict

import pytest
from documents import missing_names, missing_paths, missing_tests, named_tests, sections, table
from lint import anchors_of_page, dead_links
from lint import page as rendered
from notebooks import PROJECT, name

from nngrader.limits import GB, MB, Limits

DOCS = PROJECT / "docs"
DOCUMENTS = [
    PROJECT / "ARCHITECTURE.md",
    PROJECT / "CONTRIBUTING.md",
    PROJECT / "README.md",
    *sorted(DOCS.glob("*.md")),
    PROJECT / "grading" / "README.md",
    *sorted((PROJECT / "grading").glob("*/README.md")),
]
OURS = [path for path in DOCUMENTS if path.parent == DOCS or path.stem == "ARCHITECTURE"]
IN_FULL = [*OURS, PROJECT / "README.md", PROJECT / "CONTRIBUTING.md"]
ARCHITECTURE, JUDGE, EXERCISES = (
    path.read_text("utf-8")
    for path in (PROJECT / "ARCHITECTURE.md", DOCS / "judge.md", DOCS / "exercises.md")
)
documents = pytest.mark.parametrize("path", DOCUMENTS, ids=name)
in_full = pytest.mark.parametrize("path", IN_FULL, ids=name)

# What looks like a path: media types, what commands take or make, and CONTRIBUTING's example.
NO_PATHS = frozenset(
    [
        *("text/plain", "text/html", "NB.ipynb", "numpy.py"),
        *("my_work/", "artifacts/", "build/site/"),
        "grading/nnexercises/m02_activations/softplus.py",
        "grading/nnexercises/m02_activations/softplus_mistakes.py",
    ]
)
# Of nbgrader's configuration, of pyproject.toml; a group of entry points.
NO_NAMES = frozenset(["c.Judge.limits", "tool.importlinter", "nngrader.exercises"])


# ---------------------------------------------------------------- what they mention


@documents
def test_links_lead_somewhere(path):
    text = path.read_text("utf-8")
    page = rendered(text)
    assert dead_links(path, page, anchors_of_page(text)) == []
    assert [image for image in page.find_all("img") if not image.get("alt")] == []


@in_full
def test_paths_exist(path):
    assert missing_paths(path.read_text("utf-8"), path.parent, NO_PATHS) == []


@in_full
def test_names_exist(path):
    assert missing_names(path.read_text("utf-8"), NO_NAMES) == []


@documents
def test_tests_exist(path):
    assert missing_tests(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("find", "right", "wrong"),
    [
        (missing_paths, "`grading/nngrader/limits.py`", "`grading/nngrader/limit.py`"),
        (missing_paths, "`checking/show.py`", "`checking/shown.py`"),
        (missing_paths, "`tests/helpers/`", "`tests/helper/`"),
        (missing_paths, "`limits.py`", "`limits.py/`"),
        (missing_paths, "`solutions/NAME/NAME.ipynb`", "`solution/NAME/NAME.ipynb`"),
        (missing_names, "`nngrader.checking.scoring.score`", "`nngrader.checking.scoring.scores`"),
        (missing_names, "`checking.scoring.score(…)`", "`checking.score(…)`"),
        (missing_names, "`Limits.notebook`", "`Limits.notebooks`"),
        (missing_names, "`declare.Exercise.rests_on`", "`declare.Exercise.rests_up`"),
        (missing_names, "`nnbasics.losses`", "`nnbasics.loss`"),
        (
            missing_tests,
            "`tests/project/test_documents.py::test_links_lead_somewhere`",
            "`tests/project/test_documents.py::test_links`",
        ),
        (
            missing_tests,
            "`tests/attacks/test_attacks.py::test_attack[fork bomb]`",
            "`tests/attacks/test_attacks.py::test_attack[spoon bomb]`",
        ),
    ],
)
def test_what_does_not_exist_is_found(find, right, wrong):
    more = (DOCS,) if find is missing_paths else ()
    assert find(right, *more) == []
    assert find(wrong, *more) == [re.sub(r"\(.*\)", "", wrong.strip("`"))]


def test_every_document_can_be_found():
    page = rendered((DOCS / "README.md").read_text("utf-8"))
    linked = {(DOCS / link["href"]).resolve() for link in page.find_all("a")}
    assert [path for path in OURS if path not in {*linked, DOCS / "README.md"}] == []
    for document in ("README.md", "CONTRIBUTING.md"):
        text = (PROJECT / document).read_text("utf-8")
        assert "](ARCHITECTURE.md)" in text and "](docs/README.md)" in text


# ---------------------------------------------------------------- ARCHITECTURE.md


def test_it_is_two_pages_at_most():
    assert len(ARCHITECTURE.splitlines()) <= 110
    assert len(ARCHITECTURE.split()) <= 1100


def test_the_floors_are_those_that_imports_are_held_to():
    rows = table("| floor" + sections(ARCHITECTURE)["The map"].partition("| floor")[2])
    drawn = [set(re.findall(r"`(\w+)(?:/|\.py)`", row[0])) for row in rows]
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (floors,) = (each["layers"] for each in contracts if each["id"] == "floors")
    assert drawn == [set(floor.split(" | ")) for floor in floors]


@pytest.mark.parametrize(
    ("wish", "file", "holds"),
    [
        ("the size of a submission", "limits.py", "notebook: int = 20 * MB"),
        ("wrong shape", "values/compare.py", "has shape {"),
        ("forked", "inside/forker.py", "os.fork()"),
        ("forked", "inside/kernel.py", "os.fork()"),
        ("late penalty", "gradebook/penalties.py", ".late_submission_penalty("),
        ("softmax", "grading/nnexercises/m02_activations/softmax_mistakes.py", '"no-max-shift"'),
    ],
)
def test_where_things_stand(wish, file, holds):
    rows = table(sections(ARCHITECTURE)["Where to put what"])
    (row,) = (row for row in rows if wish in row[0])
    assert f"`{file}`" in row[1]
    path = PROJECT / file if "nnexercises" in file else PROJECT / "grading" / "nngrader" / file
    assert holds in path.read_text("utf-8")


@pytest.mark.parametrize("path", sorted((DOCS / "images").glob("*.svg")), ids=name)
def test_drawings_say_in_words_what_they_show(path):
    drawing = ElementTree.parse(path).getroot()
    named = {each.get("id"): each.text for each in drawing if each.get("id")}
    assert all(named[id] for id in drawing.get("aria-labelledby").split())


# ---------------------------------------------------------------- docs/judge.md


def test_every_rule_is_held_by_a_test_or_is_a_goal():
    rules = sections(sections(JUDGE)["The rules"], "###")
    assert [title.partition(".")[0] for title in rules] == [str(n) for n in range(1, 29)]
    goals = {title for title in rules if title.endswith("(goal)")}
    assert {int(title.partition(".")[0]) for title in goals} <= set(range(20, 29))
    assert [title for title in rules.keys() - goals if not named_tests(rules[title])] == []


def test_the_limits_are_those_of_the_code():
    units = {"s": 1, "MB": MB, "GB": GB}
    found = {}
    for limit, default, _, held in table(sections(JUDGE)["Limits"]):
        number, _, unit = default.partition(" ")
        found[limit.strip("`")] = float(number) * units.get(unit, 1)
        assert named_tests(held)
    assert found == asdict(Limits())


def test_every_contract_is_held_by_a_test():
    rows = table(sections(JUDGE)["Contracts"])
    assert len(rows) >= 14
    assert [row[0] for row in rows if not named_tests(row[2])] == []


# ---------------------------------------------------------------- docs/exercises.md


def test_rulings_keep_their_numbers():
    rulings = re.findall(r"^(\d+)\. ", sections(EXERCISES)["Rulings"], re.MULTILINE)
    assert rulings == [str(n) for n in range(1, 30)]
