"""Kernels: what cells and calls give, and what happens to those that misbehave.

The walls around a kernel are in test_sandbox.py.
"""

import json
import os
import re
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from needs import need

from nngrader.checking.verdict import MIME_TYPE
from nngrader.declare import Allowed
from nngrader.declare.registry import allowed_for
from nngrader.inside import wire
from nngrader.inside.kernel import Link
from nngrader.inside.observe import Call
from nngrader.kernels import cgroups
from nngrader.kernels.fork_server import ForkServer, ServerDied
from nngrader.kernels.kernel import Kernel
from nngrader.limits import MB, Limits


@pytest.fixture(scope="module")
def server():
    need("user namespaces")
    with ForkServer(allowed_for("01_weights_and_bias")) as server:
        yield server


@pytest.fixture
def kernel(server):
    with server.kernel() as kernel:
        yield kernel


def text_of(result):
    """All that a cell has printed."""
    return "".join(output.get("text", "") for output in result.outputs)


def value_of(result):
    """The text of a cell's result."""
    return result.outputs[-1]["data"]["text/plain"]


def error_of(result):
    """The name of the error that a cell raised."""
    return next(o["ename"] for o in result.outputs if o["output_type"] == "error")


def ask(kernel, name, *args, **options):
    """One outcome for each of the arguments, all in one group."""
    calls = [Call((arg,)) for arg in args]
    return kernel.ask([name], [calls], **options)[0]


def kinds(outcomes):
    return [outcome.error.kind if outcome.error else "value" for outcome in outcomes]


# ---------------------------------------------------------------- cells, as in Jupyter

CELLS = [
    "1 + 1",
    "print('a'); print('b')",
    "import sys\nprint('x', file=sys.stderr); print('y')",
    "x = [1, 2]\nx",
    "x;",
    "def f():\n    return 1 / 0\nf()",
    "raise ValueError('no')",
    "assert 1 == 2, 'not equal'",
    "from IPython.display import HTML, JSON, Markdown, clear_output, display\n"
    "display(HTML('<b>hi</b>'))\nHTML('<i>x</i>')",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.title('t');",
    "%matplotlib inline\nplt.plot([1, 2]); plt.show(); plt.plot([2, 1])",
    "fig, ax = plt.subplots(); fig",
    "%config InlineBackend.figure_format = 'retina'\nplt.plot([1]);",
    "import asyncio\nawait asyncio.sleep(0)\n'awaited'",
    "_",
    "Out[1]",
    "len?",
    "print(1); clear_output(); print(2)",
    "handle = display('a', display_id=True)\nhandle.update('b')",
    "handle.update('c')",
    "Markdown('# x')",
    "JSON({'a': [1]})",
    "print('no newline', end='')",
    "class A:\n    def __repr__(self):\n        raise KeyError('r')\nA()",
    "%%capture out\nprint(3)",
    "out.stdout",
    "%who",
    "%%html\n<b>x</b>",
    "%nosuchmagic",
    "print('é ∑')",
]


def comparable(outputs):
    """Outputs without colors, addresses and the pieces in which a stream arrives."""
    merged = []
    for output in json.loads(json.dumps(outputs)):
        last = merged[-1] if merged else {}
        if output["output_type"] == "stream" and last.get("name") == output["name"]:
            last["text"] += output["text"]
        else:
            merged.append(output)
    text = re.sub(r"\\u001b\[[0-9;]*m", "", json.dumps(merged, sort_keys=True))
    return json.loads(re.sub(r"0x[0-9a-f]+", "0x", text))


def test_cells_give_what_they_give_in_jupyter(kernel):
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, timeout=60, allow_errors=True, kernel_name="python3").execute()
    results = [kernel.run(source) for source in CELLS]
    for cell, result in zip(notebook.cells, results, strict=True):
        assert comparable(result.outputs) == comparable(cell.outputs), cell.source
        assert result.execution_count == cell.execution_count
        failed = any(output["output_type"] == "error" for output in cell.outputs)
        assert result.status == ("error" if failed or "nosuch" in cell.source else "ok")
        for output in result.outputs:
            nbformat.validate(nbformat.from_dict(output), ref="output", version=4, version_minor=5)


