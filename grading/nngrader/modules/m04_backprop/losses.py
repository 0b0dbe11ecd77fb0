"""Losses and their gradients with respect to what the network says."""

import math
from collections.abc import Callable

import numpy as np

from nnbasics import losses
from nngrader.compare import compare
from nngrader.declare import Aspect, Case, Exercise, Mistake, unchanged
from nngrader.inside.observe import Outcome
from nngrader.modules.m04_backprop.parts import draw, raised

# ---------------------------------------------------------------- mse

_PREDICTIONS = np.array([3.0, -0.5, 2.0, 7.0])
_TARGETS = np.array([2.5, 0.0, 2.0, 8.0])


def _squared_error_inputs(rng: np.random.Generator) -> list[Case]:
    def case(n: int, *columns: str, **about: object) -> Case:
        y_hat, y = draw(rng, n, scale=3), draw(rng, n, scale=3)
        y = np.where(np.abs(y - y_hat) < 0.5, y_hat + 1.25, y)  # each sample has an error
        return Case(
            y_hat[:, None] if "y_hat" in columns else y_hat,
            y[:, None] if "y" in columns else y,
            **about,
        )

    return [
        Case(_PREDICTIONS, _TARGETS),
        case(3),
        Case(np.array([4, -1, 7]), np.array([1, 3, 5]), label="whole numbers"),
        case(50, label="50 samples"),
        case(1, label="a batch of one"),
        case(3, "y_hat", aspect="columns", label="y_hat is a column, y is not"),
        case(4, "y", aspect="columns", label="y is a column, y_hat is not"),
        case(3, "y_hat", "y", aspect="columns", label="two columns"),
        case(1, "y_hat", aspect="columns", label="a batch of one, y_hat is a column"),
        case(1, "y", aspect="columns", label="a batch of one, y is a column"),
        case(3, aspect="inputs unchanged", label="read-only arrays", read_only=True),
        case(3, "y_hat", aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]


def _difference(y_hat, y):
    return y_hat.ravel() - y.ravel()


def _mse_with_loop(y_hat, y):
    total = 0.0
    for a, b in zip(y_hat.flatten(), y.flatten(), strict=True):
        total += (a - b) ** 2
    return total / len(y)


def _mse_entry_by_entry(y_hat, y):
    total = 0.0
    for n in range(len(y)):
        total = total + (y_hat[n] - y[n]) ** 2
    return total / len(y)


def _mse_pair_by_pair(y_hat, y):
    return sum((a - b) ** 2 for a, b in zip(y_hat, y, strict=True)) / len(y)


def _mse_in_place(y_hat, y):
    y_hat -= y.reshape(y_hat.shape)
    return np.mean(y_hat**2)


def _mse_squares_in_place(y_hat, y):
    y_hat[:] = (y_hat - y.reshape(y_hat.shape)) ** 2
    return np.mean(y_hat)


def _dot_over_n(y_hat, y):
    d = y_hat - y.reshape(y_hat.shape)
    return d.ravel() @ d.ravel() / d.size


MSE = Exercise(
    id="mse",
    title="Measure how far off predictions are",
    signature="(y_hat, y)",
    aspects=(
        Aspect("values", 1.0, "one number, the mean of the squared errors"),
        Aspect("columns", 0.75, "(N, 1) against (N,): each prediction has one target", ("values",)),
        unchanged(0.25),
    ),
    inputs=_squared_error_inputs,
    reference=losses.mse,
    mistakes=(
        Mistake(
            "sum-not-mean",
            "The squared errors are added up; their mean is asked, which does not grow with the "
            "number of samples.",
            lambda y_hat, y: np.sum(_difference(y_hat, y) ** 2),
            lambda y_hat, y: np.sum((y_hat - y) ** 2),
        ),
        Mistake(
            "outer-difference",
            "A column minus a row is a whole table of differences, each prediction with every "
            "target: give both the same shape first.",
            lambda y_hat, y: np.mean((y_hat - y) ** 2),
            lambda y_hat, y: np.sum((y_hat - y) ** 2) / y.size,
            lambda y_hat, y: np.mean((y_hat.reshape(-1, 1) - y.reshape(1, -1)) ** 2),
        ),
        Mistake(
            "half-factor",
            "It is half of what is asked: the ½ that some books put in front is not used here.",
            lambda y_hat, y: np.mean(_difference(y_hat, y) ** 2) / 2,
            lambda y_hat, y: np.mean((y_hat - y) ** 2) / 2,
            lambda y_hat, y: np.sum((y_hat - y) ** 2) / (2 * len(y)),
        ),
        Mistake(
            "absolute-error",
            "The errors count by their size, not by their square.",
            lambda y_hat, y: np.mean(np.abs(_difference(y_hat, y))),
            lambda y_hat, y: np.mean(np.abs(y_hat - y)),
        ),
        Mistake(
            "signed-error",
            "Errors of different sign cancel each other: each one has to be squared before the "
            "mean is taken.",
            lambda y_hat, y: np.mean(_difference(y_hat, y)),
            lambda y_hat, y: np.mean(y_hat - y),
            lambda y_hat, y: np.mean(_difference(y_hat, y)) ** 2,
            lambda y_hat, y: np.mean(y_hat - y) ** 2,
            lambda y_hat, y: np.mean(-_difference(y_hat, y)),
            lambda y_hat, y: np.mean(y - y_hat),
        ),
        Mistake(
            "root-taken",
            "It is the square root of what is asked.",
            lambda y_hat, y: np.sqrt(np.mean(_difference(y_hat, y) ** 2)),
            lambda y_hat, y: np.sqrt(np.mean((y_hat - y) ** 2)),
        ),
        Mistake(
            "norm-not-mean",
            "It is the length of the vector of errors: no root is asked, and the number of "
            "samples has to count.",
            lambda y_hat, y: np.linalg.norm(_difference(y_hat, y)),
            lambda y_hat, y: np.linalg.norm(y_hat - y),
        ),
        Mistake(
            "one-per-sample",
            "There is still one squared error for each sample: one number for the whole batch is "
            "asked.",
            lambda y_hat, y: _difference(y_hat, y) ** 2,
            lambda y_hat, y: (y_hat - y) ** 2,
        ),
        Mistake(
            "array-of-one",
            "The number is right, but with a column it comes in an array: what is `y_hat[0]` then?",
            _mse_entry_by_entry,
            _mse_pair_by_pair,
        ),
        Mistake(
            "inputs-overwritten",
            "The number is right, but an input array was overwritten on the way.",
            _mse_in_place,
            _mse_squares_in_place,
        ),
    ),
    accepted={
        "ravel": lambda y_hat, y: np.mean((y_hat.ravel() - y.ravel()) ** 2),
        "reshape": lambda y_hat, y: float(((y_hat - y.reshape(y_hat.shape)) ** 2).mean()),
        "loop": _mse_with_loop,
        "dot product": _dot_over_n,
        "norm": lambda y_hat, y: np.linalg.norm(_difference(y_hat, y)) ** 2 / len(y),
        "three sums": lambda y_hat, y: (
            (np.sum(y_hat**2) - 2 * np.dot(y_hat.ravel(), y.ravel()) + np.sum(y**2)) / y.size
        ),
        "squeeze": lambda y_hat, y: np.average(np.square(np.squeeze(y_hat) - np.squeeze(y))),
        "float32": lambda y_hat, y: np.mean(
            _difference(y_hat.astype(np.float32), y.astype(np.float32)) ** 2
        ),
    },
)

# ---------------------------------------------------------------- mse_grad


def _error(y_hat, y):
    return y_hat - y.reshape(y_hat.shape)


def _mse_grad_with_loop(y_hat, y):
    flat, targets = y_hat.ravel(), y.ravel()
    result = np.zeros(len(flat))
    for n in range(len(flat)):
        result[n] = 2 / len(flat) * (flat[n] - targets[n])
    return result.reshape(y_hat.shape)


def _mse_grad_into_integers(y_hat, y):
    result = np.zeros_like(y_hat)
    for n in range(len(y_hat)):
        result[n] = 2 * (y_hat[n] - y.reshape(y_hat.shape)[n]) / len(y_hat)
    return result


def _mse_grad_in_place(y_hat, y):
    y_hat -= y.reshape(y_hat.shape)
    y_hat *= 2
    y_hat /= y.size
    return y_hat


def _mse_grad_into_input(y_hat, y):
    y_hat[:] = 2 * _error(y_hat, y) / y.size
    return y_hat


MSE_GRAD = Exercise(
    id="mse_grad",
    title="Say how the loss changes with each prediction",
    signature="(y_hat, y)",
    aspects=(
        Aspect("values", 0.5, "one slope for each prediction"),
        Aspect("columns", 0.25, "the shape of y_hat, whatever the shape of y", ("values",)),
        unchanged(0.25),
    ),
    inputs=_squared_error_inputs,
    reference=losses.mse_grad,
    mistakes=(
        Mistake(
            "sign-flipped",
            "The sign is the wrong way round: where a prediction is too high, making it higher "
            "must raise the loss.",
            lambda y_hat, y: -2 * _error(y_hat, y) / y.size,
            lambda y_hat, y: 2 * (y - y_hat) / len(y),
        ),
        Mistake(
            "missing-two",
            "It is half of what is asked: what is the derivative of a square?",
            lambda y_hat, y: _error(y_hat, y) / y.size,
            lambda y_hat, y: (y_hat - y) / len(y),
        ),
        Mistake(
            "not-averaged",
            "It is the gradient of the sum; the loss is a mean over the batch.",
            lambda y_hat, y: 2 * _error(y_hat, y),
            lambda y_hat, y: 2 * (y_hat - y),
        ),
        Mistake(
            "errors-only",
            "These are the errors themselves: differentiate both the square and the mean.",
            _error,
            lambda y_hat, y: y_hat - y,
        ),
        Mistake(
            "outer-difference",
            "A column minus a row is a whole table of differences: the gradient has one number "
            "for each prediction.",
            lambda y_hat, y: 2 * (y_hat - y) / y.size,
            lambda y_hat, y: 2 * (y_hat - y) / (y_hat - y).size,
        ),
        Mistake(
            "shape-of-y",
            "The numbers are right, but they have the shape of y; asked is the shape of y_hat.",
            lambda y_hat, y: (2 * _error(y_hat, y) / y.size).reshape(y.shape),
        ),
        Mistake(
            "always-flat",
            "The numbers are right, but the shape is (N,) also where y_hat is a column.",
            lambda y_hat, y: 2 * _difference(y_hat, y) / y.size,
        ),
        Mistake(
            "one-number",
            "It is one and the same number for the whole batch; each prediction has a slope of its "
            "own.",
            lambda y_hat, y: 2 * np.mean(_difference(y_hat, y)),
            lambda y_hat, y: np.full(y_hat.shape, 2 * np.mean(_difference(y_hat, y))),
            lambda y_hat, y: np.full(y_hat.shape, 2 * np.mean(_difference(y_hat, y)) / y.size),
            lambda y_hat, y: np.mean(2 * (y_hat - y)),
        ),
        Mistake(
            "int-truncation",
            "With whole numbers the fractions get lost: the result was written into an array of "
            "integers.",
            _mse_grad_into_integers,
        ),
        Mistake(
            "inputs-overwritten",
            "The numbers are right, but they were written into an array that was passed in.",
            _mse_grad_into_input,
            _mse_grad_in_place,
        ),
    ),
    accepted={
        "reshape": lambda y_hat, y: 2 / len(y) * (y_hat - y.reshape(y_hat.shape)),
        "loop": _mse_grad_with_loop,
        "flat, then back": lambda y_hat, y: np.reshape(
            2 * _difference(y_hat, y) / len(y), np.shape(y_hat)
        ),
        "minus the other way": lambda y_hat, y: -2 * (y.reshape(y_hat.shape) - y_hat) / y_hat.size,
        "two halves": lambda y_hat, y: _error(y_hat, y) / (0.5 * y_hat.shape[0]),
        "float32": lambda y_hat, y: (
            2 * _error(y_hat.astype(np.float32), y.astype(np.float32)) / np.float32(y.size)
        ),
    },
)

# ---------------------------------------------------------------- bce

_CLIP = 1e-12


def _bce_inputs(rng: np.random.Generator) -> list[Case]:
    def case(n: int, **about: object) -> Case:
        y = rng.integers(0, 2, n)
        y[:2] = rng.permutation(2)[:n]  # both classes, where there is room
        return Case(rng.uniform(0.05, 0.95, n).round(2), y, **about)

    certain = {"aspect": "certain predictions"}
    return [
        Case(np.array([0.9, 0.1, 0.8, 0.7]), np.array([1, 0, 1, 1])),
        Case(np.array([0.1, 0.9, 0.2, 0.3]), np.array([1, 0, 1, 1])),
        case(3),
        case(40, label="40 samples"),
        case(1, label="a batch of one"),
        Case(np.array([0.25, 0.6]), np.array([0.0, 1.0]), label="labels that are floats"),
        Case(np.array([0.0, 1.0]), np.array([1, 0]), label="certain and wrong", **certain),
        Case(np.array([0.0, 1.0]), np.array([0, 1]), label="certain and right", **certain),
        Case(np.array([1.0, 0.5, 0.0]), np.array([0, 1, 0]), label="one of three", **certain),
        Case(
            np.array([1.0, 0.0, 0.0, 1.0]), np.array([1, 0, 1, 1]), label="one of four", **certain
        ),
        case(3, aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]


def _within_clipping(
    exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome
) -> str | None:
    """Near 1e-12 forms of clipping differ: clip(p) and p + 1e-12 are both right."""
    if outcome.error:
        return raised(outcome)
    right, got = float(expected.value), outcome.value
    if isinstance(got, (float, np.ndarray)) and np.shape(got) == () and np.isrealobj(got):
        if np.isclose(float(got), right, rtol=1e-4, atol=1e-9):
            return None
        if not np.isfinite(got):
            return f"the result is {float(got)}: it has to be finite, here {right:.4g}"
    return compare(right, got).difference


def _without_clipping(case: Case, outcome: Outcome) -> object:
    """What of an outcome counts when it is compared with a mistake's."""
    value = outcome.value
    if outcome.error:
        return outcome.error.types[0]
    if case.aspect != "certain predictions" or np.shape(value) != ():
        return value
    return np.round(np.asarray(value, dtype=float), 2) if np.isrealobj(value) else value


def _bce(terms: Callable, reduce: Callable = np.mean, clip: float = _CLIP) -> Callable:
    """-reduce(terms(q, y)), with q kept inside (0, 1)."""
    return lambda p, y: -reduce(terms(np.clip(p, clip, 1 - clip), y))


def _terms(q, y):
    return y * np.log(q) + (1 - y) * np.log(1 - q)


def _bce_with_loop(p, y):
    total = 0.0
    for p_n, y_n in zip(p, y, strict=True):
        q = min(max(p_n, 1e-12), 1 - 1e-12)
        total -= math.log(q) if y_n == 1 else math.log(1 - q)
    return total / len(p)


def _loop_without_clip(p, y):
    total = 0.0
    for p_n, y_n in zip(p, y, strict=True):
        total -= y_n * math.log(p_n) + (1 - y_n) * math.log(1 - p_n)
    return total / len(p)


def _loop_by_label_without_clip(p, y):
    total = 0.0
    for p_n, y_n in zip(p, y, strict=True):
        total -= np.log(p_n) if y_n == 1 else np.log(1 - p_n)
    return total / len(p)


def _bce_in_place(p, y):
    p[p == 0] = 1e-12
    p[p == 1] = 1 - 1e-12
    return -np.mean(_terms(p, y))


def _bce_clips_in_place(p, y):
    np.clip(p, 1e-12, 1 - 1e-12, out=p)
    return -np.mean(_terms(p, y))


def _bce_in_float32(p, y):
    q, y = p.astype(np.float32), y.astype(np.float32)
    tiny = np.float32(1e-12)
    return -np.mean(y * np.log(np.maximum(q, tiny)) + (1 - y) * np.log(np.maximum(1 - q, tiny)))


BCE = Exercise(
    id="bce",
    title="Measure how wrong a probability is",
    signature="(p, y)",
    aspects=(
        Aspect("values", 1.0, "the mean of −log of what was said of the truth"),
        Aspect(
            "certain predictions", 0.75, "finite for a p of 0 or 1, clipped at 1e-12",
            ("values",), rule=_within_clipping,
        ),
        unchanged(0.25),
    ),
    inputs=_bce_inputs,
    reference=losses.bce,
    view=_without_clipping,
    mistakes=(
        Mistake(
            "log-zero",
            "A p of exactly 0 or 1 ends in log(0): keep p a little away from both.",
            lambda p, y: -np.mean(_terms(p, y)),
            lambda p, y: -np.mean(np.where(y == 1, np.log(p), np.log(1 - p))),
            _loop_without_clip,
            _loop_by_label_without_clip,
            lambda p, y: -np.mean(_terms(np.maximum(p, 1e-12), y)),
            lambda p, y: -np.mean(_terms(np.minimum(p, 1 - 1e-12), y)),
        ),
        Mistake(
            "one-term-only",
            "Only one of the two classes counts in it: a sample of the other class has a loss too.",
            _bce(lambda q, y: y * np.log(q)),
            _bce(lambda q, y: (1 - y) * np.log(1 - q)),
            lambda p, y: -np.mean(y * np.log(p)),
            lambda p, y: -np.mean(np.log(np.clip(p, 1e-12, 1 - 1e-12))[y == 1]),
        ),
        Mistake(
            "sum-not-mean",
            "The samples' losses are added up; their mean is asked.",
            _bce(_terms, np.sum),
            lambda p, y: -np.sum(_terms(p, y)),
        ),
        Mistake(
            "sign-flipped",
            "The sign is the wrong way round: the logarithm of a probability is negative, and a "
            "loss is not.",
            _bce(_terms, lambda t: -np.mean(t)),
            lambda p, y: np.mean(_terms(p, y)),
            _bce(lambda q, y: y * np.log(q) - (1 - y) * np.log(1 - q)),
        ),
        Mistake(
            "classes-swapped",
            "The two terms have changed places: what does p say about a sample whose y is 1?",
            _bce(lambda q, y: (1 - y) * np.log(q) + y * np.log(1 - q)),
            lambda p, y: -np.mean((1 - y) * np.log(p) + y * np.log(1 - p)),
        ),
        Mistake(
            "arguments-swapped",
            "p and y have changed places: the logarithm is taken of the probability, not of "
            "the label.",
            lambda p, y: -np.mean(_terms(np.clip(y, 1e-12, 1 - 1e-12), p)),
            lambda p, y: -np.mean(_terms(y, p)),
        ),
        Mistake(
            "labels-ignored",
            "y has no effect on the loss: if class 0 was right, what did p say of it?",
            _bce(lambda q, y: np.log(q)),
            lambda p, y: -np.mean(np.log(p)),
            _bce(lambda q, y: np.log(q) + np.log(1 - q)),
        ),
        Mistake(
            "other-clip",
            "It is finite, but p is kept at another distance from 0 and 1 than the 1e-12 that "
            "is asked.",
            *(_bce(_terms, clip=clip) for clip in (1e-15, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6)),
            *(
                lambda p, y, e=clip: -np.mean(y * np.log(p + e) + (1 - y) * np.log(1 - p + e))
                for clip in (1e-15, 1e-10, 1e-9, 1e-8)
            ),
        ),
        Mistake(
            "log-base",
            "The logarithm has another base than e.",
            _bce(lambda q, y: y * np.log2(q) + (1 - y) * np.log2(1 - q)),
            _bce(lambda q, y: y * np.log10(q) + (1 - y) * np.log10(1 - q)),
        ),
        Mistake(
            "one-per-sample",
            "There is still one loss for each sample: one number for the whole batch is asked.",
            _bce(_terms, lambda t: t),
            lambda p, y: -_terms(p, y),
        ),
        Mistake(
            "halved",
            "It is half of what is asked: of the two terms only one counts for each sample, so "
            "there is nothing to average between them.",
            _bce(_terms, lambda t: np.mean(t) / 2),
        ),
        Mistake(
            "inputs-overwritten",
            "The numbers are right, but p was clipped in the array that was passed in.",
            _bce_in_place,
            _bce_clips_in_place,
        ),
    ),
    accepted={
        "clip": _bce(_terms),
        "where": _bce(lambda q, y: np.where(y == 1, np.log(q), np.log(1 - q))),
        "loop": _bce_with_loop,
        "added to the logarithms": lambda p, y: -np.mean(
            y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12)
        ),
        "probability of the truth": lambda p, y: -np.mean(
            np.log(np.maximum(np.where(y == 1, p, 1 - p), 1e-12))
        ),
        "dot product": lambda p, y: (
            -(
                y @ np.log(np.maximum(p, 1e-12)) + (1 - y) @ np.log(np.maximum(1 - p, 1e-12))
            ) / len(p)
        ),
        "log1p": _bce(lambda q, y: y * np.log(q) + (1 - y) * np.log1p(-q)),
        "float32": _bce_in_float32,
    },
)  # fmt: skip

# ---------------------------------------------------------------- cross_entropy

# Exact also in float32, and small differences: an ordinary loss.
_THOUSANDS = np.array([[1000.0, 999.5, 998.0], [-1000.0, -1002.0, -1000.25]])


def _logits_and_labels(rng: np.random.Generator, n: int, c: int) -> tuple[np.ndarray, np.ndarray]:
    """Labels of at least two classes, where there is room, and not in the order of the rows."""
    labels = rng.integers(0, c, n)
    if n > 1 and (labels == labels[0]).all():
        labels[1:] = (labels[0] + 1) % c
    return draw(rng, n, c, scale=2), labels


_FIRST = np.array([[2.0, 1.0, 0.0], [0.0, 0.0, 0.0]]), np.array([0, 2])


def _cross_entropy_inputs(rng: np.random.Generator) -> list[Case]:
    def case(n: int, c: int, **about: object) -> Case:
        return Case(*_logits_and_labels(rng, n, c), **about)

    batch, huge, hopeless = "any batch", "huge logits", "hopeless labels"
    return [
        Case(*_FIRST),
        case(2, 4),
        case(5, 3, label="more rows than classes"),
        case(3, 3, label="as many rows as classes"),
        case(1, 4, aspect=batch, label="a batch of one row"),
        case(4, 2, aspect=batch, label="two classes"),
        case(30, 10, aspect=batch, label="30 rows, 10 classes"),
        Case(np.array([[3, 1, 0, -2], [0, 2, 5, 1]]), np.array([1, 3]), aspect=batch,
             label="whole numbers"),
        Case(np.array([[1000.0, 0.0, -1000.0]]), np.array([0]), aspect=huge,
             label="certain and right"),
        Case(_THOUSANDS, np.array([1, 2]), aspect=huge, label="rows far from each other"),
        Case(np.array([[1000, 999], [0, 1], [-1000, -998]]), np.array([1, 0, 0]), aspect=huge,
             label="whole numbers"),
        Case(np.array([[1000.0, -1000.0, 0.0]]), np.array([1]), aspect=hopeless,
             label="certain and wrong"),
        Case(np.array([[-1000.0, 1000.0], [0.0, 0.5], [800.0, 0.0]]), np.array([0, 1, 1]),
             aspect=hopeless, label="certain and wrong"),
        case(2, 3, aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]  # fmt: skip


def _log_probabilities(Z):
    Z = Z - Z.max(axis=1, keepdims=True)
    return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))


