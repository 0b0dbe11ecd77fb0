"""Many small networks at once: the same training from many random starts, in one computation.

The parameters are those of `nnbasics.networks` with one more dimension in front, for the
start: a list of ``(W, b)`` with W ``(S, D, H)`` and b ``(S, 1, H)``. A product ``@`` of
arrays with three dimensions is S products of matrices, so the code is that of one network,
and the S networks know nothing of each other.

The last layer has one neuron. Its output is a logit (``output="logit"``), trained with
binary cross-entropy, or a number (``output="number"``), trained with the mean squared error.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike
from tqdm.auto import trange

from nnbasics.activations import relu, relu_grad, sigmoid
from nnbasics.initialization import init_params
from nnbasics.networks import Params
from nnbasics.neurons import Array

# An activation, and its slope as a function of what went in and what came out.
_ACTIVATIONS: dict[str, tuple[Callable[[Array], Array], Callable[[Array, Array], Array]]] = {
    "relu": (relu, lambda z, a: relu_grad(z)),
    "tanh": (np.tanh, lambda z, a: 1 - a**2),
}


def init_many(
    sizes: Sequence[int], starts: int, rng: np.random.Generator, scheme: str = "he"
) -> Params:
    """New parameters for so many networks, one network after the other.

    sizes: layer widths, input first. scheme: as for `init_params`, or ``"pytorch"``, which
    is what ``torch.nn.Linear`` does: weights and biases even between ±1/√fan_in.
    """
    draw = _pytorch_params if scheme == "pytorch" else init_params
    each = [draw(sizes, rng, scheme) for _ in range(starts)]
    return [
        (np.stack([W for W, _ in layer]), np.stack([b for _, b in layer])[:, None, :])
        for layer in zip(*each, strict=True)
    ]


def _pytorch_params(sizes: Sequence[int], rng: np.random.Generator, _scheme: str) -> Params:
    ends = [1 / np.sqrt(fan_in) for fan_in in sizes[:-1]]
    return [
        (rng.uniform(-end, end, (fan_in, fan_out)), rng.uniform(-end, end, fan_out))
        for end, fan_in, fan_out in zip(ends, sizes[:-1], sizes[1:], strict=True)
    ]


def one_of(params: Params, start: int) -> Params:
    """The parameters of one of the networks, as `nnbasics.networks` has them."""
    return [(W[start], b[start, 0]) for W, b in params]


def forward_many(X: ArrayLike, params: Params, activation: str = "relu") -> list[Array]:
    """What each layer of each network hands on, ``(S, N, H)``; the last is the output.

    X: ``(N, D)``, the same samples for all networks. activation: "relu" or "tanh", after
    every layer but the last.
    """
    bend, _ = _ACTIVATIONS[activation]
    A, outputs = np.asarray(X), []
    for W, b in params[:-1]:
        A = bend(A @ W + b)  # (N, D) @ (S, D, H) -> (S, N, H)
        outputs.append(A)
    W, b = params[-1]
    return [*outputs, A @ W + b]


def train_many(
    X: ArrayLike,
    y: ArrayLike,
    params: Params,
    lr: float,
    steps: int,
    *,
    activation: str = "relu",
    output: str = "logit",
    keep: Iterable[int] = (),
    progress: str = "",
) -> tuple[Params, list[Params]]:
    """Gradient descent with all samples in every step, for each network by itself.

    X: ``(N, D)``. y: ``(N,)``: labels 0 or 1, or numbers. params: where to start; they stay
    as they are. keep: numbers of steps after which the parameters are to be kept, 0 being
    the start. progress: a title, for a progress bar.
    Returns the new params, and those that were kept.
    """
    X = np.asarray(X)
    wanted = np.asarray(y)[:, None]  # (N, 1), like the output
    keep, kept = set(keep), []
    for step in trange(steps + 1, desc=progress, disable=not progress):
        if step in keep:
            kept.append(params)
        if step < steps:
            grads = _gradients(X, wanted, params, activation, output)
            params = [
                (W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads, strict=True)
            ]
    return params, kept


def _gradients(X: Array, wanted: Array, params: Params, activation: str, output: str) -> Params:
    """By backpropagation, which is lesson 4; read `nnbasics.gradients` first."""
    bend, slope = _ACTIVATIONS[activation]
    inputs, sums = [X], []  # of each layer
    for W, b in params:
        sums.append(inputs[-1] @ W + b)
        inputs.append(bend(sums[-1]))  # the last one is not used
    if output == "logit":
        dout = (sigmoid(sums[-1]) - wanted) / len(X)
    elif output == "number":
        dout = 2 * (sums[-1] - wanted) / len(X)
    else:
        raise ValueError(f"no output {output!r}: use 'logit' or 'number'")
    grads: Params = []
    for i in reversed(range(len(params))):
        dW, db = inputs[i].swapaxes(-1, -2) @ dout, dout.sum(axis=-2, keepdims=True)
        grads.append((dW, db))
        if i > 0:
            back = dout @ params[i][0].swapaxes(-1, -2)
            dout = back * slope(sums[i - 1], inputs[i])
    return grads[::-1]
