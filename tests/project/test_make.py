"""make finds a Python, installs once, and says what is missing. Nothing is installed here:
the Pythons of these tests are scripts that write down what they were asked to do."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from notebooks import PROJECT

MAKE = shutil.which("gmake") or shutil.which("make")
TOOLS = "sh echo cat cksum cut ls mkdir printf pwd rm sed touch env dirname chmod cp test"

pytestmark = pytest.mark.skipif(MAKE is None, reason="needs make")

# A Python 3.11 whose environments hold scripts that only write down how they were called.
PYTHON = """#!/bin/sh
case "$*" in
  --version) echo "Python 3.11.0" ;;
  *version_info*) exit 0 ;;
  *"-m venv"*)
    rm -rf .venv; mkdir -p .venv/bin
    for name in python jupyter; do
      printf '#!/bin/sh\\necho "%s $*" >> calls.txt\\n' $name > .venv/bin/$name
      echo 'echo "path $JUPYTER_CONFIG_PATH" >> calls.txt' >> .venv/bin/$name
      echo 'if [ -e no-network ]; then echo "pip: no route" >&2; exit 1; fi' >> .venv/bin/$name
      chmod +x .venv/bin/$name
    done ;;
esac
"""
OLD_PYTHON = "#!/bin/sh\nexit 1\n"


class Project:
    """A copy of what make reads, in a folder whose name has a space in it."""

    def __init__(self, folder: Path):
        self.folder = folder / "my course"
        self.tools = folder / "tools"
        self.folder.mkdir()
        self.tools.mkdir()
        for file in ("Makefile", "pyproject.toml"):
            shutil.copy(PROJECT / file, self.folder)
        for tool in TOOLS.split():
            if path := shutil.which(tool):
                (self.tools / tool).symlink_to(path)

    def has_python(self, name: str, script: str = PYTHON) -> Path:
        path = self.tools / name
        path.write_text(script)
        path.chmod(0o755)
        return path

    def make(self, *arguments: str) -> subprocess.CompletedProcess:
        environment = {"PATH": str(self.tools), "HOME": str(self.folder)}
        return subprocess.run(
            [MAKE, *arguments], cwd=self.folder, env=environment, capture_output=True, text=True
        )

    def calls(self) -> list[str]:
        """How the environment's programs were called since the last time."""
        log = self.folder / "calls.txt"
        calls = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return calls

    def installs(self) -> list[str]:
        return [call for call in self.calls() if "pip install" in call]


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


def test_help_names_every_target(project):
    result = project.make()
    assert result.returncode == 0
    for target in ("lab", "test", "grade-demo", "hub", "exercises", "lint", "format", "help"):
        assert f"make {target} " in result.stdout
    assert not (project.folder / ".venv").exists()


def test_lab_installs_once_and_opens_the_course(project):
    project.has_python("python3.12")
    result = project.make("lab", "LAB_ARGS=--no-browser --port 9999")
    assert result.returncode == 0, result.stderr
    pip, _, jupyter, path = project.calls()
    assert pip == "python -m pip install --disable-pip-version-check -e ."
    assert f"--ServerApp.root_dir={project.folder} " in jupyter
    assert "=/lab/tree/course/00_start_here.ipynb " in jupyter
    assert jupyter.endswith("--no-browser --port 9999")
    assert path == f"path {project.folder}/grading"
    assert (project.folder / "grading" / "exchange").is_dir()

    assert project.make("lab").returncode == 0
    assert project.installs() == []


def test_tests_need_more_packages(project):
    project.has_python("python3")
    project.make("lab")
    assert project.make("test", "PYTEST_ARGS=-k step").returncode == 0
    calls = project.calls()
    assert "python -m pip install --disable-pip-version-check -e .[test]" in calls
    assert "python -m pytest -k step" in calls
    project.make("lab")
    project.make("test")
    assert project.installs() == []


def test_a_change_of_the_packages_installs_again(project):
    project.has_python("python3")
    project.make("test")
    project.installs()
    later = time.time() + 10
    os.utime(project.folder / "pyproject.toml", (later, later))
    project.make("test")
    assert len(project.installs()) == 1


def test_a_moved_folder_gets_a_new_environment(project):
    """Programs of an environment hold its path, so they would not start any more."""
    project.has_python("python3")
    project.make("lab")
    project.folder = project.folder.rename(project.folder.parent / "elsewhere")
    (project.folder / ".venv" / "old").touch()
    project.calls()
    assert project.make("lab").returncode == 0
    assert len(project.installs()) == 1
    assert not (project.folder / ".venv" / "old").exists()


def test_a_python_that_went_is_replaced(project):
    project.has_python("python3")
    project.make("lab")
    python = project.folder / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3")
    project.calls()
    assert project.make("lab").returncode == 0
    assert len(project.installs()) == 1


def test_an_environment_of_ones_own_is_kept(project):
    python = project.folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "python $*" >> calls.txt\n')
    python.chmod(0o755)
    assert project.make("test").returncode == 0
    assert len(project.installs()) == 1


def test_old_pythons_are_passed_over(project):
    project.has_python("python3.13", OLD_PYTHON)
    project.has_python("python3", PYTHON)
    assert project.make("lab").returncode == 0


@pytest.mark.parametrize("script", [None, OLD_PYTHON], ids=["none", "too old"])
def test_no_python_is_said(project, script):
    if script:
        project.has_python("python3", script)
    result = project.make("lab")
    assert result.returncode != 0
    assert "No Python 3.11 or newer found" in result.stderr
    assert "make lab PYTHON=" in result.stderr
    assert not (project.folder / ".venv").exists()


def test_the_python_that_was_asked_for_is_taken(project):
    project.has_python("python3")
    result = project.make("lab", "PYTHON=/opt/none/python3")
    assert result.returncode != 0
    assert "found at /opt/none/python3" in result.stderr
    result = project.make("lab", f"PYTHON={project.has_python('my python')}")
    assert result.returncode == 0, result.stderr


def test_no_network_is_said_and_the_next_run_goes_on(project):
    project.has_python("python3")
    (project.folder / "no-network").touch()
    result = project.make("lab")
    assert result.returncode != 0
    assert "pip: no route" in result.stderr
    assert "connect, and run make lab again" in result.stderr
    (project.folder / "no-network").unlink()
    assert project.make("lab").returncode == 0


def test_hub_needs_npm_and_installs_the_proxy_once(project):
    project.has_python("python3")
    result = project.make("hub")
    assert result.returncode != 0
    assert "npm is missing" in result.stderr
    assert project.installs() == []

    project.has_python("node", "#!/bin/sh\n")
    project.has_python(
        "npm",
        "#!/bin/sh\n"
        'echo "npm $*" >> calls.txt\n'
        "touch .venv/bin/configurable-http-proxy\n"
        "chmod +x .venv/bin/configurable-http-proxy\n",
    )
    (project.folder / ".local" / "hub" / "state").mkdir(parents=True)
    result = project.make("hub", "HUB_ARGS=--JupyterHub.hub_port=9999")
    assert result.returncode == 0, result.stderr
    calls = project.calls()
    assert "python -m pip install --disable-pip-version-check -e .[hub]" in calls
    (npm,) = (call for call in calls if call.startswith("npm"))
    assert f"--prefix {project.folder}/.venv " in npm
    assert "python grading/hub/prepare.py .local/hub" in calls

    project.make("hub")
    assert not [call for call in project.calls() if "install" in call]
