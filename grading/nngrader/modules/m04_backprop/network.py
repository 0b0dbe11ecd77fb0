"""The gradients of a whole network, in one pass back."""

from collections.abc import Callable

import numpy as np

from nnbasics import gradients
from nngrader.declare import Aspect, Case, Exercise, Mistake, unchanged
from nngrader.modules.m04_backprop.parts import draw, part


def _inputs(rng: np.random.Generator) -> list[Case]:
    def case(n: int, *sizes: int, **about: object) -> Case:
        params = [
            (draw(rng, d, h), draw(rng, h, scale=0.5))
            for d, h in zip(sizes[:-1], sizes[1:], strict=True)
        ]
        labels = rng.integers(0, sizes[-1], n)
        if n > 1 and (labels == labels[0]).all():
            labels[0] = (labels[0] + 1) % sizes[-1]
        return Case(draw(rng, n, sizes[0]), labels, params, **about)

    example = [
        (np.array([[1.0, -1.0], [0.5, 1.0]]), np.array([0.0, 0.5])),
        (np.array([[1.0, 0.0, -1.0], [0.0, 2.0, 1.0]]), np.zeros(3)),
    ]
    at_zero = [(np.array([[1.0, -2.0, 0.5]]), np.zeros(3)), (draw(rng, 3, 2), draw(rng, 2))]
    mirror = [
        (np.eye(2), np.zeros(2)),
        (np.array([[1.0, -1.0], [-1.0, 1.0]]), np.zeros(2)),
    ]
    whole = [
        (np.array([[1, -1, 2], [0, 1, -1]]), np.array([0, 1, -1])),
        (np.array([[1, 0], [-1, 2], [1, 1]]), np.array([1, 0])),
    ]
    values, depth, huge = {"aspect": "loss"}, {"aspect": "any network"}, {"aspect": "huge logits"}
    return [
        Case(np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([1, 0]), example, **values),
        case(3, 2, 4, 5, **values),
        case(5, 4, 3, 2, label="more rows than anything else", **values),
        Case(np.array([[0.0], [1.5]]), np.array([1, 0]), at_zero,
             label="weighted sums of exactly 0", **values),
        case(4, 3, 2, label="a single layer", **depth),
        case(3, 2, 4, 3, 2, label="two hidden layers", **depth),
        case(2, 3, 3, 3, 3, label="as many classes as neurons as inputs", **depth),
        case(6, 3, 4, 4, 4, 2, label="three hidden layers", **depth),
        case(1, 3, 4, 2, label="a batch of one row", **depth),
        Case(np.array([[1, 2], [3, -1], [0, 1]]), np.array([0, 1, 1]), whole,
             label="whole numbers", **depth),
        Case(np.array([[1000.0, 0.0], [0.0, 1000.0]]), np.array([1, 1]), mirror,
             label="certain, and once wrong", **huge),
        Case(np.array([[1.0], [-1.0]]), np.array([1, 0]),
             [(np.array([[1000.0, 999.5]]), np.zeros(2))],
             label="rows far from each other", **huge),
        case(3, 2, 4, 3, aspect="inputs unchanged", label="read-only arrays", read_only=True),
        case(2, 3, 2, aspect="inputs unchanged", label="a single layer"),
    ]  # fmt: skip


# ------------------------------------------------------- one thing changed, one mistake


def _relu(Z):
    return np.maximum(Z, 0)


def _softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def _plain_softmax(Z):
    return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


def _losses(Z, labels):
    Z = Z - Z.max(axis=1, keepdims=True)
    return np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(Z)), labels]


def _losses_of(softmax: Callable) -> Callable:
    return lambda Z, labels: -np.log(softmax(Z)[np.arange(len(Z)), labels])


def _one_hot(labels, classes):
    return np.eye(classes)[labels]


