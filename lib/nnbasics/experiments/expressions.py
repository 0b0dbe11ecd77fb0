"""A computation that somebody types, as a graph: ``loss = (v * relu(w * x) - t) ** 2``.

It is read as Python, but nothing of it is run: only arithmetic becomes nodes.
"""

import ast
import math
from collections.abc import Mapping

from nnbasics.experiments.graphs import Node, backward, forward, written

FUNCTIONS = {
    "relu": "ReLU",
    "tanh": "tanh",
    "sigmoid": "sigmoid",
    "exp": "exp",
    "log": "log",
    "square": "square",
    "sqrt": "root",
}
_SIGNS = {ast.Add: "+", ast.Sub: "−", ast.Mult: "×"}
MOST = 16  # operations in one graph: more can't be drawn so that they can be read
LONGEST = 200  # characters
LONGEST_NAME = 8
UNNAMED = "result"  # what the last line is called where it has no name of its own


def names_in(text: str) -> list[str]:
    """The names that need a value, in the order in which they are met.

    ValueError where the text is no Python, or has no computation.
    """
    given: list[str] = []
    made: set[str] = set()
    for name, expression in _statements(text):
        calls = {id(node.func) for node in ast.walk(expression) if isinstance(node, ast.Call)}
        met = [n for n in ast.walk(expression) if isinstance(n, ast.Name) and id(n) not in calls]
        met.sort(key=lambda node: (node.lineno, node.col_offset))
        given += [each for each in dict.fromkeys(n.id for n in met) if each not in {*given, *made}]
        made.add(name)
    return given


def expression_graph(text: str, values: Mapping[str, float]) -> list[Node]:
    """The graph of one or more lines such as ``z = w * x``, with values and gradients.

    text: lines, or several in one line with ``;`` between them; the last one is the result.
    Numbers, names, ``+ - * /``, ``**`` with 2, 3, 4, 0.5 or -1, and the functions of
    `FUNCTIONS`. values: of the names that no line computes.
    Returns nodes as in `nnbasics.experiments.graphs`, the result last; parts that have no name of
    own are called n1, n2, …; lines that the result doesn't use are left out.
    ValueError, in words for whoever has typed it, where this is not possible.
    """
    statements = _statements(text)
    builder = _Builder(values, names_in(text), {name for name, _ in statements})
    for name, expression in statements:
        if name in builder.names:
            raise ValueError(f"{name} gets a value twice: give the second one another name")
        builder.names[name] = builder.add(expression, name)
    nodes = _used(builder.nodes)
    if not nodes[-1].operation or builder.names[statements[-1][0]] != nodes[-1].name:
        raise ValueError("the last line computes nothing: it needs an operation, such as w * x")
    return _whole(nodes)


