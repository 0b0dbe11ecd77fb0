"""Copies are found however they are disguised; independent right answers are not named."""

import ast
import functools
import inspect
import json
import random
import shutil
import time
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from nbgrader.api import Gradebook
from notebooks import PROJECT, SOLUTIONS

from nngrader.commands import cli
from nngrader.commands.demo_class import solutions_of, write_answers
from nngrader.declare.registry import find
from nngrader.gradebook.course import Course
from nngrader.reports.class_data import ClassData, Submission
from nngrader.reports.code_shape import MAX_SOURCE, Shapes
from nngrader.reports.likeness import alike
from nngrader.reports.similar_page import page

ASSIGNMENT = "01_weights_and_bias"

ORIGINAL = """
def train(X, y, lr, epochs):
    w, b = np.zeros(X.shape[1]), 0.0
    errors = []
    for epoch in range(epochs):
        wrong = 0
        for row, label in zip(X, y):
            guess = 1.0 if row @ w + b > 0 else 0.0
            if guess != label:
                w = w + lr * (label - guess) * row
                b += lr * (label - guess)
                wrong += 1
        errors.append(wrong)
        if wrong == 0:
            break
    return w, b, errors
"""


def pieces(*cells: str, asked: str = "train") -> set[int]:
    return SHAPES.answers([(asked, cell) for cell in cells], {asked: [asked]})[asked]


SHAPES = Shapes()

DISGUISES = {
    "other names": ORIGINAL.replace("row", "sample").replace("guess", "p").replace("wrong", "n"),
    "other parameters": ORIGINAL.replace("epochs", "rounds").replace("lr", "speed"),
    "comments and spacing": ORIGINAL.replace(" = ", "  =  ").replace(
        "errors = []", "errors = []  # none yet\n\n    # now train"
    ),
    "a docstring": ORIGINAL.replace("lr, epochs):", 'lr, epochs):\n    """Train it."""'),
    "type hints": ORIGINAL.replace("lr, epochs):", "lr, epochs: int) -> tuple:").replace(
        "errors = []", "errors: list[int] = []"
    ),
    "statements swapped": ORIGINAL.replace("    errors = []\n", "").replace(
        "    w, b = np", "    errors = []\n    w, b = np"
    ),
    "written out": ORIGINAL.replace("wrong += 1", "wrong = wrong + 1"),
    "factors and sides swapped": ORIGINAL.replace(
        "lr * (label - guess) * row", "row * (lr * (label - guess))"
    )
    .replace("lr * (label", "lr*(label")
    .replace("row @ w + b > 0", "0 < b + row @ w"),
    "code that is not used": ORIGINAL + "\ndef never_called(a):\n    return a + a * a - 1\n",
}


@pytest.mark.parametrize("how", DISGUISES)
def test_a_disguise_changes_nothing(how):
    assert pieces(DISGUISES[how]) == pieces(ORIGINAL)


def test_where_a_function_stands_makes_no_difference():
    helper = "def fires(z):\n    return np.where(z > 0, 1.0, 0.0)\n"
    user = "def train(z):\n    return fires(z) + fires(2 * z - 1)\n"
    assert pieces(helper + user) == pieces(user, helper)
    assert pieces((helper + user).replace("fires", "my_step")) == pieces(helper + user)
    assert len(pieces(helper + user)) > len(pieces(user))


def test_what_is_computed_makes_a_difference():
    for old, new in [("@", "*"), ("> 0", ">= 0"), ("1.0", "2.0"), ("y):", "X):")]:
        assert pieces(ORIGINAL) != pieces(ORIGINAL.replace(old, new)), old
    assert pieces("def train(a):\n    return np.exp(a)") != pieces(
        "def train(a):\n    return np.sin(a)"
    )
    assert pieces("def train(a, b):\n    return a - b") != pieces(
        "def train(a, b):\n    return b - a"
    )


# ---------------------------------------------------------------- classes


def written(function: object, name: str) -> str | None:
    """A function of a declaration as an answer; None for one that is made by another."""
    function = getattr(function, "pyfunc", function)
    if not inspect.isfunction(function) or function.__closure__:
        return None
    node = functions_in(inspect.getmodule(function)).get(function.__code__.co_firstlineno)
    if isinstance(node, ast.Lambda):
        return f"def {name}({ast.unparse(node.args)}):\n    return {ast.unparse(node.body)}"
    return ast.unparse(node).replace(f"def {node.name}(", f"def {name}(", 1) if node else None


@functools.cache
def functions_in(module: object) -> dict[int, ast.FunctionDef | ast.Lambda]:
    """The functions of a module by their first line; of several in a line the first."""
    found: dict[int, ast.FunctionDef | ast.Lambda] = {}
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            found.setdefault(node.lineno, node)
    return found


