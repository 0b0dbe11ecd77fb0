"""The exercise `fine_tune`: Adam on what is not frozen, judged by losses and parameters."""

import copy

import numpy as np

from nngrader.compare import kind_of
from nngrader.declare import Aspect, Case, Exercise, Mistake
from nngrader.inside.drivers import m08 as drivers
from nngrader.inside.observe import Outcome
from nngrader.inside.plain import Opaque
from nngrader.later import Later
from nngrader.modules.m08_fine_tuning.parts import answered, difference, draw

_TINY = "nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 2))"
_RELU = "nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 4), nn.ReLU(), nn.Linear(4, 3))"
_ONE = "nn.Sequential(nn.Linear(4, 3))"
_DROPOUT = "nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 2))"
_FIRST = ["0.weight", "0.bias"]
_SECOND = ["2.weight", "2.bias"]

# Adam's first steps are as long as the learning rate, whatever the gradient: rounding may move
# a parameter by a small part of that.
_PART_OF_STEP = 1e-3


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(
        model: str, frozen: list[str], n: int, d: int, classes: int, steps: int, lr: float,
        aspect: str, label: str = "",
    ) -> Case:  # fmt: skip
        labels = rng.permutation(np.resize(np.arange(classes), n))
        seed = int(rng.integers(1_000_000))
        return Case(model, frozen, draw(rng, n, d), labels, steps, lr, seed,
                    aspect=aspect, label=label)  # fmt: skip

    training, losses, mode = "training", "losses", "training mode"
    stay, parts = "frozen stay", "parts of layers are frozen"
    return [
        case(_TINY, [], 4, 2, 2, 3, 0.1, training, "nothing is frozen"),
        case(_RELU, [], 7, 3, 3, 4, 0.05, training, "nothing is frozen"),
        case(_ONE, [], 1, 4, 3, 3, 0.3, training, "a single sample"),
        case(_TINY, [], 4, 2, 2, 3, 0.1, losses),
        case(_RELU, [], 8, 3, 3, 3, 0.05, losses),
        case(_ONE, [], 3, 4, 3, 1, 0.1, losses, "one step"),
        case(_TINY, [], 3, 2, 2, 0, 0.1, losses, "no step"),
        case(_TINY, _FIRST, 4, 2, 2, 3, 0.5, stay, "the first layer is frozen"),
        case(_RELU, [*_FIRST, *_SECOND], 6, 3, 3, 3, 0.1, stay, "only the head learns"),
        case(_RELU, [*_FIRST, "2.weight", "4.bias"], 5, 3, 3, 3, 0.1, stay, parts),
        case(_DROPOUT, _FIRST, 6, 3, 2, 3, 0.1, mode, "a model with dropout, in evaluation mode"),
    ]


# ---------------------------------------------------------------- rules


def _trained(case: Case, expected: tuple, got: tuple) -> str | None:
    """The parameters that learn; the frozen ones have a rule of their own."""
    lr, frozen = case.args[5], case.args[1]
    for (name, right), (_, numbers) in zip(expected[2], got[2], strict=True):
        if name not in frozen:
            fault = difference((right,), (numbers,), (name,), atol=_PART_OF_STEP * lr)
            if fault:
                return f"{fault} (after the last step)"
    return None


def _losses_right(case: Case, expected: tuple, got: tuple) -> str | None:
    right, losses = expected[0], got[0]
    if isinstance(losses, (list, tuple)) and losses and isinstance(losses[0], Opaque):
        return f"losses[0] is of type {losses[0].type_name}: a Python number is asked"
    if not isinstance(losses, (list, tuple, np.ndarray)) or np.ndim(losses) != 1:
        return f"the result is {kind_of(losses)}: a list with a number for each step is asked"
    if len(losses) != len(right):
        return f"the result has length {len(losses)}: {len(right)} losses are asked"
    names = tuple(f"losses[{i}]" for i in range(len(right)))
    as_arrays = ([np.asarray(loss, np.float32) for loss in each] for each in (right, losses))
    return difference(*as_arrays, names, atol=1e-5)


def _frozen_stay(case: Case, expected: tuple, got: tuple) -> str | None:
    for name, change in got[3]:
        if change.any():
            return f"{name} was frozen, and it has moved"
    for name, _ in got[2]:
        if name in expected[1] and name not in got[1]:
            return f"{name} can't learn any more after the call"
        if name in got[1] and name not in expected[1]:
            return f"{name} was frozen, and is not frozen any more after the call"
    return _trained(case, expected, got)


def _in_training_mode(case: Case, expected: tuple, got: tuple) -> str | None:
    if not got[4]:
        return None
    return (
        f"module {got[4][0]} of the model was in evaluation mode while the model learned: dropout "
        "does nothing then"
    )


