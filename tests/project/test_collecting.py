"""Collecting the tests is quick: whoever runs one of them does not wait for all the others."""

import subprocess
import sys

from notebooks import PROJECT

# What takes long to import, or to set up. Tests that need one import it when they run: see
# tests/helpers/lazy_modules.py.
SLOW = (
    "distributed",
    "matplotlib.pyplot",
    "rfc3987_syntax",  # see nngrader.commands.startup
    "scipy",
    "sklearn",
    "torch",
)

PROGRAM = f"""
import sys
import pytest
from matplotlib.figure import Figure

figures = []
make = Figure.__init__
Figure.__init__ = lambda self, *args, **named: figures.append(self) or make(self, *args, **named)


class Look:
    def pytest_collection_finish(self, session):
        from nngrader.checking.expected import own_answers

        self.tests = len(session.items)
        self.slow = [name for name in {SLOW} if name in sys.modules]
        self.drawn = own_answers.cache_info().currsize


look = Look()
pytest.main(["--collect-only", "-qq", "-p", "no:cacheprovider"], plugins=[look])
print(look.tests > 5000, look.slow, len(figures), look.drawn, sep=", ", file=sys.stderr)
"""


def test_collecting_imports_nothing_slow_and_makes_nothing():
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
    assert done.stderr.splitlines()[-1] == "True, [], 0, 0", done.stdout[-2000:] + done.stderr
