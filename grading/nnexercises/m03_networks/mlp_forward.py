"""The exercise `mlp_forward`: run the forward pass."""

import numpy as np

from nnbasics import networks
from nnexercises.m03_networks.forward import forward_with, told
from nnexercises.m03_networks.mlp_forward_mistakes import MISTAKES
from nnexercises.m03_networks.samples import (
    DEEP_NET,
    FLAT_NET,
    SMALL_NET,
    X_DEEP,
    X_FLAT,
    X_SMALL,
    in_float32,
    matrix,
    network,
)
from nngrader.declare import Aspect, Case, Comparison, Exercise, Text, unchanged

_ANY_DEPTH = "one layer, two, three or more"


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(n: int, *sizes: int, **about: object) -> Case:
        return Case(matrix(rng, n, sizes[0]), network(rng, sizes), **about)

    whole = rng.integers(-5, 6, size=(5, 3))
    return [
        Case(X_SMALL, SMALL_NET),
        case(5, 3, 4, 2),
        Case(whole, network(rng, (3, 4, 2)), label="whole numbers"),
        Case(X_FLAT, FLAT_NET, aspect="any depth", label="one layer, no hidden one"),
        Case(X_DEEP, DEEP_NET, aspect="any depth", label="two hidden layers"),
        case(4, 3, 3, 3, 3, aspect="any depth", label="three layers of equal width"),
        case(3, 4, 5, 6, 5, 3, 2, aspect="any depth", label="five layers"),
        case(1, 3, 4, 2, aspect="any batch", label="one row"),
        case(4, 1, 3, 1, aspect="any batch", label="one input, one output"),
        case(40, 6, 8, 3, aspect="any batch", label="40 rows"),
        case(
            4, 2, 5, 3,
            aspect="inputs unchanged", label="read-only arrays", read_only=True,
        ),
    ]  # fmt: skip


def _recursive(X, params):
    (W, b), *rest = params
    Z = X @ W + b
    return _recursive(np.where(Z > 0, Z, 0), rest) if rest else Z


def _row_by_row(X, params):
    return np.array([networks.mlp_forward(x[None], params)[0] for x in X])


def _loops(X, params):
    rows = []
    for x in X:
        a = list(x)
        for i, (W, b) in enumerate(params):
            z = [sum(a[d] * W[d, h] for d in range(len(a))) + b[h] for h in range(len(b))]
            a = z if i == len(params) - 1 else [max(0.0, z_h) for z_h in z]
        rows.append(a)
    return np.array(rows)


EXERCISE = Exercise(
    id="mlp_forward",
    signature="(X, params)",
    text=Text(
        title="Run the forward pass",
        minutes=15,
        difficulty="medium",
        lesson="For any number of layers",
    ),
    rests_on=("linear", "relu"),
    aspects=(
        Aspect("values", 1.5, "the logits of a network with one hidden layer, shape (N, C)"),
        Aspect("any depth", 1.0, _ANY_DEPTH, ("values",)),
        Aspect("any batch", 0.25, "one row, one input, or many rows", ("values",)),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=networks.mlp_forward,
    mistakes=MISTAKES,
    accepted={
        "all but the last, then the last": networks.mlp_forward,
        "index": forward_with(),
        "recursion": _recursive,
        "row by row": _row_by_row,
        "loops": _loops,
        "mask": forward_with(hidden=lambda Z: Z * (Z > 0)),
        "einsum": forward_with(weigh=lambda A, W, b: np.einsum("nd,dh->nh", A, W) + b),
        "bias as a weight": forward_with(
            weigh=lambda A, W, b: np.column_stack([A, np.ones(len(A))]) @ np.vstack([W, b])
        ),
        "float32": lambda X, params: networks.mlp_forward(X.astype(np.float32), in_float32(params)),
    },
    compare=Comparison(view=told),
)
