"""Using up what there is: time, processes, memory, disk, output, the grader's patience."""

from dataclasses import replace

from attack import SHORT, Attack

FOR_EVER = """
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
"""
OUT = ("left out",)


def _cell(name: str, text: str, **more: object) -> Attack:
    """It costs that cell; the other answers have their points."""
    return Attack(name, cells=(f"print('tried', flush=True)\n{text}",), **{"solved": True} | more)


def _answer(name: str, text: str, **more: object) -> Attack:
    """It costs that answer; the other one has its points."""
    more = {"solved": True, "shows": ()} | more
    return Attack(name, {"weighted_sum": f"def weighted_sum(x, w, b):{text}"}, **more)


ATTACKS = [
    _cell("for ever, in a cell", f"if True:{FOR_EVER}", events=OUT, seconds=15),
    _cell(
        "for ever, in a thread that nobody waits for",
        """
import threading
def go_on():
    while True:
        pass
for _ in range(4):
    threading.Thread(target=go_on).start()
""",
    ),
    _cell("waits for ever", "import time\ntime.sleep(1000)"),
    _cell(
        "waits, and ignores signals",
        """
import signal, time
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
time.sleep(1000)
""",
        events=OUT,
    ),
    _answer("for ever, in an answer", FOR_EVER),
    _answer("for ever in C, in an answer", "\n    return sum(range(10**12))"),
    _answer("stops itself", "\n    import os, signal\n    os.kill(os.getpid(), signal.SIGSTOP)"),
    _cell("stops itself, in a cell", "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)"),
    _cell("ends the kernel", "import os\nos._exit(0)", events=OUT),
    _cell(
        "ends the kernel again and again",
        "import os\nos._exit(0)",
        last=("import os\nos._exit(1)",) * 5,
        events=OUT,
    ),
    _cell("crashes the kernel", "import ctypes\nctypes.string_at(0)", events=OUT),
    _cell(
        "too deep for C",
        """
import sys
sys.setrecursionlimit(10**9)
class Deep:
    __repr__ = lambda self: repr(self)
repr(Deep())
""",
        events=OUT,
    ),
    _cell(
        "signals to all",
        """
import os, signal
for pid in (1, -1, 0, os.getppid()):
    try:
        os.kill(pid, signal.SIGKILL)
    except OSError:
        pass
""",
        shows=(),
    ),
    _answer("ends the process, in an answer", "\n    import os\n    os._exit(0)"),
    _answer(
        "kills its parent, in an answer",
        "\n    import os, signal\n    os.kill(os.getppid(), signal.SIGKILL)\n    return 0",
    ),
    _cell("closes the grader's channel", "import os\nos.closerange(3, 400)", seconds=15),
    _cell(
        "fork bomb",
        """
import os
while True:
    try:
        os.fork()
    except OSError:
        pass
""",
        events=OUT,
        seconds=20,
    ),
    _answer(
        "fork bomb in an answer",
        """
    import os
    while True:
        try:
            os.fork()
        except OSError:
            pass
""",
        seconds=20,
    ),
    _cell(
        "thread bomb",
        """
import threading, time
try:
    while True:
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
except RuntimeError as error:
    print(error)
""",
        # A process that has no room for another one can't answer: that is its own doing.
        shows=("can't start new thread",),
        points={"weighted_sum": 0, "count_parameters": 0},
    ),
    _cell("memory bomb", "kept = []\nwhile True:\n    kept.append(bytearray(50_000_000))"),
    _cell(
        "shared memory bomb",
        """
import mmap
kept = []
while True:
    kept.append(mmap.mmap(-1, 50_000_000))
    for place in range(0, 50_000_000, 4096):
        kept[-1][place] = 1
""",
        events=OUT,
        shows=(),
        seconds=15,
    ),
    _answer(
        "memory bomb in an answer",
        """
    import os
    kept = []
    while True:
        try:
            kept.append(bytearray(50_000_000))
        except MemoryError:
            return kept
""",
    ),
    _answer(
        "an answer of many gigabytes", "\n    return np.broadcast_to(np.zeros(1), (10**6, 10**4))"
    ),
    _cell(
        "disk bomb",
        """
written = 0
try:
    for i in range(100):
        for folder in (".", "/tmp", "/dev/shm"):
            with open(f"{folder}/{i}", "wb") as file:
                written += file.write(bytes(10_000_000))
except OSError as error:
    print("refused", error, written <= 20_000_000)
""",
        shows=("refused", "True"),
    ),
    _cell(
        "many files",
        """
import os
try:
    for i in range(10**6):
        open(f"/tmp/{i}", "w").close()
except OSError as error:
    print("refused", error)
""",
        shows=("refused",),
        limits=replace(SHORT, cell=5.0),
    ),
    _cell(
        "200 MB of output",
        "for _ in range(200):\n    print('x' * 1_000_000)",
        events=("cut",),
        limits=replace(SHORT, cell=5.0),
    ),
    _cell(
        "200 MB of output past Python",
        """
import os
for _ in range(200):
    for place in range(10):
        os.write(1 + place % 2, b"x" * 100_000)
""",
        events=("cut",),
        limits=replace(SHORT, cell=5.0),
    ),
    _cell(
        "a million small outputs",
        """
from IPython.display import display
while True:
    display({"text/plain": "x"}, raw=True)
""",
        shows=(),
        events=("cut",),
    ),
    _cell("many errors", "while True:\n    get_ipython().showsyntaxerror('x' * 5000)", shows=()),
    _cell(
        "errors past the limit, written to the channel",
        """
import json, os, struct
header = json.dumps({"is": "error", "ename": "E", "evalue": "y" * 9000,
                     "traceback": ["x" * 60000], "blobs": []}).encode()
while True:
    os.write(3, struct.pack("!I", len(header)) + header)
""",
        shows=(),
        seconds=15,
    ),
    _cell(
        "one display updated in many places",
        """
from IPython.display import display
for _ in range(500):
    display({"text/html": "x"}, raw=True, display_id="a")
while True:
    display({"text/html": "<b>" * 20000}, raw=True, display_id="a", update=True)
""",
        shows=(),
    ),
    _cell(
        "displays that are cleared",
        """
from IPython.display import clear_output, display
for i in range(10**6):
    display({"text/plain": "x" * 100_000}, raw=True, display_id=str(i))
    clear_output()
""",
        shows=(),
    ),
    _cell(
        "JSON nested without end",
        """
from IPython.display import display
value = []
for _ in range(900):
    value = [value]
display({"application/json": value, "text/plain": "deep"}, raw=True)
""",
        shows=(),
    ),
    *(
        _cell(
            f"HTML that takes long to read: {part}",
            f"""
from IPython.display import HTML, display
display(HTML({part!r} * {90_000 // len(part)}))
""",
        )
        for part in (
            "<div>",
            "<ul><li>",
            "<b id=1><p>",
            "<!--",
            "<![CDATA[",
            "<a\n",
            '<a b="',
            "<a b ",
            "</x",
            "&#",
            "<script>",
        )
    ),
    _cell(
        "more HTML than there may be",
        """
from IPython.display import HTML, display
display(HTML("<b>" * 50_000))
""",
        shows=("was left out",),
    ),
    _answer("an array of twenty-six axes", "\n    return np.zeros((2,) * 26, dtype=bool)"),
    _answer("a list of a hundred thousand arrays", "\n    return [np.zeros(1)] * 100_000"),
    _answer("a text of a million characters", "\n    return 'x' * 1_000_000"),
    _answer("a number of five thousand digits, returned", "\n    return 10 ** 5000"),
    _answer("a number that no float can hold", "\n    return 10 ** 400"),
    _answer("prints without end", "\n    while True:\n        print('x' * 10000)"),
    _answer(
        "warns without end",
        """
    import warnings
    for i in range(100_000):
        warnings.warn(f"{i}" * 1000)
    return 0
""",
    ),
    _answer(
        "raises without end",
        """
    try:
        raise ValueError("x" * 10**7)
    except ValueError as error:
        raise type("E" * 10**6, (ValueError,), {})("y" * 10**7) from error
""",
    ),
]
