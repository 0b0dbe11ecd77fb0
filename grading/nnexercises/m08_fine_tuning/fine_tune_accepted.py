"""Other right answers to `fine_tune`."""

import numpy as np

from nnexercises.m08_fine_tuning.fine_tune_parts import cross_entropy, imported_torch, tuner


def _by_hand(model, X, labels, steps, lr, generator):
    """Adam as in module 6, on tensors."""
    torch = imported_torch()
    model.train()
    learning = [p for p in model.parameters() if p.requires_grad]
    means = [torch.zeros_like(p) for p in learning]
    squares = [torch.zeros_like(p) for p in learning]
    losses = []
    for t in range(1, steps + 1):
        loss = cross_entropy(model(X), labels)
        grads = torch.autograd.grad(loss, learning)
        losses.append(float(loss))
        with torch.no_grad():
            for p, g, m, v in zip(learning, grads, means, squares, strict=True):
                m.mul_(0.9).add_(g, alpha=0.1)
                v.mul_(0.999).addcmul_(g, g, value=0.001)
                p -= lr * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)).sqrt() + 1e-8)
    return losses


def _by_logarithms(logits, labels):
    torch = imported_torch()
    log_p = logits - torch.logsumexp(logits, dim=1, keepdim=True)
    return -log_p[torch.arange(len(labels)), labels].mean()


def _cleared_after(model, X, labels, steps, lr, generator):
    torch = imported_torch()
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
    order = imported_torch().randperm(len(X), generator=generator)
    return X[order], labels[order]


def _one_at_a_time(parameters, lr):
    return imported_torch().optim.Adam(
        parameters, lr=lr, betas=(0.9, 0.999), eps=1e-8, foreach=False
    )


ACCEPTED = {
    "what can learn": tuner(),
    "all parameters": tuner(parameters=lambda model: model.parameters()),
    "cleared after the step": _cleared_after,
    "Adam by hand": _by_hand,
    "logarithms": tuner(loss_of=_by_logarithms),
    "shuffled": tuner(rows=_shuffled),
    "one at a time": tuner(optimizer=_one_at_a_time, noted=float),
}
