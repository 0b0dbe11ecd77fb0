"""What a learner has done so far, in one small file on this machine.

Nothing leaves the machine. The file is ``progress.json`` in the user's folder for data, or
wherever ``NNBASICS_PROGRESS`` says; ``NNBASICS_PROGRESS=off`` keeps no record at all. Delete
the file to start anew.
"""

import contextlib
import json
import math
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import platformdirs
from filelock import FileLock, Timeout

VERSION = 1
PATIENCE = 2.0  # seconds to wait for another notebook that writes at the same moment

Record = dict[str, Any]


def progress_file() -> Path | None:
    """Where the record is kept; None where none is."""
    place = os.environ.get("NNBASICS_PROGRESS", "")
    if place.strip().lower() == "off":
        return None
    if place.strip():
        return Path(place).expanduser()
    return platformdirs.user_data_path("neural-network-basics", False) / "progress.json"


def record_exercise(
    exercise: str, score: float, max_score: float, mistakes: Sequence[str] = ()
) -> None:
    """Note the result of a check. What can't be written is not noted: it never fails a check."""

    def note(record: Record) -> None:
        entry = record["exercises"].setdefault(exercise, {"best": 0.0, "checks": 0})
        entry["score"], entry["of"] = float(score), float(max_score)
        entry["best"] = max(entry["best"], float(score))
        entry["checks"] += 1
        entry["mistakes"] = list(mistakes)
        entry["at"] = _now()

    _change(note)


def record_answer(quiz: str, question: str, right: bool) -> None:
    """Note an answer to a question of a quiz. Once right, it stays right."""

    def note(record: Record) -> None:
        entry = record["quizzes"].setdefault(quiz, {}).setdefault(question, {"answers": 0})
        entry["answers"] += 1
        entry["right"] = bool(entry.get("right")) or right
        entry["at"] = _now()

    _change(note)


def load_progress() -> Record:
    """The record: ``{"exercises": {id: …}, "quizzes": {name: {question: …}}}``.

    What is not there, or can't be read, counts as nothing done.
    """
    path = progress_file()
    if path is None:
        return _nothing()
    try:
        return _checked(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError):
        return _nothing()


def _change(change: Callable[[Record], None]) -> None:
    path = progress_file()
    if path is None:
        return
    with contextlib.suppress(OSError, Timeout):
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock", timeout=PATIENCE):
            record = _read_or_set_aside(path)
            change(record)
            _replace(path, json.dumps(record, indent=1))


def _read_or_set_aside(path: Path) -> Record:
    """The record in the file; one that can't be read is kept under another name."""
    try:
        return _checked(json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return _nothing()
    except ValueError:
        os.replace(path, path.with_suffix(".damaged.json"))
        return _nothing()


def _replace(path: Path, text: str) -> None:
    """Write all of it or nothing: a reader never sees half a file."""
    with NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, prefix=path.name, suffix=".part", delete=False
    ) as part:
        try:
            part.write(text)
            part.flush()
            part.close()
            os.replace(part.name, path)
        except BaseException:
            part.close()
            os.unlink(part.name)
            raise


def _checked(record: object) -> Record:
    """The record, if it has the form of one; entries of another form are left out."""
    if not isinstance(record, dict) or record.get("version") != VERSION:
        raise ValueError("no record of progress")
    exercises, quizzes = record.get("exercises"), record.get("quizzes")
    if not isinstance(exercises, dict) or not isinstance(quizzes, dict):
        raise ValueError("no record of progress")
    return {
        "version": VERSION,
        "exercises": {name: entry for name, entry in exercises.items() if _is_result(entry)},
        "quizzes": {
            name: {q: entry for q, entry in questions.items() if _is_answer(entry)}
            for name, questions in quizzes.items()
            if isinstance(questions, dict)
        },
    }


def _is_result(entry: object) -> bool:
    if not isinstance(entry, dict) or not isinstance(entry.get("checks"), int):
        return False
    numbers = [entry.get(key) for key in ("best", "score", "of")]
    return all(isinstance(n, int | float) and math.isfinite(n) for n in numbers)


def _is_answer(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and isinstance(entry.get("answers"), int)
        and isinstance(entry.get("right"), bool)
    )


def _nothing() -> Record:
    return {"version": VERSION, "exercises": {}, "quizzes": {}}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
