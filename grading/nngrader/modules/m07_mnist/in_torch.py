"""The same in PyTorch: `build_torch_mlp` and `torch_train_step`.

torch is imported inside of functions: every command reads the declarations, and few need it.
"""

from collections.abc import Callable

import numpy as np

from nngrader.compare import compare, kind_of
from nngrader.declare import Aspect, Case, Exercise, Mistake
from nngrader.inside.drivers import m07 as drivers
from nngrader.inside.observe import Outcome
from nngrader.later import Later
from nngrader.modules.m04_backprop.parts import draw, raised

# ---------------------------------------------------------------- build_torch_mlp


def _build_inputs(rng: np.random.Generator) -> list[Case]:
    def case(*sizes: int, rows: int = 4, aspect: str = "layers", **about: object) -> Case:
        seed = int(rng.integers(1_000_000))
        return Case(list(sizes), 3 * draw(rng, rows, sizes[0]), seed, aspect=aspect, **about)

    return [
        case(4, 3, 2),
        case(3, 6, 5, 2),
        case(5, 4, 4, 3, 6, label="four layers"),
        case(4, 3, 2, rows=30, aspect="logits"),
        case(3, 6, 5, 4, rows=30, aspect="logits"),
        case(784, 128, 64, 10, rows=2, aspect="logits", label="the network of the lesson"),
        case(4, 3, aspect="any depth", rows=20, label="a single layer"),
        case(2, 7, 1, aspect="any depth", rows=20, label="one output"),
        case(1, 2, 3, 2, 3, 2, aspect="any depth", rows=1, label="five layers, a single sample"),
    ]


def _wanted(sizes: list[int]) -> list[str]:
    found = []
    for fan_in, fan_out in zip(sizes[:-1], sizes[1:], strict=True):
        found += [f"Linear({fan_in}, {fan_out})", "ReLU"]
    return found[:-1]


