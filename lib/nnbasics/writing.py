"""Writing with a language model: choose a token, append it, ask again."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from nnbasics.language import next_token_probabilities
from nnbasics.neurons import Array


def top_k(logits: ArrayLike, k: int) -> Array:
    """The k largest logits; all others are −∞, so that they get no probability.

    logits: ``(V,)``. k: at least 1; from V on, all stay. Of equal logits, the earlier stay.
    Returns a new array of floats.
    """
    logits = np.asarray(logits, dtype=float)
    largest = np.argsort(-logits, kind="stable")[:k]  # stable: equal ones keep their order
    kept = np.full_like(logits, -np.inf)
    kept[largest] = logits[largest]
    return kept


def generate(
    next_logits: Callable[[list[int]], ArrayLike],
    prompt: Sequence[int],
    steps: int,
    temperature: float,
    rng: np.random.Generator,
) -> list[int]:
    """The prompt, and ``steps`` tokens that the model adds to it one by one.

    next_logits: from all ids so far to logits ``(V,)``. temperature: 0 always takes the largest
    logit, the first of equal ones, and draws nothing. rng: draws one number for each token.
    """
    ids = list(prompt)
    for _ in range(steps):
        logits = np.asarray(next_logits(list(ids)))
        if temperature == 0:
            token = int(logits.argmax())
        else:
            p = next_token_probabilities(logits, temperature)
            token = int(rng.choice(len(p), p=p))
        ids.append(token)
    return ids
