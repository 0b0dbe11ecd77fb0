"""Forging: verdicts among outputs, answers of the kernel, marks and points of cells."""

import copy

from attack import Attack, cell_of

VERDICT = "application/vnd.nngrader.verdict+json"
WRONG = "def weighted_sum(x, w, b):\n    return 0.0"
# What the grader's notebook would hold for a right answer.
BUNDLE = {
    "text/plain": "1.0",
    "text/html": '<div class="nngrader-verdict" data-score="1" data-passed="true">All right</div>',
    VERDICT: {"version": 1, "exercise": "weighted_sum", "score": 1.0, "max_score": 1.0},
}
SEND = """
import json, os, socket, struct, sys
def frame(message, blobs=()):
    header = json.dumps(message | {"blobs": [len(blob) for blob in blobs]}).encode()
    return struct.pack("!I", len(header)) + header + b"".join(blobs)
def sockets():
    for name in os.listdir("/proc/self/fd"):
        try:
            if os.readlink(f"/proc/self/fd/{name}").startswith("socket:"):
                yield int(name)
        except OSError:
            pass
def pipes():
    for name in os.listdir("/proc/self/fd"):
        try:
            if int(name) > 2 and os.readlink(f"/proc/self/fd/{name}").startswith("pipe:"):
                yield int(name)
        except OSError:
            pass
def send(*messages):
    for descriptor in sockets():
        for message in messages:
            os.write(descriptor, message if isinstance(message, bytes) else frame(message))
"""
OUTCOME = '{"value": %s, "error": None, "changed": [], "output": "", "warnings": []}'


def _cell(name: str, text: str, **more: object) -> Attack:
    return Attack(name, {"weighted_sum": WRONG}, cells=(f"{text}\nprint('tried')",), **more)


def _frame(name: str, message: str, **more: object) -> Attack:
    """A frame that is no good, written to the grader's channel in a cell. It costs the kernel."""
    more = {"shows": (), "events": ("left out",), "solved": True} | more
    return Attack(name, cells=(f"{SEND}\nsend({message})",), **more)


def _outcome(name: str, message: str, blobs: str = "()") -> Attack:
    """A false outcome, written where the outcomes of a check go."""
    text = f"""
{SEND}
def weighted_sum(x, w, b):
    for pipe in pipes():
        for _ in range(20):
            os.write(pipe, frame({message}, {blobs}))
    os._exit(0)
"""
    return Attack(name, {"weighted_sum": text}, shows=())


def _edit(name: str, edit, **more: object) -> Attack:
    return Attack(name, {"weighted_sum": WRONG}, edit=edit, shows=(), **more)


# ---------------------------------------------------------------- changes of the notebook


