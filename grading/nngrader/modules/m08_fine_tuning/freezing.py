"""Exercises on parts of a model that stay: `freeze` and `replace_head`."""

import copy

import numpy as np

from nngrader.compare import compare, kind_of
from nngrader.declare import Aspect, Case, Exercise, Mistake
from nngrader.inside.drivers import m08 as drivers
from nngrader.inside.observe import Outcome
from nngrader.later import Later
from nngrader.modules.m08_fine_tuning.parts import answered

# ---------------------------------------------------------------- freeze

_TWO = "nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 2))"
_THREE = "nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 2))"
_NAMED = "nn.Sequential(OrderedDict(body=nn.Linear(3, 4), tanh=nn.Tanh(), head=nn.Linear(4, 2)))"
_NESTED = (
    "nn.Sequential(nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 3)), nn.Tanh(), "
    "nn.Linear(3, 2))"
)
_ELEVEN = "nn.Sequential(*[nn.Linear(2, 2) for _ in range(11)])"


def _freeze_inputs(rng: np.random.Generator) -> list[Case]:
    def case(model: str, names: list[str], aspect: str, label: str = "", frozen=()) -> Case:
        seed = int(rng.integers(1_000_000))
        return Case(model, list(frozen), names, seed, aspect=aspect, label=label)

    frozen, count, any_name = "frozen", "count", "any names"
    return [
        case(_TWO, ["0."], frozen),
        case(_TWO, ["2."], frozen, "the last layer"),
        case(_THREE, ["0.", "2."], frozen, "two layers"),
        case(_NAMED, ["body"], frozen, "modules with names"),
        case(_TWO, ["0."], count),
        case(_THREE, ["2.", "4."], count, "two layers"),
        case(_THREE, [], any_name, "no names"),
        case(_THREE, ["2.weight", "4.b"], any_name, "parts of layers"),
        case(_NESTED, ["2."], any_name, "a name that also holds “2.” in the middle"),
        case(_ELEVEN, ["1."], any_name, "eleven layers, “1.” is one of them"),
        case(_ELEVEN, ["1"], any_name, "eleven layers, “1” begins two of their names"),
        case(_THREE, ["weight", "bias"], any_name, "no name begins with any of these"),
        case(_THREE, ["0", "0.weight", "4."], any_name, "two names for one parameter"),
        case(_THREE, ["2."], any_name, "the first layer is frozen before", ["0.weight", "0.bias"]),
        case(_NAMED, ["body.", "head."], any_name, "nothing is left to learn"),
    ]


def _frozen_right(case: Case, expected: tuple, got: object) -> str | None:
    _, learns, changes = expected
    _, still_learns, has_changed = got
    names = [name for name, _ in changes]
    for name in names:
        if name in still_learns and name not in learns:
            return f"{name} still learns: its requires_grad is True"
        if name in learns and name not in still_learns:
            return f"{name} does not learn any more: its requires_grad is False"
    moved = tuple(change for _, change in has_changed)
    right = tuple(change for _, change in changes)
    fault = compare(right, moved, results=tuple(f"the change of {n}" for n in names)).difference
    return f"{fault}, after one step of training" if fault else None


def _count_right(case: Case, expected: tuple, got: object) -> str | None:
    return compare(expected[0], got[0]).difference


def _all_right(case: Case, expected: tuple, got: object) -> str | None:
    return _frozen_right(case, expected, got) or _count_right(case, expected, got)


def _freeze_view(case: Case, outcome: Outcome) -> object:
    if outcome.error:
        return outcome.error.types[0]
    returned, learns, changes = outcome.value
    is_number = isinstance(returned, (int, float, np.ndarray))
    return [returned if is_number else type(returned).__name__, learns, changes]


