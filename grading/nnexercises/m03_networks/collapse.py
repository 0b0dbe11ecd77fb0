"""The exercise `collapse`: layers with nothing between them are one layer."""

import numpy as np

from nnbasics import networks
from nnexercises.m03_networks.collapse_mistakes import MISTAKES
from nnexercises.m03_networks.collapse_parts import collapse_with
from nnexercises.m03_networks.samples import DEEP_NET, FLAT_NET, in_float32, network
from nngrader.declare import Aspect, Case, Comparison, Exercise, Text, unchanged

_EXAMPLE = [
    (np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1.0, -1.0])),
    (np.array([[1.0], [2.0]]), np.array([0.5])),
]
_WHOLE = [
    (np.array([[1, 2, 0], [0, -1, 3]]), np.array([1, 0, -2])),
    (np.array([[2, 1], [-1, 1], [0, 3]]), np.array([4, -5])),
]


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(*sizes: int, **about: object) -> Case:
        return Case(network(rng, sizes), **about)

    return [
        Case(_EXAMPLE),
        case(2, 4, 3),
        Case(_WHOLE, label="whole numbers"),
        case(3, 3, 3, label="three inputs, three hidden neurons, three outputs"),
        Case(FLAT_NET, aspect="any depth", label="one layer"),
        Case(DEEP_NET, aspect="any depth", label="three layers"),
        case(3, 3, 3, 3, aspect="any depth", label="three layers of equal width"),
        case(1, 4, 2, 1, aspect="any depth", label="one input, one output"),
        case(4, 6, 5, 6, 3, 2, aspect="any depth", label="five layers"),
        case(2, 5, 3, aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]  # fmt: skip


def _probe(params):
    def linear_only(A):
        for W, b in params:
            A = A @ W + b
        return A

    width = params[0][0].shape[0]
    b = linear_only(np.zeros(width))
    return linear_only(np.eye(width)) - b, b


def _from_behind(params):
    W, b = params[-1]
    for V, c in reversed(params[:-1]):
        b = b + c @ W
        W = V @ W
    return W, b


def _one_product(params):
    matrices = [W for W, _ in params]
    W = np.linalg.multi_dot(matrices) if len(matrices) > 1 else matrices[0]
    b = sum(
        np.linalg.multi_dot([b, *matrices[i + 1 :], np.eye(W.shape[1])])
        for i, (_, b) in enumerate(params)
    )
    return W, b


def _homogeneous(params):
    M = np.eye(params[0][0].shape[0] + 1)
    for W, b in params:
        corner = np.zeros((W.shape[0] + 1, W.shape[1] + 1))
        corner[:-1, :-1], corner[-1, :-1], corner[-1, -1] = W, b, 1
        M = M @ corner
    return M[:-1, :-1], M[-1, :-1]


EXERCISE = Exercise(
    id="collapse",
    signature="(params)",
    text=Text(
        title="Collapse the layers into one",
        minutes=15,
        difficulty="hard",
        lesson="5. XOR, solved by hand",
    ),
    rests_on=("linear",),
    aspects=(
        Aspect("values", 1.75, "the one layer that equals two layers without activation"),
        Aspect("any depth", 1.0, "one layer, two, three or more", ("values",)),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=networks.collapse,
    mistakes=MISTAKES,
    accepted={
        "loop": collapse_with(),
        "from behind": _from_behind,
        "zeros and unit vectors through the layers": _probe,
        "products of all": _one_product,
        "bias as a weight": _homogeneous,
        "list of two": lambda params: [*networks.collapse(params)],
        "float32": lambda params: networks.collapse(in_float32(params)),
    },
    compare=Comparison(results=("W", "b")),
)