def test_what_is_written_past_python_is_kept(kernel):
    source = "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'print(7)']);"
    assert text_of(kernel.run(source)) == "7\n"
    result = kernel.run("import os\nos.write(2, b'straight');")
    assert result.outputs == [{"output_type": "stream", "name": "stderr", "text": "straight"}]


def test_figures_are_pictures(kernel):
    result = kernel.run("import matplotlib.pyplot as plt\nplt.plot([1, 2]);")
    assert result.outputs[0]["data"]["image/png"].startswith("iVBOR")


@pytest.mark.parametrize("backend", ["widget", "notebook", "qt"])
def test_figures_are_shown_inline_whatever_was_asked_for(kernel, backend):
    source = f"%matplotlib {backend}\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);"
    assert "image/png" in kernel.run(source).outputs[-1]["data"]


@pytest.mark.parametrize("source", ["!ls", "files = !ls\nfiles", "%pip install x", "%%bash\nls"])
def test_a_command_line_is_not_there_and_no_error(kernel, source):
    result = kernel.run(source + "\n")
    assert result.status == "ok"
    assert re.search("no command line|Couldn't find", text_of(result))


@pytest.mark.parametrize("source", ["input('name')", "import getpass; getpass.getpass()"])
def test_nobody_answers_questions(kernel, source):
    assert error_of(kernel.run(source)) == "StdinNotImplementedError"


def test_exit_in_a_cell_ends_nothing(kernel):
    assert kernel.run("exit()").status == "ok"
    assert value_of(kernel.run("'still here'")) == "'still here'"


def test_an_empty_cell_gives_nothing(kernel):
    result = kernel.run(" \n")
    assert (result.status, result.outputs, result.execution_count) == ("ok", [], None)


def test_check_in_the_notebook_is_inert(kernel):
    result = kernel.run("from nngrader import check\nverdict = check('step', None)\nverdict")
    assert value_of(result) == "graded later"
    assert value_of(kernel.run("verdict.passed, verdict.score")) == "(False, 0.0)"


def test_imports_that_are_not_allowed_say_so(kernel):
    for name in ("torch", "sklearn", "nnbasics.neurons", "nnbasics.data", "nbgrader"):
        result = kernel.run(f"import {name}")
        assert error_of(result) == "ModuleNotFoundError"
        assert result.outputs[-1]["evalue"] == f"{name} is not available while grading"
    # Libraries ask so whether a package is there.
    assert value_of(kernel.run("import importlib.util as u; repr(u.find_spec('torch'))")) == (
        "'None'"
    )


def test_warnings_name_the_cell(kernel):
    assert "cell_1.py:1: UserWarning" in text_of(kernel.run("import warnings; warnings.warn('w')"))


def test_kernels_are_seeded_anew(server):
    source = "import random, numpy\nrandom.random(), float(numpy.random.rand())"
    values = []
    for _ in range(2):
        with server.kernel() as kernel:
            values.append(eval(value_of(kernel.run(source))))
    assert all(one != other for one, other in zip(*values, strict=True))


def test_libraries_use_one_thread(kernel):
    result = kernel.run(
        "import numpy as np, os\nx = np.ones((600, 600)) @ np.ones((600, 600))\n"
        "len(os.listdir('/proc/self/task'))"
    )
    assert value_of(result) == "1"


# ---------------------------------------------------------------- files


