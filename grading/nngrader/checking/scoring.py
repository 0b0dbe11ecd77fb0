"""Score a candidate: ask it the inputs of an exercise, compare, score, name mistakes.

It knows a candidate only as a *runner*: something that takes groups of calls and
gives as many groups of outcomes, all made of plain data. A group holds the calls of one
aspect. Whether the student's function is a local object or lives in another process makes
no difference here.
"""

import ast
import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from nngrader.checking.expected import OwnAnswers, own_answers, threads_for
from nngrader.checking.findings import AspectResult, Example, Remark
from nngrader.checking.verdict import Verdict
from nngrader.declare import Answer, Aspect, Case, Exercise, Mistake
from nngrader.inside.drivers import Candidate
from nngrader.inside.observe import MAX_OUTPUT, Call, Error, Outcome, run_calls
from nngrader.inside.plain import Plain, size
from nngrader.limits import DEFAULT_LIMITS, Limits
from nngrader.values.compare import compare
from nngrader.values.describe import describe_inputs, describe_value

Runner = Callable[[Sequence[Sequence[Call]]], Sequence[Sequence[Outcome]]]

NOTEBOOK_SEED = 0  # of a learner's own check: always the same, so that a failure stays put
_NO_ANSWER = {"time", "not run", "interrupted", "died", "missing", "not callable"}
NOT_STARTED = "not started"
IN_FLOAT32 = Remark(
    "computed-in-float32",
    "The result was computed in float32. That is accepted; float64, NumPy's default, is "
    "more exact.",
)


def score(
    exercise: Exercise, runner: Runner, seed: int = NOTEBOOK_SEED, source: str = ""
) -> Verdict:
    """The verdict on the candidate behind ``runner``, with inputs drawn from ``seed``.

    source: of the answer, where it is known, for a remark that costs nothing.
    """
    own = own_answers(exercise, seed)
    outcomes = _ask(runner, own)
    if _all_not_started(outcomes):
        return _not_started(exercise, seed)
    trial = _best_trial(own, outcomes)
    passed = trial.score == exercise.points
    return Verdict(
        exercise=exercise.id,
        score=trial.score,
        max_score=exercise.points,
        aspects=trial.aspects,
        named=() if passed else trial.named_mistakes(),
        notes=(
            *trial.styles(),
            *_hint(exercise, source),
            *(_warned(exercise, outcomes) if passed else ()),
        ),
        output=_joined(o.output for o in outcomes),
        warnings=tuple(dict.fromkeys(w for o in outcomes for w in o.warnings)),
        seed=seed,
    )


def local_runner(
    exercise: Exercise, *candidates: Candidate, limits: Limits | None = None
) -> Runner:
    """A runner for functions of this very process."""
    limits = limits or DEFAULT_LIMITS

    def run(groups: Sequence[Sequence[Call]]) -> list[list[Outcome]]:
        calls = [call for group in groups for call in group]
        limit = limits.fit if exercise.run.trains else limits.check
        with threads_for(exercise):
            outcomes = iter(run_calls(candidates, calls, exercise.run.driver, limit=limit))
        return [[next(outcomes) for _ in group] for group in groups]

    return run


def _best_trial(own: OwnAnswers, outcomes: list[Outcome]) -> "_Trial":
    """The candidate beside the right answer that it is nearest to, the reference first."""
    exercise = own.exercise
    if not exercise.compare.with_reference:
        return _Trial(own, [Outcome()] * len(outcomes), outcomes)
    best = _Trial(own, own.right(exercise.reference), outcomes)
    for style in exercise.styles:
        if best.score == exercise.points:
            break
        trial = _Trial(own, own.right(style.function), outcomes)
        if trial.score > best.score:
            best = trial
    return best


def _warned(exercise: Exercise, outcomes: Sequence[Outcome]) -> tuple[Remark, ...]:
    """What a right answer is told that overflowed, or the like, on the way."""
    arithmetic = any(w.startswith("RuntimeWarning") for o in outcomes for w in o.warnings)
    return (Remark("warned", exercise.text.warned),) if exercise.text.warned and arithmetic else ()


def _hint(exercise: Exercise, source: str) -> tuple[Remark, ...]:
    if exercise.text.hint is None or not source:
        return ()
    with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
        found = exercise.text.hint(ast.parse(source))
        return (Remark("source", found),) if found else ()
    return ()


