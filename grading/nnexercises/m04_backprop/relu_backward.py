"""The exercise `relu_backward`: backpropagate through ReLU."""

import numpy as np

from nnbasics import gradients
from nnexercises.m04_backprop.relu_backward_mistakes import MISTAKES
from nnexercises.shared import draw
from nngrader.declare import Aspect, Case, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(*shape: int, **about: object) -> Case:
        z = draw(rng, *shape)
        z.flat[0], z.flat[-1] = abs(z.flat[0]) + 0.5, -abs(z.flat[-1]) - 0.5  # both sides of 0
        dout = draw(rng, *shape)
        dout = np.where(np.abs(dout) < 0.05, -1.5, dout)
        return Case(dout, z, **about)

    shape = {"aspect": "any shape"}
    return [
        Case(np.array([5.0, -6.0, 7.0]), np.array([-2.0, 0.0, 3.0])),
        case(6),
        Case(np.array([2.0, -3.0, 0.5, 4.0]), np.array([1e-9, -4.0, 6.0, -1e-9]),
             label="close to 0"),
        case(4, 3, label="rows and columns", **shape),
        case(2, 3, 4, label="three axes", **shape),
        Case(np.array([[2.5]]), np.array([[0.75]]), label="a single entry", **shape),
        Case(np.array([[3, -1], [4, 2]]), np.array([[1, 0], [-5, 2]]), label="whole numbers",
             **shape),
        case(3, 2, aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]  # fmt: skip


def _masked_copy(dout, z):
    dz = dout.copy()
    dz[z <= 0] = 0
    return dz


def _assign_where_positive(dout, z):
    dz = np.zeros_like(dout)
    dz[z > 0] = dout[z > 0]
    return dz


EXERCISE = Exercise(
    id="relu_backward",
    signature="(dout, z)",
    text=Text(
        title="Backpropagate through ReLU",
        minutes=5,
        difficulty="easy",
        lesson="ReLU",
    ),
    rests_on=("relu_grad",),
    aspects=(
        Aspect("values", 0.5, "what comes back from above passes where z > 0, else nothing does"),
        Aspect("any shape", 0.25, "any number of axes; whole numbers", ("values",)),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=gradients.relu_backward,
    mistakes=MISTAKES,
    accepted={
        "where": lambda dout, z: np.where(z > 0, dout, 0.0),
        "mask": lambda dout, z: dout * (z > 0),
        "masked copy": _masked_copy,
        "chosen entries": _assign_where_positive,
        "heaviside": lambda dout, z: dout * np.heaviside(z, 0),
        "sign": lambda dout, z: dout * np.maximum(np.sign(z), 0),
        "vectorize": np.vectorize(lambda d, v: float(d) if v > 0 else 0.0),
        "float32": lambda dout, z: (dout * (z > 0)).astype(np.float32),
    },
)
