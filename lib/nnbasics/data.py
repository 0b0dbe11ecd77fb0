"""Small data sets of the course. Nothing here needs more than NumPy."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
Labels = NDArray[np.integer]

_GATES = {  # the result for the inputs (0, 0), (0, 1), (1, 0), (1, 1)
    "and": (0, 0, 0, 1),
    "or": (0, 1, 1, 1),
    "nand": (1, 1, 1, 0),
    "xor": (0, 1, 1, 0),
}

# Made up for the course, in half hours: study a week, sleep a night. Neither of the two
# tells alone who passes.
_PASSED = (
    (4.5, 9.0), (5.5, 8.0), (6.0, 8.5), (6.5, 7.5), (7.0, 7.0), (7.5, 6.0),
    (8.0, 6.5), (8.5, 8.0), (9.0, 5.5), (9.5, 7.0), (10.0, 8.0), (10.5, 5.0),
)  # fmt: skip
_FAILED = (
    (1.0, 8.0), (1.5, 6.5), (2.0, 9.0), (2.5, 5.0), (3.0, 7.5), (3.5, 6.0),
    (4.0, 7.0), (4.5, 5.0), (5.5, 5.5), (6.0, 4.5), (6.5, 4.5), (7.0, 4.0),
)  # fmt: skip


def gate(name: str) -> tuple[Array, Labels]:
    """The truth table of a gate: inputs ``X`` ``(4, 2)`` and labels ``y`` ``(4,)``.

    name: ``"and"``, ``"or"``, ``"nand"`` or ``"xor"``; ValueError for any other.
    """
    if name not in _GATES:
        raise ValueError(f"no gate {name!r}: use one of {', '.join(_GATES)}")
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
    return X, np.array(_GATES[name])


def students() -> tuple[Array, Labels]:
    """24 invented students: who passes?

    Returns ``X`` ``(24, 2)``, hours of study a week and hours of sleep a night, and
    labels ``y`` ``(24,)``, 1 for passed and 0 for failed.
    """
    X = np.array(_FAILED + _PASSED)
    y = np.repeat([0, 1], [len(_FAILED), len(_PASSED)])
    return X, y
