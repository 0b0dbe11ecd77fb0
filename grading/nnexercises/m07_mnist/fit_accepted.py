"""Other right answers to `fit`."""

import numpy as np

from nnbasics.fast_training import train_fast
from nnbasics.initialization import init_params
from nnbasics.networks import mlp_forward
from nnexercises.m07_mnist.fit_parts import SIZES, all_shuffled, descend, first_params, reader


def _plain(X, labels, rng):
    epochs = max(4, 80_000 // len(X))
    params = descend(X, labels, first_params(rng), all_shuffled(rng, len(X), epochs, 32), 0.15)
    return reader(params)


def _momentum_float64(X, labels, rng):
    X = X.astype(float)
    mean, spread = X.mean(), X.std()
    start = init_params(SIZES, rng, "glorot")
    batches = all_shuffled(rng, len(X), max(3, 60_000 // len(X)), 50)
    params = descend((X - mean) / spread, labels, start, batches, 0.02, beta=0.9)
    return reader(params, lambda X: (np.asarray(X, dtype=float) - mean) / spread)


class _Network:
    """A class whose objects are called."""

    def __init__(self, X, labels, rng):
        epochs = max(4, 120_000 // len(X))
        self.params, _ = train_fast(
            X, labels, first_params(rng), 0.002, epochs, 100, rng, optimizer="adam"
        )

    def __call__(self, X):
        return [int(c) for c in mlp_forward(X, self.params).argmax(axis=1)]


def _in_torch(X, labels, rng):
    import torch
    from torch import nn

    torch.manual_seed(int(rng.integers(2**31)))
    model = nn.Sequential(
        nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10)
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=0.002)
    X, labels = torch.tensor(X), torch.tensor(labels)
    for rows in all_shuffled(rng, len(X), max(4, 120_000 // len(X)), 100):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(X[rows]), labels[rows]).backward()
        optimizer.step()
    return lambda X: model(torch.tensor(X)).argmax(dim=1).numpy()


ACCEPTED = {
    "plain descent": _plain,
    "momentum, scaled, float64": _momentum_float64,
    "a class, lists": _Network,
    "PyTorch": _in_torch,
}
