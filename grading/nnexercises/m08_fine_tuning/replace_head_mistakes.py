"""Mistakes that are known with `replace_head`, the most specific first."""

import copy

from nnexercises.m08_fine_tuning.replace_head_parts import (
    fill,
    linears,
    new_head,
    replacer,
    seeded,
    sequence_of,
)
from nngrader.declare import Mistake


def _linear_as_it_is(n_in, n_out, generator):
    from torch import nn

    return nn.Linear(n_in, n_out)


def _bias_left(n_in, n_out, generator):
    from torch import nn

    return fill(nn.Linear(n_in, n_out), generator, bias=False)


def _own_generator(n_in, n_out, generator):
    import torch

    return new_head(n_in, n_out, torch.Generator().manual_seed(0))


def _zeros(n_in, n_out, generator):
    from torch import nn

    head = nn.Linear(n_in, n_out)
    nn.init.zeros_(head.weight)
    nn.init.zeros_(head.bias)
    return head


def _one_number(n_in, n_out, generator):
    import torch
    from torch import nn

    head = nn.Linear(n_in, n_out)
    nn.init.constant_(head.weight, torch.rand(1, generator=generator).item())
    nn.init.zeros_(head.bias)
    return head


def _one_row(n_in, n_out, generator):
    import torch
    from torch import nn

    head = nn.Linear(n_in, n_out)
    with torch.no_grad():
        head.weight[:] = torch.randn(n_in, generator=generator)
        head.bias.zero_()
    return head


def _no_grad_head(n_in, n_out, generator):
    return new_head(n_in, n_out, generator).requires_grad_(False)


def _frozen_bias(n_in, n_out, generator):
    head = new_head(n_in, n_out, generator)
    head.bias.requires_grad_(False)
    return head


def _freeze_body(model, place):
    for i, module in enumerate(model):
        if i != place:
            module.requires_grad_(False)


def _unfreeze(model, place):
    model.requires_grad_(True)


def _built_anew(model, classes, generator):
    from torch import nn

    modules = []
    for module in model:
        if isinstance(module, nn.Linear):
            modules.append(new_head(module.in_features, module.out_features, generator))
        else:
            modules.append(module)
    last = linears(model)[-1]
    modules[last] = new_head(model[last].in_features, classes, generator)
    return nn.Sequential(*modules)


def _reset(model, place):
    for i, module in enumerate(model):
        if i != place and hasattr(module, "reset_parameters"):
            module.reset_parameters()


def _appended(model, classes, generator):
    last = model[linears(model)[-1]]
    model.append(new_head(last.out_features, classes, generator))
    return model


def _body_in_one(model, classes, generator):
    from torch import nn

    last = linears(model)[-1]
    head = new_head(model[last].in_features, classes, generator)
    return nn.Sequential(nn.Sequential(*list(model)[:last]), head)


def _only_head(model, classes, generator):
    return new_head(model[linears(model)[-1]].in_features, classes, generator)


def _in_place_only(model, classes, generator):
    replacer()(model, classes, generator)


def _resized(model, classes, generator):
    """The old head with other tensors in it: the object is the same, its weights are new."""
    import torch
    from torch import nn

    head = model[linears(model)[-1]]
    head.out_features = classes
    head.weight = nn.Parameter(torch.randn(classes, head.in_features, generator=generator))
    head.bias = nn.Parameter(torch.zeros(classes))
    return model


def _rows_of_old(n_in, n_out, generator):
    """Nothing but the default, and then the generator asked for nothing."""
    import torch

    head = _linear_as_it_is(n_in, n_out, generator)
    torch.rand(n_out, generator=generator)
    return head


MISTAKES = (
    Mistake(
        "body-reinitialized",
        "The layers before the head have new numbers: what they had learned is lost.",
        _built_anew,
        replacer(finish=_reset),
    ),
    Mistake(
        "body-copied",
        "The result holds copies of the body's modules: the same objects are asked.",
        replacer(into=copy.deepcopy),
    ),
    Mistake(
        "head-frozen",
        "The new head is frozen, or a part of it: it could never learn the new classes.",
        replacer(make=_no_grad_head),
        replacer(make=_frozen_bias),
        replacer(finish=lambda model, place: model.requires_grad_(False)),
    ),
    Mistake(
        "body-frozen",
        "Parameters of the body were frozen on the way: whether they learn is not up to "
        "replace_head.",
        replacer(finish=_freeze_body),
    ),
    Mistake(
        "body-unfrozen",
        "Parameters of the body that were frozen learn again.",
        replacer(finish=_unfreeze),
    ),
    Mistake(
        "wrong-input-width",
        "The new head does not fit: it takes another number of inputs than the body gives.",
        replacer(width=lambda model, place: model[place].out_features),
        replacer(width=lambda model, place: model[0].in_features),
        replacer(width=lambda model, place: model[0].out_features),
        replacer(make=lambda n_in, n_out, generator: new_head(n_out, n_in, generator)),
    ),
    Mistake(
        "last-module-replaced",
        "It works as long as the last module is the last Linear; after the head there may be "
        "other modules.",
        replacer(place=lambda model: len(model) - 1),
        replacer(
            place=lambda model: len(model) - 1,
            width=lambda model, place: model[linears(model)[-1]].in_features,
        ),
    ),
    Mistake(
        "rest-dropped",
        "The modules after the last Linear are missing in the result.",
        sequence_of(lambda model, last: list(model)[:last], lambda model, last: ()),
    ),
    Mistake(
        "first-linear-replaced",
        "The first Linear was replaced: the head is the last one.",
        replacer(place=lambda model: linears(model)[0]),
    ),
    Mistake(
        "head-appended",
        "The old head is still there, and the new one came behind it.",
        _appended,
    ),
    Mistake(
        "body-wrapped",
        "The body was put into one module: the result should have as many modules as before.",
        _body_in_one,
    ),
    Mistake(
        "returns-head",
        "The new head came back alone: the whole model is asked.",
        _only_head,
    ),
    Mistake(
        "no-result",
        "Nothing is returned: the model with its new head is asked.",
        _in_place_only,
    ),
    Mistake(
        "same-linear",
        "The old Linear object is still there, with other tensors in it: a fresh one is asked.",
        _resized,
    ),
    Mistake(
        "bias-left",
        "The weights come from the generator; the biases are those that nn.Linear has drawn "
        "from elsewhere.",
        replacer(make=_bias_left),
    ),
    Mistake(
        "generator-ignored",
        "The head's numbers are drawn from elsewhere: with the same generator they are not the "
        "same again.",
        replacer(make=_linear_as_it_is),
        replacer(make=_rows_of_old),
    ),
    Mistake(
        "always-the-same",
        "The head's numbers are the same for every generator: draw them from the one that is "
        "given.",
        replacer(make=_own_generator),
        replacer(make=seeded(lambda generator: 0)),
    ),
    Mistake(
        "seed-not-generator",
        "Only the seed of the generator was used: it does not matter what has been drawn from "
        "it since.",
        replacer(make=seeded(lambda generator: generator.initial_seed())),
    ),
    Mistake(
        "all-zero",
        "The weights of the new head are all 0: they have to be random numbers.",
        replacer(make=_zeros),
    ),
    Mistake(
        "neurons-alike",
        "All neurons of the new head have the same weights: each needs its own.",
        replacer(make=_one_number),
        replacer(make=_one_row),
    ),
)
