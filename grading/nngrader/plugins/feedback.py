"""The feedback page: nbgrader's, begun with what a student wants to know."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbgrader
from nbconvert.exporters import HTMLExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.converters import GenerateFeedback
from nbgrader.utils import is_grade
from traitlets.config import Config

from nngrader.gradebook.gradebook import score_of
from nngrader.plugins.before_grading import before_feedback
from nngrader.plugins.hide_tests import HideTests
from nngrader.plugins.overview import first_line, rows
from nngrader.submissions.reading import NOTEBOOK_KEY, OTHER_NAMES

FORMGRADER = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader"
OWN = Path(__file__).parent / "templates"
STYLES = FORMGRADER / "static" / "node_modules" / "bootstrap" / "dist" / "css"


class FeedbackExporter(HTMLExporter):
    """For ``GenerateFeedback.exporter_class``."""

    def __init__(self, config: Config | None = None, **more: object) -> None:
        config = Config() if config is None else deepcopy(config)
        config.FeedbackExporter.template_name = "overview"
        # Ours come first: they have the page load nothing from anywhere.
        config.FeedbackExporter.extra_template_basedirs = [str(OWN), str(FORMGRADER / "templates")]
        config.FeedbackExporter.extra_template_paths = [str(STYLES), str(FORMGRADER / "templates")]
        super().__init__(config=config, **more)
        # nbgrader makes it when it knows whom it will write for, and has begun with nothing.
        if isinstance(self.parent, GenerateFeedback):
            before_feedback(self.parent)

    def from_notebook_node(  # type: ignore[override]  # nbconvert's type is narrower than its use
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **more: object
    ) -> tuple[str, dict[str, Any]]:
        """The page, and the same under each other name that the notebook was handed in as.

        nbgrader finds feedback by the name of the file that the student has.
        """
        page, produced = super().from_notebook_node(nb, resources, **more)
        for name in _other_names(nb):
            produced.setdefault("outputs", {})[f"{name}.html"] = page.encode()
        return page, produced

    def default_filters(self) -> Iterator[tuple[str, Callable[..., object]]]:
        """Those of nbconvert, and what stands for a folded cell."""
        yield from super().default_filters()
        yield "first_line", first_line


def _other_names(graded: NotebookNode) -> list[str]:
    """Other names of a graded notebook; none of them leads out of its folder."""
    names = graded.metadata.get(NOTEBOOK_KEY, {}).get(OTHER_NAMES, [])
    return [name for name in names if name and Path(name).name == name]


def feedback_page(graded: NotebookNode, name: str) -> str:
    """The HTML page of a graded notebook: one file, with all that it needs in it."""
    graded = deepcopy(graded)
    scores = {}
    for cell in filter(is_grade, graded.cells):
        marks = cell.metadata.nbgrader
        scores[marks.grade_id] = score_of(cell)
        marks.score = scores[marks.grade_id] or 0.0
    HideTests().preprocess(graded, ResourcesDict())
    config = Config()
    config.HTMLExporter.preprocessors = ["nbconvert.preprocessors.CSSHTMLHeaderPreprocessor"]
    for library in ("jquery_url", "require_js_url", "mathjax_url", "mermaid_js_url"):
        config.HTMLExporter[library] = ""
    shown = {
        "notebook": name,
        "score": sum(score or 0.0 for score in scores.values()),
        "max_score": sum(c.metadata.nbgrader.points for c in filter(is_grade, graded.cells)),
        "late_penalty": 0.0,
        "overview": rows(graded, scores),
    }
    page, _ = FeedbackExporter(config=config).from_notebook_node(graded, {"nbgrader": shown})
    return page
