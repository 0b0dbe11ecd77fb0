"""`LoRALinear`, a module around a Linear: judged by small programs that use it.

All numbers are multiples of 1/4, and α divided by the rank is one of 1/2: so the results are
exact in float32, in whatever order they are computed.
"""

import functools

import numpy as np

from nngrader.declare import Aspect, Case, Exercise, Mistake
from nngrader.inside.drivers import m08 as drivers
from nngrader.inside.observe import Outcome
from nngrader.later import Later
from nngrader.modules.m08_fine_tuning.parts import answered, difference, quarters

# ---------------------------------------------------------------- the programs

_AT_FIRST = """\
lora = LoRALinear(base, {rank}, {alpha})
look(output=lora(x), learns=learning(lora))
look(shape_of_A=lora.A.shape, B=lora.B)"""
_A_IS_RANDOM = """\
lora = LoRALinear(base, {rank}, {alpha})
look(is_A_zero=bool((lora.A == 0).all()))
look(are_its_columns_equal=bool((lora.A == lora.A[:, :1]).all()))"""
_FORWARD = """\
lora = LoRALinear(base, {rank}, {alpha})
put(A, into=lora.A)
put(B, into=lora.B)
look(output=lora(x))"""
_GRADIENTS = """\
lora = LoRALinear(base, {rank}, {alpha})
put(A, into=lora.A)
put(B, into=lora.B)
lora(x).sum().backward()
look(gradient_of_A=lora.A.grad, gradient_of_B=lora.B.grad)
look(learns=learning(lora))"""
_TRAINING = """\
lora = LoRALinear(base, {rank}, {alpha})
put(A, into=lora.A)
put(B, into=lora.B)
lora(x).sum().backward()
with torch.no_grad():
    for parameter in lora.parameters():
        if parameter.grad is not None:
            parameter -= 0.25 * parameter.grad
look(A=lora.A, B=lora.B, output=lora(x))
look(weight_of_base=base.weight)
if base.bias is not None:
    look(bias_of_base=base.bias)"""
_MERGE = """\
lora = LoRALinear(base, {rank}, {alpha})
put(A, into=lora.A)
put(B, into=lora.B)
merged = lora.merge()
look(type_of_merged=type(merged).__name__)
if type(merged) is nn.Linear:
    look(output_of_merged=merged(x))"""
_MERGE_TWICE = """\
lora = LoRALinear(base, {rank}, {alpha})
put(A, into=lora.A)
put(B, into=lora.B)
first = lora.merge()
second = lora.merge()
look(output_of_first=first(x), output_of_second=second(x))
look(output_of_lora=lora(x), A=lora.A, B=lora.B)
look(weight_of_base=base.weight, learns=learning(lora))"""


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(
        program: str, d: int, h: int, rank: int, alpha: float, aspect: str, label: str = "",
        n: int = 3, bias: bool = True,
    ) -> Case:  # fmt: skip
        weight, offset = quarters(rng, h, d), quarters(rng, h) if bias else None
        A, B = quarters(rng, d, rank), quarters(rng, rank, h)
        program = program.format(rank=rank, alpha=alpha)
        return Case(program, weight, offset, A, B, quarters(rng, n, d), aspect=aspect, label=label)

    first, forward, training, merge = "at first", "forward", "training", "merge"
    square = "as many inputs as outputs"
    example = (
        np.array([[1.0, 0.0], [0.0, 1.0], [2.0, 1.0]]), np.array([0.5, 0.0, 0.0]),
        np.array([[1.0], [2.0]]), np.array([[1.0, 0.0, -1.0]]), np.array([[1.0, 1.0]]),
    )  # fmt: skip
    return [
        Case(_AT_FIRST.format(rank=1, alpha=2.0), *example, aspect=first),
        case(_AT_FIRST, 3, 4, 2, 4.0, first),
        case(_AT_FIRST, 4, 2, 3, 6.0, first, "a base without bias", bias=False),
        case(_A_IS_RANDOM, 5, 4, 2, 4.0, first),
        Case(_FORWARD.format(rank=1, alpha=2.0), *example, aspect=forward),
        case(_FORWARD, 3, 4, 2, 8.0, forward),
        case(_FORWARD, 4, 4, 2, 6.0, forward, square),
        case(_FORWARD, 3, 3, 3, 6.0, forward, "a rank as large as both"),
        case(_FORWARD, 4, 3, 2, 1, forward, "alpha is the whole number 1"),
        case(_FORWARD, 5, 2, 4, 2.0, forward, "one row", n=1),
        case(_FORWARD, 2, 3, 2, 4.0, forward, "a base without bias", bias=False),
        case(_GRADIENTS, 3, 4, 2, 4.0, training),
        case(_GRADIENTS, 4, 2, 2, 1.0, training, "a base without bias", bias=False),
        case(_TRAINING, 3, 4, 2, 4.0, training),
        case(_TRAINING, 4, 2, 1, 2.0, training),
        Case(_MERGE.format(rank=1, alpha=2.0), *example, aspect=merge),
        case(_MERGE, 3, 4, 2, 8.0, merge),
        case(_MERGE, 3, 3, 2, 4.0, merge, square),
        case(_MERGE, 4, 3, 2, 1, merge, "alpha is the whole number 1"),
        case(_MERGE, 2, 3, 2, 4.0, merge, "a base without bias", bias=False),
        case(_MERGE_TWICE, 3, 4, 2, 4.0, merge, "merged twice"),
        case(_MERGE_TWICE, 3, 3, 1, 2.0, merge, "merged twice"),
    ]


