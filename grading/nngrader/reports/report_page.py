"""The report as one page that needs nothing else: no script, no picture, no network."""

import shlex
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from typing import Any

from jinja2 import Environment

from nngrader.declare.registry import find
from nngrader.reports.caution import CAUTION
from nngrader.reports.class_data import ClassData
from nngrader.reports.likeness import Likeness
from nngrader.values.describe import points

BINS = 10
MOST_DAYS = 60  # more would be a page of empty rows: then only days with submissions are listed


def page(
    assignments: Sequence[ClassData],
    course: str = "",
    alike: Mapping[str, Likeness | None] | None = None,
) -> str:
    """The page for these assignments. All text in it is escaped.

    alike: which submissions stand out as alike, by assignment.
    """
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {
        "mean": statistics.fmean,
        "median": statistics.median,
        "one": lambda value: f"{value:.1f}",
        "two": lambda value: "–" if value is None else f"{value:.2f}".replace("-", "−"),
        "percent": lambda share: f"{share:.0%}",
        "points": points,
        "time": lambda moment: f"{moment:%Y-%m-%d %H:%M}",
        "bins": score_bins,
        "days": submission_days,
        "who": lambda student, data: data.who(student),
        "title_of": _title_of,
        "quoted": shlex.quote,
    }
    source = (resources.files("nngrader.reports") / "templates" / "report.html.j2").read_text(
        "utf-8"
    )
    made = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    return environment.from_string(source).render(
        assignments=assignments, course=course, made=made, alike=alike or {}, caution=CAUTION
    )


def _title_of(exercise: str) -> str:
    """What an exercise is called where students read of it, and its id."""
    found = find(exercise)
    return f"{found.text.title} ({exercise})" if found else exercise


def score_bins(data: ClassData) -> list[dict[str, Any]]:
    """How many scores fall into each tenth of the points; the last one includes full marks."""
    most = data.max_score or 1.0
    counts = Counter(min(int(BINS * score / most + 1e-9), BINS - 1) for score in data.scores)
    edges = [most * i / BINS for i in range(BINS + 1)]
    labels = [f"{low:g} to {high:g}" for low, high in zip(edges, edges[1:], strict=False)]
    return _rows([(label, counts[i]) for i, label in enumerate(labels)])


def submission_days(data: ClassData) -> list[dict[str, Any]]:
    """How many submissions came on each day, days without any included."""
    counts = Counter(s.timestamp.date() for s in data.submissions if s.timestamp)
    if not counts:
        return []
    first, last = min(counts), max(counts)
    between = (last - first).days + 1
    days: list[date] = (
        [first + timedelta(i) for i in range(between)] if between <= MOST_DAYS else sorted(counts)
    )
    return _rows([(f"{day:%a %Y-%m-%d}", counts[day]) for day in days])


def _rows(counted: list[tuple[str, int]]) -> list[dict[str, Any]]:
    most = max(count for _, count in counted) or 1
    return [
        {"label": label, "count": count, "width": round(100 * count / most)}
        for label, count in counted
    ]
