"""How an exercise is declared: as data, once, for learner and grader alike."""

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from nngrader.inside.drivers import Driver, call_once
from nngrader.inside.observe import Outcome


@dataclass(frozen=True, init=False)
class Case:
    """One input of an exercise, and the aspect it tests.

    args: plain data (see `nngrader.inside.plain`). label: what is special about it, for the
    learner. read_only: give the arrays as read-only ones.
    """

    args: tuple
    aspect: str
    label: str
    read_only: bool

    def __init__(
        self, *args: object, aspect: str = "values", label: str = "", read_only: bool = False
    ) -> None:
        object.__setattr__(self, "args", args)
        object.__setattr__(self, "aspect", aspect)
        object.__setattr__(self, "label", label)
        object.__setattr__(self, "read_only", read_only)


# A rule looks at one case, the reference's outcome and the candidate's, and returns
# None if all is well, else a sentence for the learner.
Rule = Callable[["Exercise", Case, Outcome, Outcome], "str | None"]

Difficulty = Literal["easy", "medium", "hard"]

# An answer: what the learner writes, and where `check` takes several, all of them in order.
Answer = Callable | tuple[Callable, ...]


@dataclass(frozen=True)
class Aspect:
    """A named part of an exercise, with points of its own.

    text: what it asks for, in the learner's words. needs: the aspects without which this
    one is skipped; an aspect that could pass by luck has to need *values*. rule: how a
    case is judged; None means that the result agrees with the reference's. every_case:
    look at all cases, not only at those that name this aspect.
    """

    name: str
    points: float
    text: str
    needs: tuple[str, ...] = ()
    rule: Rule | None = None
    every_case: bool = False


@dataclass(frozen=True, init=False)
class Mistake:
    """A wrong implementation that students are known to write, and what to say about it.

    functions: one or several ways to write it; the first is the usual one. text: one
    sentence that tells what went wrong without giving the answer.
    """

    id: str
    text: str
    functions: tuple[Answer, ...]

    def __init__(self, id: str, text: str, *functions: Answer) -> None:
        object.__setattr__(self, "id", id)
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "functions", functions)

    @property
    def function(self) -> Answer:
        """The usual way to make this mistake."""
        return self.functions[0]


@dataclass(frozen=True)
class Text:
    """What the learner reads about an exercise.

    title: what to do, in a few words. minutes: how long it takes. difficulty: how hard it is.
    lesson: the heading of the lesson that teaches it. warned: what a right answer is told, at
    no cost, whose arithmetic warned on the way (of an overflow, a division by zero). hint:
    looks at the parsed source of the answer and returns a remark, or None; a remark costs
    nothing, for source proves nothing.
    """

    title: str
    minutes: int
    difficulty: Difficulty
    lesson: str = ""
    warned: str = ""
    hint: Callable[[ast.Module], str | None] | None = None


@dataclass(frozen=True)
class Run:
    """How the candidates of an exercise are put to use.

    driver: the function that uses them; most exercises need only a call. candidates: how many
    `check` takes; where there are several, an answer is a tuple of them. asked: names of a
    driver's arguments, where they are not those of the signature. trains: it trains a network,
    so that it has the time limit of a training, and one thread.
    """

    driver: Driver = call_once
    candidates: int = 1
    asked: tuple[str, ...] = ()
    trains: bool = False


@dataclass(frozen=True)
class Comparison:
    """How what came back is compared.

    results: names of the results where there are several. integer: results have to be whole
    numbers by type. view: what of an outcome counts when it is compared with a mistake's, where
    answers are not unique. with_reference: False where no aspect looks at what the reference
    gives, so that it is not asked: a training would take its time twice.
    """

    results: tuple[str, ...] = ()
    integer: bool = False
    view: Callable[[Case, Outcome], object] | None = None
    with_reference: bool = True


@dataclass(frozen=True, eq=False)  # each is itself alone, and may be a key
class Exercise:
    """All that the checker knows of one exercise.

    id: the name of what the student writes. signature: as shown to the learner, such as
    ``(X, w, b)``. text: what the learner reads. aspects: its parts, each with points. inputs:
    makes the cases from a generator, small and readable first; the first is the example of the
    text. reference: the function of the course that answers right. mistakes: wrong answers that
    have a name, most specific first. accepted: other right implementations, by a short name.
    styles: right answers that are told apart: a `Mistake` each, that costs nothing and is named
    as a note. Their results may differ from the reference's: an answer has to agree with one of
    them throughout. rests_on: ids of the exercises to look at first when this one fails. run:
    how the candidates are put to use. compare: how what came back is compared.
    """

    id: str
    signature: str
    text: Text
    aspects: tuple[Aspect, ...]
    inputs: Callable[[np.random.Generator], Sequence[Case]]
    reference: Answer
    mistakes: tuple[Mistake, ...]
    accepted: Mapping[str, Answer] = field(default_factory=dict)
    styles: tuple[Mistake, ...] = ()
    rests_on: tuple[str, ...] = ()
    run: Run = Run()
    compare: Comparison = Comparison()

    @property
    def points(self) -> float:
        """The points of all aspects together."""
        return sum(aspect.points for aspect in self.aspects)

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of what a case passes: the parameters of the signature, or of the driver."""
        if self.run.asked:
            return self.run.asked
        return tuple(argument.arg for argument in self._arguments.args)

    @property
    def required(self) -> int:
        """How many of the parameters have no default."""
        return len(self.parameters) - (0 if self.run.asked else len(self._arguments.defaults))

    @property
    def _arguments(self) -> ast.arguments:
        function = ast.parse(f"def f{self.signature}: ...").body[0]
        assert isinstance(function, ast.FunctionDef)
        return function.args


def unchanged(points: float, needs: tuple[str, ...] = ("values",)) -> Aspect:
    """The aspect *does not modify its inputs*."""
    return Aspect(
        "inputs unchanged",
        points,
        "the arrays that are passed in stay as they were",
        needs,
        rule=_is_unchanged,
        every_case=True,
    )


def _is_unchanged(
    exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome
) -> str | None:
    if outcome.changed:
        names = ", ".join(exercise.parameters[i] for i in outcome.changed)
        return f"the call changed its input {names}: work on a copy or make a new array"
    if case.read_only and outcome.error and "read-only" in outcome.error.message:
        return "it writes into one of its inputs, which is read-only here: make a new array"
    return None