def _seen_right(case: Case, expected: list, got: object) -> str | None:
    names = tuple(name for name, _ in expected)
    right, seen = (tuple(value for _, value in result) for result in (expected, got))
    for name, one, other in zip(names, right, seen, strict=False):
        if name == "learns" and one != other:
            return f"these parameters learn: {_listed(other)}; asked: {_listed(one)}"
        if name == "type_of_merged" and one != other:
            return f"what merge returns is of type {other}: a plain nn.Linear is asked"
        if isinstance(one, bool) and one != other:
            return _FLAGS[name]
    return difference(right, seen, names, atol=1e-6)


_FLAGS = {
    "is_A_zero": "A is all zeros at first: random numbers are asked",
    "are_its_columns_equal": "all columns of A are equal at first: random numbers are asked",
}


def _listed(names: list[str]) -> str:
    return ", ".join(names) if names else "none"


def _view(case: Case, outcome: Outcome) -> object:
    """Everything that was seen; of an error its kind."""
    return outcome.error.types[0] if outcome.error else outcome.value


# ------------------------------------------------------- one thing changed, one mistake


@functools.cache
def _lora() -> type:
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


def _changed(**methods):
    """The same module with some methods replaced, made when it is first needed."""

    @functools.cache
    def kind():
        return type("LoRALinear", (_lora(),), methods)

    return lambda base, rank, alpha: kind()(base, rank, alpha)


def _torch():
    import torch

    return torch


def _small(self, *shape):
    return _torch().randn(*shape) * 0.1


def _zeros(self, *shape):
    return _torch().zeros(*shape)


def _ones(self, *shape):
    return _torch().ones(*shape)


def _plain_delta(self):
    return (self.A @ self.B).T


def _without_transpose(self):
    return self.scale() * (self.A @ self.B)


def _shares_base(self):
    """Into base itself, so that the change is there for ever."""
    base = self.base
    base.weight.data += self.scale() * (self.A @ self.B).T.data
    return base


def _merges_into_base(self):
    with _torch().no_grad():
        self.base.weight += self.scale() * (self.A @ self.B).T
    merged = self.empty()
    merged.load_state_dict(self.base.state_dict())
    return merged


def _sets_b_to_zero(self):
    merged = _lora().merge(self)
    merged.weight.data  # noqa: B018
    self.base.weight.data += self.delta().data
    self.B.data.zero_()
    return merged


def _merges_base_alone(self):
    merged = self.empty()
    merged.load_state_dict(self.base.state_dict())
    return merged


def _merges_change_alone(self):
    merged = _merges_base_alone(self)
    merged.weight.data = self.delta().detach()
    return merged


def _merges_without_bias(self):
    merged = _torch().nn.Linear(self.base.in_features, self.base.out_features, bias=False)
    merged.weight.data = (self.base.weight + self.delta()).detach()
    return merged


def _leaves_new_bias(self):
    merged = self.empty()
    if merged.bias is not None:
        merged.bias.data.fill_(0.125)  # in a student's hands a random one
    merged.weight.data = (self.base.weight + self.delta()).detach()
    return merged


