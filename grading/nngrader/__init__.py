"""The grader of Neural Network Basics.

In a notebook: ``from nngrader import check`` and then ``check("step", step)``.
"""

from nngrader.notebook import check
from nngrader.verdict import Verdict

__all__ = ["Verdict", "check"]
