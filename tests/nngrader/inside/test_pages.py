"""A fork server's memory lies in huge pages, and a fork that writes leaves its parent alone."""

import subprocess
import sys

import psutil
import pytest
from needs import need

from nngrader.inside import pages
from nngrader.kernels.fork_server import ForkServer

PROGRAM = """
import os
from nngrader.inside import pages

many = [bytearray(1000) for _ in range(30_000)]
print(pages.in_huge_pages())
print(open("/proc/self/smaps_rollup").read())
if os.fork() == 0:
    many[7][:] = b"x" * 1000
    os._exit(0)
os.wait()
print(any(map(any, many)))
"""


def huge_bytes(rollup: str) -> int:
    """The bytes that /proc/PID/smaps_rollup gives for them."""
    line = next(line for line in rollup.splitlines() if line.startswith("AnonHugePages:"))
    return int(line.split()[1]) * 1024


@pytest.fixture(scope="module")
def moved():
    """What the program prints. Skip where it can't be (Linux before 6.1, other systems)."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    if done.stdout.startswith("0\n"):
        pytest.skip("this system can't move memory into huge pages")
    return done.stdout


def test_memory_is_moved_and_stays_what_it_was(moved):
    size, *rollup, written = moved.splitlines()
    assert int(size) >= 20 * 2**20
    assert huge_bytes("\n".join(rollup)) >= 20 * 2**20
    assert written == "False"


def test_a_fork_server_lies_in_huge_pages(moved):
    need("user namespaces")
    with ForkServer() as server:
        server.start()
        *_, inner = psutil.Process(server.pid).children(recursive=True)
        try:
            with open(f"/proc/{inner.pid}/smaps_rollup") as file:
                rollup = file.read()
        except PermissionError:
            pytest.skip("only root may look at the server's memory")
        assert huge_bytes(rollup) >= 20 * 2**20


def test_other_systems_go_without(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert pages.in_huge_pages() == 0


def test_a_system_that_refuses_is_no_error(monkeypatch):
    monkeypatch.setattr(pages, "_COLLAPSE", 9999)  # no such advice: EINVAL, as in old versions
    assert pages.in_huge_pages() == 0
