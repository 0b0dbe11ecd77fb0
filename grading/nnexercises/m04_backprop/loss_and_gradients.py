"""The exercise `loss_and_gradients`: backpropagate through a network, in one pass."""

import numpy as np

from nnbasics import gradients
from nnexercises.m04_backprop.loss_and_gradients_accepted import ACCEPTED
from nnexercises.m04_backprop.loss_and_gradients_mistakes import MISTAKES
from nnexercises.shared import draw, part
from nngrader.declare import Aspect, Case, Comparison, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(n: int, *sizes: int, **about: object) -> Case:
        params = [
            (draw(rng, d, h), draw(rng, h, scale=0.5))
            for d, h in zip(sizes[:-1], sizes[1:], strict=True)
        ]
        labels = rng.integers(0, sizes[-1], n)
        if n > 1 and (labels == labels[0]).all():
            labels[0] = (labels[0] + 1) % sizes[-1]
        return Case(draw(rng, n, sizes[0]), labels, params, **about)

    example = [
        (np.array([[1.0, -1.0], [0.5, 1.0]]), np.array([0.0, 0.5])),
        (np.array([[1.0, 0.0, -1.0], [0.0, 2.0, 1.0]]), np.zeros(3)),
    ]
    at_zero = [(np.array([[1.0, -2.0, 0.5]]), np.zeros(3)), (draw(rng, 3, 2), draw(rng, 2))]
    mirror = [
        (np.eye(2), np.zeros(2)),
        (np.array([[1.0, -1.0], [-1.0, 1.0]]), np.zeros(2)),
    ]
    whole = [
        (np.array([[1, -1, 2], [0, 1, -1]]), np.array([0, 1, -1])),
        (np.array([[1, 0], [-1, 2], [1, 1]]), np.array([1, 0])),
    ]
    values, depth, huge = {"aspect": "loss"}, {"aspect": "any network"}, {"aspect": "huge logits"}
    return [
        Case(np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([1, 0]), example, **values),
        case(3, 2, 4, 5, **values),
        case(5, 4, 3, 2, label="more rows than anything else", **values),
        Case(np.array([[0.0], [1.5]]), np.array([1, 0]), at_zero,
             label="weighted sums of exactly 0", **values),
        case(4, 3, 2, label="a single layer", **depth),
        case(3, 2, 4, 3, 2, label="two hidden layers", **depth),
        case(2, 3, 3, 3, 3, label="as many classes as neurons as inputs", **depth),
        case(6, 3, 4, 4, 4, 2, label="three hidden layers", **depth),
        case(1, 3, 4, 2, label="a batch of one row", **depth),
        Case(np.array([[1, 2], [3, -1], [0, 1]]), np.array([0, 1, 1]), whole,
             label="whole numbers", **depth),
        Case(np.array([[1000.0, 0.0], [0.0, 1000.0]]), np.array([1, 1]), mirror,
             label="certain, and once wrong", **huge),
        Case(np.array([[1.0], [-1.0]]), np.array([1, 0]),
             [(np.array([[1000.0, 999.5]]), np.zeros(2))],
             label="rows far from each other", **huge),
        case(3, 2, 4, 3, aspect="inputs unchanged", label="read-only arrays", read_only=True),
        case(2, 3, 2, aspect="inputs unchanged", label="a single layer"),
    ]  # fmt: skip


EXERCISE = Exercise(
    id="loss_and_gradients",
    signature="(X, labels, params)",
    text=Text(
        title="Backpropagate through a network",
        minutes=30,
        difficulty="hard",
        lesson="A whole network",
    ),
    rests_on=("mlp_forward", "cross_entropy_grad", "linear_backward", "relu_backward"),
    aspects=(
        part("loss", 0.75, "the cross-entropy of the network's logits", 0),
        part("gradients", 1.75, "(dW, db) for each layer, first layer first", 1, of="loss"),
        Aspect(
            "any network",
            0.75,
            "any number of layers; one row; whole numbers",
            ("loss", "gradients"),
        ),
        Aspect("huge logits", 0.5, "right for logits of ±1000", ("loss", "gradients")),
        unchanged(0.25, ("loss", "gradients")),
    ),
    inputs=_inputs,
    reference=gradients.loss_and_gradients,
    mistakes=MISTAKES,
    accepted=ACCEPTED,
    compare=Comparison(results=("loss", "grads")),
)
