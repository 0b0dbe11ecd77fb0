"""Mistakes that are known with `gate_weights`, the most specific first."""

import numpy as np

from nnbasics import perceptron
from nngrader.declare import Mistake


def gates(**weights: tuple[list[float], float]):
    def gate_weights(name):
        if name not in weights:
            raise ValueError(name)
        w, b = weights[name]
        return np.array(w), b

    return gate_weights


_AND, _OR, _NAND = ([1, 1], -1.5), ([1, 1], -0.5), ([-1, -1], 1.5)


def _xor_claimed(name):
    return perceptron.gate_weights("or" if name == "xor" else name)


def _anything_claimed(name):
    return perceptron.gate_weights(name if name in ("and", "or", "nand") else "or")


def _none_for_others(name):
    return perceptron.gate_weights(name) if name in ("and", "or", "nand") else None


MISTAKES = (
    Mistake(
        "and-is-or",
        "These weights for AND fire as soon as one input is 1: that is OR.",
        gates(**{"and": _OR, "or": _OR, "nand": _NAND}),
    ),
    Mistake(
        "bias-missing",
        "The bias is 0, so the boundary goes through (0, 0), and no gate can be built "
        "there with a step that needs a sum above 0.",
        gates(**{"and": ([1, 1], 0), "or": ([1, 1], 0), "nand": ([-1, -1], 0)}),
    ),
    Mistake(
        "fires-on-boundary",
        "A corner that should fire has a weighted sum of exactly 0, and step(0) is 0: "
        "leave it some room.",
        gates(**{"and": ([1, 1], -2), "or": ([1, 1], -1), "nand": ([-1, -1], 1)}),
        gates(**{"and": ([1, 1], -2), "or": _OR, "nand": _NAND}),
        gates(**{"and": _AND, "or": ([1, 1], -1), "nand": _NAND}),
        gates(**{"and": _AND, "or": _OR, "nand": ([-1, -1], 1)}),
        gates(**{"and": ([1, 1], -2), "or": ([1, 1], -1), "nand": _NAND}),
    ),
    Mistake(
        "xor-claimed",
        "It answers for names other than the three gates: no single neuron computes XOR, "
        "so that has to be a ValueError.",
        _xor_claimed,
        _anything_claimed,
        _none_for_others,
    ),
    Mistake(
        "nand-is-and",
        "The weights for NAND are those of AND; NAND is its opposite.",
        gates(**{"and": _AND, "or": _OR, "nand": _AND}),
    ),
    Mistake(
        "nand-is-nor",
        "These weights for NAND fire only when both inputs are 0: that is NOR.",
        gates(**{"and": _AND, "or": _OR, "nand": ([-1, -1], 0.5)}),
    ),
    Mistake(
        "and-or-swapped",
        "The weights for AND and OR have changed places.",
        gates(**{"and": _OR, "or": _AND, "nand": _NAND}),
    ),
)