def test_files_are_in_the_working_directory(server):
    files = {"data.csv": b"1,2", "deep/er/x.bin": bytes(range(256)), "empty": b"", "ü.txt": b"u"}
    with server.kernel(files) as kernel:
        result = kernel.run(
            "import os\n"
            "sorted((os.path.join(d, f)[2:], os.path.getsize(os.path.join(d, f)))"
            " for d, _, fs in os.walk('.') for f in fs)"
        )
        assert eval(value_of(result)) == sorted((name, len(c)) for name, c in files.items())
        assert value_of(kernel.run("open('deep/er/x.bin', 'rb').read()[-1]")) == "255"


def test_large_files_come_in_parts(server):
    content = os.urandom(40 * MB)
    with server.kernel({"large": content}) as kernel:
        result = kernel.run("import zlib; zlib.crc32(open('large', 'rb').read())")
        import zlib

        assert value_of(result) == str(zlib.crc32(content))


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "", "a//b", "a\x00", "."])
def test_names_that_lead_out_are_refused(server, name):
    with pytest.raises(ValueError, match="not the name of a file"):
        server.kernel({name: b""})


def test_too_many_bytes_are_refused(server):
    with pytest.raises(ValueError, match="101 MB, 100 MB is the limit"):
        server.kernel({"a": bytes(101 * MB)})


def test_a_file_that_cannot_be_written_is_named(server):
    with server.kernel({"a": b"1", "a/b": b"2"}) as kernel:
        assert kernel.problems == ["a/b: File exists"]


def test_helper_modules_can_be_imported_but_replace_nothing(server):
    files = {name: b"WHERE = 'here'" for name in ("helper.py", "bisect.py", "numpy.py")}
    files["nngrader.py"] = b"def check(*a): return 'full marks'"
    with server.kernel(files) as kernel:
        assert value_of(kernel.run("import helper; helper.WHERE")) == "'here'"
        assert value_of(kernel.run("import bisect; hasattr(bisect, 'WHERE')")) == "False"
        assert value_of(kernel.run("import sys; sys.modules.pop('colorsys', 1); 1")) == "1"
        assert value_of(kernel.run("from nngrader import check; check('a', 1)")) == "graded later"


# ---------------------------------------------------------------- time


def test_an_endless_loop_is_interrupted_and_the_kernel_lives_on(kernel):
    kernel.run("x = 1")
    result = kernel.run("print('begin')\nwhile True: pass", limit=0.3)
    assert result.status == "timeout"
    assert result.reason == "it was stopped at its time limit"
    assert error_of(result) == "KeyboardInterrupt"
    assert text_of(result) == "begin\n"
    assert kernel.alive
    assert value_of(kernel.run("x")) == "1"


@pytest.mark.parametrize(
    "source",
    [
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass",
        "import time\ndef f():\n    while True:\n        try: time.sleep(1)\n"
        "        except BaseException: f()\nf()",
        "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\n"
        "import time; time.sleep(100)",
    ],
    ids=["ignores", "swallows", "blocks"],
)
def test_a_loop_that_goes_on_is_killed(kernel, monkeypatch, source):
    monkeypatch.setattr("nngrader.kernels.kernel.GRACE", 0.3)
    begin = time.monotonic()
    result = kernel.run(source, limit=0.2)
    assert result.status == "timeout"
    assert not kernel.alive
    assert kernel.reason == "it went on after its time limit"
    assert time.monotonic() - begin < 5
    assert kernel.run("1").status == "died"
    assert kinds(ask(kernel, "len", [])) == ["died"]


def test_a_late_interrupt_does_no_harm(kernel):
    for i in range(20):
        result = kernel.run(f"import time\ntime.sleep({i % 5 * 0.003})\nprint(1)", limit=0.006)
        assert result.status in ("ok", "timeout")
        assert kernel.alive
    assert value_of(kernel.run("'fine'")) == "'fine'"


def test_an_interrupt_that_came_while_another_thread_sent_is_over_with_its_cell():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        link = Link(theirs)
        link.listening = True
        link._sending = 1  # the thread that sends what is printed is at it
        link.interrupt(signal.SIGINT, None)
        link._sending, link.listening = 0, False
        link.send({"is": "done"})  # raising here would end the kernel
        assert ours.recv(1000)


