"""Mistakes that are known with `xor_params`, the most specific first."""

import numpy as np

from nnbasics import networks
from nnexercises.m03_networks.xor_params_parts import SUM, network, returns
from nngrader.declare import Mistake

_LINE = np.array([[1.0], [1.0]]), np.array([-0.5])


MISTAKES = (
    Mistake(
        "no-hidden-layer",
        "There is no hidden layer: a single layer draws one straight line, and that cannot "
        "cut XOR out.",
        returns([_LINE]),
        returns((_LINE,)),
    ),
    Mistake(
        "flat",
        "The arrays stand side by side; asked is one tuple (W, b) for each layer, in a list.",
        lambda: [part for layer in networks.xor_params() for part in layer],
        lambda: _LINE,
    ),
    Mistake(
        "output-weights-shape",
        "W2 lies the wrong way: it has a row for each hidden neuron, and one column for the "
        "one output.",
        returns([(np.ones((2, 2)), np.zeros(2)), (np.array([[1.0, -2.0]]), np.zeros(1))]),
        returns([(np.ones((2, 2)), np.zeros(2)), (np.array([1.0, -2.0]), np.zeros(1))]),
    ),
    Mistake(
        "on-the-boundary",
        "Where the output should be above 0.5 it is exactly 0.5: leave it some room.",
        network([[1, -1], [-1, 1]], [0, 0], [0.5, 0.5]),  # |x1 - x2| / 2
        network(SUM, [0, -1], [1, -2], -0.5),
    ),
    Mistake(
        "not-robust",
        "The four corners are right, but an output comes so close to 0.5 that a small shift "
        "of the inputs carries it over.",
        network(SUM, [0, -1], [0.52, -1.04]),
        network(SUM, [-0.45, -1], [1, -2.1]),
    ),
    Mistake(
        "xor-is-or",
        "This is OR: the output is above 0.5 also when both inputs are 1.",
        network(SUM, [0, -1], [1, -1]),
        network(SUM, [0, -1], [1, 1]),
    ),
    Mistake(
        "xor-is-and",
        "This is AND: the output is above 0.5 only when both inputs are 1.",
        network(SUM, [0, -1], [0, 1]),
    ),
    Mistake(
        "inverted",
        "The output is above 0.5 where it should not be, and only there: this is the "
        "opposite of XOR.",
        network(SUM, [0, -1], [-1, 2], 1),
    ),
    Mistake(
        "xor-is-nand",
        "This is NAND: the output is above 0.5 also when both inputs are 0.",
        network(SUM, [0, -1], [0, -1], 1),
    ),
    Mistake(
        "one-side-only",
        "Only one of the two inputs makes the output rise above 0.5 when it is 1 and the "
        "other is 0.",
        network([[1, 0], [-1, 0]], [0, 0], [1, 0]),
        network([[-1, 0], [1, 0]], [0, 0], [1, 0]),
    ),
    Mistake(
        "never-fires",
        "The output is 0.5 or less at all four corners. A ReLU is not a step: it hands on how "
        "far above zero its sum is.",
        network([[1, -1], [1, -1]], [-0.5, 1.5], [1, 1], -1.5),  # OR and NAND, for steps
    ),
    Mistake(
        "always-fires",
        "The output is above 0.5 at all four corners.",
        network([[1, -1], [1, -1]], [0, 2], [1, 1]),
    ),
)
