"""The exercise `gate_weights`: build logic gates by hand."""

import numpy as np

from nnbasics import perceptron
from nnexercises.m01_weights_and_bias.gate_weights_mistakes import MISTAKES, gates
from nnexercises.m01_weights_and_bias.gates import CORNERS, TRUTH
from nngrader.declare import Aspect, Case, Comparison, Exercise, Text
from nngrader.inside.observe import Outcome


def _inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case("and", aspect="and"),
        Case("or", aspect="or"),
        Case("nand", aspect="nand"),
        Case("xor", aspect="other names"),
        Case("maybe", aspect="other names"),
    ]


def _sums_at_corners(outcome: Outcome) -> np.ndarray | str:
    """The weighted sums at the four corners, or what is wrong with the answer."""
    answer = outcome.value
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return "two results are asked, (w, b)"
    wrong = "w has to be an array of two numbers, and b a number"
    try:
        w, b = (np.asarray(part) for part in answer)
    except ValueError:  # lists of different lengths
        return wrong
    if w.dtype.kind not in "iuf" or b.dtype.kind not in "iuf":
        return wrong
    w, b = w.astype(float), b.astype(float)
    if w.shape != (2,) or b.size != 1:
        return f"w has shape {w.shape} and b {b.shape}: (2,) and a number are asked"
    if not (np.isfinite(w).all() and np.isfinite(b).all()):
        return "w and b have to be finite numbers"
    return CORNERS @ w + float(b.ravel()[0])


def _is_gate(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
    name = case.args[0]
    if outcome.error:
        return f"gate_weights({name!r}) raised {outcome.error.types[0]}: {outcome.error.message}"
    sums = _sums_at_corners(outcome)
    if isinstance(sums, str):
        return sums
    for x, z, wanted in zip(CORNERS, sums, TRUTH[name], strict=True):
        fires = int(z > 0)
        if fires != wanted:
            return (
                f"at input ({x[0]}, {x[1]}) the weighted sum is {z:g}, so the neuron gives "
                f"{fires}; {name.upper()} is {wanted} there"
            )
    return None


def _signs(case: Case, outcome: Outcome) -> object:
    """On which side of the boundary each corner lies; many weights share one answer."""
    if outcome.error:
        return outcome.error.types[0]
    if case.aspect == "other names":
        return "an answer"
    sums = _sums_at_corners(outcome)
    return sums if isinstance(sums, str) else np.sign(np.round(sums, 12))


EXERCISE = Exercise(
    id="gate_weights",
    signature="(name)",
    text=Text(
        title="Build logic gates by hand",
        minutes=10,
        difficulty="medium",
        lesson="7. The decision boundary is a line",
    ),
    rests_on=("weighted_sum", "step"),
    aspects=(
        Aspect("and", 0.5, "fires only when both inputs are 1", rule=_is_gate),
        Aspect("or", 0.5, "fires when at least one input is 1", rule=_is_gate),
        Aspect("nand", 0.5, "fires unless both inputs are 1", rule=_is_gate),
        Aspect("other names", 0.5, "a ValueError for any other name", ("and", "or", "nand")),
    ),
    inputs=_inputs,
    reference=perceptron.gate_weights,
    mistakes=MISTAKES,
    accepted={
        "unequal weights": gates(
            **{"and": ([2, 3], -4), "or": ([5, 7], -1), "nand": ([-2, -3], 4)}
        ),
        "b as a float": gates(
            **{"and": ([0.6, 0.6], -1.0), "or": ([0.6, 0.6], -0.1), "nand": ([-0.6, -0.6], 1.0)}
        ),
        "nand from and": lambda name: (
            tuple(-part for part in perceptron.gate_weights("and"))
            if name == "nand"
            else perceptron.gate_weights(name)
        ),
        "lists": lambda name: [
            part.tolist() if isinstance(part, np.ndarray) else part
            for part in perceptron.gate_weights(name)
        ],
    },
    compare=Comparison(results=("w", "b"), view=_signs),
)
