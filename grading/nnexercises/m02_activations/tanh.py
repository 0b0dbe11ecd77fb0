"""The exercise `tanh`: squash values between −1 and 1."""

import ast
import math

import numpy as np

from nnbasics import activations
from nnexercises.m02_activations.arrays import any_array, draw, huge, read_only, shapes
from nnexercises.m02_activations.squashing import OVERFLOWED
from nnexercises.m02_activations.tanh_mistakes import MISTAKES
from nnexercises.m02_activations.tanh_parts import (
    tanh_as_written,
    tanh_of_negative,
    tanh_of_positive,
)
from nngrader.declare import Aspect, Case, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    return [
        Case(np.array([0.0, 2.0, -2.0])),
        Case(draw(rng, 6)),
        Case(np.array([-0.01, 0.05, 0.3]), label="near 0"),
        Case(np.array([-20.0, -6.0, 6.0, 20.0]), label="far from 0"),
        *shapes(rng),
        *huge(rng),
        read_only(rng),
    ]


def _tanh_by_halves(z):
    result = np.zeros(z.shape)
    right = z >= 0
    result[right] = tanh_of_positive(z[right])
    result[~right] = tanh_of_negative(z[~right])
    return result


def _tanh_entry_by_entry(z):
    flat = []
    for v in z.ravel():
        e = math.exp(-2 * abs(v))
        flat.append(math.copysign((1 - e) / (1 + e), v))
    return np.array(flat).reshape(z.shape)


def _calls_tanh(tree: ast.Module) -> str | None:
    """A remark where the answer takes NumPy's or Python's own tanh, or sinh or cosh."""
    ready_made = {"tanh", "sinh", "cosh"}
    # What stands beside the function is no part of it: print(np.tanh(z)), assert …
    parts = (part for part in tree.body if not isinstance(part, ast.Expr | ast.Assert))
    for node in (node for part in parts for node in ast.walk(part)):
        used = None
        if isinstance(node, ast.Attribute) and node.attr in ready_made:
            used = node.attr
        elif isinstance(node, ast.ImportFrom):
            used = next((name.name for name in node.names if name.name in ready_made), None)
        if used:
            return (
                f"The answer seems to use a ready-made {used}; the exercise asks for exponentials. "
                "This costs no points."
            )
    return None


EXERCISE = Exercise(
    id="tanh",
    signature="(z)",
    text=Text(
        title="Squash values between −1 and 1",
        minutes=10,
        difficulty="medium",
        lesson="tanh: the same shape, around zero",
        hint=_calls_tanh,
        warned=OVERFLOWED,
    ),
    rests_on=("sigmoid",),
    aspects=(
        Aspect("values", 1.0, "tanh(z) of every entry, between −1 and 1"),
        any_array(0.25),
        Aspect("stability", 0.5, "right also for values such as ±1000", ("values",)),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=activations.tanh,
    mistakes=MISTAKES,
    accepted={
        "by absolute value": lambda z: np.sign(z) * tanh_of_positive(np.abs(z)),
        "by sign, with a warning": lambda z: np.where(
            z > 0, tanh_of_positive(z), tanh_of_negative(z)
        ),
        "by halves": _tanh_by_halves,
        "entry by entry": _tanh_entry_by_entry,
        "from sigmoid": lambda z: 2 * activations.sigmoid(2 * z) - 1,
        "from the simple sigmoid": lambda z: 2 / (1 + np.exp(-2 * z)) - 1,
        "the other side": lambda z: 1 - 2 / (1 + np.exp(2 * z)),
        "clip": lambda z: tanh_as_written(np.clip(z, -300, 300)),
        "clip sooner": lambda z: tanh_as_written(np.clip(z, -20, 20)),
        "nan by sign": lambda z: np.where(np.abs(z) > 300, np.sign(z), tanh_as_written(z)),
        "ready-made, which is remarked": np.tanh,
        "float32": lambda z: np.sign(z) * tanh_of_positive(np.abs(z).astype(np.float32)),
    },
)