def variants(assignment: str) -> dict[str, list[str]]:
    """Of each exercise, right answers that were written independently: the solution first."""
    found = {}
    path = PROJECT / "solutions" / assignment / f"{assignment}.ipynb"
    for exercise, solution in solutions_of(path).items():
        accepted = (written(function, exercise) for function in find(exercise).accepted.values())
        found[exercise] = [solution, *filter(None, accepted)]
    return found


def renamed(source: str) -> str:
    """The same with other names for parameters and variables, and type hints."""
    tree = ast.parse(source)
    bound = {
        n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    bound |= {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in bound:
            node.id += "_of_mine"
        elif isinstance(node, ast.arg):
            node.arg += "_of_mine"
            node.annotation = ast.Name("float", ast.Load())
    return ast.unparse(ast.fix_missing_locations(tree))


def compare(students: dict[str, dict[str, str]], **more):
    exercises = {name: [name] for answers in students.values() for name in answers}
    return alike({s: list(answers.items()) for s, answers in students.items()}, exercises, **more)


def independent(assignment: str, count: int = 300) -> dict[str, dict[str, str]]:
    """A class in which no two have the same variant of an exercise, as long as there are some."""
    every = variants(assignment)
    most = min(count, max(map(len, every.values())))
    return {
        f"s{i:03}": {name: answers[i] for name, answers in every.items() if i < len(answers)}
        for i in range(most)
    }


@pytest.mark.parametrize("assignment", [path.stem for path in SOLUTIONS])
def test_independent_right_answers_are_not_named_and_a_copy_is(assignment):
    students = independent(assignment)
    assert compare(students).pairs == ()
    students["copycat"] = {name: renamed(source) for name, source in students["s000"].items()}
    (pair,) = compare(students).pairs
    assert set(pair.students) == {"s000", "copycat"}
    assert pair.telling[0].likeness > 0.9 and pair.telling[0].same == 2


@pytest.fixture(scope="module")
def crowd() -> dict[str, dict[str, str]]:
    """300 students who draw among a few variants and mistakes: many agree by chance."""
    draw = random.Random(3)
    every = {
        name: answers
        + [s for m in find(name).mistakes for f in m.functions if (s := written(f, name))]
        for name, answers in variants("02_activations").items()
    }
    return {
        f"s{i:03}": {name: draw.choice(answers) for name, answers in every.items()}
        for i in range(300)
    }


def test_300_students_in_seconds_and_only_the_copy_is_named(crowd):
    students = crowd | {"copycat": {n: renamed(s) for n, s in crowd["s007"].items()}}
    start = time.process_time()
    found = compare(students)
    assert time.process_time() - start < 5
    assert [set(pair.students) for pair in found.pairs] == [{"s007", "copycat"}]


def test_what_everybody_writes_alike_says_nothing(crowd):
    relu = {"relu": "def relu(z):\n    return np.maximum(z, 0)\n"}
    assert compare({f"s{i}": relu for i in range(50)}).pairs == ()
    assert compare({f"s{i}": solutions_of(SOLUTIONS[0]) for i in range(50)}).pairs == ()


LONG = ORIGINAL.replace(
    "    return w", "".join(f"    w = np.sin(w * {i} - b)\n" for i in range(80)) + "    return w"
)


def others(count: int) -> dict[str, dict[str, str]]:
    """Students who did it in ways of their own."""
    return {
        f"s{i}": {"train": f"def train(X, y):\n    return X ** {i} - {i}"} for i in range(count)
    }


def test_what_was_handed_out_does_not_count():
    same = {name: {"train": LONG} for name in "ab"}
    assert len(compare(others(9) | same).pairs) == 1
    assert compare(others(9) | same, given=[("train", LONG)]).pairs == ()


def test_one_long_answer_is_enough():
    found = compare(others(9) | {"a": {"train": LONG}, "b": {"train": renamed(LONG)}})
    assert [pair.students for pair in found.pairs] == [("a", "b")]


def test_groups():
    found = compare(others(40) | {name: {"train": LONG} for name in "abc"})
    assert found.groups == [("a", "b", "c")] and len(found.pairs) == 3


HOSTILE = {
    "no Python": "def train(X:\n    return (((",
    "a null byte": "def train(X):\n    return '\0'",
    "half a character": "x = '\ud800'\ndef train(X): return x",
    "deep": "x = " + "-" * 20_000 + "1",
    "deep in brackets": "x = " + "[" * 5_000,
    "a long sum": "def train(X):\n    return " + "+".join(["X"] * 9_000),
    "long": "x = 1\n" * MAX_SOURCE,
    "one long line": "def train(X): return '" + "a" * 10**6,
    "magic": "%timeit train(3)\n!ls\ndef train(X):\n    return X",
    "markup": "def train(X):\n    return '<script>alert(1)</script>\u202e'",
    "calls itself": "train = train\nf = g\ng = f\ndef train(): return f",
    "nothing": "",
}


def test_hostile_answers_break_nothing():
    students = {name: {"train": source} for name, source in HOSTILE.items()}
    start = time.process_time()
    found = compare(students | {"twin": {"train": HOSTILE["no Python"]}})
    assert time.process_time() - start < 5
    assert "nothing" not in found.compared
    assert pieces(HOSTILE["magic"]) == pieces("def train(X):\n    return X")


def test_copies_that_are_no_python_are_found_by_their_lines():
    long = "def train(X:\n" + "".join(f"    w[{i}] = X @ w - {i} * lr\n" for i in range(60))
    others = {f"s{i}": {"train": f"def train(X):\n    return X ** {i} - {i}"} for i in range(9)}
    found = compare(others | {"a": {"train": long}, "b": {"train": long.replace("w", "weights")}})
    assert [pair.students for pair in found.pairs] == [("a", "b")]


# ---------------------------------------------------------------- page and commands


def test_the_page_is_escaped_and_marks_what_is_not_seen():
    evil = '<script>alert("1")</script>'
    code = f"# {evil}\u202e\ud800\n{LONG}"
    both = [
        Submission(f"{evil}{i}", 1.0, False, None, False, code=(("train", code),)) for i in (1, 2)
    ]
    found = alike({each.student: each.code for each in both}, {"train": ["train"]})
    assert len(found.pairs) == 1
    text = page(ClassData("", evil, 1.0, None, tuple(both), ()), found)
    assert "<script" not in text and "&lt;script&gt;" in text
    assert "\u202e" not in text and "\\u202e\\ud800" in text
    text.encode()


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> Path:
    """A course as it is after grading: its folders and its gradebook, made without grading."""
    root = tmp_path_factory.mktemp("similar")
    source = PROJECT / "solutions" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    shutil.copytree(source.parent, root / "solutions" / ASSIGNMENT)
    students = independent(ASSIGNMENT, 4) | {"dan": {}}  # dan has not begun
    students["copycat"] = {name: renamed(source) for name, source in students["s001"].items()}
    (root / "grading").mkdir()
    with Gradebook(Course.load(root).database) as gradebook:
        gradebook.add_assignment(ASSIGNMENT)
        gradebook.add_notebook(ASSIGNMENT, ASSIGNMENT)
        for student, answers in students.items():
            gradebook.add_student(student)
            with gradebook.db.no_autoflush:
                gradebook.add_submission(ASSIGNMENT, student)
            to = root / "grading" / "autograded" / student / ASSIGNMENT / source.name
            to.parent.mkdir(parents=True)
            shutil.copy(PROJECT / "exercises" / ASSIGNMENT / source.name, to)
            write_answers(to, answers)
    return root


def test_the_commands(graded, tmp_path, capsys):
    def run(*arguments: str) -> tuple[int, str, str]:
        code = cli.main([*arguments, "--course-root", str(graded)])
        return code, *capsys.readouterr()

    to = tmp_path / "alike.html"
    code, out, err = run("similar", ASSIGNMENT, "--html", str(to))
    assert (code, err) == (0, "")
    assert f"{ASSIGNMENT}: 5 submissions compared" in out  # not dan
    assert "copycat and s001: " in out and "no proof" in out
    soup = BeautifulSoup(to.read_text("utf-8"), "html.parser")
    assert [figure.text for figure in soup.select("#pair-1 figcaption")][:2] == ["copycat", "s001"]
    assert "_of_mine" in soup.select("#pair-1 pre")[0].text
    assert not soup.select("#pair-2, script, img, link") and "default-src 'none'" in str(soup)

    code, out, _ = run("similar", ASSIGNMENT, "--json")
    assert code == 0
    (pair,) = json.loads(out)["pairs"]
    assert pair["students"] == ["copycat", "s001"]

    code, out, _ = run("report", "--html", str(tmp_path / "report.html"))
    report = BeautifulSoup((tmp_path / "report.html").read_text("utf-8"), "html.parser")
    row = report.find("h3", string="Alike submissions").find_next("tbody").find("tr")
    assert row.find("th").text == "copycat and s001"
    assert "copycat and s001: " in run("report")[1]

    assert run("similar", "09_nothing")[0] == 2
    assert run("similar", ASSIGNMENT, "--html", str(tmp_path / "no" / "x.html"))[0] == 1
