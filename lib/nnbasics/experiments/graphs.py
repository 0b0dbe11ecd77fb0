"""A computation as a graph: what is made of what, its values, and its gradients.

A graph is a list of `Node`, each below the nodes it is made of::

    graph = [
        Node("w", value=3.0),
        Node("x", value=2.0),
        Node("z", "×", ("w", "x")),
        Node("loss", "square", ("z",)),
    ]
    forward(graph)  # the same nodes, each with its value
    backward(forward(graph))  # and with the gradient of the last node to each

Numbers are scalars. It is what the drawings of lesson 4 use; how to compute gradients is
taught there, with a class of its own.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from nnbasics.autograd import Value


@dataclass(frozen=True)
class Node:
    """One number of a computation."""

    name: str
    operation: str = ""  # of OPERATIONS; none for a number that is given
    inputs: tuple[str, ...] = ()  # names of the nodes it is made of
    value: float | None = None
    slopes: tuple[float, ...] = ()  # how much it changes with each of its inputs
    grad: float | None = None  # how much the last node changes with it


@dataclass(frozen=True)
class Operation:
    """How to compute a value, its slopes, and how people write it."""

    compute: Callable[..., float]
    slopes: Callable[..., tuple[float, ...]]
    written: str  # with {0}, {1} for the inputs


def _sigmoid(a: float) -> float:
    return 1 / (1 + math.exp(-a)) if a >= 0 else math.exp(a) / (1 + math.exp(a))


OPERATIONS = {
    "+": Operation(lambda a, b: a + b, lambda a, b: (1.0, 1.0), "{0} + {1}"),
    "−": Operation(lambda a, b: a - b, lambda a, b: (1.0, -1.0), "{0} − {1}"),
    "×": Operation(lambda a, b: a * b, lambda a, b: (b, a), "{0} · {1}"),
    "negative": Operation(lambda a: -a, lambda a: (-1.0,), "−{0}"),
    "1 /": Operation(lambda a: 1 / a, lambda a: (-1 / a**2,), "1 / {0}"),
    "square": Operation(lambda a: a * a, lambda a: (2 * a,), "{0}²"),
    "root": Operation(math.sqrt, lambda a: (0.5 / math.sqrt(a),), "√{0}"),
    "ReLU": Operation(lambda a: max(a, 0.0), lambda a: (float(a > 0),), "ReLU({0})"),
    "tanh": Operation(math.tanh, lambda a: (1 - math.tanh(a) ** 2,), "tanh({0})"),
    "sigmoid": Operation(_sigmoid, lambda a: (_sigmoid(a) * (1 - _sigmoid(a)),), "sigmoid({0})"),
    "exp": Operation(math.exp, lambda a: (math.exp(a),), "exp({0})"),
    "log": Operation(math.log, lambda a: (1 / a,), "log({0})"),
}


def forward(graph: Sequence[Node]) -> list[Node]:
    """The nodes with the value and the slopes of each.

    ValueError for a node whose inputs do not come before it, an unknown operation, or a
    given number without a value.
    """
    done: dict[str, Node] = {}
    for node in graph:
        if node.name in done:
            raise ValueError(f"two nodes are called {node.name!r}")
        if not node.operation:
            if node.value is None:
                raise ValueError(f"{node.name!r} has neither an operation nor a value")
            done[node.name] = node
            continue
        if node.operation not in OPERATIONS:
            raise ValueError(f"no operation {node.operation!r}: use one of {', '.join(OPERATIONS)}")
        if missing := [name for name in node.inputs if name not in done]:
            raise ValueError(f"{node.name!r} is made of {missing[0]!r}, which is not above it")
        operation = OPERATIONS[node.operation]
        values = [done[name].value for name in node.inputs]
        value, slopes = operation.compute(*values), operation.slopes(*values)
        done[node.name] = replace(node, value=float(value), slopes=slopes)
    return list(done.values())


def backward(graph: Sequence[Node]) -> list[Node]:
    """The nodes of `forward` with their gradients: of the last node, by each of them."""
    grads = {node.name: 0.0 for node in graph}
    grads[graph[-1].name] = 1.0
    for node in reversed(graph):
        for name, slope in zip(node.inputs, node.slopes, strict=True):
            grads[name] += slope * grads[node.name]  # the chain rule; paths add up
    return [replace(node, grad=grads[node.name]) for node in graph]


def written(node: Node, inputs: Sequence[str] | None = None) -> str:
    """How people write what a node is made of, such as ``w · x``; its name if it is given.

    inputs: what to write for each input; its name where not given.
    """
    if not node.operation:
        return node.name
    return OPERATIONS[node.operation].written.format(*(inputs or node.inputs))


def graph_of(result: Value, names: Mapping[str, Value]) -> list[Node]:
    """The graph that a `Value` remembers, with its numbers as they are.

    names: what to call some of the values; the others are called n1, n2, … in the order in
    which they were made. What a `Value` was made by it does not know, only of what.
    """
    called = {id(value): name for name, value in names.items()}
    nodes: dict[int, Node] = {}
    to_do = [(result, False)]
    while to_do:  # each after its parents
        value, parents_done = to_do.pop()
        if id(value) in nodes:
            continue
        if not parents_done:
            to_do += [(value, True), *((parent, False) for parent in value.parents[::-1])]
            continue
        name = called.setdefault(id(value), f"n{1 + len(called) - len(names)}")
        inputs = tuple(called[id(parent)] for parent in value.parents)
        nodes[id(value)] = Node(name, inputs=inputs, value=value.data, grad=value.grad)
    return list(nodes.values())
