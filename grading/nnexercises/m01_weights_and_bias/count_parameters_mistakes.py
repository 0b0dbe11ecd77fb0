"""Mistakes that are known with `count_parameters`, the most specific first."""

from nngrader.declare import Mistake


def count_with_loop(sizes):
    total = 0
    for i in range(1, len(sizes)):
        total += (sizes[i - 1] + 1) * sizes[i]
    return total


MISTAKES = (
    Mistake(
        "biases-omitted",
        "Only the weights were counted: every neuron has a bias as well.",
        lambda sizes: sum(a * b for a, b in zip(sizes[:-1], sizes[1:], strict=True)),
    ),
    Mistake(
        "input-biases-counted",
        "Biases were counted for the input, too; the input only holds the features and "
        "has no parameters.",
        lambda sizes: sum(a * b for a, b in zip(sizes[:-1], sizes[1:], strict=True)) + sum(sizes),
    ),
    Mistake(
        "weights-squared-width",
        "A layer's weights were counted as its width squared; they connect one layer's "
        "width with the next one's.",
        lambda sizes: sum(b * b + b for b in sizes[1:]),
        lambda sizes: sum(a * a + a for a in sizes[:-1]),
        lambda sizes: sum(a * a + a for a in sizes),
        lambda sizes: sum(a * a + b for a, b in zip(sizes[:-1], sizes[1:], strict=True)),
    ),
    Mistake(
        "one-bias-per-layer",
        "One bias was counted for each layer: every neuron has its own.",
        lambda sizes: sum(a * b + 1 for a, b in zip(sizes[:-1], sizes[1:], strict=True)),
    ),
    Mistake(
        "biases-of-the-wrong-side",
        "As many biases were counted as a layer has inputs; it is one for each neuron.",
        lambda sizes: sum(a * b + a for a, b in zip(sizes[:-1], sizes[1:], strict=True)),
    ),
    Mistake(
        "first-layer-only",
        "Only the first layer was counted.",
        lambda sizes: sizes[0] * sizes[1] + sizes[1],
    ),
    Mistake(
        "counts-neurons",
        "Neurons were counted; parameters are the numbers that are learned.",
        lambda sizes: sum(sizes),
        lambda sizes: sum(sizes[1:]),
    ),
    Mistake(
        "returns-float",
        "The number is right, but it is a float: a count is an int.",
        lambda sizes: float(count_with_loop(sizes)),
    ),
)
