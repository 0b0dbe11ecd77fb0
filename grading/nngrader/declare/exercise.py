"""How an exercise is declared: as data, once, for learner and grader alike."""

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from nngrader.inside.drivers import Candidate, Driver, call_once
from nngrader.inside.observe import Outcome
from nngrader.inside.plain import Plain


@dataclass(frozen=True, init=False)
class Case:
    """One input of an exercise.

    args: what the candidate is called with: plain data (see `nngrader.inside.plain`)
    aspect: the name of the aspect that it tests
    label: what is special about it, for the learner
    read_only: whether its arrays are handed over as read-only ones
    """

    args: tuple[Plain, ...]
    aspect: str
    label: str
    read_only: bool

    def __init__(
        self, *args: Plain, aspect: str = "values", label: str = "", read_only: bool = False
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
Answer = Candidate | tuple[Candidate, ...]


def as_candidates(answer: Answer) -> tuple[Candidate, ...]:
    """What is handed to ``check`` for an answer: one function, or several."""
    return answer if isinstance(answer, tuple) else (answer,)


@dataclass(frozen=True)
class Aspect:
    """A named part of an exercise, with points of its own.

    An aspect that could pass by luck, such as *inputs unchanged*, has to need *values*.

    name: what it is called: in the verdict, in reports, and in the cases that test it
    points: how many it is worth; those of all aspects add up to the points of the exercise
    text: what it asks for, in the learner's words
    needs: the aspects without which this one is skipped
    rule: how a case is judged; None: the result has to agree with the reference's
    every_case: whether it looks at all cases, and not only at those that name it
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

    id: its name, in kebab-case; other programs rely on it
    text: one sentence that says what went wrong and does not give the answer
    functions: one or several ways to write it, the usual one first
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

    `make exercises` writes the first three into the assignment's notebooks. A remark (warned,
    hint) costs no points: a right answer may warn on its way, and source proves nothing.

    title: what to do, a short imperative phrase; the exercise's heading in the notebook
    minutes: how long it takes, as the notebook says it
    difficulty: how hard it is, as the notebook says it
    lesson: the heading in the module's lesson under which it is taught
    warned: what a right answer is told whose arithmetic warned (overflow, division by zero)
    hint: given the parsed source of the answer, returns a remark on it, or None
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

    driver: the function that uses them; most exercises need only a call
    candidates: how many `check` takes; an answer is a tuple of them where there are several
    asked: the names of the driver's arguments, where they differ from the signature's
    trains: whether it trains a network: it has the time limit of a training, and one thread
    """

    driver: Driver = call_once
    candidates: int = 1
    asked: tuple[str, ...] = ()
    trains: bool = False


@dataclass(frozen=True)
class Comparison:
    """How what came back is compared.

    results: the names of the results, where there are several
    integer: whether results have to be whole numbers by type
    view: what of an outcome is compared with a mistake's, where right answers are not unique
    with_reference: whether an aspect looks at the reference's results; a training takes long
    """

    results: tuple[str, ...] = ()
    integer: bool = False
    view: Callable[[Case, Outcome], Plain] | None = None
    with_reference: bool = True


@dataclass(frozen=True, eq=False)  # each is itself alone, and may be a key
class Exercise:
    """All that the checker knows of one exercise: what is asked, how it is run and compared.

    The results of styles may differ from the reference's: an answer has to agree with one of
    them throughout, and is told which.

    id: the name of what the learner writes
    signature: as the learner sees it, such as ``(X, w, b)``
    text: what the learner reads about it
    aspects: its parts, each with points of its own
    inputs: makes the cases from a generator, readable ones first; the text's example is first
    reference: the course's own answer
    mistakes: wrong answers that have a name, most specific first
    accepted: other right answers, by a short name
    styles: right answers that are told apart: each a `Mistake` that costs nothing
    rests_on: the ids of the exercises to look at first when this one fails
    run: how the candidates are put to use
    compare: how what came back is compared
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
