"""Predicting the next token: what goes in, what is asked, and how good the answer is.

A text is a row of token ids ``(T,)``. At each position t the model sees the tokens up to t
and gives logits for token t + 1, so one text holds as many examples as it has tokens.
"""

import numpy as np
from numpy.typing import ArrayLike

from nnbasics.losses import cross_entropy
from nnbasics.neurons import Array


def embed(ids: ArrayLike, E: ArrayLike, P: ArrayLike) -> Array:
    """A vector for each position: the token's row of E plus the position's row of P.

    ids: integers ``(T,)``. E: ``(V, d)``. P: ``(T_max, d)``. Returns ``(T, d)``.
    ValueError for a text longer than T_max. ``E[ids]`` is ``one_hot(ids) @ E``, looked up.
    """
    ids, E, P = np.asarray(ids), np.asarray(E), np.asarray(P)
    if len(ids) > len(P):
        raise ValueError(f"the text has {len(ids)} tokens, there are {len(P)} positions")
    return E[ids] + P[: len(ids)]


def next_token_examples(ids: ArrayLike, context: int) -> tuple[Array, Array]:
    """Every window of a text, and the same window one place later.

    ids: ``(M,)``. Returns X and Y, each ``(M - context, context)``: ``Y[i, t]`` is the token
    that follows ``X[i, t]``. ValueError where the text is too short for one window.
    """
    ids = np.asarray(ids)
    if len(ids) <= context:
        raise ValueError(f"{len(ids)} tokens have no window of {context} and a token after it")
    windows = np.lib.stride_tricks.sliding_window_view(ids, context)  # (M - context + 1, context)
    return windows[:-1], windows[1:]


def perplexity(logits: ArrayLike, targets: ArrayLike) -> float:
    """``exp(mean cross-entropy)``: among how many equally likely tokens the model hesitates.

    logits: ``(T, V)``. targets: integers ``(T,)``, what came next. 1 is perfect, V is guessing.
    """
    return float(np.exp(cross_entropy(logits, targets)))


def answer_loss(logits: ArrayLike, ids: ArrayLike, is_answer: ArrayLike) -> float:
    """Mean cross-entropy of the answer's tokens, and of no others.

    logits: ``(T, V)``; row t predicts ``ids[t + 1]``. ids: ``(T,)``, prompt and answer.
    is_answer: bool ``(T,)``, which tokens are the answer's. The first token has nothing before
    it that could predict it. ValueError where no token of an answer is predicted.
    """
    logits, ids, is_answer = np.asarray(logits), np.asarray(ids), np.asarray(is_answer)
    predicts_answer = is_answer[1:]  # (T - 1,): position t is asked for token t + 1
    if not predicts_answer.any():
        raise ValueError("no token of an answer is predicted here")
    return cross_entropy(logits[:-1][predicts_answer], ids[1:][predicts_answer])
