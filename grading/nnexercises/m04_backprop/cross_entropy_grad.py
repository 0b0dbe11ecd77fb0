"""The exercise `cross_entropy_grad`: find which logits to raise and which to lower."""

import numpy as np

from nnbasics import losses
from nnexercises.m04_backprop.cross_entropy_grad_mistakes import MISTAKES
from nnexercises.m04_backprop.cross_entropy_grad_parts import grad, grad_with_loops
from nnexercises.m04_backprop.logits import (
    EXAMPLE,
    THOUSANDS,
    log_probabilities,
    logits_and_labels,
    one_hot,
    softmax,
)
from nngrader.declare import Aspect, Case, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(n: int, c: int, **about: object) -> Case:
        return Case(*logits_and_labels(rng, n, c), **about)

    batch, huge = "any batch", "huge logits"
    return [
        Case(*EXAMPLE),
        case(2, 4),
        case(5, 3, label="more rows than classes"),
        case(3, 3, label="as many rows as classes"),
        case(1, 4, aspect=batch, label="a batch of one row"),
        case(4, 2, aspect=batch, label="two classes"),
        case(30, 10, aspect=batch, label="30 rows, 10 classes"),
        Case(np.array([[3, 1, 0, -2], [0, 2, 5, 1]]), np.array([1, 3]), aspect=batch,
             label="whole numbers"),
        Case(np.array([[1000.0, -1000.0, 0.0]]), np.array([1]), aspect=huge,
             label="certain and wrong"),
        Case(THOUSANDS, np.array([1, 2]), aspect=huge, label="rows far from each other"),
        case(2, 3, aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]  # fmt: skip


def _grad_by_index(logits, labels):
    P = softmax(logits)
    P[np.arange(len(P)), labels] -= 1
    P /= len(P)
    return P


EXERCISE = Exercise(
    id="cross_entropy_grad",
    signature="(logits, labels)",
    text=Text(
        title="Find which logits to raise and which to lower",
        minutes=15,
        difficulty="medium",
        lesson="Softmax and cross-entropy together",
    ),
    rests_on=("cross_entropy", "softmax"),
    aspects=(
        Aspect("values", 1.75, "how the mean loss changes with each logit, (N, C)"),
        Aspect("any batch", 0.5, "any number of rows and classes; whole numbers", ("values",)),
        Aspect("huge logits", 0.5, "right for logits of ±1000", ("values",)),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=losses.cross_entropy_grad,
    mistakes=MISTAKES,
    accepted={
        "one-hot": grad(softmax, lambda P, Y: (P - Y) / len(P)),
        "indexing": _grad_by_index,
        "loops": grad_with_loops,
        "from log-probabilities": lambda logits, labels: (
            (np.exp(log_probabilities(logits)) - one_hot(labels, logits.shape[1])) / logits.shape[0]
        ),
        "a comparison": lambda logits, labels: (
            (softmax(logits) - (np.arange(logits.shape[1]) == labels[:, None])) / len(labels)
        ),
        "float32": grad(
            lambda Z: softmax(Z.astype(np.float32)),
            lambda P, Y: (P - Y.astype(np.float32)) / np.float32(len(P)),
        ),
    },
)
