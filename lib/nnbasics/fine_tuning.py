"""Fine-tuning in PyTorch: freeze, put on a new head, adapt with low rank (LoRA)."""

from collections import OrderedDict
from collections.abc import Iterable

import torch
from torch import nn


def freeze(model: nn.Module, names: Iterable[str]) -> int:
    """Let the parameters whose name starts with one of ``names`` learn no more.

    names: prefixes; write ``"1."`` for module 1, since ``"1"`` is also the start of
    ``"10.weight"``. Returns how many numbers can still learn.
    """
    prefixes = (names,) if isinstance(names, str) else tuple(names)
    for name, parameter in model.named_parameters():
        if name.startswith(prefixes):
            parameter.requires_grad_(False)
            parameter.grad = None  # an optimizer would use what is left here once more
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def replace_head(model: nn.Sequential, classes: int, generator: torch.Generator) -> nn.Sequential:
    """The same network with a fresh last Linear, for ``classes`` classes.

    Returns a new Sequential; all other modules are the same objects, with the same flags.
    The head starts as PyTorch's Linear does, with random numbers from the generator.
    """
    modules = OrderedDict(model.named_children())
    name, old = [(n, m) for n, m in modules.items() if isinstance(m, nn.Linear)][-1]
    head = _unset_linear(old, classes)
    bound = old.in_features**-0.5
    with torch.no_grad():
        for parameter in head.parameters():
            parameter.uniform_(-bound, bound, generator=generator)
    modules[name] = head.train(old.training)
    new = nn.Sequential(modules)
    new.training = model.training
    return new


class LoRALinear(nn.Module):
    """A Linear that is frozen, plus a change of low rank that learns.

    base: ``nn.Linear``; it is frozen. rank: columns of A and rows of B. alpha: how much
    the change counts. At first B is 0 and the output is that of base.
    Source: Hu et al. (2021), section 4.1. `nnbasics.lora` has the same in NumPy.
    """

    def __init__(self, base: nn.Linear, rank: int, alpha: float) -> None:
        super().__init__()
        self.base = base.requires_grad_(False)
        A = torch.randn(base.in_features, rank) * base.in_features**-0.5
        B = torch.zeros(rank, base.out_features)
        self.A, self.B = (nn.Parameter(each.to(base.weight)) for each in (A, B))
        self.scale = alpha / rank

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        # (N, D) @ (D, r) @ (r, H) -> (N, H)
        return self.base(x) + self.scale * (x @ self.A @ self.B)

    @torch.no_grad()
    def merge(self) -> nn.Linear:
        """A plain Linear with the same outputs. This module stays as it is."""
        base = self.base
        merged = _unset_linear(base, base.out_features)
        merged.weight.copy_(base.weight + self.scale * (self.A @ self.B).T)
        if base.bias is not None:
            merged.bias.copy_(base.bias)
        return merged


def lora_attach(model: nn.Module, rank: int, alpha: float) -> int:
    """Put a LoRA change beside every Linear of a model, however deep; freeze all the rest.

    The model is changed in place, and gives the same outputs at first. Layers that have their
    change already keep it. Returns how many numbers can learn. Not for a model that is a Linear
    itself, shares one between places, or holds ``nn.MultiheadAttention``, which reads its
    layers' weights directly.
    """
    model.requires_grad_(False)
    for module in list(model.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, nn.Linear) and not isinstance(module, LoRALinear):
                setattr(module, name, LoRALinear(child, rank, alpha))
    changes = [module for module in model.modules() if isinstance(module, LoRALinear)]
    for change in changes:
        change.A.requires_grad_(True)
        change.B.requires_grad_(True)
    return sum(change.A.numel() + change.B.numel() for change in changes)


def fine_tune(
    model: nn.Module,
    X: torch.Tensor,
    labels: torch.Tensor,
    steps: int,
    lr: float,
    generator: torch.Generator | None = None,
) -> list[float]:
    """Adam on the parameters that are not frozen, each step on the whole of X.

    X: ``(N, D)``. labels: int64 ``(N,)``. generator: not needed here, because nothing is
    random. Returns the loss before each step. The model is in training mode meanwhile.
    """
    learning = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.Adam(learning, lr)
    was_training = model.training
    model.train()
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(X), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    model.train(was_training)
    return losses


def _unset_linear(like: nn.Linear, out_features: int) -> nn.Linear:
    """A Linear whose numbers are still to be set; PyTorch's global generator is not asked."""
    weight, bias = like.weight, like.bias is not None
    return nn.utils.skip_init(
        nn.Linear, like.in_features, out_features, bias, device=weight.device, dtype=weight.dtype
    )
