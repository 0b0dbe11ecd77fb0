"""Reading what is outside: solutions, gradebook, others' work, environment, memory."""

from attack import Attack

LOOK = """
import os
def look(*places):
    for place in places:
        for folder, _, names in os.walk(place) if os.path.isdir(place) else [("", "", [place])]:
            for name in names:
                try:
                    with open(os.path.join(folder, name), errors="replace") as file:
                        print(name, file.read(2000000))
                except OSError as error:
                    print(name, error.strerror)
    print("tried")
"""
REFUSED = "is not available while grading"
SOLVED = ("error = y - y_hat", "BEGIN SOLUTION", "GOT")


def _cell(name: str, text: str, **more: object) -> Attack:
    return Attack(name, cells=(f"{text}\nprint('tried')",), **more)


def _files(name: str, *places: str, **more: object) -> Attack:
    return _cell(name, f"{LOOK}\nlook({', '.join(map(repr, places))})", **more)


def _import(name: str) -> Attack:
    text = f"""
try:
    import {name}
    print("GOT", {name}.__file__)
except ImportError as error:
    print(error)
"""
    return _cell(f"imports {name}", text, shows=("tried", REFUSED), never=("GOT",))


ATTACKS = [
    _files(
        "solutions",
        "@PROJECT@/solutions",
        "@PROJECT@/lib/nnbasics/neurons.py",
        never=SOLVED,
        in_the_open=True,
    ),
    _files("gradebook", "@OUTSIDE@/gradebook.db", in_the_open=True),
    _files("another submission", "@OUTSIDE@/submitted/bob", in_the_open=True),
    _files(
        "the exercises",
        "@PROJECT@/grading/nnexercises/m01_weights_and_bias",
        in_the_open=True,
        never=("bias-omitted",),
    ),
    _files(
        "links to outside",
        "/proc/self/root@OUTSIDE@/gradebook.db",
        "/proc/1/root@OUTSIDE@/gradebook.db",
        "/proc/self/cwd/../../../../..@OUTSIDE@/gradebook.db",
    ),
    _cell(
        "a link of its own",
        """
import os
os.symlink("@OUTSIDE@/gradebook.db", "link")
try:
    print(open("link").read())
except OSError as error:
    print(error)
""",
        in_the_open=True,
    ),
    _cell(
        "home, mail, keys, logs",
        f"""{LOOK}
print("GOT" if os.path.exists("/root/.bashrc") or os.path.exists("/etc/shadow") else "nothing")
look("/root/.ssh", "/root/.bashrc", "/home", "/var/log", "/etc/shadow", "/etc/hostname")
""",
        never=("GOT",),
        in_the_open=True,
    ),
    _cell(
        "the grader's environment",
        """
import os
for pid in ("self", "1", "@JUDGE@", "@SERVER@", str(os.getppid())):
    try:
        text = open(f"/proc/{pid}/environ").read()
        print("GOT" if pid in ("@JUDGE@", "@SERVER@") else "own", text)
    except OSError as error:
        print(error.strerror)
print(dict(os.environ))
""",
        never=("GOT",),
        in_the_open=True,
    ),
    _cell(
        "the grader's memory",
        """
import os
needle = ("token" + "-").encode()
for pid in ("@JUDGE@", "@SERVER@", os.getppid()):
    try:
        with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
            for line in maps:
                begin, end = (int(part, 16) for part in line.split()[0].split("-"))
                if "rw" in line and end - begin < 2**28:
                    memory.seek(begin)
                    for part in memory.read(end - begin).split(needle)[1:]:
                        print(needle + part[:24])
    except (OSError, ValueError, OverflowError) as error:
        print(error)
""",
    ),
    _cell(
        "names, variables and processes of the machine",
        """
import os
found = [name for name in os.listdir("/proc") if name.isdigit()]
for pid in found:
    try:
        print(open(f"/proc/{pid}/cmdline").read())
    except OSError:
        pass
print("GOT others" if len(found) > 3 else "alone")
print(sorted(key for key in os.environ if key.startswith("NNBASICS")))
""",
        never=("GOT", "pytest", "NNBASICS_"),
        in_the_open=True,
    ),
    *map(
        _import,
        (
            "nnbasics.neurons",
            "nngrader.checking.scoring",
            "nngrader.declare.registry",
            "nnexercises.m01_weights_and_bias",
            "torch",
            "sklearn",
            "nbgrader",
            "nbformat",
            "pytest",
        ),
    ),
    _cell(
        "the answers in what the kernel has imported",
        """
import gc, sys
for name, module in list(sys.modules.items()):
    outside = ("nnbasics.", "nngrader.", "nnexercises.m", "nbgrader", "sqlalchemy")
    if name.startswith(outside):
        print("GOT", name)
for thing in gc.get_objects():
    if callable(thing) and getattr(thing, "__module__", None) in ("nnbasics.neurons",):
        print("GOT", thing)
print([n for n in dir(sys.modules["nngrader"]) if not n.startswith("__")])
""",
        never=("GOT",),
    ),
    _cell(
        "the seed",
        """
import gc, sys
for name, module in list(sys.modules.items()):
    if name.startswith("nninside") and hasattr(module, "seed"):
        print("GOT", name)
print("GOT" if any("seed" in text for text in sys.argv + sys.orig_argv) else "")
""",
        never=("GOT",),
    ),
    Attack(
        "seeds NumPy to know the inputs",
        {
            "weighted_sum": """
import hashlib
def weighted_sum(x, w, b):
    for seed in range(50):
        rng = np.random.default_rng([seed, 0])
        if np.allclose(rng.normal(size=3), x[:3]):
            return 1.0
    return 0.0
"""
        },
        shows=(),
    ),
    Attack(
        "hidden tests before they run",
        {"double": "def double(x):\n    return 2 * int(x)"},
        cells=(
            f"""{LOOK}
import gc
look("/home", "/tmp", "/nn/lib")
needle = "double(20" + ".5)"
texts = [thing for thing in gc.get_objects() if isinstance(thing, str)]
for thing in gc.get_objects():
    if isinstance(thing, dict):
        texts += [value for value in thing.values() if isinstance(value, str)]
print("GOT" if any(needle in text for text in texts if text is not needle
                   and len(text) < 500) else "none")
""",
        ),
        assignment="own_tests",
        never=("GOT",),
    ),
]
