"""Templates that are filled in, and files that are read."""

from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from nngrader.commands.skeleton.wanted import TITLE, NewExerciseError, Wanted
from nngrader.values.describe import points

UNCHANGED_SHARE = 0.25  # of the points, for *inputs unchanged*


def filled_in(template: str, wanted: Wanted, **more: object) -> str:
    """A template of ``templates/new_exercise/`` with what is known of the exercise."""
    environment = Environment(
        loader=PackageLoader("nngrader.commands"),
        trim_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    unchanged = UNCHANGED_SHARE * wanted.points
    return environment.get_template(f"new_exercise/{template}").render(
        id=wanted.id,
        title=TITLE,
        signature=wanted.signature,
        names=", ".join(wanted.names),
        values=points(wanted.points - unchanged),
        unchanged=points(unchanged),
        minutes=wanted.minutes,
        difficulty=wanted.exercise.text.difficulty,
        arguments=lambda value: ", ".join([value] * max(1, len(wanted.required))),
        **more,
    )


def read(path: Path) -> str:
    """A file's text. NewExerciseError where it can't be read."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise NewExerciseError(f"{path} can't be read: {error.strerror}.") from None
