"""Other right answers to `next_token_probabilities`."""

import math

import numpy as np

from nnexercises.m08_fine_tuning.next_token_probabilities_parts import (
    greedy_choice,
    sampler,
    softmax,
)


def _with_python_numbers(logits, temperature):
    if logits.ndim == 2:
        return np.array([_with_python_numbers(row, temperature) for row in logits])
    largest = max(logits)
    if temperature == 0:
        first = list(logits).index(largest)
        return np.array([1.0 if i == first else 0.0 for i in range(len(logits))])
    powers = [math.exp((z - largest) / temperature) for z in logits]
    return np.array([power / sum(powers) for power in powers])


def _as_rows(logits, temperature):
    rows = np.atleast_2d(logits)
    if temperature == 0:
        P = np.zeros(rows.shape)
        P[np.arange(len(rows)), rows.argmax(axis=1)] = 1
    else:
        P = softmax(rows / temperature)
    return P.reshape(logits.shape)


def _put_along_axis(logits, temperature):
    if temperature:
        return softmax(logits / temperature)
    P = np.zeros_like(logits)
    np.put_along_axis(P, np.expand_dims(np.argmax(logits, axis=-1), -1), 1, axis=-1)
    return P


def _power(logits, temperature):
    if temperature == 0:
        return greedy_choice(logits)
    powers = softmax(logits) ** (1 / temperature)
    return powers / powers.sum(axis=-1, keepdims=True)


def _through_logarithms(logits, temperature):
    if temperature == 0:
        return greedy_choice(logits)
    Z = logits / temperature
    return np.exp(Z - np.logaddexp.reduce(Z, axis=-1, keepdims=True))


def _in_float32(logits, temperature):
    return sampler()(logits.astype(np.float32), np.float32(temperature))


ACCEPTED = {
    "softmax of the quotient": sampler(),
    "shifted first": sampler(
        scaled=lambda logits, T: (logits - logits.max(axis=-1, keepdims=True)) / T
    ),
    "Python numbers": _with_python_numbers,
    "as rows": _as_rows,
    "put_along_axis": _put_along_axis,
    "powers of probabilities": _power,
    "through logarithms": _through_logarithms,
    "float32": _in_float32,
}
