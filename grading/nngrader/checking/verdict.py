"""The verdict: what a check found, and how a notebook, nbgrader and a terminal show it."""

from typing import Any

from nngrader.checking.findings import Findings
from nngrader.checking.show import to_html, to_text

MIME_TYPE = "application/vnd.nngrader.verdict+json"


class Verdict(Findings):
    """What a check found. In a notebook it shows as a table; as text it is the score."""

    def __repr__(self) -> str:
        # nbgrader reads partial credit from the text/plain form: it has to be the bare score.
        return repr(float(self.score))

    def __str__(self) -> str:
        return to_text(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {"text/plain": repr(self), "text/html": to_html(self), MIME_TYPE: self.to_json()}
