"""Exercises on weights as small integers: `quantize_int8` and `dequantize`."""

import numpy as np

from nnbasics import quantization
from nngrader.compare import RTOL, RTOL_32, compare, kind_of, number
from nngrader.declare import Aspect, Case, Exercise, Mistake, unchanged
from nngrader.inside.observe import Outcome
from nngrader.modules.m08_fine_tuning.parts import answered

# ---------------------------------------------------------------- quantize_int8

_TIE = 1e-6  # so near to a tie, a number may be rounded either way, where the scale is not 1


def _quantize_inputs(rng: np.random.Generator) -> list[Case]:
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


def _quantized(case: Case, expected: tuple, got: object) -> str | None:
    if not isinstance(got, (tuple, list)) or len(got) != 2:
        return compare(expected, got, results=("q", "scale")).difference
    q, scale = got
    right, right_scale = expected
    if not isinstance(q, np.ndarray):
        return f"q is {kind_of(q)}: an array of int8 is asked"
    if q.shape != right.shape:
        return f"q has shape {q.shape}, {right.shape} is asked"
    if q.dtype != np.int8:
        return f"q has dtype {q.dtype}: int8 is asked"
    if fault := compare(right_scale, scale, results=("scale",)).difference:
        return fault.replace("the result", "scale")
    return _scale_fault(float(scale), right_scale) or _rounding_fault(case, right, right_scale, q)


def _scale_fault(scale: float, right: float) -> str | None:
    """For tiny weights: the usual comparison takes what is below 1e-9 for equal."""
    tolerance = RTOL if np.float32(scale) != scale else RTOL_32
    if abs(scale - right) > tolerance * right:
        return f"scale is {number(scale)}, {number(right)} is expected"
    return None


def _rounding_fault(case: Case, right: np.ndarray, scale: float, q: np.ndarray) -> str | None:
    units = np.asarray(case.args[0]) / scale
    near_a_tie = (scale != 1.0) & (np.abs(units - np.floor(units) - 0.5) < _TIE)
    apart = np.abs(q.astype(int) - right)
    wrong = apart > near_a_tie
    if not wrong.any():
        return None
    first = tuple(int(i) for i in np.argwhere(wrong)[0])
    place = ", ".join(map(str, first))
    return (
        f"q differs in {int(wrong.sum())} of {q.size} {'entry' if q.size == 1 else 'entries'}; at "
        f"[{place}] it is {q[first]}, {right[first]} is expected: w / scale is {units[first]:.6g}"
    )


def _quantize_view(case: Case, outcome: Outcome) -> object:
    """With its dtype, which counts here, and a scale that is large enough to be compared."""
    if outcome.error:
        return outcome.error.types[0]
    value = outcome.value
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        return value
    q, scale = value
    is_number = isinstance(scale, (int, float, np.ndarray)) and np.ndim(scale) == 0
    if not isinstance(q, np.ndarray) or not is_number:
        return value
    scale = float(scale)
    return [str(q.dtype), q, np.log(scale) if scale > 0 else str(scale)]


def _quantizer(
    *,
    largest=lambda w: np.abs(w).max(),
    steps=127,
    scale=lambda scale: float(scale) or 1.0,
    rounded=np.rint,
    limit=lambda q: q,
    dtype=np.int8,
    result=lambda q, scale: (q, scale),
):
    """Right, and easy to change."""

    def quantize_int8(w):
        s = scale(largest(w) / steps)
        return result(limit(rounded(w / s)).astype(dtype), s)

    return quantize_int8


def _away_from_zero(x):
    return np.sign(x) * np.floor(np.abs(x) + 0.5)


def _half_up(x):
    return np.floor(x + 0.5)


def _without_zero_care(scale):
    return scale


def _in_place(w):
    scale = float(np.abs(w).max()) / 127 or 1.0
    w /= scale
    return np.rint(w).astype(np.int8), scale


def _by_rows(w):
    largest = np.abs(w).max(axis=-1, keepdims=True)
    scale = np.where(largest == 0, 1.0, largest / 127)
    return np.rint(w / scale).astype(np.int8), scale


