"""Mistakes that are known with `freeze`, the most specific first."""

import copy

from nnexercises.m08_fine_tuning.freeze_parts import freezer
from nngrader.declare import Mistake


def _flag_of_modules(model, names):
    for name, module in model.named_modules():
        if name and any((name + ".").startswith(each) for each in names):
            module.requires_grad = False
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def _without_gradients(model, names):
    left = 0
    for name, parameter in model.named_parameters():
        if name.startswith(tuple(names)):
            parameter.grad = None
        else:
            left += parameter.numel()
    return left


def _new_name(model, names):
    left = 0
    for name, parameter in model.named_parameters():
        if name.startswith(tuple(names)):
            parameter = parameter.detach()
        left += parameter.numel() * parameter.requires_grad
    return left


def _evaluates(model, names):
    for name, module in model.named_children():
        if any((name + ".").startswith(each) for each in names):
            module.eval()
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def _freezes_a_copy(model, names):
    return freezer()(copy.deepcopy(model), names)


def _subtracts(model, names):
    left = sum(p.numel() for p in model.parameters() if p.requires_grad)
    for each in names:
        for name, parameter in model.named_parameters():
            if name.startswith(each):
                parameter.requires_grad = False
                left -= parameter.numel()
    return left


def _counts_on_the_way(model, names):
    left = 0
    for name, parameter in model.named_parameters():
        if name.startswith(tuple(names)):
            parameter.requires_grad = False
        else:
            left += parameter.numel()
    return left


def _last_name_wins(model, names):
    for each in names:
        for name, parameter in model.named_parameters():
            parameter.requires_grad = not name.startswith(each)
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def _whole_part(name, names):
    return name.split(".")[0] in [each.rstrip(".") for each in names]


MISTAKES = (
    Mistake(
        "frozen-still-updated",
        "Nothing is frozen: training still changes the named parameters. What tells PyTorch "
        "not to compute a gradient belongs to each parameter.",
        _flag_of_modules,
        _without_gradients,
        _new_name,
        _evaluates,
        _freezes_a_copy,
        freezer(stop=lambda parameter: parameter.detach()),
        freezer(stop=lambda parameter: parameter.data.requires_grad_(False)),
    ),
    Mistake(
        "freezes-the-others",
        "It is the wrong way round: the named parameters learn, and the others are frozen.",
        freezer(chosen=lambda name, names: not name.startswith(tuple(names))),
    ),
    Mistake(
        "everything-frozen",
        "All parameters are frozen, whatever the names are.",
        freezer(chosen=lambda name, names: True),
    ),
    Mistake(
        "unfreezes-earlier",
        "Parameters that were frozen before learn again: only what is named should change.",
        freezer(others=lambda parameter: parameter.requires_grad_(True)),
    ),
    Mistake(
        "last-name-only",
        "Only one of the names counts: each round of a loop sets all the parameters anew.",
        _last_name_wins,
        lambda model, names: freezer()(model, names[-1:]),
    ),
    Mistake(
        "first-name-only",
        "Only the first of the names counts.",
        lambda model, names: freezer()(model, names[:1]),
    ),
    Mistake(
        "substring-match",
        "A parameter is frozen when its name holds one of the names anywhere; it has to begin "
        "with it.",
        freezer(chosen=lambda name, names: any(each in name for each in names)),
    ),
    Mistake(
        "ends-with",
        "The names were looked for at the end of a parameter's name; it has to begin with one.",
        freezer(chosen=lambda name, names: name.endswith(tuple(names))),
    ),
    Mistake(
        "whole-name-only",
        "A parameter is frozen only when its whole name, or the name of its module, is given; "
        "any beginning of the name counts.",
        freezer(chosen=lambda name, names: name in names),
        freezer(chosen=_whole_part),
        freezer(chosen=lambda name, names: name.split(".")[0] + "." in names),
        freezer(chosen=lambda name, names: name.split(".")[0] in names),
        freezer(chosen=lambda name, names: name.rsplit(".", 1)[0] in names),
    ),
    Mistake(
        "only-weights",
        "Only the weights are frozen: the biases of the same layers still learn.",
        freezer(chosen=lambda name, names: name.startswith(tuple(names)) and "weight" in name),
    ),
    Mistake(
        "counts-twice",
        "The parameters are right, the number is not: a parameter that two names fit, or that "
        "was frozen before, was subtracted once too often.",
        _subtracts,
    ),
    Mistake(
        "counts-frozen-before",
        "The number counts parameters that were frozen before, and so cannot learn either.",
        _counts_on_the_way,
    ),
    Mistake(
        "counts-tensors",
        "The tensors were counted: a parameter of shape (3, 2) has 6 numbers.",
        freezer(count=lambda model: sum(p.requires_grad for p in model.parameters())),
        freezer(count=lambda model: len([p for p in model.parameters() if p.requires_grad])),
    ),
    Mistake(
        "counts-rows",
        "The lengths of the tensors were added: a parameter of shape (3, 2) has 6 numbers.",
        freezer(count=lambda model: sum(len(p) for p in model.parameters() if p.requires_grad)),
    ),
    Mistake(
        "counts-frozen",
        "The numbers that are frozen were counted; those that still learn are asked.",
        freezer(
            count=lambda model: sum(p.numel() for p in model.parameters() if not p.requires_grad)
        ),
    ),
    Mistake(
        "counts-all",
        "All numbers of the model were counted, the frozen ones too.",
        freezer(count=lambda model: sum(p.numel() for p in model.parameters())),
    ),
    Mistake(
        "no-count",
        "The parameters are right, and nothing is returned: a number is asked.",
        freezer(count=lambda model: None),
    ),
    Mistake(
        "returns-model",
        "The parameters are right; what is returned is not a number.",
        freezer(count=lambda model: model),
        freezer(count=lambda model: [p for p in model.parameters() if p.requires_grad]),
    ),
)
