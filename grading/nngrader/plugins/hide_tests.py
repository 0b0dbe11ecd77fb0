"""Keep an instructor's hidden tests out of feedback: their text, and what outputs show of it.

Errors show the lines around the one that failed, and a notebook can print its own history.
Someone who writes code for it can still tell a hidden test in other words: it runs beside
the student's code. Only checks, which don't, have nothing to tell.
"""

import re

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, NbGraderPreprocessor

SHORT = 6  # characters: what is not longer, such as `else:`, tells nothing
NOTICE = "[Left out: it shows hidden tests.]"
_COLOR = re.compile(r"\x1b\[[\d;]*m")
_FAILED = re.compile(r"^-+> +\d+ (.*)$", re.MULTILINE)


class HideTests(NbGraderPreprocessor):  # nbconvert's own are off until somebody enables them
    """For ``GenerateFeedback.preprocessors``."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """The notebook without its hidden tests. It is modified."""
        clear = ClearHiddenTests(config=self.config)
        lines: set[str] = set()
        for cell in nb.cells:
            before = cell.source.splitlines()
            clear.preprocess_cell(cell, resources, 0)
            visible = {line.strip() for line in cell.source.splitlines()}
            lines |= {line.strip() for line in before} - visible
        lines = {line for line in lines if len(line) > SHORT}
        for cell in nb.cells if lines else ():
            for output in cell.get("outputs", ()):
                _redact(output, lines)
        return nb, resources


def _redact(output: NotebookNode, lines: set[str]) -> None:
    if output.output_type == "stream" and _shows(output.text, lines):
        output.text = f"{NOTICE}\n"
    elif output.output_type == "error":
        text = _COLOR.sub("", "\n".join(output.traceback))
        if _shows(text, lines):
            failed = [line.strip() for line in _FAILED.findall(text)]
            if _shows("\n".join(failed), lines):
                failed, output.evalue = ["a hidden test"], ""
            what = f"{output.ename}: {output.evalue}".rstrip(": ")
            output.traceback = [f"failed: {failed[0] if failed else 'a test'}", what]
    for kind, content in output.get("data", {}).items():
        if isinstance(content, str) and _shows(content, lines):
            output.data[kind] = NOTICE


def _shows(text: str, lines: set[str]) -> bool:
    return any(line in text for line in lines)