# ---------------------------------------------------------------- ends


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import os; os._exit(3)", "it ended itself (exit code 3)"),
        ("import ctypes; ctypes.string_at(0)", "it was killed (signal SIGSEGV)"),
        ("import os; os.close(3)", "it ended itself"),
    ],
    ids=["exit", "crash", "closed channel"],
)
def test_a_cell_that_ends_its_kernel(kernel, source, reason):
    result = kernel.run("print('before')\n" + source)
    assert result.status == "died"
    assert result.reason.startswith(reason)
    assert "before\n" in text_of(result)
    assert not kernel.alive


def test_signals_to_itself_and_to_all_reach_nobody(kernel):
    source = "import os\nfor number in (9, 15, 1): os.kill(1, number)\n"
    assert kernel.run(source + "try: os.kill(-1, 9)\nexcept OSError: pass\n1").status == "ok"


def test_recursion_without_end_is_an_error(kernel):
    assert error_of(kernel.run("def f(): f()\nf()")) == "RecursionError"


def test_the_server_that_dies_is_no_fault_of_the_submission():
    need("user namespaces")
    with ForkServer() as server:
        kernel = server.kernel()
        assert value_of(kernel.run("1")) == "1"
        server._process.kill()
        with pytest.raises(ServerDied):
            kernel.run("import time; time.sleep(10)")
        with server.kernel() as another:  # it is started again
            assert value_of(another.run("2")) == "2"
        kernel.close()


def test_nothing_is_left_of_closed_kernels(server):
    def descriptors():
        return len(os.listdir("/proc/self/fd"))

    server.kernel().close()
    before = descriptors()
    kernels = [server.kernel() for _ in range(3)]
    pids = [kernel._pid for kernel in kernels]
    assert all(os.path.exists(f"/proc/{pid}") for pid in pids)
    groups = [folder for kernel in kernels if kernel.group for folder in kernel.group._folders]
    kernels[0].run(
        "import os\nif os.fork() == 0:\n    os.setsid()\n    import time\n    time.sleep(9)"
    )
    for kernel in kernels:
        kernel.close()
        kernel.close()
    deadline = time.monotonic() + 5
    while any(os.path.exists(f"/proc/{pid}") for pid in pids):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert descriptors() == before
    while any(folder.exists() for folder in groups):
        assert time.monotonic() < deadline
        server._sweep()
        time.sleep(0.01)


def test_a_start_that_fails_leaves_nothing(server, monkeypatch):
    server.kernel().close()
    before = len(os.listdir("/proc/self/fd"))

    def fail(self, files):
        raise ServerDied("test")

    monkeypatch.setattr(Kernel, "begin", fail)
    for _ in range(3):
        with pytest.raises(ServerDied):
            server.kernel()
    assert len(os.listdir("/proc/self/fd")) == before


# ---------------------------------------------------------------- outputs


def test_200_mb_of_output_are_cut(kernel):
    result = kernel.run("for _ in range(200): print('x' * 10**6)")
    assert result.cut
    assert len(json.dumps(result.outputs)) < 1.01 * MB
    assert text_of(result).endswith("1 MB a cell and 10 MB a notebook.]\n")
    assert text_of(kernel.run("print('next')")) == "next\n"


FLOODS = {
    "lines": "for _ in range(100_000): print('some text')",
    "past Python": "import os\nfor _ in range(300): os.write(1, b'z' * 100_000)",
    "both streams": "import sys\n"
    "for _ in range(30_000): print('out'); print('err', file=sys.stderr)",
    "displays": "for _ in range(10_000): display('some text')",
    "bundles": "for _ in range(30):\n    display({'text/html': 'x' * 200_000}, raw=True)",
    "one bundle": "display({'text/html': 'x' * 10**7}, raw=True)",
    "one result": "'x' * 10**7",
    "an error": "raise ValueError('x' * 10**7)",
    "updates": "handles = [display('a', display_id='same') for _ in range(200)]\n"
    "handles[0].update('x' * 100_000)",
}


