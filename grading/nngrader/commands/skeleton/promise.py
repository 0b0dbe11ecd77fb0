"""What other programs may rely on: a line in the course's contracts."""

import ast
from pathlib import Path

from nngrader.commands.skeleton.filling import read
from nngrader.commands.skeleton.wanted import NewExerciseError, Wanted
from nngrader.values.describe import points


def promise_file(wanted: Wanted) -> dict[Path, str]:
    """The line that says what other programs may rely on, where the course keeps such promises."""
    folder = wanted.project / "tests" / wanted.course.package / "contracts"
    path = folder / f"m{wanted.module.number:02}.py"
    if not path.exists():
        return {}
    text = read(path)
    promised = [node.value for node in ast.parse(text).body if isinstance(node, ast.Assign)]
    places = {
        key.value: value.end_lineno or value.lineno
        for node in promised
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant)
    }
    if wanted.after not in places:
        raise NewExerciseError(f"{path} has no line for {wanted.after}.")
    lines = text.splitlines(keepends=True)
    promise = f'"{wanted.id}": ({points(wanted.points)}, {{"todo"}}),'
    lines.insert(places[wanted.after], f"    {promise}  # TODO: the mistakes that it names\n")
    return {path: "".join(lines)}
