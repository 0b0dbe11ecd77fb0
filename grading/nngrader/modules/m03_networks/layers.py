"""Exercises on one layer and its shapes: `linear` and `receptive_shapes`."""

import numpy as np

from nnbasics import networks
from nngrader.declare import Aspect, Case, Exercise, Mistake, unchanged
from nngrader.inside.observe import Error, Outcome
from nngrader.modules.m03_networks.samples import matrix

# ---------------------------------------------------------------- linear

_MISFIT = "wrong shapes"


def _linear_inputs(rng: np.random.Generator) -> list[Case]:
    def case(n: int, d: int, h: int, w_rows: int = 0, **about: object) -> Case:
        return Case(matrix(rng, n, d), matrix(rng, w_rows or d, h), matrix(rng, 1, h)[0], **about)

    return [
        Case(
            np.array([[1.0, 2.0, 3.0]]),
            np.array([[0.1, 0.2, 0.3, 0.4], [0.5, 0.6, 0.7, 0.8], [0.9, 1.0, 1.1, 1.2]]),
            np.array([0.1, 0.2, 0.3, 0.4]),
        ),
        case(2, 3, 4),
        Case(
            np.array([[1, 2], [3, 4], [5, 6]]), np.array([[1, 0, 2, 1], [2, -1, 0, 3]]),
            np.array([10, 20, 30, 40]),
            label="whole numbers",
        ),
        Case(
            np.array([[1, 2], [3, 4], [5, 6]]), np.array([[1, 0, 2, 1], [2, -1, 0, 3]]),
            np.array([0.5, -0.5, 0.25, 1.5]),
            label="whole numbers, biases with fractions",
        ),
        case(3, 3, 3, label="as many rows as inputs as neurons"),
        case(1, 4, 2, aspect="any batch", label="one row"),
        case(5, 3, 1, aspect="any batch", label="one neuron"),
        case(4, 1, 3, aspect="any batch", label="one input"),
        case(30, 8, 6, aspect="any batch", label="30 rows"),
        case(5, 3, 2, w_rows=4, aspect=_MISFIT, label="3 columns of X, 4 rows of W"),
        case(5, 4, 2, w_rows=3, aspect=_MISFIT, label="4 columns of X, 3 rows of W"),
        case(5, 3, 3, w_rows=4, aspect=_MISFIT, label="3 columns of X, and of W"),
        case(4, 3, 2, w_rows=4, aspect=_MISFIT, label="as many rows of X as of W"),
        case(5, 1, 2, w_rows=4, aspect=_MISFIT, label="one column of X, 4 rows of W"),
        case(5, 3, 2, w_rows=1, aspect=_MISFIT, label="3 columns of X, one row of W"),
        case(2, 3, 4, aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]  # fmt: skip


def _unnamed_shape(case: Case, error: Error) -> str:
    """The first shape that is missing in an error's message, or an empty text."""
    X, W, _ = case.args
    return next((f"{A.shape}" for A in (X, W) if f"{A.shape}" not in error.message), "")


def _names_both_shapes(
    exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome
) -> str | None:
    X, W, _ = case.args
    asked = f"a ValueError is asked, for X {X.shape} does not fit W {W.shape}"
    error = outcome.error
    if error is None:
        return f"{asked}; none was raised"
    if "ValueError" not in error.types:
        hint = ", as `assert` does" if error.types[0] == "AssertionError" else ""
        return f"{asked}; what was raised is {error.types[0]}{hint}"
    missing = _unnamed_shape(case, error)
    if missing:
        return f"a ValueError was raised, but {missing} is not in its message: {error.message!r}"
    return None


def _linear_view(case: Case, outcome: Outcome) -> object:
    """The numbers; for an error its kind, and whether the shapes are in its message."""
    if outcome.error:
        kind = outcome.error.types[:1]
        if case.aspect != _MISFIT:
            return kind
        return (*kind, *_words(case, outcome.error))
    if case.aspect == _MISFIT and not isinstance(outcome.value, np.ndarray):
        return "no error"
    return outcome.value


def _words(case: Case, error: Error) -> tuple[str, ...]:
    """What an error on shapes says: the shapes, NumPy's own words, or others."""
    if "ValueError" not in error.types:
        return ()
    if not _unnamed_shape(case, error):
        return ("both shapes",)
    numpys = ("gufunc", "not aligned", "broadcast", "shape-mismatch")
    return ("NumPy's",) if any(word in error.message for word in numpys) else ("others",)


def _linear(compute=lambda X, W, b: X @ W + b, fits=lambda X, W: X.shape[1] == W.shape[0]):
    """A layer with its shapes checked first."""

    def linear(X, W, b):
        if not fits(X, W):
            raise ValueError(f"X {X.shape} does not fit W {W.shape}")
        return compute(X, W, b)

    return linear


def _with_error(make):
    """A layer that does something else than a ValueError which names both shapes."""

    def linear(X, W, b):
        if X.shape[1] != W.shape[0]:
            return make(X, W)
        return X @ W + b

    return linear


def _raises(error):
    raise error


def _with_assert(X, W, b):
    assert X.shape[1] == W.shape[0], f"X {X.shape} and W {W.shape}"
    return X @ W + b


def _asks_numpy(X, W, b):
    try:
        Z = X @ W
    except ValueError as error:
        raise ValueError(f"no product of {X.shape} and {W.shape}") from error
    return Z + b


def _two_ifs(X, W, b):
    n, d = X.shape
    rows, h = W.shape
    if d == rows:
        Z = np.zeros((n, h))
        for i in range(n):
            for j in range(h):
                Z[i, j] = sum(X[i, k] * W[k, j] for k in range(d)) + b[j]
        return Z
    raise ValueError("X is " + str(X.shape) + " but W is " + str(W.shape) + ".")


def _in_integers(X, W, b):
    Z = X @ W
    Z[:] = Z + b
    return Z


def _bias_added_in_place(X, W, b):
    Z = X @ W
    Z += b
    return Z


def _bias_in_every_product(X, W, b):
    Z = np.zeros((len(X), len(b)))
    for n in range(len(X)):
        for h in range(len(b)):
            for d in range(X.shape[1]):
                Z[n, h] += X[n, d] * W[d, h] + b[h]
    return Z


def _adds_to_bias(X, W, b):
    rows = []
    for x in X:
        z = b
        z += x @ W
        rows.append(z)
    return np.array(rows)


def _up_to_the_shorter(X, W, b):
    d = min(X.shape[1], W.shape[0])
    return X[:, :d] @ W[:d] + b


LINEAR = Exercise(
    id="linear",
    title="A layer that checks its shapes",
    signature="(X, W, b)",
    aspects=(
        Aspect("values", 1.0, "X @ W + b, shape (N, H)"),
        Aspect("any batch", 0.25, "one row, one input, one neuron, or many", ("values",)),
        Aspect(
            _MISFIT,
            0.5,
            "a ValueError whose message has the shapes of X and W",
            ("values",),
            rule=_names_both_shapes,
        ),
        unchanged(0.25),
    ),
    inputs=_linear_inputs,
    reference=networks.linear,
    view=_linear_view,
    mistakes=(
        Mistake(
            "transposed-weights",
            "W is used as if a row were a neuron; here a neuron is a column of W, which has "
            "shape (D, H).",
            lambda X, W, b: X @ W.T + b,
            _linear(lambda X, W, b: X @ W.T + b),
            _linear(lambda X, W, b: X @ W.T + b, lambda X, W: X.shape[1] == W.shape[1]),
        ),
        Mistake(
            "bias-omitted",
            "The biases are missing: a row of zeros should give b, not zeros.",
            _linear(lambda X, W, b: X @ W),
            lambda X, W, b: X @ W,
        ),
        Mistake(
            "silent-broadcast",
            "Shapes that do not fit give a result in silence: a size of 1 was stretched, or "
            "what is left over was cut off.",
            lambda X, W, b: (X[:, :, None] * W).sum(axis=1) + b,
            lambda X, W, b: np.einsum("nd,dh->nh", X, W) + b,
            _linear(
                lambda X, W, b: (X[:, :, None] * W).sum(axis=1) + b,
                lambda X, W: 1 in (X.shape[1], W.shape[0]) or X.shape[1] == W.shape[0],
            ),
            _up_to_the_shorter,
        ),
        Mistake(
            "no-shape-check",
            "Shapes that do not fit meet NumPy's own error, and not one that shows the shapes "
            "of X and W as asked.",
            lambda X, W, b: X @ W + b,
            lambda X, W, b: np.dot(X, W) + b,
        ),
        Mistake(
            "shapes-not-named",
            "The error is raised where it should be, but its message does not have the two "
            "shapes as Python writes them.",
            _with_error(lambda X, W: _raises(ValueError("shapes do not match"))),
            _with_error(lambda X, W: _raises(ValueError(f"X has {X.shape[1]} columns"))),
        ),
        Mistake(
            "another-error",
            "An error is raised where it should be, but not a ValueError.",
            _with_assert,
            _with_error(lambda X, W: _raises(TypeError("shapes"))),
            _with_error(lambda X, W: _raises(Exception("shapes"))),
            _with_error(lambda X, W: _raises(IndexError("shapes"))),
        ),
        Mistake(
            "error-not-raised",
            "Shapes that do not fit are noticed, but no error is raised: `return` and `print` "
            "let the program go on.",
            _with_error(lambda X, W: None),
        ),
        Mistake(
            "compares-wrong-axes",
            "The sizes that are compared are not the two that have to be equal.",
            _linear(fits=lambda X, W: X.shape[0] == W.shape[0]),
            _linear(fits=lambda X, W: X.shape[1] == W.shape[1]),
            _linear(fits=lambda X, W: X.shape[0] == W.shape[1]),
            _linear(fits=lambda X, W: X.shape == W.shape),
        ),
        Mistake(
            "bias-column",
            "The biases run down the rows; each neuron, that is each column of the result, has "
            "its own.",
            lambda X, W, b: X @ W + b[:, None],
            _linear(lambda X, W, b: X @ W + b[:, None]),
            _linear(lambda X, W, b: X @ W + np.resize(b, len(X))[:, None]),
        ),
        Mistake(
            "bias-per-feature",
            "The bias is added once for every input; each neuron has it once.",
            _linear(_bias_in_every_product),
            _bias_in_every_product,
        ),
        Mistake(
            "int-truncation",
            "With whole numbers the fractions of b get lost, or do not fit: the sum was put "
            "into an array of integers.",
            _linear(_in_integers),
            _linear(_bias_added_in_place),
            _in_integers,
            _bias_added_in_place,
        ),
        Mistake(
            "axis-lost",
            "With a single row or a single neuron an axis got lost: the result always has two, "
            "(N, H).",
            _linear(lambda X, W, b: np.squeeze(X @ W + b)),
        ),
        Mistake(
            "bias-overwritten",
            "The sums were added to b itself: `z = b` is no copy, so what is added to z stays in b "
            "for the next row.",
            _linear(_adds_to_bias),
            _adds_to_bias,
        ),
        Mistake(
            "relu-applied",
            "Negative sums became 0: a linear layer has no activation.",
            _linear(lambda X, W, b: np.maximum(X @ W + b, 0)),
            lambda X, W, b: np.maximum(X @ W + b, 0),
        ),
    ),
    accepted={
        "check, then product": _linear(),
        "NumPy's error, said better": _asks_numpy,
        "loops": _two_ifs,
        "einsum": _linear(lambda X, W, b: np.einsum("nd,dh->nh", X, W) + b),
        "float32": _linear(
            lambda X, W, b: X.astype(np.float32) @ W.astype(np.float32) + b.astype(np.float32)
        ),
        "a row a sample": _linear(lambda X, W, b: np.array([x @ W + b for x in X])),
        "a subclass of ValueError": _with_error(
            lambda X, W: _raises(np.linalg.LinAlgError(f"{W.shape} after {X.shape}"))
        ),
    },
)

# ---------------------------------------------------------------- receptive_shapes


def _shapes_inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case(5, [3, 4, 2]),
        Case(7, [4, 6, 3]),
        Case(8, [3, 2], aspect="any depth", label="one layer"),
        Case(1, [4, 5, 3, 2], aspect="any depth", label="a batch of one"),
        Case(32, [784, 128, 64, 10], aspect="any depth", label="a network for handwritten digits"),
        Case(
            int(rng.integers(50, 100)), [int(n) for n in rng.permutation(40)[:6] + 2],
            aspect="any depth", label="five layers",
        ),
    ]  # fmt: skip


