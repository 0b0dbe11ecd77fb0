"""Language models in numbers: how many parameters, how much memory, which next token."""

import numpy as np
from numpy.typing import ArrayLike

from nnbasics.activations import softmax
from nnbasics.neurons import Array


def transformer_parameters(
    layers: int,
    d_model: int,
    d_ff: int,
    vocab: int,
    n_heads: int,
    n_kv_heads: int,
    tied: bool = True,
    qkv_bias: bool = True,
) -> int:
    """Parameters of a Qwen2-style decoder.

    d_model: width of a token's vector. d_ff: width inside a feed-forward network. n_heads,
    n_kv_heads: heads of the queries, and of the keys and values, which several queries may
    share. tied: the output layer is the embedding again. qkv_bias: biases on these three.
    Source: Qwen2 technical report (2024), table 1; Qwen2.5-1.5B has 1,543,714,304.
    """
    if d_model % n_heads:
        raise ValueError(f"d_model {d_model} can't be shared out to {n_heads} heads")
    d_kv = d_model // n_heads * n_kv_heads
    queries_and_output = 2 * d_model * d_model
    keys_and_values = 2 * d_model * d_kv
    biases = d_model + 2 * d_kv if qkv_bias else 0
    feed_forward = 3 * d_model * d_ff  # SwiGLU: gate, up and down
    norms = 2 * d_model  # RMSNorm before attention and before feed-forward, no bias
    block = queries_and_output + keys_and_values + biases + feed_forward + norms
    embedding = vocab * d_model
    return (1 if tied else 2) * embedding + layers * block + d_model  # and a last norm


def memory_gb(parameters: int, bits: float) -> float:
    """Gigabytes (10⁹ bytes) that the parameters take, at ``bits`` for each."""
    return parameters * bits / 8 / 1e9


def next_token_probabilities(logits: ArrayLike, temperature: float) -> Array:
    """``softmax(logits / T)``: below 1 sharper, above 1 flatter.

    logits: ``(V,)`` or ``(N, V)``. temperature: T >= 0; T = 0 gives all probability to the
    largest logit, of equal ones to the first. Returns the shape of logits.
    """
    if temperature < 0:
        raise ValueError(f"a temperature is not negative: {temperature}")
    logits = np.asarray(logits, dtype=float)
    if temperature == 0:
        return np.eye(logits.shape[-1])[logits.argmax(axis=-1)]
    shifted = logits - logits.max(axis=-1, keepdims=True)
    with np.errstate(over="ignore"):  # a tiny T may give -inf, whose exponential is 0
        return softmax(shifted / temperature)