def _has_layers(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    if outcome.error:
        return raised(outcome)
    kind, modules, learn, *_ = outcome.value
    if not isinstance(kind, str):
        return f"the result is {kind_of(kind)}: an nn.Sequential is asked"
    if kind != "Sequential":
        return f"the result is of type {kind}: an nn.Sequential is asked"
    wanted = _wanted(case.args[0])
    if modules != wanted:
        return f"its modules are {_listed(modules)}; asked are {_listed(wanted)}"
    return None if learn else "not all of its parameters can learn"


def _listed(modules: list[str]) -> str:
    return ", ".join(modules) or "none"


def _gives_logits(
    exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome
) -> str | None:
    fault = _has_layers(exercise, case, expected, outcome)
    return fault or _forward_fault(case, outcome)


def _forward_fault(case: Case, outcome: Outcome) -> str | None:
    """Whether the outputs are those of a ReLU network with the numbers of its state."""
    sizes, X = case.args[:2]
    _, _, _, state, output = outcome.value
    A = X.astype(np.float32)
    if len(state) != 2 * (len(sizes) - 1):
        return f"it has {len(state)} parameters, a weight and a bias for each layer are asked"
    for i in range(0, len(state), 2):
        (_, weight), (_, bias) = state[i : i + 2]
        A = A @ weight.T + bias
        A = np.maximum(A, 0) if i + 2 < len(state) else A
    return compare(A, output, results=()).difference


def _build_view(case: Case, outcome: Outcome) -> object:
    """What it is made of: its numbers were drawn."""
    if outcome.error:
        return outcome.error.types[0]
    kind, modules, learn, state, _ = outcome.value
    shapes = [f"{array.shape}" for _, array in state]
    return [kind if isinstance(kind, str) else kind_of(kind), *modules, str(learn), *shapes]


def _sequential(modules: list) -> object:
    from torch import nn

    return nn.Sequential(*modules)


def _builder(
    *,
    linear: Callable = lambda nn, fan_in, fan_out: nn.Linear(fan_in, fan_out),
    between: Callable = lambda nn: [nn.ReLU()],
    at_end: Callable = lambda nn: [],
    widths: Callable = lambda sizes: sizes,
    finish: Callable = _sequential,
) -> Callable:
    """As it should be, but for what is given."""

    def build_torch_mlp(sizes):
        from torch import nn

        modules = []
        sizes = widths(list(sizes))
        for i in range(len(sizes) - 1):
            modules.append(linear(nn, sizes[i], sizes[i + 1]))
            if i < len(sizes) - 2:
                modules += between(nn)
        return finish(modules + at_end(nn))

    return build_torch_mlp


def _first_relu_only(sizes):
    from torch import nn

    layers = [nn.Linear(a, b) for a, b in zip(sizes[:-1], sizes[1:], strict=True)]
    return nn.Sequential(*layers[:1], *([nn.ReLU()] if len(layers) > 1 else []), *layers[1:])


def _adding_modules(sizes):
    from torch import nn

    model = nn.Sequential()
    for i, (fan_in, fan_out) in enumerate(zip(sizes, sizes[1:], strict=False), start=1):
        model.add_module(f"layer{i}", nn.Linear(fan_in, fan_out))
        if i < len(sizes) - 1:
            model.add_module(f"relu{i}", nn.ReLU())
    return model


def _nested(sizes):
    from torch import nn

    blocks = [
        nn.Sequential(nn.Linear(sizes[i], sizes[i + 1]), nn.ReLU()) for i in range(len(sizes) - 2)
    ]
    return nn.Sequential(*blocks, nn.Linear(sizes[-2], sizes[-1]))


def _one_relu(sizes):
    from torch import nn

    relu, modules = nn.ReLU(inplace=True), []
    for a, b in zip(sizes[:-1], sizes[1:], strict=True):
        modules.extend((nn.Linear(a, b), relu))
    return nn.Sequential(*modules[:-1])


def _own_weights(sizes):
    from torch import nn

    model = _builder()(sizes)
    for module in model:
        if isinstance(module, nn.Linear):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
            nn.init.zeros_(module.bias)
    return model


def _frozen(modules):
    model = _sequential(modules)
    for parameter in model.parameters():
        parameter.requires_grad = False
    return model


def _without_gradients(modules):
    from torch import nn

    return nn.ModuleList(modules)


BUILD_TORCH_MLP = Exercise(
    id="build_torch_mlp",
    title="Build the network in PyTorch",
    signature="(sizes)",
    asked=("sizes", "X", "seed"),
    results=("type", "modules", "all parameters learn", "state", "outputs for X"),
    aspects=(
        Aspect("layers", 1.0, "an nn.Sequential of Linear and ReLU", rule=_has_layers),
        Aspect(
            "logits",
            0.5,
            "its outputs are those of a ReLU network with its weights",
            ("layers",),
            rule=_gives_logits,
        ),
        Aspect("any depth", 0.5, "one layer or many", ("layers",), rule=_gives_logits),
    ),
    inputs=_build_inputs,
    reference=Later("nnbasics.torch_networks", "build_torch_mlp"),
    driver=drivers.build,
    view=_build_view,
    mistakes=(
        Mistake(
            "softmax-at-end",
            "A softmax stands at the end: logits are asked, because PyTorch's cross-entropy has "
            "the softmax in it.",
            _builder(at_end=lambda nn: [nn.Softmax(dim=1)]),
            _builder(at_end=lambda nn: [nn.LogSoftmax(dim=1)]),
            _builder(at_end=lambda nn: [nn.Softmax(dim=-1)]),
        ),
        Mistake(
            "relu-at-end",
            "A ReLU stands after the last layer, too: then no logit can be negative.",
            _builder(at_end=lambda nn: [nn.ReLU()]),
        ),
        Mistake(
            "no-nonlinearity",
            "There is nothing between the layers: then they are no more than a single one.",
            _builder(between=lambda nn: []),
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
                _builder(between=lambda nn, name=name: [getattr(nn, name)()])
                for name in ("Sigmoid", "Tanh", "GELU", "SiLU", "LeakyReLU")
            ),
        ),
        Mistake(
            "sigmoid-at-end",
            "A sigmoid stands at the end: logits are asked.",
            _builder(at_end=lambda nn: [nn.Sigmoid()]),
        ),
        Mistake(
            "no-bias",
            "The layers have no bias: each neuron has one.",
            _builder(linear=lambda nn, fan_in, fan_out: nn.Linear(fan_in, fan_out, bias=False)),
        ),
        Mistake(
            "widths-turned-round",
            "The widths of the layers have changed places: the inputs come first, in `sizes` and "
            "in nn.Linear.",
            _builder(linear=lambda nn, fan_in, fan_out: nn.Linear(fan_out, fan_in)),
            _builder(widths=lambda sizes: sizes[::-1]),
        ),
        Mistake(
            "hidden-layers-missing",
            "It has too few layers: there is one between each two widths that are neighbors.",
            _builder(widths=lambda sizes: [sizes[0], sizes[-1]]),
            _builder(widths=lambda sizes: [*sizes[:2], sizes[-1]]),
            _builder(widths=lambda sizes: sizes[:-1]),
        ),
        Mistake(
            "fixed-sizes",
            "The widths are always the same: they have to be those in `sizes`.",
            _builder(widths=lambda sizes: [784, 128, 64, 10]),
        ),
        Mistake(
            "more-than-asked",
            "There are modules of other kinds between the layers: only Linear and ReLU are asked.",
            _builder(between=lambda nn: [nn.ReLU(), nn.Dropout(0.5)]),
            _builder(between=lambda nn: [nn.ReLU(), nn.Dropout(0.2)]),
        ),
        Mistake(
            "list-of-layers",
            "The layers are right, but they stand in a list: a network is asked, an nn.Sequential.",
            _builder(finish=lambda modules: modules),
            _builder(finish=_without_gradients),
        ),
        Mistake(
            "frozen",
            "Its parameters can't learn: something has set requires_grad to False.",
            _builder(finish=_frozen),
        ),
    ),
    accepted={
        "add_module": _adding_modules,
        "nested": _nested,
        "one ReLU for all": _one_relu,
        "weights of its own": _own_weights,
    },
)

