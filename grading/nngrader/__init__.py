"""A judge for numeric Python notebooks: it checks answers, names mistakes, and grades classes.

In a notebook: ``from nngrader import check`` and then ``check("step", step)``. It knows no
course; README.md beside this file says how a course declares its exercises.
"""

from nngrader.checking.check import check
from nngrader.checking.progress import progress
from nngrader.checking.verdict import Verdict

__all__ = ["Verdict", "check", "progress"]
