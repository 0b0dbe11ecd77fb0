"""A small class, graded by nbgrader from release to feedback: ``make grade-demo``."""

import argparse
import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import mkdtemp
from types import CodeType, FunctionType

from nngrader.commands.demo_class import Classroom, solutions_of, write_answers
from nngrader.declare import Answer, Exercise, Mistake
from nngrader.declare.registry import modules

Answers = Mapping[str, str]  # a student's answer cells, by exercise id


def demo_class(exercises: list[Exercise], solutions: Answers) -> dict[str, Answers]:
    """Three students of one assignment: the answer cells that each of them fills in.

    ada has everything right. ben has the first half right, makes a well-known mistake in
    each of the next two, and stops there. cleo hands in the notebook as it came.
    """
    half = len(exercises) // 2
    right = {exercise.id: solutions[exercise.id] for exercise in exercises[:half]}
    made = {e.id: as_answer(e.id, m.function) for e, m in mistakes_of_ben(exercises)}
    mistakes = {exercise: source for exercise, source in made.items() if source is not None}
    return {"ada": solutions, "ben": right | mistakes, "cleo": {}}


def mistakes_of_ben(exercises: list[Exercise]) -> list[tuple[Exercise, Mistake]]:
    """The two mistakes that ben makes, each with its exercise."""
    later = exercises[len(exercises) // 2 :]
    written = ((e, next(mistakes_to_write(e), None)) for e in later)
    return [(exercise, mistake) for exercise, mistake in written if mistake][:2]


def mistakes_to_write(exercise: Exercise) -> Iterator[Mistake]:
    """The mistakes of an exercise that fit into an answer cell as they are."""
    return (m for m in exercise.mistakes if as_answer(exercise.id, m.function))


def as_answer(exercise_id: str, function: Answer) -> str | None:
    """The source of a function as a student would write it, under the exercise's name.

    None where the function needs something that a student's notebook does not have, and for
    an answer that is a class or several functions.
    """
    if not isinstance(function, FunctionType):
        return None
    elsewhere = names_from_elsewhere(function.__code__, function.__globals__)
    if function.__closure__ or function.__annotations__ or elsewhere:
        return None
    module = inspect.getmodule(function)
    if module is None:  # made by `exec`
        return None
    line = function.__code__.co_firstlineno
    tree = ast.parse(inspect.getsource(module))
    for node in ast.walk(tree):
        if getattr(node, "lineno", None) != line:
            continue
        if isinstance(node, ast.FunctionDef):
            node.name = exercise_id
            return ast.unparse(node)
        if isinstance(node, ast.Lambda):
            body = textwrap.indent(f"return {ast.unparse(node.body)}", "    ")
            return f"def {exercise_id}({ast.unparse(node.args)}):\n{body}"
    return None


def names_from_elsewhere(code: CodeType, namespace: Mapping[str, object]) -> set[str]:
    """The global names of a function's code, besides NumPy and Python's own."""
    names = {name for name in code.co_names if name in namespace and name != "np"}
    nested = (constant for constant in code.co_consts if inspect.iscode(constant))
    return names.union(*(names_from_elsewhere(inner, namespace) for inner in nested))


def hand_out(classroom: Classroom, assignments: list[str]) -> None:
    """The instructor makes the students' versions and puts them into the exchange."""
    wanted = assignments[0] if len(assignments) == 1 else "*"
    classroom.instructor("generate_assignment", f"--assignment={wanted}")
    for assignment in assignments:
        classroom.instructor("release_assignment", assignment)


def hand_in(classroom: Classroom, student: str, answers: Mapping[str, Answers]) -> None:
    """A student fetches the assignments, fills in answers (by assignment), and submits."""
    classroom.student(student, "fetch_assignment", *answers)
    for assignment, cells in answers.items():
        write_answers(classroom.home(student) / assignment / f"{assignment}.ipynb", cells)
        classroom.student(student, "submit", assignment)


def grade(classroom: Classroom, assignments: list[str]) -> None:
    """The instructor collects, grades, writes and releases the feedback, and exports."""
    for assignment in assignments:
        # Everybody of this class is the same user of the machine.
        classroom.instructor("collect", assignment, "--ExchangeCollect.check_owner=False")
    classroom.instructor("autograde", "--assignment=*")
    classroom.instructor("generate_feedback", "--assignment=*")
    for assignment in assignments:
        classroom.instructor("release_feedback", assignment)
    classroom.instructor("export")


def at_once(work: Callable[[str], object], students: list[str]) -> None:
    """Do the same for several students at a time."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        list(pool.map(work, students))


def main() -> None:
    """Grade a class of three in a temporary folder; print scores and where feedback is."""
    assignments = [module.assignment for module in modules()]
    parser = argparse.ArgumentParser(prog="make grade-demo", description=main.__doc__)
    parser.add_argument("assignment", nargs="?", choices=assignments, default=assignments[0])
    assignment = parser.parse_args().assignment

    module = next(module for module in modules() if module.assignment == assignment)
    classroom = Classroom(Path(mkdtemp(prefix="nngrader-class-")))
    notebook = classroom.course / "solutions" / assignment / f"{assignment}.ipynb"
    students = demo_class(list(module.exercises), solutions_of(notebook))

    print(f"A class of {len(students)} in {classroom.folder}, assignment {assignment}", flush=True)
    print("  the instructor releases it", flush=True)
    hand_out(classroom, [assignment])
    print(f"  {', '.join(students)} fetch it, work and submit", flush=True)
    at_once(lambda s: hand_in(classroom, s, {assignment: students[s]}), list(students))
    print("  the instructor collects, grades and gives feedback", flush=True)
    grade(classroom, [assignment])

    print("\nScores, as in the gradebook:\n")
    for row in classroom.exported():
        print(f"  {row['student_id']:8} {float(row['score']):6.2f} of {float(row['max_score']):g}")
    print("\nWhat each student gets to read:\n")
    for page in sorted(classroom.feedback()):
        print(f"  {page}")


if __name__ == "__main__":
    main()
