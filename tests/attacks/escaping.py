"""Getting out: network, privileges, other processes, files outside."""

from attack import Attack

TRY = """
import ctypes, os, signal, socket, struct
libc = ctypes.CDLL(None, use_errno=True)
def attempt(name, function, *arguments):
    try:
        result = function(*arguments)
        print("GOT IN" if result not in (-1, False, "no") else "refused", name, result)
    except Exception as error:
        print("refused", name, type(error).__name__, error)
"""


def _cell(name: str, text: str, **more: object) -> Attack:
    more = {"never": ("GOT IN",), "shows": ("tried", "refused")} | more
    return Attack(name, cells=(f"{TRY}\n{text}\nprint('tried')",), solved=True, **more)


ATTACKS = [
    _cell(
        "TCP",
        """
attempt("tcp", socket.create_connection, ("127.0.0.1", @TCP@), 1)
attempt("tcp", socket.create_connection, ("::1", @TCP@), 1)
attempt("dns", socket.gethostbyname, "localhost.localdomain.invalid")
""",
        in_the_open=True,
    ),
    _cell(
        "UDP",
        """
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
attempt("udp", udp.sendto, b"hello", ("127.0.0.1", @UDP@))
attempt("udp", udp.sendto, b"hello", ("8.8.8.8", 53))
""",
        in_the_open=True,
    ),
    _cell(
        "sockets of the machine",
        """
def connect(place):
    unix = socket.socket(socket.AF_UNIX)
    unix.settimeout(1)
    unix.connect(place)
    unix.send(b"hello")
for place in ("@OUTSIDE@/s", "\\0@ABSTRACT@", "/run/docker.sock", "/run/dbus/system_bus_socket"):
    attempt(place, connect, place)
""",
        in_the_open=True,
    ),
    _cell(
        "raw, netlink, vsock",
        """
for family, kind in ((socket.AF_INET, socket.SOCK_RAW), (17, socket.SOCK_RAW), (40, 1), (16, 3)):
    attempt(f"family {family}", socket.socket, family, kind)
""",
    ),
    _cell(
        "ptrace and other processes' memory",
        """
buffer = ctypes.create_string_buffer(64)
vector = struct.pack("QQ", ctypes.addressof(buffer), 64)
for pid in (1, os.getppid() or 1, @SERVER@, @JUDGE@):
    attempt(f"attach {pid}", libc.ptrace, 16, pid, 0, 0)
    attempt(f"seize {pid}", libc.ptrace, 0x4206, pid, 0, 0)
    attempt(f"readv {pid}", libc.process_vm_readv, pid, vector, 1, vector, 1, 0)
    attempt(f"writev {pid}", libc.process_vm_writev, pid, vector, 1, vector, 1, 0)
attempt("traceme", libc.ptrace, 0, 0, 0, 0)
""",
    ),
    _cell(
        "namespaces and mounts",
        """
for flag in (0x10000000, 0x20000, 0x20000000, 0x40000000, 0x4000000):
    attempt(f"unshare {flag:x}", libc.unshare, flag)
    attempt(f"clone {flag:x}", libc.syscall, 56, flag | 17, 0, 0, 0, 0)
attempt("mount", libc.mount, b"/", b"/tmp", None, 4096, None)
attempt("mount proc", libc.mount, b"proc", b"/tmp", b"proc", 0, None)
attempt("umount", libc.umount2, b"/home", 2)
attempt("pivot_root", libc.syscall, 155, b"/tmp", b"/tmp")
attempt("chroot", os.chroot, "/proc/1/root")
attempt("setns", libc.setns, os.open("/proc/self/ns/mnt", os.O_RDONLY), 0)
""",
    ),
    _cell(
        "privileges",
        """
import resource
attempt("setuid", os.setuid, 0)
attempt("setresuid", os.setresuid, 0, 0, 0)
attempt("setgroups", os.setgroups, [0])
attempt("nice", os.nice, -5)
attempt("limit", resource.setrlimit, resource.RLIMIT_NPROC, (10**6, 10**6))
attempt("device", os.mknod, "disk", 0o60600, os.makedev(8, 0))
attempt("hostname", socket.sethostname, "mallory")
attempt("capset", libc.capset, (ctypes.c_uint32 * 2)(0x20080522, 0),
        (ctypes.c_uint32 * 6)(*[2**32 - 1] * 6))
attempt("seccomp", libc.prctl, 22, 0, 0, 0, 0)
attempt("bounding", libc.prctl, 23, 21, 0, 0, 0) if libc.prctl(23, 21, 0, 0, 0) else None
""",
    ),
    _cell(
        "the kernel's own doors",
        """
for name, number in (("bpf", 321), ("keyctl", 250), ("add_key", 248), ("perf", 298), ("uffd", 323),
                     ("pidfd_getfd", 438), ("by_handle", 304), ("kexec", 246), ("module", 175),
                     ("reboot", 169), ("io_uring", 425), ("memfd", 319), ("memfd_secret", 447),
                     ("clone3", 435), ("fsopen", 430), ("open_tree", 428), ("shmget", 29),
                     ("msgget", 68), ("semget", 64), ("mq_open", 240), ("personality", 135),
                     ("fanotify", 300), ("acct", 163), ("swapon", 167), ("syslog", 103)):
    attempt(name, libc.syscall, number, 1, 0, 0, 0, 0)
def write(path, text):
    with open(path, "w") as file:
        file.write(text)
for path in ("/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/sys/kernel/hostname",
             "/proc/sys/user/max_user_namespaces", "/proc/self/uid_map", "/proc/1/oom_score_adj"):
    attempt(path, write, path, "-1000" if "oom" in path else "1")
""",
    ),
    _cell(
        "signals to others",
        """
for pid in (os.getppid() or @SERVER@, @SERVER@, @JUDGE@):
    attempt(f"kill {pid}", os.kill, pid, signal.SIGTERM)
for pid in (@SERVER@, @JUDGE@):
    attempt(f"group {pid}", os.killpg, pid, signal.SIGTERM)
""",
    ),
    _cell(
        "writes outside",
        """
def write(path):
    with open(path, "a") as file:
        file.write("mallory")
for path in ("@OUTSIDE@/gradebook.db", "@OUTSIDE@/new", "/nn/lib/nninside/wire.py",
             "/nn/lib/nngrader/__init__.py", "/usr/lib/mallory", "/etc/passwd", "/mallory",
             np.__file__, "/proc/1/root@OUTSIDE@/gradebook.db", "/dev/mallory"):
    attempt(path, write, path)
""",
    ),
    _cell(
        "a detached process changes the gradebook",
        """
import time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for _ in range(20):
            try:
                open("@OUTSIDE@/gradebook.db", "a").write("mallory")
            except OSError:
                time.sleep(0.01)
    os._exit(0)
attempt("gradebook", open, "@OUTSIDE@/gradebook.db", "a")
time.sleep(0.1)
""",
        in_the_open=True,
    ),
    _cell(
        "debugs itself through /proc",
        """
def poke():
    with open("/proc/self/mem", "r+b", 0) as memory:
        memory.seek(id(None))
        return "no" if memory.read(8) else "no"
attempt("mem", poke)
attempt("exe", open, "/proc/1/exe", "wb")
attempt("root", os.listdir, "/proc/1/root@OUTSIDE@")
attempt("fd", os.open, "/proc/1/fd/3", os.O_RDWR)
""",
    ),
    _cell(
        "a command line",
        """
import subprocess
attempt("sh", subprocess.check_output, ["sh", "-c", "id"])
attempt("bash", subprocess.check_output, ["/bin/bash", "-c", "id"])
attempt("system", lambda: "no" if os.system("true") else True)
get_ipython().system("id")
""",
    ),
]
