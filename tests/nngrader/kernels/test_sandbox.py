"""The walls around a kernel: each is run against, and each test can see a hole.

Where bubblewrap or user namespaces are missing these are skipped, unless NNBASICS_REQUIRE
asks for them.
"""

import errno
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import pytest
from needs import need
from notebooks import PROJECT

from nngrader.declare import Allowed
from nngrader.inside import seccomp
from nngrader.inside.observe import Call
from nngrader.kernels import cgroups, doctor, sandbox
from nngrader.kernels.fork_server import ForkServer, SandboxUnavailable
from nngrader.kernels.kernel import CellResult
from nngrader.limits import MB, Limits

DATA = Allowed(("nnbasics.data",), ("nnexercises",))


@pytest.fixture(scope="module")
def server():
    need("user namespaces")
    limits = Limits(cell=10, memory=300 * MB, files=10 * MB, processes=24)
    with ForkServer(Allowed(courses=("nnexercises",)), limits) as server:
        yield server


@pytest.fixture
def kernel(server):
    with server.kernel() as kernel:
        yield kernel


@pytest.fixture(params=["with control groups", "without"])
def limited(request, server, monkeypatch):
    """A kernel whose limits are held in either way."""
    if request.param == "without":
        monkeypatch.setattr(cgroups, "make", lambda *ignored: None)
    elif not cgroups.available():
        pytest.skip("there are no control groups that this user may use")
    with server.kernel() as kernel:
        yield kernel


def text_of(result):
    return "".join(output.get("text", "") for output in result.outputs)


def run(kernel, source):
    """What a cell prints."""
    return text_of(kernel.run(textwrap.dedent(source)))


# ---------------------------------------------------------------- the probes


def test_every_wall_holds(server):
    findings = doctor.probe_isolation(server)
    assert [f for f in findings if not f.ok] == []
    assert len(findings) == 12


def hole(wall, folder, visible):
    """Arguments of bubblewrap that make a hole in this wall."""
    if wall == "environment":
        return ["--setenv", "NNBASICS_HOLE", "1"]
    if wall == "imports":
        (folder / "__init__.py").touch()
        return ["--ro-bind", str(folder), "/nn/site-packages/sklearn"]
    return ["--dir", "/var", "--dir", str(visible.parent), "--ro-bind", str(visible), str(visible)]


@pytest.mark.parametrize("wall", ["environment", "imports", "files of the machine"])
def test_a_hole_in_the_sandbox_is_found(monkeypatch, request, tmp_path, wall):
    need("user namespaces")
    monkeypatch.setenv("NNBASICS_HOLE", "1")
    tmp_path.chmod(0o755)
    visible = Path(tempfile.mkdtemp(dir="/var/tmp"))  # what is below /tmp or /home, kernels cover
    request.addfinalizer(lambda: shutil.rmtree(visible))
    visible.chmod(0o755)
    monkeypatch.setattr(doctor, "_projects", lambda: {visible})
    arguments = hole(wall, tmp_path, visible)
    command = sandbox.command

    def with_hole(*args):
        whole = command(*args)
        place = whole.index("--remount-ro", whole.index("1777"))
        return [*whole[:place], *arguments, *whole[place:]]

    monkeypatch.setattr(sandbox, "command", with_hole)
    with ForkServer() as server:
        assert [f.name for f in doctor.probe_isolation(server) if not f.ok] == [wall]


@pytest.mark.parametrize(
    ("wall", "broken"),
    [
        ("privileges", "seccomp.install = lambda: None"),
        ("limit on processes", "cage.resource.RLIMIT_NPROC = cage.resource.RLIMIT_CORE"),
        ("limit on memory", "cage.resource.RLIMIT_DATA = cage.resource.RLIMIT_CORE"),
        ("network", "cage._ALL_NEW &= ~cage._NEW_NET; seccomp.install = lambda: None"),
    ],
)
def test_a_wall_that_is_missing_is_found(monkeypatch, wall, broken):
    need("user namespaces")
    monkeypatch.setattr(cgroups, "make", lambda *ignored: None)
    boot = "import sys; sys.path.insert(0, '{root}/lib'); sys.path.append('{root}/site-packages'); "
    boot += f"from nninside import cage, seccomp; {broken}; "
    boot += "from nninside.forker import main; main()"
    monkeypatch.setattr("nngrader.kernels.fork_server.BOOT", boot)
    with ForkServer() as server:
        # Without the wall, the judge may notice first, and end the kernel that probes.
        assert {f.name for f in doctor.probe_isolation(server) if not f.ok} & {wall, "probe"}