def _softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def _plain_softmax(Z):
    return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


def _log_of_softmax(Z):
    return np.log(_softmax(Z))


def _log_of_plain_softmax(Z):
    return np.log(_plain_softmax(Z))


def _of_labels(log_p, labels):
    return log_p[np.arange(len(labels)), labels]


def _cross_entropies(finish: Callable) -> tuple[Callable, ...]:
    """The same last step after three ways to the logarithms, only the first of them stable."""
    ways = (_log_probabilities, _log_of_softmax, _log_of_plain_softmax)
    return tuple(lambda logits, labels, way=way: finish(way(logits), labels) for way in ways)


def _mean_loss(log_p, labels):
    return -np.mean(_of_labels(log_p, labels))


def _one_hot(labels, classes):
    return np.eye(classes)[labels]


def _over_rows(Z):
    Z = Z - Z.max(axis=0)
    return Z - np.log(np.exp(Z).sum(axis=0))


def _over_everything(Z):
    Z = Z - Z.max()
    return Z - np.log(np.exp(Z).sum())


def _one_shift_for_all(Z):
    Z = Z - Z.max()
    return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))


def _one_shift_for_all_in_softmax(Z):
    E = np.exp(Z - Z.max())
    return np.log(E / E.sum(axis=1, keepdims=True))


