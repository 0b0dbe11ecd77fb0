"""What all tests share. Its folder is on the import path: needs.py, notebooks.py, …"""

import os

import pytest
from hypothesis import settings

# The record of a learner who runs the tests is not theirs to fill. Subprocesses inherit this.
os.environ["NNBASICS_PROGRESS"] = "off"

# The same examples in every run, and no time limit on a machine that others use too.
settings.register_profile("course", derandomize=True, deadline=None)
settings.load_profile("course")


def pytest_itemcollected(item: pytest.Item) -> None:
    """With ``--dist loadgroup``, keep the tests of one file together: they share what is expensive.

    The thousands of checks of the exercises share nothing: those of an exercise are a group.
    """
    group = item.path.stem
    given = getattr(item, "callspec", None)
    if given and group == "test_exercises" and "exercise" in given.params:
        group = f"{group}-{given.params['exercise'].id}"
    item.add_marker(pytest.mark.xdist_group(group))