def _freezer(
    chosen=lambda name, names: any(name.startswith(each) for each in names),
    stop=lambda parameter: parameter.requires_grad_(False),
    others=lambda parameter: None,
    count=lambda model: sum(p.numel() for p in model.parameters() if p.requires_grad),
):
    def freeze(model, names):
        for name, parameter in model.named_parameters():
            if chosen(name, names):
                stop(parameter)
            else:
                others(parameter)
        return count(model)

    return freeze


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
    return _freezer()(copy.deepcopy(model), names)


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


FREEZE = Exercise(
    id="freeze",
    title="Let parts of a model learn no more",
    signature="(model, names)",
    asked=("model", "frozen", "names", "seed"),
    results=("returned", "learns", "changes"),
    driver=drivers.freeze,
    aspects=(
        Aspect(
            "frozen",
            1.0,
            "the named parameters stay as they are in training, the others learn",
            rule=answered(_frozen_right),
        ),
        Aspect(
            "count",
            0.5,
            "the result: how many numbers can still learn",
            ("frozen",),
            rule=answered(_count_right),
        ),
        Aspect(
            "any names",
            0.5,
            "names begin with what is given; what was frozen stays so",
            ("frozen", "count"),
            rule=answered(_all_right),
        ),
    ),
    inputs=_freeze_inputs,
    reference=Later("nnbasics.fine_tuning", "freeze"),
    view=_freeze_view,
    mistakes=(
        Mistake(
            "frozen-still-updated",
            "Nothing is frozen: training still changes the named parameters. What tells PyTorch "
            "not to compute a gradient belongs to each parameter.",
            _flag_of_modules,
            _without_gradients,
            _new_name,
            _evaluates,
            _freezes_a_copy,
            _freezer(stop=lambda parameter: parameter.detach()),
            _freezer(stop=lambda parameter: parameter.data.requires_grad_(False)),
        ),
        Mistake(
            "freezes-the-others",
            "It is the wrong way round: the named parameters learn, and the others are frozen.",
            _freezer(chosen=lambda name, names: not name.startswith(tuple(names))),
        ),
        Mistake(
            "everything-frozen",
            "All parameters are frozen, whatever the names are.",
            _freezer(chosen=lambda name, names: True),
        ),
        Mistake(
            "unfreezes-earlier",
            "Parameters that were frozen before learn again: only what is named should change.",
            _freezer(others=lambda parameter: parameter.requires_grad_(True)),
        ),
        Mistake(
            "last-name-only",
            "Only one of the names counts: each round of a loop sets all the parameters anew.",
            _last_name_wins,
            lambda model, names: _freezer()(model, names[-1:]),
        ),
        Mistake(
            "first-name-only",
            "Only the first of the names counts.",
            lambda model, names: _freezer()(model, names[:1]),
        ),
        Mistake(
            "substring-match",
            "A parameter is frozen when its name holds one of the names anywhere; it has to begin "
            "with it.",
            _freezer(chosen=lambda name, names: any(each in name for each in names)),
        ),
        Mistake(
            "ends-with",
            "The names were looked for at the end of a parameter's name; it has to begin with one.",
            _freezer(chosen=lambda name, names: name.endswith(tuple(names))),
        ),
        Mistake(
            "whole-name-only",
            "A parameter is frozen only when its whole name, or the name of its module, is given; "
            "any beginning of the name counts.",
            _freezer(chosen=lambda name, names: name in names),
            _freezer(chosen=_whole_part),
            _freezer(chosen=lambda name, names: name.split(".")[0] + "." in names),
            _freezer(chosen=lambda name, names: name.split(".")[0] in names),
            _freezer(chosen=lambda name, names: name.rsplit(".", 1)[0] in names),
        ),
        Mistake(
            "only-weights",
            "Only the weights are frozen: the biases of the same layers still learn.",
            _freezer(chosen=lambda name, names: name.startswith(tuple(names)) and "weight" in name),
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
            _freezer(count=lambda model: sum(p.requires_grad for p in model.parameters())),
            _freezer(count=lambda model: len([p for p in model.parameters() if p.requires_grad])),
        ),
        Mistake(
            "counts-rows",
            "The lengths of the tensors were added: a parameter of shape (3, 2) has 6 numbers.",
            _freezer(
                count=lambda model: sum(len(p) for p in model.parameters() if p.requires_grad)
            ),
        ),
        Mistake(
            "counts-frozen",
            "The numbers that are frozen were counted; those that still learn are asked.",
            _freezer(
                count=lambda model: sum(
                    p.numel() for p in model.parameters() if not p.requires_grad
                )
            ),
        ),
        Mistake(
            "counts-all",
            "All numbers of the model were counted, the frozen ones too.",
            _freezer(count=lambda model: sum(p.numel() for p in model.parameters())),
        ),
        Mistake(
            "no-count",
            "The parameters are right, and nothing is returned: a number is asked.",
            _freezer(count=lambda model: None),
        ),
        Mistake(
            "returns-model",
            "The parameters are right; what is returned is not a number.",
            _freezer(count=lambda model: model),
            _freezer(count=lambda model: [p for p in model.parameters() if p.requires_grad]),
        ),
    ),
    accepted={
        "startswith a tuple": _freezer(chosen=lambda name, names: name.startswith(tuple(names))),
        "loops": _loop_freeze,
        "a dict": _by_state_dict_names,
        "get_parameter": _by_get_parameter,
        "slices": _freezer(chosen=lambda name, names: any(name[: len(n)] == n for n in names)),
        "gradient removed": _freezer(
            stop=lambda parameter: (
                parameter.requires_grad_(False),
                setattr(parameter, "grad", None),
            )
        ),
    },
)

