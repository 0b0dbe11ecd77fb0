"""The exercise `linear_backward`: backpropagate through a layer."""

import numpy as np

from nnbasics import gradients
from nnexercises.m04_backprop.linear_backward_mistakes import MISTAKES, right
from nnexercises.shared import draw, part
from nngrader.declare import Aspect, Case, Comparison, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(n: int, d: int, h: int, **about: object) -> Case:
        return Case(draw(rng, n, h), draw(rng, n, d), draw(rng, d, h), **about)

    parts, batch = {"aspect": "dX"}, {"aspect": "any batch"}
    return [
        Case(
            np.array([[1.0], [2.0], [-1.0]]),
            np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]),
            np.array([[0.5], [-1.0]]),
            **parts,
        ),
        case(2, 3, 4, **parts),
        case(4, 2, 3, **parts),
        case(3, 3, 3, label="as many rows as inputs as neurons", **parts),
        Case(
            np.array([[1, 0, 2], [-1, 3, 1]]), np.array([[1, 2], [3, 4]]),
            np.array([[1, 0, -1], [2, 1, 0]]), label="whole numbers", **batch,
        ),
        case(1, 3, 2, label="a batch of one row", **batch),
        case(4, 1, 3, label="a single input", **batch),
        case(5, 3, 1, label="a single neuron", **batch),
        case(20, 7, 5, label="20 rows", **batch),
        case(3, 2, 4, aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]  # fmt: skip


def _linear_with_loops(dout, X, W):
    dX, dW, db = np.zeros(X.shape), np.zeros(W.shape), np.zeros(W.shape[1])
    for n in range(len(X)):
        for h in range(W.shape[1]):
            db[h] += dout[n, h]
            for d in range(W.shape[0]):
                dX[n, d] += dout[n, h] * W[d, h]
                dW[d, h] += dout[n, h] * X[n, d]
    return dX, dW, db


def _linear_by_rows(dout, X, W):
    dX = np.array([W @ g for g in dout])
    dW = sum(np.outer(x, g) for x, g in zip(X, dout, strict=True))
    return [dX, dW, sum(dout)]


EXERCISE = Exercise(
    id="linear_backward",
    signature="(dout, X, W)",
    text=Text(
        title="Backpropagate through a layer",
        minutes=20,
        difficulty="medium",
        lesson="The linear layer",
    ),
    rests_on=("linear",),
    aspects=(
        part("dX", 0.75, "how the loss changes with each input, (N, D)", 0),
        part("dW", 0.75, "how the loss changes with each weight, (D, H)", 1, of="dX"),
        part("db", 0.75, "how the loss changes with each bias, (H,)", 2, of="dX"),
        Aspect(
            "any batch", 0.5, "one row, one input, one neuron; whole numbers", ("dX", "dW", "db")
        ),
        unchanged(0.25, ("dX", "dW", "db")),
    ),
    inputs=_inputs,
    reference=gradients.linear_backward,
    mistakes=MISTAKES,
    accepted={
        "matrix products": right,
        "turned twice": lambda dout, X, W: (
            (W @ dout.T).T,
            (dout.T @ X).T,
            np.ones(len(dout)) @ dout,
        ),
        "loops": _linear_with_loops,
        "row by row": _linear_by_rows,
        "einsum": lambda dout, X, W: (
            np.einsum("nh,dh->nd", dout, W),
            np.einsum("nd,nh->dh", X, dout),
            np.einsum("nh->h", dout),
        ),
        "float32": lambda dout, X, W: right(
            dout.astype(np.float32), X.astype(np.float32), W.astype(np.float32)
        ),
    },
    compare=Comparison(results=("dX", "dW", "db")),
)
