"""Module 1, weights and bias: what is asked, how it is tested, what goes wrong."""

import numpy as np

from nnbasics import neurons, perceptron
from nngrader.declare import Aspect, Case, Exercise, Mistake, Module, unchanged
from nngrader.inside.observe import Outcome

# ---------------------------------------------------------------- weighted_sum


def _weighted_sum_inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case(np.array([2.0, 3.0]), np.array([0.5, -1.0]), 4.0),
        Case(np.array([1.5, -2.0, 4.0]), np.array([0.8, -0.3, -0.5]), 1.0),
        Case(rng.normal(size=3), rng.normal(size=3), rng.normal()),
        Case(np.array([2, -3, 1]), np.array([4, 1, 5]), 7, label="whole numbers"),
        Case(np.array([1.7]), np.array([-0.6]), 0.4, label="a single feature"),
        Case(rng.normal(size=50), rng.normal(size=50), rng.normal(), label="50 features"),
        Case(
            rng.normal(size=4), rng.normal(size=4), 1.5,
            aspect="inputs unchanged", label="read-only arrays", read_only=True,
        ),
    ]  # fmt: skip


def _sum_with_loop(x, w, b):
    total = b
    for x_i, w_i in zip(x, w, strict=True):
        total = total + w_i * x_i
    return total


def _sum_in_place(x, w, b):
    x *= w
    return np.sum(x) + b


WEIGHTED_SUM = Exercise(
    id="weighted_sum",
    title="Weigh the inputs",
    signature="(x, w, b)",
    aspects=(
        Aspect("values", 0.75, "one number, w · x + b"),
        unchanged(0.25),
    ),
    inputs=_weighted_sum_inputs,
    reference=neurons.weighted_sum,
    mistakes=(
        Mistake(
            "bias-omitted",
            "The bias is missing: with all inputs at 0 the result should be the bias, not 0.",
            lambda x, w, b: np.dot(w, x),
        ),
        Mistake(
            "bias-per-feature",
            "The bias is added once for every feature; a neuron has a single bias.",
            lambda x, w, b: np.sum(w * x + b),
        ),
        Mistake(
            "elementwise-not-dot",
            "The products are still one number per feature: something has to turn them into "
            "a single number.",
            lambda x, w, b: w * x + b,
        ),
        Mistake(
            "first-feature-only",
            "Only the first feature counts in this result; every feature has its weight.",
            lambda x, w, b: w[0] * x[0] + b,
        ),
        Mistake(
            "bias-subtracted",
            "The bias is subtracted; it is a number to add, and may itself be negative.",
            lambda x, w, b: np.dot(w, x) - b,
        ),
        Mistake(
            "mean-not-sum",
            "The products are averaged; a weighted sum adds them up.",
            lambda x, w, b: np.mean(w * x) + b,
        ),
        Mistake(
            "inputs-overwritten",
            "The number is right, but an input array was overwritten on the way.",
            _sum_in_place,
        ),
    ),
    accepted={
        "loop": _sum_with_loop,
        "elementwise, then sum": lambda x, w, b: (x * w).sum() + b,
        "matrix product": lambda x, w, b: x @ w + b,
        "Python float": lambda x, w, b: float(np.dot(x, w)) + float(b),
        "einsum": lambda x, w, b: np.einsum("i,i->", x, w) + b,
        "float32": lambda x, w, b: (
            np.dot(x.astype(np.float32), w.astype(np.float32)) + np.float32(b)
        ),
    },
)

# ---------------------------------------------------------------- step


def _step_inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case(np.array([-2.0, 0.0, 3.0])),
        Case(rng.normal(size=6)),
        Case(np.array([-1000.0, -1e-12, 0.0, 1e-12, 1000.0]), label="tiny and huge values"),
        Case(np.array([-3, 0, 4]), label="whole numbers"),
        Case(2.5, aspect="any shape", label="a single number"),
        Case(np.array([0.7]), aspect="any shape", label="a single entry"),
        Case(rng.normal(size=(3, 2)), aspect="any shape", label="two axes"),
        Case(
            rng.normal(size=(2, 3)),
            aspect="inputs unchanged", label="a read-only array", read_only=True,
        ),
    ]  # fmt: skip


def _step_in_place(z):
    result = np.asarray(z, dtype=float)
    result[result > 0] = 1.0
    result[result <= 0] = 0.0
    return result


def _step_with_copy(z):
    result = np.zeros(np.shape(z))
    result[np.asarray(z) > 0] = 1.0
    return result


