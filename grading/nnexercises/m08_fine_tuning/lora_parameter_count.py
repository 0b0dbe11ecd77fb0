"""The exercise `lora_parameter_count`: how much of a model learns."""

import numpy as np

from nnbasics import lora
from nnexercises.m08_fine_tuning.lora_parameter_count_mistakes import MISTAKES
from nngrader.declare import Aspect, Case, Comparison, Exercise, Text


def _inputs(rng: np.random.Generator) -> list[Case]:
    d_in, d_out, rank = (int(n) for n in rng.integers([20, 70, 2], [60, 120, 12]))
    return [
        Case(10, 20, 3),
        Case(1536, 1536, 8, label="a layer of a language model"),
        Case(3, 5, 1, aspect="any sizes", label="rank 1"),
        Case(4, 2, 4, aspect="any sizes", label="a rank as large as d_in"),
        Case(d_in, d_out, rank, aspect="any sizes"),
    ]


EXERCISE = Exercise(
    id="lora_parameter_count",
    signature="(d_in, d_out, rank)",
    text=Text(
        title="Count what LoRA trains",
        minutes=5,
        difficulty="easy",
        lesson="5. LoRA: a small change, kept apart",
    ),
    rests_on=("count_parameters",),
    aspects=(
        Aspect("values", 0.5, "the numbers in A and B together, as an int"),
        Aspect("any sizes", 0.5, "any rank, more inputs than outputs or fewer", ("values",)),
    ),
    inputs=_inputs,
    reference=lora.lora_parameter_count,
    mistakes=MISTAKES,
    accepted={
        "two products": lambda d_in, d_out, rank: d_in * rank + rank * d_out,
        "sizes of arrays": lambda d_in, d_out, rank: (
            np.empty((d_in, rank)).size + np.empty((rank, d_out)).size
        ),
        "sum": lambda d_in, d_out, rank: sum(rank * d for d in (d_in, d_out)),
        "NumPy": lambda d_in, d_out, rank: np.prod([d_in, rank]) + np.prod([rank, d_out]),
    },
    compare=Comparison(integer=True),
)
