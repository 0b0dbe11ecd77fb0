"""``check()``, the one function of the grader that a learner calls."""

import difflib
import inspect
import textwrap

from nngrader.checking.scoring import local_runner, score
from nngrader.checking.verdict import Verdict
from nngrader.declare import Exercise
from nngrader.declare.registry import RegistryError, find, ids, set_of
from nngrader.inside.drivers import Candidate
from nngrader.inside.plain import to_plain
from nngrader.values.compare import kind_of


def check(exercise_id: str, *candidates: Candidate, points: float | None = None) -> Verdict:
    """Check your answer to an exercise, for example ``check("step", step)``.

    exercise_id: the exercise's name, in quotes. candidates: your function itself, without
    parentheses. points: what it is worth in this notebook, if not what the exercise says.
    Returns a `Verdict`; as the last line of a cell it shows what is right,
    and for what is wrong which mistake it is. Nothing you print or warn costs a point.
    """
    verdict = _check(exercise_id, candidates)
    return verdict if points is None else verdict.worth(points)


def _check(exercise_id: str, candidates: tuple[Candidate, ...]) -> Verdict:
    try:
        exercise = find(exercise_id)
    except RegistryError as error:
        return Verdict(str(exercise_id), 0.0, 0.0, problem=str(error))
    if exercise is None:
        return Verdict(str(exercise_id), 0.0, 0.0, problem=_unknown(exercise_id))
    problem = _misuse(exercise, candidates)
    if problem:
        return Verdict(exercise.id, 0.0, exercise.points, problem=problem)
    verdict = score(exercise, local_runner(exercise, *candidates), source=_source(candidates))
    if verdict.started:
        _note(verdict)
    return verdict


def _note(verdict: Verdict) -> None:
    record = set_of(verdict.exercise).record
    if record is not None:
        record.note(verdict.exercise, verdict.score, verdict.max_score, verdict.mistakes)


def _source(candidates: tuple[Candidate, ...]) -> str:
    try:
        return "\n".join(textwrap.dedent(inspect.getsource(c)) for c in candidates)
    except (OSError, TypeError):  # a built-in, or typed in where nothing keeps the source
        return ""


def _unknown(exercise_id: object) -> str:
    if not isinstance(exercise_id, str):
        return 'The first argument is the exercise\'s name in quotes, as in check("step", step).'
    if not ids():
        return "There are no exercises: no course with exercises is installed here."
    near = difflib.get_close_matches(exercise_id, ids(), n=1)
    hint = f" Did you mean “{near[0]}”?" if near else f" There are: {', '.join(ids())}."
    return f"There is no exercise called “{exercise_id}”.{hint}"


def _misuse(exercise: Exercise, candidates: tuple[Candidate, ...]) -> str:
    usage = f'check("{exercise.id}", {exercise.id})'
    wanted = exercise.run.candidates
    if len(candidates) != wanted:
        given = "nothing" if not candidates else f"{len(candidates)} things"
        need = "your function" if wanted == 1 else f"{wanted} functions"
        return f"check needs {need} after the exercise's name, and {given} came: {usage}."
    for candidate in candidates:
        if not callable(candidate):
            return (
                f"check needs the function itself, without parentheses: {usage}. "
                f"What came is {kind_of(to_plain(candidate))}."
            )
    return ""
