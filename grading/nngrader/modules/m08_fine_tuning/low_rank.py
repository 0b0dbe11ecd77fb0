"""Exercises on low-rank adaptation in NumPy: `lora_forward`, `lora_merge`, the count."""

import numpy as np

from nnbasics import lora
from nngrader.declare import Aspect, Case, Exercise, Mistake, unchanged
from nngrader.modules.m08_fine_tuning.parts import draw

_W = np.array([[1.0, 0.0, 2.0], [0.0, 1.0, 1.0]])
_A = np.array([[1.0], [2.0]])
_B = np.array([[1.0, 0.0, -1.0]])

# ---------------------------------------------------------------- lora_forward


def _forward_inputs(rng: np.random.Generator) -> list[Case]:
    def case(n: int, d: int, h: int, r: int, alpha: float, **about: object) -> Case:
        return Case(
            draw(rng, n, d), draw(rng, d, h), draw(rng, d, r), draw(rng, r, h), alpha, **about
        )

    sizes = {"aspect": "any sizes"}
    return [
        Case(np.array([[1.0, 1.0], [2.0, 0.0]]), _W, _A, _B, 4.0),
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


def _in_place(x, W, A, B, alpha):
    W += alpha / A.shape[1] * A @ B
    return x @ W


def _scales_in_place(x, W, A, B, alpha):
    A *= alpha / A.shape[1]
    return x @ W + x @ A @ B


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


LORA_FORWARD = Exercise(
    id="lora_forward",
    title="Add a change of low rank",
    signature="(x, W, A, B, alpha)",
    aspects=(
        Aspect("values", 1.25, "x W plus the scaled change, for every row"),
        Aspect("any sizes", 0.5, "one row, input or neuron; whole numbers too", ("values",)),
        unchanged(0.25),
    ),
    inputs=_forward_inputs,
    reference=lora.lora_forward,
    mistakes=(
        Mistake(
            "alpha-not-divided",
            "The change is multiplied by α alone: the rank is missing in the scale.",
            lambda x, W, A, B, alpha: x @ W + alpha * (x @ A @ B),
        ),
        Mistake(
            "scale-missing",
            "The change was added as it is: its scale is missing.",
            lambda x, W, A, B, alpha: x @ W + x @ A @ B,
            lambda x, W, A, B, alpha: x @ (W + A @ B),
        ),
        Mistake(
            "alpha-missing",
            "The change is divided by the rank, and not multiplied by α.",
            lambda x, W, A, B, alpha: x @ W + x @ A @ B / A.shape[1],
        ),
        Mistake(
            "scale-inverted",
            "The scale is upside down: it is α divided by the rank.",
            lambda x, W, A, B, alpha: x @ W + A.shape[1] / alpha * (x @ A @ B),
        ),
        Mistake(
            "multiplied-by-rank",
            "The change was multiplied by the rank: it is divided by it.",
            lambda x, W, A, B, alpha: x @ W + alpha * A.shape[1] * (x @ A @ B),
        ),
        Mistake(
            "scale-on-everything",
            "The scale belongs to the change alone; x W was multiplied by it, too.",
            lambda x, W, A, B, alpha: alpha / A.shape[1] * (x @ W + x @ A @ B),
        ),
        Mistake(
            "wrong-rank",
            "The scale does not have the rank in it, but another size: which axis of A and B is as "
            "long as the rank?",
            lambda x, W, A, B, alpha: x @ W + alpha / A.shape[0] * (x @ A @ B),
            lambda x, W, A, B, alpha: x @ W + alpha / B.shape[1] * (x @ A @ B),
            lambda x, W, A, B, alpha: x @ W + alpha / x.shape[0] * (x @ A @ B),
            lambda x, W, A, B, alpha: x @ W + alpha / A.size * (x @ A @ B),
            lambda x, W, A, B, alpha: x @ W + alpha / np.linalg.matrix_rank(A @ B) * (x @ A @ B),
        ),
        Mistake(
            "square-root-of-rank",
            "α is divided by the square root of the rank: here it is the rank itself.",
            lambda x, W, A, B, alpha: x @ W + alpha / np.sqrt(A.shape[1]) * (x @ A @ B),
        ),
        Mistake(
            "base-missing",
            "This is the change alone: what the frozen weights give is missing.",
            lambda x, W, A, B, alpha: alpha / A.shape[1] * (x @ A @ B),
            lambda x, W, A, B, alpha: x @ A @ B,
        ),
        Mistake(
            "change-missing",
            "This is what the frozen weights give: the change is missing.",
            lambda x, W, A, B, alpha: x @ W,
        ),
        Mistake(
            "a-b-swapped",
            "A and B are in each other's place: x goes through A first.",
            lambda x, W, A, B, alpha: x @ W + alpha / A.shape[1] * (x @ B @ A),
            lambda x, W, A, B, alpha: x @ W + alpha / A.shape[1] * (x @ (B @ A)),
            lambda x, W, A, B, alpha: x @ W + alpha / B.shape[0] * (x @ (B @ A)),
        ),
        Mistake(
            "transposed",
            "A matrix was transposed on the way: x, W, A and B fit together as they are.",
            lambda x, W, A, B, alpha: x @ W.T + alpha / A.shape[1] * (x @ A @ B),
            lambda x, W, A, B, alpha: x @ W + alpha / A.shape[1] * (x @ (A @ B).T),
            lambda x, W, A, B, alpha: x @ W.T + alpha / A.shape[1] * (x @ (A @ B).T),
            lambda x, W, A, B, alpha: x @ W + alpha / A.shape[1] * (x @ A.T @ B.T),
        ),
        Mistake(
            "x-missing",
            "The product A B was added without x: the change depends on the input, too.",
            lambda x, W, A, B, alpha: x @ W + alpha / A.shape[1] * (A @ B),
        ),
        Mistake(
            "whole-number-division",
            "With a whole number for α the scale loses its fraction: it was cut off.",
            lambda x, W, A, B, alpha: x @ W + alpha // A.shape[1] * (x @ A @ B),
            lambda x, W, A, B, alpha: x @ W + int(alpha / A.shape[1]) * (x @ A @ B),
        ),
        Mistake(
            "inputs-overwritten",
            "The result is right, but an array that was passed in was overwritten on the way.",
            _in_place,
            _scales_in_place,
        ),
    ),
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

# ---------------------------------------------------------------- lora_merge


def _merge_inputs(rng: np.random.Generator) -> list[Case]:
    def case(d: int, h: int, r: int, alpha: float, **about: object) -> Case:
        return Case(draw(rng, d, h), draw(rng, d, r), draw(rng, r, h), alpha, **about)

    return [
        Case(_W, _A, _B, 4.0),
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


def _merge_into_w(W, A, B, alpha):
    W += alpha / A.shape[1] * (A @ B)
    return W


def _merge_all_of_w(W, A, B, alpha):
    W[:] = W + alpha / A.shape[1] * (A @ B)
    return W


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


LORA_MERGE = Exercise(
    id="lora_merge",
    title="Melt the change into the weights",
    signature="(W, A, B, alpha)",
    aspects=(
        Aspect("values", 0.75, "weights that give the same outputs alone"),
        unchanged(0.25),
    ),
    inputs=_merge_inputs,
    reference=lora.lora_merge,
    mistakes=(
        Mistake(
            "mutates-w",
            "The new weights are right, but W itself was overwritten with them: merged twice, the "
            "change would be in it twice.",
            _merge_into_w,
            _merge_all_of_w,
        ),
        Mistake(
            "alpha-not-divided",
            "The change is multiplied by α alone: the rank is missing in the scale.",
            lambda W, A, B, alpha: W + alpha * (A @ B),
        ),
        Mistake(
            "scale-missing",
            "The change was added as it is: its scale is missing.",
            lambda W, A, B, alpha: W + A @ B,
        ),
        Mistake(
            "alpha-missing",
            "The change is divided by the rank, and not multiplied by α.",
            lambda W, A, B, alpha: W + A @ B / A.shape[1],
        ),
        Mistake(
            "wrong-rank",
            "The scale does not have the rank in it, but another size: which axis of A and B is as "
            "long as the rank?",
            lambda W, A, B, alpha: W + alpha / A.shape[0] * (A @ B),
            lambda W, A, B, alpha: W + alpha / B.shape[1] * (A @ B),
        ),
        Mistake(
            "transposed",
            "The change was transposed: as W, it has a row for each input and a column for each "
            "neuron.",
            lambda W, A, B, alpha: W + alpha / A.shape[1] * (A @ B).T,
            lambda W, A, B, alpha: W + alpha / A.shape[1] * (B.T @ A.T),
            lambda W, A, B, alpha: W.T + alpha / A.shape[1] * (A @ B),
            lambda W, A, B, alpha: (W + alpha / A.shape[1] * (A @ B)).T,
        ),
        Mistake(
            "a-b-swapped",
            "A and B are in each other's place in the product.",
            lambda W, A, B, alpha: W + alpha / A.shape[1] * (B @ A),
        ),
        Mistake(
            "base-missing",
            "This is the change alone: it has to be added to W.",
            lambda W, A, B, alpha: alpha / A.shape[1] * (A @ B),
            lambda W, A, B, alpha: A @ B,
        ),
        Mistake(
            "subtracted",
            "The change was subtracted from W.",
            lambda W, A, B, alpha: W - alpha / A.shape[1] * (A @ B),
        ),
        Mistake(
            "whole-number-division",
            "With a whole number for α the scale loses its fraction: it was cut off.",
            lambda W, A, B, alpha: W + alpha // A.shape[1] * (A @ B),
        ),
    ),
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

# ---------------------------------------------------------------- lora_parameter_count


def _count_inputs(rng: np.random.Generator) -> list[Case]:
    d_in, d_out, rank = (int(n) for n in rng.integers([20, 70, 2], [60, 120, 12]))
    return [
        Case(10, 20, 3),
        Case(1536, 1536, 8, label="a layer of a language model"),
        Case(3, 5, 1, aspect="any sizes", label="rank 1"),
        Case(4, 2, 4, aspect="any sizes", label="a rank as large as d_in"),
        Case(d_in, d_out, rank, aspect="any sizes"),
    ]


LORA_PARAMETER_COUNT = Exercise(
    id="lora_parameter_count",
    title="Count what learns",
    signature="(d_in, d_out, rank)",
    aspects=(
        Aspect("values", 0.5, "the numbers in A and B together, as an int"),
        Aspect("any sizes", 0.5, "any rank, more inputs than outputs or fewer", ("values",)),
    ),
    inputs=_count_inputs,
    reference=lora.lora_parameter_count,
    integer=True,
    mistakes=(
        Mistake(
            "full-matrix",
            "This counts the whole matrix W, which does not learn.",
            lambda d_in, d_out, rank: d_in * d_out,
            lambda d_in, d_out, rank: d_in * d_out * rank,
        ),
        Mistake(
            "full-matrix-too",
            "The numbers of W were counted as well: W does not learn.",
            lambda d_in, d_out, rank: d_in * d_out + rank * (d_in + d_out),
        ),
        Mistake(
            "rank-squared",
            "The rank is in it squared: A and B meet at the rank, there is nothing in between.",
            lambda d_in, d_out, rank: rank * rank * (d_in + d_out),
            lambda d_in, d_out, rank: d_in * rank + rank * rank + rank * d_out,
            lambda d_in, d_out, rank: rank * rank,
            lambda d_in, d_out, rank: d_in * rank * rank * d_out,
        ),
        Mistake(
            "one-matrix",
            "Only one of the two matrices was counted.",
            lambda d_in, d_out, rank: d_in * rank,
            lambda d_in, d_out, rank: rank * d_out,
        ),
        Mistake(
            "same-matrix-twice",
            "A and B were counted as if they had the same shape.",
            lambda d_in, d_out, rank: 2 * d_in * rank,
            lambda d_in, d_out, rank: 2 * rank * d_out,
        ),
        Mistake(
            "rank-missing",
            "The widths were added; each row of A and each column of B has as many numbers as the "
            "rank.",
            lambda d_in, d_out, rank: d_in + d_out,
            lambda d_in, d_out, rank: d_in + rank + d_out,
        ),
        Mistake(
            "biases-counted",
            "Biases were counted, too: A and B are matrices alone.",
            lambda d_in, d_out, rank: d_in * rank + rank + rank * d_out + d_out,
            lambda d_in, d_out, rank: rank * (d_in + d_out) + d_out,
            lambda d_in, d_out, rank: rank * (d_in + d_out) + rank,
        ),
        Mistake(
            "returns-float",
            "The number is right, but it is a float: a count is an int.",
            lambda d_in, d_out, rank: float(rank * (d_in + d_out)),
        ),
    ),
    accepted={
        "two products": lambda d_in, d_out, rank: d_in * rank + rank * d_out,
        "sizes of arrays": lambda d_in, d_out, rank: (
            np.empty((d_in, rank)).size + np.empty((rank, d_out)).size
        ),
        "sum": lambda d_in, d_out, rank: sum(rank * d for d in (d_in, d_out)),
        "NumPy": lambda d_in, d_out, rank: np.prod([d_in, rank]) + np.prod([rank, d_out]),
    },
)
