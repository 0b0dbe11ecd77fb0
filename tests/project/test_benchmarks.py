"""Benchmarks start, say what they measure and need, and end in a sentence where that is missing."""

import contextlib
import os
import pty
import re
import subprocess
import sys
import termios
import threading
from pathlib import Path

import pytest
from needs import CHROME_ON_MACOS
from notebooks import PROJECT

from nngrader.declare.registry import modules

BENCHMARKS = sorted(
    path.name
    for path in (PROJECT / "benchmarks").glob("*.py")
    if "__main__" in path.read_text(encoding="utf-8")
)


def run(name: str, *arguments: str, **more: object) -> subprocess.CompletedProcess[str]:
    """Run a benchmark as the README says it."""
    command = [sys.executable, f"benchmarks/{name}", *arguments]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | more
    return subprocess.run(command, cwd=PROJECT, text=True, **streams)


def without(package: str, folder: Path) -> dict[str, str]:
    """The environment of a Python that lacks a package."""
    (folder / "sitecustomize.py").write_text(f"import sys\nsys.modules[{package!r}] = None\n")
    paths = [str(folder), os.environ.get("PYTHONPATH", "")]
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}


@pytest.mark.parametrize("name", BENCHMARKS)
def test_help_says_what_is_measured_what_it_needs_and_how_long_it_takes(name):
    done = run(name, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    paragraphs = re.split(r"\n\s*\n", done.stdout)
    usage, about, calls, *_ = paragraphs
    assert usage.startswith(f"usage: {name}")
    assert about.endswith(".")
    assert calls.strip().startswith(f"python benchmarks/{name}")
    (needs,) = [each for each in paragraphs if each.startswith("Needs: ")]
    assert re.search(r"^Takes: .*\d+ (seconds|minutes)", needs, re.MULTILINE)
    # Each option has its word of explanation, in its line or in the next.
    for option in re.findall(r"^  (-.*)", done.stdout, re.MULTILINE):
        assert re.search(rf"^  {re.escape(option)}\s+\w|\s\s\w", done.stdout, re.MULTILINE), option


def test_the_readme_lists_every_benchmark():
    named = re.findall(r"benchmarks/(\w+\.py)` \|", (PROJECT / "README.md").read_text())
    assert sorted(named) == BENCHMARKS


@pytest.mark.parametrize(
    ("name", "words"),
    [("slider.py", "install Chromium"), ("grading.py", "there is none here: .*sandbox|bubblewrap")],
)
def test_without_its_programs_one_sentence_says_what_to_install(name, words, tmp_path):
    if name == "slider.py" and Path(CHROME_ON_MACOS).exists():
        pytest.skip("Chrome is found wherever PATH leads")
    said(run(name, env=os.environ | {"PATH": str(tmp_path)}), words)


def test_without_a_package_of_the_tests_one_sentence_says_how_to_install_it(tmp_path):
    done = run("slider.py", env=without("playwright", tmp_path))
    said(done, r"package playwright: pip install -e '\.\[test\]'")


def test_without_mnist_one_sentence_says_how_to_get_it(tmp_path):
    done = run("training.py", env=os.environ | {"NNBASICS_DATA": str(tmp_path)})
    said(done, f"not in {tmp_path}: download .*load_mnist.* or set NNBASICS_DATA")
    (command,) = re.findall("python -c '(.*?)'", done.stderr)
    compile(command, "the command that downloads it", "exec")


def said(done: subprocess.CompletedProcess[str], words: str) -> None:
    """Assert that a benchmark has said this, nothing else, and measured nothing."""
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("This ") and sentence.endswith(".")
    assert re.search(words, sentence)


class Terminal:
    """A terminal with 100 columns. What is written to it is read at once, so that none waits."""

    def __init__(self) -> None:
        self._master, self.end = pty.openpty()
        termios.tcsetwinsize(self.end, (24, 100))
        self._shown = b""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        with contextlib.suppress(OSError):  # Linux says so when the other end is closed
            while piece := os.read(self._master, 4096):
                self._shown += piece

    def close(self) -> str:
        """Close it, and return all that it has shown."""
        os.close(self.end)
        self._reader.join()
        os.close(self._master)
        return self._shown.decode()


def test_checks_shows_on_a_terminal_how_far_it_is():
    terminal = Terminal()
    done = run("checks.py", "--modules", "1", "--rounds", "1", stderr=terminal.end)
    shown = terminal.close()
    assert done.returncode in (0, 1), shown  # 1: on a busy machine it misses its goal
    header, *rows, total = done.stdout.splitlines()
    assert header.split() == ["exercise", "median", "ms", "worst", "ms"]
    assert [row.split()[0] for row in rows] == [e.id for e in modules()[0].exercises]
    assert total.split()[0] == "all"
    assert "weighted_sum:   0%|" in shown and "100%|" in shown


def test_checks_of_a_module_that_is_none():
    done = run("checks.py", "--modules", "99")
    assert done.returncode == 2 and "invalid choice: 99" in done.stderr


def test_live_figures_measures_every_figure():
    done = run("live_figures.py", "--moves", "2")
    assert done.returncode == 0, done.stderr
    header, *rows = done.stdout.splitlines()
    assert "2 moves" in header and len(rows) > 10
    assert all(re.search(r"\d+\.\d +\d+\.\d +\d+\.\d", row) for row in rows)
