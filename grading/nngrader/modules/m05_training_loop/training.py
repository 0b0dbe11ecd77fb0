"""The exercise `train`: the whole loop, judged without knowing the order of the samples.

Where the order makes no difference, an answer has to agree with the reference: with all samples
in one batch, with samples that are all the same, and with a learning rate of 0. Where it makes
one, there are few samples, so that all the ways to cut an epoch into batches can be tried:
history tells which of them it was.
"""

import functools
import itertools
from collections.abc import Callable, Iterator

import numpy as np

from nnbasics import training
from nnbasics.gradients import loss_and_gradients
from nnbasics.networks import Params
from nngrader.compare import RTOL_32, compare
from nngrader.declare import Aspect, Case, Exercise, Mistake, unchanged
from nngrader.inside.drivers import m05 as drivers
from nngrader.inside.observe import Outcome
from nngrader.modules.m04_backprop.parts import draw, raised
from nngrader.modules.m05_training_loop.drawing import generator, same

Cut = tuple[tuple[int, ...], ...]  # the samples of each batch of an epoch, the first batch first

_RESULTS = "params", "history"
_MOST = 300  # places that training may have come to; mostly it is one


def _inputs(rng: np.random.Generator) -> list[Case]:
    def net(*sizes: int) -> Params:
        return [
            ((draw(rng, d, h) / np.sqrt(d)).round(2), draw(rng, h, scale=0.3))
            for d, h in zip(sizes[:-1], sizes[1:], strict=True)
        ]

    def case(
        X: np.ndarray, labels: np.ndarray, params: Params, lr: float, epochs: int, size: int,
        calls: int = 1, **about: object,
    ) -> Case:  # fmt: skip
        return Case(X, labels, params, lr, epochs, size, generator(rng), calls, **about)

    def samples(n: int, d: int, classes: int) -> tuple[np.ndarray, np.ndarray]:
        labels = rng.permutation(np.resize(np.arange(classes), n))
        return draw(rng, n, d) * 1.5, labels

    def distinct(make: Callable[[], Case]) -> Case:
        """A case in which no two ways to cut the first epoch have nearly the same loss."""
        while True:
            case = make()
            losses = np.sort([loss for *_, loss in _all_epochs(case, case.args[2])])  # of epoch 1
            if np.diff(losses).min() > 3e-6 * losses[0]:
                return case

    def equal(n: int, d: int, label: int) -> tuple[np.ndarray, np.ndarray]:
        return np.tile(draw(rng, d), (n, 1)), np.full(n, label)

    X = np.array([[1.0, 2.0], [-1.0, 0.0], [0.0, -2.0], [2.0, 1.0]])
    small = [(np.zeros((2, 2)), np.zeros(2))]
    one, batches, loss = {"aspect": "one batch"}, {"aspect": "mini-batches"}, {"aspect": "history"}
    order, edges = {"aspect": "new order"}, {"aspect": "any sizes"}
    return [
        case(X, np.array([1, 0, 0, 1]), small, 0.5, 2, 4, **one),
        case(*samples(6, 2, 3), net(2, 4, 3), 0.2, 3, 6, label="all samples in one batch", **one),
        case(*samples(5, 3, 2), net(3, 4, 5, 2), 0.1, 4, 8,
             label="a batch size larger than N", **one),
        case(*samples(5, 2, 3), net(2, 3, 3), 0.3, 3, 5, label="all samples in one batch", **loss),
        case(*equal(6, 3, 1), net(3, 4, 2), 0.3, 2, 2,
             label="6 samples that are all the same", **batches),
        case(*equal(5, 2, 0), net(2, 3, 3), 0.3, 3, 2, label="5 that are all the same", **loss),
        case(*samples(7, 2, 2), net(2, 3, 2), 0.0, 2, 3, label="a learning rate of 0", **loss),
        distinct(lambda: case(*samples(4, 2, 2), net(2, 3, 2), 0.4, 1, 2,
                              label="4 samples, in batches of 2", **batches)),
        distinct(lambda: case(*samples(5, 3, 2), net(3, 3, 2), 0.5, 1, 2,
                              label="5 samples, in batches of 2", **batches)),
        case(*equal(5, 2, 1), net(2, 4, 3), 0.3, 3, 2, label="5 that are all the same", **batches),
        distinct(lambda: case(*samples(5, 3, 3), net(3, 4, 3), 0.3, 4, 2,
                              label="5 samples, in batches of 2", **loss)),
        distinct(lambda: case(*samples(5, 2, 3), net(2, 4, 3), 0.4, 6, 2,
                              label="5 samples, in batches of 2", **order)),
        distinct(lambda: case(*samples(5, 3, 2), net(3, 4, 2), 0.4, 5, 1,
                              label="5 samples, in batches of 1", **order)),
        distinct(lambda: case(*samples(6, 3, 2), net(3, 3, 2), 0.3, 3, 3, 2,
                              label="two calls", aspect="generator")),
        case(*samples(4, 2, 2), net(2, 3, 2), 0.2, 0, 2, label="no epoch at all", **edges),
        case(*samples(1, 3, 2), net(3, 2, 2), 0.5, 3, 4, label="a single sample", **edges),
        distinct(lambda: case(*samples(4, 2, 3), net(2, 3), 0.3, 3, 1,
                              label="a single layer, batches of one", **edges)),
        case(np.array([[1, 2], [3, -1], [0, 1]]), np.array([0, 1, 1]), net(2, 3, 2), 0.25, 2, 3,
             label="whole numbers", **edges),
        distinct(lambda: case(*samples(5, 2, 2), net(2, 3, 2), 0.3, 2, 2, read_only=True,
                              label="read-only arrays", aspect="inputs unchanged")),
        case(*samples(5, 2, 2), net(2, 3, 2), 0.3, 2, 5, 2,
             aspect="inputs unchanged", label="two calls with the same params"),
    ]  # fmt: skip


