"""A run of the tests ends, whatever becomes of one of them, and says what became of it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from notebooks import PROJECT

PASSES = "def test_{name}():\n    pass\n"
DIES = "import os, signal\ndef test_dies():\n    os.kill(os.getpid(), signal.SIGKILL)\n"
HANGS = """
import time, pytest
@pytest.mark.timeout(1)
def test_hangs():
    time.sleep(1000)
"""


def run(folder: Path, files: dict[str, str], *arguments: str) -> tuple[int, str]:
    """Run tests with the settings of this project: the exit code, and what was written."""
    (folder / "conftest.py").write_text((PROJECT / "tests" / "conftest.py").read_text("utf-8"))
    for name, text in files.items():
        (folder / f"test_{name}.py").write_text(text)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-c", str(PROJECT / "pyproject.toml"), "--rootdir",
         str(folder), "-p", "no:cacheprovider", *arguments, str(folder)],
        env=environment, cwd=folder, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("place", ["first", "last"])
def test_a_worker_that_dies_ends_the_run(tmp_path, place):
    files = {name: PASSES.format(name=name) * 3 for name in "bcde"}
    files["a" if place == "first" else "z"] = DIES
    code, said = run(tmp_path, files, "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
    assert code == 1
    assert "crashed while running" in said and "::test_dies" in said
    assert "worker restarting disabled" in said


def test_a_test_that_hangs_is_one_failure_and_shows_where(tmp_path):
    code, said = run(tmp_path, {"a": HANGS, "b": PASSES.format(name="b")})
    assert code == 1 and "1 failed, 1 passed" in said
    assert "time.sleep(1000)" in said and "Timeout" in said


def test_every_test_has_a_limit_and_shows_itself_before(pytestconfig):
    limit = float(pytestconfig.getini("timeout"))
    assert 0 < float(pytestconfig.getini("faulthandler_timeout")) < limit
    assert pytestconfig.pluginmanager.has_plugin("timeout")