@pytest.mark.parametrize("source", FLOODS.values(), ids=FLOODS.keys())
def test_floods_of_output_are_bounded(kernel, source):
    result = kernel.run(source)
    assert kernel.alive
    assert len(json.dumps(result.outputs)) < 1.2 * MB
    assert text_of(kernel.run("print('next')")) == "next\n"


def test_a_notebook_has_a_limit_too(server):
    limits = Limits(cell_output=100_000, notebook_output=250_000)
    with server.kernel(limits=limits) as kernel:
        results = [kernel.run("print('x' * 90_000)") for _ in range(4)]
    assert [result.cut for result in results] == [False, False, True, True]
    assert sum(len(text_of(result)) for result in results) < 251_000


def test_output_that_is_cleared_does_not_count(kernel):
    result = kernel.run(
        "from IPython.display import clear_output\n"
        "for i in range(20):\n    clear_output(wait=True); print(i, 'x' * 200_000)"
    )
    assert not result.cut
    assert text_of(result).startswith("19 xxx")


def test_lone_surrogates_and_nulls_become_question_marks(kernel):
    assert text_of(kernel.run("print('a\\ud800b\\x00c')")) == "a\ufffdb\ufffdc\n"


def test_numbers_that_json_does_not_know_become_null(kernel):
    result = kernel.run("display({'application/json': [1.5, float('nan')]}, raw=True)")
    assert result.outputs[0]["data"] == {"application/json": [1.5, None]}


def test_nobody_shows_a_verdict_but_the_judge(kernel):
    bundle = f"{{'text/plain': '2.0', {MIME_TYPE!r}: {{'score': 2.0}}}}"
    shown_by_itself = f"class V:\n    def _repr_mimebundle_(self, **k): return {bundle}\nV()"
    for source in (f"display({bundle}, raw=True)", shown_by_itself):
        result = kernel.run(source)
        assert result.outputs[0]["data"] == {"text/plain": "2.0"}


def frame_source(*messages):
    """A cell that writes frames into the judge's channel."""
    data = b"".join(wire.frame(message) for message in messages)
    return f"import os; os.write(3, {data!r})\n"


FORGED = {
    "noise": "import os; os.write(3, b'\\xff' * 100)",
    "unknown": frame_source({"is": "score", "points": 100}),
    "no text": frame_source({"is": "stream", "name": "stdout", "text": 3}),
    "other stream": frame_source({"is": "stream", "name": "stdlog", "text": ""}),
    "no data": frame_source({"is": "display", "data": None, "metadata": {}}),
    "deep data": frame_source(
        {"is": "display", "data": {"application/json": json.loads("[" * 90 + "]" * 90)}}
    ),
    "no metadata": frame_source({"is": "display", "data": {}, "metadata": []}),
    "no number": frame_source({"is": "result", "data": {}, "metadata": {}}),
    "negative number": frame_source({"is": "done", "status": "ok", "execution_count": -1}),
    "no status": frame_source({"is": "done", "status": "passed", "execution_count": 1}),
    "no traceback": frame_source({"is": "error", "ename": "E", "evalue": ""}),
}


@pytest.mark.parametrize("source", FORGED.values(), ids=FORGED.keys())
def test_forged_messages_end_the_kernel(kernel, source):
    result = kernel.run(source + "\nimport time; time.sleep(20)")
    assert result.status == "died"
    assert result.reason.startswith("it wrote into the grader's own channel")
    assert result.seconds < 5


