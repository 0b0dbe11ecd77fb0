"""Try, from within a kernel, what a student's code must not be able to do.

`nngrader doctor` and the start of every batch run these in a kernel like any other. Each
probe returns whether the wall held, and what was seen. They are as public as the rest of
this folder: knowing them does not help against the walls.
"""

import ctypes
import importlib
import json
import os
import select
import socket
import time
from collections.abc import Callable
from typing import Any

PTRACE_TRACEME = 0
NEW_USER_NAMESPACE = 0x10000000

Questions = dict[str, Any]  # JSON, see `nngrader.kernels.doctor`


def run(questions: Questions) -> None:
    """Answer ``questions`` (see `nngrader.kernels.doctor`); prints one line of JSON."""
    answers = {}
    for name, probe in PROBES.items():
        try:
            held, detail = probe(questions)
        except Exception as error:
            held, detail = False, f"the probe itself failed: {type(error).__name__}: {error}"
        answers[name] = [held, detail]
    print(json.dumps(answers))


def network(questions: Questions) -> tuple[bool, str]:
    """The judge listens on a port, and must not be reached; nor anything else."""
    reached = []
    for address in (("127.0.0.1", questions["port"]), ("192.0.2.1", 80)):
        try:
            socket.create_connection(address, timeout=0.2).close()
            reached.append(f"{address[0]}:{address[1]}")
        except OSError:
            pass
    for name in ("AF_VSOCK", "AF_NETLINK", "AF_PACKET"):
        try:
            socket.socket(getattr(socket, name), socket.SOCK_RAW).close()
            reached.append(name)
        except OSError:
            pass
    return _none(reached, "no connection", "reached")


def secrets(questions: Questions) -> tuple[bool, str]:
    """Files that the judge has put into the course's folder, its home and its /tmp."""
    found = []
    for path in questions["secrets"]:
        try:
            with open(path) as file:
                file.read()
            found.append(path)
        except OSError:
            pass
    return _none(found, "no file of the machine", "read")


def environment(questions: Questions) -> tuple[bool, str]:
    """The judge's environment variables."""
    with open("/proc/self/environ", errors="replace") as file:
        names = {entry.partition("=")[0] for entry in file.read().split("\0")} | set(os.environ)
    found = sorted(names & set(questions["variables"]))
    return _none(found, "no variable of the judge", "seen")


def other_processes(questions: Questions) -> tuple[bool, str]:
    """Processes that are not this kernel's own."""
    pids = [name for name in os.listdir("/proc") if name.isdigit()]
    held = os.getpid() == 1 and pids == ["1"]
    return held, "only itself" if held else f"{len(pids)} processes, and it is {os.getpid()}"


def server(questions: Questions) -> tuple[bool, str]:
    """The fork server: its socket, its process."""
    reached = []
    for name in os.listdir("/proc/self/fd"):
        try:
            target = os.readlink(f"/proc/self/fd/{name}")
        except OSError:
            continue  # the listing itself
        # Nothing to read, two pipes to write into, and its own channel.
        if (
            target.partition(":")[0]
            != ("/dev/null", "pipe", "pipe", "socket", "")[min(int(name), 4)]
        ):
            reached.append(f"descriptor {name} ({target})")
    if os.getppid() != 0:
        reached.append(f"process {os.getppid()}, its parent")
    child = os.fork()  # whoever is traced stops at the next signal
    if child == 0:
        os._exit(int(_system_call("ptrace", PTRACE_TRACEME, 0, 0, 0)))
    if os.waitpid(child, 0)[1] != 0:
        reached.append("ptrace")
    return _none(reached, "neither socket nor process", "reached")


def privileges(questions: Questions) -> tuple[bool, str]:
    """Rights of its own, or new namespaces, in which it would have all rights."""
    with open("/proc/self/status") as file:
        status = dict(line.split(":", 1) for line in file)
    wrong = []
    for name, wanted in (("CapEff", 0), ("CapPrm", 0), ("NoNewPrivs", 1), ("Seccomp", 2)):
        if int(status[name], 16) != wanted:
            wrong.append(f"{name}:{status[name].strip()}")
    if os.getuid() == 0:
        wrong.append("root")
    if _system_call("unshare", NEW_USER_NAMESPACE):
        wrong.append("a new namespace")
    return _none(wrong, "none, and none to gain", "has")


