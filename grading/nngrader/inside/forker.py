"""The fork server: imports once, then forks a kernel for each submission.

It runs inside the sandbox, with one thread, and knows nothing but what it imported: the
files of a submission go to its kernel directly, so no fork can find another's. The judge
holds the other end of its control socket. Each request comes with four descriptors: the
kernel's channel, the supervisor's line, and the pipes for what is written to the
descriptors 1 and 2.

For each request there is one supervisor, a fork that owns the kernel: it is the kernel's
parent, lies outside of its namespaces, and tells the judge when and how it ended. It kills
the kernel when the judge says so, or when the judge is gone.
"""

import contextlib
import gc
import importlib
import json
import os
import resource
import select
import signal
import socket
import sys
import warnings
from collections.abc import Iterator
from typing import Any

from . import cage, drivers, imports, kernel, pages, shell, wire

PRELOADED = (
    "numpy",
    "numpy.random",
    "numpy.linalg",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib_inline.backend_inline",
    "PIL.PngImagePlugin",
)

Request = dict[str, Any]  # JSON, see `nngrader.kernels.fork_server`


def main() -> None:
    """Serve. sys.argv[1] is the JSON that `nngrader.kernels.fork_server` writes."""
    settings = json.loads(sys.argv[1])
    control = socket.socket(fileno=settings["control"])
    if settings["become"]:
        cage.become(settings["become"])
    if settings["sandbox"]:
        cage.set_dumpable(False)
    kernel_shell = _preload(settings)
    control.sendall(b"ready")
    # The kernels' ends are the supervisors' business, the supervisors' nobody's.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for request, descriptors in _requests(control):
        if os.fork() == 0:
            try:
                control.close()
                _supervise(request, descriptors, settings["sandbox"], kernel_shell)
            finally:
                os._exit(1)
        for descriptor in descriptors:
            os.close(descriptor)


def _requests(control: socket.socket) -> Iterator[tuple[Request, list[int]]]:
    """The judge's requests, one a line, each with its four descriptors."""
    waiting, descriptors = b"", []
    while True:
        data, received, _, _ = socket.recv_fds(control, 2**16, 4)
        if not data:
            return
        *lines, waiting = (waiting + data).split(b"\n")
        descriptors += received
        for line in lines:
            yield json.loads(line), descriptors[:4]
            descriptors = descriptors[4:]


def _preload(settings: Request) -> shell.KernelShell:
    own = set(os.environ)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        kernel_shell = shell.make_shell()
        for name in (*PRELOADED, *settings["preload"]):
            importlib.import_module(name)
        _load_drivers(settings["drivers"])
    torch = sys.modules.get("torch")
    if torch:
        torch.set_num_threads(1)
        torch.set_num_interop_threads(1)
    for name in set(os.environ) - own:  # set by a package that was imported
        del os.environ[name]
    imports.install(settings["partial"])
    shell.warm_up(kernel_shell)
    gc.collect()
    gc.freeze()  # what is here now is nobody's garbage: forks leave its pages shared
    gc.disable()
    pages.in_huge_pages()
    return kernel_shell


def _load_drivers(homes: list[str]) -> None:
    try:
        drivers.load(homes)
    except Exception as error:
        raise RuntimeError(
            f"the drivers in {', '.join(homes)} can't be imported in the sandbox, which has the "
            f"standard library, NumPy and matplotlib: {type(error).__name__}: {error}"
        ) from error


def _supervise(
    request: Request, descriptors: list[int], sandbox: bool, kernel_shell: shell.KernelShell
) -> None:
    channel, line, out, err = descriptors
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    judge = socket.socket(fileno=line)
    try:
        if sandbox:
            cage.enter(os.getuid(), os.getgid())
        elif sys.platform == "linux":
            cage.adopt_orphans()
        child = os.fork()
    except OSError as error:
        _tell(judge, {"failed": str(error)})
        return
    if child == 0:
        judge.close()
        _be_kernel(request, channel, out, err, sandbox, kernel_shell)
        os._exit(1)
    for descriptor in (channel, out, err):
        os.close(descriptor)
    if sandbox:
        cage.set_dumpable(False)
    _watch(judge, child, sandbox)
    os._exit(0)