def test_a_forged_end_helps_nobody(kernel):
    done = {"is": "done", "status": "ok", "execution_count": 1}
    assert kernel.run(frame_source(done, done) + "while True: pass", limit=1).status == "ok"
    # The judge goes on, the kernel does not: calls find nobody, and the kernel is ended.
    assert kinds(ask(kernel, "len", [], limit=0.2)) in (["died"], ["time"])
    assert kernel.run("1", limit=0.3).status in ("died", "timeout", "ok")


def test_many_forged_errors_and_displays_are_bounded(kernel):
    error = {"is": "error", "ename": "E", "evalue": "", "traceback": ["x" * 50_000]}
    update = {"is": "display", "data": {}, "metadata": {}, "display_id": "1", "update": True}
    source = frame_source(*[error] * 40)
    source += f"for i in range(2000):\n    m = {update!r} | {{'display_id': str(i)}}\n"
    source += "    from nninside import wire\n    os.write(3, wire.frame(m))"
    result = kernel.run(source)
    assert result.cut
    assert len(json.dumps(result.outputs)) < 0.5 * MB
    assert len(kernel._displays) <= 500


# ---------------------------------------------------------------- calls


def test_calls_give_outcomes(kernel):
    kernel.run("import numpy as np\ndef double(x):\n    print('hi')\n    return 2 * x")
    first, second = kernel.ask(
        ["double"], [[Call((1.5,))], [Call((2,)), Call((np.arange(3),))]]
    )  # fmt: skip
    assert first[0].value == 3.0
    assert first[0].output == "hi\n"
    assert second[0].value == 4
    assert second[1].value.tolist() == [0, 2, 4]


def test_each_group_is_a_fork_of_its_own(kernel):
    kernel.run("count = 0\ndef f(x):\n    global count\n    count += 1\n    return count")
    groups = kernel.ask(["f"], [[Call((0,)), Call((0,))], [Call((0,))]])
    assert [[o.value for o in outcomes] for outcomes in groups] == [[1, 2], [1]]
    assert value_of(kernel.run("count")) == "0"


def test_a_name_is_what_it_means_when_it_is_asked(kernel):
    kernel.run("def f(x): return 1")
    assert ask(kernel, "f", 0)[0].value == 1
    kernel.run("def f(x): return 2")
    assert ask(kernel, "f", 0)[0].value == 2
    kernel.run("del f")
    assert kinds(ask(kernel, "f", 0, 1)) == ["missing", "missing"]
    kernel.run("f = 3")
    assert kinds(ask(kernel, "f", 0)) == ["not callable"]


def test_changed_inputs_errors_and_warnings_are_reported(kernel):
    kernel.run(
        "import warnings\ndef f(x):\n    warnings.warn('careful')\n    x[0] = 9\n"
        "    raise ValueError('no')"
    )
    (outcome,) = kernel.ask(["f"], [[Call((np.arange(3),))]])[0]
    assert outcome.changed == (0,)
    assert outcome.warnings == ("UserWarning: careful",)
    assert outcome.error.types[0] == "ValueError"
    assert outcome.error.trace == "line 5 of f: raise ValueError('no')"
    (outcome,) = kernel.ask(["f"], [[Call((np.arange(3),), read_only=True)]])[0]
    assert "read-only" in outcome.error.message


def test_a_fork_that_ends_takes_only_its_own_calls(kernel):
    kernel.run("import os\ndef f(x):\n    if x == 2: os._exit(0)\n    return x")
    first, second = kernel.ask(["f"], [[Call((i,)) for i in (1, 2, 3)], [Call((4,))]])
    assert kinds(first) == ["value", "died", "died"]
    assert first[1].error.message == "it ended itself (exit code 0)"
    assert second[0].value == 4
    assert kernel.alive


def test_a_fork_that_crashes_says_how(kernel):
    kernel.run("import ctypes\ndef f(x): ctypes.string_at(0)")
    assert ask(kernel, "f", 0)[0].error.message == "it was killed (signal SIGSEGV)"


