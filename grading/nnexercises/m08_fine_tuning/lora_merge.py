"""The exercise `lora_merge`: merge the change into the weights."""

import numpy as np

from nnbasics import lora
from nnexercises.m08_fine_tuning.lora_merge_mistakes import MISTAKES
from nnexercises.m08_fine_tuning.low_rank import EXAMPLE_A, EXAMPLE_B, EXAMPLE_W
from nnexercises.shared import draw
from nngrader.declare import Aspect, Case, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(d: int, h: int, r: int, alpha: float, **about: object) -> Case:
        return Case(draw(rng, d, h), draw(rng, d, r), draw(rng, r, h), alpha, **about)

    return [
        Case(EXAMPLE_W, EXAMPLE_A, EXAMPLE_B, 4.0),
        case(2, 2, 2, 3.0, label="all sizes are 2"),
        case(4, 5, 2, 6.0),
        case(3, 2, 4, 10.0, label="a rank larger than D and H"),
        case(3, 3, 2, 5.0, label="as many inputs as neurons"),
        case(1, 4, 2, 3.0, label="one input"),
        case(4, 1, 3, 1, label="one neuron; alpha is the whole number 1"),
        Case(
            rng.integers(-3, 4, (2, 3)), rng.integers(1, 4, (2, 2)), rng.integers(-3, 0, (2, 3)), 3,
            label="whole numbers",
        ),
        case(3, 4, 2, 3.0, aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]  # fmt: skip


def _merge_with_loops(W, A, B, alpha):
    merged = [[float(w) for w in row] for row in W]
    for i in range(len(A)):
        for j in range(len(B[0])):
            merged[i][j] += alpha * sum(A[i][q] * B[q][j] for q in range(len(B))) / len(B)
    return np.array(merged)


def _merge_a_copy(W, A, B, alpha):
    merged = W.astype(float)
    merged += alpha * A @ B / A.shape[1]
    return merged


def _merge_by_rank(W, A, B, alpha):
    rank = A.shape[1]
    return W + sum(alpha / rank * np.outer(A[:, q], B[q]) for q in range(rank))


def _merge_in_float32(W, A, B, alpha):
    change = A.astype(np.float32) @ B.astype(np.float32)
    return W.astype(np.float32) + np.float32(alpha / A.shape[1]) * change


EXERCISE = Exercise(
    id="lora_merge",
    signature="(W, A, B, alpha)",
    text=Text(
        title="Merge the change into the weights",
        minutes=10,
        difficulty="easy",
        lesson="Merge it",
    ),
    rests_on=("lora_forward",),
    aspects=(
        Aspect("values", 0.75, "weights that give the same outputs alone"),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=lora.lora_merge,
    mistakes=MISTAKES,
    accepted={
        "in one line": lambda W, A, B, alpha: W + A @ B * alpha / A.shape[1],
        "loops": _merge_with_loops,
        "a copy": _merge_a_copy,
        "rank by rank": _merge_by_rank,
        "what it does to the identity": lambda W, A, B, alpha: lora.lora_forward(
            np.eye(len(W)), W, A, B, alpha
        ),
        "einsum": lambda W, A, B, alpha: W + np.einsum("dr,rh->dh", A, B) * (alpha / len(B)),
        "float32": _merge_in_float32,
    },
)
