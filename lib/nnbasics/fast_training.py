"""The training loop once more: the same numbers as `nnbasics.training`, in less time.

Read `training.train` first. A step on 64 images is so little work that making arrays costs
about as much as computing with them. Three things are done about it here:

1. Every array is made once, and results are written into it (``out=…``). New memory must
   be found, cleared, and brought into the processor's cache, again and again.
2. All parameters lie one after another in one long array, and so do the gradients. A
   layer's W and b are views into it. The optimizer then has one array, not six.
3. The optimizer goes through it in blocks that stay in the cache for all its operations,
   and what can be computed with single numbers is kept out of the arrays.

What it costs: the shapes, the layers and the optimizer can no longer be read one at a
time. That is why both are here. benchmarks/training.py measures them.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from tqdm.auto import trange

from nnbasics.networks import Params
from nnbasics.neurons import Array
from nnbasics.training import Callback

BLOCK = 32768  # numbers; four such blocks of float32 are 512 KB, about a core's cache


def train_fast(
    X: ArrayLike,
    labels: ArrayLike,
    params: Params,
    lr: float,
    epochs: int,
    batch_size: int,
    rng: np.random.Generator,
    *,
    optimizer: str = "sgd",
    callbacks: Sequence[Callback] = (),
    progress: bool = False,
) -> tuple[Params, list[float]]:
    """`training.train`, with the same result up to rounding. optimizer: "sgd" or "adam".

    X is used in the dtype of params: give both as float32, or X is copied.
    """
    network = _FastNetwork(params, batch_size, optimizer, lr)
    X, labels = np.asarray(X, dtype=network.weights.dtype), np.asarray(labels)
    history: list[float] = []
    for epoch in (bar := trange(epochs, desc="epochs", disable=not progress)):
        order = rng.permutation(len(X))
        total = 0.0
        for start in range(0, len(X), batch_size):
            total += network.step(X, labels, order[start : start + batch_size])
        history.append(total / len(X))
        bar.set_postfix(loss=f"{history[-1]:.4f}")
        if any([callback(epoch, network.params, history[-1]) is True for callback in callbacks]):
            break
    return network.params, history


class _FastNetwork:
    """Parameters, gradients and every intermediate result of a step, made once."""

    def __init__(self, params: Params, batch_size: int, optimizer: str, lr: float) -> None:
        updates = {"sgd": self._sgd, "adam": self._adam}
        if optimizer not in updates:
            raise ValueError(f"no fast optimizer {optimizer!r}: use 'sgd' or 'adam'")
        self.update, self.lr = updates[optimizer], lr
        self.weights = np.concatenate([array.ravel() for layer in params for array in layer])
        self.slopes = np.empty_like(self.weights)  # the gradient of all weights
        self.params = _views(self.weights, params)
        self.grads = _views(self.slopes, params)
        sizes = [len(params[0][0]), *(len(b) for _, b in params)]
        dtype = self.weights.dtype
        self.outputs = [np.empty((batch_size, size), dtype) for size in sizes]
        self.douts = [np.empty((batch_size, size), dtype) for size in sizes]
        self.positive = [np.empty((batch_size, size), bool) for size in sizes]
        self.rows = np.arange(batch_size)
        self.ones = np.ones(batch_size, dtype)
        # Adam's means and squares, and the place for its intermediate results.
        self.m, self.v = np.zeros_like(self.weights), np.zeros_like(self.weights)
        self.scratch = np.empty_like(self.weights[:BLOCK])
        self.t = 0

    def step(self, X: Array, labels: np.ndarray, batch: np.ndarray) -> float:
        """Forward, backward and update on rows ``batch``. Returns the sum of their losses."""
        n, last = len(batch), len(self.params)
        A = [array[:n] for array in self.outputs]  # A[0]: the batch; A[i]: layer i's output
        dA = [array[:n] for array in self.douts]
        rows, y = self.rows[:n], labels[batch]
        # mode="clip", because the default makes a new array first, in case an index is bad.
        np.take(X, batch, axis=0, out=A[0], mode="clip")
        for i, (W, b) in enumerate(self.params, start=1):
            np.matmul(A[i - 1], W, out=A[i])
            A[i] += b
            if i < last:
                np.maximum(A[i], 0, out=A[i])

        Z, P = A[last], dA[last]
        Z -= Z.max(axis=1, keepdims=True)
        np.exp(Z, out=P)
        sums = P.sum(axis=1, keepdims=True)
        loss = float(np.log(sums).sum() - Z[rows, y].sum())
        P /= sums * n
        P[rows, y] -= 1 / n  # P is now cross_entropy_grad

        for i in range(last, 0, -1):
            (W, _), (dW, db) = self.params[i - 1], self.grads[i - 1]
            np.matmul(A[i - 1].T, dA[i], out=dW)
            np.matmul(self.ones[:n], dA[i], out=db)  # the sum of the rows, by a fast product
            if i > 1:
                np.matmul(dA[i], W.T, out=dA[i - 1])
                # ReLU's output is positive exactly where its input was.
                dA[i - 1] *= np.greater(A[i - 1], 0, out=self.positive[i - 1][:n])
        self.update()
        return loss

    def _sgd(self) -> None:
        self.slopes *= self.lr
        self.weights -= self.slopes

    def _adam(self, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8) -> None:
        """`optimizers.Adam` with m and v without their factors 1 - β.

        These, and the corrections for the start, are put into two numbers instead: with
        ``k = √((1 - β₂) / (1 - β₂ᵗ))`` the step ``lr m̂ / (√v̂ + ε)`` is
        ``(lr (1 - β₁) / (1 - β₁ᵗ) / k) m / (√v + ε / k)``.
        """
        self.t += 1
        k = ((1 - beta2) / (1 - beta2**self.t)) ** 0.5
        rate = self.lr * (1 - beta1) / (1 - beta1**self.t) / k
        for start in range(0, self.weights.size, BLOCK):
            block = slice(start, start + BLOCK)
            w, g, m, v = self.weights[block], self.slopes[block], self.m[block], self.v[block]
            step = self.scratch[: len(w)]
            m *= beta1
            m += g
            v *= beta2
            v += np.multiply(g, g, out=step)
            np.sqrt(v, out=step)
            step += eps / k
            np.divide(m, step, out=step)
            step *= rate
            w -= step


def _views(flat: Array, params: Params) -> Params:
    """The long array as a list of ``(W, b)``, without copying."""
    views, start = [], 0
    for W, b in params:
        middle, end = start + W.size, start + W.size + b.size
        views.append((flat[start:middle].reshape(W.shape), flat[middle:end]))
        start = end
    return views