# ---------------------------------------------------------------- replace_head

_BODY = "nn.Linear(4, 5), nn.ReLU(), "
_SHORT = "nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 2))"
_LONG = f"nn.Sequential({_BODY}nn.Linear(5, 6), nn.ReLU(), nn.Linear(6, 3))"
_ALONE = "nn.Sequential(nn.Linear(5, 3))"
_AFTER = f"nn.Sequential({_BODY}nn.Linear(5, 3), nn.Dropout(0.2))"
_WITH_NORM = "nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Linear(6, 2))"


def _head_inputs(rng: np.random.Generator) -> list[Case]:
    def case(model: str, classes: int, aspect: str, label: str = "", frozen=()) -> Case:
        seed = int(rng.integers(1_000_000))
        return Case(model, list(frozen), classes, seed, aspect=aspect, label=label)

    head, body, drawn, place = "head", "body", "generator", "place of the head"
    first = ["0.weight", "0.bias"]
    return [
        case(_SHORT, 4, head),
        case(_LONG, 5, head, "three layers"),
        case(_LONG, 3, head, "as many classes as before"),
        case(_ALONE, 4, head, "a single layer"),
        case(_AFTER, 4, place, "the last Linear is not the last module"),
        case(_SHORT, 4, body),
        case(_LONG, 2, body, "the first layer is frozen", first),
        case(_LONG, 4, body, "everything is frozen",
             [*first, "2.weight", "2.bias", "4.weight", "4.bias"]),
        case(_WITH_NORM, 3, body, "a module that is no Linear has parameters, too"),
        case(_SHORT, 4, drawn),
        case(_LONG, 6, drawn, "three layers"),
    ]  # fmt: skip


_HEADS = ("modules", "learns", "body", "new numbers of each call")


def _shape_fault(got: object) -> str | None:
    if isinstance(got, tuple) and len(got) == len(_HEADS):
        return None
    return f"the result is {kind_of(got)}: an nn.Sequential is asked"


def _head_place(expected: tuple) -> int:
    return next(i for i, module in enumerate(expected[0]) if module.startswith("a new"))


def _head_right(case: Case, expected: tuple, got: object) -> str | None:
    if fault := _shape_fault(got):
        return fault
    modules, place = got[0], _head_place(expected)
    if len(modules) != len(expected[0]):
        return f"the result has {len(modules)} modules, {len(expected[0])} are asked"
    if modules[place] != expected[0][place]:
        return f"module {place} of the result is {modules[place]}: {expected[0][place]} is asked"
    own = [name for name in expected[1] if name.startswith(f"{place}.")]
    missing = [name for name in own if name not in got[1]]
    if missing:
        return f"{missing[0]} does not learn, or is not there: the new head has to learn"
    return None