def _zero_point(w):
    low, high = w.min(), w.max()
    scale = float(high - low) / 255 or 1.0
    return (np.rint((w - low) / scale) - 128).astype(np.int8), scale


def _wraps(x):
    """What a conversion to int8 does with numbers that are too large."""
    return ((np.asarray(x).astype(np.int64) + 128) % 256 - 128).astype(np.int8)


def _quantize_with_loop(w):
    flat = [float(x) for x in np.ravel(w)]
    largest = max(abs(x) for x in flat)
    if largest == 0:
        return np.zeros(np.shape(w), dtype=np.int8), 1.0
    scale = largest / 127
    return np.array([round(x / scale) for x in flat], dtype="int8").reshape(np.shape(w)), scale


def _quantize_early_return(w):
    absmax = np.max(np.abs(w))
    if absmax == 0:
        return np.zeros_like(w, dtype=np.int8), 1.0
    scale = absmax / 127
    return np.clip(np.round(w / scale), -127, 127).astype(np.int8), scale


def _quantize_by_factor(w):
    factor = 127 / np.abs(w).max() if np.any(w) else 1.0
    return np.int8(np.rint(w * factor)), 1 / factor


def _quantize_in_float32(w):
    w = w.astype(np.float32)
    scale = np.float32(max(w.max(), -w.min()) / np.float32(127))
    scale = np.float32(1) if scale == 0 else scale
    return np.rint(w / scale).astype(np.int8), scale


