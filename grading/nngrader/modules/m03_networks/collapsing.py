"""The exercise `collapse`: layers with nothing between them are one layer."""

import numpy as np

from nnbasics import networks
from nngrader.declare import Aspect, Case, Exercise, Mistake, unchanged
from nngrader.modules.m03_networks.samples import DEEP_NET, FLAT_NET, in_float32, network

_EXAMPLE = [
    (np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1.0, -1.0])),
    (np.array([[1.0], [2.0]]), np.array([0.5])),
]
_WHOLE = [
    (np.array([[1, 2, 0], [0, -1, 3]]), np.array([1, 0, -2])),
    (np.array([[2, 1], [-1, 1], [0, 3]]), np.array([4, -5])),
]


def _collapse_inputs(rng: np.random.Generator) -> list[Case]:
    def case(*sizes: int, **about: object) -> Case:
        return Case(network(rng, sizes), **about)

    return [
        Case(_EXAMPLE),
        case(2, 4, 3),
        Case(_WHOLE, label="whole numbers"),
        case(3, 3, 3, label="three inputs, three hidden neurons, three outputs"),
        Case(FLAT_NET, aspect="any depth", label="one layer"),
        Case(DEEP_NET, aspect="any depth", label="three layers"),
        case(3, 3, 3, 3, aspect="any depth", label="three layers of equal width"),
        case(1, 4, 2, 1, aspect="any depth", label="one input, one output"),
        case(4, 6, 5, 6, 3, 2, aspect="any depth", label="five layers"),
        case(2, 5, 3, aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]  # fmt: skip


def _collapse(weights=lambda W, V: W @ V, bias=lambda b, V, c, W: b @ V + c, start=None):
    """A collapse with one thing changed.

    V, c: of the layer that is taken in. W, b: of what is collapsed already.
    """

    def collapse(params):
        W, b = params[0]
        b = start(b) if start else b
        for V, c in params[1:]:
            W, b = weights(W, V), bias(b, V, c, W)
        return W, b

    return collapse


def _bias_after_weights(params):
    W, b = params[0]
    for V, c in params[1:]:
        W = W @ V
        b = b @ W + c
    return W, b


def _from_behind_too_late(params):
    W, b = params[-1]
    for V, c in reversed(params[:-1]):
        W = V @ W
        b = c @ W + b
    return W, b


def _last_two_biases(params):
    if len(params) == 1:
        return params[0]
    W, _ = _collapse()(params)
    (_, b), (V, c) = params[-2:]
    return W, b @ V + c


def _each_bias_through_last_weights(params):
    W, b = _collapse()(params)[0], params[-1][1]
    for _, c in params[:-1]:
        b = b + c @ params[-1][0]
    return W, b


def _first_two_layers(params):
    (W, b), (V, c) = params[:2]
    return W @ V, b @ V + c


def _exactly_two_layers(params):
    (W, b), (V, c) = params
    return W @ V, b @ V + c


def _exactly_two_with_biases_added(params):
    (W, b), (V, c) = params
    return W @ V, b + c


def _first_two_apart(params):
    W, b = _collapse()([params[0], params[1]])
    return _collapse()([(W, b), *params[2:]])


def _first_and_last_layers(params):
    (W, b), (V, c) = params[0], params[-1]
    return W @ V, b @ V + c


def _reversed(params):
    return _collapse()(params[::-1])


def _probe_with_relu(params):
    width = params[0][0].shape[0]
    b = networks.mlp_forward(np.zeros((1, width)), params)[0]
    return networks.mlp_forward(np.eye(width), params) - b, b


def _probe(params):
    def linear_only(A):
        for W, b in params:
            A = A @ W + b
        return A

    width = params[0][0].shape[0]
    b = linear_only(np.zeros(width))
    return linear_only(np.eye(width)) - b, b


def _from_behind(params):
    W, b = params[-1]
    for V, c in reversed(params[:-1]):
        b = b + c @ W
        W = V @ W
    return W, b


def _one_product(params):
    matrices = [W for W, _ in params]
    W = np.linalg.multi_dot(matrices) if len(matrices) > 1 else matrices[0]
    b = sum(
        np.linalg.multi_dot([b, *matrices[i + 1 :], np.eye(W.shape[1])])
        for i, (_, b) in enumerate(params)
    )
    return W, b


def _homogeneous(params):
    M = np.eye(params[0][0].shape[0] + 1)
    for W, b in params:
        corner = np.zeros((W.shape[0] + 1, W.shape[1] + 1))
        corner[:-1, :-1], corner[-1, :-1], corner[-1, -1] = W, b, 1
        M = M @ corner
    return M[:-1, :-1], M[-1, :-1]


def _by_pop(params):
    W, b = params.pop(0)
    for V, c in params:
        W, b = W @ V, b @ V + c
    return W, b


def _into_next_bias(params):
    W, b = params[0]
    for V, c in params[1:]:
        c += b @ V
        W, b = W @ V, c
    return W, b


COLLAPSE = Exercise(
    id="collapse",
    title="Fold layers into one",
    signature="(params)",
    aspects=(
        Aspect("values", 1.75, "the one layer that equals two layers without activation"),
        Aspect("any depth", 1.0, "one layer, two, three or more", ("values",)),
        unchanged(0.25),
    ),
    inputs=_collapse_inputs,
    reference=networks.collapse,
    results=("W", "b"),
    mistakes=(
        Mistake(
            "bias-not-propagated",
            "The weights are right, but a bias does not pass through all the layers that come "
            "after its own.",
            lambda params: (networks.collapse(params)[0], params[-1][1]),
            _collapse(bias=lambda b, V, c, W: c),
            _last_two_biases,
            _each_bias_through_last_weights,
        ),
        Mistake(
            "biases-added",
            "The biases were added up as they are; on its way out a bias passes through the "
            "weights of the layers after it.",
            _collapse(bias=lambda b, V, c, W: b + c),
            lambda params: (networks.collapse(params)[0], sum(b.sum() for _, b in params)),
            _exactly_two_with_biases_added,
        ),
        Mistake(
            "later-biases-missing",
            "Only the first layer's bias is in the result: the later layers have one too.",
            _collapse(bias=lambda b, V, c, W: b @ V),
        ),
        Mistake(
            "first-bias-only",
            "The weights are right; for b the first layer's bias came back as it was.",
            _collapse(bias=lambda b, V, c, W: b),
        ),
        Mistake(
            "biases-dropped",
            "The result has no bias, though the layers have.",
            lambda params: (
                networks.collapse(params)[0], np.zeros_like(params[-1][1], dtype=float)
            ),
        ),
        Mistake(
            "order-reversed",
            "The factors of a product are in the wrong order: follow one row of X through the "
            "layers, and write down what it meets first.",
            _collapse(weights=lambda W, V: V @ W),
            _reversed,
            _collapse(bias=lambda b, V, c, W: V @ b + c),
            _collapse(weights=lambda W, V: V @ W, bias=lambda b, V, c, W: V @ b + c),
        ),
        Mistake(
            "weights-added",
            "The weights of the layers were added; one layer after the other is a product.",
            _collapse(weights=lambda W, V: W + V),
            _collapse(weights=lambda W, V: W + V, bias=lambda b, V, c, W: b + c),
            lambda params: (sum(W for W, _ in params), sum(b for _, b in params)),
        ),
        Mistake(
            "elementwise-product",
            "The weights were multiplied entry by entry; `@` is the product of matrices.",
            _collapse(weights=lambda W, V: W * V),
            _collapse(weights=lambda W, V: W * V, bias=lambda b, V, c, W: b * V + c),
            _collapse(weights=lambda W, V: W * V, bias=lambda b, V, c, W: b * c),
            _collapse(weights=lambda W, V: W * V, bias=lambda b, V, c, W: b + c),
        ),
        Mistake(
            "bias-through-its-own-weights",
            "A bias went through the weights of its own layer again: it is added after them, and "
            "meets only those of later layers.",
            _bias_after_weights,
            _from_behind_too_late,
            _collapse(bias=lambda b, V, c, W: b @ W + c),
            _collapse(bias=lambda b, V, c, W: b @ W @ V + c),
        ),
        Mistake(
            "first-two-layers-only",
            "It works with exactly two layers: params may hold one layer, or many.",
            _first_two_layers,
            _exactly_two_layers,
            lambda params: _collapse()(params[:2]),
            lambda params: _first_two_layers(params) if len(params) > 1 else params[0],
            _first_and_last_layers,
        ),
        Mistake(
            "single-layer-network",
            "It needs a second layer: a network of one layer is what is asked for already.",
            _first_two_apart,
        ),
        Mistake(
            "activation-kept",
            "A ReLU is still in there: asked is the network with its activations removed.",
            _probe_with_relu,
            _collapse(bias=lambda b, V, c, W: np.maximum(b, 0) @ V + c),
            _collapse(
                weights=lambda W, V: np.maximum(W, 0) @ V,
                bias=lambda b, V, c, W: np.maximum(b, 0) @ V + c,
            ),
        ),
        Mistake(
            "returns-params",
            "The layer is right, but it came back inside of a list; asked is the tuple (W, b) "
            "itself.",
            lambda params: [networks.collapse(params)],
        ),
        Mistake(
            "results-swapped",
            "The results have changed places: W comes first, then b.",
            lambda params: networks.collapse(params)[::-1],
        ),
        Mistake(
            "bias-as-row",
            "The numbers are right, but b has two axes; asked is the shape (C,).",
            lambda params: (networks.collapse(params)[0], networks.collapse(params)[1][None]),
        ),
        Mistake(
            "params-changed",
            "The result is right, but the params that were passed in are not the same any more.",
            _by_pop,
            _into_next_bias,
        ),
    ),
    accepted={
        "loop": _collapse(),
        "from behind": _from_behind,
        "zeros and unit vectors through the layers": _probe,
        "products of all": _one_product,
        "bias as a weight": _homogeneous,
        "list of two": lambda params: [*networks.collapse(params)],
        "float32": lambda params: networks.collapse(in_float32(params)),
    },
)  # fmt: skip
