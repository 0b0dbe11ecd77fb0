"""What the mistakes and the accepted answers of `LoRALinear` share."""

import functools


@functools.cache
def lora() -> type:
    """Right, and easy to change: each mistake below replaces one method."""
    import torch
    from torch import nn

    class Lora(nn.Module):
        def __init__(self, base, rank, alpha):
            super().__init__()
            self.alpha, self.rank = alpha, rank
            self.base = self.keep(base)
            self.A = nn.Parameter(self.first_a(base.in_features, rank))
            self.B = nn.Parameter(self.first_b(rank, base.out_features))

        def keep(self, base):
            return base.requires_grad_(False)

        def first_a(self, n, rank):
            return torch.randn(n, rank) * 0.1

        def first_b(self, rank, n):
            return torch.zeros(rank, n)

        def scale(self):
            return self.alpha / self.rank

        def change(self, x):
            return self.scale() * (x @ self.A @ self.B)

        def forward(self, x):
            return self.base(x) + self.change(x)

        def merged_scale(self):
            return self.scale()

        def delta(self):
            return self.merged_scale() * (self.A @ self.B).T

        def empty(self):
            base = self.base
            return nn.Linear(base.in_features, base.out_features, base.bias is not None)

        def merge(self):
            merged = self.empty()
            with torch.no_grad():
                merged.weight.copy_(self.base.weight + self.delta())
                if self.base.bias is not None:
                    merged.bias.copy_(self.base.bias)
            return merged

    return Lora


def changed(**methods):
    """The same module with some methods replaced, made when it is first needed."""

    @functools.cache
    def kind():
        return type("LoRALinear", (lora(),), methods)

    return lambda base, rank, alpha: kind()(base, rank, alpha)


def imported_torch():
    import torch

    return torch