def _shapes(
    weights=lambda d, h: (d, h),
    bias=lambda n, d, h: (h,),
    output=lambda n, h: (n, h),
    first=lambda n, d: (n, d),
    layer=lambda before, W, b, after: [W, b, after],
):
    """The list of shapes with one thing changed: most mistakes are a switch away."""

    def receptive_shapes(batch, sizes):
        shapes = [first(batch, sizes[0])]
        for d, h in zip(sizes[:-1], sizes[1:], strict=True):
            shapes += layer((batch, d), weights(d, h), bias(batch, d, h), output(batch, h))
        return shapes

    return receptive_shapes


def _shapes_in_groups(batch, sizes):
    layers = list(zip(sizes[:-1], sizes[1:], strict=True))
    return [
        (batch, sizes[0]),
        *[(d, h) for d, h in layers],
        *[(h,) for _, h in layers],
        *[(batch, h) for _, h in layers],
    ]


def _input_and_layers(batch, sizes):
    first, *layers = _shapes(layer=lambda before, *three: [three])(batch, sizes)
    return first, layers


def _shapes_of_arrays(batch, sizes):
    A = np.zeros((batch, sizes[0]))
    shapes = [A.shape]
    for i in range(1, len(sizes)):
        W, b = np.zeros((sizes[i - 1], sizes[i])), np.zeros(sizes[i])
        A = A @ W + b
        shapes.extend([W.shape, b.shape, A.shape])
    return shapes


