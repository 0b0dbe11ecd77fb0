"""Gradients by trying, by the chain rule, and used to walk downhill."""

from collections.abc import Callable

import numpy as np

from nnbasics import gradients
from nngrader.declare import Aspect, Case, Exercise, Mistake, unchanged
from nngrader.inside.drivers import m04 as drivers
from nngrader.modules.m04_backprop.parts import draw, part

# ---------------------------------------------------------------- numerical_gradient


def _numerical_inputs(rng: np.random.Generator) -> list[Case]:
    shape, step, whole = "any shape", "step size", "whole numbers"
    return [
        Case("np.sum(x ** 2)", np.array([1.0, 2.0, -3.0])),
        Case("x[0] * x[1] ** 2 - x[2]", draw(rng, 3)),
        Case("np.sum(np.tanh(x) * x[::-1])", draw(rng, 4)),
        Case("np.exp(x[0])", draw(rng, 1), label="a single entry"),
        Case("np.sum(x @ x.T)", draw(rng, 2, 3), aspect=shape, label="a matrix"),
        Case("np.sum(np.sin(x[0]) * x[-1])", draw(rng, 3, 1), aspect=shape, label="a column"),
        Case("x[0, 1, 2] * np.sum(x[0, 0] ** 3)", draw(rng, 1, 2, 3), aspect=shape,
             label="three axes"),
        Case("np.sum(x ** 4)", draw(rng, 2), 0.5, aspect=step, label="eps is 0.5"),
        Case("np.sum(x) ** 3", draw(rng, 3), 0.125, aspect=step, label="eps is 0.125"),
        Case("np.sum(x ** 3)", np.array([1, -2, 3]), aspect=whole, label="an array of integers"),
        Case("x[0, 0] * x[1, 2]", np.array([[2, 0, 1], [1, 1, -4]]), aspect=whole,
             label="an array of integers"),
        Case(
            "np.sum(x ** 3)", draw(rng, 2, 2),
            aspect="inputs unchanged", label="a read-only array", read_only=True,
        ),
    ]  # fmt: skip


def _central(above: float, middle: float, below: float, eps: float) -> float:
    return (above - below) / (2 * eps)


def _copied(x: np.ndarray) -> np.ndarray:
    return np.array(x, dtype=float)


def _itself(x: np.ndarray) -> np.ndarray:
    return x


def _numerical(
    slope: Callable = _central,
    *,
    copy: Callable = _copied,
    undo: bool = True,
    fixed_eps: float | None = None,
    into: Callable = lambda x: np.zeros(x.shape),
) -> Callable:
    """Entry by entry in a copy, with one thing changed: most mistakes are a switch away."""

    def numerical_gradient(f, x, eps=1e-5):
        eps = fixed_eps or eps
        result = into(x)
        x = copy(x)
        middle = f(x)
        for i in np.ndindex(x.shape):
            kept = x[i]
            x[i] = kept + eps
            above = f(x)
            x[i] = kept - eps
            below = f(x)
            if undo:
                x[i] = kept
            result[i] = slope(above, middle, below, eps)
        return result

    return numerical_gradient


def _in_copy_or_not(slope: Callable) -> tuple[Callable, Callable]:
    """Another slope, in a copy or in x itself, put back exactly."""
    return _numerical(slope), _numerical(slope, copy=_itself)


def _backward_difference(f, x, eps=1e-5):
    result = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        moved = np.array(x, dtype=float)
        moved[i] -= eps
        result[i] = (f(x) - f(moved)) / eps
    return result