def _backprop(
    *,
    softmax: Callable = _softmax,
    losses: Callable = _losses,
    reduce: Callable = np.mean,
    hidden: Callable = _relu,
    last: Callable = lambda Z: Z,
    start: Callable = lambda P, Y, Z: (P - Y) / len(P),
    mask: Callable = lambda dX, sums, i: dX * (sums[i - 1] > 0),
    weights: Callable = lambda A, Z, dout: A.T @ dout,
    bias: Callable = lambda dout: dout.sum(axis=0),
    finish: Callable = lambda grads: grads[::-1],
) -> Callable:
    """Backpropagation as it should be, but for what is given."""

    def loss_and_gradients(X, labels, params):
        inputs, sums = [X], []
        for W, b in params:
            sums.append(inputs[-1] @ W + b)
            inputs.append(hidden(sums[-1]))
        logits = last(sums[-1])
        P = softmax(logits)
        dout = start(P, _one_hot(labels, P.shape[1]), sums[-1])
        grads = []
        for i in reversed(range(len(params))):
            before = sums[i - 1] if i > 0 else X
            grads.append((weights(inputs[i], before, dout), bias(dout)))
            if i > 0:
                dout = mask(dout @ params[i][0].T, sums, i)
        return reduce(losses(logits, labels)), finish(grads)

    return loss_and_gradients


def _unstable_too(**changed: Callable) -> tuple[Callable, ...]:
    """The same change in a network that is right for huge logits, and in two that are not."""
    return (
        _backprop(**changed),
        _backprop(losses=_losses_of(_softmax), **changed),
        _backprop(losses=_losses_of(_plain_softmax), softmax=_plain_softmax, **changed),
    )


def _steps_downhill(X, labels, params):
    loss, grads = _backprop()(X, labels, params)
    for (W, b), (dW, db) in zip(params, grads, strict=True):
        W -= 0.1 * dW
        b -= 0.1 * db
    return loss, grads


def _turns_the_list(X, labels, params):
    loss, grads = _backprop()(X, labels, params)
    params.reverse()
    return loss, grads


def _empties_the_list(X, labels, params):
    loss, grads = _backprop()(X, labels, params)
    while params:
        params.pop()
    return loss, grads


def _replaces_in_the_list(X, labels, params):
    loss, grads = _backprop()(X, labels, params)
    for i, (dW, db) in enumerate(grads):
        params[i] = (params[i][0] - 0.1 * dW, params[i][1] - 0.1 * db)
    return loss, grads


def _with_zeros_before(grads):
    dW, db = grads[0]
    return [*([(np.zeros_like(dW), np.zeros_like(db))] * (len(grads) - 1)), (dW, db)]


# ------------------------------------------------------- right, in other ways


def _mask_by_activation(X, labels, params):
    activations = [X]
    for i, (W, b) in enumerate(params):
        Z = activations[-1].dot(W) + b
        activations.append(Z if i == len(params) - 1 else Z * (Z > 0))
    logits = activations.pop()
    top = logits.max(axis=1)
    log_sum = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
    right = np.arange(len(X)), labels
    delta = np.exp(logits - log_sum[:, None])
    delta[right] -= 1
    delta /= len(X)
    grads = [None] * len(params)
    for i in range(len(params) - 1, -1, -1):
        grads[i] = [np.dot(activations[i].T, delta), np.sum(delta, axis=0)]
        delta = np.dot(delta, params[i][0].T)
        delta[activations[i] <= 0] = 0
    return float(np.mean(log_sum - logits[right])), grads


def _sample_by_sample(X, labels, params, start=lambda array: np.zeros(array.shape)):
    loss = 0.0
    grads = [(start(W), start(b)) for W, b in params]
    for x, label in zip(X, labels, strict=True):
        values = [x]
        for i, (W, b) in enumerate(params):
            z = values[-1] @ W + b
            values.append(z if i == len(params) - 1 else np.maximum(0, z))
        e = np.exp(values[-1] - max(values[-1]))
        loss += (max(values[-1]) + np.log(sum(e)) - values[-1][label]) / len(X)
        d = e / sum(e)
        d[label] -= 1
        for i in range(len(params) - 1, -1, -1):
            grads[i][0][:] = grads[i][0] + np.outer(values[i], d) / len(X)
            grads[i][1][:] = grads[i][1] + d / len(X)
            d = (params[i][0] @ d) * (values[i] > 0)
    return loss, grads


