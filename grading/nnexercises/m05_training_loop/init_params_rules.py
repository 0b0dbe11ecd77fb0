"""How answers to `init_params` are judged."""

import numpy as np

from nnexercises.m05_training_loop.drawing import read_params, same
from nnexercises.m05_training_loop.init_params_parts import OTHERS, STDS
from nnexercises.shared import raised
from nngrader.declare import Case, Exercise
from nngrader.inside.observe import Outcome

_ENOUGH = 10_000  # weights in a matrix whose spread is judged
_NEAR = 0.04


def _spread(W: np.ndarray) -> str:
    """By which formula the weights are spread, as far as that can be told."""
    d, h = W.shape
    std = W.std()
    formulas = STDS | OTHERS
    near = min(formulas, key=lambda name: abs(np.log(max(std, 1e-300) / formulas[name](d, h))))
    return near if abs(std / formulas[near](d, h) - 1) < _NEAR else f"{std:.9g}"


def _kind(W: np.ndarray) -> str:
    """How a matrix was drawn: its distribution, and its spread."""
    if not W.any():
        return "zeros"
    if W.size < _ENOUGH:
        return "numbers" if (W.flat[0] != W).any() else "one number"
    if (W[0] == W[1]).mean() > 0.5 or (W[:, 0] == W[:, 1]).mean() > 0.5:
        return "repeated"
    # Of normal numbers 4.6 % are further than two standard deviations from the mean.
    std, mean = W.std(), W.mean()
    if abs(mean) > 8 * std / np.sqrt(W.size):
        return "not around 0"
    tails = np.mean(np.abs(W) > 2 * std)
    return f"{'normal' if 0.03 < tails < 0.06 else 'not normal'}, {_spread(W)}"


def is_drawn(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    """The weights of the first call: shapes, distribution, spread; and biases of 0."""
    sizes, scheme = case.args[0], case.aspect
    if outcome.error:
        return raised(outcome)
    layers = read_params(outcome.value[0], sizes)
    if isinstance(layers, str):
        return layers
    for i, (W, b) in enumerate(layers):
        wrong = _zeros_fault(W) if scheme == "zeros" else _fault(W, STDS[scheme](*W.shape))
        if wrong:
            return f"W of layer {i + 1}, of shape {W.shape}: {wrong}"
        if b.any():
            return f"b of layer {i + 1} is not 0 everywhere"
    return None


def _zeros_fault(W: np.ndarray) -> str | None:
    return "some weights are not 0" if W.any() else None


def _fault(W: np.ndarray, std: float) -> str | None:
    """What cannot be so for normal weights with this standard deviation."""
    if not W.any():
        return "all weights are 0"
    kind = _kind(W)
    if W.size < _ENOUGH:
        far = np.abs(W).max() > 10 * std
        if kind == "one number" and W.size > 1:
            return "all weights are equal"
        return f"a weight is more than 10 times {std:.3g} away from 0" if far else None
    if kind == "repeated":
        return "many weights are equal: each has its own draw"
    if kind == "not around 0":
        return f"the mean is {W.mean():.3g}: it should be near 0"
    if abs(W.std() / std - 1) > _NEAR:
        return f"the standard deviation is {W.std():.4g}: it should be near {std:.4g}"
    return None


def is_normal(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    layers = "" if outcome.error else read_params(outcome.value[0], case.args[0])
    if isinstance(layers, str):
        return layers or raised(outcome)
    for W, _ in layers:
        if _kind(W).startswith("not normal"):
            far = np.mean(np.abs(W) > 2 * W.std())
            return (
                f"{far:.1%} of the weights are further from 0 than two standard deviations; of "
                "normal numbers it would be 4.6 %"
            )
    return None


def comes_from_rng(
    exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome
) -> str | None:
    if outcome.error:
        return raised(outcome)
    first, second, again = (read_params(value, case.args[0]) for value in outcome.value)
    for layers in (first, second, again):
        if isinstance(layers, str):
            return layers
    if not same(first, again):
        return "two generators in the same state gave different weights: draw from rng only"
    if same(first, second):
        return "a second call with the same rng gave the same weights: draw from rng itself"
    if _alike(first):
        return "the same numbers stand in two layers: each layer has its own draw"
    return None


def _alike(layers: list) -> bool:
    """Whether two layers hold the same numbers, also multiplied or transposed."""
    matrices = [W for W, _ in layers]
    return any(
        abs(np.corrcoef(matrices[0].ravel(), other.ravel())[0, 1]) > 0.2
        for W in matrices[1:]
        for other in (W, W.T)
        if np.ptp(W) and np.ptp(matrices[0])  # equal numbers are another fault's
    )


def view(case: Case, outcome: Outcome) -> object:
    """What sort of answer this is: the numbers themselves were drawn."""
    if outcome.error:
        return outcome.error.types[0]
    if case.aspect == "other names":
        return "an answer"
    first = read_params(outcome.value[0], case.args[0])
    if isinstance(first, str):
        return first
    if case.aspect == "generator":
        return [*(same(outcome.value[0], value) for value in outcome.value[1:]), _alike(first)]
    return [(_kind(W), "numbers" if b.any() else "zeros") for W, b in first]