RECEPTIVE_SHAPES = Exercise(
    id="receptive_shapes",
    title="Predict every shape",
    signature="(batch, sizes)",
    aspects=(
        Aspect("values", 0.5, "the shapes of X, then of W, b and the output of each layer"),
        Aspect("any depth", 0.5, "any number of layers of any width", ("values",)),
    ),
    inputs=_shapes_inputs,
    reference=networks.receptive_shapes,
    integer=True,
    mistakes=(
        Mistake(
            "weights-transposed",
            "The weights are turned round: W has a row for each input and a column for each "
            "neuron.",
            _shapes(weights=lambda d, h: (h, d)),
        ),
        Mistake(
            "bias-not-a-tuple",
            "The shape of a bias is a bare number: (4) is just 4, and the tuple with the one "
            "entry 4 is written (4,).",
            _shapes(bias=lambda n, d, h: h),
        ),
        Mistake(
            "bias-shape",
            "The shapes of the biases are not right: there is one number for each neuron, along "
            "a single axis.",
            _shapes(bias=lambda n, d, h: (1, h)),
            _shapes(bias=lambda n, d, h: (h, 1)),
            _shapes(bias=lambda n, d, h: (n, h)),
            _shapes(bias=lambda n, d, h: (d,)),
            _shapes(bias=lambda n, d, h: (1,)),
            _shapes(bias=lambda n, d, h: (n,)),
            _shapes(bias=lambda n, d, h: ()),
            _shapes(bias=lambda n, d, h: (d, h)),
        ),
        Mistake(
            "batch-missing",
            "The number of samples is missing: X and the outputs hold the whole batch, a row "
            "for each sample.",
            _shapes(output=lambda n, h: (h,)),
            _shapes(output=lambda n, h: (h,), first=lambda n, d: (d,)),
            _shapes(first=lambda n, d: (d,)),
            _shapes(output=lambda n, h: (1, h)),
            _shapes(output=lambda n, h: (1, h), first=lambda n, d: (1, d)),
        ),
        Mistake(
            "batch-last",
            "Samples are rows: the number of samples comes first in the shapes of X and of the "
            "outputs.",
            _shapes(output=lambda n, h: (h, n), first=lambda n, d: (d, n)),
            _shapes(output=lambda n, h: (h, n)),
        ),
        Mistake(
            "input-missing",
            "The list starts with the first layer: the shape of X comes before it.",
            lambda batch, sizes: networks.receptive_shapes(batch, sizes)[1:],
        ),
        Mistake(
            "input-repeated",
            "The input of a later layer is listed again; it is the output of the layer before, "
            "which is there already.",
            lambda batch, sizes: _shapes(layer=lambda *four: [*four])(batch, sizes)[1:],
        ),
        Mistake(
            "outputs-missing",
            "The outputs of the layers are missing.",
            _shapes(layer=lambda before, W, b, after: [W, b]),
        ),
        Mistake(
            "biases-missing",
            "The biases are missing: every layer has them.",
            _shapes(layer=lambda before, W, b, after: [W, after]),
        ),
        Mistake(
            "nested",
            "The shapes of a layer are in a tuple or list of their own; one flat list is asked.",
            _shapes(layer=lambda before, W, b, after: [(W, b, after)]),
            _shapes(layer=lambda before, W, b, after: [(W, b), after]),
            lambda batch, sizes: _shapes(layer=lambda before, *three: [three])(batch, sizes)[1:],
            _input_and_layers,
            lambda batch, sizes: _shapes(layer=lambda *four: [four])(batch, sizes)[1:],
        ),
        Mistake(
            "not-in-turn",
            "The shapes are right, but not in the order that is asked: W, b and the output of "
            "one layer, then those of the next.",
            _shapes_in_groups,
            _shapes(layer=lambda before, W, b, after: [b, W, after]),
            _shapes(layer=lambda before, W, b, after: [after, W, b]),
            _shapes(layer=lambda before, W, b, after: [W, after, b]),
        ),
        Mistake(
            "last-layer-missing",
            "The last layer is missing.",
            lambda batch, sizes: networks.receptive_shapes(batch, sizes[:-1]),
        ),
    ),
    accepted={
        "append": _shapes(),
        "shapes of real arrays": _shapes_of_arrays,
        "lists for tuples": lambda batch, sizes: [
            list(shape) for shape in networks.receptive_shapes(batch, sizes)
        ],
        "NumPy's integers": lambda batch, sizes: tuple(
            tuple(np.array(shape)) for shape in networks.receptive_shapes(batch, sizes)
        ),
    },
)
