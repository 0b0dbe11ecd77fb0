"""The exercise `l2_penalty`: put a price on large weights."""

import numpy as np

from nnbasics import regularization
from nnexercises.m05_training_loop.l2_penalty_mistakes import MISTAKES
from nnexercises.shared import draw, part
from nngrader.declare import Aspect, Case, Comparison, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(strength: float, *sizes: int, **about: object) -> Case:
        params = [
            (draw(rng, d, h), draw(rng, h) + 1) for d, h in zip(sizes[:-1], sizes[1:], strict=True)
        ]
        return Case(params, strength, **about)

    example = [
        (np.array([[1.0, -2.0]]), np.array([3.0, 0.0])),
        (np.array([[2.0], [0.0]]), np.ones(1)),
    ]
    whole = [
        (np.array([[1, -2], [0, 3], [2, 1]]), np.array([1, 2])),
        (np.array([[4], [1]]), np.array([5])),
    ]
    values, other = {"aspect": "penalty"}, {"aspect": "any network"}
    return [
        Case(example, 0.5, **values),
        case(0.1, 3, 4, 2, **values),
        case(2.0, 2, 5, 3, label="a strength of 2", **values),
        case(0.3, 3, 2, label="a single layer", **other),
        case(0.01, 2, 4, 3, 5, 2, label="four layers", **other),
        case(0.0, 2, 3, 2, label="a strength of 0", **other),
        case(0.7, 3, 3, 3, label="square matrices", **other),
        Case(whole, 0.25, label="whole numbers", **other),
        case(0.2, 2, 3, 2, aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]  # fmt: skip


def _number_by_number(params, strength):
    total, grads = 0, []
    for W, b in params:
        dW = np.zeros(W.shape)
        for i in range(W.shape[0]):
            for j in range(W.shape[1]):
                total += W[i, j] * W[i, j]
                dW[i, j] = 2 * strength * W[i, j]
        grads.append([dW, np.array([0.0] * len(b))])
    return [total * strength, grads]


EXERCISE = Exercise(
    id="l2_penalty",
    signature="(params, strength)",
    text=Text(
        title="Put a price on large weights",
        minutes=10,
        difficulty="easy",
        lesson="A price on large weights: L2",
    ),
    aspects=(
        part("penalty", 0.75, "strength times the sum of all squared weights", 0),
        part("gradients", 0.75, "(dW, db) for each layer; db is 0", 1, of="penalty"),
        Aspect(
            "any network", 0.25, "any number of layers; whole numbers", ("penalty", "gradients")
        ),
        unchanged(0.25, ("penalty", "gradients")),
    ),
    inputs=_inputs,
    reference=regularization.l2_penalty,
    mistakes=MISTAKES,
    accepted={
        "number by number": _number_by_number,
        "einsum": lambda params, strength: (
            strength * sum(np.einsum("ij,ij", W, W) for W, _ in params),
            [(2.0 * strength * W, 0.0 * b) for W, b in params],
        ),
        "norm squared": lambda params, strength: (
            sum(strength * np.linalg.norm(W) ** 2 for W, _ in params),
            tuple((W * strength + strength * W, np.zeros_like(b)) for W, b in params),
        ),
        "float32": lambda params, strength: (
            np.float32(regularization.l2_penalty(params, strength)[0]),
            [
                (np.float32(2 * strength) * W.astype(np.float32), np.zeros(b.shape, np.float32))
                for W, b in params
            ],
        ),
    },
    compare=Comparison(results=("penalty", "grads")),
)
