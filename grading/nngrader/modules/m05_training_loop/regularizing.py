"""Against learning by heart: a price on large weights, and stopping in time."""

from collections.abc import Callable

import numpy as np

from nnbasics import early_stopping, regularization
from nngrader.declare import Aspect, Case, Exercise, Mistake, unchanged
from nngrader.modules.m04_backprop.parts import draw, part

# ---------------------------------------------------------------- l2_penalty


def _l2_inputs(rng: np.random.Generator) -> list[Case]:
    def case(strength: float, *sizes: int, **about: object) -> Case:
        params = [
            (draw(rng, d, h), draw(rng, h) + 1) for d, h in zip(sizes[:-1], sizes[1:], strict=True)
        ]
        return Case(params, strength, **about)

    example = [
        (np.array([[1.0, -2.0]]), np.array([3.0, 0.0])),
        (np.array([[2.0], [0.0]]), np.ones(1)),
    ]
    whole = [
        (np.array([[1, -2], [0, 3], [2, 1]]), np.array([1, 2])),
        (np.array([[4], [1]]), np.array([5])),
    ]
    values, other = {"aspect": "penalty"}, {"aspect": "any network"}
    return [
        Case(example, 0.5, **values),
        case(0.1, 3, 4, 2, **values),
        case(2.0, 2, 5, 3, label="a strength of 2", **values),
        case(0.3, 3, 2, label="a single layer", **other),
        case(0.01, 2, 4, 3, 5, 2, label="four layers", **other),
        case(0.0, 2, 3, 2, label="a strength of 0", **other),
        case(0.7, 3, 3, 3, label="square matrices", **other),
        Case(whole, 0.25, label="whole numbers", **other),
        case(0.2, 2, 3, 2, aspect="inputs unchanged", label="read-only arrays", read_only=True),
    ]  # fmt: skip


def _l2(
    *,
    of_weights: Callable = lambda W: np.sum(W**2),
    of_bias: Callable = lambda b: 0.0,
    factor: Callable = lambda strength, params: strength,
    slope: Callable = lambda strength, W: 2 * strength * W,
    bias_slope: Callable = lambda strength, b: np.zeros(b.shape),
    layers: Callable = lambda params: params,
    finish: Callable = lambda penalty, grads: (penalty, grads),
) -> Callable:
    """As it should be, but for what is given."""

    def l2_penalty(params, strength):
        penalty, grads = 0.0, []
        for W, b in layers(params):
            penalty = penalty + of_weights(W) + of_bias(b)
            grads.append((slope(strength, W), bias_slope(strength, b)))
        return finish(factor(strength, params) * penalty, grads)

    return l2_penalty


def _decays_in_place(params, strength):
    penalty, grads = regularization.l2_penalty(params, strength)
    for (W, _), (dW, _) in zip(params, grads, strict=True):
        W -= dW
    return penalty, grads


def _squares_in_place(params, strength):
    grads = [(2 * strength * W, np.zeros(b.shape)) for W, b in params]
    penalty = 0.0
    for W, _ in params:
        W **= 2
        penalty += strength * W.sum()
    return penalty, grads


def _gradients_in_place(params, strength):
    penalty = strength * sum((W**2).sum() for W, _ in params)
    for W, b in params:
        W *= 2 * strength
        b *= 0
    return penalty, params


def _replaces_in_the_list(params, strength):
    penalty = strength * sum((W**2).sum() for W, _ in params)
    for i, (W, b) in enumerate(params):
        params[i] = (2 * strength * W, np.zeros(b.shape))
    return penalty, params


def _number_by_number(params, strength):
    total, grads = 0, []
    for W, b in params:
        dW = np.zeros(W.shape)
        for i in range(W.shape[0]):
            for j in range(W.shape[1]):
                total += W[i, j] * W[i, j]
                dW[i, j] = 2 * strength * W[i, j]
        grads.append([dW, np.array([0.0] * len(b))])
    return [total * strength, grads]


