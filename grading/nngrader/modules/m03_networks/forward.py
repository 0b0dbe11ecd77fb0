"""Exercises on the forward pass: `mlp_forward`, `hidden_activations`, `predict`."""

import numpy as np

from nnbasics import networks
from nngrader.declare import Aspect, Case, Exercise, Mistake, unchanged
from nngrader.inside.observe import Outcome
from nngrader.modules.m03_networks.samples import (
    DEEP_NET,
    FLAT_NET,
    SMALL_NET,
    X_DEEP,
    X_FLAT,
    X_SMALL,
    in_float32,
    matrix,
    network,
)

_ANY_DEPTH = "one layer, two, three or more"


def _relu(Z):
    return np.maximum(Z, 0)


def _nothing(Z):
    return Z


def _sigmoid(Z):
    return 1 / (1 + np.exp(-np.clip(Z, -500, 500)))


def _softmax(Z):
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True)


def _step(Z):
    return np.where(Z > 0, 1.0, 0.0)


# What NumPy and Python say when `np.max(0, Z)` and `max(0, Z)` meet an array.
_MAX_OF_ARRAY = ("scalar index", "truth value")


def _told(case: Case, outcome: Outcome) -> object:
    """The result; for an error its kind, and whether it is that of a wrong maximum."""
    if outcome.error is None:
        return outcome.value
    return (*outcome.error.types[:1], *(w for w in _MAX_OF_ARRAY if w in outcome.error.message))


# ---------------------------------------------------------------- mlp_forward


def _forward_inputs(rng: np.random.Generator) -> list[Case]:
    def case(n: int, *sizes: int, **about: object) -> Case:
        return Case(matrix(rng, n, sizes[0]), network(rng, sizes), **about)

    whole = rng.integers(-5, 6, size=(5, 3))
    return [
        Case(X_SMALL, SMALL_NET),
        case(5, 3, 4, 2),
        Case(whole, network(rng, (3, 4, 2)), label="whole numbers"),
        Case(X_FLAT, FLAT_NET, aspect="any depth", label="one layer, no hidden one"),
        Case(X_DEEP, DEEP_NET, aspect="any depth", label="two hidden layers"),
        case(4, 3, 3, 3, 3, aspect="any depth", label="three layers of equal width"),
        case(3, 4, 5, 6, 5, 3, 2, aspect="any depth", label="five layers"),
        case(1, 3, 4, 2, aspect="any batch", label="one row"),
        case(4, 1, 3, 1, aspect="any batch", label="one input, one output"),
        case(40, 6, 8, 3, aspect="any batch", label="40 rows"),
        case(
            4, 2, 5, 3,
            aspect="inputs unchanged", label="read-only arrays", read_only=True,
        ),
    ]  # fmt: skip


def _forward(hidden=_relu, last=_nothing, start=_nothing, layers=_nothing, weigh=None):
    """A forward pass with one thing changed: most mistakes are a switch away."""
    weigh = weigh or (lambda A, W, b: A @ W + b)

    def mlp_forward(X, params):
        chosen = layers(params)
        A = start(X)
        for i, (W, b) in enumerate(chosen):
            Z = weigh(A, W, b)
            A = last(Z) if i == len(chosen) - 1 else hidden(Z)
        return A

    return mlp_forward


def _exactly_two(X, params):
    (W1, b1), (W2, b2) = params
    return _relu(X @ W1 + b1) @ W2 + b2


def _first_two(X, params):
    W1, b1 = params[0]
    W2, b2 = params[1]
    return _relu(X @ W1 + b1) @ W2 + b2


def _first_and_last(X, params):
    W1, b1 = params[0]
    W2, b2 = params[-1]
    return _relu(X @ W1 + b1) @ W2 + b2


def _relu_after_the_first_only(X, params):
    W, b = params[0]
    A = _relu(X @ W + b) if len(params) > 1 else X @ W + b
    for W, b in params[1:]:
        A = A @ W + b
    return A


def _first_layer_apart(X, params):
    W, b = params[0]
    A = _relu(X @ W + b)
    for W, b in params[1:-1]:
        A = _relu(A @ W + b)
    W, b = params[-1]
    return A @ W + b


def _first_layer_is_hidden(X, params):
    W, b = params[0]
    A = _relu(X @ W + b)
    for i, (W, b) in enumerate(params[1:]):
        A = A @ W + b
        if i < len(params) - 2:
            A = _relu(A)
    return A


def _each_from_x(X, params):
    A = X
    for W, b in params[:-1]:
        A = _relu(X @ W + b)
    W, b = params[-1]
    return A @ W + b


