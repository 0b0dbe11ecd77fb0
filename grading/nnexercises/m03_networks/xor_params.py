"""The exercise `xor_params`: a small network, with weights that are found by thinking.

Many networks are right. What comes back is therefore evaluated here, with a forward pass
that trusts nothing about it.
"""

import itertools

import numpy as np

from nnbasics import networks
from nnexercises.drivers.m03 import call_with_nothing
from nnexercises.m03_networks.xor_params_accepted import ACCEPTED
from nnexercises.m03_networks.xor_params_mistakes import MISTAKES
from nnexercises.m03_networks.xor_params_rules import is_xor, kind
from nngrader.declare import Aspect, Case, Comparison, Exercise, Run, Text

_CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
_SHIFT = 0.05  # by which each input may be off


def _around(shifts: np.ndarray) -> np.ndarray:
    """Each corner, shifted by each of the shifts ``(S, 2)``: ``(4 S, 2)``."""
    return (_CORNERS[:, None] + shifts).reshape(-1, 2)


def _grid(values: object) -> np.ndarray:
    return np.array(list(itertools.product(values, values)))


def _inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case(_CORNERS, aspect="xor"),
        Case(
            _around(_grid([-_SHIFT, _SHIFT])),
            aspect="robust", label="each input off by 0.05",
        ),
        Case(
            _around(_grid(np.linspace(-_SHIFT, _SHIFT, 21))),
            aspect="robust", label="each input off by up to 0.05, in small steps",
        ),
        Case(
            _around(rng.uniform(-_SHIFT, _SHIFT, size=(50, 2))),
            aspect="robust", label="each input off by up to 0.05, at random",
        ),
    ]  # fmt: skip


EXERCISE = Exercise(
    id="xor_params",
    signature="()",
    text=Text(
        title="Solve XOR by hand",
        minutes=20,
        difficulty="hard",
        lesson="5. XOR, solved by hand",
    ),
    rests_on=("gate_weights", "mlp_forward"),
    aspects=(
        Aspect("xor", 2.0, "above 0.5 exactly where one input is 1", rule=is_xor),
        Aspect("robust", 1.0, "also when each input is off by up to 0.05", ("xor",), rule=is_xor),
    ),
    inputs=_inputs,
    reference=networks.xor_params,
    mistakes=MISTAKES,
    accepted=ACCEPTED,
    run=Run(driver=call_with_nothing, asked=("X",)),
    compare=Comparison(view=kind),
)
