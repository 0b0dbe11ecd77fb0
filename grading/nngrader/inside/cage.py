"""Shut a process in: namespaces, mounts, limits, privileges. Linux, called right after a fork.

Two steps, because a process id namespace begins with the next child: the supervisor calls
`enter`, then forks, and its child, process 1 of the new namespace, calls `furnish`. After
that the process

- sees no other process, no network (not even a loopback), no shared memory of others;
- can write only into its own small file system in memory, below `HOME`;
- has no privileges, can gain none, and may make no further namespaces;
- meets limits on memory, processor time, processes and file sizes.

What it can read was decided before, when the fork server was put into its file system
(`sandbox.py`): those mounts are inherited, read-only, and locked.
"""

import contextlib
import ctypes
import os
import resource
import socket
from collections.abc import Mapping

from . import seccomp

HOME = "/home/student"
WORK = "/home/student/work"
UID = 65534  # as whom the student's code sees itself

_NEW_CGROUP, _NEW_UTS, _NEW_IPC, _NEW_USER = 0x02000000, 0x04000000, 0x08000000, 0x10000000
_NEW_PID, _NEW_NET, _NEW_MOUNT = 0x20000000, 0x40000000, 0x00020000
_ALL_NEW = _NEW_CGROUP | _NEW_UTS | _NEW_IPC | _NEW_USER | _NEW_PID | _NEW_NET | _NEW_MOUNT
_NO_SUID, _NO_DEVICES, _NO_EXEC, _BIND, _RECURSIVE, _PRIVATE = 2, 4, 8, 0x1000, 0x4000, 0x40000
_SET_DEATH_SIGNAL, _SET_DUMPABLE, _DROP_BOUNDING, _SET_NO_NEW_PRIVILEGES = 1, 4, 24, 38
_SET_SUBREAPER = 36
_CAPABILITIES_3 = 0x20080522
_MAX_INODES = 20_000

_libc = ctypes.CDLL(None, use_errno=True)


def enter(uid: int, gid: int) -> None:
    """Move into new namespaces. The next child is process 1 of the new process namespace.

    uid, gid: what this process is now. OSError where the machine does not allow it.
    """
    # Only a "dumpable" process may write its own maps; it lost that when it changed its user.
    set_dumpable(True)
    _call("unshare", _ALL_NEW)
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{UID} {uid} 1")
    _write("/proc/self/gid_map", f"{UID} {gid} 1")
    socket.sethostname("kernel")


def furnish(limits: Mapping[str, int]) -> None:
    """Give process 1 its own files, then take all rights away. See `limit` for the limits."""
    die_with_parent()
    _call("mount", None, b"/", None, _RECURSIVE | _PRIVATE, None)
    quiet = _NO_SUID | _NO_DEVICES | _NO_EXEC
    size = f"size={limits['files']},nr_inodes={_MAX_INODES},mode=0755".encode()
    _call("mount", b"tmpfs", b"/home", b"tmpfs", quiet, size)
    for path, mode in ((WORK, 0o755), ("/home/tmp", 0o1777), ("/home/shm", 0o1777)):
        os.makedirs(path)
        os.chmod(path, mode)
    # One file system for everything that can be written, so one limit holds for all of it.
    _call("mount", b"/home/tmp", b"/tmp", None, _BIND, None)
    _call("mount", b"/home/shm", b"/dev/shm", None, _BIND, None)
    _call("mount", b"proc", b"/proc", b"proc", quiet, None)
    _write("/proc/sys/user/max_user_namespaces", "0")
    os.environ.update(HOME=HOME, TMPDIR="/tmp")
    os.chdir(WORK)
    limit(limits)
    resource.setrlimit(resource.RLIMIT_NPROC, (limits["processes"],) * 2)
    _drop_privileges()
    seccomp.install()


def limit(limits: Mapping[str, int]) -> None:
    """Set the limits that hold for each process: memory, cpu (s), files (bytes)."""
    wanted = {
        "RLIMIT_DATA": _data_now() + limits["memory"],
        "RLIMIT_CPU": limits["cpu"],
        "RLIMIT_FSIZE": limits["files"],
        "RLIMIT_NOFILE": 512,
        "RLIMIT_CORE": 0,
        "RLIMIT_MEMLOCK": 0,
        "RLIMIT_MSGQUEUE": 0,
        "RLIMIT_SIGPENDING": 1024,
        "RLIMIT_RTPRIO": 0,
        "RLIMIT_NICE": 0,
    }
    for name, value in wanted.items():
        number = getattr(resource, name, None)  # macOS has fewer
        if number is None:
            continue
        hard = resource.getrlimit(number)[1]
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        # macOS refuses some of them for some processes.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(number, (value, value))


def become(uid: int) -> None:
    """Turn from root into a user without any rights, for good."""
    for path in _mounts_below("/proc/"):
        # bubblewrap covers parts of /proc from root. A kernel may only mount a /proc of its
        # own where none of the one around it is covered.
        _call("umount2", path.encode(), 0)
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    _drop_privileges()


def die_with_parent() -> None:
    """Let this process be killed when its parent ends."""
    _call("prctl", _SET_DEATH_SIGNAL, 9, 0, 0, 0)


def set_dumpable(dumpable: bool) -> None:
    """Whether other processes of this user may debug this one and read its /proc entries."""
    _call("prctl", _SET_DUMPABLE, int(dumpable), 0, 0, 0)


def adopt_orphans() -> None:
    """Become the parent of what this process's descendants leave behind."""
    _call("prctl", _SET_SUBREAPER, 1, 0, 0, 0)


def _drop_privileges() -> None:
    _call("prctl", _SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    for capability in range(64):
        if _libc.prctl(_DROP_BOUNDING, capability, 0, 0, 0) != 0:
            break  # the kernel knows no more of them, or there is no right to drop any
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    _call("capset", header, nothing)


def _data_now() -> int:
    """The memory that this process can write, which counts toward RLIMIT_DATA."""
    try:
        with open("/proc/self/status") as status:
            line = next(line for line in status if line.startswith("VmData:"))
        return int(line.split()[1]) * 1024
    except (OSError, StopIteration):
        return 0


def _mounts_below(prefix: str) -> list[str]:
    with open("/proc/self/mountinfo") as lines:
        paths = [line.split()[4] for line in lines]
    return [path for path in reversed(paths) if path.startswith(prefix)]


def _write(path: str, content: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(descriptor, content.encode())
    finally:
        os.close(descriptor)


def _call(name: str, *arguments: object) -> None:
    ctypes.set_errno(0)
    if getattr(_libc, name)(*arguments) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")