def _by_width(X, params):
    for W, b in params:
        X = X @ W + b
        if W.shape[1] > 1:
            X = _relu(X)
    return X


def _takes_the_last_off(X, params):
    W_last, b_last = params.pop()
    for W, b in params:
        X = _relu(X @ W + b)
    return X @ W_last + b_last


def _takes_the_first_off(X, params):
    while params:
        W, b = params.pop(0)
        X = X @ W + b
        if params:
            X = _relu(X)
    return X


def _recursive(X, params):
    (W, b), *rest = params
    Z = X @ W + b
    return _recursive(np.where(Z > 0, Z, 0), rest) if rest else Z


def _row_by_row(X, params):
    return np.array([networks.mlp_forward(x[None], params)[0] for x in X])


def _loops(X, params):
    rows = []
    for x in X:
        a = list(x)
        for i, (W, b) in enumerate(params):
            z = [sum(a[d] * W[d, h] for d in range(len(a))) + b[h] for h in range(len(b))]
            a = z if i == len(params) - 1 else [max(0.0, z_h) for z_h in z]
        rows.append(a)
    return np.array(rows)


_NO_NONLINEARITY = "Nothing bends between the layers: the hidden ones have a ReLU."
_MAX_NOT_MAXIMUM = (
    "This maximum is not for arrays entry by entry: the ReLU compares each entry with 0 on its own."
)
_EACH_FROM_X = "Every hidden layer was given X: a layer works on what the layer before it hands on."
_SINGLE_LAYER = "A network of one layer has no hidden layer: its only layer is also its last one."
_PARAMS_SHORTENED = (
    "The result is right, but a layer was taken out of params on the way: whoever passed that "
    "list finds it shortened."
)

MLP_FORWARD = Exercise(
    id="mlp_forward",
    title="The forward pass",
    signature="(X, params)",
    aspects=(
        Aspect("values", 1.5, "the logits of a network with one hidden layer, shape (N, C)"),
        Aspect("any depth", 1.0, _ANY_DEPTH, ("values",)),
        Aspect("any batch", 0.25, "one row, one input, or many rows", ("values",)),
        unchanged(0.25),
    ),
    inputs=_forward_inputs,
    reference=networks.mlp_forward,
    view=_told,
    mistakes=(
        Mistake(
            "max-not-maximum",
            _MAX_NOT_MAXIMUM,
            _forward(hidden=lambda Z: np.max(0, Z)),
            _forward(hidden=lambda Z: max(0, Z)),
        ),
        Mistake(
            "no-nonlinearity",
            _NO_NONLINEARITY,
            _forward(hidden=_nothing),
        ),
        Mistake(
            "activation-on-logits",
            "The last layer has an activation as well; logits are its sums as they are, and may "
            "be negative or large.",
            _forward(last=_relu),
            _forward(last=_softmax),
            _forward(last=_sigmoid),
            _forward(last=np.tanh),
            _by_width,
        ),
        Mistake(
            "first-two-layers-only",
            "It works with exactly two layers: params may hold one layer, or many.",
            _first_two,
            _exactly_two,
            _forward(layers=lambda params: params[:2]),
        ),
        Mistake(
            "same-weights-reused",
            "One layer's weights are used more than once: every layer has a W and a b of its own.",
            _forward(layers=lambda params: [params[0]] * len(params)),
            _forward(layers=lambda params: [params[0]] * (len(params) - 1) + params[-1:]),
            _forward(layers=lambda params: [params[-1]] * len(params)),
            _forward(layers=lambda params: params[:1] + [params[-1]] * (len(params) - 1)),
        ),
        Mistake(
            "activation-then-none",
            "Only the first hidden layer has its ReLU: the others need it too.",
            _relu_after_the_first_only,
        ),
        Mistake(
            "each-from-x",
            _EACH_FROM_X,
            _each_from_x,
        ),
        Mistake(
            "single-layer-network",
            _SINGLE_LAYER,
            _first_layer_apart,
            _first_layer_is_hidden,
        ),
        Mistake(
            "middle-layers-skipped",
            "Only the first and the last layer are used: those between them are left out.",
            _first_and_last,
        ),
        Mistake(
            "last-layer-missing",
            "The last layer was left out: what came back are the activations of a hidden one.",
            _forward(layers=lambda params: params[:-1], last=_relu),
            _forward(layers=lambda params: params[:-1]),
        ),
        Mistake(
            "activation-on-input",
            "The ReLU is applied to the input of a layer before its weights, so X itself lost "
            "its negative numbers.",
            _forward(start=_relu),
            _forward(start=_relu, last=_relu),
        ),
        Mistake(
            "another-activation",
            "The hidden layers have another activation than ReLU.",
            _forward(hidden=_sigmoid),
            _forward(hidden=np.tanh),
            _forward(hidden=_step),
            _forward(hidden=np.abs),
            _forward(hidden=lambda Z: np.where(Z > 0, Z, 0.01 * Z)),
        ),
        Mistake(
            "bias-omitted",
            "The biases are missing.",
            _forward(weigh=lambda A, W, b: A @ W),
        ),
        Mistake(
            "bias-after-activation",
            "The bias is added after the ReLU; it belongs to the sum that goes into it.",
            lambda X, params: (
                _forward(
                    layers=lambda params: params[:-1],
                    last=_nothing,
                    weigh=lambda A, W, b: _relu(A @ W) + b,
                    hidden=_nothing,
                )(X, params)
                @ params[-1][0]
                + params[-1][1]
            ),
        ),
        Mistake(
            "axis-lost",
            "With a single row or a single output an axis got lost: the logits always have two, "
            "(N, C).",
            lambda X, params: np.squeeze(networks.mlp_forward(X, params)),
        ),
        Mistake("params-shortened", _PARAMS_SHORTENED, _takes_the_last_off, _takes_the_first_off),
    ),
    accepted={
        "all but the last, then the last": networks.mlp_forward,
        "index": _forward(),
        "recursion": _recursive,
        "row by row": _row_by_row,
        "loops": _loops,
        "mask": _forward(hidden=lambda Z: Z * (Z > 0)),
        "einsum": _forward(weigh=lambda A, W, b: np.einsum("nd,dh->nh", A, W) + b),
        "bias as a weight": _forward(
            weigh=lambda A, W, b: np.column_stack([A, np.ones(len(A))]) @ np.vstack([W, b])
        ),
        "float32": lambda X, params: networks.mlp_forward(X.astype(np.float32), in_float32(params)),
    },
)

