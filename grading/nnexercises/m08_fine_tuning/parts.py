"""What several exercises of module 8 share: exact numbers, and how results are compared."""

from collections.abc import Callable

import numpy as np

from nnexercises.shared import raised
from nngrader.declare import Case, Exercise, Rule
from nngrader.inside.observe import Outcome
from nngrader.values.compare import RTOL_32, compare


def quarters(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Multiples of 1/4, never 0: sums of products of a few of them are exact in float32."""
    return rng.integers(1, 9, size=shape) / 4 * rng.choice([-1, 1], size=shape)


def answered(look: Callable[[Case, object, object], str | None]) -> Rule:
    """A rule on two results, that of the reference and the candidate's. Errors are told."""

    def rule(exercise: Exercise, case: Case, expected: Outcome, outcome: Outcome) -> str | None:
        if outcome.error:
            return raised(outcome)
        return look(case, expected.value, outcome.value)

    return rule


def difference(
    expected: object, got: object, names: tuple[str, ...] = (), atol: float = 0.0
) -> str | None:
    """As `compare`, for numbers that PyTorch has computed in float32, in an order of its own.

    atol: how far apart two numbers may be at least.
    """
    if _near(expected, got, atol):
        return None
    return compare(expected, got, results=names).difference


def _near(expected: object, got: object, atol: float) -> bool:
    if isinstance(expected, (list, tuple)) and isinstance(got, (list, tuple)):
        return len(expected) == len(got) and all(
            _near(one, other, atol) for one, other in zip(expected, got, strict=True)
        )
    if isinstance(expected, np.ndarray) and isinstance(got, np.ndarray) and got.dtype.kind == "f":
        return got.shape == expected.shape and np.allclose(got, expected, rtol=RTOL_32, atol=atol)
    return compare(expected, got).difference is None
