"""How answers to `quantize_int8` are judged."""

import numpy as np

from nngrader.declare import Case
from nngrader.inside.observe import Outcome
from nngrader.values.compare import RTOL, RTOL_32, compare, kind_of, number

_TIE = 1e-6  # so near to a tie, a number may be rounded either way, where the scale is not 1


def quantized(case: Case, expected: tuple, got: object) -> str | None:
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


def quantize_view(case: Case, outcome: Outcome) -> object:
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