def _flat_sums(E):
    return E / E.sum(axis=1)


def _clipped(tiny: float) -> tuple[Callable, ...]:
    return (
        lambda logits, labels: _mean_loss(np.log(np.clip(_softmax(logits), tiny, 1)), labels),
        lambda logits, labels: _mean_loss(np.log(_softmax(logits) + tiny), labels),
    )


def _binary_terms(log_p, labels):
    Y = _one_hot(labels, log_p.shape[1])
    return -np.mean(np.sum(Y * log_p + (1 - Y) * np.log(1 - np.exp(log_p)), axis=1))


def _cross_entropy_with_loop(logits, labels):
    total = 0.0
    for z, label in zip(logits, labels, strict=True):
        top = max(z)
        total += top + math.log(sum(math.exp(v - top) for v in z)) - z[label]
    return total / len(logits)


def _loop_without_shift(logits, labels):
    total = 0.0
    for z, label in zip(logits, labels, strict=True):
        e = [math.exp(v) for v in z]
        total -= math.log(e[label] / sum(e))
    return total / len(logits)


def _cross_entropy_in_place(logits, labels):
    logits -= logits.max(axis=1, keepdims=True)
    return _mean_loss(logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)), labels)


def _cross_entropy_log_in_place(logits, labels):
    log_p = _log_probabilities(logits)
    logits[:] = log_p
    return _mean_loss(log_p, labels)


