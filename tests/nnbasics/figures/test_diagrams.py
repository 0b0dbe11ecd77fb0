"""Drawings without axes: a neuron, shapes, networks, and graphs of computations."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pictures import texts

from nnbasics import figures
from nnbasics.experiments.graphs import Node
from nnbasics.figures.graph import layout


def test_neuron_diagram_works_out_the_sum():
    drawn = texts(figures.neuron_diagram(["a", "b"], [0.5, -1.0], 2.0, [1.0, 2.0]))
    assert "0.5 · 1 = 0.5" in drawn and "−1 · 2 = −2" in drawn
    assert "$z$ = 0.5" in drawn and "1" in drawn and "bias 2" in drawn


def test_layer_shapes_are_those_of_numpy():
    drawn = texts(figures.layer_shapes(4, 3, 2))
    for shape in [(4, 3), (3, 2), (2,), (4, 2), (2, 3)]:
        assert str(shape) in drawn


def test_network_diagram_writes_weights_and_biases():
    W1, b1 = np.array([[1.5, 0.0], [-2.0, 3.0]]), np.array([0.5, -4.0])
    names = [["age", "size"], ["young", "large"], ["buy"]]
    drawn = figures.network_diagram(names, [(W1, b1), (np.array([[1], [7]]), np.array([9]))])
    said = texts(drawn)
    assert {"age", "size", "young", "large", "buy", "b 0.5", "b −4", "b 9"} <= set(said)
    assert {"1.5", "−2", "3", "7"} <= set(said) and "0" not in said


def test_more_dimensions_writes_shapes():
    drawn = texts(figures.more_dimensions(4, 3, 2))
    assert {"(3,)", "(4, 3)", "(2, 4, 3)"} <= set(drawn)


# --- graphs of computations: where each node is put ---------------------------------------


@st.composite
def graphs(draw):
    nodes = [Node("n0", value=1.0)]
    for i in range(1, draw(st.integers(1, 9))):
        inputs = draw(st.lists(st.integers(0, i - 1), max_size=2))
        nodes.append(Node(f"n{i}", value=1.0, inputs=tuple(f"n{j}" for j in inputs)))
    return nodes


@given(graphs())
def test_layout_goes_from_left_to_right_and_covers_nothing(nodes):
    places = layout(nodes)
    points = [place for way in places.values() for place in way]
    assert len(set(points)) == len(points)
    for node in nodes:
        for name in node.inputs:
            assert places[name][0][0] < places[node.name][0][0]
    for way in places.values():
        assert [x for x, _ in way] == [way[0][0] + i for i in range(len(way))]


def test_layout_avoids_crossings():
    """Two chains whose second halves are written in the other order."""
    nodes = [Node(name, value=1.0) for name in "ab"]
    nodes += [Node("c", inputs=("b",)), Node("d", inputs=("a",))]
    row = {name: way[0][1] for name, way in layout(nodes).items()}
    assert (row["a"] > row["b"]) == (row["d"] > row["c"])
