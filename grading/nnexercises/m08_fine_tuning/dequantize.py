"""The exercise `dequantize`: get the weights back."""

import numpy as np

from nnbasics import quantization
from nnexercises.m08_fine_tuning.dequantize_mistakes import MISTAKES
from nnexercises.m08_fine_tuning.parts import answered
from nngrader.declare import Aspect, Case, Comparison, Exercise, Text, unchanged
from nngrader.inside.observe import Outcome
from nngrader.values.compare import compare, kind_of


def _inputs(rng: np.random.Generator) -> list[Case]:
    def q(*shape: int) -> np.ndarray:
        return rng.integers(-127, 128, shape).astype(np.int8)

    scales = rng.uniform(0.01, 3.0, 6).round(3)
    return [
        Case(np.array([64, -127, 32, 13], dtype=np.int8), 0.5),
        Case(q(4), float(scales[0])),
        Case(np.array([127, -127, 100, -100], dtype=np.int8), 3.0, label="products beyond 127"),
        Case(q(3, 2), float(scales[1]), label="rows and columns"),
        Case(q(2, 3, 2), float(scales[2]), label="three axes"),
        Case(q(1), float(scales[3]), label="a single number"),
        Case(q(5), float(scales[4] * 1e4), label="a huge scale"),
        Case(np.array([3, -5, 88], dtype=np.int8), 0.00123, label="a small scale"),
        Case(q(3), float(scales[0]), aspect="float32"),
        Case(q(2, 2), 0.1, aspect="float32", label="rows and columns"),
        Case(q(3), float(scales[5]), aspect="inputs unchanged", label="a read-only array",
             read_only=True),
    ]  # fmt: skip


def _right_numbers(case: Case, expected: np.ndarray, got: object) -> str | None:
    if isinstance(got, np.ndarray) and got.dtype.kind in "iu" and got.shape == expected.shape:
        return f"the result has dtype {got.dtype}: the numbers have fractions"
    if isinstance(got, np.ndarray) and got.dtype.kind == "f" and got.shape == expected.shape:
        got = got.astype(np.float32)  # its own aspect asks for it
    return compare(expected, got).difference


def _is_float32(case: Case, expected: np.ndarray, got: object) -> str | None:
    if not isinstance(got, np.ndarray):
        return f"the result is {kind_of(got)}: an array of float32 is asked"
    if got.dtype != np.float32:
        return f"the result has dtype {got.dtype}: float32 is asked"
    return compare(expected, got).difference


def _dequantize_view(case: Case, outcome: Outcome) -> object:
    if outcome.error:
        return outcome.error.types[0]
    value = outcome.value
    return [str(value.dtype), value] if isinstance(value, np.ndarray) else value


def _dequantize_in_place(q, scale):
    result = q.astype(np.float32)
    result *= scale
    return result


def _dequantize_with_loop(q, scale):
    result = np.zeros(q.shape, dtype="float32")
    for place in np.ndindex(q.shape):
        result[place] = int(q[place]) * scale
    return result


EXERCISE = Exercise(
    id="dequantize",
    signature="(q, scale)",
    text=Text(
        title="Get the weights back",
        minutes=5,
        difficulty="easy",
        lesson="6. Quantization: fewer bits for each weight",
    ),
    rests_on=("quantize_int8",),
    aspects=(
        Aspect("values", 0.5, "every weight again", rule=answered(_right_numbers)),
        Aspect(
            "float32", 0.25, "the result has dtype float32", ("values",), rule=answered(_is_float32)
        ),
        unchanged(0.25),
    ),
    inputs=_inputs,
    reference=quantization.dequantize,
    mistakes=MISTAKES,
    accepted={
        "converted at the end": lambda q, scale: (q * scale).astype(np.float32),
        "converted first": lambda q, scale: q.astype(np.float32) * scale,
        "np.multiply": lambda q, scale: np.multiply(q, scale, dtype=np.float32),
        "np.float32": lambda q, scale: np.float32(q) * np.float32(scale),
        "in place, a copy": _dequantize_in_place,
        "loop": _dequantize_with_loop,
    },
    compare=Comparison(view=_dequantize_view),
)