CROSS_ENTROPY = Exercise(
    id="cross_entropy",
    title="Score logits against labels",
    signature="(logits, labels)",
    aspects=(
        Aspect("values", 1.25, "one number, the mean of −log of each right class's probability"),
        Aspect("any batch", 0.25, "any number of rows and classes; whole numbers", ("values",)),
        Aspect("huge logits", 0.75, "right for logits of ±1000", ("values",)),
        Aspect(
            "hopeless labels", 0.5, "right where the right class's probability rounds to 0",
            ("values",),
        ),
        unchanged(0.25),
    ),
    inputs=_cross_entropy_inputs,
    reference=losses.cross_entropy,
    mistakes=(
        Mistake(
            "double-softmax",
            "Softmax was taken twice: of the logits, and again of the probabilities.",
            lambda logits, labels: _mean_loss(_log_probabilities(_softmax(logits)), labels),
            lambda logits, labels: _mean_loss(np.log(_softmax(_softmax(logits))), labels),
            lambda logits, labels: _mean_loss(
                np.log(_plain_softmax(_plain_softmax(logits))), labels
            ),
        ),
        Mistake(
            "log-zero",
            "Where a probability is so small that it rounds to 0, its logarithm is −inf: can you "
            "have the logarithm without the probability?",
            lambda logits, labels: _mean_loss(_log_of_softmax(logits), labels),
            lambda logits, labels: -np.sum(
                _one_hot(labels, logits.shape[1]) * _log_of_softmax(logits)
            ) / len(logits),
        ),
        Mistake(
            "overflow",
            "The exponential of a logit of 1000 is too large for a float: what may be subtracted "
            "from a row without changing its softmax?",
            lambda logits, labels: _mean_loss(_log_of_plain_softmax(logits), labels),
            _loop_without_shift,
            lambda logits, labels: np.mean(
                np.log(np.exp(logits).sum(axis=1)) - _of_labels(logits, labels)
            ),
            lambda logits, labels: -np.mean(
                np.sum(_one_hot(labels, logits.shape[1]) * _log_of_plain_softmax(logits), axis=1)
            ),
        ),
        Mistake(
            "wrong-indexing",
            "Each row was asked for the labels of all rows: one entry of each row is wanted, in "
            "the column of its own label.",
            *_cross_entropies(lambda log_p, labels: -np.mean(log_p[:, labels])),
            *_cross_entropies(lambda log_p, labels: -np.sum(log_p[:, labels]) / len(labels)),
        ),
        Mistake(
            "sum-not-mean",
            "The rows' losses are added up; their mean is asked.",
            *_cross_entropies(lambda log_p, labels: -np.sum(_of_labels(log_p, labels))),
        ),
        Mistake(
            "double-mean",
            "It was divided by the number of rows twice.",
            *_cross_entropies(lambda log_p, labels: _mean_loss(log_p, labels) / len(labels)),
        ),
        Mistake(
            "mean-over-classes",
            "The mean was taken over all entries of the table, also those of the other classes: "
            "each row counts once.",
            *_cross_entropies(lambda log_p, labels: _mean_loss(log_p, labels) / log_p.shape[1]),
        ),
        Mistake(
            "sign-flipped",
            "The sign is the wrong way round: the logarithm of a probability is negative, and a "
            "loss is not.",
            *_cross_entropies(lambda log_p, labels: np.mean(_of_labels(log_p, labels))),
        ),
        Mistake(
            "log-missing",
            "The mean was taken of the probabilities themselves, without a logarithm.",
            *_cross_entropies(lambda log_p, labels: -np.mean(np.exp(_of_labels(log_p, labels)))),
            *_cross_entropies(lambda log_p, labels: 1 - np.mean(np.exp(_of_labels(log_p, labels)))),
        ),
        Mistake(
            "softmax-missing",
            "Logits are no probabilities yet: they may be negative, and they don't add up to 1.",
            lambda logits, labels: -np.mean(_of_labels(logits, labels)),
            lambda logits, labels: -np.mean(np.log(_of_labels(logits, labels))),
        ),
        Mistake(
            "normalized-over-rows",
            "The probabilities add up to 1 down the columns; each row is a sample and has "
            "probabilities of its own.",
            lambda logits, labels: _mean_loss(_over_rows(logits), labels),
            lambda logits, labels: _mean_loss(
                np.log(np.exp(logits) / np.exp(logits).sum(axis=0)), labels
            ),
        ),
        Mistake(
            "normalized-over-everything",
            "All entries together were made to add up to 1; each row is a sample and has "
            "probabilities of its own.",
            lambda logits, labels: _mean_loss(_over_everything(logits), labels),
            lambda logits, labels: _mean_loss(
                np.log(np.exp(logits) / np.exp(logits).sum()), labels
            ),
        ),
        Mistake(
            "global-max-shift",
            "The same number was subtracted from all rows: a row that lies far below another "
            "has nothing left after the exponential.",
            lambda logits, labels: _mean_loss(_one_shift_for_all(logits), labels),
            lambda logits, labels: _mean_loss(_one_shift_for_all_in_softmax(logits), labels),
        ),
        Mistake(
            "no-keepdims",
            "The largest logit or the sum of each row has lost its axis: (N, C) and (N,) don't fit "
            "together, or in the wrong way.",
            lambda logits, labels: _mean_loss(
                _log_probabilities(logits - logits.max(axis=1)), labels
            ),
            lambda logits, labels: _mean_loss(
                np.log(_flat_sums(np.exp(logits - logits.max(axis=1, keepdims=True)))), labels
            ),
            lambda logits, labels: _mean_loss(np.log(_flat_sums(np.exp(logits))), labels),
        ),
        Mistake(
            "clipped-log",
            "It is finite, but too small where the right class is hopeless: clipping a "
            "probability makes every hopeless case equally bad.",
            *(
                function
                for tiny in (1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7)
                for function in _clipped(tiny)
            ),
        ),
        Mistake(
            "shift-not-undone",
            "The largest logit was subtracted inside the exponential only: the logit of the right "
            "class needs the same.",
            lambda logits, labels: np.mean(
                np.log(np.exp(logits - logits.max(axis=1, keepdims=True)).sum(axis=1))
                - _of_labels(logits, labels)
            ),
        ),
        Mistake(
            "binary-terms",
            "The other classes were given terms of their own, log(1 − p): with softmax, the right "
            "class's probability says it all.",
            *_cross_entropies(_binary_terms),
        ),
        Mistake(
            "one-per-sample",
            "There is still one loss for each row: one number for the whole batch is asked.",
            *_cross_entropies(lambda log_p, labels: -_of_labels(log_p, labels)),
        ),
        Mistake(
            "modifies-logits",
            "The number is right, but the logits that were passed in have changed.",
            _cross_entropy_in_place,
            _cross_entropy_log_in_place,
        ),
    ),
    accepted={
        "log-sum-exp": lambda logits, labels: _mean_loss(_log_probabilities(logits), labels),
        "logaddexp": lambda logits, labels: np.mean(
            np.logaddexp.reduce(logits, axis=1) - _of_labels(logits, labels)
        ),
        "one-hot": lambda logits, labels: (
            -(_log_probabilities(logits) * _one_hot(labels, logits.shape[1])).sum() / len(logits)
        ),
        "loop": _cross_entropy_with_loop,
        "differences": lambda logits, labels: np.mean(
            np.logaddexp.reduce(logits - _of_labels(logits, labels)[:, None], axis=1)
        ),
        "take along": lambda logits, labels: -np.mean(
            np.take_along_axis(_log_probabilities(logits), labels[:, None], axis=1)
        ),
        "float32": lambda logits, labels: _mean_loss(
            _log_probabilities(logits.astype(np.float32)), labels
        ),
    },
)  # fmt: skip