def _view(case: Case, outcome: Outcome) -> object:
    if outcome.error:
        return outcome.error.types[0]
    losses, learns, numbers, _, evaluating = outcome.value
    if case.aspect == "training mode":  # what dropout leaves out is random
        return evaluating
    shown = [_shown(x) for x in losses] if isinstance(losses, (list, tuple)) else _shown(losses)
    return [shown, learns, [array for _, array in numbers], evaluating]


def _shown(loss: object) -> object:
    if isinstance(loss, Opaque):
        return "Opaque"
    return np.float32(loss) if isinstance(loss, float) else loss


# ------------------------------------------------------- one thing changed, one mistake


def _torch():
    import torch

    return torch


def _trainable(model):
    return [p for p in model.parameters() if p.requires_grad]


def _adam(parameters, lr):
    return _torch().optim.Adam(parameters, lr=lr)


def _cross_entropy(logits, labels):
    return _torch().nn.functional.cross_entropy(logits, labels)


def _tuner(
    *,
    prepare=lambda model: model.train(),
    parameters=_trainable,
    optimizer=_adam,
    loss_of=_cross_entropy,
    rows=lambda X, labels, generator: (X, labels),
    order=("zero_grad", "backward", "step"),
    noted=lambda loss: loss.item(),
    count=lambda steps: steps,
    finish=lambda model: None,
    result=lambda losses: losses,
):
    """Right, and easy to change."""

    def fine_tune(model, X, labels, steps, lr, generator):
        prepare(model)
        descent = optimizer(parameters(model), lr)
        losses = []
        for _ in range(count(steps)):
            some, their_labels = rows(X, labels, generator)
            loss = loss_of(model(some), their_labels)
            for name in order:
                loss.backward() if name == "backward" else getattr(descent, name)()
            losses.append(noted(loss))
        finish(model)
        return result(losses)

    return fine_tune


def _unfreezes(model):
    model.train()
    model.requires_grad_(True)


def _freezes_again(model, X, labels, steps, lr, generator):
    frozen = [p for p in model.parameters() if not p.requires_grad]
    losses = _tuner(prepare=_unfreezes)(model, X, labels, steps, lr, generator)
    for parameter in frozen:
        parameter.requires_grad_(False)
    return losses


def _decays_everything(model, X, labels, steps, lr, generator):
    torch = _torch()
    losses = []
    optimizer = _adam(_trainable(model), lr)
    model.train()
    for _ in range(steps):
        losses += _tuner(optimizer=lambda parameters, lr: optimizer)(model, X, labels, 1, lr, None)
        with torch.no_grad():
            for parameter in model.parameters():
                parameter *= 1 - 0.01 * lr
    return losses


def _with_new_optimizers(model, X, labels, steps, lr, generator):
    step = _tuner()
    return [step(model, X, labels, 1, lr, generator)[0] for _ in range(steps)]


def _after_each_step(model, X, labels, steps, lr, generator):
    torch = _torch()
    optimizer = _adam(_trainable(model), lr)
    losses = []
    for _ in range(steps):
        _tuner(optimizer=lambda parameters, lr: optimizer)(model, X, labels, 1, lr, generator)
        with torch.no_grad():
            losses.append(_cross_entropy(model(X), labels).item())
    return losses


def _start_and_all_steps(model, X, labels, steps, lr, generator):
    losses = _tuner()(model, X, labels, steps, lr, generator)
    with _torch().no_grad():
        return [*losses, _cross_entropy(model(X), labels).item()]


def _half_of_the_rows(X, labels, generator):
    half = _torch().randperm(len(X), generator=generator)[: (len(X) + 1) // 2]
    return X[half], labels[half]


def _one_row_each(X, labels, generator):
    i = int(_torch().randint(len(X), (1,), generator=generator))
    return X[i : i + 1], labels[i : i + 1]


def _on_a_copy(model, X, labels, steps, lr, generator):
    return _tuner()(copy.deepcopy(model), X, labels, steps, lr, generator)


def _last_layer(model):
    return list(model[-1].parameters())


def _softmax_first(logits, labels):
    return _cross_entropy(logits.softmax(dim=1), labels)


def _squares(logits, labels):
    functional = _torch().nn.functional
    one_hot = functional.one_hot(labels, logits.shape[1]).float()
    return functional.mse_loss(logits.softmax(dim=1), one_hot)


# ---------------------------------------------------------------- right answers


def _by_hand(model, X, labels, steps, lr, generator):
    """Adam as in module 6, on tensors."""
    torch = _torch()
    model.train()
    learning = [p for p in model.parameters() if p.requires_grad]
    means = [torch.zeros_like(p) for p in learning]
    squares = [torch.zeros_like(p) for p in learning]
    losses = []
    for t in range(1, steps + 1):
        loss = _cross_entropy(model(X), labels)
        grads = torch.autograd.grad(loss, learning)
        losses.append(float(loss))
        with torch.no_grad():
            for p, g, m, v in zip(learning, grads, means, squares, strict=True):
                m.mul_(0.9).add_(g, alpha=0.1)
                v.mul_(0.999).addcmul_(g, g, value=0.001)
                p -= lr * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)).sqrt() + 1e-8)
    return losses


