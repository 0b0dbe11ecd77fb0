"""Penalties for being late: derived from the due date, the policy and the scores of today."""

import logging

from nbgrader.api import (
    Assignment,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.preprocessors import AssignLatePenalties
from traitlets.config import Config


def late_policy(config: Config) -> AssignLatePenalties:
    """The policy that a course has configured. It logs what is wrong, and no more."""
    return AssignLatePenalties(config=config, log=logging.getLogger(__name__))


def seconds_late(submission: SubmittedAssignment) -> float:
    """How long after the due date it was handed in, with the extension that the student has."""
    due = submission.assignment.duedate
    if due is None or submission.timestamp is None:  # an extension of no date is none
        return 0.0
    return float(submission.total_seconds_late)


def penalize(row: SubmittedNotebook, policy: AssignLatePenalties) -> bool:
    """Set the penalty of a submitted notebook, by the course's policy, as nbgrader does it.

    Nothing is committed. Returns whether it is another one than before.
    """
    before, row.late_submission_penalty = row.late_submission_penalty, None
    late = seconds_late(row.assignment)
    if policy.enabled and late > 0:
        policy.init_plugin()
        wanted = policy.plugin_inst.late_submission_penalty(row.student.id, row.score, late)
        if wanted is not None:
            row.late_submission_penalty = policy._check_late_penalty(row, wanted)
    return bool((before or 0.0) != (row.late_submission_penalty or 0.0))


def derive_penalties(
    gradebook: Gradebook,
    policy: AssignLatePenalties,
    assignment: str | None = None,
    student: str | None = None,
) -> list[str]:
    """Derive the penalties anew, of one assignment or student or of all.

    They rest on the due date, extensions, the policy, and on the scores, of which a person may
    have given some since; nothing of this makes it necessary to grade again. They are committed.
    Returns the students for whom something has changed.
    """
    rows = (
        gradebook.db.query(SubmittedNotebook)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(Student, Student.id == SubmittedAssignment.student_id)
    )
    if assignment is not None:
        rows = rows.filter(Assignment.name == assignment)
    if student is not None:
        rows = rows.filter(Student.id == student)
    try:
        changed = {row.student.id for row in rows.all() if penalize(row, policy)}
        if changed:
            gradebook.db.commit()
    except BaseException:
        gradebook.db.rollback()
        raise
    return sorted(changed)
