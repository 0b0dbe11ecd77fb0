"""What all tests share. Its folder is on the import path: needs.py, notebooks.py, …"""

import os

import pytest
from hypothesis import settings

from nngrader.commands.startup import without_grammar_of_addresses

# Before anything imports nbformat: this takes longer than collecting most of the tests.
without_grammar_of_addresses()

# What an assert in a helper compared is shown as it is in a test.
pytest.register_assert_rewrite("live_checks")

# The record of a learner who runs the tests is not theirs to fill. Subprocesses inherit this.
os.environ["NNBASICS_PROGRESS"] = "off"

# The same examples in every run, and no time limit on a machine that others use too.
settings.register_profile("course", derandomize=True, deadline=None)
settings.load_profile("course")


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """With ``--dist loadfile``, deal out files, since the tests of a file share what is expensive.

    The many checks of the exercises share little: those of one exercise go together.
    """
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file, _, test = nodeid.partition("::")
            if not file.endswith("test_exercises.py"):
                return file
            exercise = test.partition("[")[2].partition("-")[0].rstrip("]")
            return f"{file}::{exercise}"

    return ByFile(config, log)
