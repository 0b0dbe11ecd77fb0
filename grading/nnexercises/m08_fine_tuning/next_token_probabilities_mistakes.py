"""Mistakes that are known with `next_token_probabilities`, the most specific first."""

import numpy as np

from nnexercises.m08_fine_tuning.next_token_probabilities_parts import (
    greedy_choice,
    sampler,
    softmax,
)
from nngrader.declare import Mistake


def _plain_softmax(Z):
    return np.exp(Z) / np.exp(Z).sum(axis=-1, keepdims=True)


def _never(T):
    return False


def _share(logits):
    largest = logits == logits.max(axis=-1, keepdims=True)
    return largest / largest.sum(axis=-1, keepdims=True)


def _all_largest(logits):
    return np.where(logits == logits.max(axis=-1, keepdims=True), 1.0, 0.0)


def _last_largest(logits):
    last = logits.shape[-1] - 1 - logits[..., ::-1].argmax(axis=-1)
    return np.eye(logits.shape[-1])[last]


def _one_of_all(logits):
    result = np.zeros(logits.shape)
    result.flat[logits.argmax()] = 1.0
    return result


def _indexed_wrong(logits):
    result = np.zeros(logits.shape)
    result[logits.argmax(axis=-1)] = 1.0
    return result


def _columns(logits):
    result = np.zeros(logits.shape)
    result[logits.argmax(axis=0), np.arange(logits.shape[-1])] = 1.0
    return result


def _in_place(logits, temperature):
    if temperature == 0:
        return greedy_choice(logits)
    logits /= temperature
    return softmax(logits)


def _shifted_in_place(logits, temperature):
    if temperature == 0:
        return greedy_choice(logits)
    logits -= logits.max(axis=-1, keepdims=True)
    return softmax(logits / temperature)


MISTAKES = (
    Mistake(
        "multiplies",
        "The logits were multiplied by the temperature: a high one made the choice sharper, "
        "not flatter.",
        sampler(scaled=lambda logits, T: logits * T),
        sampler(scaled=lambda logits, T: logits * T, is_zero=_never),
        sampler(scaled=lambda logits, T: logits * T, is_zero=_never, probabilities=_plain_softmax),
        sampler(scaled=lambda logits, T: logits * T, probabilities=_plain_softmax),
    ),
    Mistake(
        "temperature-ignored",
        "The temperature makes no difference.",
        sampler(scaled=lambda logits, T: logits),
        sampler(scaled=lambda logits, T: logits, is_zero=_never),
        sampler(scaled=lambda logits, T: logits, is_zero=_never, probabilities=_plain_softmax),
    ),
    Mistake(
        "probabilities-divided",
        "The probabilities were divided, or what came of that brought to a sum of 1 again: the "
        "logits are divided, before the softmax.",
        sampler(scaled=lambda logits, T: softmax(logits) / T, probabilities=lambda P: P),
        sampler(scaled=lambda logits, T: softmax(logits) / T),
    ),
    Mistake(
        "no-max-shift",
        "The exponentials overflow, or all become 0, where the logits are huge: shift each row "
        "first.",
        sampler(probabilities=_plain_softmax),
        sampler(
            probabilities=lambda Z: (
                np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum(axis=-1, keepdims=True)
            )
        ),
        sampler(probabilities=lambda Z: np.nan_to_num(_plain_softmax(Z))),
    ),
    Mistake(
        "zero-division",
        "With temperature 0 the logits are divided by 0: what comes out is not a number.",
        sampler(is_zero=_never),
        sampler(is_zero=_never, probabilities=_plain_softmax),
    ),
    Mistake(
        "ties-shared",
        "With temperature 0, two logits that are the largest share the probability, or get it "
        "twice: the first of them gets everything.",
        sampler(greedy=_share),
        sampler(greedy=_all_largest),
        lambda logits, temperature: softmax(logits / max(temperature, 1e-12)),
        lambda logits, temperature: softmax(logits / max(temperature, 1e-8)),
        lambda logits, temperature: softmax(logits / (temperature + 1e-12)),
    ),
    Mistake(
        "last-of-ties",
        "With temperature 0 and two logits that are the largest, the last one got everything: "
        "the first one should.",
        sampler(greedy=_last_largest),
    ),
    Mistake(
        "greedy-index",
        "With temperature 0 the index of a token came back: probabilities are asked, one for "
        "each token.",
        sampler(greedy=lambda logits: logits.argmax(axis=-1)),
        sampler(greedy=lambda logits: logits.max(axis=-1)),
    ),
    Mistake(
        "greedy-forgets-rows",
        "With temperature 0 and several rows, each row has a largest logit of its own.",
        sampler(greedy=_one_of_all),
        sampler(greedy=_indexed_wrong),
        sampler(greedy=lambda logits: np.eye(logits.shape[-1])[logits.argmax()]),
    ),
    Mistake(
        "uniform-at-zero",
        "With temperature 0 all tokens, or none, got the same: the largest logit gets everything.",
        sampler(greedy=lambda logits: np.full(logits.shape, 1 / logits.shape[-1])),
        sampler(greedy=lambda logits: np.zeros(logits.shape)),
        sampler(greedy=lambda logits: np.ones(logits.shape)),
    ),
    Mistake(
        "softmax-at-zero",
        "With temperature 0 the softmax of the logits came back: the largest logit gets "
        "everything.",
        sampler(greedy=softmax),
        sampler(greedy=_plain_softmax),
    ),
    Mistake(
        "axis-0",
        "With several rows, the columns sum to 1: each row is a choice of its own.",
        sampler(
            probabilities=lambda Z: (
                np.exp(Z - Z.max(axis=0)) / np.exp(Z - Z.max(axis=0)).sum(axis=0)
            ),
            greedy=lambda logits: _columns(logits) if logits.ndim > 1 else greedy_choice(logits),
        ),
        sampler(
            probabilities=lambda Z: (
                np.exp(Z - Z.max(axis=0)) / np.exp(Z - Z.max(axis=0)).sum(axis=0)
            )
        ),
    ),
    Mistake(
        "one-row-only",
        "With several rows, all probabilities together sum to 1, or it fails: each row is a "
        "choice of its own.",
        sampler(probabilities=lambda Z: np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum()),
        sampler(
            probabilities=lambda Z: np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum(),
            greedy=_one_of_all,
        ),
        sampler(
            probabilities=lambda Z: np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum(),
            greedy=_indexed_wrong,
        ),
        sampler(
            probabilities=lambda Z: np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum(),
            greedy=lambda logits: np.eye(logits.shape[-1])[logits.argmax()],
        ),
        sampler(probabilities=lambda Z: np.exp(Z) / np.exp(Z).sum()),
    ),
    Mistake(
        "rows-only",
        "It fails for a single row of logits, of shape (V,): the softmax goes over the last axis.",
        sampler(
            probabilities=lambda Z: (
                np.exp(Z - Z.max(axis=1, keepdims=True))
                / np.exp(Z - Z.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)
            ),
            greedy=lambda logits: np.eye(logits.shape[1])[logits.argmax(axis=1)],
        ),
    ),
    Mistake(
        "rounded",
        "The results are rounded; all digits are asked.",
        lambda logits, temperature: sampler()(logits, temperature).round(3),
        lambda logits, temperature: sampler()(logits, temperature).round(2),
        lambda logits, temperature: sampler()(logits, temperature).round(4),
    ),
    Mistake(
        "inputs-overwritten",
        "The result is right, but the logits that were passed in were overwritten on the way.",
        _in_place,
        _shifted_in_place,
    ),
)
