"""Hostile submissions: no undeserved point, nothing read outside, others unaffected."""

import time
from pathlib import Path

import escaping
import exhausting
import forging
import nbformat
import persisting
import pytest
import reading
import tampering
from attack import ALLOWED, ASSIGNMENT, Attack, handed_in, innocent, instructor, outputs
from outside import Outside

from nngrader.checking.verdict import MIME_TYPE
from nngrader.declare.registry import find
from nngrader.judging.judge import Judged, Task, judge
from nngrader.kernels.pool import ServerPool
from nngrader.submissions.check_cells import check_call

FAMILIES = (tampering, forging, reading, escaping, exhausting, persisting)
ATTACKS = [attack for family in FAMILIES for attack in family.ATTACKS]
IN_THE_OPEN = [attack for attack in ATTACKS if attack.in_the_open]


def judged(attack: Attack, pool: ServerPool, outside: Outside) -> Judged:
    """What comes of the attack."""
    task = Task(
        assignment=attack.assignment,
        student="mallory",
        notebook=handed_in(attack, outside.fill),
        instructor=instructor(attack.assignment, attack.exercises),
        files=dict(attack.files),
        limits=attack.limits,
        sandbox=pool.sandbox,
    )
    pool.limits = attack.limits
    return judge(task, pool)


def shown(result: Judged) -> str:
    return outputs(nbformat.reads(result.notebook.decode(), as_version=4))


def expected(attack: Attack) -> dict[str, float]:
    exercises = attack.exercises if attack.assignment == ASSIGNMENT else ("weighted_sum",)
    full = {e: find(e).points if attack.solved else 0.0 for e in exercises}
    return full | dict.fromkeys(set(attack.answers) & set(exercises), 0.0) | dict(attack.points)


def assert_fails(attack: Attack, result: Judged) -> None:
    """The attack has run, and got nothing that it should not have got."""
    assert result.notebook is not None, result.unreadable
    scores = {name: verdict["score"] for name, verdict in result.verdicts.items()}
    assert scores == expected(attack)
    text = shown(result)
    for sign in attack.shows:
        assert sign in text
    for forbidden in attack.never:
        assert forbidden not in text
    for event in attack.events:
        assert any(event in found for found in result.events), result.events
    notebook = nbformat.reads(result.notebook.decode(), as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        verdicts = [o for o in cell.get("outputs", []) if MIME_TYPE in o.get("data", {})]
        assert len(verdicts) == (1 if check_call(cell) else 0)


def assert_innocent_unharmed(pool: ServerPool, outside: Outside, later: str = "") -> str:
    """Somebody else's right answers have all points afterwards. Returns what `later` shows."""
    result = judged(Attack("innocent", cells=(later,) if later else (), solved=True), pool, outside)
    assert {n: v["score"] for n, v in result.verdicts.items()} == {
        "weighted_sum": 1.0,
        "count_parameters": 1.0,
    }
    assert not [event for event in result.events if "left out" in event]
    return shown(result)


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_attack(attack: Attack, sandboxed: ServerPool, outside: Outside):
    server, before, visits = sandboxed.server(ALLOWED).pid, outside.state(), len(outside.visits)
    begin = time.monotonic()
    result = judged(attack, sandboxed, outside)
    assert time.monotonic() - begin < attack.seconds
    assert_fails(attack, result)
    text = shown(result) + assert_innocent_unharmed(sandboxed, outside, attack.later)
    assert outside.token not in text
    for forbidden in attack.never:
        assert forbidden not in text
    assert outside.state() == before
    assert len(outside.visits) == visits
    assert sandboxed.server(ALLOWED).pid == server


@pytest.mark.parametrize("attack", [*tampering.ATTACKS, *forging.ATTACKS], ids=str)
def test_without_a_sandbox_it_earns_nothing_either(
    attack: Attack, open_pool: ServerPool, outside: Outside
):
    assert_fails(attack, judged(attack, open_pool, outside))


@pytest.mark.parametrize("attack", IN_THE_OPEN, ids=str)
def test_the_attack_works_where_there_is_no_sandbox(
    attack: Attack, open_pool: ServerPool, outside: Outside
):
    """What would fail anyway proves nothing of the sandbox."""
    before, visits = outside.state(), len(outside.visits)
    text = shown(judged(attack, open_pool, outside))
    try:
        succeeded = (
            outside.token in text
            or any(sign in text for sign in attack.never)
            or outside.state() != before
            or len(outside.visits) > visits
        )
        assert succeeded
    finally:
        for path, (_, content) in before.items():
            if Path(path).read_bytes() != content:
                Path(path).write_bytes(content)


def test_there_are_enough_of_them():
    assert len(ATTACKS) >= 40
    names = [attack.name for attack in ATTACKS]
    assert len(names) == len(set(names))


def test_the_innocent_one_is_right(sandboxed: ServerPool, outside: Outside):
    assert innocent() == instructor()
    assert_innocent_unharmed(sandboxed, outside)
