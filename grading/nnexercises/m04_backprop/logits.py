"""What `cross_entropy` and `cross_entropy_grad` share: inputs, and parts of answers."""

import numpy as np

from nnexercises.shared import draw

# Exact also in float32, and small differences: an ordinary loss.
THOUSANDS = np.array([[1000.0, 999.5, 998.0], [-1000.0, -1002.0, -1000.25]])


def logits_and_labels(rng: np.random.Generator, n: int, c: int) -> tuple[np.ndarray, np.ndarray]:
    """Labels of at least two classes, where there is room, and not in the order of the rows."""
    labels = rng.integers(0, c, n)
    if n > 1 and (labels == labels[0]).all():
        labels[1:] = (labels[0] + 1) % c
    return draw(rng, n, c, scale=2), labels


EXAMPLE = np.array([[2.0, 1.0, 0.0], [0.0, 0.0, 0.0]]), np.array([0, 2])


def log_probabilities(Z):
    Z = Z - Z.max(axis=1, keepdims=True)
    return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))


def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def plain_softmax(Z):
    return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


def one_hot(labels, classes):
    return np.eye(classes)[labels]


def flat_sums(E):
    return E / E.sum(axis=1)