L2_PENALTY = Exercise(
    id="l2_penalty",
    title="Put a price on large weights",
    signature="(params, strength)",
    aspects=(
        part("penalty", 0.75, "strength times the sum of all squared weights", 0),
        part("gradients", 0.75, "(dW, db) for each layer; db is 0", 1, of="penalty"),
        Aspect(
            "any network", 0.25, "any number of layers; whole numbers", ("penalty", "gradients")
        ),
        unchanged(0.25, ("penalty", "gradients")),
    ),
    inputs=_l2_inputs,
    reference=regularization.l2_penalty,
    results=("penalty", "grads"),
    mistakes=(
        Mistake(
            "on-biases",
            "The biases have a price too: only weights are to have one.",
            _l2(of_bias=lambda b: np.sum(b**2), bias_slope=lambda strength, b: 2 * strength * b),
            _l2(of_bias=lambda b: np.sum(b**2)),
            _l2(bias_slope=lambda strength, b: 2 * strength * b),
        ),
        Mistake(
            "half-factor",
            "Both are half of what is asked: here the penalty has no ½ in it.",
            _l2(
                factor=lambda strength, params: strength / 2, slope=lambda strength, W: strength * W
            ),
        ),
        Mistake(
            "half-penalty",
            "The gradients are right, but the penalty is half of what is asked.",
            _l2(factor=lambda strength, params: strength / 2),
        ),
        Mistake(
            "missing-square",
            "The weights were added as they are, or without their signs; their squares are asked.",
            _l2(of_weights=np.sum),
            _l2(of_weights=lambda W: np.sum(np.abs(W))),
            _l2(
                of_weights=lambda W: np.sum(np.abs(W)),
                slope=lambda strength, W: strength * np.sign(W),
            ),
            _l2(of_weights=np.sum, slope=lambda strength, W: np.full(W.shape, strength)),
        ),
        Mistake(
            "norm-not-squared",
            "The root of the sum of squares was taken: asked is the sum itself.",
            _l2(of_weights=np.linalg.norm),
            lambda params, strength: (
                strength * np.sqrt(sum(np.sum(W**2) for W, _ in params)),
                regularization.l2_penalty(params, strength)[1],
            ),
        ),
        Mistake(
            "sum-squared",
            "The weights were added up, and the sum was squared: square each of them first.",
            _l2(of_weights=lambda W: np.sum(W) ** 2),
        ),
        Mistake(
            "missing-two",
            "The penalty is right, but its gradients are half of what they should be: what is the "
            "slope of a square?",
            _l2(slope=lambda strength, W: strength * W),
        ),
        Mistake(
            "strength-missing",
            "The strength has no effect on the penalty, on its gradients, or on both.",
            _l2(factor=lambda strength, params: 1.0, slope=lambda strength, W: 2 * W),
            _l2(factor=lambda strength, params: 1.0),
            _l2(slope=lambda strength, W: 2 * W),
        ),
        Mistake(
            "mean-not-sum",
            "The squares were averaged; the penalty is their sum.",
            _l2(of_weights=lambda W: np.mean(W**2)),
            _l2(of_weights=lambda W: np.mean(W**2), slope=lambda s, W: 2 * s * W / W.size),
            lambda params, strength: (
                strength * np.mean(np.concatenate([W.ravel() ** 2 for W, _ in params])),
                regularization.l2_penalty(params, strength)[1],
            ),
        ),
        Mistake(
            "sign-flipped",
            "The gradients point the other way: the penalty grows with the size of a weight.",
            _l2(slope=lambda strength, W: -2 * strength * W),
        ),
        Mistake(
            "one-layer-only",
            "Only one layer was looked at: all of them have weights.",
            _l2(layers=lambda params: params[:1]),
            _l2(layers=lambda params: params[-1:]),
            lambda params, strength: (
                strength * np.sum(params[-1][0] ** 2),
                regularization.l2_penalty(params, strength)[1],
            ),
            lambda params, strength: (
                strength * np.sum(params[0][0] ** 2),
                regularization.l2_penalty(params, strength)[1],
            ),
        ),
        Mistake(
            "penalty-per-layer",
            "There is a penalty for each layer: one number for the whole network is asked.",
            lambda params, strength: (
                [strength * np.sum(W**2) for W, _ in params],
                regularization.l2_penalty(params, strength)[1],
            ),
        ),
        Mistake(
            "bias-gradients-missing",
            "The gradients of the biases are missing: they are zeros, an array in the shape of b.",
            _l2(finish=lambda penalty, grads: (penalty, [dW for dW, _ in grads])),
            _l2(bias_slope=lambda strength, b: 0.0),
            _l2(bias_slope=lambda strength, b: None),
        ),
        Mistake(
            "one-flat-list",
            "The gradients stand in one flat list: asked is a pair (dW, db) for each layer.",
            _l2(finish=lambda penalty, grads: (penalty, [g for pair in grads for g in pair])),
        ),
        Mistake(
            "penalty-only",
            "Only the penalty came back: asked is (penalty, grads).",
            _l2(finish=lambda penalty, grads: penalty),
        ),
        Mistake(
            "gradients-only",
            "Only the gradients came back: asked is (penalty, grads).",
            _l2(finish=lambda penalty, grads: grads),
        ),
        Mistake(
            "int-truncation",
            "With whole numbers as weights the fractions get lost: the gradients were stored as "
            "integers.",
            _l2(slope=lambda strength, W: (2 * strength * W).astype(W.dtype)),
        ),
        Mistake(
            "params-overwritten",
            "The results are right, but the parameters that were passed in have changed: nothing "
            "is updated here.",
            _decays_in_place,
            _squares_in_place,
            _gradients_in_place,
            _replaces_in_the_list,
        ),
    ),
    accepted={
        "number by number": _number_by_number,
        "einsum": lambda params, strength: (
            strength * sum(np.einsum("ij,ij", W, W) for W, _ in params),
            [(2.0 * strength * W, 0.0 * b) for W, b in params],
        ),
        "norm squared": lambda params, strength: (
            sum(strength * np.linalg.norm(W) ** 2 for W, _ in params),
            tuple((W * strength + strength * W, np.zeros_like(b)) for W, b in params),
        ),
        "float32": lambda params, strength: (
            np.float32(regularization.l2_penalty(params, strength)[0]),
            [
                (np.float32(2 * strength) * W.astype(np.float32), np.zeros(b.shape, np.float32))
                for W, b in params
            ],
        ),
    },
)

