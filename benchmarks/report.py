"""What `nngrader report` takes for a whole course: 300 students, eight assignments.

    python benchmarks/report.py
    python benchmarks/report.py --students 30        # a small class
    python benchmarks/report.py --keep made_class    # makes the class once, for several runs

The class is invented: each student draws, for each exercise, one of a few right and wrong answers,
and every tenth hands in what another has. The graded notebooks hold verdicts as grading writes
them. A module that has no assignment yet is filled in for by another one. Measured are CPU seconds
of the command; a busy machine needs somewhat more of them. Goal: 10 s. Exit code 1 if it is missed.

Needs: nothing but the course.
Takes: about 10 minutes, nearly all of them for making the class.
"""

import json
import os
import random
import resource
import subprocess
import sys
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from frame import parser
from nbformat.v4 import new_output
from nbgrader.api import Gradebook
from tqdm import tqdm

from nngrader.checking.scoring import local_runner, score
from nngrader.checking.verdict import MIME_TYPE
from nngrader.commands.demo import as_answer
from nngrader.commands.demo_class import answer_cells, solutions_of
from nngrader.declare import Exercise
from nngrader.declare.registry import modules
from nngrader.gradebook.course import Course
from nngrader.gradebook.gradebook import NOTEBOOK_KEY, Names, save
from nngrader.plugins.preprocessors import SaveGrades
from nngrader.submissions.check_cells import check_call

PROJECT = Path(__file__).parents[1]
ASSIGNMENTS = 8
GOAL = 10.0  # CPU seconds
ANSWERS = 8  # at most, of an exercise
COPIED = 10  # one student of so many

Answer = tuple[str, nbformat.NotebookNode]  # the source, and the output of its check


def answers_to(exercise: Exercise, solution: str) -> list[Answer]:
    """Some right and some wrong answers to an exercise, with their verdicts."""
    given = [exercise.reference, *exercise.accepted.values()]
    given += [mistake.function for mistake in exercise.mistakes]
    found = []
    for function in given:
        source = solution if function is exercise.reference else as_answer(exercise.id, function)
        if source is None or len(found) == ANSWERS:
            continue
        # A training of a minute is not what is measured here: its verdict says "not started".
        quick = not exercise.run.trains
        candidates = function if isinstance(function, tuple) else (function,)
        runner = local_runner(exercise, *(candidates if quick else [stub] * len(candidates)))
        verdict = score(exercise, runner)
        data = {
            "text/plain": repr(verdict),
            "text/html": verdict._repr_mimebundle_()["text/html"],
            MIME_TYPE: json.loads(json.dumps(verdict.to_json())),
        }
        found.append((source, new_output("execute_result", data, execution_count=1)))
    return found


def stub(*given: object) -> None:
    raise NotImplementedError


def make_class(root: Path, students: int) -> None:
    """A graded course below an empty folder."""
    (root / "grading").mkdir()
    existing = [module for module in modules() if source_of(module.assignment).exists()]
    chosen = [existing[i % len(existing)] for i in range(ASSIGNMENTS)]
    course = Course.load(root)
    penalties = SaveGrades(config=course.config)
    draw = random.Random(1)
    with Gradebook(course.database, course.name) as gradebook:
        for number, module in enumerate(tqdm(chosen, desc="making the class", disable=None)):
            name = f"{number + 1:02}_{module.assignment[3:]}"
            source = nbformat.read(source_of(module.assignment), as_version=4)
            place = root / "solutions" / name / f"{name}.ipynb"
            place.parent.mkdir(parents=True)
            nbformat.write(source, place)
            enter(gradebook, name, source)
            solutions = solutions_of(source_of(module.assignment))
            answers = {e.id: answers_to(e, solutions[e.id]) for e in module.exercises}
            given: list[dict[str, Answer]] = []
            for i in range(students):
                if i % COPIED == COPIED - 1:
                    mine = draw.choice(given)
                else:
                    mine = {id: draw.choice(each) for id, each in answers.items()}
                given.append(mine)
                graded = notebook_with(source, mine, f"# s{i:03}")
                to = course.autograded(f"s{i:03}", name) / f"{name}.ipynb"
                to.parent.mkdir(parents=True)
                nbformat.write(graded, to)
                when = datetime(2026, 1, 1) + timedelta(minutes=draw.randrange(20_000))
                save(gradebook, Names(f"s{i:03}", name, name), graded, penalties, when)


def source_of(assignment: str) -> Path:
    return PROJECT / "solutions" / assignment / f"{assignment}.ipynb"


def enter(gradebook: Gradebook, name: str, notebook: nbformat.NotebookNode) -> None:
    """Enter an assignment as `nbgrader generate_assignment` does."""
    gradebook.add_assignment(name)
    gradebook.add_notebook(name, name)
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        more = {"cell_type": cell.cell_type}
        if marks.get("grade"):
            more["max_score"] = float(marks["points"])
            gradebook.add_grade_cell(marks["grade_id"], name, name, **more)
        elif marks.get("solution"):
            gradebook.add_solution_cell(marks["grade_id"], name, name)


def notebook_with(
    source: nbformat.NotebookNode, answers: dict[str, Answer], comment: str
) -> nbformat.NotebookNode:
    """The graded notebook of a student who gave these answers, and wrote a comment in each."""
    notebook = deepcopy(source)
    notebook.metadata[NOTEBOOK_KEY] = {"events": [], "seed": 1, "sandboxed": True}
    for exercise, cell in answer_cells(notebook):
        cell.source = f"{answers[exercise][0]}\n{comment}"
    for cell in notebook.cells:
        if call := check_call(cell):
            cell.outputs = [answers[call.exercise.id][1]]
    return notebook


def measure(root: Path, *arguments: str) -> float:
    """The CPU seconds of one command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "nngrader.commands.cli", *arguments, f"--course-root={root}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """Make the class, measure, and print what it took."""
    arguments = parser(__doc__)
    arguments.add_argument(
        "--students", type=int, default=300, metavar="N", help="in the class (default: 300)"
    )
    arguments.add_argument(
        "--keep", type=Path, metavar="DIR", help="make the class here, or use the one that is here"
    )
    options = arguments.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"
    with TemporaryDirectory() as folder:
        root = options.keep or Path(folder)
        if not (root / "grading").exists():
            root.mkdir(exist_ok=True)
            make_class(root, options.students)
        page = root / "report.html"
        seconds = measure(root, "report", f"--html={page}")
        print(f"{options.students} students, {ASSIGNMENTS} assignments:")
        print(
            f"  nngrader report --html    {seconds:6.1f} CPU s, {page.stat().st_size / 1e6:.1f} MB"
        )
        first = sorted(path.name for path in (root / "solutions").iterdir())[0]
        alike = measure(root, "similar", first, f"--html={page}")
        print(f"  nngrader similar {first}  {alike:.1f} CPU s, {page.stat().st_size / 1e6:.1f} MB")
    return int(seconds > GOAL)


if __name__ == "__main__":
    sys.exit(main())