STEP = Exercise(
    id="step",
    title="Fire or stay silent",
    signature="(z)",
    aspects=(
        Aspect("values", 0.5, "1.0 above zero, else 0.0"),
        Aspect("any shape", 0.25, "a number, a vector or a matrix: the shape stays", ("values",)),
        unchanged(0.25),
    ),
    inputs=_step_inputs,
    reference=neurons.step,
    mistakes=(
        Mistake(
            "fires-at-zero",
            "At exactly 0 this step fires; here it fires only above 0.",
            lambda z: np.where(np.asarray(z) >= 0, 1.0, 0.0),
            lambda z: np.heaviside(z, 1.0),
        ),
        Mistake(
            "returns-bool",
            "The result holds True and False; asked are the numbers 1.0 and 0.0.",
            lambda z: np.asarray(z) > 0,
        ),
        Mistake(
            "sign-not-step",
            "Negative values give −1: that is the sign; a step gives 0 there.",
            lambda z: np.where(np.asarray(z) > 0, 1.0, -1.0),
            lambda z: np.sign(z),
        ),
        Mistake(
            "scalar-only",
            "An `if` decides about one number; for an array every entry has to be decided.",
            lambda z: 1.0 if z > 0 else 0.0,
        ),
        Mistake(
            "returns-z",
            "Positive values come back as they are; a step gives 1.0 for each of them.",
            lambda z: np.where(np.asarray(z) > 0, z, 0.0),
        ),
        Mistake(
            "inverted",
            "It fires below zero and is silent above: the comparison is the wrong way round.",
            lambda z: np.where(np.asarray(z) > 0, 0.0, 1.0),
        ),
        Mistake(
            "overwrites-input",
            "The values are right, but they were written into the array that was passed in.",
            _step_in_place,
        ),
    ),
    accepted={
        "cast": lambda z: (np.asarray(z) > 0).astype(float),
        "whole numbers": lambda z: np.where(np.asarray(z) > 0, 1, 0),
        "heaviside": lambda z: np.heaviside(z, 0.0),
        "times one": lambda z: (np.asarray(z) > 0) * 1.0,
        "mask": _step_with_copy,
        "vectorize": np.vectorize(lambda v: 1.0 if v > 0 else 0.0),
        "float32": lambda z: (np.asarray(z) > 0).astype(np.float32),
    },
)

# ---------------------------------------------------------------- neuron


def _neuron_inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case(np.array([[1.0, 2.0], [3.0, 4.0], [0.0, 0.0]]), np.array([0.5, -1.0]), 0.25),
        Case(rng.normal(size=(2, 3)), rng.normal(size=3), rng.normal()),
        Case(np.array([[1, 2, 3], [4, 5, 6]]), np.array([1, 0, -2]), 3, label="whole numbers"),
        Case(rng.normal(size=(3, 3)), rng.normal(size=3), 0.5, label="as many rows as features"),
        Case(rng.normal(size=(1, 4)), rng.normal(size=4), 0.5, aspect="any batch",
             label="a batch of one row"),
        Case(rng.normal(size=(5, 1)), rng.normal(size=1), 0.5, aspect="any batch",
             label="a single feature"),
        Case(rng.normal(size=(40, 7)), rng.normal(size=7), -2.0, aspect="any batch",
             label="40 rows"),
        Case(
            rng.normal(size=(2, 3)), rng.normal(size=3), 1.0,
            aspect="inputs unchanged", label="read-only arrays", read_only=True,
        ),
    ]  # fmt: skip


def _neuron_in_place(X, w, b):
    X *= w
    return X.sum(axis=1) + b


