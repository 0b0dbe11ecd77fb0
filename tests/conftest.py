"""What all tests share. Its folder is on the import path: needs.py, notebooks.py, …"""

import os

from hypothesis import settings

# The record of a learner who runs the tests is not theirs to fill. Subprocesses inherit this.
os.environ["NNBASICS_PROGRESS"] = "off"

# The same examples in every run, and no time limit on a machine that others use too.
settings.register_profile("course", derandomize=True, deadline=None)
settings.load_profile("course")