# ---------------------------------------------------------------- every way to cut an epoch


def _order_matters(case: Case) -> bool:
    """Whether right answers may differ, because the samples come in another order."""
    X, _, _, lr, epochs, size = case.args[:6]
    return bool(len(X) > size and lr and epochs and (X[0] != X).any())


def _cuts_of(case: Case) -> tuple[Cut, ...]:
    return _cuts(tuple(range(len(case.args[0]))), case.args[5])


@functools.cache
def _cuts(samples: tuple[int, ...], size: int) -> tuple[Cut, ...]:
    """All ways to deal these samples out; the order within a batch makes no difference."""
    if not samples:
        return ((),)
    return tuple(
        (batch, *rest)
        for batch in itertools.combinations(samples, min(size, len(samples)))
        for rest in _cuts(tuple(i for i in samples if i not in batch), size)
    )


def _all_epochs(case: Case, params: Params) -> Iterator[tuple[Cut, Params, float]]:
    """For each way to cut an epoch: the parameters after it, and its mean loss.

    All ways are gone at once: the first axis of every array here is the way.
    """
    X, labels, _, lr = case.args[:4]
    cuts = _cuts_of(case)
    layers = [(np.stack([W] * len(cuts)), np.stack([b] * len(cuts))[:, None]) for W, b in params]
    total = np.zeros(len(cuts))
    for batch in zip(*cuts, strict=True):
        rows = np.array(batch)
        losses, grads = _losses_and_gradients(X[rows], labels[rows], layers)
        layers = [
            (W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(layers, grads, strict=True)
        ]
        total += losses.sum(axis=1)
    for i, cut in enumerate(cuts):
        yield cut, [(W[i], b[i, 0]) for W, b in layers], total[i] / len(X)


def _losses_and_gradients(X: np.ndarray, labels: np.ndarray, layers: list) -> tuple:
    """The loss of every sample, and the gradients of each batch's mean loss."""
    inputs = [X]
    for W, b in layers[:-1]:
        inputs.append(np.maximum(inputs[-1] @ W + b, 0))
    Z = inputs[-1] @ layers[-1][0] + layers[-1][1]
    E = np.exp(Z - Z.max(axis=2, keepdims=True))
    P = E / E.sum(axis=2, keepdims=True)
    right = labels[..., None] == np.arange(P.shape[2])
    losses, dout, grads = -np.log(P[right]).reshape(labels.shape), (P - right) / X.shape[1], []
    for A, (W, _) in zip(reversed(inputs), reversed(layers), strict=True):
        grads.insert(0, (A.transpose(0, 2, 1) @ dout, dout.sum(axis=1, keepdims=True)))
        dout = dout @ W.transpose(0, 2, 1) * (A > 0)
    return losses, grads


def _explain(case: Case, value: object) -> tuple[set[Cut], str]:
    """Whether some order of the samples, epoch by epoch, gives this result.

    Returns the cuts that may have been those of *every* epoch: none, if the order was a new
    one each time. And a sentence on what cannot be explained, or an empty one.
    """
    answer = _read(case, value)
    if isinstance(answer, str):
        return set(), answer
    found, history = answer
    # Where training may be now, and the cuts that may have led there again and again. Often
    # it is one place; with neurons that are silent for ever, many orders lead to the same.
    places: list[tuple[Params, set[Cut]]] = [(case.args[2], set(_cuts_of(case)))]
    for epoch, loss in enumerate(history):
        reached: dict[bytes, tuple[Params, set[Cut]]] = {}
        for params, repeated in places:
            for cut, after, its_loss in _all_epochs(case, params):
                if _may_be(its_loss, loss) and compare(its_loss, loss).difference is None:
                    _, cuts = reached.setdefault(_key(after), (after, set()))
                    cuts.update({cut} & repeated)
        if not reached:
            return set(), (
                f"history[{epoch}] is {loss:.7g}: in no order of the samples is the mean loss of "
                "this epoch that"
            )
        places = list(reached.values())[:_MOST]
    right = [cuts for params, cuts in places if compare(params, found).difference is None]
    fault = "" if right else "history is right, but params are not those after the last update"
    return set().union(*right), fault


def _key(params: Params) -> bytes:
    """The same for parameters that are the same but for rounding, nearly always."""
    return np.concatenate([part.ravel() for layer in params for part in layer]).round(9).tobytes()


def _may_be(right: float, loss: object) -> bool:
    """A quick look before the comparison, at the tolerance of float32."""
    return abs(right - float(loss)) <= 2 * RTOL_32 * abs(right) + 1e-5


def _read(case: Case, value: object) -> tuple[list, list] | str:
    """The parameters and the history that came back, or what is wrong with their shapes."""
    params, epochs = case.args[2], case.args[4]
    shapes = _zeroed(params), [0.0] * epochs
    fault = compare(shapes, _zeroed(value), results=_RESULTS).difference
    return fault or (value[0], list(value[1]))


def _zeroed(value: object) -> object:
    """The same structure, with every number 0."""
    if isinstance(value, (list, tuple)):
        return type(value)(map(_zeroed, value))
    if isinstance(value, np.ndarray) and value.dtype.kind in "iuf":
        return np.zeros(value.shape)
    return 0.0 if type(value) in (int, float) else value


# ---------------------------------------------------------------- rules


def _params_agree(
    exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome
) -> str | None:
    """The parameters alone: as the reference's, or as after some order of the samples."""
    if outcome.error:
        return raised(outcome)
    value = outcome.value[0]
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        return compare(expected.value[0], value, results=_RESULTS).difference
    fault = compare(expected.value[0][:1], value[:1], results=("params",)).difference
    if not fault or not _order_matters(case):
        return fault
    if any(
        compare(params, value[0]).difference is None
        for _, params, _ in _all_epochs(case, case.args[2])
    ):
        return None
    return "params are not what any order of the samples gives"


def _agrees(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    """As the reference, or explained by some order of the samples."""
    if outcome.error:
        return raised(outcome)
    if _order_matters(case):
        return _explain(case, outcome.value[0])[1] or None
    for right, value in zip(expected.value, outcome.value, strict=True):
        fault = compare(right, value, results=_RESULTS).difference
        if fault:
            return fault
    return None


def _has_new_order(
    exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome
) -> str | None:
    if outcome.error:
        return raised(outcome)
    repeated, fault = _explain(case, outcome.value[0])
    if fault:
        return fault
    if repeated:
        return f"all {case.args[4]} epochs had the same batches in the same order"
    return None


def _comes_from_rng(
    exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome
) -> str | None:
    fault = _agrees(exercise, case, expected, outcome)
    if fault:
        return fault
    if compare(outcome.value[0], outcome.value[1]).difference:
        return (
            "the same call with a generator in the same state gave another result: draw from rng "
            "only, and keep nothing from one call to the next"
        )
    return None


def _view(case: Case, outcome: Outcome) -> object:
    """The numbers where they are certain, otherwise what sort of order it was."""
    if outcome.error:
        return outcome.error.types[0]
    if not _order_matters(case):
        return _without_earlier(case, outcome)
    repeated, fault = _explain(case, outcome.value[0])
    if fault:
        return ["not explained", _grows(outcome)]
    if len(outcome.value) > 1:
        return str(same(*outcome.value))
    if case.aspect != "new order":  # few epochs or samples: some orders are equal by chance
        return "explained"
    as_given = any(sum(cut, ()) == tuple(range(len(case.args[0]))) for cut in repeated)
    return "in order" if as_given else "one order" if repeated else "new orders"


def _grows(outcome: Outcome) -> str:
    """Whether a second call had a longer history than the first."""
    lengths = [
        len(value[1])
        for value in outcome.value
        if isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], list)
    ]
    return str(lengths != sorted(lengths, reverse=True))