def _recursive(X, labels, params):
    def through(A, layers):
        """Loss, gradient with respect to A, and the gradients of these layers."""
        (W, b), *others = layers
        Z = A @ W + b
        if others:
            loss, dA, grads = through(np.where(Z > 0, Z, 0), others)
            dZ = np.where(Z > 0, dA, 0)
        else:
            loss, grads = np.mean(_losses(Z, labels)), ()
            dZ = (_softmax(Z) - _one_hot(labels, Z.shape[1])) / Z.shape[0]
        return loss, dZ @ W.T, ((A.T @ dZ, dZ.sum(0)), *grads)

    loss, _, grads = through(X, params)
    return [loss, grads]


def _in_float32(X, labels, params):
    small = [(W.astype(np.float32), b.astype(np.float32)) for W, b in params]
    loss, grads = _backprop()(X.astype(np.float32), labels, small)
    return np.float32(loss), [(dW.astype(np.float32), db.astype(np.float32)) for dW, db in grads]


LOSS_AND_GRADIENTS = Exercise(
    id="loss_and_gradients",
    title="Backpropagate through a network",
    signature="(X, labels, params)",
    aspects=(
        part("loss", 0.75, "the cross-entropy of the network's logits", 0),
        part("gradients", 1.75, "(dW, db) for each layer, first layer first", 1, of="loss"),
        Aspect("any network", 0.75, "any number of layers; one row; whole numbers",
               ("loss", "gradients")),
        Aspect("huge logits", 0.5, "right for logits of ±1000", ("loss", "gradients")),
        unchanged(0.25, ("loss", "gradients")),
    ),
    inputs=_inputs,
    reference=gradients.loss_and_gradients,
    results=("loss", "grads"),
    mistakes=(
        Mistake(
            "mask-of-wrong-layer",
            "On the way back a layer was masked by another layer's sums: each ReLU stops what it "
            "had stopped on the way forward.",
            *_unstable_too(mask=lambda dX, sums, i: dX * (sums[0] > 0)),
            *_unstable_too(mask=lambda dX, sums, i: dX * (sums[i] > 0)),
            *_unstable_too(mask=lambda dX, sums, i: dX * (sums[-2] > 0)),
        ),
        Mistake(
            "gradient-not-averaged",
            "The gradients are those of the sum over the rows; the loss is their mean.",
            *_unstable_too(start=lambda P, Y, Z: P - Y),
        ),
        Mistake(
            "relu-mask-missing",
            "Everything passes on the way back: where ReLU gave 0, a change of its input had no "
            "effect.",
            *_unstable_too(mask=lambda dX, sums, i: dX),
        ),
        Mistake(
            "last-layer-only",
            "Only the last layer has its gradients: the others need theirs, through the layers "
            "behind them.",
            *_unstable_too(finish=lambda grads: grads[:1]),
            *_unstable_too(finish=lambda grads: grads[0]),
            *_unstable_too(finish=_with_zeros_before),
        ),
        Mistake(
            "bias-gradient-missing",
            "The gradients of the biases are missing: each layer has a pair, (dW, db).",
            *_unstable_too(bias=lambda dout: np.zeros(dout.shape[1])),
            *_unstable_too(finish=lambda grads: [dW for dW, db in grads[::-1]]),
            *_unstable_too(bias=lambda dout: 0.0),
        ),
        Mistake(
            "params-mutated",
            "The results are right, but the parameters that were passed in have changed: nothing "
            "is learned here, only the gradients are asked.",
            _steps_downhill,
            _turns_the_list,
            _empties_the_list,
            _replaces_in_the_list,
        ),
        Mistake(
            "order-reversed",
            "The gradients stand last layer first: asked is the order of params.",
            *_unstable_too(finish=lambda grads: grads),
        ),
        Mistake(
            "one-flat-list",
            "The gradients stand in one flat list: asked is a pair (dW, db) for each layer.",
            *_unstable_too(finish=lambda grads: [part for pair in grads[::-1] for part in pair]),
        ),
        Mistake(
            "bias-not-summed",
            "The gradient of a bias still has a row for each sample: the bias was added to every "
            "row, so all of them contribute.",
            *_unstable_too(bias=lambda dout: dout),
        ),
        Mistake(
            "bias-averaged",
            "The gradient of a bias is a mean over the rows: the loss's mean is in it already.",
            *_unstable_too(bias=lambda dout: dout.mean(axis=0)),
        ),
        Mistake(
            "bias-has-two-axes",
            "The gradient of a bias has shape (1, H); asked is the shape of b, (H,).",
            *_unstable_too(bias=lambda dout: dout.sum(axis=0, keepdims=True)),
        ),
        Mistake(
            "averaged-twice",
            "The gradients were divided by the number of rows twice.",
            *_unstable_too(start=lambda P, Y, Z: (P - Y) / len(P) ** 2),
            *_unstable_too(
                weights=lambda A, Z, dout: A.T @ dout / len(A), bias=lambda dout: dout.mean(axis=0)
            ),
            *_unstable_too(weights=lambda A, Z, dout: A.T @ dout / len(A)),
        ),
        Mistake(
            "int-truncation",
            "With whole numbers as parameters the fractions get lost: the gradients were written "
            "into arrays of integers.",
            lambda X, labels, params: _sample_by_sample(X, labels, params, np.zeros_like),
        ),
        Mistake(
            "one-at-zero",
            "At a weighted sum of exactly 0 something passes; here ReLU's slope is 0 there.",
            *_unstable_too(mask=lambda dX, sums, i: dX * (sums[i - 1] >= 0)),
        ),
        Mistake(
            "mask-of-gradient",
            "What is negative in the gradient was stopped; ReLU stops where its own input was not "
            "above 0.",
            *_unstable_too(mask=lambda dX, sums, i: np.maximum(dX, 0)),
        ),
        Mistake(
            "value-not-slope",
            "The gradient was multiplied by ReLU's output; on the way back its slope counts, "
            "1 or 0.",
            *_unstable_too(mask=lambda dX, sums, i: dX * _relu(sums[i - 1])),
        ),
        Mistake(
            "sums-for-activations",
            "A layer's weights got the gradient for its neighbor's sums; what it saw as its input "
            "was the output of ReLU.",
            *_unstable_too(weights=lambda A, Z, dout: Z.T @ dout),
        ),
        Mistake(
            "activation-on-logits",
            "ReLU was used on the last layer too: logits may be negative, and have no activation.",
            *_unstable_too(last=_relu),
            *_unstable_too(last=_relu, start=lambda P, Y, Z: (P - Y) / len(P) * (Z > 0)),
        ),
        Mistake(
            "mask-on-logits",
            "On the way back the last layer was masked, too: it has no ReLU.",
            *_unstable_too(start=lambda P, Y, Z: (P - Y) / len(P) * (Z > 0)),
        ),
        Mistake(
            "no-nonlinearity",
            "There is no ReLU in this network, neither forward nor back.",
            *_unstable_too(hidden=lambda Z: Z, mask=lambda dX, sums, i: dX),
        ),
        Mistake(
            "sign-flipped",
            "The gradients have the wrong sign: they point to where the loss falls.",
            *_unstable_too(start=lambda P, Y, Z: (Y - P) / len(P)),
        ),
        Mistake(
            "loss-summed",
            "The loss is a sum over the rows; their mean is asked.",
            *_unstable_too(reduce=np.sum),
            *_unstable_too(reduce=np.sum, start=lambda P, Y, Z: P - Y),
        ),
        Mistake(
            "log-zero",
            "With huge logits a probability rounds to 0, and its logarithm is −inf: what you wrote "
            "for cross_entropy helps.",
            _backprop(losses=_losses_of(_softmax)),
        ),
        Mistake(
            "overflow",
            "The exponential of a logit of 1000 is too large for a float: what you wrote for "
            "cross_entropy helps.",
            _backprop(losses=_losses_of(_plain_softmax), softmax=_plain_softmax),
            _backprop(softmax=_plain_softmax),
        ),
    ),
    accepted={
        "layer by layer": _backprop(),
        "masks from activations": _mask_by_activation,
        "sample by sample": _sample_by_sample,
        "recursion": _recursive,
        "float32": _in_float32,
    },
)  # fmt: skip
