"""Mistakes that are known with `torch_train_step`, the most specific first."""

import numpy as np

from nnexercises.m07_mnist.torch_train_step_parts import cross_entropy_of, stepper
from nngrader.declare import Mistake


def _softmaxed(model, X, labels):
    import torch
    from torch.nn import functional

    return functional.cross_entropy(torch.softmax(model(X), dim=1), labels)


def _softmax_nll(model, X, labels):
    import torch
    from torch.nn import functional

    return functional.nll_loss(torch.softmax(model(X), dim=1), labels)


def _summed(model, X, labels):
    from torch.nn import functional

    return functional.cross_entropy(model(X), labels, reduction="sum")


def _squared(model, X, labels):
    from torch.nn import functional

    logits = model(X)
    return functional.mse_loss(logits, functional.one_hot(labels, logits.shape[1]).float())


def _without_grad(model, optimizer, X, labels):
    import torch

    model.train()
    with torch.no_grad():
        return cross_entropy_of(model, X, labels).item()


MISTAKES = (
    Mistake(
        "no-zero-grad",
        "The gradients of earlier batches are still in it: PyTorch adds new ones to old ones.",
        stepper(order="loss backward step"),
    ),
    Mistake(
        "zero-grad-too-late",
        "The gradients are set to zero between backward and step: nothing is left to step with.",
        stepper(order="loss backward zero step"),
    ),
    Mistake(
        "softmax-before-loss",
        "A softmax was taken before the cross-entropy, which has one in it: it asks for logits.",
        stepper(loss_of=_softmaxed),
        stepper(loss_of=_softmax_nll),
    ),
    Mistake(
        "step-before-backward",
        "The step was taken before the gradient was there: what does the optimizer find then?",
        stepper(order="loss step zero backward"),
        stepper(order="loss step backward zero"),
        stepper(order="zero loss step backward"),
    ),
    Mistake(
        "no-backward",
        "No gradient was computed: the model stays as it was.",
        stepper(order="zero loss step"),
        _without_grad,
    ),
    Mistake(
        "no-step",
        "The gradient is there, but the model stays as it was: nobody took the step.",
        stepper(order="zero loss backward"),
    ),
    Mistake(
        "two-steps",
        "Two steps were taken: one update is asked.",
        stepper(order="zero loss backward step step"),
    ),
    Mistake(
        "loss-is-tensor",
        "The step is right, but the loss is a tensor, to which the whole graph of the forward "
        "pass is attached: a Python float is asked.",
        stepper(result=lambda loss, *rest: loss),
        stepper(result=lambda loss, *rest: loss.detach()),
    ),
    Mistake(
        "loss-is-array",
        "The step is right, but the loss is NumPy's: a Python float is asked.",
        stepper(result=lambda loss, *rest: loss.detach().numpy()),
        stepper(result=lambda loss, *rest: np.float32(loss.item())),
    ),
    Mistake(
        "loss-after-update",
        "This is the loss after the update: the one is asked from which the gradient was computed.",
        stepper(result=lambda loss, model, X, labels: cross_entropy_of(model, X, labels).item()),
    ),
    Mistake(
        "loss-missing",
        "The step is right, but no loss came back. Is a `return` missing?",
        stepper(result=lambda *all: None),
    ),
    Mistake(
        "eval-mode",
        "The model was in evaluation mode during the step: some layers work in another way then.",
        stepper(mode=lambda model: model.eval()),
    ),
    Mistake(
        "mode-not-set",
        "The model stays in the mode in which it happens to be: somebody may have evaluated "
        "it just before.",
        stepper(mode=lambda model: None),
    ),
    Mistake(
        "sum-not-mean",
        "The losses of the samples were added: their mean is asked.",
        stepper(loss_of=_summed),
    ),
    Mistake(
        "squared-error",
        "This is the squared error of the logits: cross-entropy is asked.",
        stepper(loss_of=_squared),
    ),
)
