"""What the mistakes and the accepted answers of `fine_tune` share."""


def imported_torch():
    import torch

    return torch


def trainable(model):
    return [p for p in model.parameters() if p.requires_grad]


def adam(parameters, lr):
    return imported_torch().optim.Adam(parameters, lr=lr)


def cross_entropy(logits, labels):
    return imported_torch().nn.functional.cross_entropy(logits, labels)


def tuner(
    *,
    prepare=lambda model: model.train(),
    parameters=trainable,
    optimizer=adam,
    loss_of=cross_entropy,
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
