"""A module of a course, and what its answers may import while they are graded."""

from dataclasses import dataclass

from nngrader.declare.exercise import Exercise


@dataclass(frozen=True)
class Module:
    """A module of the course.

    assignment: the name of its assignment, for nbgrader
    exercises: in the order of the assignment
    imports: what answers may import besides the standard library, NumPy and matplotlib: names of
        distributions, such as ``"torch"``, and of the course's own modules (`Helper`)

    Distributions are imported once, before the kernels are forked. ``"torch._dynamo"`` beside
    ``"torch"`` allows nothing more: PyTorch's first optimizer imports it, which takes a second, and
    every fork that trains would have to wait for it.
    """

    number: int
    assignment: str
    title: str
    exercises: tuple[Exercise, ...]
    imports: tuple[str, ...] = ()


@dataclass(frozen=True)
class Allowed:
    """What the kernels of an assignment can import, besides the standard library and the like.

    imports: as in `Module`
    courses: the packages of the courses whose drivers and helpers are there

    Assignments that allow the same share a fork server.
    """

    imports: tuple[str, ...] = ()
    courses: tuple[str, ...] = ()
