"""What the mistakes and the accepted answers of `torch_train_step` share."""

from collections.abc import Callable


def cross_entropy_of(model, X, labels):
    from torch.nn import functional

    return functional.cross_entropy(model(X), labels)


def stepper(
    *,
    mode: Callable = lambda model: model.train(),
    loss_of: Callable = cross_entropy_of,
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
