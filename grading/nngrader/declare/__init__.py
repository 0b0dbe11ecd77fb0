"""How an exercise is declared, and how the declarations of a course are found.

A course imports from here what its declarations are made of::

    from nngrader.declare import Aspect, Case, Exercise, Mistake, Module, Text, unchanged
"""

from nngrader.declare.exercise import (
    Answer,
    Aspect,
    Case,
    Comparison,
    Exercise,
    Mistake,
    Rule,
    Run,
    Text,
    unchanged,
)
from nngrader.declare.exercise_set import ExerciseSet, Helper
from nngrader.declare.lazy import Lazy
from nngrader.declare.module import Allowed, Module
from nngrader.declare.record import Record
from nngrader.inside.observe import Outcome

__all__ = [
    "Allowed",
    "Answer",
    "Aspect",
    "Case",
    "Comparison",
    "Exercise",
    "ExerciseSet",
    "Helper",
    "Lazy",
    "Mistake",
    "Module",
    "Outcome",
    "Record",
    "Rule",
    "Run",
    "Text",
    "unchanged",
]
