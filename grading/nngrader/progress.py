"""A learner's progress by module, with what to do next: for the course's first page.

    from nngrader.progress import progress
    progress()

All of it comes from the record that `nnbasics.notebook.progress` keeps on the learner's machine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from nnbasics.notebook.progress import load_progress, progress_file
from nnbasics.notebook.quiz import load_quiz, quiz_names
from nngrader.declare import Module
from nngrader.registry import modules
from nngrader.rests import RESTS_ON
from nngrader.show import points

PASS_SHARE = 0.8  # 32 of the 40 questions of all quizzes


@dataclass(frozen=True)
class ModuleProgress:
    """One module: what is done of it, and what is not right yet."""

    assignment: str
    title: str
    solved: int
    exercises: int
    points: float
    max_points: float
    right: int
    questions: int
    unsolved: tuple[str, ...]  # tried, and not right at the last check
    open: tuple[str, ...]  # not tried

    @property
    def begun(self) -> bool:
        """Whether there is anything in the record of it."""
        return bool(self.solved or self.unsolved or self.right)

    @property
    def done(self) -> bool:
        """All exercises solved and all questions answered right."""
        return self.solved == self.exercises and self.right == self.questions


@dataclass(frozen=True)
class Progress:
    """All modules. In a notebook it shows as a table; `str` gives the same as text."""

    modules: tuple[ModuleProgress, ...]
    recorded: bool = True

    @property
    def right(self) -> int:
        """Questions answered right, in all quizzes."""
        return sum(module.right for module in self.modules)

    @property
    def questions(self) -> int:
        """Questions of all quizzes."""
        return sum(module.questions for module in self.modules)

    @property
    def needed(self) -> int:
        """Questions that have to be right for a pass."""
        return round(PASS_SHARE * self.questions)

    @property
    def next(self) -> str:
        """One sentence: what to do now."""
        if not self.recorded:
            return "No record is kept (NNBASICS_PROGRESS=off)."
        for module in self.modules:
            if module.unsolved:
                return _again(module)
        for module in self.modules:
            if not module.done:
                return _go_on(module)
        return "You have done it all. There is nothing left to check."

    @property
    def quiz_line(self) -> str:
        """How the quizzes stand."""
        state = "that is a pass" if self.right >= self.needed else f"{self.needed} are a pass"
        return f"Quizzes: {self.right} of {self.questions} questions right; {state}."

    def __str__(self) -> str:
        lines = [f"{'module':24} {'exercises':>10} {'points':>10} {'quiz':>7}"]
        for m in self.modules:
            solved, quiz = f"{m.solved} of {m.exercises}", f"{m.right} of {m.questions}"
            lines.append(f"{m.assignment:24} {solved:>10} {_of(m):>10} {quiz:>7}")
        return "\n".join([*lines, "", self.quiz_line, f"Next: {self.next}"])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        rows = "".join(_row(module) for module in self.modules)
        head = "".join(
            f'<th scope="col" style="text-align:left">{name}</th>'
            for name in ("Module", "Exercises solved", "Points", "Quiz", "")
        )
        return (
            '<div class="nngrader-progress">'
            f"<table><caption>Your progress</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{rows}</tbody></table>"
            f"<p>{escape(self.quiz_line)}</p><p><b>Next:</b> {escape(self.next)}</p></div>"
        )


def progress() -> Progress:
    """Your progress, from the record on this machine."""
    record = load_progress()
    found = tuple(
        _module(module, record["exercises"], record["quizzes"].get(module.assignment, {}))
        for module in modules()
    )
    return Progress(found, progress_file() is not None)


def _module(module: Module, exercises: Mapping, answers: Mapping) -> ModuleProgress:
    entries = {e.id: exercises.get(e.id) for e in module.exercises}
    solved = [id for id, entry in entries.items() if entry and entry["score"] >= entry["of"] > 0]
    known = [q.id for q in load_quiz(module.assignment)] if _has_quiz(module) else []
    return ModuleProgress(
        module.assignment,
        module.title,
        len(solved),
        len(entries),
        sum(entry["score"] for entry in entries.values() if entry),
        sum(e.points for e in module.exercises),
        sum(bool(answers.get(question, {}).get("right")) for question in known),
        len(known),
        tuple(id for id, entry in entries.items() if entry and id not in solved),
        tuple(id for id, entry in entries.items() if not entry),
    )


def _has_quiz(module: Module) -> bool:
    return module.assignment in quiz_names()


def _again(module: ModuleProgress) -> str:
    """An exercise that is not right yet, and which one it rests on."""
    exercise = module.unsolved[0]
    sentence = f"{exercise} in {module.assignment} is not right yet."
    weak = [other for other in earlier(exercise) if _not_solved(other)]
    if weak:
        return f"{sentence} It rests on {_list(weak)}: look at that first."
    if rests := RESTS_ON.get(exercise):
        return f"{sentence} It rests on {_list(rests)}, which you have solved: compare."
    return sentence


def _go_on(module: ModuleProgress) -> str:
    if not module.begun:
        return f"open the lesson {module.assignment}: {module.title}."
    if module.open:
        return f"the exercise {module.open[0]} in {module.assignment}."
    missing = module.questions - module.right
    return f"the quiz of {module.assignment}: {missing} of {module.questions} questions are left."


def earlier(exercise: str) -> list[str]:
    """All exercises that this one rests on, directly or through others, nearest first."""
    found: list[str] = []
    waiting = list(RESTS_ON.get(exercise, ()))
    while waiting:
        nearest = waiting.pop(0)
        if nearest not in found:
            found.append(nearest)
            waiting += RESTS_ON.get(nearest, ())
    return found


def _not_solved(exercise: str) -> bool:
    entry = load_progress()["exercises"].get(exercise)
    return bool(entry) and entry["score"] < entry["of"]


def _list(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _of(module: ModuleProgress) -> str:
    return f"{points(module.points)} of {points(module.max_points)}"


def _row(m: ModuleProgress) -> str:
    share = m.points / m.max_points if m.max_points else 0.0
    cells = [
        f"{escape(m.assignment)}: {escape(m.title)}",
        f"{m.solved} of {m.exercises}",
        _of(m),
        f"{m.right} of {m.questions}",
        f'<progress value="{share:.3f}" max="1" aria-label="{share:.0%} of the points"></progress>',
    ]
    return "<tr>" + "".join(f'<td style="text-align:left">{c}</td>' for c in cells) + "</tr>"
