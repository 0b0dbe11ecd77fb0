"""What code does, apart from how it is written: its pieces, compared between submissions.

A piece is a part of the syntax tree: an expression, a simple statement, the head of a loop. It
keeps what is called and computed. Left out are names that the author chose, comments, docstrings,
type hints, and the order of factors and summands. Where a piece stands among other statements,
functions and cells makes no difference, nor does code that is never used. (The idea is that of
Chilowicz, Duris and Roussel, "Syntax tree fingerprinting", 2009.)

The library made for this, copydetect, compares the text of tokens: a changed order of statements
and type hints hide a copy from it, all names are alike to it, so that many short answers look the
same, and it does not ask how common a piece is. Its last version is of March 2024.
"""

import ast
import contextlib
import keyword
import re
import warnings
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

SMALLEST = 4  # nodes of a piece that is looked at: `x + 1` has three
MAX_SOURCE = 40_000  # characters of a cell; one that is longer is compared line by line
MAX_PIECES = 4_000  # of one cell

Label = tuple[object, ...]  # of a piece: its kind, its plain values, the numbers of its parts

_FLIPPED = {"Gt": "Lt", "GtE": "LtE"}
_SYMMETRIC = {"Eq", "NotEq"}
_COMMUTATIVE = {"Add", "Mult", "BitAnd", "BitOr", "BitXor"}
_WORD = re.compile(r"[A-Za-z_]\w*|\d[\w.]*|\S")
_COMMENT = re.compile(r"#[^\n\"']*$", re.MULTILINE)
# What else is in the node of a compound statement; its statements are pieces of their own.
_BODIES = ("body", "orelse", "finalbody", "handlers", "cases")
_LEFT_OUT = {"annotation", "returns", "type_comment", "type_params", "ctx", "kind", "simple"}


@dataclass
class Shapes:
    """Numbers for pieces: equal ones have the same number, in all that is given to one `Shapes`.

    size: nodes of a piece. parts: the pieces right inside it.
    """

    size: list[int] = field(default_factory=list)
    parts: list[tuple[int, ...]] = field(default_factory=list)
    _numbers: dict[Label, int] = field(default_factory=dict)

    def number(self, key: Label, inside: Iterable[int] = (), size: int | None = None) -> int:
        """The number of the piece with this label and these parts."""
        found = self._numbers.get(key)
        if found is None:
            inside = tuple(inside)
            found = self._numbers[key] = len(self.size)
            self.size.append(1 + sum(self.size[i] for i in inside) if size is None else size)
            self.parts.append(inside)
        return found

    def answers(
        self, cells: Sequence[tuple[str, str]], asked: Mapping[str, Collection[str]]
    ) -> dict[str, set[int]]:
        """The pieces of each answer of one notebook.

        cells: the code cells in their order, each with the id of its answer, or "". asked: of each
        answer, the names that it has to define. An answer is what these names need of the whole
        notebook, wherever it stands; what other answers define is theirs.
        An answer that has to define nothing is all that its cell holds.
        """
        known = frozenset().union(*asked.values())
        trees = [_parsed(source) for _, source in cells]
        statements = [[_Facts(node) for node in tree.body] if tree else [] for tree in trees]
        every = [facts for cell in statements for facts in cell]
        names = _Names(known, every)
        defined: dict[str, list[_Facts]] = {}
        for facts in every:
            for name in facts.outside:
                defined.setdefault(name, []).append(facts)
        found: dict[str, set[int]] = {answer: set() for answer in asked}
        for answer, wanted in asked.items():
            reader = _Reader(self, names, found[answer])
            own = (cell for (id, _), cell in zip(cells, statements, strict=True) if id == answer)
            for facts in _needed(wanted, known, defined) if wanted else chain(*own):
                with contextlib.suppress(RecursionError):  # deep in itself: not written by hand
                    reader.statement(facts.node, {}, facts)
        for (answer, source), tree in zip(cells, trees, strict=True):
            if tree is None and answer in found:
                found[answer] |= _of_lines(self, source)
        return {answer: _limited(pieces) for answer, pieces in found.items()}


def _needed(
    wanted: Collection[str], known: Collection[str], defined: Mapping[str, "list[_Facts]"]
) -> "list[_Facts]":
    """The statements that define names, and those that define what these use."""
    waiting, seen, found = list(wanted), set(wanted), {}
    while waiting:
        for facts in defined.get(waiting.pop(), ()):
            if id(facts) not in found:
                found[id(facts)] = facts
                new = facts.used - seen - set(known)
                seen |= new
                waiting += new
    return list(found.values())


def _limited(pieces: set[int]) -> set[int]:
    return pieces if len(pieces) <= MAX_PIECES else set(sorted(pieces)[:MAX_PIECES])