def _merged_weight(self):
    return self.base.weight + self.delta()


def _no_merge(self):
    return None


def _itself(self):
    return self


def _without_gradient(self, x):
    with _torch().no_grad():
        return self.scale() * (x @ self.A @ self.B)


def _a_fixed(self, base, rank, alpha):
    _lora().__init__(self, base, rank, alpha)
    self.A.requires_grad_(False)


def _everything_fixed(self, base, rank, alpha):
    _lora().__init__(self, base, rank, alpha)
    self.requires_grad_(False)


def _scale_learns(self, base, rank, alpha):
    _lora().__init__(self, base, rank, alpha)
    self.s = _torch().nn.Parameter(_torch().tensor(alpha / rank))


def _only_b_frozen(self, base):
    base.weight.requires_grad_(False)
    return base


def _bias_stays_free(self, base):
    base.bias is None or base.bias.requires_grad_(True)
    base.weight.requires_grad_(False)
    return base


def _with_plain_tensors(base, rank, alpha):
    """A and B are tensors with gradients, and no parameters of the module."""

    @functools.cache
    def kind():
        class Plain(_lora()):
            def __init__(self, base, rank, alpha):
                _torch().nn.Module.__init__(self)
                self.alpha, self.rank, self.base = alpha, rank, self.keep(base)
                self.A = self.first_a(base.in_features, rank).requires_grad_()
                self.B = self.first_b(rank, base.out_features).requires_grad_()

        return Plain

    return kind()(base, rank, alpha)


# ---------------------------------------------------------------- right answers


def _with_attributes(base, rank, alpha):
    """The weights of base in buffers, everything computed with F.linear."""
    torch = _torch()
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

    return _changed(merge=merge)(base, rank, alpha)


def _with_init(base, rank, alpha):
    torch = _torch()
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
        merged = _torch().nn.Linear(self.base.in_features, self.base.out_features)
        merged.weight.data = self.base.weight.data + self.delta().data
        bias = self.base.bias
        merged.bias.data = _torch().zeros(len(self.B[0])) if bias is None else bias.data.clone()
        return merged

    return _changed(merge=merge)(base, rank, alpha)