def test_calls_stop_at_their_time_limit(kernel):
    kernel.run("def f(x):\n    while x == 1: pass\n    return x")
    first, second = kernel.ask(["f"], [[Call((i,)) for i in (0, 1, 2)], [Call((0,))]], limit=0.3)
    assert kinds(first) == ["value", "time", "not run"]
    assert kinds(second) == ["not run"]
    assert kernel.alive


def test_a_call_that_swallows_everything_is_killed_without_the_kernel(kernel):
    kernel.run(
        "import signal\ndef f(x):\n    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\n"
        "    while True: pass"
    )
    begin = time.monotonic()
    assert kinds(ask(kernel, "f", 0, 1, limit=0.2)) == ["time", "not run"]
    assert time.monotonic() - begin < 3
    assert kernel.alive
    assert value_of(kernel.run("1")) == "1"


def test_a_kernel_that_no_longer_answers_calls_is_ended(kernel, monkeypatch):
    monkeypatch.setattr("nngrader.kernels.kernel.FORK_GRACE", 0.5)
    kernel.run("import nninside.kernel as k, time\nk._ask = lambda *a: time.sleep(100)")
    assert kinds(ask(kernel, "len", [], limit=0.2)) == ["time"]
    assert not kernel.alive


def test_values_that_are_not_plain_are_described(kernel):
    kernel.run(
        "class L(list): pass\ndef f(x): return [L(), {1: 2}, 10**30, float('nan'), (1, None), abs]"
    )
    value = ask(kernel, "f", 0)[0].value
    assert [item.type_name for item in (value[0], value[1], value[5])] == [
        "L",
        "dict",
        "builtin_function_or_method",
    ]
    assert value[2] == 10**30
    assert value[3] != value[3]
    assert value[4] == (1, None)


def test_values_that_are_too_large_cost_only_themselves(kernel):
    kernel.run(
        "import numpy as np\n"
        "def f(n): return np.ones(n) if n > 1 else [['x' * 1000] * 1000] * 10 if n else 'small'"
    )
    outcomes = ask(kernel, "f", 5 * 10**6, 5 * 10**6, 1, 0)
    assert outcomes[0].value.shape == (5 * 10**6,)
    assert [type(o.value).__name__ for o in outcomes[1:]] == ["Opaque", "Opaque", "str"]
    assert kernel.alive


def test_a_candidate_that_forks_answers_once(kernel):
    kernel.run("import os\ndef f(x):\n    os.fork()\n    return x")
    assert [o.value for o in ask(kernel, "f", 1, 2)] == [1, 2]


def test_what_a_call_leaves_running_is_ended(kernel):
    kernel.run(
        "import os, time\ndef f(x):\n    if os.fork() == 0:\n        os.setsid()\n"
        "        time.sleep(60)\n    return x"
    )
    groups = kernel.ask(["f"], [[Call((1,))], [Call((2,))]])
    assert [outcomes[0].value for outcomes in groups] == [1, 2]
    assert value_of(kernel.run("[n for n in os.listdir('/proc') if n.isdigit()]")) == "['1']"


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    for d in range(3, 50):\n        try: os.write(d, b'\\xff' * 100)\n"
        "        except OSError: pass\n    return x",
        "from nninside import wire, observe\n"
        "def f(x):\n    data = wire.outcome_frame(observe.Outcome(1)) * 50\n"
        "    for d in range(3, 50):\n        try: os.write(d, data)\n"
        "        except OSError: pass\n    return x",
    ],
    ids=["noise", "too many"],
)
def test_forged_outcomes_end_the_kernel(kernel, source):
    kernel.run("import os\n" + source)
    assert set(kinds(ask(kernel, "f", 1, 2))) <= {"value", "died"}
    assert not kernel.alive


def test_only_drivers_can_be_asked_for(kernel):
    for name in ("Callable", "__name__", "nothing"):
        with pytest.raises(ValueError, match="no driver called"):
            ask(kernel, "f", 1, driver=name)