def _parsed(source: str) -> ast.Module | None:
    """The tree of a cell; None where there is none, or none that is worth the time."""
    if len(source) > MAX_SOURCE:
        return None
    lines = [  # what only a notebook knows: %timeit, !ls
        "" if line.lstrip().startswith(("%", "!", "?")) else line for line in source.splitlines()
    ]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None


def _of_lines(shapes: Shapes, source: str) -> set[int]:
    """For code that is no Python: its lines, without comments and the names of variables."""
    found = set()
    for line in _COMMENT.sub("", source[: 10 * MAX_SOURCE]).splitlines():
        words = _WORD.findall(line[:1000])
        if len(words) >= SMALLEST:
            plain = ["v" if _is_chosen(words, i) else word for i, word in enumerate(words)]
            found.add(shapes.number(("line", *plain), size=len(words)))
    return found


def _is_chosen(words: list[str], place: int) -> bool:
    """Whether a word may be the name of a variable: not behind a dot, not before a parenthesis."""
    if not words[place].isidentifier() or keyword.iskeyword(words[place]):
        return False
    before = words[place - 1] if place else ""
    after = words[place + 1] if place + 1 < len(words) else ""
    return before != "." and after not in ("(", ".")


_TELLING = {
    ast.Attribute, ast.arg, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda,
    ast.ExceptHandler, ast.Import, ast.ImportFrom,
}  # fmt: skip
_LEAVES = {
    *(int, str, type(None), ast.Load, ast.Store, ast.Del),
    *ast.operator.__subclasses__(),
    *ast.unaryop.__subclasses__(),
    *ast.boolop.__subclasses__(),
}


class _Facts:
    """What names a statement has to do with, from one look at everything in it."""

    def __init__(self, node: ast.stmt) -> None:
        self.node = node
        self.outside: set[str] = set()  # that it binds for the statements after it
        self.inside: set[str] = set()  # that it binds anywhere
        self.used: set[str] = set()
        self.attributes: set[str] = set()  # that it makes: by assignment, and methods
        self.imported: dict[str, str] = {}
        waiting: list[tuple[ast.AST, bool]] = [(node, True)]
        while waiting:
            each, outer = waiting.pop()
            kind = type(each)
            if isinstance(each, ast.Name):
                if type(each.ctx) is ast.Load:
                    self.used.add(each.id)
                else:
                    self._bind(each.id, outer)
            elif kind is not ast.Constant:
                if kind in _TELLING:
                    outer = self._look(each, outer)
                for value in vars(each).values():
                    if type(value) is list:
                        waiting += [(part, outer) for part in value if isinstance(part, ast.AST)]
                    elif type(value) not in _LEAVES:
                        waiting.append((value, outer))

    def _look(self, node: ast.AST, outer: bool) -> bool:
        """Note what a node says of names. Returns whether what is in it is seen outside."""
        match node:
            case ast.Attribute():
                if type(node.ctx) is ast.Store:
                    self.attributes.add(node.attr)
            case ast.arg():
                self.inside.add(node.arg)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._bind(node.name, outer)
                return False
            case ast.ClassDef():
                self._bind(node.name, outer)
                methods = (each.name for each in node.body if isinstance(each, ast.FunctionDef))
                self.attributes |= {name for name in methods if not name.startswith("__")}
                return False
            case ast.Lambda():
                return False
            case ast.ExceptHandler(name=str(name)):
                self._bind(name, outer)
            case ast.Import() | ast.ImportFrom():
                above = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
                for alias in node.names:
                    if alias.asname:
                        self.imported[alias.asname] = f"{above}{alias.name}"
        return outer

    def _bind(self, name: str, outer: bool) -> None:
        self.inside.add(name)
        if outer:
            self.outside.add(name)


class _Names:
    """Which names of a notebook its author chose, and what imported names stand for."""

    def __init__(self, given: frozenset[str], statements: Sequence[_Facts]) -> None:
        self.given = given
        self.chosen: set[str] = set()  # in all cells
        self.attributes: set[str] = set()
        self.imported = {"np": "numpy", "plt": "matplotlib.pyplot"}
        for facts in statements:
            self.chosen |= facts.outside
            self.attributes |= facts.attributes
            self.imported |= facts.imported


