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
from nngrader.declare.lazy import Lazy
from nngrader.declare.module import ExerciseSet, Lent, Module, Record

__all__ = [
    "Answer",
    "Aspect",
    "Case",
    "Comparison",
    "Exercise",
    "ExerciseSet",
    "Lazy",
    "Lent",
    "Mistake",
    "Module",
    "Record",
    "Rule",
    "Run",
    "Text",
    "unchanged",
]
