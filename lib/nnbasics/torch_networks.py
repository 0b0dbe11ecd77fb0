"""Networks and training in PyTorch, to hold beside `nnbasics.networks` and `.training`."""

from collections.abc import Sequence

import torch
from torch import nn


def build_torch_mlp(sizes: Sequence[int]) -> nn.Sequential:
    """Linear layers with ReLU between them; logits come out.

    sizes: layer widths, input first. PyTorch's Linear keeps its weight as ``(H, D)``, a
    row for a neuron: the transpose of W here.
    """
    modules: list[nn.Module] = []
    for fan_in, fan_out in zip(sizes[:-1], sizes[1:], strict=True):
        modules += [nn.Linear(fan_in, fan_out), nn.ReLU()]
    return nn.Sequential(*modules[:-1])  # no ReLU at the end


def torch_train_step(
    model: nn.Module, optimizer: torch.optim.Optimizer, X: torch.Tensor, labels: torch.Tensor
) -> float:
    """One update on one batch. X: ``(N, D)``. labels: int64 ``(N,)``.

    Returns the loss before the update, a Python float.
    """
    model.train()
    optimizer.zero_grad()  # PyTorch adds new gradients to old ones
    loss = nn.functional.cross_entropy(model(X), labels)  # from logits: no softmax before
    loss.backward()
    optimizer.step()
    return loss.item()
