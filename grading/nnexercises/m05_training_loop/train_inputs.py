"""What answers to `train` are tried with."""

from collections.abc import Callable

import numpy as np

from nnbasics.networks import Params
from nnexercises.m05_training_loop.drawing import generator
from nnexercises.m05_training_loop.train_parts import all_epochs
from nnexercises.shared import draw
from nngrader.declare import Case


def inputs(rng: np.random.Generator) -> list[Case]:
    def net(*sizes: int) -> Params:
        return [
            ((draw(rng, d, h) / np.sqrt(d)).round(2), draw(rng, h, scale=0.3))
            for d, h in zip(sizes[:-1], sizes[1:], strict=True)
        ]

    def case(
        X: np.ndarray, labels: np.ndarray, params: Params, lr: float, epochs: int, size: int,
        calls: int = 1, **about: object,
    ) -> Case:  # fmt: skip
        return Case(X, labels, params, lr, epochs, size, generator(rng), calls, **about)

    def samples(n: int, d: int, classes: int) -> tuple[np.ndarray, np.ndarray]:
        labels = rng.permutation(np.resize(np.arange(classes), n))
        return draw(rng, n, d) * 1.5, labels

    def distinct(make: Callable[[], Case]) -> Case:
        """A case in which no two ways to cut the first epoch have nearly the same loss."""
        while True:
            case = make()
            losses = np.sort([loss for *_, loss in all_epochs(case, case.args[2])])  # of epoch 1
            if np.diff(losses).min() > 3e-6 * losses[0]:
                return case

    def equal(n: int, d: int, label: int) -> tuple[np.ndarray, np.ndarray]:
        return np.tile(draw(rng, d), (n, 1)), np.full(n, label)

    X = np.array([[1.0, 2.0], [-1.0, 0.0], [0.0, -2.0], [2.0, 1.0]])
    small = [(np.zeros((2, 2)), np.zeros(2))]
    one, batches, loss = {"aspect": "one batch"}, {"aspect": "mini-batches"}, {"aspect": "history"}
    order, edges = {"aspect": "new order"}, {"aspect": "any sizes"}
    return [
        case(X, np.array([1, 0, 0, 1]), small, 0.5, 2, 4, **one),
        case(*samples(6, 2, 3), net(2, 4, 3), 0.2, 3, 6, label="all samples in one batch", **one),
        case(*samples(5, 3, 2), net(3, 4, 5, 2), 0.1, 4, 8,
             label="a batch size larger than N", **one),
        case(*samples(5, 2, 3), net(2, 3, 3), 0.3, 3, 5, label="all samples in one batch", **loss),
        case(*equal(6, 3, 1), net(3, 4, 2), 0.3, 2, 2,
             label="6 samples that are all the same", **batches),
        case(*equal(5, 2, 0), net(2, 3, 3), 0.3, 3, 2, label="5 that are all the same", **loss),
        case(*samples(7, 2, 2), net(2, 3, 2), 0.0, 2, 3, label="a learning rate of 0", **loss),
        distinct(lambda: case(*samples(4, 2, 2), net(2, 3, 2), 0.4, 1, 2,
                              label="4 samples, in batches of 2", **batches)),
        distinct(lambda: case(*samples(5, 3, 2), net(3, 3, 2), 0.5, 1, 2,
                              label="5 samples, in batches of 2", **batches)),
        case(*equal(5, 2, 1), net(2, 4, 3), 0.3, 3, 2, label="5 that are all the same", **batches),
        distinct(lambda: case(*samples(5, 3, 3), net(3, 4, 3), 0.3, 4, 2,
                              label="5 samples, in batches of 2", **loss)),
        distinct(lambda: case(*samples(5, 2, 3), net(2, 4, 3), 0.4, 6, 2,
                              label="5 samples, in batches of 2", **order)),
        distinct(lambda: case(*samples(5, 3, 2), net(3, 4, 2), 0.4, 5, 1,
                              label="5 samples, in batches of 1", **order)),
        distinct(lambda: case(*samples(6, 3, 2), net(3, 3, 2), 0.3, 3, 3, 2,
                              label="two calls", aspect="generator")),
        case(*samples(4, 2, 2), net(2, 3, 2), 0.2, 0, 2, label="no epoch at all", **edges),
        case(*samples(1, 3, 2), net(3, 2, 2), 0.5, 3, 4, label="a single sample", **edges),
        distinct(lambda: case(*samples(4, 2, 3), net(2, 3), 0.3, 3, 1,
                              label="a single layer, batches of one", **edges)),
        case(np.array([[1, 2], [3, -1], [0, 1]]), np.array([0, 1, 1]), net(2, 3, 2), 0.25, 2, 3,
             label="whole numbers", **edges),
        distinct(lambda: case(*samples(5, 2, 2), net(2, 3, 2), 0.3, 2, 2, read_only=True,
                              label="read-only arrays", aspect="inputs unchanged")),
        case(*samples(5, 2, 2), net(2, 3, 2), 0.3, 2, 5, 2,
             aspect="inputs unchanged", label="two calls with the same params"),
    ]  # fmt: skip