def test_the_probes_leave_nothing_behind(server, tmp_path, monkeypatch):
    # A folder of its own: other tests grade at the same time, and theirs lie in the project's.
    here, project = tmp_path / "here", tmp_path / "project"
    for folder in (here, project):
        folder.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setattr(doctor, "_projects", lambda: {project})
    seen = set()
    ask = doctor._run
    monkeypatch.setattr(
        doctor, "_run", lambda *a: (seen.update(here.iterdir(), project.iterdir()), ask(*a))[1]
    )
    doctor.probe_isolation(server)
    assert {path.parent for path in seen} == {here, project}
    assert [*here.iterdir(), *project.iterdir()] == []


def test_the_probes_remove_what_a_killed_run_has_left(server, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    old, others = tmp_path / f"{doctor.PREFIX}0123-written", tmp_path / f"{doctor.PREFIX}4567"
    old.touch()
    others.touch()  # of a run that goes on beside this one
    long_ago = time.time() - 2 * doctor.OLD_SECONDS
    os.utime(old, (long_ago, long_ago))
    doctor.probe_isolation(server)
    assert list(tmp_path.iterdir()) == [others]


def test_a_variable_that_a_package_sets_is_no_leak(monkeypatch):
    """PyTorch sets this one, in the sandbox and, once it has trained there, in the judge."""
    need("user namespaces")
    monkeypatch.setenv("TORCHINDUCTOR_CACHE_DIR", "of the judge")
    with ForkServer(Allowed(("torch",))) as server:
        assert [finding for finding in doctor.probe_isolation(server) if not finding.ok] == []


def test_without_a_sandbox_nothing_is_tried():
    with ForkServer(sandbox=False) as server:
        (finding,) = doctor.probe_isolation(server)
        assert not finding.ok
        assert not server.alive


def test_the_report_is_a_table():
    findings = [doctor.Finding("a", True, "fine"), doctor.Finding("long name", False, "bad")]
    assert doctor.report(findings) == "ok    a          fine\nFAIL  long name  bad"
    assert all(finding.detail for finding in doctor.machine())


def test_a_probe_that_gives_no_answer_is_a_finding():
    for result in (CellResult([], "died", reason="it ended"), CellResult([], "ok")):
        (finding,) = doctor._answers(result)
        assert not finding.ok
        assert result.reason in finding.detail


# ---------------------------------------------------------------- what can be seen


def test_only_what_is_needed_can_be_seen(kernel):
    seen = json.loads(run(kernel, "import os, json; print(json.dumps(os.listdir('/')))"))
    allowed = {"dev", "etc", "home", "lib", "lib32", "lib64", "nn", "proc", "tmp", "usr"}
    allowed.add(Path(sys.base_prefix).parts[1])
    assert set(seen) <= allowed
    assert run(kernel, "print(sorted(os.listdir('/etc')))") in (
        "['group', 'ld.so.cache', 'passwd']\n",
        "['group', 'passwd']\n",
    )
    assert run(kernel, "print(sorted(os.listdir('/dev/shm') + os.listdir('/tmp')))") == "[]\n"


@pytest.mark.parametrize(
    "path",
    [
        "/etc/shadow",
        "/etc/hostname",
        "/bin/sh",
        "/usr/bin/env",
        "/proc/1/environ",
        str(Path(__file__)),
        str(PROJECT / "solutions"),
        str(PROJECT / "lib/nnbasics/neurons.py"),
        str(PROJECT / "grading/nngrader/checking/scoring.py"),
    ],
)
def test_this_file_cannot_be_seen_or_says_nothing(kernel, path):
    source = f"import os\ntry: print(open({path!r}).read())\nexcept OSError as e: print('no')"
    assert run(kernel, source) in ("no\n",) or "environ" in path
    if "environ" in path:
        shown = run(kernel, source)
        assert not any(name in shown for name in ("NNBASICS", "PYTEST", "SSH"))


def test_no_other_package_is_there(kernel):
    names = run(kernel, "import os; print(*os.listdir('/nn/site-packages'))").split()
    assert {"numpy", "matplotlib", "IPython"} <= set(names)
    unwanted = {"torch", "sklearn", "scipy", "nbgrader", "nbformat", "notebook", "sqlalchemy"}
    assert not unwanted & set(names)
    grader = run(kernel, "print(*sorted(os.listdir('/nn/lib/nngrader')))").split()
    assert set(grader) <= {"__init__.py", "__pycache__"}


def test_a_part_of_a_package_allows_nothing_more_and_is_loaded_after_it():
    imports = ("torch._dynamo", "torch", "nnbasics.data")
    whole, parts = (Allowed(names, ("nnexercises",)) for names in (imports[1:], imports))
    assert sandbox.packages(parts) == sandbox.packages(whole)
    assert sandbox.preload(parts) == ["torch", "torch._dynamo"]
    with pytest.raises(ValueError, match=r"sklearn\.tree is not installed"):
        sandbox.packages(Allowed(("sklearn.tree",)))


def test_a_package_is_loaded_by_the_name_that_python_has_for_it():
    assert sandbox.preload(Allowed(("scikit-learn", "tqdm"))) == ["sklearn", "tqdm"]


def test_the_requirements_of_a_requirement_are_there():
    names = {path.name for path in sandbox._top_levels(frozenset(["matplotlib"]))}
    assert {"matplotlib", "numpy", "PIL", "dateutil", "pylab.py"} <= names
    assert not any(name.endswith(".pth") or name == "__pycache__" for name in names)


def test_data_of_the_course_only_where_the_module_asks_for_it(tmp_path):
    need("user namespaces")
    (tmp_path / "numbers.txt").write_text("1 2 3")
    tmp_path.chmod(0o755)
    with ForkServer(DATA, data=tmp_path) as server, server.kernel() as kernel:
        source = "from nnbasics import data; import os; print(data.gate('or')[1])\n"
        source += "print(open(os.environ['NNBASICS_DATA'] + '/numbers.txt').read())"
        assert run(kernel, source) == "[0 1 1 1]\n1 2 3\n"
        assert run(kernel, "import nnbasics; print(os.listdir(nnbasics.__path__[0]))") in (
            "['__init__.py', 'data.py']\n",
            "['data.py', '__init__.py']\n",
        )


def test_every_mount_but_its_own_is_read_only(kernel):
    mounts = run(kernel, "print(open('/proc/self/mountinfo').read())")
    writable = {
        line.split()[4]
        for line in mounts.splitlines()
        if line and "rw" in line.split()[5].split(",")
    }
    devices = {f"/dev/{name}" for name in ("null", "zero", "full", "random", "urandom")}
    assert writable - devices == {"/home", "/tmp", "/dev/shm", "/proc"}


# ---------------------------------------------------------------- from kernel to kernel


def test_a_kernel_leaves_nothing_for_the_next(server):
    places = ["/tmp/mark", "/dev/shm/mark", "/home/student/mark", "mark"]
    with server.kernel({"given": b"1"}) as kernel:
        run(kernel, f"for place in {places}: open(place, 'w').write('x')")
        run(kernel, "import sys, builtins; builtins.mark = 1; sys.mark = 1")
        with server.kernel() as beside:
            found = f"import os; print([p for p in [*{places}, 'given'] if os.path.exists(p)])"
            assert run(beside, found) == "[]\n"
            assert run(beside, "import sys; print(hasattr(sys, 'mark'))") == "False\n"
            assert run(kernel, found) == f"{[*places, 'given']}\n"


def test_a_kernel_hears_nothing_of_the_others(server):
    with server.kernel() as one, server.kernel() as other:
        run(one, "import socket; s = socket.socket(socket.AF_UNIX); s.bind('\\0mark'); s.listen()")
        assert run(other, "import socket; s = socket.socket(socket.AF_UNIX)\n"
                   "try: s.connect('\\0mark')\nexcept OSError as e: print(e.errno)") == (
            f"{errno.ECONNREFUSED}\n"
        )  # fmt: skip
        assert run(one, "import os; print([n for n in os.listdir('/proc') if n.isdigit()])") == (
            "['1']\n"
        )


def test_detached_processes_end_with_their_kernel(server):
    with server.kernel() as kernel:
        run(
            kernel,
            """
            import os, signal, time
            if os.fork() == 0:
                os.setsid()
                signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
                if os.fork() == 0:
                    while True: time.sleep(0.01)
                os._exit(0)
            time.sleep(0.1)
            """,
        )
        pids = cgroups._tree(kernel._pid)
        assert len(pids) >= 2
    deadline = time.monotonic() + 5
    while any(os.path.exists(f"/proc/{pid}") for pid in pids):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_everything_ends_with_the_judge():
    need("user namespaces")
    judge = textwrap.dedent(
        """
        import time
        from nngrader.kernels.fork_server import ForkServer
        server = ForkServer()
        kernel = server.kernel()
        kernel.run("import os\\nif os.fork() == 0:\\n    import time\\n    time.sleep(60)")
        print(server.pid, kernel._pid, flush=True)
        kernel.run("import time; time.sleep(60)", limit=60)
        """
    )
    with subprocess.Popen([sys.executable, "-c", judge], stdout=subprocess.PIPE) as process:
        pids = [int(word) for word in process.stdout.readline().split()]
        tree = [number for pid in pids for number in cgroups._tree(pid)]
        assert len(tree) >= 5
        process.kill()
    deadline = time.monotonic() + 5
    while any(os.path.exists(f"/proc/{pid}") for pid in tree):
        assert time.monotonic() < deadline
        time.sleep(0.01)


# ---------------------------------------------------------------- limits


def test_memory_of_one_process_is_limited(limited):
    assert "MemoryError" in str(limited.run("x = bytearray(400_000_000)").outputs)
    assert limited.alive
    assert run(limited, "x = bytearray(200_000_000); print(len(x))") == "200000000\n"


def test_memory_of_many_processes_is_limited(limited):
    before = limited._memory
    result = limited.run(
        "import os, time\nfor _ in range(10):\n    if os.fork() == 0:\n"
        "        x = bytearray(b'x') * 200_000_000\n        time.sleep(20)\n        os._exit(0)\n"
        "time.sleep(1)"
    )
    assert before == 300 * MB
    assert "0.3 GB of memory" in result.reason
    assert cgroups.memory_growth(limited._pid, limited._baseline) < 450 * MB
    if limited.group:  # the system holds the limit, and may let the kernel live
        return
    # Without control groups the judge looks now and then, and ends the kernel.
    deadline = time.monotonic() + 5
    while cgroups.memory_growth(limited._pid, limited._baseline) > 0:
        assert time.monotonic() < deadline, "what it took is not given back"
        time.sleep(0.01)


def test_where_torch_may_be_imported_there_is_more_memory():
    need("user namespaces")
    limits = Limits(memory=200 * MB, memory_with_torch=800 * MB)
    with ForkServer(Allowed(("torch",)), limits) as server, server.kernel() as kernel:
        assert run(kernel, "x = bytearray(500_000_000); print(len(x))") == "500000000\n"
        assert "MemoryError" in str(kernel.run("y = bytearray(500_000_000)").outputs)


def test_memory_that_belongs_to_no_process_is_refused(kernel):
    assert "OSError" in str(kernel.run("import os; os.memfd_create('x')").outputs)
    source = "import ctypes; print(ctypes.CDLL(None).shmget(0, 4096, 0o1600))"
    assert run(kernel, source) == "-1\n"


def test_a_call_without_memory_costs_itself(kernel):
    kernel.run("def f(n): return len(bytearray(n))")
    outcomes = kernel.ask(["f"], [[Call((10**9,)), Call((10,))]])[0]
    assert outcomes[0].error.types[0] == "MemoryError"
    assert outcomes[1].value == 10


def test_a_fork_bomb_is_limited(limited):
    limited.run(
        "import os, time\nend = time.time() + 1\nwhile time.time() < end:\n"
        "    try: os.fork()\n    except OSError: time.sleep(0.01)",
        limit=3,
    )
    assert cgroups.processes(limited._pid) <= 24


def test_threads_count_as_processes(kernel):
    source = """
        import threading, time
        try:
            for i in range(100): threading.Thread(target=time.sleep, args=(5,), daemon=True).start()
        except RuntimeError: print(i)
        """
    assert int(run(kernel, source)) < 24


def test_files_are_limited_one_by_one_and_together(kernel):
    source = """
        import errno
        def fill(path, size):
            try:
                with open(path, "wb", buffering=0) as file:
                    for _ in range(size): file.write(bytes(1_000_000))
            except OSError as error: print(errno.errorcode[error.errno])
        fill("one", 11)
        import os; os.remove("one")
        fill("a", 4); fill("/tmp/b", 4); fill("/dev/shm/c", 4)
        """
    assert run(kernel, source) == "EFBIG\nENOSPC\n"


def test_the_number_of_files_is_limited(kernel):
    source = """
        try:
            for i in range(30_000): open(f"/tmp/{i}", "w").close()
        except OSError: print(i)
        """
    assert int(run(kernel, source)) < 20_000


def test_many_processes_get_no_more_of_the_processor_than_one(server):
    if not cgroups.available():
        pytest.skip("there are no control groups that this user may use")
    with server.kernel() as kernel:
        for folder in kernel.group._folders:
            assert str(kernel._pid) in (folder / "cgroup.procs").read_text().split()


def test_control_groups_of_version_2_are_made_below_a_folder_that_allows_it(tmp_path, monkeypatch):
    """With a tree of plain folders: it looks like the system's, and limits nothing."""
    own = tmp_path / "user.slice" / "app.slice" / "terminal.scope"
    own.mkdir(parents=True)
    for folder, controllers in ((tmp_path, "cpu"), (own.parent, "cpu memory pids"), (own, "")):
        (folder / "cgroup.subtree_control").write_text(controllers + "\n")
        (folder / "cgroup.procs").touch()
    monkeypatch.setattr(cgroups, "ROOT", tmp_path)
    assert cgroups._find_v2("memory", {"": "/user.slice/app.slice/terminal.scope"}) == own.parent
    assert cgroups._find_v2("io", {"": "/user.slice/app.slice/terminal.scope"}) is None
    assert cgroups._find_v2("memory", {"memory": "/"}) is None
    places = (2, {"memory": own.parent, "pids": own.parent})
    monkeypatch.setattr(cgroups, "_places", lambda: places)
    group = cgroups.make(memory=1000, processes=7)
    (folder,) = group._folders
    assert folder.parent == own.parent
    written = {path.name: path.read_text() for path in folder.iterdir()}
    assert written == {"memory.max": "1000", "memory.swap.max": "0", "pids.max": "7"}
    (folder / "memory.events").write_text("low 0\nmax 3\noom 2\noom_kill 2\n")
    assert group.out_of_memory == 2


def test_no_group_takes_the_judge_for_a_kernel(tmp_path):
    """To the system, process 0 is the one that asks: it would share the kernel's limits."""
    (tmp_path / "cgroup.procs").write_text("")
    for pid in (0, -1):
        with pytest.raises(ProcessLookupError):
            cgroups.Group([tmp_path], 2).add(pid)
    assert (tmp_path / "cgroup.procs").read_text() == ""


def test_a_kernel_whose_process_cannot_be_seen_is_refused(server, monkeypatch):
    """It could not be limited. -1, for a process that has ended, is something else."""
    monkeypatch.setattr("nngrader.kernels.kernel._pid_of", lambda handle: 0)
    with pytest.raises(SandboxUnavailable, match="can't be seen"):
        server.kernel()


# ---------------------------------------------------------------- privileges


def test_nothing_can_be_executed_with_other_rights(kernel):
    status = run(kernel, "print(open('/proc/self/status').read())")
    lines = dict(line.split(":\t") for line in status.splitlines() if ":\t" in line)
    for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(lines[name], 16) == 0
    assert lines["NoNewPrivs"] == "1"
    assert lines["Seccomp"] == "2"
    assert set(lines["Uid"].split()) == {"65534"}
    assert set(lines["Groups"].split()) <= {"65534"}


@pytest.mark.parametrize("name", ["max_user_namespaces"])
def test_settings_of_the_kernel_cannot_be_changed(kernel, name):
    path = f"/proc/sys/user/{name}"
    source = f"print(open({path!r}).read().strip())\ntry: open({path!r}, 'w').write('1')\n"
    assert run(kernel, source + "except OSError: print('no')") == "0\nno\n"


CALLS = {
    "ptrace": "ptrace(16, 1, 0, 0)",
    "unshare": "unshare(0x10000000)",
    "mount": "mount(b'tmpfs', b'/tmp', b'tmpfs', 0, None)",
    "umount2": "umount2(b'/tmp', 0)",
    "chroot": "chroot(b'/tmp')",
    "setns": "setns(0, 0)",
    "keyctl": "syscall(250, 0, 0)" if platform.machine() == "x86_64" else "syscall(219, 0, 0)",
    "bpf": "syscall(321, 0, 0, 0)" if platform.machine() == "x86_64" else "syscall(280, 0, 0, 0)",
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
def test_system_calls_are_refused(kernel, call):
    source = f"import ctypes; c = ctypes.CDLL(None, use_errno=True)\nprint(c.{call})\n"
    assert run(kernel, source + "print(ctypes.get_errno())") == f"-1\n{errno.EPERM}\n"


@pytest.mark.parametrize("family", ["AF_NETLINK", "AF_PACKET", "AF_VSOCK", "AF_ALG"])
def test_sockets_that_no_namespace_holds_are_refused(kernel, family):
    source = f"import socket\ntry: socket.socket(socket.{family}, socket.SOCK_RAW)\n"
    assert run(kernel, source + "except OSError as e: print(e.errno)") == (
        f"{errno.EAFNOSUPPORT}\n"
    )


def filtered(machine, number, argument=0, arch=None):
    """What the filter does with a system call: a small machine for its instructions."""
    values = {0: number, 4: arch or seccomp.MACHINES[machine][1], 16: argument}
    program, place, register = seccomp.program(machine), 0, 0
    while True:
        code, jump_true, jump_false, operand = program[place]
        place += 1
        if code == 0x20:
            register = values[operand]
        elif code == 0x06:
            return {0x7FFF0000: "allow", 0x80000000: "kill"}.get(operand, operand & 0xFFFF)
        else:
            holds = {
                0x15: register == operand,
                0x35: register >= operand,
                0x45: bool(register & operand),
            }[code]
            place += jump_true if holds else jump_false


@pytest.mark.parametrize("machine", seccomp.MACHINES)
def test_the_filter_says_what_its_tables_say(machine):
    column = seccomp.MACHINES[machine][0]
    for numbers in seccomp.REFUSED.values():
        assert filtered(machine, numbers[column]) == errno.EPERM
    for numbers in seccomp.ABSENT.values():
        assert filtered(machine, numbers[column]) == errno.ENOSYS
    for socket_call in (seccomp.SOCKET, seccomp.SOCKETPAIR):
        allowed = [f for f in range(50) if filtered(machine, socket_call[column], f) == "allow"]
        assert allowed == [1, 2, 10]
        assert filtered(machine, socket_call[column], 40) == errno.EAFNOSUPPORT
    assert filtered(machine, seccomp.CLONE[column], signal.SIGCHLD) == "allow"
    assert filtered(machine, seccomp.CLONE[column], 0x3D0F00) == "allow"  # a thread
    for flag in (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000):
        assert filtered(machine, seccomp.CLONE[column], flag | signal.SIGCHLD) == errno.EPERM
    others = {n[column] for n in (*seccomp.REFUSED.values(), *seccomp.ABSENT.values())}
    others |= {seccomp.SOCKET[column], seccomp.SOCKETPAIR[column], seccomp.CLONE[column]}
    assert all(filtered(machine, n) == "allow" for n in range(460) if n not in others)
    assert filtered(machine, 0, arch=0x40000003) == "kill"  # 32-bit calls
    assert filtered(machine, 0x40000000) == "kill"


# ---------------------------------------------------------------- other machines


def test_a_machine_without_bubblewrap_says_what_to_install(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    if sys.platform == "linux":
        with pytest.raises(SandboxUnavailable, match=r"Install it .* apt install bubblewrap"):
            ForkServer().start()


def test_a_system_that_is_too_old_or_another_one(monkeypatch):
    monkeypatch.setattr(platform, "release", lambda: "4.18.0-553.el8")
    if sys.platform == "linux":
        assert sandbox.why_not() == "the sandbox needs Linux 5.14 or newer"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert sandbox.why_not() == "the sandbox needs Linux"


def test_a_bubblewrap_that_is_refused_is_no_sandbox(monkeypatch):
    need("user namespaces")
    command = sandbox.command
    monkeypatch.setattr(
        sandbox, "command", lambda *a: [*command(*a)[:1], "--ro-bind", "/none", "/none", "true"]
    )
    with pytest.raises(SandboxUnavailable, match=r"bwrap: .*User namespaces must be allowed"):
        ForkServer().start()


def test_packages_that_only_root_may_read_are_named(tmp_path):
    need("user namespaces")
    if os.getuid() != 0:
        pytest.skip("only root gives up its rights")
    tmp_path.chmod(0o700)
    with pytest.raises(SandboxUnavailable, match=rf"chmod -R go\+rX {tmp_path}"):
        ForkServer(DATA, data=tmp_path).start()


def test_namespaces_that_are_refused_are_no_sandbox(monkeypatch):
    need("user namespaces")
    boot = "import sys; sys.path.insert(0, '{root}/lib'); sys.path.append('{root}/site-packages'); "
    boot += "from nninside import cage; cage._ALL_NEW = 0x7FFFFFFF; "
    boot += "from nninside.forker import main; main()"
    monkeypatch.setattr("nngrader.kernels.fork_server.BOOT", boot)
    with ForkServer() as server, pytest.raises(SandboxUnavailable, match="unshare: "):
        server.kernel()


def test_the_sandbox_holds_for_a_user_without_rights(tmp_path):
    need("user namespaces")
    if os.getuid() != 0:
        pytest.skip("the other tests have been run by such a user")
    judge = textwrap.dedent(
        """
        import os
        from nngrader.kernels import doctor
        from nngrader.kernels.fork_server import ForkServer
        assert os.getuid() == 12345
        with ForkServer() as server:
            print(doctor.report(doctor.probe_isolation(server)))
        """
    )
    # Python may lie in root's home, which nobody else may enter: there, show nothing but it.
    prefix, home, aside = Path(sys.base_prefix), Path("/root"), tmp_path / "prefix"
    show = ["set -e", "export HOME=/tmp PYTHONDONTWRITEBYTECODE=1", "cd /"]
    if prefix.is_relative_to(home):
        aside.mkdir()
        show += [f"mount --bind {prefix} {aside}", f"mount -t tmpfs -o mode=755 tmpfs {home}"]
        show += [f"mkdir -p {prefix}", f"mount --bind {aside} {prefix}"]
    show.append('exec setpriv --reuid 12345 --regid 12345 --clear-groups "$@"')
    command = ["unshare", "--mount", "--propagation", "private"]
    command += ["bash", "-c", "\n".join(show), "bash"]
    result = subprocess.run(
        [*command, sys.executable, "-c", judge], capture_output=True, text=True, timeout=60
    )
    assert result.returncode == 0, result.stderr
    assert "FAIL" not in result.stdout
    assert result.stdout.count("ok ") == 12
