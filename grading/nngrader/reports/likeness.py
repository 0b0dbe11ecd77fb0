"""Submissions that are suspiciously alike: they share code that hardly anybody else has.

How alike two answers are says little: of a short exercise there is one way to write it. What
counts is how rare in the class that is what two students share (`code_shape` says what of their
code is compared). Code that came with the assignment does not count.

Likeness is a reason to look, and no proof: people learn together, and from the same lesson.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import nbformat
import numpy as np

from nngrader.gradebook.course import Course, CourseError
from nngrader.reports.class_data import ClassData
from nngrader.reports.code_shape import SMALLEST, Shapes
from nngrader.submissions.instructor import InstructorVersion, defined

PER_NODE = 0.1  # what a node of code that nobody else has adds to a weight
ENOUGH = 15.0  # the weight from which two students are named, if they are the whole class
TELLING = 2.0  # the weight from which an exercise of two students is worth to be shown

Cells = Sequence[tuple[str, str]]  # code cells in their order: the answer's id or "", the source


@dataclass(frozen=True)
class Shared:
    """One exercise of a pair.

    weight: of what the two share and few others have. likeness: the share of their code that is
    the same, from 0 to 1. usual: the median of that over all pairs of the class. same: how many
    students of the class have just this code; 0 where the two differ.
    """

    exercise: str
    weight: float
    likeness: float
    usual: float
    same: int


@dataclass(frozen=True)
class Pair:
    """Two students whose code is alike. weight: only for ordering, it is no probability."""

    students: tuple[str, str]
    weight: float
    shared: tuple[Shared, ...]  # what tells most first

    @property
    def telling(self) -> tuple[Shared, ...]:
        """The exercises that make the two stand out."""
        return tuple(each for each in self.shared if each.weight >= TELLING)


@dataclass(frozen=True)
class Likeness:
    """What was found in a class. compared: the students who have begun at least one answer."""

    compared: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()  # that stand out, the most alike first

    @property
    def groups(self) -> list[tuple[str, ...]]:
        """Students who hang together by pairs, the largest group first."""
        group = {student: {student} for pair in self.pairs for student in pair.students}
        for pair in self.pairs:
            first, second = (group[student] for student in pair.students)
            if first is not second:
                first |= second
                for student in second:
                    group[student] = first
        found = {id(each): tuple(sorted(each)) for each in group.values()}
        return sorted(found.values(), key=lambda each: (-len(each), each))


def alike(
    submissions: Mapping[str, Cells],
    asked: Mapping[str, Collection[str]],
    given: Cells = (),
) -> Likeness:
    """Compare a class.

    submissions: the code cells of each student. asked: the answers' ids, each with the names that
    it has to define. given: the code cells as they were handed out.
    """
    shapes = Shapes()
    stub = shapes.answers(given, asked)
    begun: dict[str, dict[str, set[int]]] = {}
    for student, cells in submissions.items():
        whole = shapes.answers(cells, asked)
        answers = {a: rest for a, pieces in whole.items() if (rest := pieces - stub[a])}
        if answers:
            begun[student] = answers
    students = list(begun)
    exercises = [
        _Answers(answer, shapes, [begun[student].get(answer) for student in students])
        for answer in asked
    ]
    total = np.zeros((len(students), len(students)))
    for exercise in exercises:
        total += exercise.weights()
    # The more pairs there are, the more of them are alike by chance.
    pairs = len(students) * (len(students) - 1) / 2
    enough = ENOUGH + math.log2(max(pairs, 1))
    found = [
        _pair(students, exercises, a, b, total[a, b])
        for a, b in np.argwhere(np.triu(total >= enough, 1)).tolist()
    ]
    found.sort(key=lambda pair: (-pair.weight, pair.students))
    return Likeness(tuple(students), tuple(found))


def _pair(
    students: Sequence[str], exercises: "Sequence[_Answers]", a: int, b: int, weight: float
) -> Pair:
    shared = (answers.shared(a, b) for answers in exercises)
    ordered = sorted(filter(None, shared), key=lambda each: -each.weight)
    return Pair((students[a], students[b]), float(weight), tuple(ordered))


class _Answers:
    """The answers of a class to one exercise. Equal ones are looked at once: they are a kind."""

    def __init__(self, exercise: str, shapes: Shapes, answers: Sequence[set[int] | None]) -> None:
        """answers: the pieces of each student's; None where it is not begun."""
        self.exercise = exercise
        numbers: dict[frozenset[int], int] = {}
        self.kind = np.array(
            [
                -1 if pieces is None else numbers.setdefault(frozenset(pieces), len(numbers))
                for pieces in answers
            ],
            int,
        )
        self.begun = int((self.kind >= 0).sum())
        self.holders = np.bincount(self.kind[self.kind >= 0], minlength=len(numbers))
        place = {piece: i for i, piece in enumerate(sorted(set().union(*numbers)))}
        self._has = np.zeros((len(numbers), len(place)), np.float32)  # which kind has which piece
        for row, pieces in zip(self._has, numbers, strict=True):
            row[[place[piece] for piece in pieces]] = 1.0
        self._nodes = np.array([_own_nodes(shapes, piece) for piece in place], np.float32)

    def weights(self) -> np.ndarray:
        """What it weighs that two students share what they share, ``(students, students)``.

        If c of the n other students who have begun have it, too, the weight is log2 of n / c. It
        grows with the size of what is shared, but the less, the more students have it.
        """
        total = np.zeros((len(self.kind), len(self.kind)))
        if self.begun >= 2:
            there = np.flatnonzero(self.kind >= 0)
            kinds = self.kind[there]
            total[np.ix_(there, there)] = self._weights[np.ix_(kinds, kinds)]
        return total

    @cached_property
    def _weights(self) -> np.ndarray:
        """The same, ``(kinds, kinds)``."""
        count = self.holders @ self._has  # students who have a piece
        others = max(self.begun - 2, 0)
        rare = 1.0 - np.maximum(count - 2, 0) / max(others, 1)
        size = (self._has * (self._nodes * rare)) @ self._has.T
        with_it = self._others_with_it(count)
        grown = PER_NODE * size / (1 + with_it)
        return np.log2((others + 1) / np.maximum(with_it, 1)) + grown

    def _others_with_it(self, count: np.ndarray) -> np.ndarray:
        """How many students besides the two have what two kinds share: at most so many."""
        kinds = len(self.holders)
        most = np.full((kinds, kinds), float(self.begun))
        for piece in np.argsort(-count):  # the rarest last: it decides
            where = np.flatnonzero(self._has[:, piece])
            most[np.ix_(where, where)] = count[piece]
        np.fill_diagonal(most, np.minimum(most.diagonal(), self.holders))
        return np.maximum(most - 2, 0)

    def shared(self, a: int, b: int) -> Shared | None:
        """What two students share; None where one has not begun."""
        one, other = self.kind[a], self.kind[b]
        if one < 0 or other < 0:
            return None
        return Shared(
            self.exercise,
            float(self._weights[one, other]),
            float(self._likeness[one, other]),
            self._usual,
            int(self.holders[one]) if one == other else 0,
        )

    @cached_property
    def _likeness(self) -> np.ndarray:
        """The share of all nodes of two kinds that are in pieces of both, ``(kinds, kinds)``."""
        shared, own = (self._has * self._nodes) @ self._has.T, self._has @ self._nodes
        return shared / np.maximum(own[:, None] + own - shared, 1)

    @cached_property
    def _usual(self) -> float:
        """The median likeness of two students."""
        kinds = self.kind[self.kind >= 0]
        pairs = np.triu_indices(len(kinds), 1)
        return float(np.median(self._likeness[np.ix_(kinds, kinds)][pairs]))


