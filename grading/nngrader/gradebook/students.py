"""Students who were taken out of the gradebook: their folders are left, and they don't come back.

nbgrader adds whoever has handed something in. To tell somebody new from somebody who was removed,
the gradebook remembers its students in a table of our own.
"""

import shlex

from nbgrader.api import Gradebook, Student
from sqlalchemy import Column, MetaData, String, Table, insert, select

_metadata = MetaData()
_remembered = Table("nngrader_student", _metadata, Column("id", String(128), primary_key=True))


def removed_students(gradebook: Gradebook) -> set[str]:
    """Those who were in the gradebook once and are not now. Who is in it now is remembered."""
    session = gradebook.db
    _metadata.create_all(session.connection())
    known = set(session.execute(select(_remembered.c.id)).scalars())
    now = {student for (student,) in session.query(Student.id)}
    if new := sorted(now - known):
        session.execute(insert(_remembered), [{"id": student} for student in new])
    session.commit()
    return known - now


def how_to_bring_back(assignment: str, students: list[str]) -> str:
    """What an instructor does to grade them nevertheless."""
    return shlex.join(["nngrader", "grade", assignment, "--student", *students])