# ---------------------------------------------------------------- early_stop


def _early_inputs(rng: np.random.Generator) -> list[Case]:
    def walk(n: int) -> list[float]:
        """Losses that fall and then rise, with noise."""
        trend = np.abs(np.linspace(-1, 1.2, n))
        return [float(v) for v in (trend + rng.normal(size=n) * 0.12 + 0.5).round(3)]

    through, equal = {"aspect": "never stops"}, {"aspect": "equal losses"}
    return [
        Case([1.0, 0.8, 0.7, 0.75, 0.72, 0.6], 2),
        Case([0.9, 0.5, 0.6, 0.4, 0.5, 0.45, 0.42, 0.3, 0.2], 3),
        Case([0.5, 0.6, 0.4], 1, label="patience 1"),
        Case([0.9, 0.7, 0.8, 0.75, 0.74, 0.73, 0.72], 3,
             label="falls again, but never to a new best"),
        Case([0.3, 0.4, 0.5, 0.6, 0.7], 2, label="the first epoch is the best"),
        Case(walk(20), 4, label="20 epochs"),
        Case(walk(30), 2, label="30 epochs, patience 2"),
        Case(walk(12), 1, label="12 epochs, patience 1"),
        Case([1.0, 0.9, 0.8, 0.7], 2, label="every epoch is a new best", **through),
        Case([1.0, 0.6, 0.8, 0.7], 3, label="ends before the patience does", **through),
        Case([0.9, 1.0, 0.8, 0.9, 0.7, 0.8], 2, label="a new best just in time", **through),
        Case([0.7], 1, label="a single epoch", **through),
        Case([0.5, 0.6], 5, label="patience longer than the training", **through),
        Case([1.0, 0.5, 0.6, 0.7], 2, label="stops at the last epoch", **through),
        Case([0.8, 0.5, 0.5, 0.5, 0.4], 2, label="the best is met again", **equal),
        Case([0.6, 0.6, 0.6, 0.6], 3, label="all equal", **equal),
        Case([1, 3, 2, 0, 4], 2, label="whole numbers", **equal),
        Case(np.array([0.9, 0.4, 0.4, 0.6, 0.3]), 2, label="an array", **equal),
        Case([0.9, 0.4, 0.5, 0.6, 0.3], 2, aspect="inputs unchanged"),
        Case(np.array([0.9, 0.4, 0.5, 0.6, 0.3]), 2,
             aspect="inputs unchanged", label="a read-only array", read_only=True),
    ]  # fmt: skip