def _own_nodes(shapes: Shapes, piece: int) -> int:
    """The nodes of a piece that are in no smaller piece."""
    sizes = (shapes.size[part] for part in shapes.parts[piece])
    return shapes.size[piece] - sum(size for size in sizes if size >= SMALLEST)


def likeness_of(data: ClassData, course: Course) -> Likeness:
    """Compare the graded submissions of an assignment. CourseError without its solutions."""
    parts = [
        part
        for source in course.instructor_notebooks(data.assignment).values()
        for part in InstructorVersion.of(
            nbformat.reads(source.decode(), as_version=4), course.config
        ).parts
    ]
    code = [part for part in parts if part.cell.cell_type == "code" and not part.is_test]
    asked = {part.grade_id: defined(part.cell) for part in code if part.is_answer}
    given = [(part.grade_id if part.is_answer else "", part.handed_out) for part in code]
    return alike({each.student: each.code for each in data.submissions}, asked, given)


def likeness_if_known(data: ClassData, course: Course) -> Likeness | None:
    """The same; None without the assignment's solutions."""
    try:
        return likeness_of(data, course)
    except CourseError:
        return None


def lines_of_pairs(found: Likeness) -> list[str]:
    """A line for each pair: who, and how much of which exercises is the same."""
    return [
        f"{' and '.join(pair.students)}: "
        + ", ".join(f"{each.exercise} {each.likeness:.0%}" for each in pair.telling)
        for pair in found.pairs
    ]
