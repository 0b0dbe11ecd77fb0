"""A submission is worth the same wherever it is graded, and whoever asks.

In the learner's own notebook, with grade-file, by nbgrader, by a batch with one or two jobs,
and by a cluster. Each draws other inputs.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import commands
import nbformat
import pytest
from daskcluster import dask_cluster
from nbclient import NotebookClient
from needs import need
from notebooks import PROJECT
from smallclass import ASSIGNMENT, SOLUTIONS, SmallClass, make_template

from nngrader.commands.demo import as_answer, demo_class
from nngrader.declare.registry import modules
from nngrader.submissions.check_cells import check_call

EXERCISES = list(modules()[0].exercises)
STUDENTS = {
    **demo_class(EXERCISES, SOLUTIONS),
    # Each exercise with one of its mistakes, where that fits into an answer cell.
    "dan": {
        e.id: next(filter(None, (as_answer(e.id, m.function) for m in e.mistakes)), SOLUTIONS[e.id])
        for e in EXERCISES
    },
    # Noise, warnings and errors on the way.
    "eve": {
        **SOLUTIONS,
        "step": "import sys, warnings\nprint('noise', file=sys.stderr)\n" + SOLUTIONS["step"],
        "neuron": SOLUTIONS["neuron"] + "\nwarnings.warn('careful')\n1 / 0",
        "layer": "def layer(x, W, b):\n    print('called')\n    return None",
    },
}
# Under pytest, ipykernel does not capture what is written to the file descriptors.
KERNEL = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
Scores = dict[str, dict[str, float]]


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> SmallClass:
    need("user namespaces")
    made = make_template(tmp_path_factory.mktemp("template") / "class")
    small = SmallClass(made, tmp_path_factory.mktemp("class") / "course")
    for student, answers in STUDENTS.items():
        small.hand_in(student, answers)
    return small


@pytest.fixture
def small(template, tmp_path) -> SmallClass:
    """A class of its own with the same submissions."""
    return SmallClass(template.root, tmp_path / "course")


def nngrader(small: SmallClass, *arguments: str) -> str:
    code, out, err = commands.run(small.root, *arguments, "--course-root", str(small.root))
    assert code == 0, out + err
    return out


def in_the_gradebook(small: SmallClass) -> Scores:
    return {
        student: {name: auto for name, (auto, _, _) in small.grades(student).items()}
        for student in STUDENTS
    }


@pytest.fixture(scope="module")
def expected(template) -> Scores:
    """What a learner sees: the checks of the submission, run in an ordinary kernel."""
    found = {}
    for student in STUDENTS:
        notebook = nbformat.read(template.notebook(student), as_version=4)
        NotebookClient(notebook, kernel_name="python3", allow_errors=True).execute(env=KERNEL)
        checks = [cell for cell in notebook.cells if check_call(cell)]
        results = [
            next(out.data["text/plain"] for out in cell.outputs if "data" in out) for cell in checks
        ]
        ids = [cell.metadata.nbgrader.grade_id for cell in checks]
        found[student] = dict(zip(ids, map(float, results), strict=True))
    return found


def test_the_class_has_all_kinds_of_scores(expected):
    full = {f"check_{e.id}": e.points for e in EXERCISES}
    assert expected["ada"] == full
    assert set(expected["cleo"].values()) == {0}
    shares = {score / full[name] for scores in expected.values() for name, score in scores.items()}
    assert any(0 < share < 1 for share in shares)


def test_grade_file(small, expected):
    found = {}
    for student in STUDENTS:
        graded = json.loads(nngrader(small, "grade-file", str(small.notebook(student)), "--json"))
        verdicts = graded["verdicts"].items()
        found[student] = {f"check_{name}": verdict["score"] for name, verdict in verdicts}
        assert graded["score"] == sum(found[student].values())
    assert found == expected


def test_nbgrader_autograde(small, expected):
    environment = {
        "NNBASICS_COURSE_ROOT": str(small.root),
        "JUPYTER_CONFIG_PATH": str(PROJECT / "grading"),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
    }
    command = [sys.executable, "-m", "nbgrader", "autograde", ASSIGNMENT]
    result = subprocess.run(
        command, env=os.environ | environment, cwd=small.root, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
    assert in_the_gradebook(small) == expected


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_batch(small, expected, jobs):
    nngrader(small, "grade", ASSIGNMENT, "--jobs", jobs)
    assert in_the_gradebook(small) == expected


def test_a_cluster(small, expected, tmp_path):
    # To the workers the folder of the course is empty.
    with dask_cluster(small.root, tmp_path) as (address, workers):
        nngrader(small, "grade", ASSIGNMENT, "--scheduler", address)
        assert [worker.poll() for worker in workers] == [None, None]
    assert in_the_gradebook(small) == expected


def test_the_same_seed_gives_the_same_verdicts(small):
    path = str(small.notebook("dan"))
    verdicts = [
        json.loads(nngrader(small, "grade-file", path, "--json", "--seed", seed))["verdicts"]
        for seed in ("5", "5", "6")
    ]
    assert verdicts[0] == verdicts[1]
    assert verdicts[0] != verdicts[2]
