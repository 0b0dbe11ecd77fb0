"""Mistakes that are known with `lora_merge`, the most specific first."""

from nngrader.declare import Mistake


def _merge_into_w(W, A, B, alpha):
    W += alpha / A.shape[1] * (A @ B)
    return W


def _merge_all_of_w(W, A, B, alpha):
    W[:] = W + alpha / A.shape[1] * (A @ B)
    return W


MISTAKES = (
    Mistake(
        "mutates-w",
        "The new weights are right, but W itself was overwritten with them: merged twice, the "
        "change would be in it twice.",
        _merge_into_w,
        _merge_all_of_w,
    ),
    Mistake(
        "alpha-not-divided",
        "The change is multiplied by α alone: the rank is missing in the scale.",
        lambda W, A, B, alpha: W + alpha * (A @ B),
    ),
    Mistake(
        "scale-missing",
        "The change was added as it is: its scale is missing.",
        lambda W, A, B, alpha: W + A @ B,
    ),
    Mistake(
        "alpha-missing",
        "The change is divided by the rank, and not multiplied by α.",
        lambda W, A, B, alpha: W + A @ B / A.shape[1],
    ),
    Mistake(
        "wrong-rank",
        "The scale does not have the rank in it, but another size: which axis of A and B is as "
        "long as the rank?",
        lambda W, A, B, alpha: W + alpha / A.shape[0] * (A @ B),
        lambda W, A, B, alpha: W + alpha / B.shape[1] * (A @ B),
    ),
    Mistake(
        "transposed",
        "The change was transposed: as W, it has a row for each input and a column for each "
        "neuron.",
        lambda W, A, B, alpha: W + alpha / A.shape[1] * (A @ B).T,
        lambda W, A, B, alpha: W + alpha / A.shape[1] * (B.T @ A.T),
        lambda W, A, B, alpha: W.T + alpha / A.shape[1] * (A @ B),
        lambda W, A, B, alpha: (W + alpha / A.shape[1] * (A @ B)).T,
    ),
    Mistake(
        "a-b-swapped",
        "A and B are in each other's place in the product.",
        lambda W, A, B, alpha: W + alpha / A.shape[1] * (B @ A),
    ),
    Mistake(
        "base-missing",
        "This is the change alone: it has to be added to W.",
        lambda W, A, B, alpha: alpha / A.shape[1] * (A @ B),
        lambda W, A, B, alpha: A @ B,
    ),
    Mistake(
        "subtracted",
        "The change was subtracted from W.",
        lambda W, A, B, alpha: W - alpha / A.shape[1] * (A @ B),
    ),
    Mistake(
        "whole-number-division",
        "With a whole number for α the scale loses its fraction: it was cut off.",
        lambda W, A, B, alpha: W + alpha // A.shape[1] * (A @ B),
    ),
)