# ---------------------------------------------------------------- torch_train_step

_MLP = "nn.Sequential(nn.Linear({0}, {1}), nn.ReLU(), nn.Linear({1}, {2}))"
_NORMED = "nn.Sequential(nn.Linear({0}, {1}), nn.BatchNorm1d({1}), nn.ReLU(), nn.Linear({1}, {2}))"
_SGD = "torch.optim.SGD(model.parameters(), lr={0})"
_MOMENTUM = "torch.optim.SGD(model.parameters(), lr={0}, momentum=0.9)"


def _step_inputs(rng: np.random.Generator) -> list[Case]:
    def case(
        model: str,
        sizes: tuple[int, int, int],
        optimizer: str,
        rounds: int,
        rows: int = 6,
        mode: str = "train",
        **about: object,
    ) -> Case:
        batches = [
            (2 * draw(rng, rows, sizes[0]), rng.permutation(np.resize(np.arange(sizes[2]), rows)))
            for _ in range(rounds)
        ]
        seed = int(rng.integers(1_000_000))
        return Case(model.format(*sizes), optimizer, batches, mode, seed, **about)

    one, again, loss, kind, mode = (
        {"aspect": name}
        for name in ("one update", "several updates", "loss", "Python float", "train mode")
    )
    return [
        case("nn.Linear({0}, {2})", (2, 0, 3), _SGD.format(0.5), 1, 4, **one),
        case(_MLP, (3, 5, 2), _SGD.format(0.3), 1, **one),
        case(_MLP, (4, 6, 3), _MOMENTUM.format(0.2), 1, 1, label="a single sample", **one),
        case(_MLP, (3, 5, 4), _SGD.format(0.3), 3, **again),
        case(_MLP, (2, 6, 3), _MOMENTUM.format(0.1), 4, label="with momentum", **again),
        case(_MLP, (3, 4, 3), _SGD.format(0.5), 1, **loss),
        case(_MLP, (4, 5, 2), _SGD.format(0.4), 1, 9, **loss),
        case(_MLP, (2, 5, 3), _SGD.format(0.2), 1, **kind),
        case(_NORMED, (3, 5, 2), _SGD.format(0.3), 2, mode="eval",
             label="the model is in evaluation mode before each step", **mode),
        case(_NORMED, (4, 6, 3), _SGD.format(0.2), 1, label="it is in training mode", **mode),
    ]  # fmt: skip


def _steps(outcome: Outcome, part: int) -> list:
    return [step[part] for step in outcome.value]


