"""Where the output of a command goes nowhere, it says so in a sentence and shows no traceback."""

import subprocess
import sys
from pathlib import Path

import pytest

NNGRADER = [sys.executable, "-m", "nngrader.commands.cli"]
FULL = Path("/dev/full")


def test_a_reader_that_goes_away_sees_no_traceback():
    with subprocess.Popen(
        [*NNGRADER, "exercises", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as command:
        assert command.stdout.read(1) == "["
        command.stdout.close()  # as `| head -1` does
        assert command.stderr.read() == ""
    assert command.returncode == 141


@pytest.mark.skipif(not FULL.exists(), reason="needs a device that is always full")
def test_a_full_disk_is_said():
    with FULL.open("w") as full:
        done = subprocess.run(
            [*NNGRADER, "exercises"], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 1
    assert done.stderr == "The output can't be written: No space left on device.\n"