NEURON = Exercise(
    id="neuron",
    title="One neuron, many samples",
    signature="(X, w, b)",
    aspects=(
        Aspect("values", 1.25, "one weighted sum for each row, shape (N,)"),
        Aspect("any batch", 0.5, "one row, one feature, or many of them", ("values",)),
        unchanged(0.25),
    ),
    inputs=_neuron_inputs,
    reference=neurons.neuron,
    mistakes=(
        Mistake(
            "bias-omitted",
            "The bias is missing: a row of zeros should give the bias, not 0.",
            lambda X, w, b: X @ w,
        ),
        Mistake(
            "column-result",
            "The numbers are right, but they stand in a column of shape (N, 1); asked is one "
            "axis, (N,).",
            lambda X, w, b: X @ w.reshape(-1, 1) + b,
        ),
        Mistake(
            "first-row-only",
            "Only the first row was used: every row of the batch needs its own result.",
            lambda X, w, b: np.dot(X[0], w) + b,
            lambda X, w, b: np.array([np.dot(X[0], w) + b]),
        ),
        Mistake(
            "elementwise-not-dot",
            "There is still one number for every feature of every row: the products in a row "
            "have to be added up.",
            lambda X, w, b: X * w + b,
        ),
        Mistake(
            "sums-columns",
            "The products were added down the columns; each row is a sample and has a sum of "
            "its own.",
            lambda X, w, b: (X * w).sum(axis=0) + b,
        ),
        Mistake(
            "sums-everything",
            "All rows were added into one number; each row is a sample of its own.",
            lambda X, w, b: np.sum(X * w) + b,
        ),
        Mistake(
            "bias-per-feature",
            "The bias is added once for every feature; each row gets it once.",
            lambda X, w, b: (X * w + b).sum(axis=1),
        ),
        Mistake(
            "inputs-overwritten",
            "The numbers are right, but an input array was overwritten on the way.",
            _neuron_in_place,
        ),
    ),
    accepted={
        "loop": lambda X, w, b: np.array([np.dot(x, w) + b for x in X]),
        "sum over the last axis": lambda X, w, b: (X * w).sum(axis=-1) + b,
        "w @ X.T": lambda X, w, b: w @ X.T + b,
        "column, then flat": lambda X, w, b: (X @ w[:, None] + b).ravel(),
        "einsum": lambda X, w, b: np.einsum("nd,d->n", X, w) + b,
        "float32": lambda X, w, b: X.astype(np.float32) @ w.astype(np.float32) + np.float32(b),
    },
)

# ---------------------------------------------------------------- layer


def _layer_inputs(rng: np.random.Generator) -> list[Case]:
    def case(n: int, d: int, h: int, **about: object) -> Case:
        return Case(rng.normal(size=(n, d)), rng.normal(size=(d, h)), rng.normal(size=h), **about)

    return [
        Case(
            np.array([[1.0, 2.0]]),
            np.array([[0.5, -1.0, 2.0], [1.0, 0.0, -0.5]]),
            np.array([0.1, 0.2, 0.3]),
        ),
        case(2, 3, 4),
        Case(
            np.array([[1, 2], [3, 4], [5, 6]]), np.array([[1, 0], [2, -1]]), np.array([10, 20]),
            label="whole numbers",
        ),
        case(3, 3, 3, label="as many rows as features as neurons"),
        case(3, 2, 3, label="as many rows as neurons"),
        case(1, 4, 2, aspect="any batch", label="a batch of one row"),
        case(5, 3, 1, aspect="any batch", label="a layer of one neuron"),
        case(30, 8, 6, aspect="any batch", label="30 rows"),
        case(2, 3, 4, aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]  # fmt: skip


def _layer_by_columns(X, W, b):
    Z = np.zeros((len(X), len(b)))
    for n in range(len(X)):
        for h in range(len(b)):
            Z[n, h] = np.dot(X[n], W[:, h]) + b[h]
    return Z


LAYER = Exercise(
    id="layer",
    title="A layer of neurons",
    signature="(X, W, b)",
    aspects=(
        Aspect("values", 1.25, "row n, column h: neuron h's weighted sum of sample n"),
        Aspect("any batch", 0.5, "one row, one neuron, or many of them", ("values",)),
        unchanged(0.25),
    ),
    inputs=_layer_inputs,
    reference=neurons.layer,
    mistakes=(
        Mistake(
            "transposed-weights",
            "W is used as if a row were a neuron; here a neuron is a column of W, which has "
            "shape (D, H).",
            lambda X, W, b: X @ W.T + b,
        ),
        Mistake(
            "bias-column",
            "The biases run down the rows; each neuron, that is each column of the result, has "
            "its own.",
            lambda X, W, b: X @ W + b[:, None],
            lambda X, W, b: X @ W + np.resize(b, len(X))[:, None],
        ),
        Mistake(
            "bias-omitted",
            "The biases are missing: a row of zeros should give b, not zeros.",
            lambda X, W, b: X @ W,
        ),
        Mistake(
            "one-neuron-only",
            "Only the first neuron was computed: there is one for every column of W.",
            lambda X, W, b: X @ W[:, 0] + b[0],
            lambda X, W, b: X @ W[:, :1] + b[:1],
        ),
        Mistake(
            "result-transposed",
            "The result is turned round: rows are samples, columns are neurons.",
            lambda X, W, b: (X @ W + b).T,
        ),
        Mistake(
            "first-bias-for-all",
            "Every neuron got the first bias; each has one of its own.",
            lambda X, W, b: X @ W + b[0],
        ),
        Mistake(
            "first-row-only",
            "Only the first row was used: every row of the batch needs its own results.",
            lambda X, W, b: X[0] @ W + b,
            lambda X, W, b: X[:1] @ W + b,
        ),
    ),
    accepted={
        "dot": lambda X, W, b: np.dot(X, W) + b,
        "loops": _layer_by_columns,
        "a column a neuron": lambda X, W, b: np.column_stack(
            [X @ W[:, h] + b[h] for h in range(W.shape[1])]
        ),
        "a row a sample": lambda X, W, b: np.array([x @ W + b for x in X]),
        "einsum": lambda X, W, b: np.einsum("nd,dh->nh", X, W) + b,
        "bias as a row": lambda X, W, b: X @ W + b.reshape(1, -1),
        "float32": lambda X, W, b: (
            X.astype(np.float32) @ W.astype(np.float32) + b.astype(np.float32)
        ),
    },
)

# ---------------------------------------------------------------- count_parameters


def _count_inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case([10, 50, 50, 10]),
        Case([3, 4, 1]),
        Case([2, 1], aspect="any depth", label="one layer"),
        Case([4, 5, 3, 2], aspect="any depth"),
        Case([784, 128, 64, 10], aspect="any depth", label="a network for handwritten digits"),
        Case(
            [int(n) for n in rng.integers(2, 40, size=6)],
            aspect="any depth", label="five layers",
        ),
    ]  # fmt: skip


