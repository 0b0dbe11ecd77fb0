"""How a course wants to be graded: what its nbgrader_config.py says under ``c.Judge``."""

from traitlets import Bool, Dict, Integer
from traitlets.config import Config, Configurable

from nngrader.gradebook.course import Course
from nngrader.gradebook.grading import Grading
from nngrader.limits import Limits


class JudgeSettings(Configurable):
    """The settings of the judge, for commands as for nbgrader's own steps."""

    sandbox = Bool(True, help="False runs students' code with all your rights").tag(config=True)
    seed = Integer(None, allow_none=True, help="Seed of the inputs; without it, a secret one").tag(
        config=True
    )
    limits = Dict(help="Other limits than those of nngrader.limits.Limits, by name").tag(
        config=True
    )

    def grading(self, course: Course, assignment: str) -> Grading:
        """An assignment, graded as it is configured here."""
        limits = Limits(**self.limits)
        return Grading.of(course, assignment, limits, self.sandbox, self.seed)


def grading_of(course: Course, assignment: str) -> Grading:
    """An assignment, graded as the course is configured."""
    return _settings_of(course).grading(course, assignment)


def limits_of(course: Course) -> Limits:
    """The limits of the course's submissions."""
    return Limits(**_settings_of(course).limits)


def _settings_of(course: Course) -> JudgeSettings:
    return JudgeSettings(config=Config(JudgeSettings=course.config.Judge))
