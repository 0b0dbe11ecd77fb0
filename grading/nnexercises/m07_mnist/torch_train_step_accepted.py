"""Other right answers to `torch_train_step`."""

from nnexercises.m07_mnist.torch_train_step_parts import cross_entropy_of, stepper


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


def _with_closure(model, optimizer, X, labels):
    model.train()

    def closure():
        optimizer.zero_grad(set_to_none=False)
        loss = cross_entropy_of(model, X, labels)
        loss.backward()
        return loss

    return optimizer.step(closure).item()


def _eval_after(model, optimizer, X, labels):
    loss = stepper()(model, optimizer, X, labels)
    model.eval()
    return loss


ACCEPTED = {
    "CrossEntropyLoss": stepper(
        loss_of=lambda model, X, labels: __import__("torch").nn.CrossEntropyLoss()(
            model(X), labels
        ),
        result=lambda loss, *rest: float(loss),
    ),
    "log_softmax": stepper(loss_of=_log_softmax_only),
    "by hand": stepper(loss_of=_by_hand),
    "one-hot": stepper(loss_of=_one_hot_loss),
    "cleared afterwards": stepper(order="loss backward step zero"),
    "cleared between": stepper(order="loss zero backward step"),
    "the model's zero_grad": stepper(zero=lambda model, optimizer: model.zero_grad()),
    "a closure": _with_closure,
    "evaluation mode afterwards": _eval_after,
}