def _stopper(
    *,
    better: Callable = lambda loss, best: loss < best,
    enough: Callable = lambda waited, patience: waited >= patience,
    reset: bool = True,
    previous: bool = False,
    finish: Callable = lambda stop, best, losses: (stop, best),
    through: Callable = lambda stop, best, losses: (stop, best),
) -> Callable:
    """As it should be, but for what is given."""

    def early_stop(losses, patience):
        best, waited = 0, 0
        for epoch in range(1, len(losses)):
            beaten = losses[epoch - 1] if previous else losses[best]
            if better(losses[epoch], beaten):
                waited = 0 if reset else waited
                if losses[epoch] < losses[best] or not previous:
                    best = epoch
            else:
                waited += 1
            if enough(waited, patience):
                return finish(epoch, best, losses)
        return through(len(losses) - 1, best, losses)

    return early_stop


def _first_epoch_waits(losses, patience):
    best, waited = 0, 0
    for epoch, loss in enumerate(losses):
        waited = 0 if loss < losses[best] else waited + 1
        best = epoch if loss < losses[best] else best
        if waited >= patience:
            return epoch, best
    return len(losses) - 1, best


def _sorting(losses, patience):
    result = _stopper()(list(losses), patience)
    losses.sort()
    return result


def _popping(losses, patience):
    result = _stopper()(list(losses), patience)
    while len(losses):
        losses.pop()
    return result


def _with_inf(losses, patience):
    best_loss, best_epoch, bad, stop = float("inf"), 0, 0, 0
    for stop, loss in enumerate(losses):
        if loss < best_loss:
            best_loss, best_epoch, bad = loss, stop, 0
            continue
        bad += 1
        if bad == patience:
            break
    return [stop, best_epoch]


def _by_slices(losses, patience):
    losses = np.asarray(losses, dtype=float)
    for epoch in range(patience, len(losses)):
        best = np.argmin(losses[: epoch + 1])
        if epoch - best >= patience:
            return epoch, best
    return len(losses) - 1, np.argmin(losses)


def _recursive(losses, patience, epoch=0, best=0):
    if losses[epoch] < losses[best]:
        best = epoch
    if epoch - best == patience or epoch == len(losses) - 1:
        return epoch, best
    return _recursive(losses, patience, epoch + 1, best)


def _later(by: int) -> Callable:
    """The patience is over some epochs later."""
    return _stopper(enough=lambda waited, patience: waited >= patience + by)