# ---------------------------------------------------------------- hidden_activations


def _hidden_inputs(rng: np.random.Generator) -> list[Case]:
    def case(n: int, *sizes: int, **about: object) -> Case:
        return Case(matrix(rng, n, sizes[0]), network(rng, sizes), **about)

    whole = rng.integers(-5, 6, size=(5, 3))
    return [
        Case(X_SMALL, SMALL_NET),
        case(5, 3, 4, 2),
        Case(whole, network(rng, (3, 4, 2)), label="whole numbers"),
        case(1, 3, 4, 2, label="one row"),
        Case(X_DEEP, DEEP_NET, aspect="any depth", label="two hidden layers"),
        Case(X_FLAT, FLAT_NET, aspect="any depth", label="one layer, no hidden one"),
        case(4, 3, 3, 3, 3, aspect="any depth", label="two hidden layers of equal width"),
        case(3, 4, 5, 6, 5, 3, 2, aspect="any depth", label="four hidden layers"),
        case(
            4, 2, 5, 3,
            aspect="inputs unchanged", label="read-only arrays", read_only=True,
        ),
    ]  # fmt: skip


def _layer_outputs(X, params, activation=_relu):
    """Of every layer the sums and what goes on to the next; the last one's are the logits."""
    sums, outputs = [], []
    for W, b in params:
        sums.append((outputs[-1] if outputs else X) @ W + b)
        outputs.append(activation(sums[-1]))
    return sums, outputs


def _activations_by_pop(X, params):
    params.pop()
    found = []
    for W, b in params:
        X = _relu(X @ W + b)
        found.append(X)
    return found


def _activations_first_layer_apart(X, params):
    W, b = params[0]
    found = [_relu(X @ W + b)]
    for W, b in params[1:-1]:
        found.append(_relu(found[-1] @ W + b))
    return found


def _activations_until_last(X, params):
    found, A = [], X
    for i, (W, b) in enumerate(params):
        A = A @ W + b
        if i < len(params) - 1:
            A = A * (A > 0)
            found.append(A)
    return found


