"""The exercise `lora_forward`: add a low-rank change."""

import numpy as np

from nnbasics import lora
from nnexercises.m08_fine_tuning.lora_forward_mistakes import MISTAKES
from nnexercises.m08_fine_tuning.low_rank import EXAMPLE_A, EXAMPLE_B, EXAMPLE_W
from nnexercises.shared import draw
from nngrader.declare import Aspect, Case, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(n: int, d: int, h: int, r: int, alpha: float, **about: object) -> Case:
        return Case(
            draw(rng, n, d), draw(rng, d, h), draw(rng, d, r), draw(rng, r, h), alpha, **about
        )

    sizes = {"aspect": "any sizes"}
    return [
        Case(np.array([[1.0, 1.0], [2.0, 0.0]]), EXAMPLE_W, EXAMPLE_A, EXAMPLE_B, 4.0),
        case(2, 2, 2, 2, 3.0, label="all sizes are 2"),
        case(3, 4, 5, 2, 6.0),
        case(2, 3, 2, 4, 10.0, label="a rank larger than D and H"),
        case(1, 4, 3, 2, 5.0, label="one row", **sizes),
        case(4, 1, 2, 3, 2.0, label="one input", **sizes),
        case(4, 3, 1, 2, 7.0, label="one neuron", **sizes),
        case(3, 5, 4, 3, 1, label="alpha is the whole number 1", **sizes),
        Case(
            rng.integers(-3, 4, (3, 2)), rng.integers(1, 4, (2, 3)), rng.integers(-3, 0, (2, 2)),
            rng.integers(1, 4, (2, 3)), 3, label="whole numbers", **sizes,
        ),
        case(2, 3, 4, 2, 3.0, aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]  # fmt: skip


def _forward_with_loops(x, W, A, B, alpha):
    (n, d), (r, h) = x.shape, B.shape
    y = np.zeros((n, h))
    for i in range(n):
        for j in range(h):
            for k in range(d):
                y[i, j] += x[i, k] * W[k, j]
                for q in range(r):
                    y[i, j] += alpha / r * x[i, k] * A[k, q] * B[q, j]
    return y


def _forward_in_float32(x, W, A, B, alpha):
    x, W, A, B = (each.astype(np.float32) for each in (x, W, A, B))
    return x @ W + np.float32(alpha / len(B)) * ((x @ A) @ B)


def _forward_by_einsum(x, W, A, B, alpha):
    change = np.einsum("nd,dr,rh->nh", x, A, B) * alpha / A.shape[-1]
    return np.einsum("nd,dh->nh", x, W) + change


EXERCISE = Exercise(
    id="lora_forward",
    signature="(x, W, A, B, alpha)",
    text=Text(
        title="Add a low-rank change",
        minutes=10,
        difficulty="easy",
        lesson="5. LoRA: a small change, kept apart",
    ),
    rests_on=("linear",),
    aspects=(
        Aspect("values", 1.25, "x W plus the scaled change, for every row"),
        Aspect("any sizes", 0.5, "one row, input or neuron; whole numbers too", ("values",)),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=lora.lora_forward,
    mistakes=MISTAKES,
    accepted={
        "merged first": lambda x, W, A, B, alpha: x @ (W + alpha / A.shape[1] * (A @ B)),
        "np.dot": lambda x, W, A, B, alpha: (
            np.dot(x, W) + np.dot(np.dot(x, A), B) * alpha / B.shape[0]
        ),
        "loops": _forward_with_loops,
        "einsum": _forward_by_einsum,
        "scaled A": lambda x, W, A, B, alpha: x @ W + x @ (A * (alpha / len(B))) @ B,
        "stacked": lambda x, W, A, B, alpha: (
            np.hstack([x, x @ A]) @ np.vstack([W, B * alpha / len(B)])
        ),
        "float32": _forward_in_float32,
    },
)