# ---------------------------------------------------------------- cross_entropy_grad


def _cross_entropy_grad_inputs(rng: np.random.Generator) -> list[Case]:
    def case(n: int, c: int, **about: object) -> Case:
        return Case(*_logits_and_labels(rng, n, c), **about)

    batch, huge = "any batch", "huge logits"
    return [
        Case(*_FIRST),
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
        Case(_THOUSANDS, np.array([1, 2]), aspect=huge, label="rows far from each other"),
        case(2, 3, aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]  # fmt: skip


def _grad(softmax: Callable, finish: Callable) -> Callable:
    """finish(probabilities, one-hot labels), from logits and labels."""
    return lambda logits, labels: finish(
        softmax(logits), _one_hot(labels, np.shape(logits)[1])
    )  # fmt: skip


def _grads(finish: Callable) -> tuple[Callable, ...]:
    """With a stable softmax, and with one that overflows."""
    return _grad(_softmax, finish), _grad(_plain_softmax, finish)


def _column_softmax(Z):
    E = np.exp(Z - Z.max(axis=0))
    return E / E.sum(axis=0)


def _plain_column_softmax(Z):
    return np.exp(Z) / np.exp(Z).sum(axis=0)


def _whole_softmax(Z):
    E = np.exp(Z - Z.max())
    return E / E.sum()


def _global_shift_softmax(Z):
    E = np.exp(Z - Z.max())
    return E / E.sum(axis=1, keepdims=True)


def _all_columns(softmax: Callable) -> Callable:
    def cross_entropy_grad(logits, labels):
        P = softmax(logits)
        P[:, labels] -= 1
        return P / len(P)

    return cross_entropy_grad


def _rows_by_label(logits, labels):
    P = _softmax(logits)
    P[labels] -= 1
    return P / len(P)


def _grad_in_place(logits, labels):
    logits -= logits.max(axis=1, keepdims=True)
    P = np.exp(logits)
    P /= P.sum(axis=1, keepdims=True)
    P[np.arange(len(P)), labels] -= 1
    return P / len(P)


def _grad_into_logits(logits, labels):
    logits[:] = (_softmax(logits) - _one_hot(labels, logits.shape[1])) / len(logits)
    return logits


def _grad_rows_into_integers(logits, labels):
    result = np.zeros_like(logits)
    for n, z in enumerate(logits):
        e = np.exp(z - z.max())
        result[n] = e / e.sum() / len(logits)
        result[n, labels[n]] -= 1 / len(logits)
    return result


def _grad_integers_to_the_end(logits, labels):
    result = np.empty_like(logits)
    result[:] = (_softmax(logits) - _one_hot(labels, logits.shape[1])) / len(logits)
    return result


def _grad_with_loops(logits, labels, shift=max):
    N, C = logits.shape
    result = np.zeros((N, C))
    for n in range(N):
        e = [math.exp(v - shift(logits[n])) for v in logits[n]]
        for c in range(C):
            result[n, c] = (e[c] / sum(e) - (c == labels[n])) / N
    return result


def _grad_by_index(logits, labels):
    P = _softmax(logits)
    P[np.arange(len(P)), labels] -= 1
    P /= len(P)
    return P


CROSS_ENTROPY_GRAD = Exercise(
    id="cross_entropy_grad",
    title="Say which logits to raise and which to lower",
    signature="(logits, labels)",
    aspects=(
        Aspect("values", 1.75, "how the mean loss changes with each logit, (N, C)"),
        Aspect("any batch", 0.5, "any number of rows and classes; whole numbers", ("values",)),
        Aspect("huge logits", 0.5, "right for logits of ±1000", ("values",)),
        unchanged(0.25),
    ),
    inputs=_cross_entropy_grad_inputs,
    reference=losses.cross_entropy_grad,
    mistakes=(
        Mistake(
            "not-averaged",
            "It is the gradient of the sum; the loss is a mean over the batch.",
            *_grads(lambda P, Y: P - Y),
        ),
        Mistake(
            "one-hot-missing",
            "Every entry says “lower this logit”: the labels have no effect on the result.",
            *_grads(lambda P, Y: P / len(P)),
            *_grads(lambda P, Y: P),
        ),
        Mistake(
            "sign-flipped",
            "The sign is the wrong way round: raising the right class's logit must lower the loss.",
            *_grads(lambda P, Y: (Y - P) / len(P)),
        ),
        Mistake(
            "modifies-logits",
            "The numbers are right, but the logits that were passed in have changed.",
            _grad_in_place,
            _grad_into_logits,
        ),
        Mistake(
            "overflow",
            "The exponential of a logit of 1000 is too large for a float: what may be subtracted "
            "from a row without changing its softmax?",
            _grad(_plain_softmax, lambda P, Y: (P - Y) / len(P)),
            lambda logits, labels: _grad_with_loops(logits, labels, shift=lambda row: 0.0),
        ),
        Mistake(
            "wrong-indexing",
            "In each row the columns of all labels were changed: only the column of the row's own "
            "label is meant.",
            _all_columns(_softmax),
            _all_columns(_plain_softmax),
        ),
        Mistake(
            "labels-as-rows",
            "The labels were used as numbers of rows; they are numbers of columns, one for each "
            "row.",
            _rows_by_label,
        ),
        Mistake(
            "int-truncation",
            "With whole numbers as logits the fractions get lost: the result was written into an "
            "array of integers.",
            _grad_rows_into_integers,
            _grad_integers_to_the_end,
        ),
        Mistake(
            "no-keepdims",
            "The largest logit or the sum of each row has lost its axis: (N, C) and (N,) don't fit "
            "together, or in the wrong way.",
            _grad(lambda Z: _flat_sums(np.exp(Z - Z.max(axis=1))), lambda P, Y: (P - Y) / len(P)),
            _grad(
                lambda Z: _flat_sums(np.exp(Z - Z.max(axis=1, keepdims=True))),
                lambda P, Y: (P - Y) / len(P),
            ),
            _grad(lambda Z: _flat_sums(np.exp(Z)), lambda P, Y: (P - Y) / len(P)),
        ),
        Mistake(
            "divided-by-all-entries",
            "It was divided by the number of entries; the loss is a mean over rows.",
            *_grads(lambda P, Y: (P - Y) / P.size),
            *_grads(lambda P, Y: (P - Y) / P.shape[1]),
        ),
        Mistake(
            "softmax-missing",
            "The labels were subtracted from the logits themselves; softmax has to come first.",
            _grad(lambda Z: Z, lambda Z, Y: (Z - Y) / len(Z)),
            _grad(lambda Z: Z, lambda Z, Y: Z - Y),
        ),
        Mistake(
            "double-softmax",
            "Softmax was taken twice: of the logits, and again of the probabilities.",
            _grad(lambda Z: _softmax(_softmax(Z)), lambda P, Y: (P - Y) / len(P)),
        ),
        Mistake(
            "right-class-only",
            "Only the right class has a slope here; raising another class's logit takes "
            "probability away from it, too.",
            *_grads(lambda P, Y: Y * (P - Y) / len(P)),
            *_grads(lambda P, Y: np.where(Y == 1, -1 / P, 0) / len(P)),
        ),
        Mistake(
            "normalized-over-rows",
            "The probabilities add up to 1 down the columns; each row is a sample and has "
            "probabilities of its own.",
            _grad(_column_softmax, lambda P, Y: (P - Y) / len(P)),
            _grad(_plain_column_softmax, lambda P, Y: (P - Y) / len(P)),
        ),
        Mistake(
            "normalized-over-everything",
            "All entries together were made to add up to 1; each row is a sample and has "
            "probabilities of its own.",
            _grad(_whole_softmax, lambda P, Y: (P - Y) / len(P)),
        ),
        Mistake(
            "global-max-shift",
            "The same number was subtracted from all rows: a row that lies far below another "
            "has nothing left after the exponential.",
            _grad(_global_shift_softmax, lambda P, Y: (P - Y) / len(P)),
        ),
    ),
    accepted={
        "one-hot": _grad(_softmax, lambda P, Y: (P - Y) / len(P)),
        "indexing": _grad_by_index,
        "loops": _grad_with_loops,
        "from log-probabilities": lambda logits, labels: (
            (np.exp(_log_probabilities(logits)) - _one_hot(labels, logits.shape[1]))
            / logits.shape[0]
        ),
        "a comparison": lambda logits, labels: (
            (_softmax(logits) - (np.arange(logits.shape[1]) == labels[:, None])) / len(labels)
        ),
        "float32": _grad(
            lambda Z: _softmax(Z.astype(np.float32)),
            lambda P, Y: (P - Y.astype(np.float32)) / np.float32(len(P)),
        ),
    },
)