HIDDEN_ACTIVATIONS = Exercise(
    id="hidden_activations",
    title="Look inside",
    signature="(X, params)",
    aspects=(
        Aspect("values", 1.0, "a list with the hidden layer's output, shape (N, H)"),
        Aspect("any depth", 0.75, "a list with one array for every hidden layer", ("values",)),
        unchanged(0.25),
    ),
    inputs=_hidden_inputs,
    reference=networks.hidden_activations,
    view=_told,
    mistakes=(
        Mistake(
            "max-not-maximum",
            _MAX_NOT_MAXIMUM,
            lambda X, params: _layer_outputs(X, params[:-1], lambda Z: np.max(0, Z))[1],
            lambda X, params: _layer_outputs(X, params[:-1], lambda Z: max(0, Z))[1],
        ),
        Mistake(
            "pre-activations",
            "These are the sums that go into the activation: asked is what comes out of it.",
            lambda X, params: _layer_outputs(X, params)[0][:-1],
            lambda X, params: _layer_outputs(X, params)[0],
        ),
        Mistake(
            "includes-input",
            "X is in the list: it goes into the first layer, and no hidden neuron computed it.",
            lambda X, params: [X, *networks.hidden_activations(X, params)],
            lambda X, params: [X, *_layer_outputs(X, params)[1]],
            lambda X, params: [
                X, *networks.hidden_activations(X, params), networks.mlp_forward(X, params)
            ],
        ),
        Mistake(
            "includes-logits",
            "The last layer is in the list, but it is not a hidden one: its outputs are the "
            "logits.",
            lambda X, params: [
                *networks.hidden_activations(X, params), networks.mlp_forward(X, params)
            ],
            lambda X, params: _layer_outputs(X, params)[1],
        ),
        Mistake(
            "no-nonlinearity",
            _NO_NONLINEARITY,
            lambda X, params: _layer_outputs(X, params[:-1], _nothing)[1],
        ),
        Mistake(
            "no-list",
            "One array came back; asked is a list, with an array for every hidden layer.",
            lambda X, params: networks.hidden_activations(X, params)[-1],
            lambda X, params: networks.hidden_activations(X, params)[0],
            lambda X, params: ([X, *networks.hidden_activations(X, params)])[-1],
        ),
        Mistake(
            "glued-together",
            "The hidden layers stand side by side in one array; asked is a list, with an array "
            "for each of them.",
            lambda X, params: np.hstack(networks.hidden_activations(X, params)),
            lambda X, params: [np.hstack(networks.hidden_activations(X, params))],
        ),
        Mistake(
            "rows-not-layers",
            "The rows of the hidden layers are in the list one by one: `+=` and `extend` take an "
            "array apart.",
            lambda X, params: [a for A in networks.hidden_activations(X, params) for a in A],
        ),
        Mistake(
            "one-hidden-layer-only",
            "Only one hidden layer is in the list: there may be none, or many.",
            lambda X, params: networks.hidden_activations(X, params)[:1],
            lambda X, params: networks.hidden_activations(X, params)[-1:],
            lambda X, params: _layer_outputs(X, params)[1][:1],
        ),
        Mistake(
            "each-from-x",
            _EACH_FROM_X,
            lambda X, params: [_relu(X @ W + b) for W, b in params[:-1]],
            lambda X, params: [_relu(X @ W + b) for W, b in params],
        ),
        Mistake(
            "single-layer-network",
            _SINGLE_LAYER,
            _activations_first_layer_apart,
        ),
        Mistake(
            "order-reversed",
            "The layers are in the wrong order: the first hidden one comes first.",
            lambda X, params: networks.hidden_activations(X, params)[::-1],
        ),
        Mistake(
            "params-shortened",
            _PARAMS_SHORTENED,
            _activations_by_pop,
        ),
    ),
    accepted={
        "mask": _activations_until_last,
        "all outputs but the last": lambda X, params: _layer_outputs(X, params)[1][:-1],
        "tuple": lambda X, params: tuple(networks.hidden_activations(X, params)),
        "by the forward pass": lambda X, params: [
            _relu(networks.mlp_forward(X, params[:i])) for i in range(1, len(params))
        ],
        "float32": lambda X, params: networks.hidden_activations(
            X.astype(np.float32), in_float32(params)
        ),
    },
)  # fmt: skip

# ---------------------------------------------------------------- predict

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


def _predict_inputs(rng: np.random.Generator) -> list[Case]:
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


def _choose(scores):
    """A prediction from the scores that a function of X and params gives."""
    return lambda X, params: scores(X, params).argmax(axis=1)


def _last_of_equals(X, params):
    logits = networks.mlp_forward(X, params)
    return logits.shape[1] - 1 - logits[:, ::-1].argmax(axis=1)


def _all_of_equals(X, params):
    logits = networks.mlp_forward(X, params)
    return np.where(logits == logits.max(axis=1, keepdims=True))[1]


def _naive_softmax(X, params):
    E = np.exp(networks.mlp_forward(X, params))
    return E / E.sum(axis=1, keepdims=True)


def _best_in_loop(X, params):
    classes = []
    for row in networks.mlp_forward(X, params):
        best = 0
        for c in range(len(row)):
            if row[c] > row[best]:
                best = c
        classes.append(best)
    return np.array(classes)