QUANTIZE_INT8 = Exercise(
    id="quantize_int8",
    title="Squeeze weights into eight bits",
    signature="(w)",
    results=("q", "scale"),
    aspects=(
        Aspect("values", 1.0, "q, of dtype int8, and the scale", rule=answered(_quantized)),
        Aspect(
            "any array",
            0.25,
            "any shape; tiny, huge and whole numbers; one sign only",
            ("values",),
            rule=answered(_quantized),
        ),
        Aspect(
            "ties", 0.25, "a half goes to the even neighbor", ("values",), rule=answered(_quantized)
        ),
        Aspect(
            "all zeros",
            0.25,
            "all zeros: q is 0 and the scale is 1",
            ("values",),
            rule=answered(_quantized),
        ),
        unchanged(0.25),
    ),
    inputs=_quantize_inputs,
    reference=quantization.quantize_int8,
    view=_quantize_view,
    mistakes=(
        Mistake(
            "max-not-absmax",
            "The scale comes from the largest number: a negative one may have a larger magnitude.",
            _quantizer(largest=np.max, rounded=lambda x: _wraps(np.rint(x))),
            _quantizer(largest=np.max, limit=lambda q: np.clip(q, -127, 127)),
            _quantizer(largest=np.max, limit=lambda q: np.clip(q, -128, 127)),
            _quantizer(largest=lambda w: np.abs(np.max(w)), limit=lambda q: np.clip(q, -127, 127)),
        ),
        Mistake(
            "min-and-max",
            "The scale comes from the distance between the smallest and the largest number; here "
            "it comes from the largest magnitude.",
            _quantizer(
                largest=lambda w: (w.max() - w.min()) / 2, rounded=lambda x: _wraps(np.rint(x))
            ),
            _quantizer(largest=lambda w: w.max() - w.min()),
            _quantizer(
                largest=lambda w: (w.max() - w.min()) / 255 * 127,
                limit=lambda q: np.clip(q, -127, 127),
            ),
            _zero_point,
        ),
        Mistake(
            "wraps",
            "Some results do not fit into int8, which ends at -128 and 127: they come out at the "
            "other end.",
            _quantizer(steps=128, rounded=lambda x: _wraps(np.rint(x))),
            _quantizer(steps=255, rounded=lambda x: _wraps(np.rint(x))),
            _quantizer(steps=256, rounded=lambda x: _wraps(np.rint(x))),
            _quantizer(steps=127.5, rounded=lambda x: _wraps(np.rint(x))),
        ),
        Mistake(
            "divided-by-128",
            "The largest magnitude should become 127 or -127: the scale has another number in it.",
            _quantizer(steps=128, limit=lambda q: np.clip(q, -128, 127)),
            _quantizer(steps=128, limit=lambda q: np.clip(q, -127, 127)),
            _quantizer(steps=100),
            _quantizer(steps=7),
        ),
        Mistake(
            "floor-not-round",
            "The numbers were rounded down: the nearest whole number is asked.",
            _quantizer(rounded=np.floor),
            _quantizer(rounded=lambda x: x // 1),
        ),
        Mistake(
            "truncated",
            "The digits after the point were cut off: the nearest whole number is asked.",
            _quantizer(rounded=np.trunc),
            _quantizer(rounded=lambda x: x),
        ),
        Mistake(
            "rounded-up",
            "The numbers were rounded up: the nearest whole number is asked.",
            _quantizer(rounded=np.ceil),
        ),
        Mistake(
            "half-not-to-even",
            "A number in the middle between two whole ones goes to the even one of them.",
            _quantizer(rounded=_half_up),
            _quantizer(rounded=_away_from_zero),
            _quantizer(rounded=lambda x: np.ceil(x - 0.5)),
            _quantizer(rounded=lambda x: np.trunc(x + 0.5 * np.sign(x))),
        ),
        Mistake(
            "not-int8",
            "The numbers are right, but q has another dtype: it should take one byte a weight.",
            _quantizer(dtype=float),
            _quantizer(dtype=int),
            _quantizer(dtype=np.int32),
            _quantizer(dtype=np.int16),
        ),
        Mistake(
            "unsigned",
            "q is of an unsigned type: negative weights have no place in it.",
            _quantizer(rounded=lambda x: np.rint(x).astype(int), dtype=np.uint8),
        ),
        Mistake(
            "zero-division",
            "With all weights 0 the scale is 0 as well: dividing by it gives no number, and it "
            "should be 1.",
            _quantizer(
                scale=_without_zero_care, rounded=lambda x: _wraps(np.nan_to_num(np.rint(x)))
            ),
            _quantizer(scale=_without_zero_care),
            _quantizer(scale=float),
            lambda w: _quantizer()(w) if np.any(w) else (np.zeros(w.shape, dtype=np.int8), 0.0),
        ),
        Mistake(
            "zero-scale",
            "With all weights 0 the scale is another number than the 1 that is asked.",
            _quantizer(scale=lambda scale: max(float(scale), 1e-12)),
            _quantizer(scale=lambda scale: float(scale) or 1e-8),
            _quantizer(scale=lambda scale: float(scale) or 1 / 127),
        ),
        Mistake(
            "epsilon-added",
            "A small number was added to the scale, and tiny weights are not small beside it.",
            _quantizer(scale=lambda scale: scale + 1e-8),
            _quantizer(scale=lambda scale: scale + 1e-12),
            _quantizer(scale=lambda scale: max(float(scale), 1e-8)),
        ),
        Mistake(
            "scale-inverted",
            "The scale is upside down: q times the scale should be the weights again.",
            _quantizer(result=lambda q, scale: (q, 1 / scale)),
        ),
        Mistake(
            "absmax-returned",
            "The largest magnitude came back instead of the scale, or the scale times 127.",
            _quantizer(result=lambda q, scale: (q, scale * 127)),
        ),
        Mistake(
            "scale-first",
            "The two results are in the wrong order: q comes first.",
            _quantizer(result=lambda q, scale: (scale, q)),
        ),
        Mistake(
            "scale-missing",
            "q came back alone: nobody could get the weights again without the scale.",
            _quantizer(result=lambda q, scale: q),
        ),
        Mistake(
            "returns-weights",
            "What came back first are weights again: the whole numbers are asked.",
            _quantizer(result=lambda q, scale: (q * scale, scale)),
        ),
        Mistake(
            "per-row",
            "Each row got a scale of its own: one is asked for the whole array.",
            _by_rows,
        ),
        Mistake(
            "inputs-overwritten",
            "The result is right, but the array that was passed in was overwritten on the way.",
            _in_place,
        ),
    ),
    accepted={
        "early return": _quantize_early_return,
        "loop": _quantize_with_loop,
        "round": _quantizer(rounded=np.round),
        "largest of both ends": _quantizer(largest=lambda w: max(w.max(), -w.min())),
        "infinity norm": _quantizer(largest=lambda w: np.linalg.norm(w.ravel(), np.inf)),
        "multiplied": _quantize_by_factor,
        "float32": _quantize_in_float32,
    },
)

# ---------------------------------------------------------------- dequantize


def _dequantize_inputs(rng: np.random.Generator) -> list[Case]:
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


DEQUANTIZE = Exercise(
    id="dequantize",
    title="Get the weights again",
    signature="(q, scale)",
    aspects=(
        Aspect("values", 0.5, "every weight again", rule=answered(_right_numbers)),
        Aspect(
            "float32", 0.25, "the result has dtype float32", ("values",), rule=answered(_is_float32)
        ),
        unchanged(0.25),
    ),
    inputs=_dequantize_inputs,
    reference=quantization.dequantize,
    view=_dequantize_view,
    mistakes=(
        Mistake(
            "divides",
            "q was divided by the scale: that is what quantizing does with the weights.",
            lambda q, scale: (q / scale).astype(np.float32),
            lambda q, scale: q.astype(np.float32) / np.float32(scale),
            lambda q, scale: q / scale,
        ),
        Mistake(
            "int-multiplication",
            "The product was computed or kept in whole numbers: its fractions are lost, or it does "
            "not fit.",
            lambda q, scale: (q * scale).astype(np.int8).astype(np.float32),
            lambda q, scale: (q * int(scale)).astype(np.float32),
            lambda q, scale: _wraps(q * scale),
            lambda q, scale: _wraps(q * scale).astype(np.float32),
            lambda q, scale: (q * scale).astype(int),
            lambda q, scale: (q * scale).astype(int).astype(np.float32),
            lambda q, scale: np.rint(q * scale).astype(np.float32),
            lambda q, scale: (q.astype(int) * int(scale)).astype(np.float32),
            lambda q, scale: (q.astype(int) * round(scale)).astype(np.float32),
        ),
        Mistake(
            "scale-ignored",
            "The whole numbers came back as they are: the scale is missing.",
            lambda q, scale: q.astype(np.float32),
            lambda q, scale: q,
        ),
        Mistake(
            "divided-by-127",
            "The product was divided by 127: the scale has that in it already.",
            lambda q, scale: (q * scale / 127).astype(np.float32),
        ),
        Mistake(
            "shifted",
            "Something was added: in symmetric quantization 0 stands for 0.",
            lambda q, scale: ((q.astype(float) + 128) * scale).astype(np.float32),
            lambda q, scale: ((q.astype(float) + 0.5) * scale).astype(np.float32),
        ),
        Mistake(
            "float16",
            "The product was computed with too few digits on the way: float16 keeps about three.",
            lambda q, scale: (q.astype(np.float16) * np.float16(scale)).astype(np.float32),
            lambda q, scale: q.astype(np.float16) * np.float16(scale),
        ),
        Mistake(
            "not-float32",
            "The numbers are right, but in another dtype: float32 is asked.",
            lambda q, scale: q * scale,
            lambda q, scale: q.astype(float) * scale,
        ),
        Mistake(
            "rounded",
            "The results are rounded; all digits are asked.",
            lambda q, scale: (q * scale).round(2).astype(np.float32),
            lambda q, scale: (q * scale).round(1).astype(np.float32),
        ),
    ),
    accepted={
        "converted at the end": lambda q, scale: (q * scale).astype(np.float32),
        "converted first": lambda q, scale: q.astype(np.float32) * scale,
        "np.multiply": lambda q, scale: np.multiply(q, scale, dtype=np.float32),
        "np.float32": lambda q, scale: np.float32(q) * np.float32(scale),
        "in place, a copy": _dequantize_in_place,
        "loop": _dequantize_with_loop,
    },
)