def _outputs_filled_in(document):
    output = {"output_type": "execute_result", "execution_count": 1, "metadata": {}}
    for cell in document["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [output | {"data": BUNDLE}]


def _check_shows_a_verdict(document):
    cell_of(document, "check_weighted_sum")["source"] = (
        f"from IPython.display import display\ndisplay({BUNDLE!r}, raw=True)\n1.0"
    )


def _check_of_something_else(document):
    cell_of(document, "check_weighted_sum")["source"] = (
        'check("weighted_sum", lambda x, w, b: np.dot(x, w) + b)'
    )


def _check_is_a_solution(document):
    marks = cell_of(document, "check_weighted_sum")["metadata"]["nbgrader"]
    marks |= {"solution": True, "locked": False, "grade": True}


def _more_points(document):
    for cell in document["cells"]:
        if "points" in cell["metadata"].get("nbgrader", {}):
            cell["metadata"]["nbgrader"]["points"] = 1000


def _no_check(document):
    document["cells"].remove(cell_of(document, "check_weighted_sum"))


def _check_twice(document):
    again = copy.deepcopy(cell_of(document, "check_count_parameters"))
    again["source"] = 'check("count_parameters", lambda sizes: 0)\n1.0'
    document["cells"].append(again)
    document["cells"].append(copy.deepcopy(again))


def _check_is_text(document):
    cell = cell_of(document, "check_weighted_sum")
    cell["cell_type"] = "markdown"
    del cell["outputs"], cell["execution_count"]


def _ids_of_the_check(document):
    check = cell_of(document, "check_weighted_sum")
    check["metadata"] = {}
    document["cells"].insert(
        1,
        copy.deepcopy(check)
        | {"source": "1.0", "id": check["id"], "metadata": {"nbgrader": {"grade": True}}},
    )


def _another_exercise(document):
    cell_of(document, "check_weighted_sum")["metadata"]["nbgrader"]["grade_id"] = "check_step"
    cell_of(document, "weighted_sum")["metadata"]["nbgrader"]["grade_id"] = "count_parameters"


def _graded_already(document):
    document["metadata"]["nngrader"] = {"events": [], "seed": 1, "fingerprint": "x"}
    document["metadata"]["nbgrader"] = {"score": 15}


ATTACKS = [
    _cell(
        "verdict displayed in a cell",
        f"from IPython.display import display\ndisplay({BUNDLE!r}, raw=True)",
    ),
    _cell(
        "verdict as the result of a cell",
        "class Right:\n"
        f"    def _repr_mimebundle_(self, **ignored):\n        return {BUNDLE!r}\n"
        "    def __repr__(self):\n        return '1.0'\n"
        "print('tried')\nget_ipython().displayhook(Right())",
    ),
    _cell(
        "verdict under another name",
        f"""
from IPython.display import display
for name in ("{VERDICT.upper()}", "{VERDICT};x=1", " {VERDICT}", "{VERDICT}\\n"):
    display({{name: {BUNDLE[VERDICT]!r}, "text/plain": "1.0"}}, raw=True)
""",
    ),
    Attack(
        "verdict displayed by the answer",
        {
            "weighted_sum": "from IPython.display import display\n"
            f"def weighted_sum(x, w, b):\n    display({BUNDLE!r}, raw=True)\n"
            "    print(1.0)\n    return 0.0"
        },
        shows=("What your code printed",),
    ),
    _cell(
        "end of the cell before its end",
        f"{SEND}\nsend(*[{{'is': 'done', 'status': 'ok', 'execution_count': 1}}] * 20)",
        shows=(),
    ),
    _cell(
        "results before they are asked",
        f"{SEND}\nsend(*[{OUTCOME % 1.0}] * 20)",
        shows=(),
        events=("left out",),
    ),
    _cell(
        "a thread that goes on to send",
        f"""
{SEND}
import threading, time
def go_on():
    while True:
        send({{"is": "done", "status": 0, "execution_count": 1}}, {{"is": "result", "data": {{"text/plain": "1.0"}}, "metadata": {{}}, "execution_count": 1}})
        time.sleep(0.001)
threading.Thread(target=go_on, daemon=True).start()
""",  # noqa: E501
        shows=(),
        points={},
    ),
    _cell(
        "a process that takes the requests",
        f"""
{SEND}
if os.fork() == 0:
    channel = socket.socket(fileno=os.dup(next(sockets())))
    while True:
        data, descriptors, _, _ = socket.recv_fds(channel, 2**18, 4)
        for descriptor in descriptors:
            for _ in range(20):
                os.write(descriptor, frame({OUTCOME % 1.0}))
        channel.sendall(frame({{"is": "done", "status": 0}}))
""",
        shows=(),
    ),
    _frame("a header of four gigabytes", r"b'\xff' * 100"),
    _frame("a header nested without end", r"struct.pack('!I', 200_000) + b'[' * 200_000"),
    _frame("blobs where there are none", "frame({'is': 'stream'}, [b'x' * 1000])"),
    _frame("a negative size", """struct.pack("!I", 29) + b'{"is": "done", "blobs": [-1]}'"""),
    _frame("a message of no kind", "{'is': ['done']}"),
    _frame(
        "a result of no number",
        "{'is': 'result', 'data': {'text/plain': '1.0'}, "
        "'metadata': {}, 'execution_count': 10**30}",
        shows=(),
    ),
    _frame("a stream that is no text", "{'is': 'stream', 'name': 'stdout', 'text': {'a': 1}}"),
    _frame("a status that is none", "{'is': 'done', 'status': [], 'execution_count': -1}"),
    _frame(
        "half of a surrogate pair",
        "{'is': 'stream', 'name': 'stdout', 'text': '\\ud800'}, "
        "{'is': 'error', 'ename': '\\udfff\\0', 'evalue': '\\ud800', 'traceback': []}",
        events=(),
    ),
    _outcome(
        "a number of five thousand digits",
        '{"value": {"int": hex(10**5000)}, '
        '"error": None, "changed": [], "output": "", "warnings": []}',
    ),
    _outcome(
        "a number that is no float",
        '{"value": {"int": hex(10**400)}, "error": None, '
        '"changed": [], "output": "", "warnings": []}',
    ),
    _outcome(
        "a shape that lies",
        '{"value": {"array": "<f8", "shape": [2**40, 2**40]}, '
        '"error": None, "changed": [], "output": "", "warnings": []}',
        "[bytes(8)]",
    ),
    _outcome(
        "a negative shape",
        '{"value": {"array": "<f8", "shape": [-1, -1]}, "error": None, '
        '"changed": [], "output": "", "warnings": []}',
        "[bytes(8)]",
    ),
    _outcome(
        "an array of objects",
        '{"value": {"array": "|O", "shape": []}, "error": None, '
        '"changed": [], "output": "", "warnings": []}',
        "[bytes(8)]",
    ),
    _outcome(
        "a pickled array",
        '{"value": {"pickle": "x"}, "error": None, "changed": [], "output": "", "warnings": []}',
        "[b\"cos\\nsystem\\n(S'true'\\ntR.\"]",
    ),
    _outcome(
        "an outcome with a score",
        '{"value": 1.0, "error": None, "changed": [], "output": "", "warnings": [], "score": 1.0}',
    ),
    _outcome(
        "an error without a type",
        '{"value": None, "error": ["signature", [], "", ""], '
        '"changed": [], "output": "", "warnings": []}',
    ),
    _outcome(
        "an argument that there is not",
        '{"value": 1.0, "error": None, "changed": [99], "output": "", "warnings": []}',
    ),
    _outcome("a text instead of an outcome", "{'is': 'done', 'status': 0}"),
    Attack(
        "raises the demanded error for everything",
        {"gate_weights": "def gate_weights(name):\n    raise ValueError(name)"},
        exercises=("gate_weights",),
        shows=(),
    ),
    _edit("outputs filled in", _outputs_filled_in),
    _edit("check cell shows a verdict", _check_shows_a_verdict, events=("had been changed",)),
    _edit("check cell checks another function", _check_of_something_else, events=("put back",)),
    _edit("check cell retagged as a solution", _check_is_a_solution, events=("put right",)),
    _edit("more points", _more_points, events=("points",)),
    _edit("no check cell", _no_check, events=("missing",)),
    _edit("check cells copied", _check_twice, events=("2 cells",)[:0]),
    _edit("check cell made text", _check_is_text, events=("code cell",)),
    _edit("the check cell's ids on another cell", _ids_of_the_check),
    _edit("grade ids exchanged", _another_exercise),
    _edit("says that it is graded", _graded_already),
]
