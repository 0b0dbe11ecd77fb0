"""What a test needs of the machine besides Python: skipped without it, unless required.

    need("chromium")  # the first line of a test or fixture

Without Chromium the test is skipped with a reason. Where NNBASICS_REQUIRE names it
(comma-separated, as .ci/run does), the test fails instead: there a skipped test would be
a test that nobody runs.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

# Chromium as Linux distributions, and Chrome as macOS, call it.
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROME_ON_MACOS = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def chromium() -> str | None:
    """The path of the browser that the tests drive, or None."""
    found = (shutil.which(name) for name in (*BROWSERS, CHROME_ON_MACOS))
    return next(filter(None, found), None)


def mnist() -> Path | None:
    """The folder with MNIST's files, or None."""
    folder = os.environ.get("NNBASICS_DATA")
    if folder and list(Path(folder).rglob("train-images-idx3-ubyte*")):
        return Path(folder)
    return None


@cache
def user_namespaces() -> bool:
    """Whether a process may be shut into namespaces of its own by bubblewrap."""
    try:
        command = ["bwrap", "--ro-bind", "/", "/", "--unshare-all", "true"]
        return subprocess.run(command, capture_output=True, timeout=10).returncode == 0
    except OSError:
        return False


def postgresql_programs() -> Path | None:
    """The folder with PostgreSQL's server, if Python can talk to it; else None."""
    if importlib.util.find_spec("psycopg") is None:
        return None
    on_path = shutil.which("pg_ctl")
    # Debian keeps each version in a folder of its own, and none of them on PATH.
    found = [Path(on_path)] if on_path else sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    return found[-1].resolve().parent if found else None


def is_root() -> bool:
    """Whether other users' processes can be started, and mounts be made for them."""
    return sys.platform == "linux" and os.getuid() == 0


def hub_proxy() -> Path | None:
    """JupyterHub's proxy, where `make hub` and `make test` put it; or None."""
    program = Path(sys.executable).parent / "configurable-http-proxy"
    return program if program.exists() and shutil.which("node") else None


def npm() -> str | None:
    """The path of npm, which installs what the site's pages load, or None."""
    return shutil.which("npm")


# name: (is it there?, what to do where it is not)
NEEDS: dict[str, tuple[Callable[[], object], str]] = {
    "chromium": (chromium, "install Chromium (Debian: apt install chromium)"),
    "mnist": (mnist, "set NNBASICS_DATA to the folder with MNIST's files"),
    "hub proxy": (hub_proxy, "install npm (Debian: apt install npm), then `make test`"),
    "npm": (npm, "install Node.js (Debian: apt install npm)"),
    "postgresql": (
        postgresql_programs,
        "install PostgreSQL's server (Debian: apt install postgresql) and psycopg",
    ),
    "root": (is_root, "run the tests as root, on Linux"),
    "user namespaces": (user_namespaces, "install bubblewrap and allow user namespaces"),
}


def need(name: str) -> None:
    """Skip the running test where the machine lacks ``name``; fail where it is required.

    KeyError for a name that is not in NEEDS.
    """
    is_there, advice = NEEDS[name]
    if is_there():
        return
    required = {item.strip() for item in os.environ.get("NNBASICS_REQUIRE", "").split(",")}
    if name in required:
        pytest.fail(f"{name} is required (NNBASICS_REQUIRE) and is not there: {advice}")
    pytest.skip(f"needs {name}: {advice}")