def _updates(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    """The numbers of the model after each step."""
    if outcome.error:
        return raised(outcome)
    for i, (right, found) in enumerate(
        zip(_steps(expected, 2), _steps(outcome, 2), strict=True), start=1
    ):
        for (name, array), (_, got) in zip(right, found, strict=True):
            fault = compare([array], [got], results=(f"{name} after step {i}",)).difference
            if fault:
                return fault
    return None


def _loss_is_right(
    exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome
) -> str | None:
    if outcome.error:
        return raised(outcome)
    for right, found in zip(_steps(expected, 1), _steps(outcome, 1), strict=True):
        # Of what float32 makes of the order of a sum, a few of the last digits.
        if found is None or not np.isclose(found, right, rtol=1e-4, atol=1e-6):
            got = "no number" if found is None else f"{found:.7g}"
            return f"the loss is {got}, {right:.7g} is expected"
    return None


def _is_float(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    fault = _loss_is_right(exercise, case, expected, outcome)
    kind = "" if fault else _steps(outcome, 0)[0]
    if fault or kind == "float":
        return fault
    return f"the result is of type {kind}: a Python float is asked"


def _step_view(case: Case, outcome: Outcome) -> object:
    """The numbers, at the precision of float32, the type of the loss, and what was done when."""
    if outcome.error:
        return outcome.error.types[0]
    seen = []
    for kind, number, state, events in outcome.value:
        loss = "none" if number is None else np.float32(number)
        arrays = [np.asarray(array, dtype=np.float32) for _, array in state]
        seen.append([kind, loss, arrays, events])
    return seen


def _loss_of(model, X, labels):
    from torch.nn import functional

    return functional.cross_entropy(model(X), labels)


def _softmaxed(model, X, labels):
    import torch
    from torch.nn import functional

    return functional.cross_entropy(torch.softmax(model(X), dim=1), labels)


def _softmax_nll(model, X, labels):
    import torch
    from torch.nn import functional

    return functional.nll_loss(torch.softmax(model(X), dim=1), labels)


def _log_softmax_only(model, X, labels):
    import torch
    from torch.nn import functional

    return functional.nll_loss(torch.log_softmax(model(X), dim=1), labels)


def _by_hand(model, X, labels):
    import torch

    logits = model(X)
    logits = logits - logits.max(dim=1, keepdim=True).values
    log_P = logits - torch.log(torch.exp(logits).sum(dim=1, keepdim=True))
    return -log_P[torch.arange(len(X)), labels].mean()


def _one_hot_loss(model, X, labels):
    from torch.nn import functional

    logits = model(X)
    return functional.cross_entropy(logits, functional.one_hot(labels, logits.shape[1]).float())


def _summed(model, X, labels):
    from torch.nn import functional

    return functional.cross_entropy(model(X), labels, reduction="sum")


def _squared(model, X, labels):
    from torch.nn import functional

    logits = model(X)
    return functional.mse_loss(logits, functional.one_hot(labels, logits.shape[1]).float())


def _stepper(
    *,
    mode: Callable = lambda model: model.train(),
    loss_of: Callable = _loss_of,
    order: str = "zero loss backward step",
    zero: Callable = lambda model, optimizer: optimizer.zero_grad(),
    result: Callable = lambda loss, model, X, labels: loss.item(),
) -> Callable:
    """As it should be, but for what is given. order: what is done one after the other."""

    def torch_train_step(model, optimizer, X, labels):
        loss = None
        mode(model)
        for what in order.split():
            match what:
                case "zero":
                    zero(model, optimizer)
                case "loss":
                    loss = loss_of(model, X, labels)
                case "backward":
                    loss.backward()
                case "step":
                    optimizer.step()
        return result(loss, model, X, labels)

    return torch_train_step


def _with_closure(model, optimizer, X, labels):
    model.train()

    def closure():
        optimizer.zero_grad(set_to_none=False)
        loss = _loss_of(model, X, labels)
        loss.backward()
        return loss

    return optimizer.step(closure).item()


def _without_grad(model, optimizer, X, labels):
    import torch

    model.train()
    with torch.no_grad():
        return _loss_of(model, X, labels).item()


def _eval_after(model, optimizer, X, labels):
    loss = _stepper()(model, optimizer, X, labels)
    model.eval()
    return loss


TORCH_TRAIN_STEP = Exercise(
    id="torch_train_step",
    title="Take one step of training in PyTorch",
    signature="(model, optimizer, X, labels)",
    asked=("model", "optimizer", "batches of (X, labels)", "mode before", "seed"),
    aspects=(
        Aspect("one update", 1.25, "the model after one step", rule=_updates),
        Aspect(
            "several updates",
            0.75,
            "each step uses the gradient of its own batch only",
            ("one update",),
            rule=_updates,
        ),
        Aspect("loss", 0.25, "the loss before the update", ("one update",), rule=_loss_is_right),
        Aspect(
            "Python float",
            0.25,
            "the loss comes as a float",
            ("one update", "loss"),
            rule=_is_float,
        ),
        Aspect(
            "train mode",
            0.5,
            "the model is in training mode during the step",
            ("one update",),
            rule=_updates,
        ),
    ),
    inputs=_step_inputs,
    reference=Later("nnbasics.torch_networks", "torch_train_step"),
    driver=drivers.train_steps,
    view=_step_view,
    mistakes=(
        Mistake(
            "no-zero-grad",
            "The gradients of earlier batches are still in it: PyTorch adds new ones to old ones.",
            _stepper(order="loss backward step"),
        ),
        Mistake(
            "zero-grad-too-late",
            "The gradients are set to zero between backward and step: nothing is left to step "
            "with.",
            _stepper(order="loss backward zero step"),
        ),
        Mistake(
            "softmax-before-loss",
            "A softmax was taken before the cross-entropy, which has one in it: it asks for "
            "logits.",
            _stepper(loss_of=_softmaxed),
            _stepper(loss_of=_softmax_nll),
        ),
        Mistake(
            "step-before-backward",
            "The step was taken before the gradient was there: what does the optimizer find then?",
            _stepper(order="loss step zero backward"),
            _stepper(order="loss step backward zero"),
            _stepper(order="zero loss step backward"),
        ),
        Mistake(
            "no-backward",
            "No gradient was computed: the model stays as it was.",
            _stepper(order="zero loss step"),
            _without_grad,
        ),
        Mistake(
            "no-step",
            "The gradient is there, but the model stays as it was: nobody took the step.",
            _stepper(order="zero loss backward"),
        ),
        Mistake(
            "two-steps",
            "Two steps were taken: one update is asked.",
            _stepper(order="zero loss backward step step"),
        ),
        Mistake(
            "loss-is-tensor",
            "The step is right, but the loss is a tensor, to which the whole graph of the forward "
            "pass is attached: a Python float is asked.",
            _stepper(result=lambda loss, *rest: loss),
            _stepper(result=lambda loss, *rest: loss.detach()),
        ),
        Mistake(
            "loss-is-array",
            "The step is right, but the loss is NumPy's: a Python float is asked.",
            _stepper(result=lambda loss, *rest: loss.detach().numpy()),
            _stepper(result=lambda loss, *rest: np.float32(loss.item())),
        ),
        Mistake(
            "loss-after-update",
            "This is the loss after the update: the one is asked from which the gradient was "
            "computed.",
            _stepper(result=lambda loss, model, X, labels: _loss_of(model, X, labels).item()),
        ),
        Mistake(
            "loss-missing",
            "The step is right, but no loss came back. Is a `return` missing?",
            _stepper(result=lambda *all: None),
        ),
        Mistake(
            "eval-mode",
            "The model was in evaluation mode during the step: some layers work in another way "
            "then.",
            _stepper(mode=lambda model: model.eval()),
        ),
        Mistake(
            "mode-not-set",
            "The model stays in the mode in which it happens to be: somebody may have evaluated "
            "it just before.",
            _stepper(mode=lambda model: None),
        ),
        Mistake(
            "sum-not-mean",
            "The losses of the samples were added: their mean is asked.",
            _stepper(loss_of=_summed),
        ),
        Mistake(
            "squared-error",
            "This is the squared error of the logits: cross-entropy is asked.",
            _stepper(loss_of=_squared),
        ),
    ),
    accepted={
        "CrossEntropyLoss": _stepper(
            loss_of=lambda model, X, labels: __import__("torch").nn.CrossEntropyLoss()(
                model(X), labels
            ),
            result=lambda loss, *rest: float(loss),
        ),
        "log_softmax": _stepper(loss_of=_log_softmax_only),
        "by hand": _stepper(loss_of=_by_hand),
        "one-hot": _stepper(loss_of=_one_hot_loss),
        "cleared afterwards": _stepper(order="loss backward step zero"),
        "cleared between": _stepper(order="loss zero backward step"),
        "the model's zero_grad": _stepper(zero=lambda model, optimizer: model.zero_grad()),
        "a closure": _with_closure,
        "evaluation mode afterwards": _eval_after,
    },
)