# ---------------------------------------------------------------- several at once


def test_kernels_work_side_by_side(server):
    def one(i):
        with server.kernel({"name": str(i).encode()}) as kernel:
            kernel.run(f"def f(x): return {i} * x")
            values = [ask(kernel, "f", x)[0].value for x in range(3)]
            return open_name(kernel), values

    def open_name(kernel):
        return value_of(kernel.run("open('name').read()"))

    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(one, range(18)))
    assert results == [(repr(str(i)), [0, i, 2 * i]) for i in range(18)]


def test_the_server_outlives_the_thread_that_started_it():
    need("user namespaces")
    with ForkServer() as server:
        thread = threading.Thread(target=server.start)
        thread.start()
        thread.join()
        time.sleep(0.1)
        with server.kernel() as kernel:
            assert value_of(kernel.run("1")) == "1"


# ---------------------------------------------------------------- other servers


def test_torch_works_in_kernels_and_in_calls():
    need("user namespaces")
    with ForkServer(Allowed(("torch",))) as server, server.kernel() as kernel:
        result = kernel.run(
            "import torch, numpy as np\ntorch.set_num_threads(8)\n"
            "x = torch.ones(300, 300, requires_grad=True); (x @ x).sum().backward()\n"
            "def f(a):\n    t = torch.tensor(a, requires_grad=True)\n    (t @ t).sum().backward()\n"
            "    return t.grad.numpy()\nx.grad[0, 0]"
        )
        assert value_of(result) == "tensor(600.)"
        assert ask(kernel, "f", np.ones((300, 300)))[0].value[0, 0] == 600
        drawn = [value_of(kernel.run("torch.rand(3)"))]
        with server.kernel() as another:
            drawn.append(value_of(another.run("import torch; torch.rand(3)")))
        assert len(set(drawn)) == 2, "every kernel has randomness of its own"


def test_a_package_that_is_not_installed_is_an_error():
    with pytest.raises(ValueError, match="no-such-package is not installed here"):
        ForkServer(Allowed(("no-such-package",)), sandbox=False).start()


@pytest.fixture(scope="module")
def plain_server():
    allowed = Allowed(("nnbasics.data",), ("nnexercises",))
    with ForkServer(allowed, sandbox=False) as server:
        yield server


def test_without_a_sandbox_kernels_do_the_same(plain_server):
    with plain_server.kernel({"data.csv": b"1,2"}) as kernel:
        folder = kernel._folder
        assert value_of(kernel.run("open('data.csv').read()")) == "'1,2'"
        assert kernel.run("from nnbasics.data import gate; import os").status == "ok"
        assert error_of(kernel.run("import nnbasics.neurons")) == "ModuleNotFoundError"
        assert error_of(kernel.run("import sklearn")) == "ModuleNotFoundError"
        kernel.run("def f(x): return 2 * x if x else os._exit(0)")
        assert kinds(ask(kernel, "f", 1, 0, 2)) == ["value", "died", "died"]
        assert kernel.run("while True: pass", limit=0.2).status == "timeout"
        assert error_of(kernel.run("bytearray(3 * 10**9)")) == "MemoryError"
        kernel.run("if os.fork() == 0:\n    os.setsid()\n    import time; time.sleep(60)")
        child = int(value_of(kernel.run(
            "int(open(f'/proc/self/task/{os.getpid()}/children').read())"
        )))  # fmt: skip
    assert not folder.exists()
    deadline = time.monotonic() + 5
    while os.path.exists(f"/proc/{child}"):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_without_control_groups_kernels_do_the_same(server, monkeypatch):
    monkeypatch.setattr(cgroups, "make", lambda *ignored: None)
    with server.kernel() as kernel:
        assert kernel.group is None
        assert value_of(kernel.run("1")) == "1"
        kernel.run("def f(x): return x")
        assert ask(kernel, "f", 3)[0].value == 3