EARLY_STOP = Exercise(
    id="early_stop",
    title="Stop in time",
    signature="(losses, patience)",
    aspects=(
        Aspect("values", 1.0, "the epoch of the stop, and the best one until then"),
        Aspect("never stops", 0.5, "the last epoch, if the patience is never over", ("values",)),
        Aspect(
            "equal losses",
            0.25,
            "an equal loss is no new best; whole numbers; an array",
            ("values",),
        ),
        unchanged(0.25),
    ),
    inputs=_early_inputs,
    reference=early_stopping.early_stop,
    results=("stop_epoch", "best_epoch"),
    integer=True,
    mistakes=(
        Mistake(
            "compares-with-previous",
            "Each loss was compared with the one before it; what counts is the best one so far.",
            _stopper(previous=True),
            _stopper(
                previous=True,
                finish=lambda stop, best, losses: (stop, int(np.argmin(losses[: stop + 1]))),
            ),
        ),
        Mistake(
            "off-by-one",
            "It stops one epoch too late or too early: count the epochs without a new best.",
            _later(1),
            _later(-1),
        ),
        Mistake(
            "first-epoch-counted",
            "The first epoch was counted as one without a new best: until then it is the best one.",
            _first_epoch_waits,
        ),
        Mistake(
            "best-is-last",
            "The epoch of the stop was returned as the best one: the best is the one with the "
            "lowest loss until then.",
            _stopper(finish=lambda stop, best, losses: (stop, stop)),
            _stopper(
                finish=lambda stop, best, losses: (stop, stop),
                through=lambda stop, best, losses: (stop, stop),
            ),
        ),
        Mistake(
            "best-is-the-one-before",
            "The epoch that was called the best is where the patience began to run out, counted "
            "back by one too many or too few.",
            _stopper(finish=lambda stop, best, losses: (stop, best + 1)),
            _stopper(finish=lambda stop, best, losses: (stop, max(best - 1, 0))),
        ),
        Mistake(
            "best-of-all",
            "The best epoch lies after the stop: what comes later is never seen.",
            _stopper(finish=lambda stop, best, losses: (stop, int(np.argmin(losses)))),
        ),
        Mistake(
            "never-reset",
            "The epochs without a new best were counted through: after a new best the count starts "
            "again.",
            _stopper(reset=False),
        ),
        Mistake(
            "equal-is-better",
            "A loss equal to the best counted as a new best: it has to be lower.",
            _stopper(better=lambda loss, best: loss <= best),
        ),
        Mistake(
            "no-answer-at-the-end",
            "If the patience is never over, the answer is missing: stop_epoch is then the last "
            "epoch.",
            *(
                _stopper(
                    through=lambda stop, best, losses, answer=answer: answer(stop, best, losses)
                )
                for answer in (
                    lambda stop, best, losses: None,
                    lambda stop, best, losses: (None, best),
                    lambda stop, best, losses: (-1, best),
                    lambda stop, best, losses: (-1, -1),
                )
            ),
        ),
        Mistake(
            "length-for-last",
            "If the patience is never over, stop_epoch is the last epoch: the first one has the "
            "number 0.",
            _stopper(through=lambda stop, best, losses: (len(losses), best)),
        ),
        Mistake(
            "counted-from-one",
            "The epochs were counted from 1; the first one has the number 0.",
            _stopper(
                finish=lambda stop, best, losses: (stop + 1, best + 1),
                through=lambda stop, best, losses: (stop + 1, best + 1),
            ),
            _stopper(
                finish=lambda stop, best, losses: (stop + 1, best),
                through=lambda stop, best, losses: (stop + 1, best),
            ),
        ),
        Mistake(
            "loss-not-epoch",
            "The best loss itself came back: asked is the number of its epoch.",
            _stopper(
                finish=lambda stop, best, losses: (stop, losses[best]),
                through=lambda stop, best, losses: (stop, losses[best]),
            ),
        ),
        Mistake(
            "order-swapped",
            "The two numbers have changed places: (stop_epoch, best_epoch) is asked.",
            _stopper(
                finish=lambda stop, best, losses: (best, stop),
                through=lambda stop, best, losses: (best, stop),
            ),
        ),
        Mistake(
            "only-the-stop",
            "One number came back: two are asked, (stop_epoch, best_epoch).",
            _stopper(
                finish=lambda stop, best, losses: stop, through=lambda stop, best, losses: stop
            ),
            _stopper(
                finish=lambda stop, best, losses: best, through=lambda stop, best, losses: best
            ),
        ),
        Mistake(
            "highest-is-best",
            "The highest loss was taken for the best one; a loss is better when it is lower.",
            _stopper(better=lambda loss, best: loss > best),
        ),
        Mistake(
            "never-stops",
            "It goes through to the last epoch, whatever the patience.",
            lambda losses, patience: (len(losses) - 1, int(np.argmin(losses))),
        ),
        Mistake(
            "losses-overwritten",
            "The result is right, but the losses that were passed in have been changed.",
            _popping,
            _sorting,
        ),
    ),
    accepted={
        "starting at infinity": _with_inf,
        "argmin of what was seen": _by_slices,
        "recursion": _recursive,
        "loop": _stopper(),
    },
)