def writing(questions: Questions) -> tuple[bool, str]:
    """Files outside of the kernel's own folders."""
    import numpy

    places = ["/", "/usr/lib", "/etc", "/dev", "/proc/sys/kernel"]
    places += [os.path.dirname(file) for file in (os.__file__, json.__file__, numpy.__file__)]
    # Its own /tmp is not the machine's: there the judge looks whether something came.
    places += [os.path.dirname(__file__), *(set(questions["folders"]) - {"/tmp"})]
    written = []
    for place in places:
        try:
            with open(os.path.join(place, questions["token"]), "w") as file:
                file.write("here")
            written.append(place)
        except OSError:
            pass
    return _none(written, "only in its own folders", "wrote into")


def imports(questions: Questions) -> tuple[bool, str]:
    """Packages that this module may not import."""
    found = []
    for name in questions["forbidden"]:
        try:
            importlib.import_module(name)
            found.append(name)
        except ImportError:
            pass
    return _none(found, "only what is allowed", "imported")


def files(questions: Questions) -> tuple[bool, str]:
    """More bytes in files than the limit, in several files."""
    limit, written = questions["files"], 0
    paths = [os.path.join(folder, f"probe{i}") for i in range(2) for folder in (".", "/tmp")]
    try:
        for path in paths:
            with open(path, "wb", buffering=0) as file:
                for _ in range(4):
                    written += file.write(bytes(limit // 4))
    except OSError:
        pass
    for path in paths:
        if os.path.exists(path):
            os.remove(path)
    return written <= limit, f"at most {written / 1e6:.1f} MB"


def processes(questions: Questions) -> tuple[bool, str]:
    """More processes than the limit."""
    children: list[int] = []
    read, write = os.pipe()
    try:
        while len(children) < 4 * questions["processes"]:
            child = os.fork()
            if child == 0:
                os.close(write)
                os.read(read, 1)  # until the kernel closes its end
                os._exit(0)
            children.append(child)
    except OSError:
        pass
    os.close(write)
    os.close(read)
    for child in children:
        os.waitpid(child, 0)
    return len(children) < questions["processes"], f"at most {len(children) + 1}"


def memory_of_one(questions: Questions) -> tuple[bool, str]:
    """More memory than the limit, in one process."""
    try:
        bytearray(2 * questions["memory"])
    except MemoryError:
        return True, "refused"
    return False, "more than the limit"


def memory_of_many(share: int, processes: int) -> None:
    """More memory than the limit, in many processes: each takes ``share`` bytes, and waits.

    It ends well only where nothing counts the memory of all together.
    """
    read, write = os.pipe()
    children = []
    for _ in range(processes):
        child = os.fork()
        if child == 0:
            held = bytearray(b"x") * share
            os.write(write, b"." if held else b"")
            time.sleep(60)
            os._exit(0)
        children.append(child)
    os.close(write)
    alive, killed = 0, False
    deadline = time.monotonic() + 2.0
    while alive < processes and not killed and time.monotonic() < deadline:
        if select.select([read], [], [], 0.005)[0]:
            alive += len(os.read(read, 1))
        killed = any(os.waitpid(child, os.WNOHANG)[0] for child in children)
    if not killed:
        time.sleep(0.15)  # as long as a judge that counts by itself may take
    print(json.dumps({"alive": alive}))


PROBES: dict[str, Callable[[Questions], tuple[bool, str]]] = {
    "network": network,
    "files of the machine": secrets,
    "environment": environment,
    "other processes": other_processes,
    "fork server": server,
    "privileges": privileges,
    "writing": writing,
    "imports": imports,
    "limit on files": files,
    "limit on processes": processes,
    "limit on memory": memory_of_one,
}


def _none(found: list[str], good: str, bad: str) -> tuple[bool, str]:
    return (False, f"{bad}: {', '.join(found)}") if found else (True, good)


def _system_call(name: str, *arguments: int) -> bool:
    return bool(getattr(ctypes.CDLL(None, use_errno=True), name)(*arguments) == 0)
