"""Other right answers to `dropout`."""

import numpy as np

from nnexercises.m05_training_loop.dropout_parts import dropper


def _number_by_number(X, p, training, rng):
    if p < 0 or p >= 1:
        raise ValueError("p")
    result = X.astype(float)
    if training:
        for place in np.ndindex(X.shape):
            result[place] = 0 if rng.uniform() < p else X[place] / (1 - p)
    return result


ACCEPTED = {
    "number by number": _number_by_number,
    "binomial": dropper(mask=lambda rng, shape, p: rng.binomial(1, 1 - p, size=shape)),
    "choice": dropper(mask=lambda rng, shape, p: rng.choice([0, 1], shape, p=[p, 1 - p])),
    "where, the other way round": dropper(
        mask=lambda rng, shape, p: rng.uniform(size=shape) < 1 - p,
        combine=lambda X, keep, factor: np.where(~keep, 0, X) * factor,
    ),
    "a copy when not training": dropper(at_test=lambda X, p: X.copy()),
    "float32": dropper(
        mask=lambda rng, shape, p: rng.random(shape, dtype=np.float32) >= p,
        combine=lambda X, keep, factor: X.astype(np.float32) * keep * np.float32(factor),
    ),
}
