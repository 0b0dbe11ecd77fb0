"""Other right answers to `LoRALinear`."""

from nnexercises.m08_fine_tuning.LoRALinear_parts import changed, imported_torch


def _with_attributes(base, rank, alpha):
    """The weights of base in buffers, everything computed with F.linear."""
    torch = imported_torch()
    nn = torch.nn

    class LoRALinear(nn.Module):
        def __init__(self, base, rank, alpha):
            super().__init__()
            self.register_buffer("weight", base.weight.detach())
            self.bias = None if base.bias is None else nn.Parameter(base.bias.detach(), False)
            bound = base.in_features**-0.5
            self.A = nn.Parameter(torch.empty(base.in_features, rank).uniform_(-bound, bound))
            self.B = nn.Parameter(torch.zeros((rank, base.out_features)))
            self.scale = alpha / rank

        def new_weight(self):
            return self.weight + self.scale * self.B.T @ self.A.T

        def forward(self, x):
            return nn.functional.linear(x, self.new_weight(), self.bias)

        def merge(self):
            out, inputs = self.weight.shape
            merged = nn.Linear(inputs, out, bias=self.bias is not None)
            merged.weight = nn.Parameter(self.new_weight().detach())
            if self.bias is not None:
                merged.bias = nn.Parameter(self.bias.detach().clone())
            return merged

    return LoRALinear(base, rank, alpha)


def _with_copy(base, rank, alpha):
    """merge copies the whole base, and adds to the copy."""
    import copy

    def merge(self):
        merged = copy.deepcopy(self.base)
        merged.weight.data += (self.alpha / self.rank * self.A @ self.B).T.data
        return merged

    return changed(merge=merge)(base, rank, alpha)


def _with_init(base, rank, alpha):
    torch = imported_torch()
    nn = torch.nn

    class LoRALinear(nn.Module):
        def __init__(self, base, rank, alpha):
            super().__init__()
            self.base, self.rank, self.alpha = base, rank, alpha
            for parameter in self.base.parameters():
                parameter.requires_grad = False
            self.A = nn.Parameter(torch.zeros(base.in_features, rank))
            self.B = nn.Parameter(torch.zeros(rank, base.out_features))
            nn.init.kaiming_uniform_(self.A, a=5**0.5)

        def forward(self, x):
            change = torch.einsum("nd,dr,rh->nh", x, self.A, self.B)
            return self.base(x) + change * self.alpha / self.rank

        def merge(self):
            base = self.base
            merged = nn.Linear(base.in_features, base.out_features, base.bias is not None)
            state = {k: v.clone() for k, v in base.state_dict().items()}
            state["weight"] += (self.A.detach() @ self.B.detach()).T * self.alpha / self.rank
            merged.load_state_dict(state)
            return merged.requires_grad_(False)

    return LoRALinear(base, rank, alpha)


def _with_bias_of_zeros(base, rank, alpha):
    """merge gives a bias to a base that has none, and it is 0."""

    def merge(self):
        merged = imported_torch().nn.Linear(self.base.in_features, self.base.out_features)
        merged.weight.data = self.base.weight.data + self.delta().data
        bias = self.base.bias
        merged.bias.data = (
            imported_torch().zeros(len(self.B[0])) if bias is None else bias.data.clone()
        )
        return merged

    return changed(merge=merge)(base, rank, alpha)


ACCEPTED = {
    "base and change": changed(),
    "F.linear": _with_attributes,
    "a copy of base": _with_copy,
    "einsum and load_state_dict": _with_init,
    "a bias of zeros": _with_bias_of_zeros,
    "change first": changed(
        forward=lambda self, x: self.change(x) + self.base(x),
        change=lambda self, x: (x @ (self.A * self.scale())) @ self.B,
    ),
}
