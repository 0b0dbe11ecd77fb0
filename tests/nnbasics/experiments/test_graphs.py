"""Computations as graphs: forward, backward, and what cannot be computed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_explorers import GRAPH

from nnbasics import figures
from nnbasics.autograd import Value
from nnbasics.experiments.graphs import OPERATIONS, Node, backward, forward, graph_of
from nnbasics.gradients import numerical_gradient


def test_values_and_gradients_of_the_lesson():
    nodes = {node.name: node for node in backward(forward(GRAPH))}
    assert nodes["loss"].value == 4 and nodes["y"].value == 3
    assert nodes["v"].grad == -24 and nodes["w"].grad == -4


@pytest.mark.parametrize("operation", OPERATIONS)
@given(a=st.floats(0.1, 3), b=st.floats(-3, 3))
def test_slopes_of_every_operation(operation, a, b):
    """By central differences, and by a class that was made in another way."""
    names = ("a", "b")[: operation_takes(operation)]
    given_nodes = [Node("a", value=a), Node("b", value=b)]

    def result(a, b):
        return forward([Node("a", value=a), Node("b", value=b), Node("c", operation, names)])[-1]

    slopes = numerical_gradient(lambda x: result(*x).value, [a, b])
    nodes = backward(forward([*given_nodes, Node("c", operation, names)]))
    assert np.allclose([nodes[0].grad, nodes[1].grad], slopes, rtol=1e-6, atol=1e-8)


def operation_takes(operation: str) -> int:
    return 2 if "{1}" in OPERATIONS[operation].written else 1


def test_ways_of_a_gradient_add_up():
    nodes = backward(forward([Node("a", value=3.0), Node("c", "×", ("a", "a"))]))
    assert nodes[0].grad == 6


@pytest.mark.parametrize(
    ("nodes", "words"),
    [
        ([Node("a", value=1.0), Node("a", value=2.0)], "two nodes are called 'a'"),
        ([Node("a")], "neither an operation nor a value"),
        ([Node("a", value=1.0), Node("b", "modulo", ("a",))], "no operation 'modulo'"),
        ([Node("b", "tanh", ("a",)), Node("a", value=1.0)], "not above it"),
    ],
)
def test_a_graph_that_cannot_be_computed(nodes, words):
    with pytest.raises(ValueError, match=words):
        forward(nodes)


def test_the_graph_of_a_value():
    x, w = Value(2.0), Value(-3.0)
    loss = (x * w + x).tanh()
    loss.backward()
    nodes = graph_of(loss, {"x": x, "w": w, "loss": loss})
    assert [node.name for node in nodes] == ["x", "w", "n1", "n2", "loss"]
    assert [node.inputs for node in nodes] == [(), (), ("x", "w"), ("n1", "x"), ("n2",)]
    assert nodes[0].grad == x.grad and nodes[2].value == -6
    figures.computational_graph(nodes)  # can be drawn
