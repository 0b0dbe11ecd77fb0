"""The exercise `hidden_activations`: what each hidden layer puts out."""

import numpy as np

from nnbasics import networks
from nnexercises.m03_networks.forward import relu, told
from nnexercises.m03_networks.hidden_activations_mistakes import MISTAKES, layer_outputs
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


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(n: int, *sizes: int, **about: object) -> Case:
        return Case(matrix(rng, n, sizes[0]), network(rng, sizes), **about)

    whole = rng.integers(-5, 6, size=(5, 3))
    return [
        Case(X_SMALL, SMALL_NET),
        case(5, 3, 4, 2),
        Case(whole, network(rng, (3, 4, 2)), label="whole numbers"),
        case(1, 3, 4, 2, label="one row"),
        Case(X_DEEP, DEEP_NET, aspect="any depth", label="two hidden layers"),
        Case(X_FLAT, FLAT_NET, aspect="any depth", label="one layer, no hidden one"),
        case(4, 3, 3, 3, 3, aspect="any depth", label="two hidden layers of equal width"),
        case(3, 4, 5, 6, 5, 3, 2, aspect="any depth", label="four hidden layers"),
        case(
            4, 2, 5, 3,
            aspect="inputs unchanged", label="read-only arrays", read_only=True,
        ),
    ]  # fmt: skip


def _activations_until_last(X, params):
    found, A = [], X
    for i, (W, b) in enumerate(params):
        A = A @ W + b
        if i < len(params) - 1:
            A = A * (A > 0)
            found.append(A)
    return found


EXERCISE = Exercise(
    id="hidden_activations",
    signature="(X, params)",
    text=Text(
        title="Look inside the network",
        minutes=10,
        difficulty="easy",
        lesson="For any number of layers",
    ),
    rests_on=("mlp_forward",),
    aspects=(
        Aspect("values", 1.0, "a list with the hidden layer's output, shape (N, H)"),
        Aspect("any depth", 0.75, "a list with one array for every hidden layer", ("values",)),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=networks.hidden_activations,
    mistakes=MISTAKES,
    accepted={
        "mask": _activations_until_last,
        "all outputs but the last": lambda X, params: layer_outputs(X, params)[1][:-1],
        "tuple": lambda X, params: tuple(networks.hidden_activations(X, params)),
        "by the forward pass": lambda X, params: [
            relu(networks.mlp_forward(X, params[:i])) for i in range(1, len(params))
        ],
        "float32": lambda X, params: networks.hidden_activations(
            X.astype(np.float32), in_float32(params)
        ),
    },
    compare=Comparison(view=told),
)
