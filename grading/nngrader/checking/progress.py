"""A learner's progress by module, with what to do next: for the course's first page.

    from nngrader import progress
    progress()

All of it comes from the record that a course keeps on the learner's own machine (`Record`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from nngrader.declare import Module, Record
from nngrader.declare.registry import exercise_sets, find, set_of
from nngrader.values.describe import points

PASS_SHARE = 0.8  # of the questions of all quizzes
NO_RECORD = "No course that is installed here keeps a record of what you do."


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
    off: str = ""  # why no record is kept, if that is so

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
        if self.off:
            return self.off
        if not self.modules:
            return NO_RECORD
        for module in self.modules:
            if module.unsolved:
                return _again(module)
        for module in self.modules:
            if not module.done:
                return _go_on(module)
        return "You have done it all. There is nothing left to check."

    @property
    def quiz_line(self) -> str:
        """How the quizzes stand; empty where there are none."""
        if not self.questions:
            return ""
        state = "that is a pass" if self.right >= self.needed else f"{self.needed} are a pass"
        return f"Quizzes: {self.right} of {self.questions} questions right; {state}."

    def __str__(self) -> str:
        lines = [f"{'module':24} {'exercises':>10} {'points':>10} {'quiz':>7}"]
        for m in self.modules:
            solved, quiz = f"{m.solved} of {m.exercises}", f"{m.right} of {m.questions}"
            lines.append(f"{m.assignment:24} {solved:>10} {_of(m):>10} {quiz:>7}")
        quizzes = [self.quiz_line] if self.quiz_line else []
        return "\n".join([*lines, "", *quizzes, f"Next: {self.next}"])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        rows = "".join(_row(module) for module in self.modules)
        head = "".join(
            f'<th scope="col" style="text-align:left">{name}</th>'
            for name in ("Module", "Exercises solved", "Points", "Quiz", "")
        )
        quizzes = f"<p>{escape(self.quiz_line)}</p>" if self.quiz_line else ""
        return (
            '<div class="nngrader-progress">'
            f"<table><caption>Your progress</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{rows}</tbody></table>"
            f"{quizzes}<p><b>Next:</b> {escape(self.next)}</p></div>"
        )


def progress() -> Progress:
    """Your progress, from the record on this machine."""
    kept = [(each.modules, each.record) for each in exercise_sets() if each.record is not None]
    found = tuple(_module(m, record) for modules, record in kept for m in modules)
    off = [record.off for _, record in kept if record.off]
    return Progress(found, off[0] if off else "")


def _module(module: Module, record: Record) -> ModuleProgress:
    results = record.results()
    entries = {e.id: results.get(e.id) for e in module.exercises}
    solved = [id for id, entry in entries.items() if entry and entry[0] >= entry[1] > 0]
    questions = record.questions(module.assignment)
    return ModuleProgress(
        module.assignment,
        module.title,
        len(solved),
        len(entries),
        sum(e.points * _share(entries[e.id]) for e in module.exercises),
        sum(e.points for e in module.exercises),
        sum(questions.values()),
        len(questions),
        tuple(id for id, entry in entries.items() if entry and id not in solved),
        tuple(id for id, entry in entries.items() if not entry),
    )


def _share(entry: tuple[float, float] | None) -> float:
    """How much of an exercise is right, also where it was worth other points at that time."""
    return entry[0] / entry[1] if entry and entry[1] > 0 else 0.0


def _again(module: ModuleProgress) -> str:
    """An exercise that is not right yet, and which one it rests on."""
    exercise = module.unsolved[0]
    sentence = f"{exercise} in {module.assignment} is not right yet."
    weak = [other for other in earlier(exercise) if _not_solved(other)]
    if weak:
        return f"{sentence} It rests on {_list(weak)}: look at that first."
    if rests := _rests_on(exercise):
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
    waiting = list(_rests_on(exercise))
    while waiting:
        nearest = waiting.pop(0)
        if nearest not in found:
            found.append(nearest)
            waiting += _rests_on(nearest)
    return found


def _rests_on(exercise: str) -> tuple[str, ...]:
    found = find(exercise)
    return found.rests_on if found else ()


def _not_solved(exercise: str) -> bool:
    record = set_of(exercise).record
    entry = record.results().get(exercise) if record else None
    return entry is not None and entry[0] < entry[1]


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
