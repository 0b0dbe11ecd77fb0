"""Leaving something behind for whoever is graded next."""

from attack import Attack


def _pair(name: str, leave: str, look: str, **more: object) -> Attack:
    """leave: in the attacker's notebook. look: in the next one; shows INHERITED if it is there."""
    leave = f"import os, sys\n{leave}\nprint('tried')"
    look = f"import os, sys\n{look}\nprint('looked')"
    return Attack(name, cells=(leave,), later=look, never=("INHERITED",), solved=True, **more)


def _files(name: str, *paths: str) -> Attack:
    leave = f"""
for path in {paths!r}:
    path = os.path.expanduser(path)
    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(path, "w") as file:
            file.write("print('INHERITED'[:0])\\nleft = True")
    except OSError:
        pass
"""
    look = f"""
for path in {paths!r}:
    if os.path.exists(os.path.expanduser(path)):
        print("INHER" + "ITED", path)
"""
    return _pair(name, leave, look)


DROPPED = ("numpy.py", "nngrader.py", "nnbasics.py", "sitecustomize.py", "usercustomize.py",
           "conftest.py", "json.py", "IPython.py", "nninside.py")  # fmt: skip
LIES = b"raise SystemExit('DROPPED')\n"

ATTACKS = [
    _files("files in places for all", "/tmp/left", "/dev/shm/left", "/var/tmp/left", "/run/left"),
    _files("files at home", "~/left", "~/.ipython/profile_default/startup/left.py",
           "~/.local/lib/python3.11/site-packages/usercustomize.py", "~/.config/matplotlib/x",
           "~/.pythonrc.py", "./left"),
    _pair("changed modules", """
np.dot = lambda *ignored: 0
np.left = sys.left = True
sys.modules["nninside.observe"].to_plain = lambda *ignored: 0
""", """
print("INHER" + "ITED" if hasattr(np, "left") or hasattr(sys, "left") else "")
""", points={"weighted_sum": 0, "count_parameters": 0}),  # it can't answer any more
    _pair("a process that stays", """
import signal, socket, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in range(1, 32):
            try:
                signal.signal(number, signal.SIG_IGN)
            except OSError:
                pass
        door = socket.socket(socket.AF_UNIX)
        door.bind("\\0left")
        door.listen()
        while True:
            time.sleep(1)
    os._exit(0)
""", """
import socket
try:
    socket.socket(socket.AF_UNIX).connect("\\0left")
    print("INHER" + "ITED")
except OSError:
    pass
found = [n for n in os.listdir("/proc") if n.isdigit()]
print("INHER" + "ITED" if len(found) > 2 else "")
"""),
    _pair("shared memory and queues", """
import ctypes, multiprocessing.shared_memory
libc = ctypes.CDLL(None)
libc.shmget(1234, 4096, 0o1666), libc.msgget(1234, 0o1666), libc.semget(1234, 1, 0o1666)
try:
    shared = multiprocessing.shared_memory.SharedMemory("left", True, 4096)
    shared.buf[:4] = b"left"
except OSError:
    pass
""", """
import ctypes, multiprocessing.shared_memory
libc = ctypes.CDLL(None)
if max(libc.shmget(1234, 4096, 0), libc.msgget(1234, 0), libc.semget(1234, 1, 0)) >= 0:
    print("INHER" + "ITED")
try:
    multiprocessing.shared_memory.SharedMemory("left")
    print("INHER" + "ITED")
except OSError:
    pass
"""),
    _pair("keys", """
import ctypes
libc = ctypes.CDLL(None)
for ring in (-3, -4, -5):
    libc.syscall(248, b"user", b"left", b"x", 1, ring)
""", """
import ctypes
libc = ctypes.CDLL(None)
print("INHER" + "ITED" if libc.syscall(249, b"user", b"left", None, 0) >= 0 else "")
print("INHER" + "ITED" if "left" in (open("/proc/keys").read() if os.access("/proc/keys", 4)
                                     else "") else "")
"""),
    _pair("bytecode", """
import importlib.util
for module in list(sys.modules.values()):
    path = getattr(module, "__cached__", None)
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(b"left")
        print("INHER" + "ITED", path)
    except (OSError, TypeError):
        pass
""", ""),
    Attack(
        "files with the names of modules",
        files={name: LIES for name in DROPPED},
        cells=("import os\nprint('tried', sorted(os.listdir()))\nimport json, IPython",),
        never=("DROPPED",),
        solved=True,
        shows=("tried", "numpy.py"),
    ),
    Attack(
        "modules written, then the kernel ended",
        cells=(
            "import os\nprint('tried')\n"
            f"for name in {DROPPED!r}:\n    open(name, 'wb').write({LIES!r})\n"
            "    open(os.path.expanduser('~/' + name), 'wb').write(b'x')",
            "import os\nos._exit(0)",
        ),
        never=("DROPPED",),
        solved=True,
        events=("left out",),
    ),
]  # fmt: skip