def _body_right(case: Case, expected: tuple, got: object) -> str | None:
    if fault := _head_right(case, expected, got):
        return fault
    for place, (right, module) in enumerate(zip(expected[0], got[0], strict=True)):
        if module != right:
            return f"module {place} of the result is {module}: {right} is asked, the same object"
    for name, _ in expected[2]:
        if (name in expected[1]) != (name in got[1]):
            learns = "learns" if name in got[1] else "is frozen"
            return f"{name} {learns} now, and did not before"
    if expected[1] != got[1]:
        return "other parameters learn than before"
    for name, change in got[2]:
        if change.any():
            return f"{name} has other numbers than before"
    return None


def _drawn_right(case: Case, expected: tuple, got: object) -> str | None:
    if fault := _head_right(case, expected, got):
        return fault
    same_weights, same, *others, distinct = _draws(got)
    if not distinct:
        return "the neurons of the new head all have the same weights"
    if not same_weights or not same:
        return "with a generator in the same state, the new head has other numbers"
    if not others[0]:
        return "with a generator of another seed, the new head has the same weights"
    if not others[1]:
        return (
            "with the same generator, but after it has drawn something, the new head has the same "
            "weights"
        )
    return None


def _draws(got: tuple) -> list[bool]:
    """Is the head the same where it should be (its weights, and all of it), another where it
    should be, and are its neurons different?
    """
    first, again, other, later = got[3]
    weight = first[0] if first else np.zeros((2, 1))
    return [
        _equal_weights(first, again),
        len(first) == len(again) and all(map(np.array_equal, first, again)),
        not _equal_weights(first, other),
        not _equal_weights(first, later),
        len(np.unique(weight, axis=0)) == len(weight),
    ]


def _equal_weights(one: list, other: list) -> bool:
    return [a.shape for a in one] == [a.shape for a in other] and bool(
        one and np.array_equal(one[0], other[0])
    )


def _head_view(case: Case, outcome: Outcome) -> object:
    """Not the numbers of the head, which every answer draws in its own way."""
    if outcome.error:
        return outcome.error.types[0]
    if _shape_fault(outcome.value):
        return kind_of(outcome.value)
    modules, learns, body, _ = outcome.value
    return [modules, learns, [bool(change.any()) for _, change in body], _draws(outcome.value)]


def _linears(model):
    from torch import nn

    return [i for i, module in enumerate(model) if isinstance(module, nn.Linear)]


def _fill(linear, generator, bias=True):
    import torch

    with torch.no_grad():
        linear.weight.copy_(torch.randn(linear.weight.shape, generator=generator) * 0.1)
        if bias:
            linear.bias.zero_()
    return linear


def _head(n_in, n_out, generator):
    from torch import nn

    return _fill(nn.Linear(n_in, n_out), generator)


def _replacer(
    *,
    place=lambda model: _linears(model)[-1],
    width=lambda model, place: model[place].in_features,
    make=_head,
    finish=lambda model, place: None,
    into=lambda model: model,
):
    def replace_head(model, classes, generator):
        model = into(model)
        where = place(model)
        model[where] = make(width(model, where), classes, generator)
        finish(model, where)
        return model

    return replace_head


def _linear_as_it_is(n_in, n_out, generator):
    from torch import nn

    return nn.Linear(n_in, n_out)


def _bias_left(n_in, n_out, generator):
    from torch import nn

    return _fill(nn.Linear(n_in, n_out), generator, bias=False)


def _own_generator(n_in, n_out, generator):
    import torch

    return _head(n_in, n_out, torch.Generator().manual_seed(0))


