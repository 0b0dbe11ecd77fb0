"""Mistakes that are known with `fine_tune`, the most specific first."""

import copy

from nnexercises.m08_fine_tuning.fine_tune_parts import (
    adam,
    cross_entropy,
    imported_torch,
    trainable,
    tuner,
)
from nngrader.declare import Mistake


def _unfreezes(model):
    model.train()
    model.requires_grad_(True)


def _freezes_again(model, X, labels, steps, lr, generator):
    frozen = [p for p in model.parameters() if not p.requires_grad]
    losses = tuner(prepare=_unfreezes)(model, X, labels, steps, lr, generator)
    for parameter in frozen:
        parameter.requires_grad_(False)
    return losses


def _decays_everything(model, X, labels, steps, lr, generator):
    torch = imported_torch()
    losses = []
    optimizer = adam(trainable(model), lr)
    model.train()
    for _ in range(steps):
        losses += tuner(optimizer=lambda parameters, lr: optimizer)(model, X, labels, 1, lr, None)
        with torch.no_grad():
            for parameter in model.parameters():
                parameter *= 1 - 0.01 * lr
    return losses


def _with_new_optimizers(model, X, labels, steps, lr, generator):
    step = tuner()
    return [step(model, X, labels, 1, lr, generator)[0] for _ in range(steps)]


def _after_each_step(model, X, labels, steps, lr, generator):
    torch = imported_torch()
    optimizer = adam(trainable(model), lr)
    losses = []
    for _ in range(steps):
        tuner(optimizer=lambda parameters, lr: optimizer)(model, X, labels, 1, lr, generator)
        with torch.no_grad():
            losses.append(cross_entropy(model(X), labels).item())
    return losses


def _start_and_all_steps(model, X, labels, steps, lr, generator):
    losses = tuner()(model, X, labels, steps, lr, generator)
    with imported_torch().no_grad():
        return [*losses, cross_entropy(model(X), labels).item()]