def _count_with_loop(sizes):
    total = 0
    for i in range(1, len(sizes)):
        total += (sizes[i - 1] + 1) * sizes[i]
    return total


COUNT_PARAMETERS = Exercise(
    id="count_parameters",
    title="Count what a network can learn",
    signature="(sizes)",
    aspects=(
        Aspect("values", 0.5, "weights and biases of all layers, as an int"),
        Aspect("any depth", 0.5, "any number of layers of any width", ("values",)),
    ),
    inputs=_count_inputs,
    reference=neurons.count_parameters,
    integer=True,
    mistakes=(
        Mistake(
            "biases-omitted",
            "Only the weights were counted: every neuron has a bias as well.",
            lambda sizes: sum(a * b for a, b in zip(sizes[:-1], sizes[1:], strict=True)),
        ),
        Mistake(
            "input-biases-counted",
            "Biases were counted for the input, too; the input only holds the features and "
            "has no parameters.",
            lambda sizes: (
                sum(a * b for a, b in zip(sizes[:-1], sizes[1:], strict=True)) + sum(sizes)
            ),
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
            lambda sizes: float(_count_with_loop(sizes)),
        ),
    ),
    accepted={
        "loop": _count_with_loop,
        "NumPy": lambda sizes: np.sum((np.array(sizes[:-1]) + 1) * np.array(sizes[1:])),
        "dot": lambda sizes: int(np.dot(sizes[:-1], sizes[1:])) + sum(sizes[1:]),
        "recursion": lambda sizes: (
            0 if len(sizes) < 2 else (sizes[0] + 1) * sizes[1] + _count_with_loop(sizes[1:])
        ),
    },
)

# ---------------------------------------------------------------- gate_weights

_CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
_TRUTH = {
    "and": (0, 0, 0, 1),
    "or": (0, 1, 1, 1),
    "nand": (1, 1, 1, 0),
    "xor": (0, 1, 1, 0),
}


def _gate_inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case("and", aspect="and"),
        Case("or", aspect="or"),
        Case("nand", aspect="nand"),
        Case("xor", aspect="other names"),
        Case("maybe", aspect="other names"),
    ]


def _sums_at_corners(outcome: Outcome) -> np.ndarray | str:
    """The weighted sums at the four corners, or what is wrong with the answer."""
    answer = outcome.value
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return "two results are asked, (w, b)"
    wrong = "w has to be an array of two numbers, and b a number"
    try:
        w, b = (np.asarray(part) for part in answer)
    except ValueError:  # lists of different lengths
        return wrong
    if w.dtype.kind not in "iuf" or b.dtype.kind not in "iuf":
        return wrong
    w, b = w.astype(float), b.astype(float)
    if w.shape != (2,) or b.size != 1:
        return f"w has shape {w.shape} and b {b.shape}: (2,) and a number are asked"
    if not (np.isfinite(w).all() and np.isfinite(b).all()):
        return "w and b have to be finite numbers"
    return _CORNERS @ w + float(b.ravel()[0])


