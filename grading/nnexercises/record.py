"""What a learner has done so far, as the checker notes it and as the page of progress reads it."""

from collections.abc import Mapping

from nnbasics.notebook.progress import load_progress, progress_file, record_exercise
from nnbasics.notebook.quiz import load_quiz, quiz_names


class LearnerRecord:
    """The record of `nnbasics.notebook.progress`, on the learner's own machine."""

    def note(
        self, exercise: str, score: float, max_score: float, mistakes: tuple[str, ...]
    ) -> None:
        """Note the result of a check."""
        record_exercise(exercise, score, max_score, mistakes)

    @property
    def off(self) -> str:
        """Why nothing is kept, if that is so."""
        return "" if progress_file() else "No record is kept (NNBASICS_PROGRESS=off)."

    def results(self) -> Mapping[str, tuple[float, float]]:
        """The last score and the points of each exercise that was checked, by its id."""
        entries = load_progress()["exercises"]
        return {exercise: (entry["score"], entry["of"]) for exercise, entry in entries.items()}

    def questions(self, assignment: str) -> Mapping[str, bool]:
        """The questions of a module's quiz, and whether each has been answered right."""
        if assignment not in quiz_names():
            return {}
        answers = load_progress()["quizzes"].get(assignment, {})
        return {q.id: bool(answers.get(q.id, {}).get("right")) for q in load_quiz(assignment)}
