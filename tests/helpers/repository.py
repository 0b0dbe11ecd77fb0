"""A copy of the repository, for the tests of commands that change its files."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from notebooks import PROJECT

FOLDERS = ("course", "docs", "grading", "lib", "solutions", "exercises", "tests")
PARTS = (*FOLDERS, "Makefile", "pyproject.toml")
MADE = shutil.ignore_patterns(
    "__pycache__", ".*", "submitted", "autograded", "feedback", "exchange", "gradebook.db", "hub"
)


@dataclass
class Repository:
    """A copy of what the repository has, in which commands run on its own files."""

    root: Path

    @classmethod
    def copied(cls, root: Path) -> "Repository":
        """A copy below the folder `root`, with the environment of this test."""
        for part in PARTS:
            if part in FOLDERS:
                shutil.copytree(PROJECT / part, root / part, ignore=MADE)
            else:
                shutil.copy(PROJECT / part, root)
        # make takes this test's environment for the copy's own.
        environment = root / ".venv"
        environment.mkdir()
        for path in Path(sys.prefix).iterdir():
            if not path.name.startswith("."):
                (environment / path.name).symlink_to(path)
        place = subprocess.run("pwd | cksum | cut -d' ' -f1", shell=True, cwd=root,
                               capture_output=True, text=True).stdout.strip()  # fmt: skip
        for stamp in ("ready", "ready-to-test"):
            (environment / f".{stamp}-{place}").touch()
        return cls(root)

    def run(self, command: str) -> subprocess.CompletedProcess:
        """Run a command of the shell in the copy; what it wrote is in ``stdout``."""
        keep = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "NNBASICS_"))}
        environment = keep | {
            "PYTHONPATH": os.pathsep.join([str(self.root / "grading"), str(self.root / "lib")]),
        }
        return subprocess.run(
            ["sh", "-ec", command], cwd=self.root, env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def files(self) -> dict[str, bytes]:
        """All files, with what is in them, by their names from the copy's folder."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for part in PARTS
            for path in [self.root / part, *(self.root / part).rglob("*")]
            if path.is_file() and "__pycache__" not in path.parts
        }

    def changed_since(self, before: dict[str, bytes]) -> set[str]:
        """The names of files that are new, gone or different."""
        now = self.files()
        return {name for name in before.keys() | now if before.get(name) != now.get(name)}

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace the one place where `old` stands in a file."""
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{name} has {text.count(old)} times {old!r}"
        path.write_text(text.replace(old, new), encoding="utf-8")