def _without_earlier(case: Case, outcome: Outcome) -> object:
    """What came back, without entries of history that may be left from earlier calls."""
    epochs, kept = case.args[4], []
    for value in outcome.value:
        if isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], list):
            value = value[0], value[1][len(value[1]) - epochs :]
        kept.append(value)
    return [kept, _grows(outcome)]


# ---------------------------------------------------------------- answers


def _sgd(params, grads, lr):
    return [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads, strict=True)]


def _trainer(
    *,
    orders: Callable = lambda rng, n, epochs: (rng.permutation(n) for _ in range(epochs)),
    starts: Callable = lambda n, size: range(0, n, size),
    labels_of: Callable = lambda labels, rows, rng: labels[rows],
    gradients: Callable = loss_and_gradients,
    update: Callable = _sgd,
    weight: Callable = len,
    mean: Callable = lambda total, n, batches: total / n,
    begin: Callable = lambda params: params,
    every_epoch: Callable = lambda params, start: params,
    finish: Callable = lambda params, history: (params, history),
    source: Callable = lambda rng: rng,
) -> Callable:
    """As it should be, but for what is given."""

    def train(X, labels, params, lr, epochs, batch_size, rng):
        rng = source(rng)
        first = params = begin(params)
        history = []
        for order in orders(rng, len(X), epochs):
            params = every_epoch(params, first)
            total, batches = 0.0, 0
            for start in starts(len(X), batch_size):
                rows = order[start : start + batch_size]
                loss, grads = gradients(X[rows], labels_of(labels, rows, rng), params)
                params = update(params, grads, lr)
                total += loss * weight(rows)
                batches += 1
            history.append(mean(total, len(X), batches))
        return finish(params, history)

    return train


