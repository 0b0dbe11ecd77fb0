"""The exercise `quantize_int8`: squeeze weights into eight bits."""

import numpy as np

from nnbasics import quantization
from nnexercises.m08_fine_tuning.parts import answered
from nnexercises.m08_fine_tuning.quantize_int8_accepted import ACCEPTED
from nnexercises.m08_fine_tuning.quantize_int8_mistakes import MISTAKES
from nnexercises.m08_fine_tuning.quantize_int8_rules import quantize_view, quantized
from nngrader.declare import Aspect, Case, Comparison, Exercise, Text, unchanged


def _inputs(rng: np.random.Generator) -> list[Case]:
    def weights(*shape: int, largest: float, least: float = 0.0) -> np.ndarray:
        """Numbers with this largest magnitude, on one side only, far from the ties."""
        scale = largest / 127
        units = rng.integers(1, 120, shape) + rng.uniform(-0.4, 0.4, shape)
        w = units * rng.choice([-1, 1], shape) * scale
        w.flat[rng.integers(w.size)] = -largest
        return w

    scaled = rng.integers(-126, 127, 4) * 1.0
    ties = rng.choice(np.arange(-120, 120, 2), 3, replace=False) + 0.5
    return [
        Case(np.array([0.5, -1.0, 0.25, 0.1])),
        Case(weights(5, largest=2.54)),
        Case(-weights(6, largest=0.3), label="the largest magnitude is of a positive number"),
        Case(weights(2, 3, largest=50.0), label="rows and columns"),
        Case(weights(2, 3, 2, largest=1.0), aspect="any array", label="three axes"),
        Case(np.array([-0.7]), aspect="any array", label="a single number"),
        Case(np.abs(weights(4, largest=3.0)), aspect="any array", label="no negative number"),
        Case(-np.abs(weights(4, largest=3.0)), aspect="any array", label="no positive number"),
        Case(weights(4, largest=4e-7), aspect="any array", label="tiny weights"),
        Case(weights(4, largest=3e8), aspect="any array", label="huge weights"),
        Case(np.array([[3, -2, 0], [1, 5, -4]]), aspect="any array", label="whole numbers"),
        Case(np.append(scaled, [127.0, *ties]), aspect="ties", label="a scale of 1, and ties"),
        Case(np.array([0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 127.0]), aspect="ties",
             label="a scale of 1, and ties"),
        Case(np.zeros(3), aspect="all zeros", label="all zeros"),
        Case(np.zeros((2, 2)), aspect="all zeros", label="rows and columns of zeros"),
        Case(weights(3, largest=2.0), aspect="inputs unchanged", label="a read-only array",
             read_only=True),
    ]  # fmt: skip


EXERCISE = Exercise(
    id="quantize_int8",
    signature="(w)",
    text=Text(
        title="Squeeze weights into eight bits",
        minutes=15,
        difficulty="medium",
        lesson="6. Quantization: fewer bits for each weight",
    ),
    aspects=(
        Aspect("values", 1.0, "q, of dtype int8, and the scale", rule=answered(quantized)),
        Aspect(
            "any array",
            0.25,
            "any shape; tiny, huge and whole numbers; one sign only",
            ("values",),
            rule=answered(quantized),
        ),
        Aspect(
            "ties", 0.25, "a half goes to the even neighbor", ("values",), rule=answered(quantized)
        ),
        Aspect(
            "all zeros",
            0.25,
            "all zeros: q is 0 and the scale is 1",
            ("values",),
            rule=answered(quantized),
        ),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=quantization.quantize_int8,
    mistakes=MISTAKES,
    accepted=ACCEPTED,
    compare=Comparison(results=("q", "scale"), view=quantize_view),
)
