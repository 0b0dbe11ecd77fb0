"""A graded notebook as nbgrader's feedback page, made without a gradebook."""

from copy import deepcopy
from pathlib import Path

import nbgrader
from nbconvert.exporters import HTMLExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.utils import is_grade
from traitlets.config import Config

from nngrader.gradebook.gradebook import score_of
from nngrader.plugins.hide_tests import HideTests

FORMGRADER = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader"
# Ours come first: they have the page load nothing from anywhere.
TEMPLATES = [Path(__file__).parent / "templates", FORMGRADER / "templates"]
STYLES = FORMGRADER / "static" / "node_modules" / "bootstrap" / "dist" / "css"


def feedback_page(graded: NotebookNode, name: str) -> str:
    """The HTML page of a graded notebook: one file, with all that it needs in it."""
    graded = deepcopy(graded)
    score = most = 0.0
    for cell in filter(is_grade, graded.cells):
        marks = cell.metadata.nbgrader
        marks.score = score_of(cell) or 0.0
        score, most = score + marks.score, most + marks.points
    HideTests().preprocess(graded, ResourcesDict())
    config = Config()
    config.HTMLExporter.template_name = "feedback"
    config.HTMLExporter.extra_template_basedirs = [str(path) for path in TEMPLATES]
    config.HTMLExporter.extra_template_paths = [str(STYLES)]
    config.HTMLExporter.preprocessors = ["nbconvert.preprocessors.CSSHTMLHeaderPreprocessor"]
    for library in ("jquery_url", "require_js_url", "mathjax_url", "mermaid_js_url"):
        config.HTMLExporter[library] = ""
    shown = {"notebook": name, "score": score, "max_score": most, "late_penalty": 0.0}
    page, _ = HTMLExporter(config=config).from_notebook_node(graded, {"nbgrader": shown})
    return page
