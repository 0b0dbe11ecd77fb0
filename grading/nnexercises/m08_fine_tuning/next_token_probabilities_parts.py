"""What the mistakes and the accepted answers of `next_token_probabilities` share."""

import numpy as np


def softmax(Z):
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True)


def greedy_choice(logits):
    return np.eye(logits.shape[-1])[logits.argmax(axis=-1)]


def sampler(
    *,
    scaled=lambda logits, T: logits / T,
    probabilities=softmax,
    greedy=greedy_choice,
    is_zero=lambda T: T == 0,
):
    """Right, and easy to change."""

    def next_token_probabilities(logits, temperature):
        if is_zero(temperature):
            return greedy(logits)
        return probabilities(scaled(logits, temperature))

    return next_token_probabilities
