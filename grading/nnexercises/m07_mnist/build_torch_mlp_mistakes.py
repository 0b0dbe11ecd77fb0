"""Mistakes that are known with `build_torch_mlp`, the most specific first."""

from nnexercises.m07_mnist.build_torch_mlp_parts import builder, sequential
from nngrader.declare import Mistake


def _first_relu_only(sizes):
    from torch import nn

    layers = [nn.Linear(a, b) for a, b in zip(sizes[:-1], sizes[1:], strict=True)]
    return nn.Sequential(*layers[:1], *([nn.ReLU()] if len(layers) > 1 else []), *layers[1:])


def _frozen(modules):
    model = sequential(modules)
    for parameter in model.parameters():
        parameter.requires_grad = False
    return model


def _without_gradients(modules):
    from torch import nn

    return nn.ModuleList(modules)


MISTAKES = (
    Mistake(
        "softmax-at-end",
        "A softmax stands at the end: logits are asked, because PyTorch's cross-entropy has "
        "the softmax in it.",
        builder(at_end=lambda nn: [nn.Softmax(dim=1)]),
        builder(at_end=lambda nn: [nn.LogSoftmax(dim=1)]),
        builder(at_end=lambda nn: [nn.Softmax(dim=-1)]),
    ),
    Mistake(
        "relu-at-end",
        "A ReLU stands after the last layer, too: then no logit can be negative.",
        builder(at_end=lambda nn: [nn.ReLU()]),
    ),
    Mistake(
        "no-nonlinearity",
        "There is nothing between the layers: then they are no more than a single one.",
        builder(between=lambda nn: []),
    ),
    Mistake(
        "first-relu-only",
        "A ReLU follows only the first layer: one belongs after each but the last.",
        _first_relu_only,
    ),
    Mistake(
        "another-activation",
        "Another activation stands between the layers: ReLU is asked.",
        *(
            builder(between=lambda nn, name=name: [getattr(nn, name)()])
            for name in ("Sigmoid", "Tanh", "GELU", "SiLU", "LeakyReLU")
        ),
    ),
    Mistake(
        "sigmoid-at-end",
        "A sigmoid stands at the end: logits are asked.",
        builder(at_end=lambda nn: [nn.Sigmoid()]),
    ),
    Mistake(
        "no-bias",
        "The layers have no bias: each neuron has one.",
        builder(linear=lambda nn, fan_in, fan_out: nn.Linear(fan_in, fan_out, bias=False)),
    ),
    Mistake(
        "widths-turned-round",
        "The widths of the layers have changed places: the inputs come first, in `sizes` and "
        "in nn.Linear.",
        builder(linear=lambda nn, fan_in, fan_out: nn.Linear(fan_out, fan_in)),
        builder(widths=lambda sizes: sizes[::-1]),
    ),
    Mistake(
        "hidden-layers-missing",
        "It has too few layers: there is one between each two widths that are neighbors.",
        builder(widths=lambda sizes: [sizes[0], sizes[-1]]),
        builder(widths=lambda sizes: [*sizes[:2], sizes[-1]]),
        builder(widths=lambda sizes: sizes[:-1]),
    ),
    Mistake(
        "fixed-sizes",
        "The widths are always the same: they have to be those in `sizes`.",
        builder(widths=lambda sizes: [784, 128, 64, 10]),
    ),
    Mistake(
        "more-than-asked",
        "There are modules of other kinds between the layers: only Linear and ReLU are asked.",
        builder(between=lambda nn: [nn.ReLU(), nn.Dropout(0.5)]),
        builder(between=lambda nn: [nn.ReLU(), nn.Dropout(0.2)]),
    ),
    Mistake(
        "list-of-layers",
        "The layers are right, but they stand in a list: a network is asked, an nn.Sequential.",
        builder(finish=lambda modules: modules),
        builder(finish=_without_gradients),
    ),
    Mistake(
        "frozen",
        "Its parameters can't learn: something has set requires_grad to False.",
        builder(finish=_frozen),
    ),
)
