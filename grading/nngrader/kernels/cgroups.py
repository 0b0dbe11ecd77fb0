"""Limits on memory and processes that hold for all of a kernel, by control groups.

They need a part of the cgroup tree that this user may write: root has one nearly always, a
user where systemd has delegated one. Without them the limits hold for each process, and the
judge adds up the memory of a kernel's processes itself (`memory_growth`), which is slower to
notice than the system is.
"""

import contextlib
import functools
import itertools
import os
import time
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
_serial = itertools.count()


class Group:
    """A control group for one kernel."""

    def __init__(self, folders: list[Path], version: int) -> None:
        self._folders = folders
        self._version = version

    def add(self, pid: int) -> None:
        """Move a process into the group; what it starts from now on is in it too.

        OSError if there is no such process (any more).
        """
        if pid <= 0:  # 0 would mean this very process, which would then end at the limit
            raise ProcessLookupError(f"no process has the number {pid}")
        for folder in self._folders:
            (folder / "cgroup.procs").write_text(str(pid))

    @property
    def out_of_memory(self) -> int:
        """How many processes the system has killed for want of memory."""
        name = "memory.events" if self._version == 2 else "memory.oom_control"
        for folder in self._folders:
            with contextlib.suppress(OSError, ValueError):
                lines = (folder / name).read_text().splitlines()
                return int(dict(line.split() for line in lines).get("oom_kill", 0))
        return 0

    def remove(self) -> bool:
        """Remove the group; False while there are processes in it."""
        for folder in self._folders:
            try:
                folder.rmdir()
            except FileNotFoundError:
                pass
            except OSError:
                return False
        return True


def make(memory: int, processes: int) -> Group | None:
    """A new group with these limits, or None where this machine gives none."""
    places = _places()
    if places is None:
        return None
    version, parents = places
    name = f"nngrader-{os.getpid()}-{next(_serial)}"
    folders = {controller: parent / name for controller, parent in parents.items()}
    group = Group(list(dict.fromkeys(folders.values())), version)
    try:
        for folder in dict.fromkeys(folders.values()):
            folder.mkdir()
        if version == 2:
            _set(folders["memory"], {"memory.max": memory})
            _try_to_set(folders["memory"], {"memory.swap.max": 0})
            _set(folders["pids"], {"pids.max": processes})
        else:
            _set(folders["memory"], {"memory.limit_in_bytes": memory})
            _try_to_set(folders["memory"], {"memory.memsw.limit_in_bytes": memory})
            _set(folders["pids"], {"pids.max": processes})
    except OSError:
        group.remove()
        return None
    return group


def available() -> str:
    """Which kind there is: ``v1``, ``v2`` or nothing."""
    places = _places()
    return f"v{places[0]}" if places else ""


def _set(folder: Path, values: dict[str, int]) -> None:
    for name, value in values.items():
        (folder / name).write_text(str(value))


def _try_to_set(folder: Path, values: dict[str, int]) -> None:
    with contextlib.suppress(OSError):  # without accounting of swap
        _set(folder, values)


@functools.cache
def _places() -> tuple[int, dict[str, Path]] | None:
    """The cgroup version and, for each controller, the folder in which groups can be made."""
    try:
        lines = Path("/proc/self/cgroup").read_text().splitlines()
    except OSError:
        return None
    own: dict[str, str] = {}
    for line in lines:
        _, controllers, path = line.split(":", 2)
        own |= {controller: path for controller in controllers.split(",")}
    for version, find in ((1, _find_v1), (2, _find_v2)):
        places = {c: find(c, own) for c in ("memory", "pids")}
        found = {c: place for c, place in places.items() if place is not None}
        if len(found) == len(places):
            # A group of its own in the scheduler too: many processes get no more of the
            # processor than one. Version 2 has one tree for all controllers.
            if version == 1 and (cpu := find("cpu", own)):
                found["cpu"] = cpu
            for folder in set(found.values()):
                _remove_stale(folder)
            return version, found
    return None


def _find_v1(controller: str, own: dict[str, str]) -> Path | None:
    if controller not in own:
        return None
    return _usable(ROOT / controller / own[controller].lstrip("/"))


def _find_v2(controller: str, own: dict[str, str]) -> Path | None:
    # A group with processes in it can't have limited groups below it: one of its parents can.
    if "" not in own:
        return None
    folder = ROOT / own[""].lstrip("/")
    while folder.is_relative_to(ROOT):
        with contextlib.suppress(OSError):
            if controller in (folder / "cgroup.subtree_control").read_text().split():
                usable = _usable(folder)
                if usable:
                    return usable
        folder = folder.parent
    return None


def _usable(folder: Path) -> Path | None:
    trial = folder / f"nngrader-{os.getpid()}-trial"
    try:
        trial.mkdir()
        trial.rmdir()
    except OSError:
        return None
    writable = os.access(folder / "cgroup.procs", os.W_OK)  # needed to move a process below it
    return folder if writable else None


def _remove_stale(parent: Path) -> None:
    """Remove groups of graders that were killed."""
    for folder in parent.glob("nngrader-*-*"):
        pid = folder.name.split("-")[1]
        if not Path("/proc", pid).exists():
            with contextlib.suppress(OSError):
                folder.rmdir()


# ---------------------------------------------------------------- without control groups


def memory_growth(pid: int, baseline: int) -> int:
    """By how much a process and all below it exceed a fork's first memory, in bytes.

    baseline: `resident` of the process when it was new; what is up to that size is taken
    for shared with the fork server.
    """
    return sum(max(0, resident(number) - baseline) for number in _tree(pid))


def processes(pid: int) -> int:
    """How many processes there are, a process and all below it."""
    return len(_tree(pid))


def resident(pid: int) -> int:
    """The memory of a process that is no file's, in bytes; 0 if there is no such process."""
    total = 0
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(("RssAnon:", "RssShmem:")):
                total += int(line.split()[1]) * 1024
    return total


def _tree(pid: int) -> list[int]:
    found, waiting = [], [pid]
    deadline = time.monotonic() + 0.5  # against a tree that grows while it is walked
    while waiting and time.monotonic() < deadline:
        number = waiting.pop()
        found.append(number)
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{number}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
    return found