def _ask(runner: Runner, own: OwnAnswers) -> list[Outcome]:
    """The outcomes of all calls, in their order; each aspect's calls are a group of their own."""
    places: dict[str, list[int]] = {}
    for i, case in enumerate(own.cases):
        places.setdefault(case.aspect, []).append(i)
    answered = runner([[own.calls[i] for i in group] for group in places.values()])
    found: dict[int, Outcome] = {}
    for group, outcomes in zip(places.values(), answered, strict=True):
        found.update(zip(group, outcomes, strict=True))
    return [found[i] for i in range(len(own.cases))]


class _Trial:
    """One candidate's outcomes beside the reference's, case by case."""

    def __init__(self, own: OwnAnswers, expected: list[Outcome], outcomes: list[Outcome]) -> None:
        self.own = own
        self.exercise = own.exercise
        self.cases = own.cases
        self.expected = expected
        self.outcomes = outcomes
        self.in_float32 = False
        self._views: dict[int, Plain] = {}
        self.aspects = self._aspects()
        self.score = round(sum(a.points for a in self.aspects if a.passed), 6)

    def _aspects(self) -> tuple[AspectResult, ...]:
        results: dict[str, AspectResult] = {}
        for aspect in self.exercise.aspects:
            missing = [name for name in aspect.needs if not results[name].passed]
            results[aspect.name] = (
                _skipped(aspect, missing[0]) if missing else self._one_aspect(aspect)
            )
        return tuple(results.values())

    def _one_aspect(self, aspect: Aspect) -> AspectResult:
        failures = []
        for case, expected, outcome in zip(self.cases, self.expected, self.outcomes, strict=True):
            if aspect.every_case or case.aspect == aspect.name:
                message = self._fault(aspect, case, expected, outcome)
                if message:
                    tried = not (outcome.error and outcome.error.kind == "not run")
                    failures.append((not tried, size(case.args), message, case, expected, outcome))
        if not failures:
            return AspectResult(aspect.name, aspect.points, True, "", aspect.text)
        *_, message, case, expected, outcome = min(failures, key=lambda failure: failure[:2])
        example = Example(
            inputs=describe_inputs(self.exercise.parameters, case.args),
            expected=self._expected_text(expected) if aspect.rule is None else "",
            got=""
            if outcome.error
            else describe_value(outcome.value, self.exercise.compare.results),
            trace=outcome.error.trace if outcome.error else "",
        )
        if case.label:
            message = f"{message} (input: {case.label})"
        return AspectResult(
            aspect.name, aspect.points, False, message, aspect.text, example=example
        )

    def _expected_text(self, expected: Outcome) -> str:
        if expected.error:
            return f"a {expected.error.types[0]}"
        return describe_value(expected.value, self.exercise.compare.results)

    def _fault(self, aspect: Aspect, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
        if outcome.error and outcome.error.kind in _NO_ANSWER:
            return _error_sentence(self.exercise, outcome.error)
        if aspect.rule:
            return aspect.rule(self.exercise, case, expected, outcome)
        return self._disagreement(expected, outcome)

    def _disagreement(self, expected: Outcome, outcome: Outcome) -> str | None:
        """How an outcome differs from the reference's: the rule of most aspects."""
        exercise = self.exercise
        if expected.error:
            wanted = expected.error.types[0]
            if outcome.error is None:
                return f"a {wanted} is asked for this input, and none was raised"
            if wanted not in outcome.error.types:
                got = outcome.error.types[0] if outcome.error.types else outcome.error.kind
                return f"a {wanted} is asked for this input, a {got} was raised"
            return None
        if outcome.error:
            return _error_sentence(exercise, outcome.error)
        found = compare(
            expected.value,
            outcome.value,
            results=exercise.compare.results,
            integer=exercise.compare.integer,
        )
        self.in_float32 = self.in_float32 or found.in_float32
        return found.difference

    def named_mistakes(self) -> tuple[Remark, ...]:
        """The mistakes that answer just as the candidate did, on every input."""
        if any(o.error and o.error.kind in _NO_ANSWER for o in self.outcomes):
            return ()
        # Stable: among equals, the order of the declaration, most specific first.
        found = sorted(self._matching(self.exercise.mistakes), key=lambda match: -match[0])
        return tuple(remark for _, remark in found)

    def styles(self) -> tuple[Remark, ...]:
        """What a right answer is told, at no cost: how it was computed."""
        if any(o.error and o.error.kind in _NO_ANSWER for o in self.outcomes):
            return ()
        found = [remark for _, remark in self._matching(self.exercise.styles)]
        # Where nothing is right, a few short numbers that come near say nothing of float32.
        return (*found, IN_FLOAT32) if self.in_float32 and self.score else tuple(found)

    def _matching(self, mistakes: Sequence[Mistake]) -> Iterator[tuple[int, Remark]]:
        for mistake in mistakes:
            matches = [self._answers_like(function) for function in mistake.functions]
            if any(matches):
                yield max(matches), Remark(mistake.id, mistake.text)

    def _answers_like(self, answer: Answer) -> int:
        """2: just as the candidate did; 1: but for changing inputs; 0: otherwise."""
        same = True
        for place, outcome in enumerate(self.outcomes):
            if not self._same_answer(answer, place):
                return 0  # most mistakes differ at the first input: no need to ask the others
            wrong = self.own.outcome(answer, place)
            same &= wrong.changed == outcome.changed
            same &= bool(wrong.error) == bool(outcome.error)
        return 2 if same else 1

    def _same_answer(self, answer: Answer, place: int) -> bool:
        wrong, outcome = self.own.outcome(answer, place), self.outcomes[place]
        # Changing an input is a fault of its own: a mistake that does it is only named when
        # the candidate does it too, but another mistake is still named when both meet.
        if not set(wrong.changed) <= set(outcome.changed):
            return False
        if self.cases[place].read_only and outcome.error and "read-only" in outcome.error.message:
            return wrong.error is None or "read-only" in wrong.error.message
        if self.exercise.compare.view:
            return compare(self.own.view(answer, place), self._view(place)).difference is None
        if wrong.error or outcome.error:
            return _same_error(wrong.error, outcome.error)
        integer = self.exercise.compare.integer and _is_integer(wrong.value)
        return compare(wrong.value, outcome.value, integer=integer).difference is None

    def _view(self, place: int) -> Plain:
        assert self.exercise.compare.view is not None
        if place not in self._views:
            self._views[place] = self.exercise.compare.view(self.cases[place], self.outcomes[place])
        return self._views[place]


def _same_error(a: Error | None, b: Error | None) -> bool:
    if a is None or b is None:
        return False
    return a.kind == b.kind and a.types[:1] == b.types[:1]


def _is_integer(value: Plain) -> bool:
    return isinstance(value, int) or (isinstance(value, np.ndarray) and value.dtype.kind in "iu")


def _all_not_started(outcomes: Sequence[Outcome]) -> bool:
    return all(o.error is not None and o.error.kind == "not started" for o in outcomes)


def _not_started(exercise: Exercise, seed: int) -> Verdict:
    aspects = tuple(
        AspectResult(a.name, a.points, False, NOT_STARTED, a.text, skipped=True)
        for a in exercise.aspects
    )
    return Verdict(exercise.id, 0.0, exercise.points, aspects, started=False, seed=seed)


def _skipped(aspect: Aspect, needed: str) -> AspectResult:
    message = f"it needs “{needed}” to be right first"
    return AspectResult(aspect.name, aspect.points, False, message, aspect.text, skipped=True)


def _error_sentence(exercise: Exercise, error: Error) -> str:
    call = f"{exercise.id}{exercise.signature}"
    if error.kind == "time":
        return "still running when the time for this check was up, so it was stopped"
    if error.kind == "not run":
        return "not tried: the time for this check was used up before"
    if error.kind == "interrupted":
        return "you stopped the check here"
    if error.kind == "died":
        return "the program ended during this call"
    if error.kind == "missing":
        return f"there is no {error.message}: did its cell run without an error?"
    if error.kind == "not callable":
        return f"{error.message} is not a function any more when the check is reached"
    if error.kind == "signature":
        return f"the call {call} was refused: {error.message}"
    if error.kind == "not started":
        return "NotImplementedError: this part is not written yet"
    if "RecursionError" in error.types:
        return "it calls itself without end (RecursionError)"
    if "SystemExit" in error.types:
        return "it tried to end the program (SystemExit)"
    if "read-only" in error.message:
        return "it writes into one of its inputs, which is read-only here: make a new array"
    return f"it raised {error.types[0]}: {error.message}"


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(t.rstrip() for t in texts if t.strip()))[:MAX_OUTPUT]
