"""Mistakes that are known with `LoRALinear`, the most specific first."""

import functools

from nnexercises.m08_fine_tuning.LoRALinear_parts import changed, imported_torch, lora
from nngrader.declare import Mistake


def _small(self, *shape):
    return imported_torch().randn(*shape) * 0.1


def _zeros(self, *shape):
    return imported_torch().zeros(*shape)


def _ones(self, *shape):
    return imported_torch().ones(*shape)


def _without_transpose(self):
    return self.scale() * (self.A @ self.B)


def _shares_base(self):
    """Into base itself, so that the change is there for ever."""
    base = self.base
    base.weight.data += self.scale() * (self.A @ self.B).T.data
    return base


def _merges_into_base(self):
    with imported_torch().no_grad():
        self.base.weight += self.scale() * (self.A @ self.B).T
    merged = self.empty()
    merged.load_state_dict(self.base.state_dict())
    return merged


def _sets_b_to_zero(self):
    merged = lora().merge(self)
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
    merged = imported_torch().nn.Linear(self.base.in_features, self.base.out_features, bias=False)
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
    with imported_torch().no_grad():
        return self.scale() * (x @ self.A @ self.B)


def _a_fixed(self, base, rank, alpha):
    lora().__init__(self, base, rank, alpha)
    self.A.requires_grad_(False)


def _everything_fixed(self, base, rank, alpha):
    lora().__init__(self, base, rank, alpha)
    self.requires_grad_(False)


def _scale_learns(self, base, rank, alpha):
    lora().__init__(self, base, rank, alpha)
    self.s = imported_torch().nn.Parameter(imported_torch().tensor(alpha / rank))


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
        class Plain(lora()):
            def __init__(self, base, rank, alpha):
                imported_torch().nn.Module.__init__(self)
                self.alpha, self.rank, self.base = alpha, rank, self.keep(base)
                self.A = self.first_a(base.in_features, rank).requires_grad_()
                self.B = self.first_b(rank, base.out_features).requires_grad_()

        return Plain

    return kind()(base, rank, alpha)


MISTAKES = (
    Mistake(
        "b-random",
        "B is random at first: then the output differs from that of base before anything was "
        "learned.",
        changed(first_b=_small),
    ),
    Mistake(
        "b-ones",
        "B is not 0 at first: then the output differs from that of base before anything was "
        "learned.",
        changed(first_b=_ones),
    ),
    Mistake(
        "both-zero",
        "A and B are both 0 at first: then both gradients are 0, and nothing is ever learned.",
        changed(first_a=_zeros),
    ),
    Mistake(
        "a-zero-b-random",
        "A and B are exchanged at first: A is to be random, and B zero.",
        changed(first_a=_zeros, first_b=_small),
    ),
    Mistake(
        "a-constant",
        "A has the same number everywhere at first: all its columns then learn the same.",
        changed(first_a=_ones),
    ),
    Mistake(
        "base-trainable",
        "The weights or biases of base still learn: they have to stay as they were.",
        changed(keep=lambda self, base: base),
        changed(keep=_only_b_frozen),
        changed(keep=_bias_stays_free),
    ),
    Mistake(
        "nothing-learns",
        "A and B do not both learn: parameters of the module that need a gradient are asked.",
        changed(__init__=_everything_fixed),
        changed(__init__=_a_fixed),
        _with_plain_tensors,
    ),
    Mistake(
        "alpha-learns",
        "There is one more parameter that learns: the scale is a number that stays.",
        changed(__init__=_scale_learns, scale=lambda self: self.s),
    ),
    Mistake(
        "a-b-transposed",
        "A and B have other shapes than asked: A has a row for each input, and B a column for "
        "each output.",
        changed(
            first_a=lambda self, n, rank: _small(self, rank, n),
            first_b=lambda self, rank, n: _zeros(self, n, rank),
            change=lambda self, x: self.scale() * (x @ self.A.T @ self.B.T),
            delta=lambda self: self.scale() * self.B @ self.A,
        ),
    ),
    Mistake(
        "alpha-not-divided",
        "The change is multiplied by α alone: the rank is missing in the scale.",
        changed(scale=lambda self: self.alpha),
    ),
    Mistake(
        "scale-missing",
        "The change is added as it is: its scale is missing, in forward or in merge.",
        changed(scale=lambda self: 1.0),
        changed(merged_scale=lambda self: 1.0),
        changed(merged_scale=lambda self: self.alpha),
        changed(scale=lambda self: 1 / self.rank),
    ),
    Mistake(
        "whole-number-division",
        "With a whole number for α the scale loses its fraction: it was cut off.",
        changed(scale=lambda self: self.alpha // self.rank),
    ),
    Mistake(
        "change-missing",
        "The output is that of base, whatever A and B are.",
        changed(change=lambda self, x: 0.0),
    ),
    Mistake(
        "base-missing",
        "The output is the change alone: that of base is missing.",
        changed(forward=lambda self, x: self.change(x)),
    ),
    Mistake(
        "no-gradient",
        "A and B get no gradient: the change is computed where PyTorch does not look.",
        changed(change=_without_gradient),
        changed(change=lambda self, x: self.scale() * (x @ self.A.data @ self.B.data)),
        changed(change=lambda self, x: (self.scale() * (x @ self.A @ self.B)).detach()),
    ),
    Mistake(
        "merge-twice",
        "merge changes the module: base has the change in it afterwards, and a second merge "
        "adds it again.",
        changed(merge=_shares_base),
        changed(merge=_merges_into_base),
    ),
    Mistake(
        "merge-empties",
        "merge changes the module: its base or its B is another afterwards.",
        changed(merge=_sets_b_to_zero),
    ),
    Mistake(
        "merge-transposed",
        "In merge the change was added the wrong way round: the weight of an nn.Linear has a "
        "row for each output.",
        changed(delta=_without_transpose),
    ),
    Mistake(
        "merge-without-change",
        "What merge returns gives the output of base: the change is missing in it.",
        changed(merge=_merges_base_alone),
        changed(merge=lambda self: self.base),
    ),
    Mistake(
        "merge-without-base",
        "What merge returns has only the change in it: the weights of base are missing.",
        changed(merge=_merges_change_alone),
    ),
    Mistake(
        "merge-without-bias",
        "What merge returns does not have the biases of base.",
        changed(merge=_merges_without_bias),
        changed(merge=_leaves_new_bias),
    ),
    Mistake(
        "merge-returns-weight",
        "merge returns weights: a plain nn.Linear is asked.",
        changed(merge=_merged_weight),
    ),
    Mistake(
        "merge-returns-itself",
        "merge returns a LoRALinear, or nothing: a plain nn.Linear is asked.",
        changed(merge=_itself),
        changed(merge=_no_merge),
    ),
    Mistake(
        "merge-missing",
        "There is no method merge.",
        changed(merge=property()),
    ),
)