def _is_gate(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    name = case.args[0]
    if outcome.error:
        return f"gate_weights({name!r}) raised {outcome.error.types[0]}: {outcome.error.message}"
    sums = _sums_at_corners(outcome)
    if isinstance(sums, str):
        return sums
    for x, z, wanted in zip(_CORNERS, sums, _TRUTH[name], strict=True):
        fires = int(z > 0)
        if fires != wanted:
            return (
                f"at input ({x[0]}, {x[1]}) the weighted sum is {z:g}, so the neuron gives "
                f"{fires}; {name.upper()} is {wanted} there"
            )
    return None


def _signs(case: Case, outcome: Outcome) -> object:
    """On which side of the boundary each corner lies; many weights share one answer."""
    if outcome.error:
        return outcome.error.types[0]
    if case.aspect == "other names":
        return "an answer"
    sums = _sums_at_corners(outcome)
    return sums if isinstance(sums, str) else np.sign(np.round(sums, 12))


def _gates(**weights: tuple[list[float], float]):
    def gate_weights(name):
        if name not in weights:
            raise ValueError(name)
        w, b = weights[name]
        return np.array(w), b

    return gate_weights


_AND, _OR, _NAND = ([1, 1], -1.5), ([1, 1], -0.5), ([-1, -1], 1.5)


def _xor_claimed(name):
    return perceptron.gate_weights("or" if name == "xor" else name)


def _anything_claimed(name):
    return perceptron.gate_weights(name if name in ("and", "or", "nand") else "or")


def _none_for_others(name):
    return perceptron.gate_weights(name) if name in ("and", "or", "nand") else None


GATE_WEIGHTS = Exercise(
    id="gate_weights",
    title="Build gates by hand",
    signature="(name)",
    aspects=(
        Aspect("and", 0.5, "fires only when both inputs are 1", rule=_is_gate),
        Aspect("or", 0.5, "fires when at least one input is 1", rule=_is_gate),
        Aspect("nand", 0.5, "fires unless both inputs are 1", rule=_is_gate),
        Aspect("other names", 0.5, "a ValueError for any other name", ("and", "or", "nand")),
    ),
    inputs=_gate_inputs,
    reference=perceptron.gate_weights,
    results=("w", "b"),
    view=_signs,
    mistakes=(
        Mistake(
            "and-is-or",
            "These weights for AND fire as soon as one input is 1: that is OR.",
            _gates(**{"and": _OR, "or": _OR, "nand": _NAND}),
        ),
        Mistake(
            "bias-missing",
            "The bias is 0, so the boundary goes through (0, 0), and no gate can be built "
            "there with a step that needs a sum above 0.",
            _gates(**{"and": ([1, 1], 0), "or": ([1, 1], 0), "nand": ([-1, -1], 0)}),
        ),
        Mistake(
            "fires-on-boundary",
            "A corner that should fire has a weighted sum of exactly 0, and step(0) is 0: "
            "leave it some room.",
            _gates(**{"and": ([1, 1], -2), "or": ([1, 1], -1), "nand": ([-1, -1], 1)}),
            _gates(**{"and": ([1, 1], -2), "or": _OR, "nand": _NAND}),
            _gates(**{"and": _AND, "or": ([1, 1], -1), "nand": _NAND}),
            _gates(**{"and": _AND, "or": _OR, "nand": ([-1, -1], 1)}),
            _gates(**{"and": ([1, 1], -2), "or": ([1, 1], -1), "nand": _NAND}),
        ),
        Mistake(
            "xor-claimed",
            "It answers for names other than the three gates: no single neuron computes XOR, "
            "so that has to be a ValueError.",
            _xor_claimed,
            _anything_claimed,
            _none_for_others,
        ),
        Mistake(
            "nand-is-and",
            "The weights for NAND are those of AND; NAND is its opposite.",
            _gates(**{"and": _AND, "or": _OR, "nand": _AND}),
        ),
        Mistake(
            "nand-is-nor",
            "These weights for NAND fire only when both inputs are 0: that is NOR.",
            _gates(**{"and": _AND, "or": _OR, "nand": ([-1, -1], 0.5)}),
        ),
        Mistake(
            "and-or-swapped",
            "The weights for AND and OR have changed places.",
            _gates(**{"and": _OR, "or": _AND, "nand": _NAND}),
        ),
    ),
    accepted={
        "unequal weights": _gates(
            **{"and": ([2, 3], -4), "or": ([5, 7], -1), "nand": ([-2, -3], 4)}
        ),
        "b as a float": _gates(
            **{"and": ([0.6, 0.6], -1.0), "or": ([0.6, 0.6], -0.1), "nand": ([-0.6, -0.6], 1.0)}
        ),
        "nand from and": lambda name: (
            tuple(-part for part in perceptron.gate_weights("and"))
            if name == "nand"
            else perceptron.gate_weights(name)
        ),
        "lists": lambda name: [
            part.tolist() if isinstance(part, np.ndarray) else part
            for part in perceptron.gate_weights(name)
        ],
    },
)

# ---------------------------------------------------------------- perceptron_update


def _update_inputs(rng: np.random.Generator) -> list[Case]:
    w, x = np.array([0.5, -1.0]), np.array([1.0, 2.0])
    u, v = rng.normal(size=4), rng.normal(size=4)
    over = float(-np.dot(u, v))  # with this bias the weighted sum would be exactly 0
    return [
        Case(w, 0.0, x, 1, 0.1, label="should fire and did not"),
        Case(-w, 0.25, x, 0, 0.5, label="should be silent and fired"),
        Case(u, over - 0.5, v, 1, 0.3, label="should fire and did not"),
        Case(u, over + 0.5, v, 0, 0.7, label="should be silent and fired"),
        Case(np.zeros(3), 0.0, np.array([1.0, 0.0, 2.0]), 1, 1.0, label="a sum of exactly 0"),
        Case(-w, 0.25, x, 1, 0.5, aspect="right already", label="fires, as it should"),
        Case(w, 0.0, x, 0, 0.1, aspect="right already", label="silent, as it should be"),
        Case(np.zeros(2), 0.0, x, 0, 0.1, aspect="right already", label="a sum of exactly 0"),
        Case(np.array([1, -2]), 0, np.array([1, 1]), 1, 0.25, aspect="whole numbers",
             label="integer weights and inputs"),
        Case(np.array([3, 1, 2]), 1, np.array([1, 0, 2]), 0, 0.5, aspect="whole numbers",
             label="integer weights and inputs"),
        Case(
            w, 0.0, x, 1, 0.1,
            aspect="inputs unchanged", label="read-only arrays", read_only=True,
        ),
    ]  # fmt: skip


def _error_of(w, b, x, y):
    return y - float(np.dot(w, x) + b > 0)


def _update_in_place(w, b, x, y, lr):
    error = _error_of(w, b, x, y)
    w += lr * error * x
    return w, b + lr * error


def _update_in_slice(w, b, x, y, lr):
    error = _error_of(w, b, x, y)
    w[:] = w + lr * error * x
    return w, b + lr * error


def _update_truncated(w, b, x, y, lr):
    error = _error_of(w, b, x, y)
    new = w.copy()
    new[:] = w + lr * error * x
    return new, b + lr * error


def _update_integer_product(w, b, x, y, lr):
    error = _error_of(w, b, x, y)
    return w + (lr * error * x).astype(x.dtype), b + lr * error


def _update_cast_error(w, b, x, y, lr):
    new, bias = w.copy(), b
    error = _error_of(w, b, x, y)
    new += lr * error * x
    return new, bias + lr * error


def _update_by_cases(w, b, x, y, lr):
    fires = sum(w_i * x_i for w_i, x_i in zip(w, x, strict=True)) + b > 0
    if y == 1 and not fires:
        return w + lr * x, b + lr
    if y == 0 and fires:
        return w - lr * x, b - lr
    return w, b


def _always_updates(w, b, x, y, lr):
    target = 1 if y == 1 else -1
    return w + lr * target * x, b + lr * target


PERCEPTRON_UPDATE = Exercise(
    id="perceptron_update",
    title="Learn from one sample",
    signature="(w, b, x, y, lr)",
    aspects=(
        Aspect("values", 1.0, "new weights and bias after an error"),
        Aspect("right already", 0.5, "a sample that is right changes nothing", ("values",)),
        Aspect("whole numbers", 0.25, "integer arrays give fractions all the same", ("values",)),
        unchanged(0.25),
    ),
    inputs=_update_inputs,
    reference=perceptron.perceptron_update,
    results=("new w", "new b"),
    mistakes=(
        Mistake(
            "update-sign",
            "The weights move the wrong way: after this update the same error would be larger.",
            lambda w, b, x, y, lr: (
                w - lr * _error_of(w, b, x, y) * x,
                b - lr * _error_of(w, b, x, y),
            ),
        ),
        Mistake(
            "bias-not-updated",
            "The bias stays as it was: it learns by the same rule, as the weight of a constant 1.",
            lambda w, b, x, y, lr: (w + lr * _error_of(w, b, x, y) * x, b),
        ),
        Mistake(
            "learning-rate-ignored",
            "The learning rate has no effect on the result.",
            lambda w, b, x, y, lr: (w + _error_of(w, b, x, y) * x, b + _error_of(w, b, x, y)),
        ),
        Mistake(
            "updates-when-right",
            "It changes the weights although the sample is already right.",
            _always_updates,
            lambda w, b, x, y, lr: (w + lr * y * x, b + lr * y),
        ),
        Mistake(
            "int-truncation",
            "With integer arrays the fractions get lost: the result was written into an array "
            "of integers.",
            _update_truncated,
            _update_integer_product,
            _update_cast_error,
        ),
        Mistake(
            "weights-mutated",
            "The numbers are right, but the weights that were passed in have changed too: a "
            "new array is asked.",
            _update_in_place,
            _update_in_slice,
        ),
        Mistake(
            "fires-at-zero",
            "At a weighted sum of exactly 0 it is taken to fire; step(0) is 0.",
            lambda w, b, x, y, lr: (
                w + lr * (y - float(np.dot(w, x) + b >= 0)) * x,
                b + lr * (y - float(np.dot(w, x) + b >= 0)),
            ),
        ),
        Mistake(
            "raw-sum-as-prediction",
            "The error was taken from the weighted sum itself; the prediction is 0 or 1, after "
            "the step.",
            lambda w, b, x, y, lr: (
                w + lr * (y - (np.dot(w, x) + b)) * x,
                b + lr * (y - (np.dot(w, x) + b)),
            ),
        ),
        Mistake(
            "bias-ignored-in-prediction",
            "The prediction was made without the bias.",
            lambda w, b, x, y, lr: (
                w + lr * _error_of(w, 0, x, y) * x,
                b + lr * _error_of(w, 0, x, y),
            ),
        ),
        Mistake(
            "input-not-used",
            "Every weight moves by the same amount; each has to move in proportion to its "
            "own input.",
            lambda w, b, x, y, lr: (
                w + lr * _error_of(w, b, x, y),
                b + lr * _error_of(w, b, x, y),
            ),
        ),
    ),
    accepted={
        "by cases": _update_by_cases,
        "copy, then add": lambda w, b, x, y, lr: (
            np.add(np.array(w, dtype=float), lr * _error_of(w, b, x, y) * x),
            b + lr * _error_of(w, b, x, y),
        ),
        "list of two": lambda w, b, x, y, lr: [
            w + lr * _error_of(w, b, x, y) * x,
            b + lr * _error_of(w, b, x, y),
        ],
        "float32": lambda w, b, x, y, lr: (
            (w + lr * _error_of(w, b, x, y) * x).astype(np.float32),
            np.float32(b + lr * _error_of(w, b, x, y)),
        ),
    },
)

# ---------------------------------------------------------------- train_perceptron

_GATE_ROWS = _CORNERS.astype(float)


def _train_inputs(rng: np.random.Generator) -> list[Case]:
    def separable(n: int, d: int) -> tuple[np.ndarray, np.ndarray]:
        X = rng.normal(size=(n, d))
        w = rng.normal(size=d)
        sums = X @ w + 0.3
        X += np.sign(sums)[:, None] * w / (w @ w) * 0.4  # room on both sides of the boundary
        return X, (sums > 0).astype(int)

    either = _GATE_ROWS, np.array(_TRUTH["or"])
    both = _GATE_ROWS, np.array(_TRUTH["and"])
    neither = _GATE_ROWS, np.array(_TRUTH["xor"])
    return [
        Case(*either, 1.0, 10, label="OR"),
        Case(*both, 1.0, 10, label="AND"),
        Case(_GATE_ROWS, np.array(_TRUTH["nand"]), 0.5, 20, label="NAND"),
        Case(*separable(12, 3), 0.1, 50, label="12 samples with 3 features"),
        Case(*both, 1.0, 2, aspect="stopping", label="AND, only 2 epochs"),
        Case(*neither, 1.0, 7, aspect="stopping", label="XOR, which never ends by itself"),
        Case(_GATE_ROWS, np.zeros(4, dtype=int), 1.0, 5, aspect="stopping",
             label="all labels 0: no error at all"),
        Case(np.array([[2.0, -1.0]]), np.array([1]), 0.5, 5, aspect="edge cases",
             label="a single sample"),
        Case(_CORNERS, np.array(_TRUTH["nand"]), 0.25, 20, aspect="edge cases",
             label="whole numbers, lr 0.25"),
        Case(
            *either, 0.5, 10,
            aspect="inputs unchanged", label="read-only arrays", read_only=True,
        ),
    ]  # fmt: skip


def _trainer(
    *, sign=1, keep_count=False, positives_only=False, stop=True, record_last=True,
    max_epochs=None, bias=True, count_right=False, start=0.0, int_weights=False,
):  # fmt: skip
    """A perceptron's training with one thing changed: most mistakes are a switch away."""

    def train_perceptron(X, y, lr, epochs):
        w = np.full(X.shape[1], start, dtype=X.dtype if int_weights else float)
        b, errors, wrong = start, [], 0
        for _ in range(max_epochs or epochs):
            wrong = wrong if keep_count else 0
            before = wrong
            for x_i, y_i in zip(X, y, strict=True):
                error = y_i - int(np.dot(w, x_i) + b > 0)
                if error and not (positives_only and y_i == 0):
                    wrong += 1
                    w[:] = w + sign * lr * error * x_i
                    b = b + sign * lr * error if bias else b
            ended = stop and wrong == before
            if record_last or not ended:
                errors.append(len(X) - wrong if count_right else wrong)
            if ended:
                break
        return w, b, errors

    return train_perceptron


def _train_in_batch(X, y, lr, epochs):
    w, b, errors = np.zeros(X.shape[1]), 0.0, []
    for _ in range(epochs):
        error = y - (X @ w + b > 0)
        errors.append(int(np.abs(error).sum()))
        w, b = w + lr * error @ X, b + lr * error.sum()
        if errors[-1] == 0:
            break
    return w, b, errors


def _train_with_constant_column(X, y, lr, epochs):
    X1 = np.hstack([X, np.ones((len(X), 1))])
    v, errors = np.zeros(X1.shape[1]), []
    while len(errors) < epochs and (not errors or errors[-1] > 0):
        wrong = 0
        for row, label in zip(X1, y, strict=True):
            error = label - float(row @ v > 0)
            v = v + lr * error * row
            wrong += error != 0
        errors.append(wrong)
    return v[:-1], v[-1], np.array(errors)


TRAIN_PERCEPTRON = Exercise(
    id="train_perceptron",
    title="Train until nothing is wrong",
    signature="(X, y, lr, epochs)",
    aspects=(
        Aspect("values", 2.0, "the weights, the bias and the errors of every epoch"),
        Aspect("stopping", 1.0, "ends after an epoch without error, or after all", ("values",)),
        Aspect("edge cases", 0.5, "one sample; integer features", ("values",)),
        unchanged(0.5),
    ),
    inputs=_train_inputs,
    reference=perceptron.train_perceptron,
    results=("w", "b", "errors"),
    mistakes=(
        Mistake(
            "one-epoch-only",
            "The rows were gone through only once: training repeats them, epoch after epoch.",
            _trainer(max_epochs=1),
        ),
        Mistake(
            "update-sign",
            "The weights move the wrong way, so the errors never end.",
            _trainer(sign=-1),
        ),
        Mistake(
            "errors-not-reset",
            "The count of errors goes on from one epoch to the next: each epoch starts at 0.",
            _trainer(keep_count=True, stop=False),
            _trainer(keep_count=True),
        ),
        Mistake(
            "updates-only-positives",
            "Only samples with label 1 are learned from: a sample that should be silent and "
            "fires is an error too.",
            _trainer(positives_only=True),
        ),
        Mistake(
            "no-early-stop",
            "It goes on after an epoch without an error, when nothing can change any more.",
            _trainer(stop=False),
        ),
        Mistake(
            "last-epoch-not-recorded",
            "The epoch without an error is missing from the list: record its 0, then stop.",
            _trainer(record_last=False),
        ),
        Mistake(
            "bias-not-updated",
            "The bias never learns.",
            _trainer(bias=False),
        ),
        Mistake(
            "whole-batch-update",
            "All rows were predicted with the same weights; here the weights change after each "
            "row, before the next one is looked at.",
            _train_in_batch,
        ),
        Mistake(
            "counts-right-ones",
            "The list counts what was right; errors are asked.",
            _trainer(count_right=True),
        ),
        Mistake(
            "starts-from-ones",
            "It starts from ones; asked is a start from zeros.",
            _trainer(start=1.0),
        ),
        Mistake(
            "int-truncation",
            "With integer features the weights became integers, and fractions get lost.",
            _trainer(int_weights=True),
        ),
    ),
    accepted={
        "loop": _trainer(),
        "bias as a weight": _train_with_constant_column,
        "step by step with the reference": lambda X, y, lr, epochs: [
            *perceptron.train_perceptron(X, y, lr, epochs)
        ],
    },
)

MODULE = Module(
    number=1,
    assignment="01_weights_and_bias",
    title="Weights and bias",
    exercises=(
        WEIGHTED_SUM,
        STEP,
        NEURON,
        LAYER,
        COUNT_PARAMETERS,
        GATE_WEIGHTS,
        PERCEPTRON_UPDATE,
        TRAIN_PERCEPTRON,
    ),
)
