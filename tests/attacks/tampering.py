"""Changing what checks: IPython's hooks, NumPy, builtins, the grader's own code, lying types."""

from attack import Attack

# The answers that these attacks would have accepted.
WRONG = "def weighted_sum(x, w, b):\n    return 0.0"


def _cell(name: str, text: str, **more: object) -> Attack:
    """An attack by one cell before a wrong answer."""
    return Attack(name, {"weighted_sum": WRONG}, cells=(f"{text}\nprint('tried')",), **more)


def _answer(name: str, text: str, **more: object) -> Attack:
    """An attack by what the answer returns."""
    return Attack(name, {"weighted_sum": text}, shows=(), **more)


ATTACKS = [
    _cell(
        "input transformer",
        """
def make_right(lines):
    return ["1.0\\n"] if any("check(" in line for line in lines) else lines
get_ipython().input_transformers_cleanup.append(make_right)
get_ipython().input_transformers_post.append(make_right)
""",
    ),
    _cell(
        "AST transformer",
        """
import ast
class MakeRight(ast.NodeTransformer):
    def visit_Call(self, node):
        return ast.Constant(1.0)
get_ipython().ast_transformers.append(MakeRight())
""",
        shows=(),  # it transforms what would print
    ),
    _cell(
        "pre_run_cell and post_run_cell",
        """
def make_right(*ignored):
    get_ipython().user_ns["check"] = lambda *ignored: 1.0
    get_ipython().user_ns["weighted_sum"] = lambda *ignored: True
for event in ("pre_run_cell", "post_run_cell", "pre_execute", "post_execute"):
    get_ipython().events.register(event, make_right)
""",
    ),
    _cell(
        "patched builtins",
        """
import builtins
builtins.all = builtins.any = lambda *ignored: True
builtins.abs = builtins.sum = builtins.max = lambda *ignored, **also: 0
builtins.round = lambda *ignored: 1.0
""",
        shows=(),
    ),
    _cell(
        "patched isinstance and type",
        """
import builtins
real = builtins.isinstance
builtins.isinstance = lambda thing, kind: True
""",
        shows=(),
    ),
    _cell(
        "patched NumPy",
        """
for module in (np, np.testing):
    for name in ("isclose", "allclose", "array_equal", "assert_allclose", "array_equiv"):
        if hasattr(module, name):
            setattr(module, name, lambda *ignored, **also: np.True_)
np.dot = np.asarray = lambda *given, **also: given[0]
""",
    ),
    _cell(
        "patched operator and math",
        """
import math, operator
operator.eq = operator.le = operator.lt = lambda a, b: True
math.isclose = lambda *ignored, **also: True
math.prod = lambda *ignored: 0
""",
    ),
    _cell(
        "a check of one's own",
        """
import sys, types
fake = types.ModuleType("nngrader")
fake.check = lambda *ignored: 1.0
for name in (
    "nngrader",
    "nnbasics",
    "nnbasics.neurons",
    "nngrader.checking.scoring",
    "nngrader.values.compare",
):
    sys.modules[name] = fake
check = fake.check
from nngrader import check
""",
    ),
    _cell(
        "fake modules of the kernel",
        """
import sys, types
for name in [name for name in sys.modules if name.startswith("nninside")]:
    fake = types.ModuleType(name)
    fake.__getattr__ = lambda attribute: lambda *ignored, **also: 1.0
    sys.modules[name] = fake
""",
    ),
    _cell(
        "patched caller of answers",
        """
import sys
observe = sys.modules["nninside.observe"]
def always_right(candidates, calls, driver, limit):
    for call in calls:
        yield observe.Outcome(value=True)
observe.each_outcome = observe.run_calls = always_right
sys.modules["nninside.kernel"].observe.each_outcome = always_right
""",
    ),
    _cell(
        "patched driver",
        """
import sys
class Equal:
    __eq__ = lambda self, other: True
    __array__ = lambda self, *ignored, **also: np.zeros(())
sys.modules["nninside.drivers"].call_once = lambda *ignored: Equal()
sys.modules["nninside.observe"].to_plain = lambda value, depth=0: value
""",
    ),
    _cell(
        "patched wire",
        """
import json, sys
wire = sys.modules["nninside.wire"]
def with_score(outcome):
    return wire.frame({"value": 1.0, "error": None, "changed": [], "output": "", "warnings": [],
                       "score": 1.0, "passed": True})
wire.outcome_frame = with_score
""",
    ),
    _cell(
        "patched json",
        """
import json, sys
real = json.dumps
def with_score(value, *args, **also):
    if isinstance(value, dict) and "changed" in value:
        value = value | {"score": 1.0, "value": True}
    return real(value, *args, **also)
json.dumps = with_score
""",
    ),
    Attack(
        "hides that it changes its inputs",
        {
            "weighted_sum": "def weighted_sum(x, w, b):\n    x.setflags(write=True)\n"
            "    x *= w\n    return x.sum() + b"
        },
        cells=(
            "import sys\n"
            "sys.modules['nninside.observe'].same_plain = lambda *ignored: True\n"
            "sys.modules['nninside.observe'].freeze = lambda value: value\nprint('tried')",
        ),
        # Only the kernel sees it. A wrapper that copies the inputs first would earn the same,
        # and would be right.
        points={"weighted_sum": 1.0},
    ),
    _answer(
        "float that equals everything",
        """
class Equal(float):
    __eq__ = __le__ = __ge__ = lambda self, other: True
    __ne__ = __lt__ = __gt__ = lambda self, other: False
    __sub__ = __rsub__ = __abs__ = lambda self, *other: Equal(0)
    __hash__ = float.__hash__
def weighted_sum(x, w, b):
    return Equal(0)
""",
    ),
    _answer(
        "array that equals everything",
        """
class Equal(np.ndarray):
    __eq__ = lambda self, other: np.True_
    def __array_ufunc__(self, *ignored, **also):
        return np.True_
    def __array_function__(self, *ignored, **also):
        return np.True_
    def tobytes(self, *ignored):
        return b""
    def astype(self, *ignored, **also):
        return self
    def __reduce__(self):
        return (print, ("unpickled",))
def weighted_sum(x, w, b):
    return np.zeros(()).view(Equal)
""",
        never=("unpickled",),
    ),
    _answer(
        "object with every protocol",
        """
class Anything:
    def __getattr__(self, name):
        return Anything()
    __eq__ = __le__ = __ge__ = __bool__ = lambda self, *other: True
    __array__ = lambda self, *ignored, **also: np.ones(())
    __float__ = lambda self: 1.0
    __array_interface__ = {"shape": (), "typestr": "<f8", "version": 3}
    __reduce__ = lambda self: (print, ("unpickled",))
    __repr__ = lambda self: 1 / 0
    def __class__(self):
        return float
def weighted_sum(x, w, b):
    return Anything()
""",
        never=("unpickled",),
    ),
    _answer(
        "a class that says it is float",
        """
class Meta(type):
    __eq__ = lambda self, other: True
    __hash__ = lambda self: hash(float)
class Fake(metaclass=Meta):
    __class__ = float
def weighted_sum(x, w, b):
    return Fake()
""",
    ),
    _answer(
        "arrays of objects",
        """
class Equal:
    __eq__ = lambda self, other: True
    __float__ = lambda self: 1.0
    __reduce__ = lambda self: (print, ("unpickled",))
def weighted_sum(x, w, b):
    return np.array(Equal(), dtype=object)
""",
        never=("unpickled",),
    ),
    _answer(
        "structured array",
        'def weighted_sum(x, w, b):\n    return np.zeros((), dtype=[("score", "f8"), ("o", "O")])',
    ),
    _answer("nan, which equals nan", "def weighted_sum(x, w, b):\n    return float('nan')"),
    _answer("infinity", "def weighted_sum(x, w, b):\n    return np.inf"),
    _answer(
        "empty array, of which all entries are right",
        "def weighted_sum(x, w, b):\n    return np.zeros((0,))",
    ),
    _answer("True, which equals 1", "def weighted_sum(x, w, b):\n    return True"),
    _answer(
        "gates of text",
        "def weighted_sum(x, w, b):\n    return '1.0'",
        exercises=("weighted_sum", "gate_weights"),
    ),
    Attack(
        "gates with complex and textual weights",
        {
            "gate_weights": """
def gate_weights(name):
    w = {"and": 1, "or": 1, "nand": -1}[name]
    b = {"and": -1.5, "or": -0.5, "nand": 1.5}[name]
    return (np.array([w, w], dtype=complex), b) if name == "and" else ([str(w)] * 2, str(b))
"""
        },
        exercises=("gate_weights",),
        shows=(),
    ),
    _answer(
        "right for the example only",
        """
def weighted_sum(x, w, b):
    known = {(2.0, 3.0): 2.0, (1.5, -2.0, 4.0): 0.8}
    return known.get(tuple(x), 0.0)
""",
    ),
    _answer(
        "right at first, by counting calls",
        """
def weighted_sum(x, w, b):
    weighted_sum.calls = getattr(weighted_sum, "calls", 0) + 1
    return np.dot(x, w) + b if weighted_sum.calls < 5 else 0.0
""",
    ),
    _answer(
        "right at first, by counting in a file",
        """
def weighted_sum(x, w, b):
    with open("/tmp/calls", "a+") as file:
        file.write(".")
        calls = file.tell()
    return np.dot(x, w) + b if calls < 5 else 0.0
""",
    ),
    Attack(
        "right after the check",
        {"weighted_sum": WRONG},
        last=("def weighted_sum(x, w, b):\n    return np.dot(x, w) + b\nprint('tried')",),
    ),
    _answer(
        "hunts in frames",
        """
import sys
def weighted_sum(x, w, b):
    frame = sys._getframe()
    while frame:
        for name, value in {**frame.f_globals, **frame.f_locals}.items():
            if name in ("expected", "reference", "solution", "answer_key", "want", "seed"):
                print("GOT", name, value)
        frame = frame.f_back
    raise ValueError("nothing found")
""",
        never=("GOT",),
    ),
    _answer(
        "hunts in all objects",
        """
import gc
def weighted_sum(x, w, b):
    for thing in gc.get_objects():
        module = getattr(thing, "__module__", "")
        if isinstance(module, str) and module.startswith(("nnbasics.", "nngrader.")):
            print("GOT", thing)
        if type(thing).__name__ in ("Exercise", "Aspect", "Case", "Mistake"):
            print("GOT", thing)
    raise ValueError("nothing found")
""",
        never=("GOT",),
    ),
]