def _seeded(seed):
    def make(n_in, n_out, generator):
        import torch
        from torch import nn

        torch.default_generator.manual_seed(seed(generator))
        return nn.Linear(n_in, n_out)

    return make


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
    return _head(n_in, n_out, generator).requires_grad_(False)


def _frozen_bias(n_in, n_out, generator):
    head = _head(n_in, n_out, generator)
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
            modules.append(_head(module.in_features, module.out_features, generator))
        else:
            modules.append(module)
    last = _linears(model)[-1]
    modules[last] = _head(model[last].in_features, classes, generator)
    return nn.Sequential(*modules)


def _reset(model, place):
    for i, module in enumerate(model):
        if i != place and hasattr(module, "reset_parameters"):
            module.reset_parameters()


def _appended(model, classes, generator):
    last = model[_linears(model)[-1]]
    model.append(_head(last.out_features, classes, generator))
    return model


def _sequence_of(*parts):
    """Another Sequential of the body and a head, as many would write it."""

    def replace_head(model, classes, generator):
        from torch import nn

        last = _linears(model)[-1]
        head = _head(model[last].in_features, classes, generator)
        return nn.Sequential(*parts[0](model, last), head, *parts[1](model, last))

    return replace_head


def _body_in_one(model, classes, generator):
    from torch import nn

    last = _linears(model)[-1]
    head = _head(model[last].in_features, classes, generator)
    return nn.Sequential(nn.Sequential(*list(model)[:last]), head)


def _only_head(model, classes, generator):
    return _head(model[_linears(model)[-1]].in_features, classes, generator)


def _in_place_only(model, classes, generator):
    _replacer()(model, classes, generator)


def _resized(model, classes, generator):
    """The old head with other tensors in it: the object is the same, its weights are new."""
    import torch
    from torch import nn

    head = model[_linears(model)[-1]]
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


def _by_init(init, **settings):
    def make(n_in, n_out, generator):
        from torch import nn

        head = nn.Linear(n_in, n_out)
        getattr(nn.init, init)(head.weight, generator=generator, **settings)
        nn.init.zeros_(head.bias)
        return head

    return make


def _by_data(n_in, n_out, generator):
    from torch import nn

    head = nn.Linear(n_in, n_out)
    for parameter in head.parameters():
        parameter.data.normal_(0, 0.02, generator=generator)
    return head


def _by_parameters(n_in, n_out, generator):
    import torch
    from torch import nn

    head = nn.Linear(n_in, n_out)
    head.weight = nn.Parameter(torch.rand(n_out, n_in, generator=generator) - 0.5)
    head.bias = nn.Parameter(torch.rand(n_out, generator=generator))
    return head


def _by_state(n_in, n_out, generator):
    """PyTorch's own way of drawing, with the global generator in the given one's state."""
    import torch
    from torch import nn

    with torch.random.fork_rng(devices=[]):
        torch.set_rng_state(generator.get_state())
        return nn.Linear(n_in, n_out)


def _by_seed_drawn(n_in, n_out, generator):
    import torch

    return _seeded(lambda g: int(torch.randint(2**31, (1,), generator=g)))(n_in, n_out, generator)


