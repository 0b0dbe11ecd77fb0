"""The exercise `predict`: choose a class."""

import numpy as np

from nnbasics import networks
from nnexercises.m03_networks.forward import softmax
from nnexercises.m03_networks.predict_mistakes import MISTAKES, choose
from nnexercises.m03_networks.samples import SMALL_NET, X_SMALL, in_float32, matrix, network
from nngrader.declare import Aspect, Case, Comparison, Exercise, Text, unchanged

# Here some classes win only because of the ReLU, others only because it stays off the logits.
_X_DECIDED = np.array([[-3.0, -2.0, 1.0], [2.0, -1.0, 0.0], [-1.0, 4.0, 2.0], [0.0, 1.0, -3.0]])
_DECIDED_NET = [
    (np.array([[1.0, 0.0], [0.0, 1.0], [1.0, -1.0]]), np.array([0.0, 0.0])),
    (np.array([[1.0, -1.0, -2.0], [-2.0, 1.0, -1.0]]), np.array([-9.0, -8.0, -7.0])),
]
# Two equal columns: two classes whose logits are equal for every row, and not the lowest ones.
_TIED_NET = [
    (np.array([[1.0, -2.0], [2.0, 1.0]]), np.array([1.0, 0.0])),
    (
        np.array([[-1.0, 2.0, 2.0, 1.0], [0.0, 3.0, 3.0, 1.0]]),
        np.array([0.0, 1.0, 1.0, -1.0]),
    ),
]
# Logits of a thousand: their exponentials overflow, or vanish. In the last row of fifty: there the
# exponentials are well, but sigmoid and tanh are 1 already.
_X_HUGE = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [-1.0, -1.0], [-1.0, 1.0], [0.05, 0.0]])
_HUGE_NET = [(np.array([[900.0, 1000.0, -1000.0], [-1000.0, 800.0, 1000.0]]), np.zeros(3))]


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(n: int, *sizes: int, **about: object) -> Case:
        return Case(*_decided(rng, n, sizes), **about)

    whole = _X_DECIDED.astype(int)
    return [
        Case(X_SMALL, SMALL_NET),
        Case(_X_DECIDED, _DECIDED_NET, label="negative logits"),
        case(6, 3, 5, 4),
        Case(whole, _DECIDED_NET, label="whole numbers"),
        case(40, 4, 6, 5, 3, label="40 rows, two hidden layers"),
        Case(X_SMALL, _TIED_NET, aspect="edge cases", label="classes 1 and 2 have equal logits"),
        Case(
            np.array([[0.0, 0.0], [1.0, 2.0]]), [(np.zeros((2, 3)), np.zeros(3))],
            aspect="edge cases", label="all logits are 0",
        ),
        Case(_X_HUGE, _HUGE_NET, aspect="edge cases", label="logits of 1000 and more"),
        Case(*_decided(rng, 1, (3, 5, 4)), aspect="edge cases", label="one row"),
        Case(
            _X_DECIDED, _DECIDED_NET,
            aspect="inputs unchanged", label="read-only arrays", read_only=True,
        ),
    ]  # fmt: skip


def _decided(rng: np.random.Generator, n: int, sizes: tuple[int, ...]):
    """n rows and a network in which one class clearly wins: rounding cannot turn it over."""
    while True:
        X, params = matrix(rng, 4 * n + 8, sizes[0]), network(rng, sizes)
        logits = np.sort(networks.mlp_forward(X, params), axis=1)
        X = X[logits[:, -1] - logits[:, -2] > 0.01]
        if len(X) >= n:
            return X[:n], params


def _best_in_loop(X, params):
    classes = []
    for row in networks.mlp_forward(X, params):
        best = 0
        for c in range(len(row)):
            if row[c] > row[best]:
                best = c
        classes.append(best)
    return np.array(classes)


EXERCISE = Exercise(
    id="predict",
    signature="(X, params)",
    text=Text(
        title="Choose a class",
        minutes=5,
        difficulty="easy",
        lesson="Several outputs: which class?",
    ),
    rests_on=("mlp_forward",),
    aspects=(
        Aspect("values", 0.5, "for each row the class with the largest logit, shape (N,)"),
        Aspect("edge cases", 0.25, "equal logits, logits of 1000, one row", ("values",)),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=networks.predict,
    mistakes=MISTAKES,
    accepted={
        "loop": _best_in_loop,
        "argmax of softmax": choose(lambda X, params: softmax(networks.mlp_forward(X, params))),
        "last axis": lambda X, params: np.argmax(networks.mlp_forward(X, params), axis=-1),
        "a row at a time": lambda X, params: np.array(
            [int(np.argmax(row)) for row in networks.mlp_forward(X, params)]
        ),
        "sorted": lambda X, params: np.argsort(
            -networks.mlp_forward(X, params), axis=1, kind="stable"
        )[:, 0],
        "small integers": lambda X, params: networks.predict(X, params).astype(np.uint8),
        "float32": lambda X, params: networks.predict(X.astype(np.float32), in_float32(params)),
    },
    compare=Comparison(integer=True),
)