class _Builder:
    """Turns the parts of an expression into nodes, the inner ones first."""

    def __init__(self, values: Mapping[str, float], given: list[str], taken: set[str]) -> None:
        if missing := [name for name in given if name not in values]:
            raise ValueError(f"{missing[0]} has no value")
        self.names: dict[str, str] = {}  # what a name stands for: the name of a node
        self.nodes = [Node(name, value=float(values[name])) for name in given]
        self.names |= {name: name for name in given}
        self._taken = {*given, *taken}

    def add(self, part: ast.expr, name: str = "") -> str:
        """Add the nodes of a part, and return the name of its last one."""
        match part:
            case ast.Name(id=known):
                if known not in self.names:
                    raise ValueError(f"{known} is used before it is computed")
                return self.names[known]
            case ast.Constant(value=bool() | complex() | str() | bytes() | None):
                raise ValueError(f"{part.value!r} is no number")
            case ast.Constant(value=int() | float() as number):
                return self._number(number)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
                return self._number(-number)
            case ast.UnaryOp(op=ast.USub()):
                return self._operation("negative", [part.operand], name)
            case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult()):
                return self._operation(_SIGNS[type(part.op)], [part.left, part.right], name)
            case ast.BinOp(op=ast.Div()):
                below = self._operation("1 /", [part.right])
                return self._join("×", (self.add(part.left), below), name)
            case ast.BinOp(op=ast.Pow()):
                return self._power(part, name)
            case ast.Call(func=ast.Name(id=function), args=[argument], keywords=[]):
                if function not in FUNCTIONS:
                    raise ValueError(f"no function {function}: use one of {', '.join(FUNCTIONS)}")
                return self._operation(FUNCTIONS[function], [argument], name)
        raise ValueError(f"{ast.unparse(part)} is no arithmetic: use + − * / ** and functions")

    def _power(self, part: ast.BinOp, name: str) -> str:
        try:
            exponent = ast.literal_eval(part.right)
        except ValueError:
            exponent = None
        if exponent == 2:
            return self._operation("square", [part.left], name)
        if exponent == 0.5:
            return self._operation("root", [part.left], name)
        if exponent == -1:
            return self._operation("1 /", [part.left], name)
        if exponent not in (3, 4):
            raise ValueError("after ** write 2, 3, 4, 0.5 or −1")
        base = self.add(part.left)
        square = self._join("square", (base,))
        if exponent == 3:
            return self._join("×", (square, base), name)
        return self._join("square", (square,), name)

    def _number(self, number: float) -> str:
        if not abs(number) < 1e300:
            raise ValueError("a number is too large")
        name = f"{number:g}" if number >= 0 else f"(−{-number:g})"
        if name not in self._taken:
            self._taken.add(name)
            self.nodes.append(Node(name, value=float(number)))
        return name

    def _operation(self, operation: str, parts: list[ast.expr], name: str = "") -> str:
        return self._join(operation, tuple(self.add(part) for part in parts), name)

    def _join(self, operation: str, inputs: tuple[str, ...], name: str = "") -> str:
        if sum(bool(node.operation) for node in self.nodes) == MOST:
            raise ValueError(f"more than {MOST} operations: too many to draw")
        number = 1
        while not name:  # a name that nobody has used
            name = f"n{number}" if f"n{number}" not in self._taken else ""
            number += 1
        self._taken.add(name)
        self.nodes.append(Node(name, operation, inputs))
        return name


def _statements(text: str) -> list[tuple[str, ast.expr]]:
    """Each line's name and what stands right of its ``=``."""
    if len(text) > LONGEST:
        raise ValueError(f"{len(text)} characters are too many: at most {LONGEST}")
    try:
        lines = ast.parse(text.strip().replace("^", "**")).body  # x^2 is meant as x**2
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError("this is no arithmetic in Python's form: is a * or a ) missing?") from None
    if not lines:
        raise ValueError("there is nothing to compute")
    statements = []
    for line in lines:
        match line:
            case ast.Assign(targets=[ast.Name(id=name)], value=expression):
                statements.append((name, expression))
            case ast.Expr(value=expression) if line is lines[-1]:
                statements.append((_unnamed(lines), expression))
            case _:
                raise ValueError("each line must have the form  name = computation")
    for name in {n.id for line in lines for n in ast.walk(line) if isinstance(n, ast.Name)}:
        if len(name) > LONGEST_NAME:
            raise ValueError(f"{name} is too long for a box: at most {LONGEST_NAME} letters")
    return statements


def _unnamed(lines: list[ast.stmt]) -> str:
    """A name that the lines don't use."""
    used = {n.id for line in lines for n in ast.walk(line) if isinstance(n, ast.Name)}
    return UNNAMED if UNNAMED not in used else f"{UNNAMED}_"


def _used(nodes: list[Node]) -> list[Node]:
    """The nodes that the last one is made of, and it."""
    needed = {nodes[-1].name}
    for node in reversed(nodes):
        if node.name in needed:
            needed |= set(node.inputs)
    return [node for node in nodes if node.name in needed]


def _whole(nodes: list[Node]) -> list[Node]:
    """The nodes with values and gradients. ValueError names the first that has none."""
    for count, node in enumerate(nodes, start=1):
        try:
            value = forward(nodes[:count])[-1].value
            good = value is not None and math.isfinite(value)
        except (ArithmeticError, ValueError):
            good = False
        if not good:
            raise ValueError(f"{written(node)} has no finite value, or no slope, at these numbers")
    graph = backward(forward(nodes))
    if not all(node.grad is not None and math.isfinite(node.grad) for node in graph):
        raise ValueError("a gradient is too large to be shown")
    return graph