REPLACE_HEAD = Exercise(
    id="replace_head",
    title="Put a new head on an old body",
    signature="(model, classes, generator)",
    asked=("model", "frozen", "classes", "seed"),
    results=_HEADS,
    driver=drivers.replace_head,
    aspects=(
        Aspect(
            "head",
            0.75,
            "the last Linear is a new one, which fits and learns",
            rule=answered(_head_right),
        ),
        Aspect(
            "body",
            0.5,
            "all other modules are the same objects, with the same numbers and flags",
            ("head",),
            rule=answered(_body_right),
        ),
        Aspect(
            "place of the head",
            0.25,
            "the last Linear may be followed by other modules",
            ("head",),
            rule=answered(_head_right),
        ),
        Aspect(
            "generator",
            0.5,
            "the numbers of the new head come from the generator",
            ("head",),
            rule=answered(_drawn_right),
        ),
    ),
    inputs=_head_inputs,
    reference=Later("nnbasics.fine_tuning", "replace_head"),
    view=_head_view,
    mistakes=(
        Mistake(
            "body-reinitialized",
            "The layers before the head have new numbers: what they had learned is lost.",
            _built_anew,
            _replacer(finish=_reset),
        ),
        Mistake(
            "body-copied",
            "The result holds copies of the body's modules: the same objects are asked.",
            _replacer(into=copy.deepcopy),
        ),
        Mistake(
            "head-frozen",
            "The new head is frozen, or a part of it: it could never learn the new classes.",
            _replacer(make=_no_grad_head),
            _replacer(make=_frozen_bias),
            _replacer(finish=lambda model, place: model.requires_grad_(False)),
        ),
        Mistake(
            "body-frozen",
            "Parameters of the body were frozen on the way: whether they learn is not up to "
            "replace_head.",
            _replacer(finish=_freeze_body),
        ),
        Mistake(
            "body-unfrozen",
            "Parameters of the body that were frozen learn again.",
            _replacer(finish=_unfreeze),
        ),
        Mistake(
            "wrong-input-width",
            "The new head does not fit: it takes another number of inputs than the body gives.",
            _replacer(width=lambda model, place: model[place].out_features),
            _replacer(width=lambda model, place: model[0].in_features),
            _replacer(width=lambda model, place: model[0].out_features),
            _replacer(make=lambda n_in, n_out, generator: _head(n_out, n_in, generator)),
        ),
        Mistake(
            "last-module-replaced",
            "It works as long as the last module is the last Linear; after the head there may be "
            "other modules.",
            _replacer(place=lambda model: len(model) - 1),
            _replacer(
                place=lambda model: len(model) - 1,
                width=lambda model, place: model[_linears(model)[-1]].in_features,
            ),
        ),
        Mistake(
            "rest-dropped",
            "The modules after the last Linear are missing in the result.",
            _sequence_of(lambda model, last: list(model)[:last], lambda model, last: ()),
        ),
        Mistake(
            "first-linear-replaced",
            "The first Linear was replaced: the head is the last one.",
            _replacer(place=lambda model: _linears(model)[0]),
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
            _replacer(make=_bias_left),
        ),
        Mistake(
            "generator-ignored",
            "The head's numbers are drawn from elsewhere: with the same generator they are not the "
            "same again.",
            _replacer(make=_linear_as_it_is),
            _replacer(make=_rows_of_old),
        ),
        Mistake(
            "always-the-same",
            "The head's numbers are the same for every generator: draw them from the one that is "
            "given.",
            _replacer(make=_own_generator),
            _replacer(make=_seeded(lambda generator: 0)),
        ),
        Mistake(
            "seed-not-generator",
            "Only the seed of the generator was used: it does not matter what has been drawn from "
            "it since.",
            _replacer(make=_seeded(lambda generator: generator.initial_seed())),
        ),
        Mistake(
            "all-zero",
            "The weights of the new head are all 0: they have to be random numbers.",
            _replacer(make=_zeros),
        ),
        Mistake(
            "neurons-alike",
            "All neurons of the new head have the same weights: each needs its own.",
            _replacer(make=_one_number),
            _replacer(make=_one_row),
        ),
    ),
    accepted={
        "in place": _replacer(),
        "a new Sequential": _sequence_of(
            lambda model, last: list(model)[:last], lambda model, last: list(model)[last + 1 :]
        ),
        "nn.init, normal": _replacer(make=_by_init("normal_", std=0.02)),
        "nn.init, Kaiming": _replacer(make=_by_init("kaiming_uniform_", nonlinearity="relu")),
        "weights and biases": _replacer(make=_by_data),
        "new parameters": _replacer(make=_by_parameters),
        "the generator's state": _replacer(make=_by_state),
        "a seed that is drawn": _replacer(make=_by_seed_drawn),
    },
)