class _Reader:
    """Goes through the statements of a cell and notes their pieces."""

    def __init__(self, shapes: Shapes, names: _Names, found: set[int]) -> None:
        self._shapes = shapes
        self._names = names
        self._found = found

    def statements(self, body: Sequence[ast.stmt], local: dict[str, str]) -> None:
        """local: what the names of the function around are called here."""
        for node in body:
            self.statement(node, local)

    def statement(self, node: ast.stmt, local: dict[str, str], facts: _Facts | None = None) -> None:
        """The same for one statement. facts: about it, if they are known."""
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            outer = not local
            arguments = node.args
            every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
            bound = (facts or _Facts(node)).inside - {node.name}
            local = local | dict.fromkeys(bound, "v")
            if outer:  # a parameter has its place from the exercise, whatever it is called
                local |= {each.arg: f"p{i}" for i, each in enumerate(every)}
            for default in (*arguments.defaults, *filter(None, arguments.kw_defaults)):
                self._node(default, local)
            self.statements(node.body, local)
        elif isinstance(node, ast.ClassDef):
            self.statements(node.body, local)
        elif isinstance(node, ast.Import | ast.ImportFrom | ast.Pass | ast.Global | ast.Nonlocal):
            return
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return  # a docstring, or nothing
        elif isinstance(node, ast.AnnAssign):
            if node.value is not None:
                self._node(ast.Assign([node.target], node.value), local)
        elif isinstance(node, ast.AugAssign):
            value = ast.BinOp(node.target, node.op, node.value)
            self._node(ast.Assign([node.target], value), local)
        elif any(hasattr(node, name) for name in _BODIES):
            self._node(node, local)
            for name in _BODIES:
                for each in getattr(node, name, None) or ():
                    if isinstance(each, ast.stmt):
                        self.statement(each, local)
                    else:  # a handler of errors, a case: a head and a body
                        self._node(each, local)
                        self.statements(each.body, local)
        else:
            self._node(node, local)

    def _node(self, node: ast.AST, local: dict[str, str]) -> int:
        """The number of a node, noted as a piece if it is large enough."""
        label, parts = self._described(node, local)
        number = self._shapes.number((*label, *parts), parts)
        if self._shapes.size[number] >= SMALLEST:
            self._found.add(number)
        return number

    def _described(self, node: ast.AST, local: dict[str, str]) -> tuple[Label, list[int]]:
        if type(node) is ast.Name:
            return ("name", self._name(node.id, local)), []
        if type(node) is ast.Constant:
            return ("constant", _constant(node.value)), []
        kind = type(node).__name__
        if type(node) is ast.Attribute:
            chosen = node.attr in self._names.attributes and node.attr not in self._names.given
            return ("attribute", "v" if chosen else node.attr), [self._node(node.value, local)]
        if isinstance(node, ast.Call):
            return self._call(node, local)
        if isinstance(node, ast.Lambda):
            inner = local | {each.arg: "v" for each in ast.walk(node.args) if type(each) is ast.arg}
            return (kind, len(node.args.args)), [self._node(node.body, inner)]
        if isinstance(node, ast.BinOp):
            parts = [self._node(node.left, local), self._node(node.right, local)]
            operator = type(node.op).__name__
            return (kind, operator), sorted(parts) if operator in _COMMUTATIVE else parts
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            parts = [self._node(node.left, local), self._node(node.comparators[0], local)]
            operator = type(node.ops[0]).__name__
            if operator in _FLIPPED:
                operator, parts = _FLIPPED[operator], parts[::-1]
            return (kind, operator), sorted(parts) if operator in _SYMMETRIC else parts
        return self._any(kind, node, local)

    def _any(self, kind: str, node: ast.AST, local: dict[str, str]) -> tuple[Label, list[int]]:
        """A node as it is: its kind and its plain values, and the nodes in it but for bodies."""
        label: list[object] = [kind]
        parts = []
        for name, value in ast.iter_fields(node):
            if name in _LEFT_OUT or (name in _BODIES and not isinstance(node, ast.expr)):
                continue
            several = value if isinstance(value, list) else [value]
            for each in several:
                if isinstance(each, ast.operator | ast.unaryop | ast.boolop | ast.cmpop):
                    label.append(type(each).__name__)
                elif isinstance(each, ast.AST):
                    parts.append(self._node(each, local))
                elif isinstance(each, str) and name in ("name", "rest", "asname"):
                    label.append("v")
                else:
                    label.append(repr(each))
            label.append(len(several))
        return tuple(label), parts

    def _call(self, node: ast.Call, local: dict[str, str]) -> tuple[Label, list[int]]:
        """A call: keywords are known by their names, but for functions of the author's own."""
        called = node.func
        own = (
            isinstance(called, ast.Name)
            and self._name(called.id, local) != called.id
            and called.id not in self._names.imported
        )
        words = ["v" if own else str(each.arg) for each in node.keywords]
        inside = [called, *node.args, *(each.value for each in node.keywords)]
        return ("call", len(node.args), *words), [self._node(each, local) for each in inside]

    def _name(self, name: str, local: dict[str, str]) -> str:
        if name in local:
            return local[name]
        if name in self._names.imported:
            return self._names.imported[name]
        if name in self._names.given:
            return name
        return "v" if name in self._names.chosen else name


def _constant(value: object) -> str:
    """1 and 1.0 are the same."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return f"{type(value).__name__} {value!r}"[:200]
