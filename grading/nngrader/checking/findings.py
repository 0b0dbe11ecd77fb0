"""What a check found: scores, aspects, named mistakes."""

from dataclasses import asdict, dataclass, replace
from typing import Any, Self

FORMAT_VERSION = 1  # of the machine-readable form


@dataclass(frozen=True)
class Example:
    """The smallest input that failed, as text: what went in, what was expected, what came."""

    inputs: tuple[tuple[str, str], ...] = ()
    expected: str = ""
    got: str = ""
    trace: str = ""


@dataclass(frozen=True)
class AspectResult:
    """One named part of an exercise: its points, and why they were not given."""

    name: str
    points: float
    passed: bool
    message: str = ""
    text: str = ""  # what the aspect asks for
    skipped: bool = False
    example: Example | None = None


@dataclass(frozen=True)
class Remark:
    """A named mistake, or a note that costs nothing: an id and a sentence."""

    id: str
    text: str


@dataclass(frozen=True)
class Findings:
    """What a check found, as plain data."""

    exercise: str
    score: float
    max_score: float
    aspects: tuple[AspectResult, ...] = ()
    named: tuple[Remark, ...] = ()  # the named mistakes, most specific first
    notes: tuple[Remark, ...] = ()
    problem: str = ""  # why nothing could be checked: wrong id, not a function, …
    started: bool = True
    output: str = ""
    warnings: tuple[str, ...] = ()
    seed: int | None = None

    @property
    def passed(self) -> bool:
        """Full marks; where there are no points to be had, everything right."""
        if self.max_score > 0:
            return self.score == self.max_score
        return bool(self.aspects) and all(aspect.passed for aspect in self.aspects)

    @property
    def mistakes(self) -> tuple[str, ...]:
        """Ids of the named mistakes whose outputs equal the student's, most specific first."""
        return tuple(remark.id for remark in self.named)

    def worth(self, points: float) -> Self:
        """The same where full marks are this many points, as a check cell may say.

        The parts are scaled with the whole, so that they still add up to the score.
        """
        if points == self.max_score or not self.max_score:
            return self
        factor = points / self.max_score
        full = self.score == self.max_score
        return replace(
            self,
            score=points if full else round(self.score * factor, 6),
            max_score=points,
            aspects=tuple(replace(each, points=each.points * factor) for each in self.aspects),
        )

    def to_json(self) -> dict[str, Any]:
        """The machine-readable form, as it stands in a graded notebook."""
        return {
            "version": FORMAT_VERSION,
            **asdict(self),
            "passed": self.passed,
            "mistakes": list(self.mistakes),
        }

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> Self:
        """The findings from its machine-readable form."""
        aspects = [
            AspectResult(**{**each, "example": _example(each.get("example"))})
            for each in found["aspects"]
        ]
        parts: dict[str, Any] = {
            "aspects": tuple(aspects),
            "named": tuple(Remark(**each) for each in found["named"]),
            "notes": tuple(Remark(**each) for each in found["notes"]),
            "warnings": tuple(found["warnings"]),
        }
        others = {key: found[key] for key in cls.__dataclass_fields__ if key not in parts}
        return cls(**parts, **others)


def _example(found: dict[str, Any] | None) -> Example | None:
    if found is None:
        return None
    return Example(**{**found, "inputs": tuple(map(tuple, found["inputs"]))})
