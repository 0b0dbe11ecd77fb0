"""A learning rate in one short run: let it grow from step to step, and watch the loss."""

from collections.abc import Callable, Iterator
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from nnbasics.batches import iterate_minibatches
from nnbasics.gradients import loss_and_gradients
from nnbasics.networks import Params
from nnbasics.neurons import Array
from nnbasics.optimizers import SGD, Optimizer

WORSE = 4  # times the first loss: then the run has failed, and ends


class Adjustable(Optimizer, Protocol):
    """An optimizer whose learning rate may be changed between two steps."""

    lr: float


def sweep_learning_rate(
    X: ArrayLike,
    labels: ArrayLike,
    params: Params,
    rates: ArrayLike,
    batch_size: int,
    rng: np.random.Generator,
    *,
    optimizer: Callable[[list[Array], float], Adjustable] = SGD,
) -> Array:
    """One run in which each step has its own learning rate: the loss before each step.

    X: ``(N, D)``. labels: integers ``(N,)``. params: where to start; they stay as they are.
    rates: ``(T,)``, rising. optimizer: a class of `nnbasics.optimizers`.
    Returns the losses of the batches ``(T,)``: shorter, where a loss has become 4 times the
    first one. Source: Smith, *Cyclical learning rates* (2017), section 3.3.
    """
    arrays = [array.copy() for layer in params for array in layer]
    params = list(zip(arrays[::2], arrays[1::2], strict=True))
    steps = optimizer(arrays, 0.0)
    losses: list[float] = []
    batches: Iterator[tuple[Array, Array]] = iter(())
    for rate in np.asarray(rates, dtype=float):
        steps.lr = float(rate)
        batch = next(batches, None)
        if batch is None:  # an epoch is over, or the first one begins
            batches = iterate_minibatches(X, labels, batch_size, rng)
            batch = next(batches)
        loss, grads = loss_and_gradients(*batch, params)
        losses.append(loss)
        if not loss < WORSE * losses[0]:  # also when it is nan
            break
        steps.step([array for layer in grads for array in layer])
    return np.array(losses)