def _watch(judge: socket.socket, child: int, sandbox: bool) -> None:
    """Do what the judge says until the kernel has ended, and say how it ended."""
    handle = os.pidfd_open(child) if hasattr(os, "pidfd_open") else None
    handles = [] if handle is None else [handle]
    socket.send_fds(judge, [json.dumps({"started": child}).encode() + b"\n"], handles)
    waiting: list[socket.socket | int] = [judge, *handles]
    status = None
    while status is None:
        ready, _, _ = select.select(waiting, [], [], None if handles else 0.05)
        if handle in ready and not sandbox:
            _kill_group(child)  # before it is reaped: from then on its number may be another's
        if judge in ready:
            order = judge.recv(1)
            if order == b"i":
                os.kill(child, signal.SIGINT)
            else:  # told to, or the judge is gone
                _kill(child, sandbox)
        ended, code = os.waitpid(child, os.WNOHANG)
        if ended and (os.WIFEXITED(code) or os.WIFSIGNALED(code)):
            status = os.waitstatus_to_exitcode(code)
        elif ended:  # stopped, because it asked to be traced: no filter is there to refuse that
            _kill(child, sandbox)
    _tell(judge, {"ended": status})
    if not sandbox:
        if handle is None:
            _kill_group(child)
        _kill_leftovers()


def _kill(child: int, sandbox: bool) -> None:
    # In the sandbox it is process 1 of its namespace: all of the namespace goes with it.
    if not sandbox:
        _kill_group(child)
    os.kill(child, signal.SIGKILL)


def _kill_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def _kill_leftovers() -> None:
    """Kill what a kernel outside the sandbox has detached, on Linux."""
    while True:
        try:
            with open(f"/proc/self/task/{os.getpid()}/children") as file:
                children = [int(number) for number in file.read().split()]
        except OSError:
            return
        if not children:
            return
        for number in children:
            os.kill(number, signal.SIGKILL)
            os.waitpid(number, 0)


def _tell(judge: socket.socket, message: dict[str, object]) -> None:
    with contextlib.suppress(OSError):  # the judge is gone
        judge.sendall(json.dumps(message).encode() + b"\n")


def _be_kernel(
    request: Request,
    channel: int,
    out: int,
    err: int,
    sandbox: bool,
    kernel_shell: shell.KernelShell,
) -> None:
    os.setsid()
    link = socket.socket(fileno=_only_standard_and(channel, out, err))
    try:
        if sandbox:
            cage.furnish(request)
        else:
            _settle(request["folder"])
            cage.limit(request)
    except OSError as error:
        link.send(wire.frame({"is": "failed", "why": str(error)}))
        return
    kernel.serve(link, kernel_shell)


def _settle(folder: str) -> None:
    """Without a sandbox: work in a folder that the judge made, and removes."""
    for name in ("home", "work", "tmp"):
        os.mkdir(os.path.join(folder, name))
    os.environ.update(HOME=os.path.join(folder, "home"), TMPDIR=os.path.join(folder, "tmp"))
    os.chdir(os.path.join(folder, "work"))


def _only_standard_and(channel: int, out: int, err: int) -> int:
    """Keep 0 (nothing to read), 1, 2 and the channel, as 3; close every other descriptor."""
    null = os.open(os.devnull, os.O_RDWR)
    # First out of the way of each other, then to their places.
    high = [os.dup(descriptor) for descriptor in (null, out, err, channel)]
    while min(high) <= 3:
        high = [os.dup(descriptor) for descriptor in high]
    for place, descriptor in enumerate(high):
        os.dup2(descriptor, place, inheritable=place < 3)
    os.closerange(4, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    return 3


if __name__ == "__main__":
    main()