def _one_sided_never_back(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    result = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        before = f(x)
        x[i] += eps
        result[i] = (f(x) - before) / eps
    return result


def _left_at_minus(f, x, eps=1e-5):
    result = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += eps
        above = f(x)
        x[i] -= 2 * eps
        result[i] = (above - f(x)) / (2 * eps)
    return result


def _put_back_by_adding(f, x, eps=1e-5):
    result = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += eps
        above = f(x)
        x[i] -= 2 * eps
        below = f(x)
        x[i] += eps
        result[i] = (above - below) / (2 * eps)
    return result


def _rows_at_once(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    result = np.zeros(x.shape)
    for i in range(len(x)):
        above, below = x.copy(), x.copy()
        above[i] += eps
        below[i] -= eps
        result[i] = (f(above) - f(below)) / (2 * eps)
    return result


def _index_up_to_size(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    result = np.zeros(x.shape)
    for i in range(x.size):
        above, below = x.copy(), x.copy()
        above[i] += eps
        below[i] -= eps
        result[i] = (f(above) - f(below)) / (2 * eps)
    return result


def _first_axis_only(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    result = np.zeros(len(x))
    for i in range(len(x)):
        above, below = x.copy(), x.copy()
        above[i] += eps
        below[i] -= eps
        result[i] = (f(above) - f(below)) / (2 * eps)
    return result


def _flat_result(f, x, eps=1e-5):
    return _numerical()(f, x, eps).ravel()


def _calls_f_with_flat(f, x, eps=1e-5):
    flat = np.array(x, dtype=float).ravel()
    result = np.zeros(flat.size)
    for i in range(flat.size):
        above, below = flat.copy(), flat.copy()
        above[i] += eps
        below[i] -= eps
        result[i] = (f(above) - f(below)) / (2 * eps)
    return result.reshape(x.shape)


def _two_axes_only(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    result = np.zeros(x.shape)
    rows, columns = x.shape
    for i in range(rows):
        for j in range(columns):
            above, below = x.copy(), x.copy()
            above[i, j] += eps
            below[i, j] -= eps
            result[i, j] = (f(above) - f(below)) / (2 * eps)
    return result


def _with_directions(f, x, eps=1e-5):
    result = []
    for row in np.eye(x.size):
        d = eps * row.reshape(x.shape)
        result.append((f(x + d) - f(x - d)) / 2 / eps)
    return np.array(result).reshape(x.shape)


def _with_flat_copies(f, x, eps=1e-5):
    result = np.zeros_like(x, dtype=float)
    for i in range(x.size):
        above, below = x.astype(float), x.astype(float)
        above.flat[i] += eps
        below.flat[i] -= eps
        result.flat[i] = (f(above) - f(below)) / (above.flat[i] - below.flat[i])
    return result


def _with_nditer(f, x, eps=1e-5):
    x = x.astype(np.float64)
    result = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"])
    while not it.finished:
        i = it.multi_index
        old = x[i]
        x[i] = old + eps
        above = f(x.copy())
        x[i] = old - eps
        below = f(x.copy())
        x[i] = old
        result[i] = (above - below) * 0.5 / eps
        it.iternext()
    return result


def _as_lists(f, x, eps=1e-5):
    flat = [float(v) for v in x.ravel()]
    result = []
    for i, value in enumerate(flat):
        ends = []
        for moved in (value + eps, value - eps):
            point = [*flat[:i], moved, *flat[i + 1 :]]
            ends.append(f(np.array(point).reshape(x.shape)))
        result.append((ends[0] - ends[1]) / (2 * eps))
    return np.reshape(result, x.shape)


NUMERICAL_GRADIENT = Exercise(
    id="numerical_gradient",
    title="Find a gradient by trying",
    signature="(f, x, eps=1e-5)",
    aspects=(
        Aspect("values", 1.25, "the slope of f along each entry of a vector"),
        Aspect("any shape", 0.75, "the shape of x; f is called with arrays of it", ("values",)),
        Aspect("step size", 0.5, "central differences with the eps that is given", ("values",)),
        Aspect("whole numbers", 0.25, "an array of integers works as well", ("values",)),
        unchanged(0.25),
    ),
    inputs=_numerical_inputs,
    reference=gradients.numerical_gradient,
    driver=drivers.differentiate,
    mistakes=(
        Mistake(
            "x-left-perturbed",
            "An entry is still moved while the next one is tried: each slope is asked at x itself.",
            _numerical(undo=False),
            _one_sided_never_back,
            _left_at_minus,
            _numerical(undo=False, copy=_itself),
        ),
        Mistake(
            "one-sided",
            "The difference was taken between x and one point beside it; take one point on each "
            "side.",
            *_in_copy_or_not(lambda above, middle, below, eps: (above - middle) / eps),
            _backward_difference,
        ),
        Mistake(
            "missing-half",
            "It is twice what is asked: how far from each other are the two points?",
            *_in_copy_or_not(lambda above, middle, below, eps: (above - below) / eps),
        ),
        Mistake(
            "divided-wrongly",
            "`/ 2 * eps` divides by 2, and then multiplies by eps: parentheses are missing.",
            *_in_copy_or_not(lambda above, middle, below, eps: (above - below) / 2 * eps),
        ),
        Mistake(
            "not-divided",
            "These are the differences of f; a slope is a difference for each unit of x.",
            *_in_copy_or_not(lambda above, middle, below, eps: above - below),
        ),
        Mistake(
            "flat-only",
            "It works for a vector only: with more axes, every entry needs to be moved alone, and "
            "f needs an array of x's shape.",
            _rows_at_once,
            _index_up_to_size,
            _first_axis_only,
            _flat_result,
            _calls_f_with_flat,
        ),
        Mistake(
            "matrices-only",
            "It works for two axes only; x may have any number of them.",
            _two_axes_only,
        ),
        Mistake(
            "all-at-once",
            "All entries were moved together: each one has a slope of its own.",
            lambda f, x, eps=1e-5: (f(x + eps) - f(x - eps)) / (2 * eps),
            lambda f, x, eps=1e-5: np.full(x.shape, (f(x + eps) - f(x - eps)) / (2 * eps)),
        ),
        Mistake(
            "eps-ignored",
            "The size of the step is fixed: it has to be the eps that is given.",
            *(_numerical(fixed_eps=eps) for eps in (1e-4, 1e-5, 1e-6)),
            _numerical(fixed_eps=1e-5, copy=_itself),
            *_in_copy_or_not(lambda above, middle, below, eps: (above - below) / 2e-5),
        ),
        Mistake(
            "sign-flipped",
            "The sign is the wrong way round: where f rises with x, the slope is positive.",
            *_in_copy_or_not(lambda above, middle, below, eps: (below - above) / (2 * eps)),
        ),
        Mistake(
            "int-truncation",
            "With an array of integers the steps or the slopes get lost: an integer plus eps, "
            "stored as an integer, is what it was.",
            _numerical(copy=lambda x: x.copy()),
            _numerical(copy=lambda x: x.copy(), into=np.zeros_like),
            _numerical(into=np.zeros_like),
        ),
        Mistake(
            "float32",
            "In float32 the two values of f share nearly all their digits, and little is left of "
            "their difference: use float64.",
            _numerical(copy=lambda x: np.array(x, dtype=np.float32)),
        ),
        Mistake(
            "moves-x-itself",
            "The entries were moved in the array that was passed in: also when they are put back, "
            "work on a copy.",
            _put_back_by_adding,
            _numerical(copy=_itself),
            _numerical(copy=_itself, into=np.zeros_like),
        ),
    ),
    accepted={
        "one copy, put back": _numerical(),
        "directions": _with_directions,
        "flat copies": _with_flat_copies,
        "nditer": _with_nditer,
        "lists": _as_lists,
        "slopes as halves": _numerical(
            lambda above, middle, below, eps: above / (2 * eps) - below / (2 * eps)
        ),
    },
)

# ---------------------------------------------------------------- linear_backward


def _linear_inputs(rng: np.random.Generator) -> list[Case]:
    def case(n: int, d: int, h: int, **about: object) -> Case:
        return Case(draw(rng, n, h), draw(rng, n, d), draw(rng, d, h), **about)

    parts, batch = {"aspect": "dX"}, {"aspect": "any batch"}
    return [
        Case(
            np.array([[1.0], [2.0], [-1.0]]),
            np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]),
            np.array([[0.5], [-1.0]]),
            **parts,
        ),
        case(2, 3, 4, **parts),
        case(4, 2, 3, **parts),
        case(3, 3, 3, label="as many rows as inputs as neurons", **parts),
        Case(
            np.array([[1, 0, 2], [-1, 3, 1]]), np.array([[1, 2], [3, 4]]),
            np.array([[1, 0, -1], [2, 1, 0]]), label="whole numbers", **batch,
        ),
        case(1, 3, 2, label="a batch of one row", **batch),
        case(4, 1, 3, label="a single input", **batch),
        case(5, 3, 1, label="a single neuron", **batch),
        case(20, 7, 5, label="20 rows", **batch),
        case(3, 2, 4, aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]  # fmt: skip


def _right(dout, X, W):
    return dout @ W.T, X.T @ dout, dout.sum(axis=0)


def _linear_with_loops(dout, X, W):
    dX, dW, db = np.zeros(X.shape), np.zeros(W.shape), np.zeros(W.shape[1])
    for n in range(len(X)):
        for h in range(W.shape[1]):
            db[h] += dout[n, h]
            for d in range(W.shape[0]):
                dX[n, d] += dout[n, h] * W[d, h]
                dW[d, h] += dout[n, h] * X[n, d]
    return dX, dW, db


def _linear_by_rows(dout, X, W):
    dX = np.array([W @ g for g in dout])
    dW = sum(np.outer(x, g) for x, g in zip(X, dout, strict=True))
    return [dX, dW, sum(dout)]


def _linear_in_place(dout, X, W):
    dX, dW, db = _right(dout, X, W)
    X[:] = dX
    W[:] = dW
    return X, W, db


def _linear_downhill(dout, X, W):
    dX, dW, db = _right(dout, X, W)
    W -= 0.1 * dW
    return dX, dW, db


LINEAR_BACKWARD = Exercise(
    id="linear_backward",
    title="Go back through a layer",
    signature="(dout, X, W)",
    aspects=(
        part("dX", 0.75, "how the loss changes with each input, (N, D)", 0),
        part("dW", 0.75, "how the loss changes with each weight, (D, H)", 1, of="dX"),
        part("db", 0.75, "how the loss changes with each bias, (H,)", 2, of="dX"),
        Aspect("any batch", 0.5, "one row, one input, one neuron; whole numbers",
               ("dX", "dW", "db")),
        unchanged(0.25, ("dX", "dW", "db")),
    ),
    inputs=_linear_inputs,
    reference=gradients.linear_backward,
    results=("dX", "dW", "db"),
    mistakes=(
        Mistake(
            "db-not-summed",
            "db still has a row for each sample: a bias was added to every row, so all rows "
            "contribute to its gradient.",
            lambda dout, X, W: (dout @ W.T, X.T @ dout, dout),
            lambda dout, X, W: (dout @ W.T, X.T @ dout, dout[0]),
        ),
        Mistake(
            "db-averaged",
            "db is a mean over the rows: the mean of the loss is in dout already.",
            lambda dout, X, W: (dout @ W.T, X.T @ dout, dout.mean(axis=0)),
        ),
        Mistake(
            "averaged-again",
            "dW was divided by the number of rows: the mean of the loss is in dout already.",
            lambda dout, X, W: (dout @ W.T, X.T @ dout / len(X), dout.mean(axis=0)),
            lambda dout, X, W: (dout @ W.T, X.T @ dout / len(X), dout.sum(axis=0)),
            lambda dout, X, W: (
                dout @ W.T / len(X), X.T @ dout / len(X), dout.mean(axis=0)
            ),
        ),
        Mistake(
            "dw-transposed",
            "dW lies on its side: a gradient has the shape of what it belongs to.",
            lambda dout, X, W: (dout @ W.T, dout.T @ X, dout.sum(axis=0)),
        ),
        Mistake(
            "upstream-ignored",
            "dout has no effect on the gradients: each entry of it says how much the loss cares "
            "about that output.",
            lambda dout, X, W: _right(np.ones_like(dout), X, W),
            lambda dout, X, W: (np.tile(W.sum(axis=1), (len(X), 1)),
                                np.tile(X.sum(axis=0)[:, None], (1, W.shape[1])),
                                dout.sum(axis=0)),
            lambda dout, X, W: (W.T, X.T, dout.sum(axis=0)),
            lambda dout, X, W: (W.T, X.T, np.ones(W.shape[1])),
            lambda dout, X, W: (W, X, np.ones(W.shape[1])),
        ),
        Mistake(
            "x-used-for-w",
            "X and W have changed places: by which of the two is a change of X multiplied on its "
            "way to the output?",
            lambda dout, X, W: (X.T @ dout, dout @ W.T, dout.sum(axis=0)),
            lambda dout, X, W: (dout @ X.T, W.T @ dout, dout.sum(axis=0)),
            lambda dout, X, W: (dout @ X.T, X.T @ dout, dout.sum(axis=0)),
            lambda dout, X, W: (dout @ W.T, W.T @ dout, dout.sum(axis=0)),
        ),
        Mistake(
            "dx-transposed",
            "dX lies on its side: a gradient has the shape of what it belongs to.",
            lambda dout, X, W: (W @ dout.T, X.T @ dout, dout.sum(axis=0)),
        ),
        Mistake(
            "transpose-missing",
            "Two arrays don't fit into a product as they are: write their shapes down, and turn "
            "one of them.",
            lambda dout, X, W: (dout @ W, X.T @ dout, dout.sum(axis=0)),
            lambda dout, X, W: (dout @ W.T, X @ dout, dout.sum(axis=0)),
            lambda dout, X, W: (dout @ W, X @ dout, dout.sum(axis=0)),
            lambda dout, X, W: (dout * W, dout * X, dout.sum(axis=0)),
        ),
        Mistake(
            "db-has-two-axes",
            "db has shape (1, H); asked is the shape of b, (H,).",
            lambda dout, X, W: (dout @ W.T, X.T @ dout, dout.sum(axis=0, keepdims=True)),
        ),
        Mistake(
            "db-summed-over-neurons",
            "db was added up along the rows: it needs one number for each neuron, that is for "
            "each column of dout.",
            lambda dout, X, W: (dout @ W.T, X.T @ dout, dout.sum(axis=1)),
        ),
        Mistake(
            "last-sample-only",
            "Only one sample is left in a gradient of the weights or biases: each one adds to it.",
            lambda dout, X, W: (dout @ W.T, np.outer(X[-1], dout[-1]), dout.sum(axis=0)),
            lambda dout, X, W: (dout @ W.T, np.outer(X[-1], dout[-1]), dout[-1]),
            lambda dout, X, W: (dout @ W.T, X.T @ dout, dout[-1]),
        ),
        Mistake(
            "db-one-number",
            "db is a single number: every neuron has a bias of its own.",
            lambda dout, X, W: (dout @ W.T, X.T @ dout, dout.sum()),
        ),
        Mistake(
            "wrong-order",
            "The results are right, but in another order than dX, dW, db.",
            lambda dout, X, W: (X.T @ dout, dout.sum(axis=0), dout @ W.T),
            lambda dout, X, W: (dout @ W.T, dout.sum(axis=0), X.T @ dout),
        ),
        Mistake(
            "inputs-overwritten",
            "The numbers are right, but an array that was passed in has changed.",
            _linear_in_place,
            _linear_downhill,
        ),
    ),
    accepted={
        "matrix products": _right,
        "turned twice": lambda dout, X, W: (
            (W @ dout.T).T, (dout.T @ X).T, np.ones(len(dout)) @ dout
        ),
        "loops": _linear_with_loops,
        "row by row": _linear_by_rows,
        "einsum": lambda dout, X, W: (
            np.einsum("nh,dh->nd", dout, W),
            np.einsum("nd,nh->dh", X, dout),
            np.einsum("nh->h", dout),
        ),
        "float32": lambda dout, X, W: _right(
            dout.astype(np.float32), X.astype(np.float32), W.astype(np.float32)
        ),
    },
)  # fmt: skip

# ---------------------------------------------------------------- relu_backward


def _relu_inputs(rng: np.random.Generator) -> list[Case]:
    def case(*shape: int, **about: object) -> Case:
        z = draw(rng, *shape)
        z.flat[0], z.flat[-1] = abs(z.flat[0]) + 0.5, -abs(z.flat[-1]) - 0.5  # both sides of 0
        dout = draw(rng, *shape)
        dout = np.where(np.abs(dout) < 0.05, -1.5, dout)
        return Case(dout, z, **about)

    shape = {"aspect": "any shape"}
    return [
        Case(np.array([5.0, -6.0, 7.0]), np.array([-2.0, 0.0, 3.0])),
        case(6),
        Case(np.array([2.0, -3.0, 0.5, 4.0]), np.array([1e-9, -4.0, 6.0, -1e-9]),
             label="close to 0"),
        case(4, 3, label="rows and columns", **shape),
        case(2, 3, 4, label="three axes", **shape),
        Case(np.array([[2.5]]), np.array([[0.75]]), label="a single entry", **shape),
        Case(np.array([[3, -1], [4, 2]]), np.array([[1, 0], [-5, 2]]), label="whole numbers",
             **shape),
        case(3, 2, aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]  # fmt: skip


def _mask_in_place(dout, z):
    dout[z <= 0] = 0
    return dout


def _times_in_place(dout, z):
    dout *= z > 0
    return dout


def _slope_in_place(dout, z):
    z[z > 0] = 1
    z[z <= 0] = 0
    return dout * z


def _masked_copy(dout, z):
    dz = dout.copy()
    dz[z <= 0] = 0
    return dz


def _assign_where_positive(dout, z):
    dz = np.zeros_like(dout)
    dz[z > 0] = dout[z > 0]
    return dz


RELU_BACKWARD = Exercise(
    id="relu_backward",
    title="Go back through ReLU",
    signature="(dout, z)",
    aspects=(
        Aspect("values", 0.5, "what comes back from above passes where z > 0, else nothing does"),
        Aspect("any shape", 0.25, "any number of axes; whole numbers", ("values",)),
        unchanged(0.25),
    ),
    inputs=_relu_inputs,
    reference=gradients.relu_backward,
    mistakes=(
        Mistake(
            "upstream-ignored",
            "This is ReLU's own slope, 1 or 0: dout has no effect on it.",
            lambda dout, z: np.where(z > 0, 1.0, 0.0),
            lambda dout, z: np.where(z >= 0, 1.0, 0.0),
            lambda dout, z: z > 0,
        ),
        Mistake(
            "mask-of-dout",
            "It lets pass what is positive in dout; whether something passes is decided by z.",
            lambda dout, z: np.maximum(dout, 0),
            lambda dout, z: np.where((dout > 0) & (z > 0), dout, 0.0),
        ),
        Mistake(
            "one-at-zero",
            "At z = 0 something passes; here ReLU's slope is 0 there.",
            lambda dout, z: np.where(z >= 0, dout, 0.0),
            lambda dout, z: dout * (z >= 0),
        ),
        Mistake(
            "half-at-zero",
            "At z = 0 half of it passes; here ReLU's slope is 0 there.",
            lambda dout, z: dout * np.heaviside(z, 0.5),
        ),
        Mistake(
            "in-place",
            "The numbers are right, but they were written into an array that was passed in.",
            _mask_in_place,
            _times_in_place,
            _slope_in_place,
        ),
        Mistake(
            "value-not-slope",
            "dout was multiplied by ReLU's value; on the way back its slope counts.",
            lambda dout, z: dout * np.maximum(z, 0),
            lambda dout, z: dout * z,
        ),
        Mistake(
            "forward-again",
            "That is ReLU itself, the way forward: asked is what comes back of dout.",
            lambda dout, z: np.maximum(z, 0),
        ),
        Mistake(
            "mask-inverted",
            "It passes where z is negative, and stops where z is positive.",
            lambda dout, z: np.where(z > 0, 0.0, dout),
            lambda dout, z: np.where(z < 0, dout, 0.0),
        ),
        Mistake(
            "entries-dropped",
            "Entries were left out, so the shape has changed: what does not pass is 0, in its "
            "place.",
            lambda dout, z: dout[z > 0],
        ),
        Mistake(
            "nan-at-zero",
            "At z = 0 the result is nan: there 0 was divided by 0.",
            lambda dout, z: dout * np.maximum(z, 0) / z,
            lambda dout, z: dout * (np.maximum(z, 0) / z),
        ),
        Mistake(
            "scalar-only",
            "An `if` decides about one number; here every entry has to be decided.",
            lambda dout, z: dout if z > 0 else 0,
        ),
    ),
    accepted={
        "where": lambda dout, z: np.where(z > 0, dout, 0.0),
        "mask": lambda dout, z: dout * (z > 0),
        "masked copy": _masked_copy,
        "chosen entries": _assign_where_positive,
        "heaviside": lambda dout, z: dout * np.heaviside(z, 0),
        "sign": lambda dout, z: dout * np.maximum(np.sign(z), 0),
        "vectorize": np.vectorize(lambda d, v: float(d) if v > 0 else 0.0),
        "float32": lambda dout, z: (dout * (z > 0)).astype(np.float32),
    },
)

# ---------------------------------------------------------------- fit_line


def _fit_inputs(rng: np.random.Generator) -> list[Case]:
    def points(n: int) -> tuple[np.ndarray, np.ndarray]:
        x = draw(rng, n)
        x[0] += 1.0
        return x, (rng.uniform(1, 3) * x + 1.5 + 0.3 * rng.normal(size=n)).round(2)

    line, edge = {"aspect": "w and b"}, {"aspect": "edge cases"}
    return [
        Case(np.array([0.0, 2.0]), np.array([1.0, 5.0]), 0.1, 2, **line),
        Case(*points(4), 0.1, 1, label="a single step", **line),
        Case(*points(5), 0.05, 20, label="20 steps", **line),
        Case(np.array([-1.0, 0.0, 1.0]), np.array([-1.0, 1.0, 3.0]), 0.1, 100,
             label="until it has arrived", **line),
        Case(np.array([1.0, 2.0, 4.0]), np.array([1.0, 0.0, -2.0]), 0.3, 6,
             label="a learning rate too large", **line),
        Case(np.array([1, 2, 4]), np.array([2, 3, 7]), 0.05, 5, label="whole numbers", **edge),
        Case(np.array([2.0]), np.array([3.0]), 0.1, 3, label="a single point", **edge),
        Case(*points(30), 0.1, 10, label="30 points", **edge),
        Case(*points(3), 0.1, 0, label="no step at all", **edge),
        Case(*points(3), 0.1, 2, aspect="inputs unchanged", label="read-only arrays",
             read_only=True),
    ]  # fmt: skip


def _fitter(
    *, sign=-1, factor=2.0, reduce=np.mean, loss=None, new_w=False, record="before",
    w_learns=True, b_learns=True, x_counts=True, start=0.0, use_lr=True, as_array=False,
    y_minus=False,
):  # fmt: skip
    """Gradient descent with one thing changed: most mistakes are a switch away."""
    loss = loss or (lambda error: np.mean(error**2))

    def fit_line(x, y, lr, steps):
        w, b, losses = start, start, []
        rate = lr if use_lr else 1.0
        for _ in range(steps):
            error = w * x + b - y
            if record == "before":
                losses.append(loss(error))
            dw = factor * reduce(error * x if x_counts else error)
            w = w + sign * rate * dw if w_learns else w
            if new_w:
                error = w * x + b - y
            db = factor * reduce(error)
            b = b + sign * rate * db if b_learns else b
            if record == "after":
                losses.append(loss(w * x + b - y))
        if record == "last":
            losses = loss(w * x + b - y)
        return w, b, np.array(losses) if as_array else losses

    return fit_line


def _b_first_then_w(x, y, lr, steps):
    w, b, losses = 0.0, 0.0, []
    for _ in range(steps):
        losses.append(np.mean((w * x + b - y) ** 2))
        b = b - lr * 2 * np.mean(w * x + b - y)
        w = w - lr * 2 * np.mean((w * x + b - y) * x)
    return w, b, losses


def _one_point_at_a_time(x, y, lr, steps):
    w, b, losses = 0.0, 0.0, []
    for _ in range(steps):
        losses.append(np.mean((w * x + b - y) ** 2))
        for x_n, y_n in zip(x, y, strict=True):
            error = w * x_n + b - y_n
            w, b = w - lr * 2 * error * x_n, b - lr * 2 * error
    return w, b, losses


def _losses_with_end(x, y, lr, steps):
    w, b, losses = _fitter()(x, y, lr, steps)
    return w, b, [*losses, np.mean((w * x + b - y) ** 2)]


def _stops_when_worse(x, y, lr, steps):
    w, b, losses = 0.0, 0.0, []
    for _ in range(steps):
        error = w * x + b - y
        if losses and np.mean(error**2) > losses[-1]:
            break
        losses.append(np.mean(error**2))
        w, b = w - lr * 2 * np.mean(error * x), b - lr * 2 * np.mean(error)
    return w, b, losses


def _solved_exactly(x, y, lr, steps):
    w, b = np.polyfit(x, y, 1) if len(x) > 1 else (0.0, y[0])
    return w, b, [np.mean((w * x + b - y) ** 2)] * steps


def _fit_with_matrices(x, y, lr, steps):
    A = np.column_stack([x, np.ones(len(x))])
    theta, losses = np.zeros(2), np.zeros(steps)
    for i in range(steps):
        error = A @ theta - y
        losses[i] = error @ error / len(y)
        theta = theta - lr * 2 / len(y) * A.T @ error
    return theta[0], theta[1], losses


def _fit_with_sums(x, y, lr, steps):
    n, w, b, losses = len(x), 0.0, 0.0, []
    for _ in range(steps):
        total = dw = db = 0.0
        for x_n, y_n in zip(x, y, strict=True):
            error = w * x_n + b - y_n
            total += error**2
            dw += 2 * error * x_n
            db += 2 * error
        losses.append(total / n)
        w -= lr * dw / n
        b -= lr * db / n
    return [w, b, losses]


def _fit_in_float32(x, y, lr, steps):
    x, y, lr = x.astype(np.float32), y.astype(np.float32), np.float32(lr)
    w, b, losses = np.float32(0), np.float32(0), []
    for _ in range(steps):
        error = w * x + b - y
        losses.append(np.mean(error**2))
        w, b = w - lr * np.float32(2) * np.mean(error * x), b - lr * np.float32(2) * np.mean(error)
    return w, b, losses


FIT_LINE = Exercise(
    id="fit_line",
    title="Fit a line by walking downhill",
    signature="(x, y, lr, steps)",
    aspects=(
        part("w and b", 1.5, "the line after all steps, from w = b = 0", 0, 1),
        part("losses", 1.0, "the loss before each step", 2, of="w and b"),
        Aspect("edge cases", 0.25, "one point, no step, whole numbers", ("w and b", "losses")),
        unchanged(0.25, ("w and b", "losses")),
    ),
    inputs=_fit_inputs,
    reference=gradients.fit_line,
    results=("w", "b", "losses"),
    mistakes=(
        Mistake(
            "ascent",
            "The steps go uphill: the gradient points to where the loss rises.",
            _fitter(sign=1),
        ),
        Mistake(
            "b-updated-with-new-w",
            "One parameter had moved already when the other one's gradient was computed: both "
            "gradients belong to the same point.",
            _fitter(new_w=True),
            _b_first_then_w,
        ),
        Mistake(
            "sum-not-mean",
            "The samples were added up where a mean is asked: with more samples, steps or losses "
            "grow.",
            _fitter(reduce=np.sum),
            _fitter(reduce=np.sum, loss=lambda error: np.sum(error**2)),
            _fitter(loss=lambda error: np.sum(error**2)),
        ),
        Mistake(
            "losses-after-step",
            "Each loss was taken after its step; the first one should be that of w = b = 0.",
            _fitter(record="after"),
        ),
        Mistake(
            "one-loss-too-many",
            "There is a loss after the last step too: one before each step is asked, and no more.",
            _losses_with_end,
        ),
        Mistake(
            "last-loss-only",
            "Only one loss came back: asked is a list with one for each step.",
            _fitter(record="last"),
        ),
        Mistake(
            "missing-two",
            "The steps are half as long as they should be: what is the derivative of a square?",
            _fitter(factor=1.0),
        ),
        Mistake(
            "half-factor",
            "The losses are half of what they should be: here the MSE has no ½ in front.",
            _fitter(loss=lambda error: np.mean(error**2) / 2),
            _fitter(loss=lambda error: np.mean(error**2) / 2, factor=1.0),
        ),
        Mistake(
            "b-not-updated",
            "b stays where it is: it has a gradient of its own.",
            _fitter(b_learns=False),
        ),
        Mistake(
            "w-not-updated",
            "w stays where it is: it has a gradient of its own.",
            _fitter(w_learns=False),
        ),
        Mistake(
            "input-not-used",
            "w moves as if all x were 1: by what is a change of w multiplied on its way to ŷ?",
            _fitter(x_counts=False),
        ),
        Mistake(
            "learning-rate-ignored",
            "The learning rate has no effect on the steps.",
            _fitter(use_lr=False),
        ),
        Mistake(
            "starts-elsewhere",
            "It starts from ones; asked is a start from w = b = 0.",
            _fitter(start=1.0),
        ),
        Mistake(
            "one-point-at-a-time",
            "A step was taken after each point: here all points together make one step.",
            _one_point_at_a_time,
        ),
        Mistake(
            "stops-early",
            "It stops when the loss rises: all steps are asked, also with a learning rate that is "
            "too large.",
            _stops_when_worse,
        ),
        Mistake(
            "solved-exactly",
            "That is the best line there is; asked is how far gradient descent gets in so many "
            "steps.",
            _solved_exactly,
        ),
        Mistake(
            "signed-error",
            "The losses are means of the errors themselves, in which those of different sign "
            "cancel each other.",
            _fitter(loss=np.mean),
            _fitter(loss=lambda error: -np.mean(error)),
        ),
    ),
    accepted={
        "means": _fitter(),
        "array of losses": _fitter(as_array=True),
        "matrices": _fit_with_matrices,
        "sums": _fit_with_sums,
        "float32": _fit_in_float32,
    },
)  # fmt: skip