LORA_LINEAR = Exercise(
    id="LoRALinear",
    title="Put it into a PyTorch module",
    signature="(base, rank, alpha)",
    asked=("program", "weight", "bias", "A", "B", "x"),
    driver=drivers.run_lora,
    aspects=(
        Aspect(
            "at first",
            1.0,
            "the output of base; A random, B zero, and only these two learn",
            rule=answered(_seen_right),
        ),
        Aspect(
            "forward",
            1.0,
            "the output for any A and B",
            rule=answered(_seen_right),
        ),
        Aspect(
            "training",
            1.0,
            "the gradients of A and B; base stays as it is",
            ("forward",),
            rule=answered(_seen_right),
        ),
        Aspect(
            "merge",
            1.0,
            "a plain nn.Linear with the same output; the module stays as it is",
            ("forward",),
            rule=answered(_seen_right),
        ),
    ),
    inputs=_inputs,
    reference=Later("nnbasics.fine_tuning", "LoRALinear"),
    view=_view,
    mistakes=(
        Mistake(
            "b-random",
            "B is random at first: then the output differs from that of base before anything was "
            "learned.",
            _changed(first_b=_small),
        ),
        Mistake(
            "b-ones",
            "B is not 0 at first: then the output differs from that of base before anything was "
            "learned.",
            _changed(first_b=_ones),
        ),
        Mistake(
            "both-zero",
            "A and B are both 0 at first: then both gradients are 0, and nothing is ever learned.",
            _changed(first_a=_zeros),
        ),
        Mistake(
            "a-zero-b-random",
            "A and B are exchanged at first: A is to be random, and B zero.",
            _changed(first_a=_zeros, first_b=_small),
        ),
        Mistake(
            "a-constant",
            "A has the same number everywhere at first: all its columns then learn the same.",
            _changed(first_a=_ones),
        ),
        Mistake(
            "base-trainable",
            "The weights or biases of base still learn: they have to stay as they were.",
            _changed(keep=lambda self, base: base),
            _changed(keep=_only_b_frozen),
            _changed(keep=_bias_stays_free),
        ),
        Mistake(
            "nothing-learns",
            "A and B do not both learn: parameters of the module that need a gradient are asked.",
            _changed(__init__=_everything_fixed),
            _changed(__init__=_a_fixed),
            _with_plain_tensors,
        ),
        Mistake(
            "alpha-learns",
            "There is one more parameter that learns: the scale is a number that stays.",
            _changed(__init__=_scale_learns, scale=lambda self: self.s),
        ),
        Mistake(
            "a-b-transposed",
            "A and B have other shapes than asked: A has a row for each input, and B a column for "
            "each output.",
            _changed(
                first_a=lambda self, n, rank: _small(self, rank, n),
                first_b=lambda self, rank, n: _zeros(self, n, rank),
                change=lambda self, x: self.scale() * (x @ self.A.T @ self.B.T),
                delta=lambda self: self.scale() * self.B @ self.A,
            ),
        ),
        Mistake(
            "alpha-not-divided",
            "The change is multiplied by α alone: the rank is missing in the scale.",
            _changed(scale=lambda self: self.alpha),
        ),
        Mistake(
            "scale-missing",
            "The change is added as it is: its scale is missing, in forward or in merge.",
            _changed(scale=lambda self: 1.0),
            _changed(merged_scale=lambda self: 1.0),
            _changed(merged_scale=lambda self: self.alpha),
            _changed(scale=lambda self: 1 / self.rank),
        ),
        Mistake(
            "whole-number-division",
            "With a whole number for α the scale loses its fraction: it was cut off.",
            _changed(scale=lambda self: self.alpha // self.rank),
        ),
        Mistake(
            "change-missing",
            "The output is that of base, whatever A and B are.",
            _changed(change=lambda self, x: 0.0),
        ),
        Mistake(
            "base-missing",
            "The output is the change alone: that of base is missing.",
            _changed(forward=lambda self, x: self.change(x)),
        ),
        Mistake(
            "no-gradient",
            "A and B get no gradient: the change is computed where PyTorch does not look.",
            _changed(change=_without_gradient),
            _changed(change=lambda self, x: self.scale() * (x @ self.A.data @ self.B.data)),
            _changed(change=lambda self, x: (self.scale() * (x @ self.A @ self.B)).detach()),
        ),
        Mistake(
            "merge-twice",
            "merge changes the module: base has the change in it afterwards, and a second merge "
            "adds it again.",
            _changed(merge=_shares_base),
            _changed(merge=_merges_into_base),
        ),
        Mistake(
            "merge-empties",
            "merge changes the module: its base or its B is another afterwards.",
            _changed(merge=_sets_b_to_zero),
        ),
        Mistake(
            "merge-transposed",
            "In merge the change was added the wrong way round: the weight of an nn.Linear has a "
            "row for each output.",
            _changed(delta=_without_transpose),
        ),
        Mistake(
            "merge-without-change",
            "What merge returns gives the output of base: the change is missing in it.",
            _changed(merge=_merges_base_alone),
            _changed(merge=lambda self: self.base),
        ),
        Mistake(
            "merge-without-base",
            "What merge returns has only the change in it: the weights of base are missing.",
            _changed(merge=_merges_change_alone),
        ),
        Mistake(
            "merge-without-bias",
            "What merge returns does not have the biases of base.",
            _changed(merge=_merges_without_bias),
            _changed(merge=_leaves_new_bias),
        ),
        Mistake(
            "merge-returns-weight",
            "merge returns weights: a plain nn.Linear is asked.",
            _changed(merge=_merged_weight),
        ),
        Mistake(
            "merge-returns-itself",
            "merge returns a LoRALinear, or nothing: a plain nn.Linear is asked.",
            _changed(merge=_itself),
            _changed(merge=_no_merge),
        ),
        Mistake(
            "merge-missing",
            "There is no method merge.",
            _changed(merge=property()),
        ),
    ),
    accepted={
        "base and change": _changed(),
        "F.linear": _with_attributes,
        "a copy of base": _with_copy,
        "einsum and load_state_dict": _with_init,
        "a bias of zeros": _with_bias_of_zeros,
        "change first": _changed(
            forward=lambda self, x: self.change(x) + self.base(x),
            change=lambda self, x: (x @ (self.A * self.scale())) @ self.B,
        ),
    },
)
