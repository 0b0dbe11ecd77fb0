"""Other right answers to `freeze`."""

import numpy as np

from nnexercises.m08_fine_tuning.freeze_parts import freezer


def _loop_freeze(model, names):
    left = 0
    for name, parameter in model.named_parameters():
        for prefix in names:
            if name[: len(prefix)] == prefix:
                parameter.requires_grad = False
        if parameter.requires_grad:
            size = 1
            for n in parameter.shape:
                size *= n
            left += size
    return left


def _by_state_dict_names(model, names):
    parameters = dict(model.named_parameters())
    for name in filter(lambda name: name.startswith(tuple(names)), parameters):
        parameters[name].requires_grad_(False)
    return int(sum(np.prod(p.shape) for p in parameters.values() if p.requires_grad))


def _by_get_parameter(model, names):
    chosen = [n for n, _ in model.named_parameters() if any(n.find(each) == 0 for each in names)]
    for name in chosen:
        model.get_parameter(name).requires_grad = False
    return np.sum([p.numel() for p in model.parameters() if p.requires_grad])


ACCEPTED = {
    "startswith a tuple": freezer(chosen=lambda name, names: name.startswith(tuple(names))),
    "loops": _loop_freeze,
    "a dict": _by_state_dict_names,
    "get_parameter": _by_get_parameter,
    "slices": freezer(chosen=lambda name, names: any(name[: len(n)] == n for n in names)),
    "gradient removed": freezer(
        stop=lambda parameter: (
            parameter.requires_grad_(False),
            setattr(parameter, "grad", None),
        )
    ),
}