def _half_of_the_rows(X, labels, generator):
    half = imported_torch().randperm(len(X), generator=generator)[: (len(X) + 1) // 2]
    return X[half], labels[half]


def _one_row_each(X, labels, generator):
    i = int(imported_torch().randint(len(X), (1,), generator=generator))
    return X[i : i + 1], labels[i : i + 1]


def _on_a_copy(model, X, labels, steps, lr, generator):
    return tuner()(copy.deepcopy(model), X, labels, steps, lr, generator)


def _last_layer(model):
    return list(model[-1].parameters())


def _softmax_first(logits, labels):
    return cross_entropy(logits.softmax(dim=1), labels)


def _squares(logits, labels):
    functional = imported_torch().nn.functional
    one_hot = functional.one_hot(labels, logits.shape[1]).float()
    return functional.mse_loss(logits.softmax(dim=1), one_hot)


MISTAKES = (
    Mistake(
        "losses-are-tensors",
        "The losses are tensors: each of them keeps its whole graph, or at least its type. "
        "Numbers are asked.",
        tuner(noted=lambda loss: loss),
        tuner(noted=lambda loss: loss.detach()),
        tuner(result=lambda losses: imported_torch().tensor(losses)),
    ),
    Mistake(
        "eval-mode",
        "The model was in evaluation mode while it learned: it comes so, and has to be set to "
        "training mode first.",
        tuner(prepare=lambda model: None),
        tuner(prepare=lambda model: model.eval()),
    ),
    Mistake(
        "all-parameters",
        "All parameters learn, the frozen ones too: they were set to learn again.",
        tuner(prepare=_unfreezes),
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
        tuner(finish=lambda model: model.requires_grad_(False)),
    ),
    Mistake(
        "last-layer-only",
        "Only the last layer learns, whichever parameters are frozen.",
        tuner(parameters=_last_layer),
    ),
    Mistake(
        "no-zero-grad",
        "The gradients of all steps add up: they were not set back.",
        tuner(order=("backward", "step")),
    ),
    Mistake(
        "no-update",
        "The parameters stay as they are: no step was taken, or without gradients.",
        tuner(order=("zero_grad", "backward")),
        tuner(order=("backward", "zero_grad", "step")),
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
        tuner(order=("step", "zero_grad", "backward")),
        tuner(order=("step", "backward")),
    ),
    Mistake(
        "optimizer-in-loop",
        "Adam forgets its averages in each round: it was made anew inside the loop.",
        _with_new_optimizers,
    ),
    Mistake(
        "sgd-instead",
        "The steps are those of plain gradient descent: Adam is asked.",
        tuner(optimizer=lambda parameters, lr: imported_torch().optim.SGD(parameters, lr=lr)),
        tuner(
            optimizer=lambda parameters, lr: imported_torch().optim.SGD(
                parameters, lr=lr, momentum=0.9
            )
        ),
    ),
    Mistake(
        "adamw-instead",
        "The weights shrink besides: that is AdamW, or a weight decay. Plain Adam is asked.",
        tuner(optimizer=lambda parameters, lr: imported_torch().optim.AdamW(parameters, lr=lr)),
        tuner(
            optimizer=lambda parameters, lr: imported_torch().optim.Adam(
                parameters, lr=lr, weight_decay=0.01
            )
        ),
    ),
    Mistake(
        "lr-ignored",
        "The learning rate that is given makes no difference.",
        tuner(optimizer=lambda parameters, lr: imported_torch().optim.Adam(parameters)),
        tuner(optimizer=lambda parameters, lr: adam(parameters, 0.01)),
    ),
    Mistake(
        "ascent",
        "Each step goes uphill: the losses rise.",
        tuner(
            optimizer=lambda parameters, lr: imported_torch().optim.Adam(
                parameters, lr=lr, maximize=True
            )
        ),
        tuner(loss_of=lambda logits, labels: -cross_entropy(logits, labels)),
    ),
    Mistake(
        "softmax-before-loss",
        "There is a softmax too much: PyTorch's cross-entropy takes logits.",
        tuner(loss_of=_softmax_first),
    ),
    Mistake(
        "mse-instead",
        "The loss is a mean of squares: the cross-entropy is asked.",
        tuner(loss_of=_squares),
    ),
    Mistake(
        "sum-not-mean",
        "The losses of the samples were added: their mean is asked.",
        tuner(
            loss_of=lambda logits, labels: imported_torch().nn.functional.cross_entropy(
                logits, labels, reduction="sum"
            )
        ),
        tuner(
            loss_of=lambda logits, labels: (
                imported_torch().nn.functional.cross_entropy(logits, labels) * len(labels)
            )
        ),
    ),
    Mistake(
        "mini-batches",
        "Some of the samples were used in a step: each step takes all of them.",
        tuner(rows=_half_of_the_rows),
        tuner(rows=_one_row_each),
        tuner(rows=lambda X, labels, generator: (X[:1], labels[:1])),
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
        tuner(result=lambda losses: losses[-1] if losses else None),
        tuner(result=lambda losses: losses[-1:]),
        tuner(result=lambda losses: sum(losses) / max(len(losses), 1)),
    ),
    Mistake(
        "steps-miscounted",
        "There was one step too many, or one too few.",
        tuner(count=lambda steps: max(steps - 1, 0)),
        tuner(count=lambda steps: steps + 1),
    ),
    Mistake(
        "one-step-only",
        "Only one step was taken.",
        tuner(count=lambda steps: min(steps, 1)),
    ),
    Mistake(
        "rounded",
        "The losses are rounded; all digits are asked.",
        tuner(noted=lambda loss: round(loss.item(), 2)),
        tuner(noted=lambda loss: round(loss.item(), 3)),
    ),
    Mistake(
        "no-result",
        "The training is right; the list of losses is not returned.",
        tuner(result=lambda losses: None),
    ),
)
