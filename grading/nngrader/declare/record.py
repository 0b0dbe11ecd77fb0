"""What a course may offer to keep a learner's results, for `check` and `progress`."""

from collections.abc import Mapping
from typing import Protocol


class Record(Protocol):
    """Where a course keeps what a learner has done. What can't be kept fails no check."""

    def note(
        self, exercise: str, score: float, max_score: float, mistakes: tuple[str, ...]
    ) -> None:
        """Note the result of a check."""

    @property
    def off(self) -> str:
        """Why nothing is kept, as a sentence, if that is so."""

    def results(self) -> Mapping[str, tuple[float, float]]:
        """The last score and the points of each exercise that was checked, by its id."""

    def questions(self, assignment: str) -> Mapping[str, bool]:
        """The questions of a module's quiz, and whether each has been answered right."""