PREDICT = Exercise(
    id="predict",
    title="Choose a class",
    signature="(X, params)",
    aspects=(
        Aspect("values", 0.5, "for each row the class with the largest logit, shape (N,)"),
        Aspect("edge cases", 0.25, "equal logits, logits of 1000, one row", ("values",)),
        unchanged(0.25),
    ),
    inputs=_predict_inputs,
    reference=networks.predict,
    integer=True,
    mistakes=(
        Mistake(
            "argmax-axis-0",
            "For every class the row with the largest logit was searched; asked is the class for "
            "every row.",
            lambda X, params: networks.mlp_forward(X, params).argmax(axis=0),
        ),
        Mistake(
            "returns-scores",
            "These are scores; asked is the number of the class that has the largest one.",
            lambda X, params: networks.mlp_forward(X, params).max(axis=1),
            lambda X, params: networks.mlp_forward(X, params),
            lambda X, params: _softmax(networks.mlp_forward(X, params)),
            lambda X, params: _softmax(networks.mlp_forward(X, params)).max(axis=1),
        ),
        Mistake(
            "argmax-of-all",
            "One number came back for all rows together: every row has a class of its own.",
            lambda X, params: networks.mlp_forward(X, params).argmax(),
        ),
        Mistake(
            "ties-to-the-higher",
            "Where two logits are equal, the higher class was chosen; asked is the lower one.",
            _last_of_equals,
            lambda X, params: np.argsort(networks.mlp_forward(X, params), axis=1)[:, -1],
        ),
        Mistake(
            "ties-counted-twice",
            "Where two logits are equal, both classes came back; each row has one class.",
            _all_of_equals,
        ),
        Mistake(
            "no-nonlinearity",
            _NO_NONLINEARITY,
            _choose(_forward(hidden=_nothing)),
        ),
        Mistake(
            "activation-on-logits",
            "The logits went through a ReLU: where all of them are negative, none is the largest "
            "any more.",
            _choose(_forward(last=_relu)),
        ),
        Mistake(
            "softmax-overflow",
            "Exponentials of large logits are not finite, and then the largest is lost. Are they "
            "needed to find it?",
            _choose(_naive_softmax),
            _choose(lambda X, params: np.exp(networks.mlp_forward(X, params))),
        ),
        Mistake(
            "saturated",
            "The logits were squashed before they were compared, so that large ones became equal.",
            _choose(_forward(last=_sigmoid)),
            _choose(_forward(last=np.tanh)),
        ),
        Mistake(
            "smallest-logit",
            "The class with the smallest logit was chosen.",
            lambda X, params: networks.mlp_forward(X, params).argmin(axis=1),
        ),
        Mistake(
            "largest-magnitude",
            "The signs of the logits were dropped before they were compared.",
            _choose(lambda X, params: np.abs(networks.mlp_forward(X, params))),
        ),
        Mistake(
            "threshold",
            "A logit was compared with a fixed number; asked is the largest of a row, however "
            "many classes there are.",
            lambda X, params: (networks.mlp_forward(X, params)[:, 1] > 0).astype(int),
            lambda X, params: (networks.mlp_forward(X, params) > 0).astype(int),
        ),
        Mistake(
            "one-hot",
            "A 1 marks the class in its row; asked is its number.",
            lambda X, params: np.eye(len(params[-1][1]), dtype=int)[networks.predict(X, params)],
            lambda X, params: np.eye(len(params[-1][1]))[networks.predict(X, params)],
        ),
        Mistake(
            "counts-from-one",
            "Classes are counted from 0, as the columns are.",
            lambda X, params: networks.predict(X, params) + 1,
        ),
        Mistake(
            "column-result",
            "The classes are right, but they stand in a column of shape (N, 1); asked is one "
            "axis, (N,).",
            lambda X, params: networks.mlp_forward(X, params).argmax(axis=1, keepdims=True),
        ),
        Mistake(
            "returns-float",
            "The classes are right, but they are floats: they are asked as whole numbers.",
            lambda X, params: networks.predict(X, params).astype(float),
        ),
        Mistake(
            "single-row-squeezed",
            "With a batch of one row the result lost its axis; it is an array of shape (1,) then.",
            lambda X, params: np.squeeze(networks.predict(X, params)),
        ),
        Mistake(
            "params-shortened",
            _PARAMS_SHORTENED,
            _choose(_takes_the_last_off),
            _choose(_takes_the_first_off),
        ),
    ),
    accepted={
        "loop": _best_in_loop,
        "argmax of softmax": _choose(lambda X, params: _softmax(networks.mlp_forward(X, params))),
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
)