def _step_in_place(params, grads, lr):
    for (W, b), (dW, db) in zip(params, grads, strict=True):
        W -= lr * dW
        b -= lr * db
    return params


def _step_in_list(params, grads, lr):
    for i, ((W, b), (dW, db)) in enumerate(zip(params, grads, strict=True)):
        params[i] = (W - lr * dW, b - lr * db)
    return params


def _copies(params):
    return [(W.astype(float), b.astype(float)) for W, b in params]


def _one_order(rng, n, epochs):
    order = rng.permutation(n)
    return [order] * epochs


def _in_order(rng, n, epochs):
    return [np.arange(n)] * epochs


def _first_gradient_of_epoch(X, labels, params, lr, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        order, total, grads = rng.permutation(len(X)), 0.0, None
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            loss, new = loss_and_gradients(X[rows], labels[rows], params)
            grads = grads or new
            params = _sgd(params, grads, lr)
            total += loss * len(rows)
        history.append(total / len(X))
    return params, history


def _first_rows_of_x(X, labels, params, lr, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        order, total = rng.permutation(len(X)), 0.0
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            loss, _ = loss_and_gradients(X[rows], labels[rows], params)
            _, grads = loss_and_gradients(X[:batch_size], labels[:batch_size], params)
            params = _sgd(params, grads, lr)
            total += loss * len(rows)
        history.append(total / len(X))
    return params, history


def _first_batch_only(X, labels, params, lr, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        rows = rng.permutation(len(X))[:batch_size]
        loss, grads = loss_and_gradients(X[rows], labels[rows], params)
        params = _sgd(params, grads, lr)
        history.append(loss)
    return params, history


def _whole_batch(X, labels, params, lr, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        loss, grads = loss_and_gradients(X, labels, params)
        params = _sgd(params, grads, lr)
        history.append(loss)
    return params, history


def _update_once_an_epoch(X, labels, params, lr, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        order, total, grads = rng.permutation(len(X)), 0.0, None
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            loss, grads = loss_and_gradients(X[rows], labels[rows], params)
            total += loss * len(rows)
        params = _sgd(params, grads, lr)
        history.append(total / len(X))
    return params, history


def _loss_per_batch(X, labels, params, lr, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            loss, grads = loss_and_gradients(X[rows], labels[rows], params)
            params = _sgd(params, grads, lr)
            history.append(loss)
    return params, history


def _loss_of_last_batch(X, labels, params, lr, epochs, batch_size, rng):
    history, loss = [], None
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            loss, grads = loss_and_gradients(X[rows], labels[rows], params)
            params = _sgd(params, grads, lr)
        history.append(loss)
    return params, history


def _loss_after(whole: bool, before: bool = False) -> Callable:
    """The loss of all samples at the end of each epoch, or of each batch after its update."""

    def train(X, labels, params, lr, epochs, batch_size, rng):
        history = []
        for _ in range(epochs):
            order, total = rng.permutation(len(X)), 0.0
            at_first = loss_and_gradients(X, labels, params)[0]
            for start in range(0, len(X), batch_size):
                rows = order[start : start + batch_size]
                _, grads = loss_and_gradients(X[rows], labels[rows], params)
                params = _sgd(params, grads, lr)
                total += loss_and_gradients(X[rows], labels[rows], params)[0] * len(rows)
            at_last = loss_and_gradients(X, labels, params)[0]
            history.append((at_first if before else at_last) if whole else total / len(X))
        return params, history

    return train


def _running_total(X, labels, params, lr, epochs, batch_size, rng):
    history, total = [], 0.0
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            loss, grads = loss_and_gradients(X[rows], labels[rows], params)
            params = _sgd(params, grads, lr)
            total += loss * len(rows)
        history.append(total / len(X))
    return params, history


def _with_list_default(X, labels, params, lr, epochs, batch_size, rng, history=[]):  # noqa: B006
    params, new = training.train(X, labels, params, lr, epochs, batch_size, rng)
    history += new
    return params, list(history)


def _with_replacement(X, labels, params, lr, epochs, batch_size, rng):
    def orders(rng, n, epochs):
        return (rng.integers(0, n, n) for _ in range(epochs))

    return _trainer(orders=orders)(X, labels, params, lr, epochs, batch_size, rng)


def _wide_replacement(X, labels, params, lr, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        total = 0.0
        for start in range(0, len(X), batch_size):
            rows = rng.choice(len(X), min(batch_size, len(X) - start), replace=False)
            loss, grads = loss_and_gradients(X[rows], labels[rows], params)
            params = _sgd(params, grads, lr)
            total += loss * len(rows)
        history.append(total / len(X))
    return params, history


def _shuffles_data(X, labels, params, lr, epochs, batch_size, rng):
    X, labels = X.copy(), labels.copy()
    params = _copies(params)
    history = []
    for _ in range(epochs):
        order = np.arange(len(X))
        rng.shuffle(order)
        X, labels = X[order], labels[order]
        losses = np.zeros(len(X))
        for i in range(int(np.ceil(len(X) / batch_size))):
            part = slice(i * batch_size, (i + 1) * batch_size)
            losses[part], grads = loss_and_gradients(X[part], labels[part], params)
            _step_in_place(params, grads, lr)
        history.append(np.mean(losses))
    return params, np.array(history)


def _orders_beforehand(X, labels, params, lr, epochs, batch_size, rng):
    orders = [np.argsort(rng.random(len(X))) for _ in range(epochs)]
    return list(_trainer(orders=lambda *_: orders)(X, labels, params, lr, epochs, batch_size, rng))


def _sample_gradients(X, labels, params, lr, epochs, batch_size, rng):
    """The mean of each sample's own gradient, one sample at a time."""
    history = []
    for _ in range(epochs):
        losses, left = [], [int(i) for i in rng.permutation(len(X))]
        while left:
            rows, left = left[:batch_size], left[batch_size:]
            sums = [[0 * W, 0 * b] for W, b in params]
            for i in rows:
                loss, grads = loss_and_gradients(X[i : i + 1], labels[i : i + 1], params)
                losses.append(float(loss))
                sums = [
                    [s + g for s, g in zip(*pair, strict=True)]
                    for pair in zip(sums, grads, strict=True)
                ]
            params = [
                [W - lr / len(rows) * dW, b - lr / len(rows) * db]
                for (W, b), (dW, db) in zip(params, sums, strict=True)
            ]
        history.append(sum(losses) / len(losses))
    return params, history


def _in_float32(X, labels, params, lr, epochs, batch_size, rng):
    small = [(W.astype(np.float32), b.astype(np.float32)) for W, b in params]
    found, history = _trainer()(
        X.astype(np.float32), labels, small, np.float32(lr), epochs, batch_size, rng
    )
    return found, [np.float32(loss) for loss in history]


TRAIN = Exercise(
    id="train",
    title="Write the training loop",
    signature="(X, labels, params, lr, epochs, batch_size, rng)",
    asked=("X", "labels", "params", "lr", "epochs", "batch_size", "rng", "number of calls"),
    aspects=(
        Aspect("one batch", 0.75, "params, with all samples in one batch", rule=_params_agree),
        Aspect(
            "mini-batches",
            0.75,
            "params, with an update for each batch",
            ("one batch",),
            rule=_params_agree,
        ),
        Aspect(
            "history",
            1.0,
            "the mean loss of each epoch: every sample counts once",
            ("one batch",),
            rule=_agrees,
        ),
        Aspect(
            "new order",
            0.5,
            "each epoch has a new random order",
            ("mini-batches", "history"),
            rule=_has_new_order,
        ),
        Aspect(
            "any sizes",
            0.25,
            "one sample, one layer, no epoch; whole numbers",
            ("mini-batches", "history"),
            rule=_agrees,
        ),
        Aspect(
            "generator",
            0.25,
            "it draws from rng alone, and keeps nothing for the next call",
            ("new order",),
            rule=_comes_from_rng,
        ),
        unchanged(0.5, ("one batch",)),
    ),
    inputs=_inputs,
    reference=training.train,
    driver=drivers.train,
    view=_view,
    mistakes=(
        Mistake(
            "no-update",
            "The parameters stay as they were: no update reaches what is returned.",
            _trainer(update=lambda params, grads, lr: params),
            _trainer(
                finish=lambda params, history: (params, history),
                every_epoch=lambda params, start: start,
                update=lambda params, grads, lr: params,
            ),
            lambda X, labels, params, *others: (
                params,
                training.train(X, labels, params, *others)[1],
            ),
        ),
        Mistake(
            "params-mutated",
            "The results are right, but the parameters that were passed in have changed: start "
            "with a copy, or make new arrays.",
            _trainer(update=_step_in_place),
            _trainer(update=_step_in_place, begin=list),
            _trainer(update=_step_in_list),
        ),
        Mistake(
            "mean-of-batch-means",
            "The losses of the batches were averaged as if all batches were equally large: a short "
            "batch counts for fewer samples.",
            _trainer(weight=lambda rows: 1, mean=lambda total, n, batches: total / batches),
        ),
        Mistake(
            "same-order-every-epoch",
            "Every epoch has the same order: each needs a new one, drawn from the rng that is "
            "passed in.",
            _trainer(orders=_one_order),
            _trainer(
                orders=lambda rng, n, epochs: (
                    np.random.default_rng(0).permutation(n) for _ in range(epochs)
                )
            ),
            _trainer(
                orders=lambda rng, n, epochs: (
                    np.random.default_rng(42).permutation(n) for _ in range(epochs)
                )
            ),
        ),
        Mistake(
            "no-shuffle",
            "The samples come in the order in which they were given: each epoch needs a new random "
            "one.",
            _trainer(orders=_in_order),
        ),
        Mistake(
            "gradient-of-first-batch",
            "The same samples' gradient was used for every update: each batch has its own.",
            _first_gradient_of_epoch,
            _first_rows_of_x,
        ),
        Mistake(
            "first-batch-only",
            "There is one update in an epoch, with its first batch: the other samples are never "
            "used.",
            _first_batch_only,
        ),
        Mistake(
            "update-once-an-epoch",
            "There is one update in an epoch: the parameters change after every batch.",
            _update_once_an_epoch,
            _whole_batch,
        ),
        Mistake(
            "last-batch-dropped",
            "What does not fill a whole batch is left out: the last batch may be short.",
            _trainer(starts=lambda n, size: range(0, n // size * size, size)),
            _trainer(starts=lambda n, size: range(0, n - size + 1, size)),
        ),
        Mistake(
            "ascent",
            "The parameters move with their gradients, so the loss grows: move them against.",
            _trainer(update=lambda params, grads, lr: _sgd(params, grads, -lr)),
        ),
        Mistake(
            "learning-rate-ignored",
            "The learning rate has no effect on the updates.",
            _trainer(update=lambda params, grads, lr: _sgd(params, grads, 1.0)),
        ),
        Mistake(
            "biases-not-updated",
            "Only the weights learn: the biases have gradients too.",
            _trainer(
                update=lambda params, grads, lr: [
                    (W - lr * dW, b) for (W, b), (dW, _) in zip(params, grads, strict=True)
                ]
            ),
        ),
        Mistake(
            "last-layer-only",
            "Only the last layer learns: every layer has gradients.",
            _trainer(
                update=lambda params, grads, lr: [*params[:-1], *_sgd(params[-1:], grads[-1:], lr)]
            ),
        ),
        Mistake(
            "gradient-divided-again",
            "The gradients were divided by the number of samples: the mean is in them already.",
            lambda X, labels, params, lr, epochs, batch_size, rng: training.train(
                X, labels, params, lr / batch_size, epochs, batch_size, rng
            ),
            _trainer(
                gradients=lambda X, labels, params: (
                    (found := loss_and_gradients(X, labels, params))[0],
                    [(dW / len(X), db / len(X)) for dW, db in found[1]],
                )
            ),
        ),
        Mistake(
            "starts-over",
            "Every epoch begins with the parameters that were passed in: it has to go on with "
            "those of the epoch before.",
            _trainer(every_epoch=lambda params, start: start),
        ),
        Mistake(
            "one-epoch-only",
            "There was only one epoch: asked are as many as `epochs` says.",
            lambda X, labels, params, lr, epochs, batch_size, rng: training.train(
                X, labels, params, lr, min(epochs, 1), batch_size, rng
            ),
        ),
        Mistake(
            "sum-not-mean",
            "history holds sums: asked is the mean loss over the samples of an epoch.",
            _trainer(mean=lambda total, n, batches: total),
            _trainer(weight=lambda rows: 1, mean=lambda total, n, batches: total),
        ),
        Mistake(
            "divided-by-wrong-number",
            "The losses were added and divided by a number that does not fit: is each of them "
            "multiplied by its samples, and the sum divided by all samples?",
            _trainer(weight=lambda rows: 1, mean=lambda total, n, batches: total / n),
            _trainer(mean=lambda total, n, batches: total / batches),
        ),
        Mistake(
            "loss-of-each-batch",
            "history has an entry for every batch: one for each epoch is asked.",
            _loss_per_batch,
        ),
        Mistake(
            "loss-of-last-batch",
            "history holds the loss of each epoch's last batch: all samples of the epoch count.",
            _loss_of_last_batch,
        ),
        Mistake(
            "loss-after-update",
            "The losses were measured after the update, or after the epoch: take the loss from "
            "each batch's own forward pass, before its update.",
            _loss_after(whole=True),
            _loss_after(whole=False),
        ),
        Mistake(
            "loss-before-epoch",
            "The loss was measured once, before the epoch: take it from each batch's own forward "
            "pass.",
            _loss_after(whole=True, before=True),
        ),
        Mistake(
            "total-not-reset",
            "The sum of the losses goes on from one epoch to the next: each epoch begins at 0.",
            _running_total,
        ),
        Mistake(
            "history-survives",
            "A second call finds the history of the first one: every call begins with a list of "
            "its own.",
            _with_list_default,
        ),
        Mistake(
            "labels-misaligned",
            "Samples and labels do not fit together: both need the same order.",
            _trainer(labels_of=lambda labels, rows, rng: labels[np.sort(rows)]),
            _trainer(labels_of=lambda labels, rows, rng: labels[: len(rows)]),
        ),
        Mistake(
            "with-replacement",
            "Batches were drawn so that some samples come twice in an epoch and others not at all: "
            "each comes exactly once.",
            _wide_replacement,
            _with_replacement,
        ),
        Mistake(
            "generator-ignored",
            "The order is not drawn from rng: the same call with a generator in the same state has "
            "to give the same result.",
            _trainer(source=lambda rng: np.random.default_rng()),
            _trainer(
                orders=lambda rng, n, epochs: (np.random.permutation(n) for _ in range(epochs))  # noqa: NPY002
            ),
        ),
        Mistake(
            "params-only",
            "Only the parameters came back: asked is (params, history).",
            _trainer(finish=lambda params, history: params),
        ),
        Mistake(
            "history-only",
            "Only the history came back: asked is (params, history).",
            _trainer(finish=lambda params, history: history),
        ),
        Mistake(
            "order-swapped",
            "history comes first; asked is (params, history).",
            _trainer(finish=lambda params, history: (history, params)),
        ),
    ),
    accepted={
        "the data shuffled on, in place in a copy": _shuffles_data,
        "all orders drawn beforehand": _orders_beforehand,
        "sample by sample": _sample_gradients,
        "new arrays": _trainer(),
        "a copy, changed in place": _trainer(begin=_copies, update=_step_in_place),
        "float32": _in_float32,
    },
)
