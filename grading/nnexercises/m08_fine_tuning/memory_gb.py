"""The exercise `memory_gb`: how much memory the weights of a model take."""

import numpy as np

from nnbasics import language
from nnexercises.m08_fine_tuning.memory_gb_mistakes import MISTAKES
from nngrader.declare import Aspect, Case, Exercise, Text


def _inputs(rng: np.random.Generator) -> list[Case]:
    millions = int(rng.integers(100, 90_000))
    return [
        Case(2_000_000_000, 16),
        Case(1_543_714_304, 32, label="float32"),
        Case(7_000_000_000, 8, label="one byte each"),
        Case(1_543_714_304, 4, aspect="any bits", label="half a byte each"),
        Case(124_439_808, 4, aspect="any bits", label="a small model"),
        Case(3_000_000_000, 3, aspect="any bits", label="3 bits"),
        Case(175_000_000_000, 2, aspect="any bits", label="2 bits"),
        Case(millions * 1_000_000, 6, aspect="any bits", label="6 bits"),
        Case(millions * 1_000_003, 16, aspect="any bits"),
    ]


EXERCISE = Exercise(
    id="memory_gb",
    signature="(parameters, bits)",
    text=Text(
        title="Work out how much memory a model needs",
        minutes=5,
        difficulty="easy",
        lesson="Memory of large models",
    ),
    aspects=(
        Aspect("values", 0.5, "gigabytes for whole bytes a parameter"),
        Aspect("any bits", 0.5, "any number of bits, also below 8", ("values",)),
    ),
    inputs=_inputs,
    reference=language.memory_gb,
    mistakes=MISTAKES,
    accepted={
        "bytes each": lambda parameters, bits: parameters * (bits / 8) / 1e9,
        "powers": lambda parameters, bits: parameters * bits / (8 * 10**9),
        "gigabytes first": lambda parameters, bits: parameters / 1e9 * bits / 8,
        "NumPy": lambda parameters, bits: np.float64(parameters) * bits * 0.125e-9,
        "whole bytes in all": lambda parameters, bits: (parameters * bits + 7) // 8 / 1e9,
    },
)