def _by_logarithms(logits, labels):
    torch = _torch()
    log_p = logits - torch.logsumexp(logits, dim=1, keepdim=True)
    return -log_p[torch.arange(len(labels)), labels].mean()


def _cleared_after(model, X, labels, steps, lr, generator):
    torch = _torch()
    was_training = model.training
    model.train()
    optimizer = torch.optim.Adam(filter(lambda p: p.requires_grad, model.parameters()), lr)
    loss_function = torch.nn.CrossEntropyLoss()
    losses = np.zeros(steps)
    for i in range(steps):
        loss = loss_function(model(X), labels)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=False)
        losses[i] = loss.detach().numpy()
    model.train(was_training)
    return losses


def _shuffled(X, labels, generator):
    order = _torch().randperm(len(X), generator=generator)
    return X[order], labels[order]


def _one_at_a_time(parameters, lr):
    return _torch().optim.Adam(parameters, lr=lr, betas=(0.9, 0.999), eps=1e-8, foreach=False)


FINE_TUNE = Exercise(
    id="fine_tune",
    title="Fine-tune",
    signature="(model, X, labels, steps, lr, generator)",
    asked=("model", "frozen", "X", "labels", "steps", "lr", "seed"),
    results=("losses", "learns", "parameters", "changes of the frozen", "in evaluation mode"),
    driver=drivers.fine_tune,
    aspects=(
        Aspect(
            "training",
            1.5,
            "the parameters after the last step, when all of them learn",
            rule=answered(_trained),
        ),
        Aspect(
            "losses",
            1.0,
            "a list with the loss before each step",
            ("training",),
            rule=answered(_losses_right),
        ),
        Aspect(
            "frozen stay",
            1.0,
            "what is frozen does not move, and the rest learns",
            ("training",),
            rule=answered(_frozen_stay),
        ),
        Aspect(
            "training mode",
            0.5,
            "the model is in training mode while it learns",
            ("training",),
            rule=answered(_in_training_mode),
        ),
    ),
    inputs=_inputs,
    reference=Later("nnbasics.fine_tuning", "fine_tune"),
    view=_view,
    mistakes=(
        Mistake(
            "losses-are-tensors",
            "The losses are tensors: each of them keeps its whole graph, or at least its type. "
            "Numbers are asked.",
            _tuner(noted=lambda loss: loss),
            _tuner(noted=lambda loss: loss.detach()),
            _tuner(result=lambda losses: _torch().tensor(losses)),
        ),
        Mistake(
            "eval-mode",
            "The model was in evaluation mode while it learned: it comes so, and has to be set to "
            "training mode first.",
            _tuner(prepare=lambda model: None),
            _tuner(prepare=lambda model: model.eval()),
        ),
        Mistake(
            "all-parameters",
            "All parameters learn, the frozen ones too: they were set to learn again.",
            _tuner(prepare=_unfreezes),
        ),
        Mistake(
            "frozen-moved",
            "Frozen parameters have moved: something other than the optimizer's step has changed "
            "them, or they were set to learn in between.",
            _freezes_again,
            _decays_everything,
        ),
        Mistake(
            "frozen-afterwards",
            "Parameters that learned are frozen after the call: only their numbers should change.",
            _tuner(finish=lambda model: model.requires_grad_(False)),
        ),
        Mistake(
            "last-layer-only",
            "Only the last layer learns, whichever parameters are frozen.",
            _tuner(parameters=_last_layer),
        ),
        Mistake(
            "no-zero-grad",
            "The gradients of all steps add up: they were not set back.",
            _tuner(order=("backward", "step")),
        ),
        Mistake(
            "no-update",
            "The parameters stay as they are: no step was taken, or without gradients.",
            _tuner(order=("zero_grad", "backward")),
            _tuner(order=("backward", "zero_grad", "step")),
        ),
        Mistake(
            "trains-a-copy",
            "The model that was given stays as it is: a copy of it was trained.",
            _on_a_copy,
        ),
        Mistake(
            "step-before-backward",
            "The step was taken before the gradients were there: it used those of the round "
            "before, or none.",
            _tuner(order=("step", "zero_grad", "backward")),
            _tuner(order=("step", "backward")),
        ),
        Mistake(
            "optimizer-in-loop",
            "Adam forgets its averages in each round: it was made anew inside the loop.",
            _with_new_optimizers,
        ),
        Mistake(
            "sgd-instead",
            "The steps are those of plain gradient descent: Adam is asked.",
            _tuner(optimizer=lambda parameters, lr: _torch().optim.SGD(parameters, lr=lr)),
            _tuner(
                optimizer=lambda parameters, lr: _torch().optim.SGD(parameters, lr=lr, momentum=0.9)
            ),
        ),
        Mistake(
            "adamw-instead",
            "The weights shrink besides: that is AdamW, or a weight decay. Plain Adam is asked.",
            _tuner(optimizer=lambda parameters, lr: _torch().optim.AdamW(parameters, lr=lr)),
            _tuner(
                optimizer=lambda parameters, lr: _torch().optim.Adam(
                    parameters, lr=lr, weight_decay=0.01
                )
            ),
        ),
        Mistake(
            "lr-ignored",
            "The learning rate that is given makes no difference.",
            _tuner(optimizer=lambda parameters, lr: _torch().optim.Adam(parameters)),
            _tuner(optimizer=lambda parameters, lr: _adam(parameters, 0.01)),
        ),
        Mistake(
            "ascent",
            "Each step goes uphill: the losses rise.",
            _tuner(
                optimizer=lambda parameters, lr: _torch().optim.Adam(
                    parameters, lr=lr, maximize=True
                )
            ),
            _tuner(loss_of=lambda logits, labels: -_cross_entropy(logits, labels)),
        ),
        Mistake(
            "softmax-before-loss",
            "There is a softmax too much: PyTorch's cross-entropy takes logits.",
            _tuner(loss_of=_softmax_first),
        ),
        Mistake(
            "mse-instead",
            "The loss is a mean of squares: the cross-entropy is asked.",
            _tuner(loss_of=_squares),
        ),
        Mistake(
            "sum-not-mean",
            "The losses of the samples were added: their mean is asked.",
            _tuner(
                loss_of=lambda logits, labels: _torch().nn.functional.cross_entropy(
                    logits, labels, reduction="sum"
                )
            ),
            _tuner(
                loss_of=lambda logits, labels: (
                    _torch().nn.functional.cross_entropy(logits, labels) * len(labels)
                )
            ),
        ),
        Mistake(
            "mini-batches",
            "Some of the samples were used in a step: each step takes all of them.",
            _tuner(rows=_half_of_the_rows),
            _tuner(rows=_one_row_each),
            _tuner(rows=lambda X, labels, generator: (X[:1], labels[:1])),
        ),
        Mistake(
            "losses-after-step",
            "The losses were measured after the steps: each is asked before its step.",
            _after_each_step,
        ),
        Mistake(
            "one-loss-too-many",
            "There is one loss too many: that after the last step is not asked.",
            _start_and_all_steps,
        ),
        Mistake(
            "one-loss-only",
            "The loss of one step came back, or the mean: a list with that of each step is asked.",
            _tuner(result=lambda losses: losses[-1] if losses else None),
            _tuner(result=lambda losses: losses[-1:]),
            _tuner(result=lambda losses: sum(losses) / max(len(losses), 1)),
        ),
        Mistake(
            "steps-miscounted",
            "There was one step too many, or one too few.",
            _tuner(count=lambda steps: max(steps - 1, 0)),
            _tuner(count=lambda steps: steps + 1),
        ),
        Mistake(
            "one-step-only",
            "Only one step was taken.",
            _tuner(count=lambda steps: min(steps, 1)),
        ),
        Mistake(
            "rounded",
            "The losses are rounded; all digits are asked.",
            _tuner(noted=lambda loss: round(loss.item(), 2)),
            _tuner(noted=lambda loss: round(loss.item(), 3)),
        ),
        Mistake(
            "no-result",
            "The training is right; the list of losses is not returned.",
            _tuner(result=lambda losses: None),
        ),
    ),
    accepted={
        "what can learn": _tuner(),
        "all parameters": _tuner(parameters=lambda model: model.parameters()),
        "cleared after the step": _cleared_after,
        "Adam by hand": _by_hand,
        "logarithms": _tuner(loss_of=_by_logarithms),
        "shuffled": _tuner(rows=_shuffled),
        "one at a time": _tuner(optimizer=_one_at_a_time, noted=float),
    },
)
